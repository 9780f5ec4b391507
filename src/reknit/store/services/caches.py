"""Cached columns and ties: computed from facts and interactions, a few thousand people at a time.

Writers only mark people stale. `freshen` computes what is marked and clears the mark in the same
transaction, so a killed process leaves either old or new, and the next start goes on.
"""

import json
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection, transaction

from reknit.core.profiles import FactView, Profile, profile_of
from reknit.store import bulk
from reknit.store.models import Person
from reknit.store.policy import Actor, of
from reknit.store.services import editions, links, ties

CHUNK = 2000


def freshen(actor: Actor) -> int:
    """Compute what is stale; returns how many people. Nothing to do costs one look into a small index."""
    total = 0
    ties.mark_come_to_pass(actor)
    while True:
        with transaction.atomic():
            stale = list(of(actor, Person).filter(stale__gt=0).order_by("id").values_list("id", "stale")[:CHUNK])
            if not stale:
                return total
            facts = [person_id for person_id, bits in stale if bits & Person.Stale.FACTS]
            tied = [person_id for person_id, bits in stale if bits & Person.Stale.TIE]
            _refresh_profiles(facts)
            ties.refresh(actor, tied)
            links.refresh(actor, tied)
            Person.objects.filter(pk__in=[person_id for person_id, _ in stale]).update(stale=0)
        total += len(stale)


def rebuild(actor: Actor) -> int:
    """Drop every cache and compute it anew; the rows come out the same."""
    with transaction.atomic():
        ties.drop(actor)
        links.drop(actor)
        of(actor, Person).update(stale=Person.Stale.ALL)
    return freshen(actor)


_FACTS = (
    "SELECT f.person_id, f.id, f.kind, f.value, f.data, f.organisation_id, COALESCE(o.name, ''), f.ends, f.starts,"
    " f.confidence, f.current, f.preferred, f.state, f.typed FROM store_fact f"
    " LEFT JOIN store_organisation o ON o.id = f.organisation_id"
    " WHERE f.person_id IN ({marks}) AND f.kind NOT IN ('extra', 'photo', 'record', 'favour')"
    " ORDER BY f.person_id, f.id"
)

_UPDATE = (
    "UPDATE store_person SET name = %s, sort_name = %s, organisation_id = %s, organisation_name = %s, title = %s,"
    " place = %s, email = %s, phone = %s, tags = %s, search_text = %s, role_since = %s WHERE id = %s"
)


def _refresh_profiles(person_ids: list[int]) -> None:
    role_since = editions.refresh(person_ids)
    profiles = dict.fromkeys(person_ids, profile_of(()))
    for person_id, rows in groupby(bulk.fetch_in(_FACTS, person_ids), key=itemgetter(0)):
        profiles[person_id] = profile_of(_view(row) for row in rows)
    with connection.cursor() as cursor:
        cursor.executemany(
            _UPDATE, [_row(profile, role_since.get(person_id), person_id) for person_id, profile in profiles.items()]
        )


def _view(row: tuple[Any, ...]) -> FactView:
    data = json.loads(row[4]) if isinstance(row[4], str) else row[4]
    current, preferred, state, typed = bool(row[10]), bool(row[11]), row[12], bool(row[13])
    return FactView(*row[1:4], data, *row[5:10], current, preferred, state, typed)  # type: ignore[call-arg]


def _row(profile: Profile, role_since: str | None, person_id: int) -> tuple[Any, ...]:
    return (*profile[:8], bulk.as_json(profile.tags), profile.search_text, role_since, person_id)
