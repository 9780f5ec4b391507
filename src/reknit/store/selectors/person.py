"""Everything one page shows about one person: who they are, the tie, facts with sources, what happened."""

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from reknit.errors import NotFoundError
from reknit.store.models import Blob, Fact, Link, Participant, Person, Promise
from reknit.store.policy import Actor, get, of
from reknit.store.selectors import sources, ties

# Facts that are kept for export and identification, not for reading.
HIDDEN = ("extra", "record", "photo")

KIND_ORDER = (
    "name", "affiliation", "email", "phone", "profile", "url", "handle", "postal", "birthday", "day", "met",
    "connected", "offer", "need", "interest", "project", "tag", "favour", "note",
)  # fmt: skip


@dataclass(frozen=True)
class FactLine:
    """One fact with where it comes from, in words. data: its parts, as in `Fact`."""

    id: int
    kind: str
    value: str
    label: str
    organisation: str
    data: dict[str, Any]
    current: bool
    typed: bool
    state: str
    starts: str
    ends: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Other:
    """Somebody else who took part."""

    id: int
    name: str


@dataclass(frozen=True)
class TimelineEntry:
    """One interaction; `direction` as in `Participant`, `others` who else took part, `source` in words."""

    id: int
    at: dt.datetime
    all_day: bool
    channel: str
    direction: str
    subject: str
    place: str
    duration_minutes: int
    note: str
    typed: bool
    source: str
    others: tuple[Other, ...]


@dataclass(frozen=True)
class PromiseLine:
    """A promise; mine: the user made it."""

    id: int
    mine: bool
    what: str
    made_on: dt.date
    due_on: dt.date | None
    state: str


@dataclass(frozen=True)
class KnownPerson:
    """Somebody this person shares meetings or threads with."""

    id: int
    name: str
    meetings: int
    threads: int
    last_at: dt.datetime | None
    stated: str


@dataclass(frozen=True)
class PersonPage:
    """All of it. The timeline is the newest part; `timeline` gives more. photo: number of the fact that holds the
    picture shown; channels: how many interactions on each.
    """

    id: int
    name: str
    title: str
    organisation: str
    place: str
    tags: list[str]
    reporting: str
    decisions: dict[str, Any]
    photo: int | None
    tie: ties.TieView
    last_at: dt.datetime | None
    facts: list[FactLine]
    channels: dict[str, int]
    timeline: list[TimelineEntry]
    promises: list[PromiseLine]
    knows: list[KnownPerson]

    def as_json(self) -> dict[str, Any]:
        """For ``--json``."""
        return asdict(self)

    def as_text(self) -> list[str]:
        """For the terminal."""
        return [*self._head(), *self._facts(), *self._open_promises(), *self._latest(), *self._knows()]

    def _head(self) -> list[str]:
        role = ", ".join(filter(None, (self.title, self.organisation, self.place)))
        head = f"{self.name} (number {self.id})" + (f" · {role}" if role else "")
        factors = [f"  {factor.words}" for factor in self.tie.factors]
        return [head, f"Tie: {self.tie.state}. {self.tie.sentence}", *factors]

    def _facts(self) -> list[str]:
        lines = ["", "Facts (number, kind, value, where from)"]
        for fact in self.facts:
            former = "" if fact.current else " (former)"
            lines.append(f"  {fact.id:>6}  {fact.kind:<12} {fact.value}{former}  [{'; '.join(fact.sources)}]")
        return lines

    def _open_promises(self) -> list[str]:
        kept = [p for p in self.promises if p.state == "open"]
        lines = ["", "Promises"] if kept else []
        for promise in kept:
            due = f", due {promise.due_on}" if promise.due_on else ""
            lines.append(
                f"  {'You' if promise.mine else self.name} promised on {promise.made_on}: {promise.what}{due}"
            )
        return lines

    def _latest(self) -> list[str]:
        lines = ["", "Latest"] if self.timeline else ["", "No recorded interaction yet."]
        for entry in self.timeline[:10]:
            words = entry.subject or entry.note or entry.place
            lines.append(f"  {entry.at:%Y-%m-%d}  {entry.channel:<8} {entry.direction:<5} {words}")
        return lines

    def _knows(self) -> list[str]:
        lines = ["", "Shares meetings or threads with"] if self.knows else []
        lines += [f"  {k.name}: {k.meetings} meetings, {k.threads} threads" for k in self.knows[:8]]
        return lines


def person_page(actor: Actor, person_id: int, *, as_of: dt.datetime, channel: str = "", limit: int = 50) -> PersonPage:
    """Everything about one person, with the latest `limit` interactions, of one channel alone if it is named.

    Raises `NotFoundError` for somebody who is not here, is in the trash, or is the user.
    """
    person = _alter(actor, person_id)
    facts = list(
        of(actor, Fact).filter(person=person).exclude(state="refused").select_related("organisation").order_by("id")
    )
    return PersonPage(
        id=person.pk,
        name=person.name or _("(no name)"),
        title=person.title,
        organisation=person.organisation_name,
        place=person.place,
        tags=person.tags,
        reporting=person.reporting,
        decisions=_decisions(person),
        photo=_photo_shown(facts),
        tie=ties.explanation(actor, person, ties.moment(actor, as_of)),
        last_at=ties.last_at(person),
        facts=_fact_lines(facts),
        channels=channels(actor, person_id, as_of=as_of),
        timeline=timeline(actor, person_id, as_of=as_of, channel=channel, limit=limit),
        promises=_promises(actor, person),
        knows=_knows(actor, person),
    )


def _alter(actor: Actor, person_id: int) -> Person:
    person = get(actor, Person, person_id)
    if person.deleted_at is not None or person.ego:
        raise NotFoundError(f"There is no person number {person_id}.")
    return person


def name_of(actor: Actor, person_id: int) -> str:
    """How the person is called. Raises `NotFoundError` as `person_page` does."""
    return _alter(actor, person_id).name or _("(no name)")


def fact(actor: Actor, person_id: int, fact_id: int) -> FactLine:
    """One fact of a person. Raises `NotFoundError` when it is not theirs, or has been taken back."""
    rows = of(actor, Fact).filter(pk=fact_id, person_id=person_id, person__ego=False, person__deleted_at=None)
    lines = _fact_lines(list(rows.exclude(state="refused").select_related("organisation")))
    if not lines:
        raise NotFoundError(f"There is no fact number {fact_id} about this person.")
    return lines[0]


def _decisions(person: Person) -> dict[str, Any]:
    names = ("never", "muted", "archived", "snoozed_until", "cadence_days", "layer_override", "strength_override")
    return {name: getattr(person, name) for name in names}


def _photo_shown(facts: list[Fact]) -> int | None:
    """The same choice as in `photo`."""
    photos = [fact for fact in facts if fact.kind == "photo"]
    return max(photos, key=lambda f: (f.preferred, f.typed, f.pk)).pk if photos else None


def _fact_lines(facts: list[Fact]) -> list[FactLine]:
    shown = [fact for fact in facts if fact.kind not in HIDDEN]
    found = sources.of_facts(fact.pk for fact in shown)
    shown.sort(key=lambda f: (KIND_ORDER.index(f.kind) if f.kind in KIND_ORDER else 99, not f.current, f.pk))
    return [
        FactLine(
            id=fact.pk,
            kind=fact.kind,
            value=fact.value,
            label=str(fact.data.get("label", "")),
            organisation=fact.organisation.name if fact.organisation else "",
            data=fact.data,
            current=fact.current,
            typed=fact.typed,
            state=fact.state,
            starts=fact.starts,
            ends=fact.ends,
            sources=((_("you"),) if fact.typed else ()) + tuple(s.words for s in found.get(fact.pk, ())),
        )
        for fact in shown
    ]


def channels(actor: Actor, person_id: int, *, as_of: dt.datetime) -> dict[str, int]:
    """How many interactions with a person on each channel, up to `as_of`. Raises `NotFoundError`."""
    _alter(actor, person_id)
    parts = of(actor, Participant).filter(person_id=person_id, at__lte=as_of)
    return dict(parts.values_list("interaction__channel").annotate(Count("id")).order_by("interaction__channel"))


def timeline(
    actor: Actor,
    person_id: int,
    *,
    as_of: dt.datetime,
    limit: int = 50,
    before: tuple[dt.datetime, int] | None = None,
    channel: str = "",
) -> list[TimelineEntry]:
    """Interactions up to `as_of`, newest first; one index range scan. before: (at, id) of the last entry shown,
    to go on from there.
    """
    parts = of(actor, Participant).filter(person_id=person_id, at__lte=before[0] if before else as_of)
    if before is not None:
        parts = parts.filter(Q(at__lt=before[0]) | Q(interaction_id__lt=before[1]))
    if channel:
        parts = parts.filter(interaction__channel=channel)
    page = list(parts.select_related("interaction").order_by("-at", "-interaction_id")[:limit])
    ids = [part.interaction_id for part in page]
    others, found = _others(ids, person_id), sources.of_interactions(ids)
    return [
        TimelineEntry(
            id=part.interaction_id,
            at=part.at,
            all_day=part.interaction.all_day,
            channel=part.interaction.channel,
            direction=part.direction,
            subject=part.interaction.subject,
            place=part.interaction.place,
            duration_minutes=part.interaction.duration_minutes,
            note=part.interaction.note,
            typed=part.interaction.typed,
            source="; ".join(source.words for source in found.get(part.interaction_id, ())),
            others=tuple(others.get(part.interaction_id, ())),
        )
        for part in page
    ]


def _others(interaction_ids: list[int], person_id: int) -> dict[int, list[Other]]:
    rows = Participant.objects.filter(
        interaction_id__in=interaction_ids, person__ego=False, person__deleted_at=None
    ).exclude(person_id=person_id)
    found: dict[int, list[Other]] = {}
    for interaction_id, other_id, name in rows.order_by("id").values_list(
        "interaction_id", "person_id", "person__name"
    ):
        found.setdefault(interaction_id, []).append(Other(other_id, name))
    return found


def _promises(actor: Actor, person: Person) -> list[PromiseLine]:
    rows = of(actor, Promise).filter(person=person).order_by("state", "due_on", "id")
    return [PromiseLine(p.pk, p.mine, p.what, p.made_on, p.due_on, p.state) for p in rows]


def _knows(actor: Actor, person: Person, *, limit: int = 30) -> list[KnownPerson]:
    found = []
    for here, there in (("low", "high"), ("high", "low")):
        rows = of(actor, Link).filter(**{here: person, f"{there}__deleted_at": None}).exclude(stated="not")
        for link in rows.select_related(there).order_by("-meetings", "-threads")[:limit]:
            other = getattr(link, there)
            found.append(KnownPerson(other.pk, other.name, link.meetings, link.threads, link.last_at, link.stated))
    return sorted(found, key=lambda k: (-k.meetings, -k.threads, k.name))[:limit]


def photo(actor: Actor, person_id: int) -> tuple[str, bytes] | None:
    """(media type, picture) of a person; None without one."""
    facts = of(actor, Fact).filter(person_id=person_id, kind="photo").exclude(state="refused")
    best = facts.order_by("-preferred", "-typed", "-id").values_list("key", flat=True).first()
    blob = of(actor, Blob).filter(digest=best).first() if best else None
    return (blob.media_type, bytes(blob.data)) if blob else None
