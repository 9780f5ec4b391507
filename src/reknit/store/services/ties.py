"""Ties as rows: computed by `core.ties` from the interactions between the ego and each alter."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from itertools import repeat
from typing import Any

import numpy as np
from django.db import connection

from reknit.core.contacts import CHANNELS, DIRECTIONS, Contacts
from reknit.core.tie_states import IndexColumns, index_columns
from reknit.core.ties import Tie as TieValue
from reknit.core.ties import Ties, build_ties
from reknit.store import bulk, clock
from reknit.store.days import SECONDS_A_DAY, as_days, local_days
from reknit.store.models import Person, Tie
from reknit.store.policy import Actor, of
from reknit.store.services.workspace import zone_of

VALUES = tuple(f.name for f in fields(TieValue))
INDEXED = tuple(f.name for f in fields(IndexColumns))

# One number for what is short, and the database says it: a million rows pass as three columns of numbers.
_DIRECTION_UNIT, _ALL_DAY_UNIT, _PARTIES_UNIT = 8, 32, 64


def _code(column: str, names: Sequence[str], unit: int = 1) -> str:
    cases = " ".join(f"WHEN '{name}' THEN {unit * code}" for code, name in enumerate(names))
    return f"CASE {column} {cases} END"


_SHORT = (
    f"{_code('i.channel', CHANNELS)} + {_code('p.direction', DIRECTIONS, _DIRECTION_UNIT)}"
    f" + CASE WHEN i.all_day THEN {_ALL_DAY_UNIT} ELSE 0 END + {_PARTIES_UNIT} * i.parties"
)


def _select(where: str) -> str:
    """person, seconds since 1970, and the rest in one number, of every exchange with some people."""
    seconds = (
        "CAST(strftime('%%s', p.at) AS INTEGER)"
        if connection.vendor == "sqlite"
        else "FLOOR(EXTRACT(EPOCH FROM p.at))::bigint"
    )
    return (
        f"SELECT p.person_id, {seconds}, {_SHORT}"  # noqa: S608
        " FROM store_participant p JOIN store_interaction i ON i.id = p.interaction_id"
        f" WHERE p.direction <> 'none' AND {where}"
    )


def contacts_of(actor: Actor, person_ids: list[int] | None) -> Contacts:
    """The exchanges with some people (None: with everybody) in columns."""
    if person_ids is None:
        # The plus keeps SQLite from walking the table in the order of an index that leaves nobody out.
        table = bulk.fetch_numbers(_select("+p.workspace_id = %s"), [actor.workspace_id], columns=3)
    else:
        parts = [np.zeros((0, 3), dtype=np.int64)]
        for chunk in bulk.chunks(person_ids, bulk.MAX_PARAMETERS):
            where = f"p.person_id IN ({', '.join(['%s'] * len(chunk))})"
            parts.append(bulk.fetch_numbers(_select(where), chunk, columns=3))
        table = np.concatenate(parts)
    person, seconds, short = (np.ascontiguousarray(column) for column in table.T)
    whole_days = short & _ALL_DAY_UNIT > 0
    days = np.where(whole_days, seconds // SECONDS_A_DAY, local_days(seconds, zone_of(actor)))
    return Contacts(
        person=person,
        at=seconds / SECONDS_A_DAY,
        day=days,
        channel=(short % _DIRECTION_UNIT).astype(np.uint8),
        parties=short // _PARTIES_UNIT,
        direction=(short // _DIRECTION_UNIT % len(DIRECTIONS)).astype(np.uint8),
    )


def refresh(actor: Actor, person_ids: list[int]) -> None:
    """Compute the ties with these people anew from their interactions alone."""
    if not person_ids:
        return
    for chunk in bulk.chunks(person_ids, bulk.MAX_PARAMETERS):
        Tie.objects.filter(person_id__in=chunk).delete()
    write(actor, build_ties(contacts_of(actor, person_ids), as_of=as_days(clock.now())))


def write(actor: Actor, ties: Ties) -> None:
    """Insert rows for these ties; the people must have none."""
    indexed = index_columns(ties)
    columns = [getattr(ties, name).tolist() for name in VALUES]
    columns += [getattr(indexed, name).tolist() for name in INDEXED]
    rows: Iterable[tuple[Any, ...]] = zip(repeat(actor.workspace_id), ties.person.tolist(), *columns, strict=False)
    if connection.vendor != "sqlite":  # which takes NaN for NULL by itself
        rows = (tuple(None if value != value else value for value in row) for row in rows)  # noqa: PLR0124 - NaN
    bulk.insert(Tie, ("workspace_id", "person_id", *VALUES, *INDEXED), list(rows))


def rebuild(actor: Actor) -> int:
    """Compute all ties anew; returns how many."""
    drop(actor)
    ties = build_ties(contacts_of(actor, None), as_of=as_days(clock.now()))
    write(actor, ties)
    return len(ties)


def drop(actor: Actor) -> None:
    """Forget all ties."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT MIN(workspace_id), MAX(workspace_id) FROM store_tie")
        if cursor.fetchone() == (actor.workspace_id, actor.workspace_id):
            # Without a condition SQLite empties the table at once instead of row by row.
            cursor.execute("DELETE FROM store_tie")
        else:
            cursor.execute("DELETE FROM store_tie WHERE workspace_id = %s", [actor.workspace_id])


def mark_come_to_pass(actor: Actor) -> None:
    """Meetings that lay ahead when their ties were computed, and are over now, begin to count."""
    passed = of(actor, Tie).filter(next_at__lte=as_days(clock.now())).values_list("person_id", flat=True)
    bulk.mark_stale(dict.fromkeys(passed, int(Person.Stale.TIE)))
