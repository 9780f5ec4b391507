"""Forget a person: every row about them goes, and a salted mark of their identifiers stays, so that no import brings
them back. It cannot be undone.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from reknit.core.facts import IDENTITY_KINDS, SHARED_PHONE_LABELS
from reknit.errors import ConflictError, InvalidValueError
from reknit.store import audit, bulk, clock
from reknit.store.models import (
    Audit,
    Blob,
    Fact,
    Import,
    Interaction,
    Job,
    Merge,
    MergedPart,
    Participant,
    Person,
    SenderRule,
    Support,
)
from reknit.store.policy import Actor, get, of
from reknit.store.services import caches, marks

SOMEBODY = "somebody"


def forget(actor: Actor, person_ids: Iterable[int]) -> int:
    """Erase these people; returns how many. Raises `NotFoundError`, and `InvalidValueError` for the user.

    Interactions that nobody else took part in go with them; of others only their part goes.
    """
    people = [get(actor, Person, person_id) for person_id in dict.fromkeys(person_ids)]
    if any(person.ego for person in people):
        raise InvalidValueError("That is you. Reknit cannot work without you.")
    if not people:
        return 0
    _overwrite_what_is_deleted()
    with transaction.atomic():
        for person in people:
            _forget(actor, person)
        _clear_search_index()
        line = Audit(workspace_id=actor.workspace_id, actor_id=actor.user_id, at=clock.now(), act="person.forget")
        line.label = str(len(people))
        line.save()
    _leave_nothing_in_the_journal()
    caches.freshen(actor)
    return len(people)


@audit.undone_by("person.forget")
def undo_forget(actor: Actor, line: Audit) -> None:  # noqa: ARG001 - every undoer is called alike
    """There is nothing left to undo it with."""
    raise ConflictError("Forgetting cannot be undone: nothing of it was kept.")


def _forget(actor: Actor, person: Person) -> None:
    facts = list(Fact.objects.filter(person=person))
    identifiers = [(f.kind, f.key) for f in facts if _identifies(f)]
    words = _words(person, facts)
    marks.leave(actor, identifiers)
    gone = _erase_interactions(person)
    addresses = {key for kind, key in identifiers if kind == "email"}
    _scrub_activity(actor, person.pk, gone, words)
    _scrub_rows(actor, sorted(addresses, key=len, reverse=True))
    _scrub_reports(actor, addresses)
    photos = [fact.key for fact in facts if fact.kind == "photo"]
    for chunk in bulk.chunks([fact.pk for fact in facts], bulk.MAX_PARAMETERS):
        Support.objects.filter(row_kind=Support.RowKind.FACT, row_id__in=chunk).delete()
    organisations = {fact.organisation_id for fact in facts if fact.organisation_id}
    person.delete()
    _drop_photos(actor, photos)
    _drop_organisations(organisations)


def _identifies(fact: Fact) -> bool:
    label = str(fact.data.get("label", "")).casefold().split()
    shared = fact.kind == "phone" and any(word in SHARED_PHONE_LABELS for word in label)
    return fact.kind in IDENTITY_KINDS and not shared


def _words(person: Person, facts: list[Fact]) -> list[str]:
    """What they are called in the labels of acts, the longest first."""
    names = {person.name, *(fact.value for fact in facts if fact.kind in {"name", "email"})}
    return sorted(filter(None, names), key=len, reverse=True)


def _erase_interactions(person: Person) -> set[int]:
    """Take them out of every interaction; returns those that are gone because nobody else was in them."""
    mine = Participant.objects.filter(person=person).values_list("interaction_id", flat=True)
    gone: set[int] = set()
    for chunk in bulk.chunks(list(mine), bulk.MAX_PARAMETERS):
        others = Participant.objects.filter(interaction_id__in=chunk).exclude(Q(person=person) | Q(person__ego=True))
        alone = set(chunk) - set(others.values_list("interaction_id", flat=True))
        Support.objects.filter(row_kind=Support.RowKind.INTERACTION, row_id__in=alone).delete()
        MergedPart.objects.filter(interaction_id__in=alone).delete()
        Participant.objects.filter(Q(interaction_id__in=alone) | Q(interaction_id__in=chunk, person=person)).delete()
        Interaction.objects.filter(pk__in=alone).delete()
        gone |= alone
    return gone


def _scrub_activity(actor: Actor, person_id: int, interactions: set[int], words: list[str]) -> None:
    """Acts about them stay as acts about somebody, without what they changed, so they cannot be undone any more."""
    former = {person_id} | set(of(actor, Merge).filter(kept_id=person_id).values_list("gone_id", flat=True))
    for line in of(actor, Audit).order_by("id").iterator(chunk_size=500):
        others = [change for change in line.changes if not _speaks_of(change, former, interactions)]
        feeds = {row["id"] for change in line.changes if (row := _feed_in(change)) and row["person_id"] in former}
        kept = [change for change in others if not _is_entry_of(change, feeds)]
        label = _without(line.label, words)
        about = line.subject_id in former
        if kept == line.changes and label == line.label and not about:
            continue
        line.changes = kept
        line.label = SOMEBODY if about else label
        line.subject_id = None if about else line.subject_id
        if not kept and line.undone_at is None:
            line.undone_at = clock.now()
        line.save()


def _feed_in(change: list[Any]) -> dict[str, Any] | None:
    table, _, before, after = change
    row: dict[str, Any] | None = before or after
    return row if table == "feed" else None


def _is_entry_of(change: list[Any], feeds: set[int]) -> bool:
    table, _, before, after = change
    return table == "feedentry" and (before or after)["feed_id"] in feeds


def _scrub_rows(actor: Actor, addresses: list[str]) -> None:
    """Former states of other rows may name an address, from when it was theirs."""
    if not addresses:
        return
    for line in of(actor, Audit).order_by("id").iterator(chunk_size=500):
        cleaned = _cleaned(line.changes, addresses)
        if cleaned != line.changes:
            Audit.objects.filter(pk=line.pk).update(changes=cleaned)
    for merge in of(actor, Merge).order_by("id"):
        cleaned = _cleaned(merge.moved, addresses)
        if cleaned != merge.moved:
            Merge.objects.filter(pk=merge.pk).update(moved=cleaned)


def _cleaned(value: Any, addresses: list[str]) -> Any:
    if isinstance(value, dict):
        return {name: _cleaned(inner, addresses) for name, inner in value.items()}
    if isinstance(value, list):
        return [_cleaned(inner, addresses) for inner in value]
    if isinstance(value, str) and any(address in value.casefold() for address in addresses):
        return _without(value, addresses)
    return value


def _speaks_of(change: list[Any], person_ids: set[int], interactions: set[int]) -> bool:
    table, row_id, before, after = change
    if table in {"person", "split"} and row_id in person_ids:
        return True
    if table == "interaction" and row_id in interactions:
        return True
    rows = [row for row in (before, after) if row]
    return any(
        row.get(column) in person_ids for row in rows for column in ("person_id", "low_id", "high_id", "kept_id")
    )


def _without(text: str, words: list[str]) -> str:
    for word in words:
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", SOMEBODY, text, flags=re.IGNORECASE)
    return text


def _scrub_reports(actor: Actor, addresses: set[str]) -> None:
    """Reports of imports name senders that were left out."""
    if not addresses:
        return
    SenderRule.objects.filter(workspace_id=actor.workspace_id, address__in=addresses).delete()
    for run in of(actor, Import).order_by("id"):
        report = _pruned(run.report, addresses)
        if report != run.report:
            Import.objects.filter(pk=run.pk).update(report=report)
    for job in of(actor, Job).filter(state__in=[Job.State.DONE, Job.State.FAILED]):
        result = _pruned(job.result, addresses)
        if result != job.result:
            Job.objects.filter(pk=job.pk).update(result=result)


def _pruned(value: Any, addresses: set[str]) -> Any:
    """A report without the entries that name one of these addresses."""
    if isinstance(value, dict):
        return {name: _pruned(inner, addresses) for name, inner in value.items()}
    if isinstance(value, list):
        return [_pruned(inner, addresses) for inner in value if not _names(inner, addresses)]
    return value


def _names(value: Any, addresses: set[str]) -> bool:
    if isinstance(value, dict):
        return any(_names(inner, addresses) for inner in value.values() if isinstance(inner, str))
    return isinstance(value, str) and value.casefold() in addresses


def _drop_photos(actor: Actor, digests: list[str]) -> None:
    shown = of(actor, Fact).filter(kind="photo", key__in=digests).values_list("key", flat=True)
    of(actor, Blob).filter(digest__in=set(digests) - set(shown)).delete()


def _drop_organisations(organisation_ids: set[int]) -> None:
    """Those that nobody else belongs to."""
    with connection.cursor() as cursor:
        for organisation_id in sorted(organisation_ids):
            cursor.execute(
                "DELETE FROM store_organisation WHERE id = %s AND NOT typed"
                " AND NOT EXISTS (SELECT 1 FROM store_fact WHERE organisation_id = store_organisation.id)"
                " AND id NOT IN (SELECT organisation_id FROM store_organisationalias)",
                [organisation_id],
            )


def _overwrite_what_is_deleted() -> None:
    """SQLite leaves deleted rows readable in the file until it needs the room, unless told otherwise."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


def _clear_search_index() -> None:
    """Deleted words stay in the segments of the index until these are merged."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO store_person_search(store_person_search) VALUES ('optimize')")


def _leave_nothing_in_the_journal() -> None:
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
