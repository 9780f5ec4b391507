"""An invented address book of any size, written straight into the store: same size and seed, same rows.

People differ widely in how often one is in touch with them (log-normal), each has a life of some years within
the last six, and a third have gone silent. One interaction in seven has two to four alters. Everything a page
looks at is there: organisations, facts, birthdays, changes of role, needs, promises, links.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from django.db import connection, transaction

from reknit.core.keys import email_key, text_key
from reknit.store import bulk
from reknit.store.models import Fact, Interaction, Organisation, Participant, Person, Promise, Workspace
from reknit.store.policy import Actor
from reknit.store.services import links, ties
from reknit.store.services.workspace import ego

Ints = npt.NDArray[np.int64]

SEED: Final = 20260302
YEARS: Final = 6
ZONE: Final = "Europe/Berlin"
PROMISES: Final = 20

_SYLLABLES = [
    "ba",
    "de",
    "fi",
    "go",
    "lu",
    "ma",
    "ne",
    "pi",
    "ro",
    "sa",
    "te",
    "vi",
    "wo",
    "xu",
    "ya",
    "ze",
    "ka",
    "li",
    "mo",
    "nu",
]
_TITLES = [
    "Engineer",
    "Head of Data",
    "Founder",
    "Product Lead",
    "Professor",
    "Designer",
    "Partner",
    "Analyst",
    "CTO",
    "Recruiter",
]
_TOPICS = [
    "hiring",
    "the roadmap",
    "a workshop",
    "pricing",
    "the paper",
    "budget",
    "a visit",
    "the launch",
    "training",
    "a reference",
]
_NEEDS = [
    "a data engineer",
    "a venue",
    "an investor",
    "a co-author",
    "a mentor",
    "a translator",
    "a test site",
    "a lawyer",
]
_CHANNELS = np.array(["mail", "message", "meeting", "call"])
_CHANNEL_SHARES = (0.66, 0.16, 0.12, 0.06)


@dataclass(frozen=True)
class Size:
    """How large an address book is."""

    people: int
    interactions: int


def make_book(actor: Actor, size: Size, now: dt.datetime) -> None:
    """Fill the empty workspace. now: the day after the last interaction."""
    rng = np.random.default_rng(SEED)
    Workspace.objects.filter(pk=actor.workspace_id).update(zone=ZONE)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")
    with transaction.atomic():
        first = _people(actor, size, now, rng)
        _interactions(actor, size, first, now, rng)
    with transaction.atomic():
        ties.rebuild(actor)
        links.refresh(actor, list(range(first, first + size.people)))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _word(number: int) -> str:
    parts = []
    for _ in range(3):
        number, place = divmod(number, len(_SYLLABLES))
        parts.append(_SYLLABLES[place])
    return "".join(parts).capitalize()


def _people(actor: Actor, size: Size, now: dt.datetime, rng: np.random.Generator) -> int:
    """People with their facts; the id of the first, the others follow."""
    count = size.people
    houses = max(count // 8, 3)
    Organisation.objects.bulk_create(
        Organisation(
            workspace_id=actor.workspace_id, name=f"{_word(n)} {n} Works", key=text_key(f"{_word(n)} {n} Works")
        )
        for n in range(houses)
    )
    by_size = np.array(Organisation.objects.order_by("id").values_list("id", "name"), dtype=object)
    house = (houses * rng.random(count) ** 2).astype(np.int64)
    first, created = next(bulk.ids(Person)), bulk.instant(now)
    given, family = rng.integers(0, 8000, count), rng.integers(0, 8000, count)
    changed = rng.random(count) < 0.02
    people, facts = [], []
    for n in range(count):
        name, (house_id, house_name) = f"{_word(given[n])} {_word(family[n])}", by_size[house[n]]
        title, mail = _TITLES[n % len(_TITLES)], f"{name.replace(' ', '.').lower()}.{n}@house{house[n]}.example"
        told = (now - dt.timedelta(days=int(rng.integers(1, 700)))).date().isoformat() if changed[n] else None
        searched = "\n".join((name, mail, f"{title}, {house_name}"))
        people.append((first + n, created, name, f"{_word(family[n])} {_word(given[n])}".lower(), house_id, house_name,
                       title, mail, searched, told))  # fmt: skip
        facts += _facts(first + n, name, mail, house_id, title, rng, now)
    _insert_people(actor, people)
    _insert_facts(actor, facts, created)
    _promise(actor, first, count, now, rng)
    return first


def _facts(person: int, name: str, mail: str, house: int, title: str, rng: np.random.Generator,
           now: dt.datetime) -> list[tuple[Any, ...]]:  # fmt: skip
    """(person, kind, key, value, data, organisation, starts, state) of what is known of one person."""
    chance = rng.random(4)
    day = (now - dt.timedelta(days=int(rng.integers(0, 3000)))).date()
    rows: list[tuple[Any, ...]] = [
        (person, "name", name.lower(), name, "{}", None, "", ""),
        (person, "email", email_key(mail), mail, "{}", None, "", ""),
        (person, "affiliation", f"{house}|{title.lower()}", title, bulk.as_json({"title": title}), house, "", ""),
    ]
    if chance[0] < 0.2:
        rows.append((person, "birthday", f"{day:%m-%d}|", f"--{day:%m-%d}", "{}", None, "", ""))
    if chance[1] < 0.4:
        rows.append((person, "connected", "linkedin", day.isoformat(), "{}", None, day.isoformat(), ""))
    if chance[2] < 0.03:
        need = _NEEDS[int(rng.integers(0, len(_NEEDS)))]
        rows.append((person, "need", text_key(need), need, "{}", None, "", "open"))
    if chance[3] < 0.1:
        rows.append((person, "tag", "mentors", "mentors", "{}", None, "", ""))
    return rows


def _insert_people(actor: Actor, rows: list[tuple[Any, ...]]) -> None:
    columns = (
        "id", "created_at", "name", "sort_name", "organisation_id", "organisation_name", "title", "email",
        "search_text", "role_since", "workspace_id", "ego", "place", "phone", "tags", "stale", "kept", "reporting",
        "strength_override", "muted", "never", "archived",
    )  # fmt: skip
    fixed = (actor.workspace_id, False, "", "", "[]", 0, False, "", "", False, False, False)
    bulk.insert(Person, columns, [(*row, *fixed) for row in rows])


def _insert_facts(actor: Actor, rows: list[tuple[Any, ...]], created: str) -> None:
    columns = (
        "person_id", "kind", "key", "value", "data", "organisation_id", "starts", "state", "workspace_id", "ends",
        "confidence", "current", "preferred", "typed", "recorded_at",
    )  # fmt: skip
    fixed = (actor.workspace_id, "", 1.0, True, False, False, created)
    bulk.insert(Fact, columns, [(*row, *fixed) for row in rows])


def _promise(actor: Actor, first: int, count: int, now: dt.datetime, rng: np.random.Generator) -> None:
    columns = ("workspace_id", "person_id", "mine", "what", "made_on", "due_on", "state")
    rows = []
    for n in range(min(PROMISES, count // 10)):
        made = (now - dt.timedelta(days=int(rng.integers(1, 90)))).date()
        due = made + dt.timedelta(days=30) if n % 3 else None
        person = first + int(rng.integers(0, count))
        rows.append((actor.workspace_id, person, n % 4 != 0, f"send {_TOPICS[n % 10]}", made, due, "open"))
    bulk.insert(Promise, columns, rows)


def _interactions(actor: Actor, size: Size, first: int, now: dt.datetime, rng: np.random.Generator) -> None:
    """Interactions in order of time, as an import of years of mail leaves them, with the ego's own parts."""
    count = size.interactions
    share = rng.lognormal(0.0, 1.2, size.people)
    person = np.sort(rng.choice(size.people, count, p=share / share.sum()))
    start = rng.uniform(0, YEARS * 365 - 30, size.people)
    ended = rng.random(size.people) < 0.35
    life = np.where(ended, rng.exponential(400, size.people) + 1, YEARS * 365.0)
    end = np.minimum(start + life, YEARS * 365.0)
    day = start[person] + rng.random(count) * (end - start)[person]
    order = np.argsort(day)
    person, seconds = person[order], np.sort((day * 86_400).astype(np.int64))
    begin = now - dt.timedelta(days=YEARS * 365)
    channel = _CHANNELS[rng.choice(4, count, p=_CHANNEL_SHARES)]
    others = np.where(rng.random(count) < 0.14, rng.integers(1, 4, count), 0)
    out = rng.random(count) < 0.5
    me = ego(actor).pk
    for chunk in bulk.chunks(range(count), 50_000):
        _write_chunk(actor, chunk, person, seconds, begin, channel, others, out, me, first, rng)


def _write_chunk(actor: Actor, chunk: list[int], person: Ints, seconds: Ints, begin: dt.datetime, channel: Any,
                 others: Ints, out: Any, me: int, first: int, rng: np.random.Generator) -> None:  # fmt: skip
    rows, parts = [], []
    row_id = next(bulk.ids(Interaction))
    crowd = rng.integers(0, len(person), (len(chunk), 3))
    for place, n in enumerate(chunk):
        at = bulk.instant(begin + dt.timedelta(seconds=int(seconds[n])))
        # Whoever is in a round with somebody tends to be the same few people.
        more = {int(person[n] // 40 * 40 + crowd[place, i] % 40) for i in range(others[n])} - {int(person[n])}
        more = {other for other in more if other < person.max() + 1}
        named, topic = str(channel[n]), _TOPICS[n % len(_TOPICS)]
        rows.append((row_id, actor.workspace_id, "mail", f"m{n}", at, False, named, topic, f"t{n // 3}", 0, "",
                     2 + len(more), "", False))  # fmt: skip
        together = named in {"meeting", "call"}
        parts.append((actor.workspace_id, row_id, me, "from" if out[n] else "to", "none", False, at))
        direction = "both" if together else "out" if out[n] else "in"
        parts.append((actor.workspace_id, row_id, first + int(person[n]), "to", direction, False, at))
        side = "both" if together else "out" if out[n] else "none"
        parts += [(actor.workspace_id, row_id, first + other, "cc", side, False, at) for other in sorted(more)]
        row_id += 1
    bulk.insert(
        Interaction,
        ("id", "workspace_id", "source", "key", "at", "all_day", "channel", "subject", "thread", "duration_minutes",
         "place", "parties", "note", "typed"),
        rows,
    )  # fmt: skip
    bulk.insert(
        Participant, ("workspace_id", "interaction_id", "person_id", "role", "direction", "declined", "at"), parts
    )
