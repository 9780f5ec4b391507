"""Imports and their reports."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.fields.json import KeyTransform

from reknit.store.models import Import, ImportNote, PairQuestion
from reknit.store.policy import Actor, get, of


@dataclass(frozen=True)
class ImportLine:
    """One run, for a list."""

    id: int
    label: str
    state: str
    started_at: dt.datetime
    finished_at: dt.datetime | None
    people: int
    interactions: int
    unreadable: int


def list_imports(actor: Actor, *, limit: int = 50) -> list[ImportLine]:
    """Runs, newest first. The reports, which may be long, stay in the database."""
    lost = ImportNote.objects.filter(run=OuterRef("pk"), outcome="unreadable").order_by().values("run")
    counted = Subquery(lost.annotate(number=Count("id")).values("number"))
    runs = of(actor, Import).defer("report").annotate(added=KeyTransform("added", "report"), lost=counted)
    return [_line(run, run.added or {}, run.lost or 0) for run in runs.order_by("-started_at", "-id")[:limit]]


def _line(run: Import, added: dict[str, int], unreadable: int) -> ImportLine:
    return ImportLine(
        id=run.pk,
        label=run.label,
        state=run.state,
        started_at=run.started_at,
        finished_at=run.finished_at,
        people=added.get("person", 0),
        interactions=added.get("interaction", 0) + added.get("event", 0),
        unreadable=unreadable,
    )


def report(actor: Actor, run_id: int) -> tuple[ImportLine, dict[str, Any]]:
    """A run and its full report. Raises `NotFoundError`."""
    run = get(actor, Import, run_id)
    found = dict(run.report)
    return _line(run, found.get("added", {}), len(found.get("unreadable", []))), found


def notes(actor: Actor, run_id: int) -> list[dict[str, Any]]:
    """Why records of a run were left out or not read."""
    run = get(actor, Import, run_id)
    rows = ImportNote.objects.filter(run=run).order_by("outcome", "-count", "id")
    return [dict(row) for row in rows.values("outcome", "kind", "file", "record", "reason", "count")]


def open_questions(actor: Actor) -> int:
    """How many pairs wait for the answer whether they are one person."""
    return of(actor, PairQuestion).filter(answer="").count()
