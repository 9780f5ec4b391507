"""Two people made one. Nothing that was known is lost, and `services.splitting` makes two of one again."""

import datetime as dt

from django.db import connection, transaction

from reknit.errors import ConflictError, InvalidValueError
from reknit.store import bulk, clock
from reknit.store.models import Audit, Fact, Merge, Participant, Person
from reknit.store.policy import Actor, get, of
from reknit.store.services import caches, merge_facts, merge_rows
from reknit.store.services.merge_record import Moved, as_json, stated


def merge(actor: Actor, one_id: int, other_id: int, *, freshen: bool = True) -> Person:
    """Make one person of two; returns the one that stays: the user, else `one_id`.

    Raises `NotFoundError`, `InvalidValueError` for a person with themselves, `ConflictError` for somebody in the
    trash. freshen: compute caches at once; who merges many does it at the end.
    """
    with transaction.atomic():
        kept, gone = get(actor, Person, one_id), get(actor, Person, other_id)
        if gone.ego:
            kept, gone = gone, kept
        _check(kept, gone)
        line = Audit(
            workspace_id=actor.workspace_id,
            actor_id=actor.user_id,
            at=clock.now(),
            act="person.merge",
            label=f"{gone.name or '?'} → {kept.name or '?'}"[:300],
            subject_id=kept.pk,
        )
        line.save()
        absorb(actor, gone, kept, act=line)
    if freshen:
        caches.freshen(actor)
    return get(actor, Person, kept.pk)


def _check(kept: Person, gone: Person) -> None:
    if kept.pk == gone.pk:
        raise InvalidValueError("That is one person already.")
    for person in (kept, gone):
        if person.deleted_at is not None:
            raise ConflictError(f"{person.name} is in the trash. Bring them back first.")


def better(actor: Actor, one_id: int, other_id: int) -> tuple[int, int]:
    """(kept, gone) of two: the user, whom the user edited, with whom there was more, who came first."""
    people = of(actor, Person).in_bulk([one_id, other_id])
    counts = {
        person_id: Participant.objects.filter(person_id=person_id).count() + person.facts.count()
        for person_id, person in people.items()
    }
    best = sorted(people.values(), key=lambda p: (not p.ego, not p.kept, -counts[p.pk], p.pk))
    if len(best) != 2:
        get(actor, Person, one_id if one_id not in people else other_id)
        raise InvalidValueError("That is one person already.")
    return best[0].pk, best[1].pk


def is_bare(person: Person) -> bool:
    """Whether nothing is known of somebody: no fact, and they took part in nothing."""
    known = Fact.objects.filter(person=person).exists()
    return not known and not Participant.objects.filter(person=person).exists()


def absorb(
    actor: Actor,
    gone: Person,
    into: Person,
    *,
    act: Audit | None = None,
    run_id: int | None = None,
    at: dt.datetime | None = None,
) -> Merge:
    """Give everything of `gone` to `into` and remove `gone`; the record says what it was.

    act: the line of the user's act; run_id: the import that found out that `gone` is the user.
    """
    moved = Moved(person=stated(gone), bare=[person.pk for person in (gone, into) if is_bare(person)])
    with transaction.atomic():
        record = Merge(
            workspace_id=actor.workspace_id,
            kept=into,
            gone_id=gone.pk,
            name=gone.name,
            at=at or clock.now(),
            act=act,
            run_id=run_id,
        )
        merge_facts.move(gone.pk, into.pk, moved)
        merge_rows.move_parts(gone.pk, into, moved)
        merge_rows.move_rows(gone.pk, into.pk, moved)
        merge_rows.move_pairs(gone.pk, into.pk, moved)
        merge_rows.move_lines(actor.workspace_id, gone.pk, into.pk, moved)
        merge_rows.decide(into, gone, moved)
        record.moved = as_json(moved)
        gone.delete()
        record.save()
        if into.ego:
            redirect_interactions(actor, into.pk)
        bulk.mark_stale({into.pk: int(Person.Stale.ALL)})
    return record


def redirect_interactions(actor: Actor, person_id: int) -> None:
    """Work out anew, from who the ego is, the direction of every part in the interactions of `person_id`. The same
    rule as `interactions_intake.direction_of`; a test holds them together. What the user typed stays.
    """
    ego_id = of(actor, Person).get(ego=True).pk
    ego_role = (
        "(SELECT e.role FROM store_participant e WHERE e.interaction_id = store_participant.interaction_id"
        " AND e.person_id = %s)"
    )
    channel = "(SELECT i.channel FROM store_interaction i WHERE i.id = store_participant.interaction_id)"
    rule = (
        f"CASE WHEN declined OR {channel} = 'event' THEN 'none' WHEN {channel} = 'meeting' THEN 'both'"
        f" WHEN role <> 'from' AND {ego_role} = 'from' THEN 'out'"
        f" WHEN role = 'from' AND {ego_role} <> 'from' THEN 'in' ELSE 'none' END"
    )
    concerned = (
        "interaction_id IN (SELECT c.interaction_id FROM store_participant c JOIN store_interaction t"
        " ON t.id = c.interaction_id WHERE c.person_id = %s AND NOT t.typed)"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE store_participant SET direction = {rule} WHERE person_id <> %s AND {concerned}",  # noqa: S608
            [ego_id, ego_id, ego_id, person_id],
        )
        cursor.execute(
            "UPDATE store_person SET stale = stale | %s WHERE workspace_id = %s AND id IN"  # noqa: S608
            f" (SELECT person_id FROM store_participant WHERE {concerned})",
            [int(Person.Stale.TIE), actor.workspace_id, person_id],
        )
