"""Who is in the network: the named cast, the crowd around it, their groups and second spellings."""

import datetime as dt
import random
from dataclasses import replace
from typing import Any, get_args
from zoneinfo import ZoneInfo

from reknit.exchange.example.crowd import PROFILE_PREFIX, Crowd, invent_crowd, phone_number
from reknit.exchange.example.people import Book, City, Group, Me, Organisation, Person, Phase, Second, SecondKind
from reknit.exchange.example.spelling import VARIATIONS, private_address, slug, variation, work_address
from reknit.exchange.example.timeline import Timeline
from reknit.exchange.example.words import stream, texts

SECOND_SPELLINGS: dict[SecondKind, int] = {"mail": 10, "card": 8, "linkedin": 7}

# Conversations that somebody needs for both of their addresses to turn up in the mail.
_ENOUGH = 7.0
_LISTS = ("skills", "tags", "needs", "offers", "interests", "projects")
_PLAIN = (
    "key",
    "given",
    "family",
    "title",
    "circle",
    "seniority",
    "note",
    "met",
    "card",
    "alone",
    "private_mail",
    "new_organisation",
    "new_title",
)


def invent_book(timeline: Timeline, seed: int) -> Book:
    """The whole network before the first letter: the same for the same `today` and `seed`."""
    rng = stream(seed, "people")
    cities = {name: City(name=name, **_zoned(row)) for name, row in texts("organisations")["cities"].items()}
    organisations = [
        Organisation(**{**row, "city": cities[row["city"]]}) for row in texts("organisations")["organisation"]
    ]
    cast = [_named(row, organisations, cities, timeline, rng) for row in texts("cast")["person"]]
    crowd = Crowd(timeline, rng, {p.name for p in cast}, {p.address for p in cast})
    everybody = [*cast, *invent_crowd(organisations, crowd)]
    people = {p.key: p for p in _with_second_spellings(everybody, rng)}
    me = Me(**texts("cast")["me"])
    return Book(me=me, organisations=tuple(organisations), people=people, groups=_groups(people, timeline, rng))


def _zoned(row: dict[str, str]) -> dict[str, Any]:
    return {**row, "zone": ZoneInfo(row["zone"])}


def _named(
    row: dict[str, Any],
    organisations: list[Organisation],
    cities: dict[str, City],
    timeline: Timeline,
    rng: random.Random,
) -> Person:
    """One person of ``cast.toml``."""
    organisation = next(o for o in organisations if o.name == row["organisation"])
    city = cities[row["city"]] if "city" in row else organisation.city
    details: dict[str, Any] = {name: row[name] for name in _PLAIN if name in row}
    details |= {name: tuple(row[name]) for name in _LISTS if name in row}
    online = row.get("linkedin", True)
    return Person(
        organisation=organisation,
        city=city,
        address=row.get("address") or work_address(row["given"], row["family"], organisation),
        phases=tuple(Phase(timeline.day(a), _phase_end(timeline, b), rate) for a, b, rate in row["traffic"]),
        phone=phone_number(city, rng) if row["card"] else "",
        profile=_profile(row) if online else "",
        linkedin_email=not row["card"] or row.get("linkedin_email", False),
        connected_on=timeline.today - dt.timedelta(days=rng.randint(400, 3000)) if online else None,
        birthday=_birthday(row, timeline),
        **details,
    )


def _profile(row: dict[str, Any]) -> str:
    """The page; the second of two people with one name (key ``…-2``) has a number in it."""
    number = "-2" if row["key"].endswith("-2") else ""
    return f"{PROFILE_PREFIX}{slug(row['given'] + ' ' + row['family'])}-example{number}"


def _phase_end(timeline: Timeline, week: int) -> dt.date:
    return timeline.today if week == 0 else timeline.day(week)


def _birthday(row: dict[str, Any], timeline: Timeline) -> str:
    """As vCard 4 writes a date; the year is left out where the cast gives none."""
    if "birthday_in" not in row:
        return ""
    day = timeline.today + dt.timedelta(days=row["birthday_in"])
    year = row["birth_year"]
    # A person born in a common year has no birthday on the last day of February in a leap year.
    if (day.month, day.day) == (2, 29):
        year = year - year % 4 if year else 0
    return f"{year:04d}-{day:%m-%d}" if year else f"--{day:%m-%d}"


def _with_second_spellings(people: list[Person], rng: random.Random) -> list[Person]:
    """Give some generated people a second spelling and address that shares no key with the first."""
    wanted = [kind for kind in get_args(SecondKind) for _ in range(SECOND_SPELLINGS[kind])]
    candidates = [p for p in people if p.generated and p.phases and _conversations(p.phases[0]) > _ENOUGH]
    rng.shuffle(candidates)
    ways = list(VARIATIONS)
    chosen: dict[str, Person] = {}
    for number, kind in enumerate(wanted):
        person, written = _fitting(candidates, ways, number)
        candidates.remove(person)
        address = private_address(person.given, person.family, rng) if kind != "linkedin" else ""
        # Only mail programs put a comma into a name that they turn round.
        written = written if kind == "mail" else written.replace(",", "")
        chosen[person.key] = _split(person, Second(kind, written, address))
    return [chosen.get(p.key, p) for p in people]


def _conversations(phase: Phase) -> float:
    """How many are to be expected in the whole phase."""
    return phase.per_month * (phase.end - phase.first).days / 30.44


def _fitting(candidates: list[Person], ways: list[str], number: int) -> tuple[Person, str]:
    """The first candidate whose name the next way of spelling changes."""
    for shift in range(len(ways)):
        way = ways[(number + shift) % len(ways)]
        for person in candidates:
            written = variation(way, person.given, person.family)
            if written:
                return person, written
    message = "the crowd is too small for the second spellings"
    raise ValueError(message)


def _split(person: Person, second: Second) -> Person:
    """`person` set up so that nothing but the name connects the two appearances."""
    page = person.profile or f"{PROFILE_PREFIX}{slug(person.name)}-example"
    joined = person.connected_on or person.phases[0].first
    if second.kind == "mail":
        return replace(person, second=second, card="", linkedin_email=True, phone="", birthday="")
    if second.kind == "card":
        return replace(person, second=second, card="google", linkedin_email=True, phone="", birthday="")
    return replace(person, second=second, card="", profile=page, connected_on=joined, linkedin_email=False, phone="")


def _groups(people: dict[str, Person], timeline: Timeline, rng: random.Random) -> tuple[Group, ...]:
    groups: list[Group] = []
    for row in texts("cast")["group"]:
        first, end, rate = row["traffic"][0]
        groups.append(
            Group(
                key=row["key"],
                hub=people[row["hub"]],
                members=members(row["members"], people, groups, rng),
                topics=row["topics"],
                phase=Phase(timeline.day(first), _phase_end(timeline, end), rate),
                private_mail=row.get("private_mail", False),
                hub_always=row.get("hub_always", False),
            )
        )
    for row in texts("cast")["project"]:
        first, end = row["weeks"]
        groups.append(
            Group(
                key=slug(row["name"]),
                hub=people[row["hub"]],
                members=members(row["members"], people, groups, rng),
                topics=row["topics"],
                phase=Phase(timeline.day(first), _phase_end(timeline, end), row["traffic"]),
                project=row["name"],
            )
        )
    return tuple(groups)


def members(
    named: list[str], people: dict[str, Person], groups: list[Group], rng: random.Random
) -> tuple[Person, ...]:
    """People meant by keys, or drawn: ``@group:count``, ``@organisation[/circle]:count``, ``#circle:count``."""
    found: dict[str, Person] = {}
    for name in named:
        for person in _meant(name, people, groups, rng):
            found[person.key] = person
    return tuple(found.values())


def _meant(name: str, people: dict[str, Person], groups: list[Group], rng: random.Random) -> list[Person]:
    if name[0] not in "@#":
        return [people[name]]
    pool_name, _, count = name[1:].partition(":")
    pool = _pool(name[0], pool_name, people, groups)
    return rng.sample(pool, min(int(count), len(pool)))


def _pool(mark: str, name: str, people: dict[str, Person], groups: list[Group]) -> list[Person]:
    writing = [p for p in people.values() if p.phases]
    if mark == "#":
        home = {"line", "managers", "team", "peers"} if name == "everyone" else {name}
        return [p for p in writing if p.circle in home]
    group = next((g for g in groups if g.key == name), None)
    if group:
        return list(group.members)
    organisation, _, circle = name.partition("/")
    return [
        p
        for p in writing
        if p.organisation.name == organisation and not p.alone and (not circle or p.circle == circle)
    ]
