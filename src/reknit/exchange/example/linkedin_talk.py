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


Turn = tuple[tuple[str, str], tuple[str, str], str]


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
        person = rng.choice(online)
        at = _beginning(person, timeline, rng)
        if at:
            turns = _turns(_me(book), (profile_name(person), person.profile), lines, mine=kind == "me")
            messages += _chat(turns, at, rng)
    messages += _adverts(book, timeline, rng)
    return sorted((m for m in messages if m.at < timeline.end), key=lambda m: (m.at, m.conversation))


def _me(book: Book) -> tuple[str, str]:
    return book.me.name, MY_PROFILE


def _beginning(person: Person, timeline: Timeline, rng: random.Random) -> dt.datetime | None:
    """Some evening after they connected, or None where the season swallows it."""
    joined = max(timeline.start, person.connected_on or timeline.start)
    span = (timeline.today - joined).days
    day = lively_day(joined + dt.timedelta(days=rng.randint(1, max(2, span - 10))), rng)
    return instant(day, evening_time(rng)) if day else None


def _turns(me: tuple[str, str], them: tuple[str, str], lines: list[str], *, mine: bool) -> list[Turn]:
    """Who says which line to whom, in turn."""
    pairs = [(me, them), (them, me)] if mine else [(them, me), (me, them)]
    return [(*pairs[number % 2], line) for number, line in enumerate(lines)]


def _chat(turns: list[Turn], at: dt.datetime, rng: random.Random) -> Iterator[Message]:
    """The turns as messages, each some hours after the one before."""
    conversation = f"2-{rng.getrandbits(80):020x}"
    for sender, recipient, line in turns:
        yield Message(conversation, at, sender, recipient, fill(line, rng))
        at = answer_after(at, rng, mine=recipient[1] == MY_PROFILE)


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
