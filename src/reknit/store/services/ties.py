"""Ties as rows: computed by `core.ties` from the interactions between the ego and each alter."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from itertools import repeat
from math import nan
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from django.db import connection, transaction

from reknit.core.contacts import CHANNELS, DIRECTIONS, Contact, Contacts
from reknit.core.decay import Floats
from reknit.core.tie_states import IndexColumns, index_columns
from reknit.core.ties import Tie as TieValue
from reknit.core.ties import Ties, build_ties
from reknit.store import bulk, clock
from reknit.store.days import SECONDS_A_DAY, as_days, day_number, local_days
from reknit.store.models import Interaction, Participant, Person, Tie
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
    ties = build_ties(contacts_of(actor, person_ids), as_of=as_days(clock.now()))
    kept = bulk.fetch_in(f"{_STORED} WHERE person_id IN ({{marks}})", person_ids)
    with transaction.atomic():
        _replace(actor, _table_of(kept), ties)


def follow(actor: Actor, row: Interaction, parts: Iterable[Participant]) -> list[int]:
    """Carry the ties on by one more interaction, however many there were before; returns the people for whom that
    is not possible, because it is older than the last one, and who must be refreshed.
    """
    now, behind, after = as_days(clock.now()), [], []
    for part in parts:
        contact = _contact(row, part, zone_of(actor))
        tie = None if part.person.stale & Person.Stale.TIE else _kept(part.person_id).followed_by(contact, as_of=now)
        if tie is None or tie.is_stale(now):
            behind.append(part.person_id)
        else:
            after.append((part.person_id, tie))
    if after:
        rows = bulk.fetch_in(f"{_STORED} WHERE person_id IN ({{marks}})", [person_id for person_id, _ in after])
        _replace(actor, _table_of(rows), Ties.of(sorted(after)))
    return behind


def _contact(row: Interaction, part: Participant, zone: ZoneInfo) -> Contact:
    at = as_days(row.at)
    day = int(at) if row.all_day else day_number(row.at.astimezone(zone).date())
    return Contact(at, day, row.channel, row.parties, part.direction)  # type: ignore[arg-type]


def _kept(person_id: int) -> TieValue:
    rows = bulk.fetch(f"SELECT {', '.join(VALUES)} FROM store_tie WHERE person_id = %s", [person_id])  # noqa: S608
    values: list[Any] = [nan if value is None else value for row in rows for value in row]
    return TieValue(*values)


def rebuild(actor: Actor) -> int:
    """Compute all ties anew; returns how many. Rows that come out the same are left alone."""
    ties = build_ties(contacts_of(actor, None), as_of=as_days(clock.now()))
    with transaction.atomic():
        _replace(actor, _table_of(bulk.fetch(f"{_STORED} WHERE workspace_id = %s", [actor.workspace_id])), ties)
    return len(ties)


def drop(actor: Actor) -> None:
    """Forget all ties."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM store_tie WHERE workspace_id = %s", [actor.workspace_id])


_STORED = f"SELECT person_id, {', '.join((*VALUES, *INDEXED))} FROM store_tie"  # noqa: S608


def _table_of(rows: Iterable[tuple[Any, ...]]) -> Floats:
    """Stored rows as numbers, NaN for NULL, by person; whole numbers stay exact."""
    table = np.array(list(rows), dtype=np.float64).reshape(-1, 1 + len(VALUES) + len(INDEXED))
    return table[np.argsort(table[:, 0])]


def _replace(actor: Actor, stored: Floats, ties: Ties) -> None:
    """Make the stored rows say what these ties say: delete what has gone or changed, insert what is new or changed."""
    indexed = index_columns(ties)
    columns = [ties.person, *(getattr(ties, name) for name in VALUES), *(getattr(indexed, name) for name in INDEXED)]
    wanted = np.column_stack([column.astype(np.float64) for column in columns])
    places = np.searchsorted(stored[:, 0], wanted[:, 0])
    known = np.append(stored[:, 0], -1.0)[places] == wanted[:, 0]
    same = np.zeros(len(wanted), dtype=np.bool_)
    was, now = stored[places[known]], wanted[known]
    same[known] = np.all((was == now) | (np.isnan(was) & np.isnan(now)), axis=1)
    stale = np.ones(len(stored), dtype=np.bool_)
    stale[places[same]] = False
    with connection.cursor() as cursor:
        for chunk in bulk.chunks(stored[stale, 0].astype(np.int64).tolist(), bulk.MAX_PARAMETERS):
            cursor.execute(f"DELETE FROM store_tie WHERE person_id IN ({', '.join(['%s'] * len(chunk))})", chunk)  # noqa: S608
    _insert(actor, [column[~same].tolist() for column in columns])


def _insert(actor: Actor, columns: list[list[Any]]) -> None:
    rows: Iterable[tuple[Any, ...]] = zip(repeat(actor.workspace_id), *columns, strict=False)
    if connection.vendor != "sqlite":  # which takes NaN for NULL by itself
        rows = (tuple(None if value != value else value for value in row) for row in rows)  # noqa: PLR0124 - NaN
    bulk.insert(Tie, ("workspace_id", "person_id", *VALUES, *INDEXED), list(rows))


def mark_come_to_pass(actor: Actor) -> None:
    """Meetings that lay ahead when their ties were computed, and are over now, begin to count."""
    passed = of(actor, Tie).filter(next_at__lte=as_days(clock.now())).values_list("person_id", flat=True)
    bulk.mark_stale(dict.fromkeys(passed, int(Person.Stale.TIE)))
