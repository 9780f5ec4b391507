"""Ties by strength, and ties that are fading on a day: short ranges of indexes, whatever the size of the book.

What a range costs depends on how many rows are asked for. No state is stored: `core.tie_states` says which ranges of
`IndexColumns` make a state on a day.

Fading on day D are, of the two-way ties alive and no longer new on D:

    the inner fifty                ranges of long_key, each layer with its threshold
    everybody else                 flag_day < D: with a yearly cadence the threshold of their layer lies beyond
                                   the year of silence that already makes a tie dormant
    whom the user decided about    a cadence, layer or state set by hand or by a tag's rule; a partial index
    a layer with a rule            last_day < D - 2 · cadence
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from django.db import connection

from reknit.core.decay import HALF_LIFE_DAYS, overdue_threshold, strength_at
from reknit.core.rhythm import SHORTEST_FADING_DAYS, SHORTEST_GAP_DAYS, SILENCE_FACTOR
from reknit.core.tie_states import (
    LAYER_CADENCE_DAYS,
    OUTSIDE,
    STATES,
    StateBounds,
    fades_on,
    index_columns,
    layers_of,
    states,
)
from reknit.store import bulk
from reknit.store.days import day_number
from reknit.store.policy import Actor
from reknit.store.selectors.ties import (
    VALUES,
    Moment,
    by_hand,
    from_rows,
    with_layer_rules,
)

# The layers from here on share a threshold that no living tie reaches.
_OUTER: Final = 3

_LEVELS: Final = tuple(float(np.log2(overdue_threshold(cadence))) for cadence in LAYER_CADENCE_DAYS)

# As the condition of the partial index `person_by_hand`, word for word, so that SQLite takes it.
BY_HAND: Final = (
    "(p.cadence_days IS NOT NULL OR p.tag_cadence_days IS NOT NULL OR p.layer_override IS NOT NULL"
    " OR NOT (p.strength_override = ''))"
)
_SEEN: Final = "p.deleted_at IS NULL AND NOT p.archived"


class TieStrength(NamedTuple):
    """A person and how strong the tie is at that moment, in contact-days (`core.decay`)."""

    person_id: int
    name: str
    strength: float
    last_day: int


class Fading(NamedTuple):
    """A person whose tie is fading; day: the last day before it was, as a number, NaN if the user said so."""

    person_id: int
    name: str
    last_day: int
    day: float


_STRONGEST: Final = (
    "SELECT t.person_id, p.name, t.strength_key, t.last_day FROM store_tie t"  # noqa: S608
    f" JOIN store_person p ON p.id = t.person_id WHERE t.workspace_id = %s AND t.two_way = TRUE AND {_SEEN}"
    " AND t.strength_key IS NOT NULL ORDER BY t.strength_key DESC LIMIT %s"
)


def strongest(actor: Actor, now: Moment, limit: int = 50) -> list[TieStrength]:
    """The strongest two-way ties, the strongest first."""
    rows = bulk.fetch(_STRONGEST, [actor.workspace_id, limit])
    strengths = strength_at(np.array([row[2] for row in rows]), now.day).tolist()
    return [TieStrength(row[0], row[1], s, row[3]) for row, s in zip(rows, strengths, strict=True)]


def fading_before(actor: Actor, now: Moment, day: dt.date, limit: int = 50) -> list[Fading]:
    """Ties that will be fading on a day if nothing happens until then, the last to fall below its threshold first.

    Layers are those of `now`, as in the words about each tie ("fades on …").
    """
    scan = _Scan(actor, StateBounds.at(day_number(day), now.bounds.layer_keys), now.layer_cadences)
    branches = [*scan.inner(), *scan.outer()]
    sql = " UNION ALL ".join(branch for branch, _ in branches)
    values = [value for _, params in branches for value in params]
    found = [Fading._make(row) for row in bulk.fetch(f"{sql} ORDER BY 4 DESC LIMIT %s", [*values, limit])]
    if decided := _decided(actor, scan):
        found = sorted([*found, *decided], key=lambda fading: -np.nan_to_num(fading.day))
    return found[:limit]


_DECIDED: Final = (
    "SELECT p.id, p.name, p.strength_override, p.layer_override, p.cadence_days, p.tag_cadence_days,"  # noqa: S608
    f" {', '.join('t.' + name for name in VALUES)} FROM store_person p JOIN store_tie t ON t.person_id = p.id"
    f" WHERE p.workspace_id = %s AND {BY_HAND} AND {_SEEN}"
)


def _decided(actor: Actor, scan: "_Scan") -> list[Fading]:
    """Those of whom the user decided something: few, or as many as bear a tag with a rule."""
    rows = bulk.fetch(_DECIDED, [actor.workspace_id])
    if not rows:
        return []
    ties = from_rows([(row[0], *row[6:]) for row in rows])
    columns, bounds = index_columns(ties), scan.bounds
    hand = with_layer_rules(by_hand(row[2:6] for row in rows), columns, bounds.layer_keys, scan.rules)
    fading = states(ties, columns, bounds, hand) == STATES.index("fading")
    days = fades_on(ties, columns, layers_of(columns, bounds.layer_keys, hand), hand)
    return [Fading(rows[i][0], rows[i][1], int(ties.last_day[i]), float(days[i])) for i in np.flatnonzero(fading)]


Branch = tuple[str, list[Any]]

_COLUMNS: Final = "SELECT t.person_id, p.name, t.last_day, {day} FROM "
_TIES: Final = (
    "store_tie t JOIN store_person p ON p.id = t.person_id WHERE t.workspace_id = %s AND t.two_way = TRUE AND "
)
_SETTLED: Final = f" AND t.last_day >= %s AND t.first_day < %s AND {_SEEN}"


@dataclass(frozen=True)
class _Scan:
    """The parts of the query for one day; each is a range of one index."""

    actor: Actor
    bounds: StateBounds
    rules: tuple[float, ...]

    def inner(self) -> list[Branch]:
        """The layers whose threshold matters."""
        return [self._layer(layer) for layer in range(_OUTER)]

    def outer(self) -> list[Branch]:
        """Everybody below, together or, where a rule is for one of the layers, layer by layer."""
        if not all(np.isnan(rule) for rule in self.rules[_OUTER:]):
            return [self._layer(layer) for layer in range(_OUTER, OUTSIDE + 1)]
        day = self.bounds.as_of_day
        # A tie is alive on the day and was flagged at least eight weeks after its last contact.
        since = self.bounds.dormant_before_day + SILENCE_FACTOR * SHORTEST_GAP_DAYS
        sql = (
            f"{_COLUMNS.format(day='t.flag_day')}{_TIES}t.flag_day >= %s AND t.flag_day < %s AND +t.long_key < %s"
            f"{_SETTLED} AND NOT {BY_HAND}"
        )
        key = _finite(self.bounds.layer_keys[_OUTER - 1])
        return [(sql, [self.actor.workspace_id, since, day, key, *self._settled()])]

    def _settled(self) -> list[Any]:
        return [self.bounds.dormant_before_day, self.bounds.new_from_day]

    def _layer(self, layer: int) -> Branch:
        """The ties of one layer by rank."""
        keys = self.bounds.layer_keys
        low = _finite(keys[layer]) if layer < OUTSIDE else -1e308
        high = _finite(keys[layer - 1]) if layer else 1e308
        day, day_params, falls, params = self._threshold(layer)
        # The plus keeps the large outer layers off the index by rank: there the silence is the narrower range.
        key = "+t.long_key" if layer >= _OUTER else "t.long_key"
        sql = f"{_COLUMNS.format(day=day)}{_TIES}{key} >= %s AND {key} < %s AND {falls}{_SETTLED} AND NOT {BY_HAND}"
        return sql, [*day_params, self.actor.workspace_id, low, high, *params, *self._settled()]

    def _threshold(self, layer: int) -> tuple[str, list[Any], str, list[Any]]:
        """The day on which ties of a layer begin to fade and whether that was before the day, with parameters."""
        day, rule = self.bounds.as_of_day, self.rules[layer]
        if not np.isnan(rule):
            return "t.last_day + %s", [2 * rule], "t.last_day < %s", [day - 2 * rule]
        least, most = ("MIN", "MAX") if connection.vendor == "sqlite" else ("LEAST", "GREATEST")
        fades = f"{least}(t.flag_day, {most}(t.rhythm_fades_day, %s * (t.level_key - %s), t.last_day + %s))"
        fading = "(t.flag_day < %s OR (t.rhythm_fades_day < %s AND t.level_key < %s AND t.last_day < %s))"
        return (
            fades,
            [HALF_LIFE_DAYS, _LEVELS[layer], max(LAYER_CADENCE_DAYS[layer], SHORTEST_FADING_DAYS)],
            fading,
            [day, day, self.bounds.fading_below_key[layer], self.bounds.fading_before_day[layer]],
        )


def _finite(key: float) -> float:
    """Where fewer people than the layer holds are alive, everybody is in it."""
    return max(key, -1e308)
