"""Work that is going on, waits for the user's word, or has failed lately."""

import datetime as dt

from reknit.store.models import Job
from reknit.store.policy import Actor, of
from reknit.store.services.jobs import JobView, view_of


def recent(actor: Actor, kinds: list[str], *, since: dt.datetime, limit: int = 20) -> list[JobView]:
    """Jobs of some kinds put into the queue since then, newest first."""
    rows = of(actor, Job).filter(kind__in=kinds, made_at__gte=since).order_by("-made_at", "-id")
    return [view_of(row) for row in rows[:limit]]


def newest(actor: Actor, upload: str) -> JobView | None:
    """The last job over files that a browser handed over; None when there is none."""
    row = of(actor, Job).filter(payload__upload=upload).order_by("-made_at", "-id").first()
    return view_of(row) if row else None
