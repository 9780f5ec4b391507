"""The strength of one tie over time, as a line to draw and as a table to read.

Each day of contact counts one, so s(t) = Σ 2^(-(t-τ)/60) over the days of contact τ ≤ t: the same decay as the
ties themselves (`core.decay`), without the weights of channels, so that a picture can be checked by counting.
Between two contacts the line follows from the key of the one before (`strength_at`). Units: days since 1970-01-01.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from reknit.core.decay import HALF_LIFE_DAYS, Days, Floats, decay_key, fade_one, steady_strength, strength_at
from reknit.core.wording import calendar_day

POINTS: Final = 240
SHORTEST_SPAN_DAYS: Final = 90
# Heights a reader can hold on to: the strength of somebody in touch every week, month, quarter.
RHYTHM_DAYS: Final = {"weekly": 7, "monthly": 30, "quarterly": 91}

_EPOCH: Final = dt.date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class StrengthCurve:
    """days: increasing, from before the first contact to `as_of_day`, shape (n,); strength at the end of each,
    in contact-days, shape (n,). contact_days: shape (m,). highest: the greatest strength there ever was.
    """

    days: Days
    strength: Floats
    contact_days: Days
    highest: float

    @property
    def now(self) -> float:
        """Strength on the last day."""
        return float(self.strength[-1])


@dataclass(frozen=True, slots=True)
class Quarter:
    """contacts: days of contact in it; strength: at its end, or on the last day for the running one."""

    year: int
    number: int
    contacts: int
    strength: float


def strength_curve(contact_days: Sequence[int], *, as_of_day: int) -> StrengthCurve | None:
    """The line from shortly before the first contact to `as_of_day`; None when there was no contact by then.

    contact_days: numbers of the days, in any order, repeated or not; later ones do not count.
    """
    days = np.unique(np.asarray(contact_days, dtype=np.int64))
    days = days[days <= as_of_day]
    if not len(days):
        return None
    after = _after_each(days)
    first = min(int(days[0]) - 1, as_of_day - SHORTEST_SPAN_DAYS)
    step = max(1, -(-(as_of_day - first) // POINTS))
    shown = np.arange(as_of_day, first - step, -step)[::-1]
    return StrengthCurve(shown, _at(shown, days, after), days, float(after.max()))


def _after_each(days: Days) -> Floats:
    """Strength just after each contact."""
    strength = np.empty(len(days))
    strength[0] = 1.0
    for place, gap in enumerate(np.diff(days), start=1):
        strength[place] = strength[place - 1] * fade_one(int(gap), HALF_LIFE_DAYS) + 1.0
    return strength


def _at(shown: Days, days: Days, after: Floats) -> Floats:
    """Strength at the end of each day shown; 0 before the first contact, when there was nothing."""
    before = np.searchsorted(days, shown, side="right") - 1
    keys = decay_key(after, days)
    strength = np.zeros(len(shown))
    begun = before >= 0
    strength[begun] = strength_at(keys[before[begun]], shown[begun].astype(np.float64))
    return strength


def quarters(curve: StrengthCurve) -> list[Quarter]:
    """The same in numbers: every calendar quarter from the first contact to the last day, the newest first."""
    last = int(curve.days[-1])
    after = _after_each(curve.contact_days)
    found = []
    year, number = _quarter_of(int(curve.contact_days[0]))
    while (begin := _first_day(year, number)) <= last:
        end = min(_first_day(*_next(year, number)) - 1, last)
        held = int(np.count_nonzero((curve.contact_days >= begin) & (curve.contact_days <= end)))
        strength = float(_at(np.array([end]), curve.contact_days, after)[0])
        found.append(Quarter(year, number, held, strength))
        year, number = _next(year, number)
    return found[::-1]


def rhythm_heights() -> dict[str, float]:
    """Strength just after a contact of somebody in touch that often, for as long as one likes."""
    return {name: float(steady_strength(days)) for name, days in RHYTHM_DAYS.items()}


def _quarter_of(day: int) -> tuple[int, int]:
    date = calendar_day(day)
    return date.year, (date.month - 1) // 3 + 1


def _next(year: int, number: int) -> tuple[int, int]:
    return (year + 1, 1) if number == 4 else (year, number + 1)


def _first_day(year: int, number: int) -> int:
    return (dt.date(year, 3 * number - 2, 1) - _EPOCH).days
