"""What has changed, by whom, newest first; what can be undone."""

import datetime as dt
from dataclasses import dataclass

from reknit.errors import NotFoundError
from reknit.store.models import Audit, Import
from reknit.store.policy import Actor, of

# Act → words. A name without an entry is shown as it is, so nothing disappears.
ACT_WORDS = {
    "person.add": "Added",
    "person.edit": "Edited",
    "person.photo": "New picture of",
    "person.delete": "Deleted",
    "person.snooze": "Snoozed",
    "person.mute": "Muted",
    "person.unmute": "No longer muted",
    "person.never": "Never suggest",
    "person.allow": "Suggest again",
    "person.archive": "Archived",
    "person.unarchive": "Back from the archive",
    "person.rhythm": "Rhythm of",
    "person.reporting": "Reporting line of",
    "interaction.log": "Logged with",
    "interaction.remove": "Removed an interaction",
    "promise.make": "Promise",
    "promise.kept": "Promise kept",
    "promise.dropped": "Promise let go",
    "promise.open": "Promise open again",
    "settings.edit": "Changed",
}


@dataclass(frozen=True)
class ActivityLine:
    """One act or import."""

    id: int
    at: dt.datetime
    words: str
    subject_id: int | None
    undone: bool
    is_import: bool


def recent(actor: Actor, *, limit: int = 50, before: dt.datetime | None = None) -> list[ActivityLine]:
    """Acts and imports, newest first, older than `before`."""
    acts = of(actor, Audit).order_by("-at", "-id")
    runs = of(actor, Import).order_by("-started_at", "-id")
    if before is not None:
        acts, runs = acts.filter(at__lt=before), runs.filter(started_at__lt=before)
    lines = [
        ActivityLine(
            a.pk, a.at, f"{ACT_WORDS.get(a.act, a.act)} {a.label}", a.subject_id, a.undone_at is not None, False
        )
        for a in acts.defer("changes")[:limit]
    ]
    lines += [
        ActivityLine(r.pk, r.started_at, f"Imported {r.label}", None, r.state == Import.State.UNDONE, True)
        for r in runs.defer("report")[:limit]
    ]
    return sorted(lines, key=lambda line: line.at, reverse=True)[:limit]


def last_act(actor: Actor) -> int:
    """Number of the newest act that is not undone. Raises `NotFoundError` when there is none."""
    line = of(actor, Audit).filter(undone_at=None).order_by("-at", "-id").values_list("id", flat=True).first()
    if line is None:
        raise NotFoundError("There is nothing to undo.")
    return line
