"""Whom to reconnect with: expected value, not length of silence.

    score = value × now × ease,   each factor in [0, 1]

value = 0.30 novelty + 0.35 fit + 0.35 closeness
    novelty    mean of what is known of: few shared contacts, 3/(3 + shared); an organisation and a field in
               which I have few living ties, 1/(1 + those); seniority in [0, 1]. Unknown: 0.5.
    fit        1 - (1 - their offers for my goals and contacts)(1 - my offers for their needs). Unknown: 0.3.
    closeness  1 - 2^(-contact-weeks/8), without decay: a tie that was strong once still is worth it.
now   = 1 - (1 - loss)(1 - live)
    loss       P(silent) · min(1, silence/expected gap) · 2^(-silence/730): what would be lost by waiting;
               after years of silence another month costs little. P(silent) is the greater of the
               model's for the coming season and what the silence against the own rhythm says.
    live       1 - Π(1 - weight) over live reasons (new role, birthday soon, open promise, …), see OCCASIONS.
ease  = 1 or 0.4 (a direct channel or none) × 1 or 0.6 (a common language or not) × (0.6 + 0.4 · answers)
    answers    min(1, incoming/outgoing).

Novelty and engagement together make reconnected ties valuable, and dormant ones pay as much as
current ones (Levin, Walter & Murnighan 2011; Walter, Levin & Murnighan 2015), so neither closeness
nor silence alone decides: former strong ties and people met once with a good fit both get
places. Weights and half-lives are judgement, not fitted: no data set records what a message brought.

Excluded before ranking: muted, never, snoozed, already handled within the cadence, in touch less
than a week ago. The queue is then picked one by one; each further person of one organisation, of
one field or with the same kind of reason counts less, and no more than two of one organisation
are taken.

People without an exchange in both directions have their own list (`no_data`), ranked by promise.
All inputs are columns prepared by the store; 100,000 rows take milliseconds, and words are made for the chosen
few only (`core.reconnect_words`). A store need not hand over everybody: each factor has an index, so
the union of the first few hundred by contact-weeks, by long_key, by fit, of those with an occasion, and of
those fading now contains whoever can come out on top, and does not grow with the address book.
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from reknit.core.contacts import CHANNELS, Bools, Bytes, Ints
from reknit.core.decay import Floats
from reknit.core.rhythm import FEWEST_CONTACT_DAYS, FEWEST_WEEKS, chance_of_staying_silent
from reknit.core.tie_states import STATES

Occasion = Literal[
    "promise", "promised me", "job", "project", "news", "birthday", "anniversary", "event", "event past", "offer"
]


@dataclass(frozen=True, slots=True)
class Timing:
    """How much an occasion counts, from how many days before it, and how fast it goes stale after it."""

    weight: float
    days_before: float
    half_life_days: float


# An occasion without a day (an open promise, something to offer) counts in full until it is settled.
OCCASIONS: Final[dict[Occasion, Timing]] = {
    "promise": Timing(0.9, 14, 3650),
    "promised me": Timing(0.5, 7, 365),
    "job": Timing(0.8, 0, 45),
    "project": Timing(0.5, 0, 45),
    "news": Timing(0.5, 0, 14),
    "birthday": Timing(0.5, 7, 2),
    "anniversary": Timing(0.3, 7, 2),
    "event": Timing(0.8, 30, 1),
    "event past": Timing(0.7, 0, 10),
    "offer": Timing(0.7, 3650, 3650),
}
OCCASION_KINDS: Final = tuple(OCCASIONS)
_TIMINGS: Final = np.array([(t.weight, t.days_before, t.half_life_days) for t in OCCASIONS.values()])

MINUTES: Final = {"meeting": 10, "call": 15, "mail": 10, "message": 5, "event": 10, "reaction": 5}
_MINUTES: Final = np.array([*(MINUTES[channel] for channel in CHANNELS), 15])  # the last, at -1: no channel

VALUE_WEIGHTS: Final = {"novelty": 0.30, "fit": 0.35, "closeness": 0.35}
_UNKNOWN_NOVELTY: Final = 0.5
_UNKNOWN_FIT: Final = 0.3
_CLOSENESS_WEEKS: Final = 8.0
_LOSS_HALF_LIFE_DAYS: Final = 730.0
_LONGEST_EXPECTED_GAP_DAYS: Final = 90.0
_JUST_IN_TOUCH_DAYS: Final = 7

LARGEST_QUEUE: Final = 50
_PER_ORGANISATION: Final = 2
_SAME_ORGANISATION, _SAME_FIELD, _SAME_KIND = 0.5, 0.85, 0.8
_UNKNOWN_STATE: Final = STATES.index("unknown")


@dataclass(frozen=True, slots=True)
class Candidates:
    """Everybody who is not archived, one row each; unknown numbers are NaN, unknown codes -1.

    state: index into STATES. last_day, first_day: calendar days; -1 without contacts. contact_days,
    contact_weeks, incoming, outgoing: as in `Tie`. silence_chance: P(silent for 90 days)
    (`Outlook.chance_of_silence`). cadence_days: `tie_states.cadence_days`.
    organisation, field: any codes; organisation_ties, field_ties: how many other living ties (not dormant, two-way)
    I have there. seniority: 0 (starting) … 1 (head of a large organisation).
    shared_contacts: how many of my contacts they know. fit: their offers ↔ my goals and my contacts' needs,
    0 … 1. can_offer: my offers ↔ their needs, 0 … 1.
    channel: index into CHANNELS of the best direct way to reach them, -1 for none. speaks: a common language.
    muted: muted or never. snoozed_until: first day on which they may appear again. handled_day: day of the
    last "done" or "not this". connected_day: when an address book or platform says the two connected.
    """

    person: Ints
    state: Bytes
    first_day: Ints
    last_day: Ints
    contact_days: Ints
    contact_weeks: Ints
    incoming: Ints
    outgoing: Ints
    silence_chance: Floats
    cadence_days: Floats
    organisation: Ints
    organisation_ties: Floats
    field: Ints
    field_ties: Floats
    seniority: Floats
    shared_contacts: Floats
    fit: Floats
    can_offer: Floats
    channel: Ints
    speaks: Bools
    muted: Bools
    snoozed_until: Floats
    handled_day: Floats
    connected_day: Floats

    def __len__(self) -> int:
        return len(self.person)


@dataclass(frozen=True, slots=True)
class Occasions:
    """Reasons to write now, in columns: row of the candidate, index into OCCASION_KINDS, day (NaN: any time)."""

    row: Ints
    kind: Ints
    day: Floats

    @classmethod
    def none(cls) -> "Occasions":
        """No occasion for anybody."""
        return cls(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))

    def weights(self, as_of_day: int) -> Floats:
        """How much each counts today, shape (m,)."""
        weight, before, half_life = _TIMINGS[self.kind].T
        passed = as_of_day - self.day
        fresh = np.where(passed >= 0, np.exp2(-np.maximum(passed, 0) / half_life), (-passed <= before) * 1.0)
        return np.asarray(weight * np.where(np.isnan(self.day), 1.0, fresh))


@dataclass(frozen=True, slots=True)
class Scores:
    """All factors of everybody, shape (n,) each; `occasion` indexes the weightiest occasion, -1 for none."""

    score: Floats
    value: Floats
    novelty: Floats
    fit: Floats
    closeness: Floats
    now: Floats
    loss: Floats
    live: Floats
    ease: Floats
    occasion: Ints


@dataclass(frozen=True, slots=True)
class Pick:
    """One place in the queue: the candidate's row, its factors, the minutes it takes."""

    row: int
    person: int
    score: float
    value: float
    novelty: float
    fit: float
    closeness: float
    now: float
    loss: float
    live: float
    ease: float
    occasion: Occasion | None
    minutes: int


def queue(
    candidates: Candidates,
    occasions: Occasions,
    *,
    as_of_day: int,
    minutes: int | None = None,
    limit: int = 20,
) -> list[Pick]:
    """The people to reconnect with, best first, diversified, within the minutes."""
    scores = score(candidates, occasions, as_of_day=as_of_day)
    ready = is_ready(candidates, as_of_day=as_of_day) & (candidates.state != _UNKNOWN_STATE)
    return _pick(candidates, scores, ready & (scores.score > 0), limit, minutes)


def no_data(candidates: Candidates, occasions: Occasions, *, as_of_day: int, limit: int = 20) -> list[Pick]:
    """People with no exchange on record, by promise: fit, novelty, an occasion, a recent connection.

    score = (0.45 fit + 0.25 novelty + 0.20 live + 0.10 · 2^(-days since connected/365)) × ease, where those who
    were written to or wrote without an answer count half.
    """
    scores = score(candidates, occasions, as_of_day=as_of_day)
    since = np.where(np.isnan(candidates.connected_day), np.inf, as_of_day - candidates.connected_day)
    recent = np.exp2(-np.maximum(since, 0) / 365)
    promise = 0.45 * scores.fit + 0.25 * scores.novelty + 0.20 * scores.live + 0.10 * recent
    promise = promise * scores.ease * np.where(candidates.contact_days > 0, 0.5, 1.0)
    ranked = Scores(**{**_columns(scores), "score": promise})
    ready = is_ready(candidates, as_of_day=as_of_day) & (candidates.state == _UNKNOWN_STATE)
    return _pick(candidates, ranked, ready, limit, None)


def is_ready(candidates: Candidates, *, as_of_day: int) -> Bools:
    """Not muted, not snoozed, not handled within the cadence, not in touch in the last week, shape (n,).

    NaN meets no comparison, so what is unset does not exclude.
    """
    snoozed = candidates.snoozed_until > as_of_day
    handled = candidates.handled_day + candidates.cadence_days > as_of_day
    just = (candidates.contact_days > 0) & (candidates.last_day > as_of_day - _JUST_IN_TOUCH_DAYS)
    return ~(candidates.muted | snoozed | handled | just)


def score(candidates: Candidates, occasions: Occasions, *, as_of_day: int) -> Scores:
    """The formula of the module's docstring for everybody."""
    novelty, fit, closeness = _novelty(candidates), _fit(candidates), _closeness(candidates)
    weights = VALUE_WEIGHTS
    value = weights["novelty"] * novelty + weights["fit"] * fit + weights["closeness"] * closeness
    loss, ease = _loss(candidates, as_of_day), _ease(candidates)
    live, occasion = _live(occasions, len(candidates), as_of_day)
    now = 1 - (1 - loss) * (1 - live)
    return Scores(value * now * ease, value, novelty, fit, closeness, now, loss, live, ease, occasion)


def _novelty(candidates: Candidates) -> Floats:
    circles = 3.0 / (3.0 + candidates.shared_contacts)
    elsewhere = 1.0 / (1.0 + candidates.organisation_ties)
    parts = np.stack([circles, elsewhere, 1.0 / (1.0 + candidates.field_ties), candidates.seniority])
    known = ~np.isnan(parts)
    mean = np.where(known, parts, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    return np.where(known.any(axis=0), mean, _UNKNOWN_NOVELTY)


def _fit(candidates: Candidates) -> Floats:
    known = ~(np.isnan(candidates.fit) & np.isnan(candidates.can_offer))
    both = 1 - (1 - np.nan_to_num(candidates.fit)) * (1 - np.nan_to_num(candidates.can_offer))
    return np.where(known, both, _UNKNOWN_FIT)


def _closeness(candidates: Candidates) -> Floats:
    closeness: Floats = -np.expm1(-np.log(2.0) * candidates.contact_weeks / _CLOSENESS_WEEKS)
    return closeness


def silence_chance(candidates: Candidates, as_of_day: int) -> Floats:
    """P(silent) of the formula, shape (n,): by the model, or by the silence measured in usual gaps."""
    days = candidates.contact_days
    rhythmic = (days >= FEWEST_CONTACT_DAYS) & (candidates.contact_weeks >= FEWEST_WEEKS)
    gap = np.where(rhythmic, (candidates.last_day - candidates.first_day) / np.maximum(days - 1, 1), np.nan)
    by_rhythm = chance_of_staying_silent((as_of_day - candidates.last_day).astype(np.float64), gap)
    chance: Floats = np.fmax(np.nan_to_num(candidates.silence_chance), by_rhythm)
    return chance


def _loss(candidates: Candidates, as_of_day: int) -> Floats:
    silent = np.maximum(as_of_day - candidates.last_day, 0)
    expected = np.clip(candidates.cadence_days, 1.0, _LONGEST_EXPECTED_GAP_DAYS)
    expected = np.where(np.isnan(expected), _LONGEST_EXPECTED_GAP_DAYS, expected)
    loss = silence_chance(candidates, as_of_day) * np.minimum(silent / expected, 1.0)
    return np.where(candidates.contact_days > 0, loss * np.exp2(-silent / _LOSS_HALF_LIFE_DAYS), 0.0)


def _ease(candidates: Candidates) -> Floats:
    answers = np.minimum(1.0, candidates.incoming / np.maximum(candidates.outgoing, 1))
    ease = np.where(candidates.channel >= 0, 1.0, 0.4) * np.where(candidates.speaks, 1.0, 0.6)
    return np.asarray(ease * np.where(candidates.contact_days > 0, 0.6 + 0.4 * answers, 1.0))


def _live(occasions: Occasions, count: int, as_of_day: int) -> tuple[Floats, Ints]:
    """1 - Π(1 - weight) per candidate, and the index of the weightiest occasion (-1: none that counts)."""
    weights = occasions.weights(as_of_day)
    left = np.ones(count)
    np.multiply.at(left, occasions.row, 1 - weights)
    weightiest = np.full(count, -1, dtype=np.int64)
    # Written in order of weight, the last to be written stays; kind and day settle equal weights.
    order = np.lexsort((np.nan_to_num(occasions.day), -occasions.kind, weights))
    order = order[weights[order] > 0.01]
    weightiest[occasions.row[order]] = occasions.kind[order]
    return 1 - left, weightiest


def _columns(scores: Scores) -> dict[str, np.ndarray]:
    return {name: getattr(scores, name) for name in Scores.__slots__}


def _pick(candidates: Candidates, scores: Scores, ready: Bools, limit: int, minutes: int | None) -> list[Pick]:
    """The best one by one, each seen in the light of those already picked. Equal scores: lower person first."""
    limit = min(limit, LARGEST_QUEUE)
    rows = np.flatnonzero(ready)
    if len(rows) > 20 * LARGEST_QUEUE:
        rows = rows[np.argpartition(-scores.score[rows], 20 * LARGEST_QUEUE)[: 20 * LARGEST_QUEUE]]
    rows = rows[np.lexsort((candidates.person[rows], -scores.score[rows]))]
    worth = scores.score[rows].copy()
    organisation, field, kind = candidates.organisation[rows], candidates.field[rows], _kind(candidates, scores)[rows]
    cost = _MINUTES[candidates.channel[rows]]
    left = np.inf if minutes is None else float(minutes)
    picks: list[Pick] = []
    while len(picks) < limit and len(rows):
        worth[cost > left] = -1.0
        best = int(np.argmax(worth))
        if worth[best] < 0:
            break
        picks.append(_place(candidates, scores, int(rows[best]), int(cost[best])))
        left -= cost[best]
        worth[best] = -1.0
        same = (organisation == organisation[best]) & (organisation >= 0)
        worth[same] *= _SAME_ORGANISATION
        worth[(field == field[best]) & (field >= 0) & ~same] *= _SAME_FIELD
        worth[kind == kind[best]] *= _SAME_KIND
        if sum(candidates.organisation[pick.row] == organisation[best] for pick in picks) >= _PER_ORGANISATION:
            worth[same] = -1.0
    return picks


def _kind(candidates: Candidates, scores: Scores) -> Ints:
    """What the reason will be about: the occasion, else the state."""
    return np.where(scores.occasion >= 0, scores.occasion, len(OCCASION_KINDS) + candidates.state)


def _place(candidates: Candidates, scores: Scores, row: int, minutes: int) -> Pick:
    numbers = {name: float(column[row]) for name, column in _columns(scores).items() if name != "occasion"}
    occasion = int(scores.occasion[row])
    return Pick(
        row=row,
        person=int(candidates.person[row]),
        occasion=OCCASION_KINDS[occasion] if occasion >= 0 else None,
        minutes=minutes,
        **numbers,
    )
