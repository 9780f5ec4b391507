"""Lists of people: searched, filtered, a page at a time."""

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from reknit.core.keys import email_key, text_key
from reknit.errors import InvalidValueError
from reknit.store.models import Fact, Person
from reknit.store.policy import Actor, of
from reknit.store.selectors import ties
from reknit.store.selectors.search import find_people

# Beyond that many matches nobody reads the number, and counting on would cost more than the page.
COUNTED = 1000


@dataclass(frozen=True, kw_only=True)
class PeopleFilter:
    """What to show; empty fields do not narrow."""

    text: str = ""
    tag: str = ""
    state: str = ""
    organisation: str = ""
    archived: bool = False

    @property
    def narrows(self) -> bool:
        """Whether anything but the words typed narrows the list."""
        return bool(self.tag or self.state or self.organisation)


@dataclass(frozen=True)
class PersonLine:
    """One person in a list. state: a word of `core.tie_states`; last_at: of the last real interaction;
    photo: number of the fact that holds a picture.
    """

    id: int
    name: str
    title: str
    organisation: str
    place: str
    email: str
    tags: list[str]
    state: str
    last_at: dt.datetime | None
    photo: int | None = None

    def as_json(self) -> dict[str, Any]:
        """For ``--json``."""
        return asdict(self)


@dataclass(frozen=True)
class PeoplePage:
    """Some lines, and the cursor of the next page or None. found: how many people match in all, `COUNTED` at most
    when the list is narrowed; None on later pages, where nobody asks.
    """

    lines: list[PersonLine]
    next_cursor: str | None
    found: int | None = None


def list_people(
    actor: Actor, wanted: PeopleFilter, *, as_of: dt.datetime, limit: int = 50, cursor: str = ""
) -> PeoplePage:
    """People by family name, or best match first when there is text to search for.

    cursor: as the page before returned it. Raises `InvalidValueError` for an unknown state or cursor.
    """
    now = ties.moment(actor, as_of)
    rows = _narrow(actor, wanted, now)
    if wanted.text.strip():
        return _found(actor, rows, wanted, now=now, limit=limit, offset=_offset(cursor))
    found = None
    if cursor:
        name, person_id = _place(cursor)
        rows = rows.filter(Q(sort_name__gt=name) | Q(sort_name=name, id__gt=person_id))
    else:
        found = rows[: COUNTED + 1].count() if wanted.narrows else rows.count()
    people = list(rows.order_by("sort_name", "id")[: limit + 1])
    more = people[limit - 1] if len(people) > limit else None
    return PeoplePage(_lines(people[:limit], now), f"{more.pk}:{more.sort_name}" if more else None, found)


def _found(
    actor: Actor, rows: QuerySet[Person], wanted: PeopleFilter, *, now: ties.Moment, limit: int, offset: int
) -> PeoplePage:
    """Full-text hits in their order. Filters apply to the hits, so enough of them are asked for."""
    most = 100_000 if wanted.narrows else max(offset + limit, COUNTED) + 1
    hits = find_people(actor, wanted.text, limit=most, archived=wanted.archived)
    if wanted.narrows:
        kept = (
            set(rows.filter(pk__in=hits).values_list("pk", flat=True))
            if len(hits) < 500
            else set(rows.values_list("pk", flat=True))
        )
        hits = [person_id for person_id in hits if person_id in kept]
    page = hits[offset : offset + limit]
    by_id = {person.pk: person for person in rows.filter(pk__in=page)}
    lines = _lines([by_id[person_id] for person_id in page if person_id in by_id], now)
    following = str(offset + limit) if len(hits) > offset + limit else None
    return PeoplePage(lines, following, None if offset else len(hits))


def _narrow(actor: Actor, wanted: PeopleFilter, now: ties.Moment) -> QuerySet[Person]:
    rows = of(actor, Person).filter(ego=False, deleted_at=None).select_related("tie")
    if not wanted.archived:
        rows = rows.filter(archived=False)
    if wanted.tag:
        rows = rows.filter(facts__kind="tag", facts__key=text_key(wanted.tag) or wanted.tag).exclude(
            facts__state="refused", facts__kind="tag", facts__key=text_key(wanted.tag)
        )
    if wanted.organisation:
        rows = rows.filter(organisation__key=text_key(wanted.organisation))
    if wanted.state:
        if wanted.state not in ties.STATES:
            raise InvalidValueError(f"“{wanted.state}” is none of: {', '.join(ties.STATES)}.", field="state")
        rows = rows.filter(ties.in_state(wanted.state, now))
    return rows


def _lines(people: list[Person], now: ties.Moment) -> list[PersonLine]:
    states = ties.of_people(people, now)
    photos = _photos([person.pk for person in people])
    return [
        PersonLine(
            id=p.pk,
            name=p.name or "(no name)",
            title=p.title,
            organisation=p.organisation_name,
            place=p.place,
            email=p.email,
            tags=p.tags,
            state=states[p.pk],
            last_at=ties.last_at(p),
            photo=photos.get(p.pk),
        )
        for p in people
    ]


def _photos(person_ids: list[int]) -> dict[int, int]:
    """The same choice as in `person.photo`, by person."""
    facts = Fact.objects.filter(person_id__in=person_ids, kind="photo").exclude(state="refused")
    return dict(facts.order_by("preferred", "typed", "id").values_list("person_id", "id"))


def _offset(cursor: str) -> int:
    if cursor and not cursor.isdigit():
        raise InvalidValueError("That page of the list does not exist.", field="cursor")
    return int(cursor or 0)


def _place(cursor: str) -> tuple[str, int]:
    number, colon, name = cursor.partition(":")
    if not colon or not number.isdigit():
        raise InvalidValueError("That page of the list does not exist.", field="cursor")
    return name, int(number)


def named(actor: Actor, text: str, *, as_of: dt.datetime, limit: int = 20) -> list[PersonLine]:
    """Who is meant by a number, an address, a full name, or the beginnings of its words; the ego never."""
    rows = of(actor, Person).filter(ego=False, deleted_at=None).select_related("tie")
    text = text.strip()
    now = ties.moment(actor, as_of)
    if text.isdigit():
        return _lines(list(rows.filter(pk=int(text))), now)
    if key := email_key(text):
        return _lines(list(rows.filter(facts__kind="email", facts__key=key).distinct()[:limit]), now)
    exact = list(rows.filter(name__iexact=text)[:limit])
    if exact:
        return _lines(exact, now)
    hits = find_people(actor, text, limit=200, archived=True)
    people = [p for p in rows.filter(pk__in=hits) if _names_begin(p.name, text)]
    return _lines(people[:limit], now)


def _names_begin(name: str, text: str) -> bool:
    """Every word typed begins a word of the name itself, not of a note that mentions it."""
    words = text_key(name).split()
    return all(any(word.startswith(part) for word in words) for part in text_key(text).split())


def count(actor: Actor) -> int:
    """How many people there are, the archived ones included."""
    return of(actor, Person).filter(ego=False, deleted_at=None).count()


def tags(actor: Actor, *, limit: int = 200) -> list[tuple[str, int]]:
    """Tags with how many people bear them, the most used first."""
    rows = of(actor, Fact).filter(kind="tag", person__deleted_at=None).exclude(state="refused")
    counted = rows.values("key").annotate(number=Count("id"), shown=Min("value")).order_by("-number", "key")
    return [(row["shown"], row["number"]) for row in counted[:limit]]


def organisations(actor: Actor, *, limit: int = 200) -> list[tuple[str, int]]:
    """Organisations with how many people are there now, the largest first."""
    rows = of(actor, Person).filter(ego=False, deleted_at=None, archived=False).exclude(organisation=None)
    counted = rows.values("organisation_id").annotate(number=Count("id"), shown=Min("organisation__name"))
    return [(row["shown"], row["number"]) for row in counted.order_by("-number", "shown")[:limit]]


def organisation_of(actor: Actor, person_id: int) -> str:
    """Where a person works now, "" when that is not known."""
    return of(actor, Person).filter(pk=person_id).values_list("organisation_name", flat=True).first() or ""
