"""What has changed, by whom, newest first; what can be undone."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reknit.errors import NotFoundError
from reknit.store.models import Audit, Import
from reknit.store.policy import Actor, of

# Act → words around its label. A name without an entry is shown as it is, so nothing disappears.
ACT_WORDS = {
    "person.add": _("Added %(label)s"),
    "person.edit": _("Edited %(label)s"),
    "person.photo": _("New picture of %(label)s"),
    "person.delete": _("Deleted %(label)s"),
    "person.restore": _("Back from the trash: %(label)s"),
    "person.forget": _("Forgot for good, people: %(label)s"),
    "person.merge": _("Made one person: %(label)s"),
    "person.split": _("Made two people again: %(label)s"),
    "person.apart": _("Two people, not one: %(label)s"),
    "organisation.merge": _("Made one organisation: %(label)s"),
    "person.snooze": _("Snoozed %(label)s"),
    "person.mute": _("Muted %(label)s"),
    "person.unmute": _("No longer muted: %(label)s"),
    "person.never": _("Never suggest %(label)s"),
    "person.allow": _("Suggest %(label)s again"),
    "person.archive": _("Archived %(label)s"),
    "person.unarchive": _("Back from the archive: %(label)s"),
    "people.archive": _("Archived, people: %(label)s"),
    "person.rhythm": _("Changed the rhythm of %(label)s"),
    "person.reporting": _("Changed the reporting line: %(label)s"),
    "interaction.log": _("Logged with %(label)s"),
    "interaction.remove": _("Removed an interaction: %(label)s"),
    "promise.make": _("Noted a promise: %(label)s"),
    "promise.kept": _("Promise kept: %(label)s"),
    "promise.dropped": _("Promise let go: %(label)s"),
    "promise.open": _("Promise open again: %(label)s"),
    "feed.follow": _("Followed %(label)s"),
    "feed.unfollow": _("No longer followed: %(label)s"),
    "settings.edit": _("Changed the settings"),
    "settings.retention": _("Changed how long people stay: %(label)s"),
    "columns.assign": _("Assigned the columns of a table: %(label)s"),
}


def words_of(act: str, label: str) -> str:
    """An act in words."""
    words = ACT_WORDS.get(act)
    return str(words) % {"label": label or gettext("yourself")} if words else f"{act} {label}"


@dataclass(frozen=True)
class ActivityLine:
    """One act or import. person_id: whom it was about, None for acts about nobody in particular."""

    id: int
    at: dt.datetime
    words: str
    person_id: int | None
    undone: bool
    is_import: bool


def recent(actor: Actor, *, limit: int = 50, before: dt.datetime | None = None) -> list[ActivityLine]:
    """Acts and imports, newest first, older than `before`."""
    acts = of(actor, Audit).order_by("-at", "-id")
    runs = of(actor, Import).order_by("-started_at", "-id")
    if before is not None:
        acts, runs = acts.filter(at__lt=before), runs.filter(started_at__lt=before)
    lines = [_act_line(act) for act in acts.defer("changes")[:limit]]
    lines += [_import_line(run) for run in runs.defer("report")[:limit]]
    return sorted(lines, key=lambda line: line.at, reverse=True)[:limit]


def _act_line(act: Audit) -> ActivityLine:
    words = words_of(act.act, act.label)
    return ActivityLine(act.pk, act.at, words, act.subject_id, act.undone_at is not None, is_import=False)


def _import_line(run: Import) -> ActivityLine:
    words = gettext("Imported %(label)s") % {"label": run.label}
    return ActivityLine(run.pk, run.started_at, words, None, run.state == Import.State.UNDONE, is_import=True)


def last_act(actor: Actor) -> int:
    """Number of the newest act that is not undone. Raises `NotFoundError` when there is none."""
    line = of(actor, Audit).filter(undone_at=None).order_by("-at", "-id").values_list("id", flat=True).first()
    if line is None:
        raise NotFoundError("There is nothing to undo.")
    return line


def newest_act(actor: Actor) -> int:
    """Number of the newest act, undone or not; 0 before the first."""
    return of(actor, Audit).order_by("-id").values_list("id", flat=True).first() or 0
