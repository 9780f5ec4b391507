"""The pulse: how many ties are in each state, now and four weeks ago, computed from the record."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from reknit.core.tie_states import (
    STATES,
    ByHand,
    StateBounds,
    index_columns,
    layer_keys,
    living,
    states,
)
from reknit.core.ties import Ties, build_ties
from reknit.store import bulk
from reknit.store.days import as_days, day_number
from reknit.store.policy import Actor
from reknit.store.selectors.ties import VALUES
from reknit.store.services.ties import contacts_of
from reknit.store.services.workspace import zone_of

WEEKS = 4
SHOWN = ("strong", "active", "new", "fading", "dormant")

_ROWS = (
    f"SELECT t.person_id, p.strength_override, p.layer_override, p.cadence_days, {', '.join('t.' + v for v in VALUES)}"  # noqa: S608
    " FROM store_tie t JOIN store_person p ON p.id = t.person_id"
    " WHERE t.workspace_id = %s AND p.deleted_at IS NULL AND NOT p.archived ORDER BY t.person_id"
)


@dataclass(frozen=True)
class Pulse:
    """State → number of ties, today and four weeks before."""

    now: dict[str, int]
    before: dict[str, int]

    @property
    def words(self) -> str:
        """One line for the terminal."""
        shown = [state for state in SHOWN if self.now.get(state) or self.before.get(state)]
        if not shown:
            return "No ties yet."
        return ", ".join(
            f"{self.now.get(state, 0)} {state} ({self.before.get(state, 0)} four weeks ago)" for state in shown
        )


def pulse(actor: Actor, as_of: dt.datetime) -> Pulse:
    """Ties by state on the day of `as_of` and four weeks earlier, each from what had happened until then."""
    rows = bulk.fetch(_ROWS, [actor.workspace_id])
    if not rows:
        return Pulse({}, {})
    people = [row[0] for row in rows]
    hand = ByHand(
        state=np.array([STATES.index(row[1]) if row[1] in STATES else -1 for row in rows], dtype=np.int64),
        layer=np.array([row[2] - 1 if row[2] else -1 for row in rows], dtype=np.int64),
        cadence_days=np.array([row[3] or np.nan for row in rows], dtype=np.float64),
    )
    stored = _columns(people, rows)
    return Pulse(
        _count(_then(actor, stored, as_of), hand, _day(actor, as_of)),
        _count(_then(actor, stored, as_of - dt.timedelta(weeks=WEEKS)), hand, _day(actor, as_of) - 7 * WEEKS),
    )


def _day(actor: Actor, moment: dt.datetime) -> int:
    return day_number(moment.astimezone(zone_of(actor)).date())


def _columns(people: list[int], rows: list[tuple[object, ...]]) -> Ties:
    columns: dict[str, Any] = {}
    for place, name in enumerate(VALUES, start=4):
        values = [row[place] for row in rows]
        floats = any(isinstance(value, float) or value is None for value in values)
        columns[name] = np.array(
            [np.nan if v is None else v for v in values], dtype=np.float64 if floats else np.int64
        )
    return Ties(person=np.array(people, dtype=np.int64), **columns)


def _then(actor: Actor, stored: Ties, moment: dt.datetime) -> Ties:
    """The ties as they were: only those with a contact since are built again."""
    since = np.flatnonzero(stored.last_at > as_days(moment))
    if not len(since):
        return stored
    rebuilt = build_ties(contacts_of(actor, stored.person[since].tolist()), as_of=as_days(moment))
    row_of = {person_id: row for row, person_id in enumerate(rebuilt.person.tolist())}
    source = np.array([row_of[person_id] for person_id in stored.person[since].tolist()], dtype=np.int64)
    columns = {}
    for name in Ties.__slots__:
        values = getattr(stored, name).astype(getattr(rebuilt, name).dtype)
        values[since] = getattr(rebuilt, name)[source]
        columns[name] = values
    return Ties(**columns)


def _count(ties: Ties, hand: ByHand, day: int) -> dict[str, int]:
    bounds = StateBounds.at(day, layer_keys(ties.long_key(), living(ties, as_of_day=day)))
    codes = states(ties, index_columns(ties), bounds, hand)
    return dict(Counter(STATES[code] for code in codes.tolist() if STATES[code] != "unknown"))
