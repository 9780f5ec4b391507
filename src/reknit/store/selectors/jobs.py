"""Work on what a browser handed over: going on, waiting for the user's word, or failed lately."""

import datetime as dt
from dataclasses import dataclass

from django.db.models.fields.json import KT

from reknit.store.models import Job
from reknit.store.policy import Actor, of
from reknit.store.services.jobs import JobView, view_of


@dataclass(frozen=True)
class JobLine:
    """One job, for a list. upload: the folder it works on; error: why it failed, "" otherwise."""

    id: int
    kind: str
    state: str
    made_at: dt.datetime
    upload: str
    label: str
    error: str


def recent(actor: Actor, kinds: list[str], *, since: dt.datetime, limit: int = 20) -> list[JobLine]:
    """Jobs of some kinds put into the queue since then, newest first. Their results stay in the database."""
    rows = of(actor, Job).filter(kind__in=kinds, made_at__gte=since).order_by("-made_at", "-id")
    upload, label, error = KT("payload__upload"), KT("payload__label"), KT("result__error")
    found = rows.annotate(upload=upload, label=label, error=error).defer("payload", "result")[:limit]
    return [
        JobLine(row.pk, row.kind, row.state, row.made_at, row.upload, row.label or "", row.error or "")
        for row in found
    ]


def newest(actor: Actor, upload: str) -> JobView | None:
    """The last job over files that a browser handed over; None when there is none."""
    row = of(actor, Job).filter(payload__upload=upload).order_by("-made_at", "-id").first()
    return view_of(row) if row else None
