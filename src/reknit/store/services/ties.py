"""Ties as rows: computed by `core.ties` from the interactions between the ego and each alter."""

from collections.abc import Iterable
from dataclasses import fields
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

_CHANNEL_CODE = {name: code for code, name in enumerate(CHANNELS)}
_DIRECTION_CODE = {name: code for code, name in enumerate(DIRECTIONS)}


def _select() -> str:
    """person, seconds, all_day, channel, parties, direction of every exchange with some people."""
    seconds = (
        "CAST(strftime('%%s', i.at) AS INTEGER)"
        if connection.vendor == "sqlite"
        else "FLOOR(EXTRACT(EPOCH FROM i.at))::bigint"
    )
    return (
        f"SELECT p.person_id, {seconds}, i.all_day, i.channel, i.parties, p.direction"  # noqa: S608
        " FROM store_participant p JOIN store_interaction i ON i.id = p.interaction_id"
        " WHERE p.direction <> 'none' AND {where}"
    )


def contacts_of(actor: Actor, person_ids: list[int] | None) -> Contacts:
    """The exchanges with some people (None: with everybody) in columns."""
    if person_ids is None:
        rows: Iterable[tuple[Any, ...]] = bulk.fetch(
            _select().format(where="p.workspace_id = %s"), [actor.workspace_id]
        )
    else:
        rows = bulk.fetch_in(_select().replace("{where}", "p.person_id IN ({marks})"), person_ids)
    columns = list(zip(*rows, strict=True)) or [()] * 6
    person, seconds, all_day, channel, parties, direction = columns
    instants = np.array(seconds, dtype=np.int64)
    whole_days = np.array(all_day, dtype=np.bool_)
    days = np.where(whole_days, instants // SECONDS_A_DAY, local_days(instants, zone_of(actor)))
    return Contacts(
        person=np.array(person, dtype=np.int64),
        at=instants / SECONDS_A_DAY,
        day=days,
        channel=np.array([_CHANNEL_CODE[c] for c in channel], dtype=np.uint8),
        parties=np.array(parties, dtype=np.int64),
        direction=np.array([_DIRECTION_CODE[d] for d in direction], dtype=np.uint8),
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
    rows = [
        (actor.workspace_id, person_id, *(None if value != value else value for value in row))  # noqa: PLR0124 - NaN
        for person_id, *row in zip(ties.person.tolist(), *columns, strict=True)
    ]
    bulk.insert(Tie, ("workspace_id", "person_id", *VALUES, *INDEXED), rows)


def rebuild(actor: Actor) -> int:
    """Compute all ties anew; returns how many."""
    drop(actor)
    ties = build_ties(contacts_of(actor, None), as_of=as_days(clock.now()))
    write(actor, ties)
    return len(ties)


def drop(actor: Actor) -> None:
    """Forget all ties."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM store_tie WHERE workspace_id = %s", [actor.workspace_id])


def mark_come_to_pass(actor: Actor) -> None:
    """Meetings that lay ahead when their ties were computed, and are over now, begin to count."""
    passed = of(actor, Tie).filter(next_at__lte=as_days(clock.now())).values_list("person_id", flat=True)
    bulk.mark_stale(dict.fromkeys(passed, int(Person.Stale.TIE)))
