"""The life of an import: begin or take up again, finish, undo."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from reknit.core.report import Report
from reknit.errors import ConflictError
from reknit.store import bulk, clock
from reknit.store.models import Import, ImportFile, ImportNote, Person, SenderRule, Support
from reknit.store.policy import Actor, get, of
from reknit.store.services import caches, identity, splitting


@dataclass(frozen=True)
class InputFile:
    """One file of a run: its path, what it was recognised as, and the ISO day of its edition or ""."""

    path: str
    recognised_as: str
    edition: str


def begin(actor: Actor, *, label: str, inputs: str, files: Iterable[InputFile], now: dt.datetime) -> Import:
    """A new run, or the unfinished one over the same inputs, so that a killed import is completed
    under its own number instead of leaving a half one behind.
    """
    with transaction.atomic():
        run = of(actor, Import).filter(inputs=inputs, state=Import.State.RUNNING).first()
        if run is None:
            run = Import(
                workspace_id=actor.workspace_id,
                label=label[:300],
                inputs=inputs,
                state=Import.State.RUNNING,
                started_at=now,
            )
            run.save()
        today = run.started_at.date().isoformat()
        rows = [(actor.workspace_id, run.pk, f.path[:1000], f.recognised_as[:40], f.edition or today) for f in files]
        bulk.insert(ImportFile, ("workspace_id", "run_id", "path", "recognised_as", "edition"), rows, ignore=True)
    return run


def file_ids(run: Import) -> dict[str, int]:
    """Path → `ImportFile` id of a run."""
    return dict(ImportFile.objects.filter(run=run).values_list("path", "id"))


def finish(actor: Actor, run: Import, report: Report) -> dict[str, Any]:
    """Bring the caches up to date, see who might be one person, then close the run with its report."""
    caches.freshen(actor)
    identity.look_after(actor, run)
    with transaction.atomic():
        ImportNote.objects.filter(run=run).delete()
        columns = ("workspace_id", "run_id", "outcome", "kind", "file", "record", "reason", "count")
        rows: list[tuple[Any, ...]] = [
            (
                actor.workspace_id, run.pk, note.outcome, note.kind, note.file[:1000],
                report.first_record[note][:40], note.reason[:300], number,
            )
            for note, number in report.notes.items()
        ]  # fmt: skip
        rows += [
            (
                actor.workspace_id,
                run.pk,
                "unreadable",
                "record",
                u["file"][:1000],
                u["record"][:40],
                u["reason"][:300],
                1,
            )
            for u in report.unreadable
        ]
        bulk.insert(ImportNote, columns, rows)
        run.state = Import.State.DONE
        run.finished_at = clock.now()
        run.report = {"import": run.pk, "dry_run": False, **report.as_json()}
        run.save()
    return dict(run.report)


# Rows that this run supports and nothing else does: no other file, and not the user.
_ONLY_THIS_RUN = """
    SELECT s.row_id FROM store_support s JOIN store_importfile f ON f.id = s.file_id
    WHERE f.run_id = %s AND s.row_kind = %s AND NOT EXISTS (
        SELECT 1 FROM store_support o JOIN store_importfile g ON g.id = o.file_id
        WHERE o.row_kind = s.row_kind AND o.row_id = s.row_id AND g.run_id <> f.run_id)
"""


def undo(actor: Actor, run_id: int) -> Import:
    """Remove exactly what an import brought: its support goes, and a row goes when no support is left.

    What other imports state too, and what the user typed or edited, stays. One transaction.
    """
    with transaction.atomic():
        run = get(actor, Import, run_id)
        if run.state == Import.State.UNDONE:
            raise ConflictError(f"Import {run_id} has been undone already.")
        splitting.undo_claims(actor, run)
        _note_people(run_id)
        with connection.cursor() as cursor:
            for table, kind in (("fact", Support.RowKind.FACT), ("interaction", Support.RowKind.INTERACTION)):
                if table == "interaction":
                    cursor.execute(
                        "DELETE FROM store_participant WHERE interaction_id IN (SELECT id FROM store_interaction"  # noqa: S608
                        f" WHERE NOT typed AND id IN ({_ONLY_THIS_RUN}))",
                        [run_id, int(kind)],
                    )
                cursor.execute(
                    f"DELETE FROM store_{table} WHERE NOT typed AND id IN ({_ONLY_THIS_RUN})",  # noqa: S608
                    [run_id, int(kind)],
                )
            cursor.execute(
                "DELETE FROM store_support WHERE file_id IN (SELECT id FROM store_importfile WHERE run_id = %s)",
                [run_id],
            )
        _remove_empty_people(actor)
        run.state = Import.State.UNDONE
        run.finished_at = clock.now()
        run.save(update_fields=["state", "finished_at"])
    caches.freshen(actor)
    return run


def _note_people(run_id: int) -> None:
    """Everybody whom the run says something about must be computed again."""
    sources = (
        ("SELECT DISTINCT x.person_id FROM store_fact x", Support.RowKind.FACT, "x.id"),
        ("SELECT DISTINCT x.person_id FROM store_participant x", Support.RowKind.INTERACTION, "x.interaction_id"),
    )
    for select, kind, column in sources:
        rows = bulk.fetch(
            f"{select} JOIN store_support s ON s.row_kind = %s AND s.row_id = {column}"
            " JOIN store_importfile f ON f.id = s.file_id WHERE f.run_id = %s",
            [int(kind), run_id],
        )
        bulk.mark_stale({row[0]: int(Person.Stale.ALL) for row in rows})


def _remove_empty_people(actor: Actor) -> None:
    """People of whom nothing is left, and organisations that nobody belongs to any more."""
    empty = (
        of(actor, Person)
        .filter(stale__gt=0, ego=False, kept=False)
        .extra(
            where=[
                "NOT EXISTS (SELECT 1 FROM store_fact x WHERE x.person_id = store_person.id)",
                "NOT EXISTS (SELECT 1 FROM store_participant x WHERE x.person_id = store_person.id)",
            ]
        )
    )
    for chunk in bulk.chunks(list(empty.values_list("id", flat=True)), bulk.MAX_PARAMETERS):
        Person.objects.filter(pk__in=chunk).delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE store_person SET organisation_id = NULL WHERE workspace_id = %s AND stale > 0",
            [actor.workspace_id],
        )
        cursor.execute(
            "DELETE FROM store_organisation WHERE workspace_id = %s AND NOT typed"
            " AND NOT EXISTS (SELECT 1 FROM store_fact x WHERE x.organisation_id = store_organisation.id)"
            " AND NOT EXISTS (SELECT 1 FROM store_organisationalias x WHERE organisation_id = store_organisation.id)",
            [actor.workspace_id],
        )


def judge_sender(actor: Actor, address: str, *, person: bool) -> None:
    """The user's word on an address: from the next import on it is a person, or a machine."""
    verdict = SenderRule.Verdict.PERSON if person else SenderRule.Verdict.MACHINE
    SenderRule.objects.update_or_create(
        workspace_id=actor.workspace_id, address=address.casefold().strip(), defaults={"verdict": verdict}
    )


def forget_sender(actor: Actor, address: str) -> None:
    """Take the user's word on an address back."""
    of(actor, SenderRule).filter(address=address.casefold().strip()).delete()


def people_let_in(actor: Actor) -> frozenset[str]:
    """The addresses that the user called a person."""
    return frozenset(address for address, verdict in sender_rules(actor).items() if verdict == "person")


def sender_rules(actor: Actor) -> dict[str, str]:
    """Address → verdict, as the user judged."""
    return dict(of(actor, SenderRule).values_list("address", "verdict"))


def blobs_to_drop(actor: Actor) -> int:
    """Remove pictures no fact shows any more; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM store_blob WHERE workspace_id = %s AND NOT EXISTS (SELECT 1 FROM store_fact f WHERE"
            " f.workspace_id = store_blob.workspace_id AND f.kind = 'photo' AND f.key = store_blob.digest)",
            [actor.workspace_id],
        )
        return int(cursor.rowcount)
