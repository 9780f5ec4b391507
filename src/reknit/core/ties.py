"""Ties: what is kept of all contacts with one person.

A `Tie` is a cache of the person's contacts. Everything in it is either an integer, an extreme,
or a fold over the contact-days in order of their days, with decay factors from one table. So a
contact that arrives in order updates a tie in O(1) (`Tie.followed_by`), and the rebuild of one
tie (`tie_of`) or of all (`build_ties`) gives the same numbers bit for bit. What arrives out of
order, or is deleted, or moves from one person to another, needs `tie_of` for that person: a
person's contact-days are few.

No column depends on today, except that contacts after `as_of` do not count yet: the earliest of
them is `next_at`, and once that has passed the tie is recomputed (`Tie.is_stale`).

Order, strength and thresholds of ties follow from forward-decay keys (`core.decay`), states from
`core.tie_states`, rhythm from `core.rhythm`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from math import inf, nan

import numpy as np

from reknit.core.contacts import Bools, Contact, ContactDays, Contacts, Ints, contact_days
from reknit.core.decay import (
    HALF_LIFE_DAYS,
    LONG_HALF_LIFE_DAYS,
    SHORT_HALF_LIFE_DAYS,
    Days,
    Floats,
    decay_key,
    fade,
    fade_one,
)


def week_of(day: int) -> int:
    """Number of the calendar week, Monday to Sunday; 1970-01-01 was a Thursday."""
    return (day + 3) // 7


@dataclass(frozen=True, slots=True)
class Tie:
    """One person's contacts, folded. With contact_days = 0 (only future contacts) the rest says nothing.

    first_at, last_at: instants, days since 1970-01-01 UTC; NaN without contacts. first_day, last_day:
        calendar days in the user's zone.
    contact_days, contact_weeks: how many different days and calendar weeks had contact.
    interactions: all contacts; incoming, outgoing: those that prove that direction.
    gap_squares: Σ (days between neighbouring contact-days)²; their sum is last_day - first_day.
    last_weight: richest contact on last_day, which a richer one on the same day may still replace.
    weight_before: Σ weight of the days before last_day.
    carried, carried_long: strength on last_day from the days before it, half-lives 60 and 180 days.
    pulse_short, pulse, pulse_long: contact-days, each of weight 1, decayed to last_day; 15, 60, 180 days.
    next_at: the earliest contact after `as_of` (a meeting in the calendar); NaN if there is none.
    """

    first_at: float = nan
    last_at: float = nan
    first_day: int = 0
    last_day: int = 0
    contact_days: int = 0
    contact_weeks: int = 0
    interactions: int = 0
    incoming: int = 0
    outgoing: int = 0
    gap_squares: int = 0
    last_weight: float = 0.0
    weight_before: float = 0.0
    carried: float = 0.0
    carried_long: float = 0.0
    pulse_short: float = 0.0
    pulse: float = 0.0
    pulse_long: float = 0.0
    next_at: float = nan

    @property
    def two_way(self) -> bool:
        """Has each side turned to the other? One-way traffic makes no tie until it is answered."""
        return self.incoming > 0 and self.outgoing > 0

    def is_stale(self, as_of: float) -> bool:
        """Has a contact that lay in the future when the tie was computed come to pass?"""
        return self.next_at <= as_of

    def followed_by(self, contact: Contact, *, as_of: float) -> "Tie | None":
        """The tie after one more contact, in O(1); None if it is older than last_day: recompute with `tie_of`."""
        if contact.direction == "none":
            return self
        if contact.at > as_of:
            return replace(self, next_at=min(contact.at, inf if np.isnan(self.next_at) else self.next_at))
        if not self.contact_days:
            return _first_contact(contact, self.next_at)
        if contact.day < self.last_day:
            return None
        counted = replace(
            self,
            first_at=min(self.first_at, contact.at),
            last_at=max(self.last_at, contact.at),
            interactions=self.interactions + 1,
            incoming=self.incoming + (contact.proof & 1),
            outgoing=self.outgoing + (contact.proof >> 1),
        )
        if contact.day == self.last_day:
            return replace(counted, last_weight=max(self.last_weight, contact.weight))
        return _next_day(counted, contact)


def _first_contact(contact: Contact, next_at: float) -> Tie:
    return Tie(
        first_at=contact.at,
        last_at=contact.at,
        first_day=contact.day,
        last_day=contact.day,
        contact_days=1,
        contact_weeks=1,
        interactions=1,
        incoming=contact.proof & 1,
        outgoing=contact.proof >> 1,
        last_weight=contact.weight,
        pulse_short=1.0,
        pulse=1.0,
        pulse_long=1.0,
        next_at=next_at,
    )


def _next_day(tie: Tie, contact: Contact) -> Tie:
    gap = contact.day - tie.last_day
    middle, long = fade_one(gap, HALF_LIFE_DAYS), fade_one(gap, LONG_HALF_LIFE_DAYS)
    return replace(
        tie,
        last_day=contact.day,
        contact_days=tie.contact_days + 1,
        contact_weeks=tie.contact_weeks + (week_of(contact.day) != week_of(tie.last_day)),
        gap_squares=tie.gap_squares + gap * gap,
        last_weight=contact.weight,
        weight_before=tie.weight_before + tie.last_weight,
        carried=(tie.carried + tie.last_weight) * middle,
        carried_long=(tie.carried_long + tie.last_weight) * long,
        pulse_short=tie.pulse_short * fade_one(gap, SHORT_HALF_LIFE_DAYS) + 1.0,
        pulse=tie.pulse * middle + 1.0,
        pulse_long=tie.pulse_long * long + 1.0,
    )


@dataclass(frozen=True, slots=True)
class Ties:
    """Many ties in columns of equal length, one row a person, sorted by person; columns as in `Tie`."""

    person: Ints
    first_at: Floats
    last_at: Floats
    first_day: Days
    last_day: Days
    contact_days: Ints
    contact_weeks: Ints
    interactions: Ints
    incoming: Ints
    outgoing: Ints
    gap_squares: Ints
    last_weight: Floats
    weight_before: Floats
    carried: Floats
    carried_long: Floats
    pulse_short: Floats
    pulse: Floats
    pulse_long: Floats
    next_at: Floats

    def __len__(self) -> int:
        return len(self.person)

    @classmethod
    def of(cls, rows: Iterable[tuple[int, Tie]]) -> "Ties":
        """From (person, tie) pairs, in the given order."""
        pairs = list(rows)
        columns = {
            f.name: np.array([getattr(tie, f.name) for _, tie in pairs], dtype=float if f.type is float else np.int64)
            for f in fields(Tie)
        }
        return cls(person=np.array([person for person, _ in pairs], dtype=np.int64), **columns)

    def row(self, index: int) -> Tie:
        """One row as plain Python values."""
        return Tie(**{f.name: getattr(self, f.name)[index].item() for f in fields(Tie)})

    def where(self, rows: Bools | Ints) -> "Ties":
        """The chosen rows."""
        return Ties(**{f.name: getattr(self, f.name)[rows] for f in fields(Ties)})

    def two_way(self) -> Bools:
        """Has each side turned to the other? Shape (n,)."""
        return (self.incoming > 0) & (self.outgoing > 0)

    def strength_key(self) -> Floats:
        """Forward-decay key of the strength (half-life 60 days): the order by strength now and for ever."""
        return decay_key(self.carried + self.last_weight, self.last_day)

    def long_key(self) -> Floats:
        """The same with a half-life of 180 days: what is usual between the two; it orders the layers."""
        strength = self.carried_long + self.last_weight
        return decay_key(strength, self.last_day, half_life_days=LONG_HALF_LIFE_DAYS)

    def mean_weight(self) -> Floats:
        """Mean weight of a contact-day, shape (n,). NaN without contacts."""
        some = self.contact_days > 0
        return np.where(some, (self.weight_before + self.last_weight) / np.maximum(self.contact_days, 1), np.nan)

    def level_key(self) -> Floats:
        """Key of the strength counted in this tie's own typical contact-days: how often, whatever the channel."""
        return self.strength_key() - np.log2(self.mean_weight())


def build_ties(contacts: Contacts, *, as_of: float) -> Ties:
    """All ties from all contacts, one row per person that occurs, sorted by person. O(n log n).

    as_of: instant, days since 1970-01-01 UTC. Later contacts only set `next_at`.
    """
    exchanged = contacts.where(contacts.direction != 0)
    later = exchanged.at > as_of
    persons = np.unique(exchanged.person)
    days = contact_days(exchanged.where(~later))
    known, starts, counts = np.unique(days.person, return_index=True, return_counts=True)
    rows = np.searchsorted(persons, known)
    columns = _undefined(len(persons))
    for name, values in (_extremes(days, starts, counts) | _folds(days, starts, counts)).items():
        columns[name][rows] = values
    coming = np.full(len(persons), np.inf)
    np.minimum.at(coming, np.searchsorted(persons, exchanged.person[later]), exchanged.at[later])
    columns["next_at"] = np.where(np.isinf(coming), np.nan, coming)
    return Ties(person=persons, **columns)


def tie_of(contacts: Iterable[Contact], *, as_of: float) -> Tie | None:
    """One tie from all contacts with that person; None if there are none."""
    ties = build_ties(Contacts.of((0, contact) for contact in contacts), as_of=as_of)
    return ties.row(0) if len(ties) else None


def _undefined(count: int) -> dict[str, np.ndarray]:
    empty = Tie()
    return {
        f.name: np.full(count, getattr(empty, f.name), dtype=np.float64 if f.type is float else np.int64)
        for f in fields(Tie)
    }


def _extremes(days: ContactDays, starts: Ints, counts: Ints) -> dict[str, np.ndarray]:
    """Columns that are integers or extremes. Days of a person are neighbours, in order."""
    if not len(days):
        return {}
    ends = starts + counts - 1
    inside = np.ones(len(days), dtype=np.bool_)
    inside[starts] = False
    gaps = np.where(inside, np.diff(days.day, prepend=0), 0)
    weeks = (days.day + 3) // 7
    new_week = np.where(inside, np.diff(weeks, prepend=0) != 0, True)
    return {
        "first_at": np.minimum.reduceat(days.first_at, starts),
        "last_at": np.maximum.reduceat(days.last_at, starts),
        "first_day": days.day[starts],
        "last_day": days.day[ends],
        "contact_days": counts,
        "contact_weeks": np.add.reduceat(new_week.astype(np.int64), starts),
        "interactions": np.add.reduceat(days.interactions, starts),
        "incoming": np.add.reduceat(days.incoming, starts),
        "outgoing": np.add.reduceat(days.outgoing, starts),
        "gap_squares": np.add.reduceat(gaps * gaps, starts),
        "last_weight": days.weight[ends],
    }


def _folds(days: ContactDays, starts: Ints, counts: Ints) -> dict[str, Floats]:
    """Columns that are folds over a person's days, one step for the r-th day of everybody at a time:
    the additions happen in the order in which `Tie.followed_by` makes them, hence to the same bit.
    """
    order = np.argsort(-counts, kind="stable")
    at, left = starts[order], counts[order]
    gaps = np.maximum(np.diff(days.day, prepend=days.day[:1]), 0)
    short, middle, long = (fade(gaps, h) for h in (SHORT_HALF_LIFE_DAYS, HALF_LIFE_DAYS, LONG_HALF_LIFE_DAYS))
    before, carried, carried_long = np.zeros((3, len(order)))
    pulse_short, pulse, pulse_long = np.ones((3, len(order)))
    for rank in range(1, int(left[0]) if len(left) else 0):
        m = int(np.searchsorted(-left, -rank))
        i = at[:m] + rank
        w, f, g = days.weight[i - 1], middle[i], long[i]
        before[:m] += w
        carried[:m] = (carried[:m] + w) * f
        carried_long[:m] = (carried_long[:m] + w) * g
        pulse_short[:m] = pulse_short[:m] * short[i] + 1.0
        pulse[:m] = pulse[:m] * f + 1.0
        pulse_long[:m] = pulse_long[:m] * g + 1.0
    back = np.argsort(order, kind="stable")
    folded = {"weight_before": before, "carried": carried, "carried_long": carried_long}
    folded |= {"pulse_short": pulse_short, "pulse": pulse, "pulse_long": pulse_long}
    return {name: values[back] for name, values in folded.items()}
