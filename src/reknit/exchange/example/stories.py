"""The planted stories and the facts of the hand, as the manifest lists them."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from reknit.exchange.example.manifest import Duplicate, ExamplePerson, Fact, Story
from reknit.exchange.example.people import Book, Person
from reknit.exchange.example.timeline import Timeline
from reknit.exchange.example.words import texts

_MANAGER = "managers"


def stories(book: Book, timeline: Timeline) -> tuple[Story, ...]:
    return tuple(_story(row, book, timeline) for row in texts("stories")["story"])


def _story(row: dict[str, Any], book: Book, timeline: Timeline) -> Story:
    people = [book.people[key] for key in row["people"] if key in book.people]
    return Story(
        key=row["key"],
        title=row["title"],
        names=tuple(p.name for p in people) or tuple(row["people"]),
        addresses=tuple(p.address for p in people) or tuple(row["addresses"]),
        expect=row["expect"],
        on=timeline.day(timeline.week_of(row), row["weekday"]) if "weekday" in row else None,
    )


def facts(book: Book, timeline: Timeline) -> tuple[Fact, ...]:
    """Typed by hand: promises, requests, goals and favours; then needs and offers; then who reports to whom."""
    return (
        *(_fact(row, book, timeline) for row in texts("stories")["fact"]),
        *_traits(book, timeline),
        *_reporting(book),
    )


def _fact(row: dict[str, Any], book: Book, timeline: Timeline) -> Fact:
    person = book.people.get(row.get("person", ""))
    plain = {name: row[name] for name in ("by", "direction", "goal", "detail", "count", "minutes") if name in row}
    return Fact(
        kind=row["kind"],
        text=row["text"],
        person=person.address if person else "",
        name=person.name if person else "",
        on=timeline.day(timeline.week_of(row), row["weekday"]) if "weekday" in row else None,
        due=_due(row, timeline),
        **plain,
    )


def _due(row: dict[str, Any], timeline: Timeline) -> dt.date | None:
    if "due_weekday" in row:
        return timeline.day(row["week"], row["due_weekday"])
    return timeline.today + dt.timedelta(days=row["due_in_days"]) if "due_in_days" in row else None


def _traits(book: Book, timeline: Timeline) -> Iterator[Fact]:
    on = timeline.day(-3)
    for person in book.people.values():
        for kind, lines in (
            ("need", person.needs),
            ("offer", person.offers),
            ("interest", person.interests),
            ("project", person.projects),
        ):
            for text in lines:
                if not person.generated:
                    yield Fact(kind=kind, text=text, person=person.address, name=person.name, on=on)  # type: ignore[arg-type]


def _reporting(book: Book) -> Iterator[Fact]:
    """Marit's line: the CTO above her, the CEO above the CTO, managers below, engineers spread over them."""
    me = book.me
    top, chief = book.people["absalom"], book.people["renske"]
    yield Fact(kind="reports-to", text="leads the company", person=top.address, name=top.name, direction="above")
    yield _reports(chief.address, chief.name, top.address, "above")
    yield _reports("", me.name, chief.address, "")
    managers = book.circle(_MANAGER)
    for manager in managers:
        yield _reports(manager.address, manager.name, me.address, "below")
    for number, engineer in enumerate(book.circle("team")):
        yield _reports(engineer.address, engineer.name, managers[number % len(managers)].address, "below")


def _reports(person: str, name: str, to: str, direction: str) -> Fact:
    return Fact(kind="reports-to", text=f"reports to {to}", person=person, name=name, direction=direction, detail=to)


def reporting_line(book: Book) -> tuple[str, ...]:
    return tuple(p.address for p in book.circle("line", _MANAGER, "team"))


def truth(person: Person) -> ExamplePerson:
    """What belongs to `person` in any file."""
    second = person.second
    return ExamplePerson(
        names=tuple(dict.fromkeys((person.name, *((second.name,) if second else ())))),
        addresses=tuple(a for a in (person.address, second.address if second else "") if a),
        profiles=(person.profile,) if person.profile else (),
        phones=(person.phone,) if person.phone else (),
        organisation=person.new_organisation or person.organisation.name,
        field=person.organisation.field,
        title=person.new_title or person.title,
        city=person.city.name,
        circle=person.circle,
        seniority=person.seniority,
    )


def duplicates(book: Book) -> tuple[Duplicate, ...]:
    return tuple(
        Duplicate(
            where=p.second.kind,
            first_name=p.name,
            first_key=p.address,
            second_name=p.second.name,
            second_key=p.second.address or p.profile,
        )
        for p in book.people.values()
        if p.second
    )


def namesakes(book: Book) -> tuple[tuple[str, str], ...]:
    """Pairs of addresses of different people with one name."""
    seen: dict[str, str] = {}
    pairs = []
    for person in book.people.values():
        if person.name in seen:
            pairs.append((seen[person.name], person.address))
        seen[person.name] = person.address
    return tuple(pairs)
