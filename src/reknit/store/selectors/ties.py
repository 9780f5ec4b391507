"""Ties on a given day: states as index ranges, layers, explanations."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.db.models import F, Q

from reknit.core.tie_states import (
    LAYERS,
    NO_TIES,
    OUTSIDE,
    STATES,
    ByHand,
    IndexColumns,
    LayerKeys,
    StateBounds,
    layers_of,
    states,
)
from reknit.core.tie_words import Factor, Hand, explain
from reknit.core.ties import Tie as TieValue
from reknit.core.ties import Ties
from reknit.store import bulk
from reknit.store.days import day_number, from_days
from reknit.store.models import Participant, Person, Tie
from reknit.store.policy import Actor, of
from reknit.store.services.workspace import zone_of
from reknit.store.wording import said

__all__ = [
    "STATES",
    "Moment",
    "TieValue",
    "explanation",
    "factor_view",
    "in_state",
    "last_at",
    "load",
    "moment",
    "of_people",
]

VALUES = tuple(f.name for f in fields(TieValue))
INDEXED = tuple(f.name for f in fields(IndexColumns))
_FLOATS = {f.name for f in fields(TieValue) if f.type is float}


@dataclass(frozen=True)
class Moment:
    """An instant, the day it is where the user is, and the bounds of the states on that day.

    layer_cadences: days by layer where the user made a rule for the layer, NaN elsewhere; shape (5,).
    """

    at: dt.datetime
    day: int
    zone: ZoneInfo
    bounds: StateBounds
    layer_cadences: tuple[float, ...] = (np.nan,) * (OUTSIDE + 1)


def moment(actor: Actor, as_of: dt.datetime) -> Moment:
    """Everything that the states of `as_of` need, asked once per page; one short range of an index."""
    zone = zone_of(actor)
    day = day_number(as_of.astimezone(zone).date())
    return Moment(as_of, day, zone, StateBounds.at(day, layer_keys_on(actor, day)), layer_cadences(actor))


# An ordinary comparison of `two_way` with TRUE is an index look-up on both databases; a bare boolean
# column, as Django writes it, is none on SQLite.
_INNERMOST = (
    "SELECT long_key FROM store_tie WHERE workspace_id = %s AND two_way = TRUE AND long_key IS NOT NULL"
    " AND +last_day >= %s ORDER BY long_key DESC LIMIT %s"
)


def layer_keys_on(actor: Actor, day: int) -> LayerKeys:
    """Where the layers of a day end: `long_key` of the 5th, 15th, 50th and 150th tie alive then."""
    since = StateBounds.at(day, NO_TIES).dormant_before_day
    keys = [row[0] for row in bulk.fetch(_INNERMOST, [actor.workspace_id, since, LAYERS[-1]])]
    found = [float(keys[size - 1]) if len(keys) >= size else -np.inf for size in LAYERS]
    return found[0], found[1], found[2], found[3]


_LAYER_RULES = "SELECT layer, days FROM store_cadencerule WHERE workspace_id = %s AND layer IS NOT NULL"


def layer_cadences(actor: Actor) -> tuple[float, ...]:
    """Days by layer where the user made a rule for the layer, NaN elsewhere."""
    rules = bulk.fetch(_LAYER_RULES, [actor.workspace_id])
    by_layer = {layer - 1: float(days) for layer, days in rules}
    return tuple(by_layer.get(layer, np.nan) for layer in range(OUTSIDE + 1))


@dataclass(frozen=True)
class Loaded:
    """Ties of some people in columns, with what the user set by hand for them or their tags; rows in the order
    asked for.
    """

    ties: Ties
    columns: IndexColumns
    by_hand: ByHand

    def states(self, moment: Moment) -> list[str]:
        """The word for each."""
        hand = with_layer_rules(self.by_hand, self.columns, moment.bounds.layer_keys, moment.layer_cadences)
        return [STATES[code] for code in states(self.ties, self.columns, moment.bounds, hand)]

    def layers(self, moment: Moment) -> list[int]:
        """Layer of each, 0 the innermost."""
        layers: list[int] = layers_of(self.columns, moment.bounds.layer_keys, self.by_hand).tolist()
        return layers


def load(rows: Sequence[tuple[Tie, Person]]) -> Loaded:
    """Tie rows with their people as columns for `core`."""
    ties = Ties.of((person.pk, as_value(tie)) for tie, person in rows)
    columns: dict[str, Any] = {name: np.array([_number(getattr(tie, name)) for tie, _ in rows]) for name in INDEXED}
    columns["two_way"] = columns["two_way"].astype(np.bool_)
    people = [(p.strength_override, p.layer_override, p.cadence_days, p.tag_cadence_days) for _, p in rows]
    return Loaded(ties, IndexColumns(**columns), by_hand(people))


def _number(value: Any) -> float:
    return float("nan") if value is None else float(value)


def as_value(tie: Tie) -> TieValue:
    """A row as `core.ties.Tie`."""
    values: dict[str, Any] = {n: _number(getattr(tie, n)) if n in _FLOATS else getattr(tie, n) for n in VALUES}
    return TieValue(**values)


def from_rows(rows: Sequence[tuple[Any, ...]]) -> Ties:
    """Ties from rows of (person, *VALUES) as the database gives them, NULL for NaN; shape (n,) each."""
    # One table of floats is read many times faster than a column at a time; whole numbers stay exact in it.
    table = np.array(rows, dtype=np.float64).reshape(len(rows), len(VALUES) + 1)
    columns: dict[str, Any] = {
        name: column if name in _FLOATS else column.astype(np.int64)
        for name, column in zip(("person", *VALUES), table.T.copy(), strict=True)
    }
    return Ties(**columns)


def by_hand(people: Iterable[tuple[str, int | None, int | None, int | None]]) -> ByHand:
    """What the user set, from (strength_override, layer_override, cadence_days, tag_cadence_days) of each person.
    Layers are 1 to 5 for people and 0 to 4 in `core`.
    """
    people = list(people)
    return ByHand(
        state=np.array([STATES.index(word) if word in STATES else -1 for word, *_ in people], dtype=np.int64),
        layer=np.array([layer - 1 if layer else -1 for _, layer, _, _ in people], dtype=np.int64),
        cadence_days=np.array([own or by_tag or np.nan for *_, own, by_tag in people], dtype=np.float64),
    )


def with_layer_rules(
    hand: ByHand, columns: IndexColumns, keys: LayerKeys, layer_cadences: tuple[float, ...]
) -> ByHand:
    """The same, with the cadence of a layer's rule for those who have none of their own or of a tag."""
    by_layer = np.array(layer_cadences)[layers_of(columns, keys, hand)]
    return replace(hand, cadence_days=np.where(np.isnan(hand.cadence_days), by_layer, hand.cadence_days))


def of_people(people: Sequence[Person], now: Moment) -> dict[int, str]:
    """State of each person, by id; the people were selected with their tie."""
    rows = [(person.tie, person) for person in people if hasattr(person, "tie")]
    found = dict.fromkeys((person.pk for person in people), "unknown")
    if rows:
        found |= dict(zip((person.pk for _, person in rows), load(rows).states(now), strict=True))
    for person in people:
        if person.strength_override in STATES:
            found[person.pk] = person.strength_override
    return found


def last_at(person: Person) -> dt.datetime | None:
    """When the ego and this person were last in touch; None when nothing is recorded."""
    tie = getattr(person, "tie", None)
    return from_days(tie.last_at) if tie is not None and tie.last_at is not None else None


def in_state(state: str, now: Moment) -> Q:
    """People in a state, as ranges over indexed columns (the table in `core.tie_states`)."""
    bounds = now.bounds
    computed = {
        "unknown": Q(tie=None) | Q(tie__two_way=False) | Q(tie__contact_days=0),
        "dormant": _known() & Q(tie__last_day__lt=bounds.dormant_before_day),
        "new": _living(bounds) & Q(tie__first_day__gte=bounds.new_from_day),
        "fading": _settled(bounds) & _fading(now),
        "strong": _settled(bounds) & ~_fading(now) & _strong(bounds),
        "active": _settled(bounds) & ~_fading(now) & ~_strong(bounds),
    }[state]
    return Q(strength_override=state) | (Q(strength_override="") & computed)


def _known() -> Q:
    return Q(tie__two_way=True, tie__contact_days__gt=0)


def _living(bounds: StateBounds) -> Q:
    return _known() & Q(tie__last_day__gte=bounds.dormant_before_day)


def _settled(bounds: StateBounds) -> Q:
    return _living(bounds) & Q(tie__first_day__lt=bounds.new_from_day)


def _in_layer(bounds: StateBounds, layer: int) -> Q:
    """Layer by hand, or else by the ranges of long_key; `Coalesce`-free so that NULL meets no range."""
    by_rank = Q(layer_override=None)
    if layer < OUTSIDE:
        by_rank &= Q(tie__long_key__gte=_finite(bounds.layer_keys[layer]))
    if layer > 0:
        by_rank &= Q(tie__long_key__lt=_finite(bounds.layer_keys[layer - 1]))
    return Q(layer_override=layer + 1) | by_rank


def _finite(key: float) -> float:
    return max(key, -1e308)


def _fading(now: Moment) -> Q:
    """By the person's own cadence, else by their tags', else by the layer: its rule, or what is computed."""
    free = Q(cadence_days=None, tag_cadence_days=None)
    by_layer = Q(pk=None)
    for layer, days in enumerate(now.layer_cadences):
        falls = _slipped(now.bounds, layer) if np.isnan(days) else Q(tie__last_day__lt=now.day - 2 * days)
        by_layer |= _in_layer(now.bounds, layer) & falls
    by_tag = Q(cadence_days=None) & _overdue(now.day, "tag_cadence_days")
    return (free & by_layer) | by_tag | _overdue(now.day, "cadence_days")


def _slipped(bounds: StateBounds, layer: int) -> Q:
    below = Q(
        tie__rhythm_fades_day__lt=bounds.as_of_day,
        tie__level_key__lt=bounds.fading_below_key[layer],
        tie__last_day__lt=bounds.fading_before_day[layer],
    )
    return below | Q(tie__flag_day__lt=bounds.as_of_day)


def _overdue(day: int, cadence: str) -> Q:
    return Q(**{f"{cadence}__isnull": False}) & Q(tie__last_day__lt=day - 2 * F(cadence))


def _strong(bounds: StateBounds) -> Q:
    inner = _in_layer(bounds, 0) | _in_layer(bounds, 1)
    return inner & Q(tie__level_key__gte=bounds.strong_from_key)


@dataclass(frozen=True)
class FactorView:
    """One factor in words with its number; number is None when it is not known."""

    name: str
    words: str
    number: float | None
    unit: str


@dataclass(frozen=True)
class TieView:
    """A tie in words. `computed` is the state without the user's own word; `days` the contact-day numbers."""

    state: str
    computed: str
    sentence: str
    factors: list[FactorView]
    days: list[int]


def explanation(actor: Actor, person: Person, now: Moment) -> TieView:
    """The state of a tie and why, from its row and the days of contact up to now."""
    row = Tie.objects.filter(person=person).first()
    days = contact_days(actor, person.pk, now)
    hand = Hand(
        state=person.strength_override if person.strength_override in STATES else None,
        layer=person.layer_override - 1 if person.layer_override else None,
        cadence_days=person.cadence_days,
    )
    found = explain(
        as_value(row) if row is not None else None,
        as_of_day=now.day,
        layers=now.bounds.layer_keys,
        days=np.array(days, dtype=np.int64) if days else None,
        hand=hand,
    )
    factors = [factor_view(factor) for factor in found.factors]
    return TieView(found.state, found.computed, said(found.sentence), factors, days)


def factor_view(factor: Factor) -> FactorView:
    """A factor of the core in words."""
    number = None if factor.number is None or np.isnan(factor.number) else round(float(factor.number), 4)
    return FactorView(factor.name, said(factor.words), number, factor.unit)


def contact_days(actor: Actor, person_id: int, now: Moment) -> list[int]:
    """Numbers of the days on which the ego and this person were in touch, up to now, in order."""
    parts = of(actor, Participant).filter(person_id=person_id, at__lte=now.at).exclude(direction="none")
    instants = parts.order_by("at").values_list("at", "interaction__all_day")
    days = {day_number((at if all_day else at.astimezone(now.zone)).date()) for at, all_day in instants}
    return sorted(days)
