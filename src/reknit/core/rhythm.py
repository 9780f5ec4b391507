"""Rhythm of a tie: the usual gap between contact-days, its spread, silence against it, habits, trend.

The usual gap is the mean of the gaps, (last_day - first_day)/(contact_days - 1), known once there
were four contact-days in three different weeks; below that nothing is said. Silence longer than 8
usual gaps means that the tie has most likely decayed (Navarro, Miritello, Canales & Moro 2017:
58-96 % of such pairs stay silent). It is a flag with its explanation, never an order: "overdue ÷ own
rhythm" ranks worse than recency. A gap of less than a week counts as a week here, because
contact-days within a week are one conversation.

Weekday and season are evidence to show, not rules: they are named only when chance alone would
hardly produce them.

Units: days; day numbers are calendar days since 1970-01-01 in the user's zone. Undefined: NaN or None.
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from scipy.special import bdtrc

from reknit.core.contacts import Bools
from reknit.core.decay import Days, Floats, falls_below_on, overdue_threshold
from reknit.core.ties import Ties

SILENCE_FACTOR: Final = 8.0
STAYS_SILENT: Final = 0.77
SHORTEST_GAP_DAYS: Final = 7.0

# A holiday is no fading.
SHORTEST_FADING_DAYS: Final = 30.0
FEWEST_CONTACT_DAYS: Final = 4
FEWEST_WEEKS: Final = 3

TREND_DAYS: Final = 90

Change = Literal["rising", "steady", "falling"]


def has_rhythm(ties: Ties) -> Bools:
    """Enough contact-days in enough weeks to speak of a usual gap, shape (n,)."""
    return (ties.contact_days >= FEWEST_CONTACT_DAYS) & (ties.contact_weeks >= FEWEST_WEEKS)


def usual_gap(ties: Ties) -> Floats:
    """Mean days between contact-days, shape (n,); NaN where there is no rhythm."""
    gaps = np.maximum(ties.contact_days - 1, 1)
    return np.where(has_rhythm(ties), (ties.last_day - ties.first_day) / gaps, np.nan)


def gap_spread(ties: Ties) -> Floats:
    """Standard deviation of the gaps in days, shape (n,); NaN where there is no rhythm."""
    mean = usual_gap(ties)
    variance = ties.gap_squares / np.maximum(ties.contact_days - 1, 1) - mean * mean
    return np.sqrt(np.maximum(variance, 0.0))


def next_expected(ties: Ties) -> Floats:
    """Day of the next contact if the rhythm holds, shape (n,); NaN where there is none."""
    return ties.last_day + usual_gap(ties)


def silence_flag_day(ties: Ties) -> Floats:
    """Day after which the silence is longer than 8 usual gaps, shape (n,): constant until the next contact."""
    return ties.last_day + SILENCE_FACTOR * np.maximum(usual_gap(ties), SHORTEST_GAP_DAYS)


def rhythm_fades_day(ties: Ties) -> Floats:
    """Day after which the tie is weaker than its own rhythm explains, shape (n,): constant until the next contact.

    Its level reaches the threshold of its own usual gap (`decay.overdue_threshold`), and at
    least one usual gap, and a month, has passed.
    """
    gap = np.maximum(usual_gap(ties), SHORTEST_GAP_DAYS)
    level_day = falls_below_on(ties.level_key(), overdue_threshold(gap))
    return np.maximum(level_day, ties.last_day + np.maximum(gap, SHORTEST_FADING_DAYS))


def chance_of_staying_silent(silent_days: Floats, usual_gap_days: Floats) -> Floats:
    """How likely a tie that has been silent for so long stays silent, shape (n,); 0 where there is no rhythm.

    0 up to one usual gap, .77 from 8 usual gaps on (the middle of the 58-96 % that Navarro et al. 2017
    found), a straight line between. A model of lively ties says too little of those that already fell silent.
    """
    gaps = silent_days / np.maximum(usual_gap_days, SHORTEST_GAP_DAYS)
    return np.nan_to_num(STAYS_SILENT * np.clip((gaps - 1.0) / (SILENCE_FACTOR - 1.0), 0.0, 1.0))


def silence_ratio(ties: Ties, *, as_of_day: int) -> Floats:
    """Days of silence ÷ usual gap ("overdue ÷ own rhythm"), shape (n,); NaN where there is no rhythm."""
    return (as_of_day - ties.last_day) / usual_gap(ties)


@dataclass(frozen=True, slots=True)
class Trend:
    """Contact-days in the last 90 days and in the 90 before."""

    recent: int
    before: int

    @property
    def change(self) -> Change:
        """A difference that chance often makes (within √(sum)) is steady."""
        difference = self.recent - self.before
        if difference * difference <= self.recent + self.before:
            return "steady"
        return "rising" if difference > 0 else "falling"


def trend(days: Days, *, as_of_day: int) -> Trend:
    """From a person's contact-day numbers, in any order; future days do not count."""
    ago = as_of_day - np.unique(days)
    recent = (ago >= 0) & (ago < TREND_DAYS)
    before = (ago >= TREND_DAYS) & (ago < 2 * TREND_DAYS)
    return Trend(int(recent.sum()), int(before.sum()))


@dataclass(frozen=True, slots=True)
class Habit:
    """A weekday (0 = Monday … 6) or month (1 … 12) that holds `held` of `total` contact-days."""

    kind: Literal["weekday", "month"]
    which: int
    held: int
    total: int


# Less than one tie in a hundred shows a habit by chance.
_BY_CHANCE: Final = 0.01


def weekday_habit(days: Days) -> Habit | None:
    """The weekday on which most contact falls, if chance would hardly do that; else None."""
    distinct = np.unique(days)
    counts = np.bincount((distinct + 3) % 7, minlength=7)
    return _habit("weekday", counts, first=0)


def season_habit(days: Days) -> Habit | None:
    """The month in which most contact falls, seen in at least three years; else None.

    A day counts once per month and year, so one busy March is no season.
    """
    months = np.unique(np.asarray(days).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64))
    counts = np.bincount(months % 12, minlength=12)
    return _habit("month", counts, first=1) if counts.max(initial=0) >= 3 else None


def _habit(kind: Literal["weekday", "month"], counts: Days, *, first: int) -> Habit | None:
    total, top = int(counts.sum()), int(counts.argmax())
    held = int(counts[top])
    by_chance = len(counts) * float(bdtrc(held - 1, total, 1 / len(counts)))
    return Habit(kind, first + top, held, total) if total and by_chance < _BY_CHANCE else None
