"""What others rank ties by, computed here without Reknit's own ties.

Closed forms: recency, frequency, decay (Ahmad, Porter & Beguerisse-Díaz 2021), contact-days over
recency. Fitted: BG/NBD (Fader, Hardie & Lee 2005), and a logistic regression on 31 features that
knows both people's whole activity, trained at T - h with labels that end at T.
All scores: higher means contact is likelier.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from bench.measures import Bools, Floats
from bench.messages import Messages
from reknit.core import contact_chance

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Past:
    """The pairs of people who had contact before a cut, and their contact-days."""

    messages: Messages
    cut: float

    @classmethod
    def before(cls, cut: float, messages: Messages) -> "Past":
        """What was known at the cut; nothing after it is looked at."""
        return cls(messages.before(cut), cut)

    @cached_property
    def _pairs(self) -> tuple[Ints, Ints]:
        pairs, rows = np.unique(self.messages.pair(), return_inverse=True)
        return pairs, rows

    @property
    def pairs(self) -> Ints:
        """Numbers of the pairs, sorted, shape (n,)."""
        return self._pairs[0]

    @property
    def row(self) -> Ints:
        """Of each message, the index of its pair."""
        return self._pairs[1]

    @property
    def low(self) -> Ints:
        return self.pairs >> 31

    @property
    def high(self) -> Ints:
        return self.pairs & ((1 << 31) - 1)

    @cached_property
    def contact_days(self) -> tuple[Ints, Ints]:
        """Index of the pair and day number of every contact-day."""
        keys = np.unique(self.row * (1 << 20) + np.floor(self.messages.t).astype(np.int64))
        return keys >> 20, keys & ((1 << 20) - 1)

    def count(self, rows: Ints, weights: Floats | None = None) -> Floats:
        return np.bincount(rows, weights, len(self.pairs)).astype(np.float64)

    @cached_property
    def days(self) -> Floats:
        """Contact-days of each pair."""
        return self.count(self.contact_days[0])

    @cached_property
    def first(self) -> Floats:
        first = np.full(len(self.pairs), np.inf)
        np.minimum.at(first, self.row, self.messages.t)
        return first

    @cached_property
    def recency(self) -> Floats:
        """Days since the last contact."""
        last = np.full(len(self.pairs), -np.inf)
        np.maximum.at(last, self.row, self.messages.t)
        return np.asarray(self.cut - last)

    def decay(self, half_life: float) -> Floats:
        """Contact-days, decayed."""
        pair, day = self.contact_days
        return self.count(pair, np.exp2((day - self.cut) / half_life))

    def active(self) -> Bools:
        """Task B90: at least three contact-days and a contact in the last 90 days."""
        return (self.days >= 3) & (self.recency <= 90)

    def met(self, messages: Messages, horizon: float) -> Bools:
        """Which pairs had contact in [cut, cut + horizon)."""
        after = (messages.t >= self.cut) & (messages.t < self.cut + horizon)
        return np.isin(self.pairs, messages.pair()[after])


CLOSED_FORMS: Final[dict[str, Callable[[Past], Floats]]] = {
    "recency": lambda past: -past.recency,
    "frequency": lambda past: past.days,
    "decay 60 d": lambda past: past.decay(60),
    "contact-days/(1+recency)": lambda past: past.days / (1 + past.recency),
    "contact-days/(7+recency)": lambda past: past.days / (7 + past.recency),
    "sqrt(decay 90 d · contact-days)/(7+recency)": lambda past: (
        np.sqrt(past.decay(90) * past.days) / (7 + past.recency)
    ),
}


def bg_nbd(past: Past, horizon: float) -> Floats:
    """P(contact within the horizon) by BG/NBD, maximum likelihood on the same pairs."""
    pair, day = past.contact_days
    starts = np.flatnonzero(np.diff(pair, prepend=-1))
    first, last = day[starts], day[np.append(starts[1:], len(day)) - 1]
    seen = contact_chance.Histories(
        past.days - 1, (last - first).astype(np.float64), np.asarray(past.cut - first, np.float64), np.ones(len(first))
    )
    return contact_chance.fit(seen, kind="bg", prior=None).contact_within(horizon, seen)


def logistic(messages: Messages, past: Past, horizon: float, *, active_only: bool) -> Floats | None:
    """Log-odds by logistic regression trained at T - h; None if the file is too short for that."""
    earlier = Past.before(past.cut - horizon, messages)
    rows = earlier.active() if active_only else np.ones(len(earlier.pairs), dtype=np.bool_)
    met = earlier.met(past.messages, horizon)[rows]
    if min(met.sum(), (~met).sum()) < 20:
        return None
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000))
    model.fit(_features(earlier)[rows], met)
    return np.asarray(model.decision_function(_features(past)))


def _features(past: Past) -> Floats:
    """31 logarithms of a pair's own past and of both people's, shape (n, 31)."""
    columns = [*_own(past), *_directions(past), *_people(past)]
    return np.log1p(np.column_stack(columns))


def _own(past: Past) -> list[Floats]:
    pair, day = past.contact_days
    ago = past.cut - day
    spans = [past.count(np.unique(pair * 4096 + (ago // width).astype(np.int64)) // 4096) for width in (7, 30)]
    recent = [past.count(pair[ago <= window]) for window in (7, 30, 90)]
    age = past.cut - past.first
    gap = (age - past.recency) / np.maximum(past.days - 1, 1)
    decays = [past.decay(h) for h in (7, 15, 30, 60, 90, 180)]
    return [past.days, *spans, *recent, *decays, past.recency, age, gap, past.recency / (1 + gap)]


def _directions(past: Past) -> list[Floats]:
    sent = past.messages
    up = past.count(past.row, (sent.source < sent.target).astype(np.float64))
    total = past.count(past.row)
    decayed = [past.count(past.row, np.asarray(np.exp2((sent.t - past.cut) / h), np.float64)) for h in (30, 90)]
    alone = past.count(past.row, (sent.parties == 2).astype(np.float64))
    return [total, np.minimum(up, total - up), np.maximum(up, total - up), *decayed, alone]


def _people(past: Past) -> list[Floats]:
    """Of the quieter and the livelier of the two: decayed contact-days, contacts, days since anybody."""
    people = past.messages.people
    columns = []
    for own in (past.decay(30), past.decay(90), past.days, np.ones(len(past.pairs))):
        total = np.bincount(past.low, own, people) + np.bincount(past.high, own, people)
        columns += [np.minimum(total[past.low], total[past.high]), np.maximum(total[past.low], total[past.high])]
    quiet = np.full(people, np.inf)
    np.minimum.at(quiet, past.low, past.recency)
    np.minimum.at(quiet, past.high, past.recency)
    return [*columns, np.maximum(quiet[past.low], quiet[past.high])]
