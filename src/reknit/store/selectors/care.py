"""What asks for care: gaps in what is known, the trash, and people without contact for years."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from reknit.store.days import from_days
from reknit.store.models import Fact, Participant, Person, Promise, RetentionRule, Support
from reknit.store.policy import Actor, of
from reknit.store.services.care import TRASH_DAYS

# A role told by nothing newer than this may long be another.
STALE_ROLE_DAYS = 2 * 365

CHANNELS = ("email", "phone", "profile", "handle", "postal")

# Kind of gap → what it means; in the order shown.
GAPS = ("no-name", "no-channel", "outdated", "stale-role")


@dataclass(frozen=True)
class Gap:
    """Something missing or doubtful about a person. fact_id, value: the fact in doubt, if it is one."""

    kind: str
    person_id: int
    name: str
    organisation: str
    fact_id: int | None = None
    value: str = ""
    since: dt.date | None = None

    def as_json(self) -> dict[str, Any]:
        """For ``--json``."""
        return asdict(self)


def gaps(actor: Actor, kind: str, *, as_of: dt.datetime, limit: int = 50) -> list[Gap]:
    """People with one kind of gap: those with the most interactions first, as they matter most."""
    return list(_FINDERS[kind](actor, as_of, limit))


def counts(actor: Actor, *, as_of: dt.datetime) -> dict[str, int]:
    """Kind of gap → how many people, at most 1,000 of each kind counted."""
    return {kind: len(gaps(actor, kind, as_of=as_of, limit=1000)) for kind in GAPS}


def _shown(actor: Actor) -> QuerySet[Person]:
    people = of(actor, Person).filter(ego=False, deleted_at=None, archived=False).select_related("tie")
    return people.order_by(F("tie__interactions").desc(nulls_last=True), "sort_name", "id")


def _facts(*kinds: str) -> QuerySet[Fact]:
    return Fact.objects.filter(person=OuterRef("pk"), kind__in=kinds).exclude(state="refused")


def _plain(kind: str, people: QuerySet[Person]) -> Iterator[Gap]:
    for person in people:
        yield Gap(kind, person.pk, person.name, person.organisation_name)


def _no_name(actor: Actor, as_of: dt.datetime, limit: int) -> Iterator[Gap]:  # noqa: ARG001
    return _plain("no-name", _shown(actor).filter(~Exists(_facts("name")))[:limit])


def _no_channel(actor: Actor, as_of: dt.datetime, limit: int) -> Iterator[Gap]:  # noqa: ARG001
    return _plain("no-channel", _shown(actor).filter(~Exists(_facts(*CHANNELS)))[:limit])


def _outdated(actor: Actor, as_of: dt.datetime, limit: int) -> Iterator[Gap]:  # noqa: ARG001
    """Only addresses that a later edition of their source no longer states."""
    former = _facts(*CHANNELS)
    people = _shown(actor).filter(Exists(former), ~Exists(former.filter(current=True)))
    return _plain("outdated", people[:limit])


def _stale_role(actor: Actor, as_of: dt.datetime, limit: int) -> Iterator[Gap]:
    oldest = (as_of - dt.timedelta(days=STALE_ROLE_DAYS)).date()
    newer = Support.objects.filter(
        row_kind=Support.RowKind.FACT, row_id=OuterRef("pk"), file__edition__gt=oldest.isoformat()
    )
    supported = Support.objects.filter(row_kind=Support.RowKind.FACT, row_id=OuterRef("pk"))
    old = (
        of(actor, Fact)
        .filter(kind="affiliation", current=True, ends="", typed=False)
        .exclude(state="refused")
        .filter(Exists(supported), ~Exists(newer))
        .filter(person__ego=False, person__deleted_at=None, person__archived=False)
    )
    most = F("person__tie__interactions").desc(nulls_last=True)
    found = old.select_related("person").order_by(most, "person__sort_name", "id")[:limit]
    editions = _editions([fact.pk for fact in found])
    for fact in found:
        person = fact.person
        since = editions.get(fact.pk)
        yield Gap("stale-role", person.pk, person.name, person.organisation_name, fact.pk, fact.value, since)


def _editions(fact_ids: list[int]) -> dict[int, dt.date]:
    newest = (
        Support.objects.filter(row_kind=Support.RowKind.FACT, row_id__in=fact_ids)
        .values("row_id")
        .annotate(last=Max("file__edition"))
    )
    return {
        row["row_id"]: dt.date.fromisoformat(row["last"]) for row in newest if len(row["last"]) == len("2026-01-01")
    }


_FINDERS = {"no-name": _no_name, "no-channel": _no_channel, "outdated": _outdated, "stale-role": _stale_role}


@dataclass(frozen=True)
class Deleted:
    """Somebody in the trash, who is forgotten at `until`."""

    person_id: int
    name: str
    organisation: str
    deleted_at: dt.datetime
    until: dt.datetime

    def as_json(self) -> dict[str, Any]:
        """For ``--json``."""
        return asdict(self)


def trash(actor: Actor) -> list[Deleted]:
    """Who is in the trash, the last deleted first."""
    return [
        Deleted(p.pk, p.name, p.organisation_name, p.deleted_at, p.deleted_at + dt.timedelta(days=TRASH_DAYS))
        for p in of(actor, Person).filter(deleted_at__isnull=False).order_by("-deleted_at", "id")
        if p.deleted_at is not None
    ]


@dataclass(frozen=True)
class Rule:
    """A rule of retention."""

    action: str
    years: int


@dataclass(frozen=True)
class Due:
    """Somebody whom a rule of retention proposes to archive or forget. last_on: of the last contact, if any."""

    person_id: int
    name: str
    organisation: str
    last_on: dt.date | None

    def as_json(self) -> dict[str, Any]:
        """For ``--json``."""
        return asdict(self)


def rules(actor: Actor) -> list[Rule]:
    """The rules of the workspace."""
    return [Rule(rule.action, rule.years) for rule in of(actor, RetentionRule).order_by("years")]


def due(actor: Actor, rule: Rule, *, as_of: dt.datetime, limit: int = 1000) -> list[Due]:
    """Whom the rule concerns: no contact, no word of the user and no new connection for so long.

    Who never took part in anything counts from the day they came into the book. Open promises keep a person.
    """
    since = as_of - dt.timedelta(days=round(rule.years * 365.25))
    parts = Participant.objects.filter(person=OuterRef("pk"))
    facts = Fact.objects.filter(person=OuterRef("pk"))
    people = (
        of(actor, Person)
        .filter(Exists(parts) | Q(created_at__lt=since), ego=False, deleted_at=None)
        .filter(~Exists(parts.filter(at__gte=since)))
        .filter(~Exists(Promise.objects.filter(person=OuterRef("pk"), state=Promise.State.OPEN)))
        .filter(~Exists(facts.filter(typed=True, recorded_at__gte=since)))
        .filter(~Exists(facts.filter(kind="connected", starts__gte=since.date().isoformat())))
        .select_related("tie")
    )
    if rule.action == RetentionRule.Action.ARCHIVE:
        people = people.filter(archived=False)
    return [Due(p.pk, p.name, p.organisation_name, _last_on(p)) for p in people.order_by("sort_name", "id")[:limit]]


def _last_on(person: Person) -> dt.date | None:
    tie = getattr(person, "tie", None)
    return from_days(tie.last_at).date() if tie is not None and tie.last_at is not None else None
