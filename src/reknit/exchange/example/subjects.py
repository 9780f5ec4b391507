"""What a conversation is about: a topic that suits the person and the season, and is not always the same."""

import datetime as dt
import random
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from reknit.exchange.example.people import Person
from reknit.exchange.example.words import MONTHS, texts

# Fields of vendors who sell technology; the others sell advice, and other letters fit them.
_TECHNICAL_FIELDS = ("cloud infrastructure", "software tools", "security")


@dataclass(frozen=True)
class Topic:
    """An entry of ``topics.toml``."""

    subject: str
    opening: str
    side: str
    months: tuple[int, ...] = ()
    titles: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    alone: bool = False
    once: bool = False

    def suits(self, person: Person, day: dt.date, side: str) -> bool:
        return (
            self.side in ("", side)
            and (not self.months or day.month in self.months)
            and (not self.titles or any(title in person.title for title in self.titles))
            and (not self.fields or person.organisation.field in self.fields)
        )


@dataclass
class Subjects:
    """Draws topics and remembers who had which, so that a topic returns only when all others were used."""

    rng: random.Random
    used: dict[str, list[Topic]] = field(default_factory=lambda: defaultdict(list))

    def draw(self, key: str, kind: str, person: Person, day: dt.date, side: str) -> Topic:
        """A topic of `kind` for the person or group called `key`, begun by `side` ("me" or "them")."""
        used = self.used[key]
        fitting = [topic for topic in _topics(kind) if topic.suits(person, day, side)]
        fresh = [topic for topic in fitting if topic not in used]
        if not fresh:
            used[:] = [topic for topic in used if topic not in fitting or topic.once]
            fresh = [topic for topic in fitting if not topic.once or topic not in used]
        topic = self.rng.choice(fresh)
        used.append(topic)
        return topic


def topics_for(person: Person) -> str:
    """The kind of topics that people of the circle write about."""
    if person.circle == "vendor" and person.organisation.field not in _TECHNICAL_FIELDS:
        return "partner"
    return person.circle


def _topics(kind: str) -> list[Topic]:
    rows: list[list[Any]] = texts("topics")["topics"][kind]
    return [_topic(*row) for row in rows]


def _topic(subject: str, opening: str, side: str, conditions: dict[str, Any] | None = None) -> Topic:
    listed: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in (conditions or {}).items()
    }
    return Topic(subject, opening, side, **listed)


def quarter(day: dt.date) -> str:
    """The next quarter, which is what people plan: ``Q3 2025``."""
    number = (day.month - 1) // 3 + 1
    return f"Q{number % 4 + 1} {day.year + (number == 4)}"


def known_words(day: dt.date, person: Person, rng: random.Random) -> dict[str, str]:
    """What the gaps of a text mean on `day` for `person`."""
    known = {
        "given": person.given,
        "org": person.organisation.name,
        "month": MONTHS[(day.month - 1 + rng.choice((0, 0, 1))) % 12],
        "quarter": quarter(day),
        "date": f"{day.day} {MONTHS[day.month - 1]}",
    }
    return known | ({"client": person.organisation.name} if person.circle == "client" else {})
