"""What people write to each other on LinkedIn: messages, invitations, adverts."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass

from reknit.exchange.example.crowd import PROFILE_PREFIX
from reknit.exchange.example.people import Book, Person
from reknit.exchange.example.timeline import Timeline, answer_after, evening_time, instant, lively_day
from reknit.exchange.example.words import fill, texts

CHATS = 95
MY_PROFILE = f"{PROFILE_PREFIX}marit-okello-example"
_ADVERT_DAYS = 70
_PROMISE = "Thank you for Stockholm. I'll send you the architecture deck by Friday."


@dataclass(frozen=True)
class Message:
    """One row of messages.csv; `sender` and `recipient` are (name, profile address)."""

    conversation: str
    at: dt.datetime
    sender: tuple[str, str]
    recipient: tuple[str, str]
    text: str
    subject: str = ""


def profile_name(person: Person) -> str:
    """The name on their page, which for some is the second spelling."""
    second = person.second
    return second.name if second and second.kind == "linkedin" else person.name


def talk(book: Book, timeline: Timeline, rng: random.Random) -> list[Message]:
    """All messages, oldest first."""
    online = [p for p in book.people.values() if p.profile and not p.alone]
    chats = texts("linkedin")["chats"]
    messages = list(_promise(book, timeline))
    for _ in range(CHATS):
        kind, *lines = rng.choice(chats)
        messages += _chat(book, rng.choice(online), kind == "me", lines, timeline, rng)
    messages += _adverts(book, timeline, rng)
    return sorted((m for m in messages if m.at < timeline.end), key=lambda m: (m.at, m.conversation))


def _me(book: Book) -> tuple[str, str]:
    return book.me.name, MY_PROFILE


def _chat(
    book: Book, person: Person, mine: bool, lines: list[str], timeline: Timeline, rng: random.Random
) -> Iterator[Message]:
    """Lines in turn between Marit and a connection, from some day after they connected."""
    joined = max(timeline.start, person.connected_on or timeline.start)
    span = (timeline.today - joined).days
    day = lively_day(joined + dt.timedelta(days=rng.randint(1, max(2, span - 10))), rng)
    conversation = f"2-{rng.getrandbits(80):020x}"
    if day is None:
        return
    at = instant(day, evening_time(rng))
    them = (profile_name(person), person.profile)
    for number, line in enumerate(lines):
        writes = mine == (number % 2 == 0)
        pair = (_me(book), them) if writes else (them, _me(book))
        yield Message(conversation, at, *pair, fill(line, rng))
        at = answer_after(at, rng, mine=not writes)


def _promise(book: Book, timeline: Timeline) -> Iterator[Message]:
    """The promise of story "forgotten-promise", made here too."""
    daniel = book.people["daniel"]
    them = (daniel.name, daniel.profile)
    conversation = "2-00000000000000000001"
    yield Message(conversation, timeline.at(-9, "mon", "20:31"), _me(book), them, _PROMISE)
    yield Message(conversation, timeline.at(-9, "mon", "21:02"), them, _me(book), "Perfect, no hurry before Friday.")


def _adverts(book: Book, timeline: Timeline, rng: random.Random) -> Iterator[Message]:
    rows = texts("linkedin")["sponsored"]
    day = timeline.start + dt.timedelta(days=rng.randint(10, _ADVERT_DAYS))
    while day < timeline.today:
        name, subject, html = rng.choice(rows)
        at = instant(day, dt.time(13, rng.randrange(60)))
        yield Message(f"2-{rng.getrandbits(80):020x}", at, (name, ""), _me(book), html, subject)
        day += dt.timedelta(days=_ADVERT_DAYS + rng.randint(-20, 20))
