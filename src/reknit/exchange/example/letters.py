"""Letters and the post that carries them: who writes to whom, in which thread."""

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from reknit.exchange.example.people import Me, Person
from reknit.exchange.example.timeline import HOME, Timeline
from reknit.exchange.example.words import fill, texts


@dataclass(frozen=True)
class Party:
    """Somebody in a header: the name as their mail system writes it, the address, and their time zone."""

    name: str
    address: str
    zone: ZoneInfo = HOME


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One message as it stands in a mailbox; `at` in UTC. headers: further header lines."""

    at: dt.datetime
    sender: Party
    to: tuple[Party, ...]
    subject: str
    text: str
    message_id: str
    cc: tuple[Party, ...] = ()
    references: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    html: bool = False

    @property
    def parties(self) -> tuple[Party, ...]:
        return (self.sender, *self.to, *self.cc)


def my_party(me: Me, *, private: bool) -> Party:
    return Party(me.name, me.private if private else me.address)


def party(person: Person, *, elsewhere: bool = False) -> Party:
    """`person` in a header; `elsewhere`: under the second address, if they write from two."""
    second = person.second
    if elsewhere and second and second.kind == "mail":
        return Party(second.name, second.address, person.city.zone)
    return Party(_header_name(person), person.address, person.city.zone)


def _header_name(person: Person) -> str:
    """The name in the way of their organisation's mail system; private mail has no such way."""
    if not person.address.endswith(person.organisation.domain):
        return person.name
    ways = {
        "plain": person.name,
        "comma": f"{person.family}, {person.given}",
        "suffix": f"{person.name} ({person.organisation.name})",
    }
    return ways[person.organisation.header]


@dataclass
class Post:
    """Collects letters, gives each its Message-ID, and loses what would arrive after the end of history."""

    timeline: Timeline
    rng: random.Random
    letters: list[Letter] = field(default_factory=list)

    def send(
        self,
        *,
        at: dt.datetime,
        sender: Party,
        to: Sequence[Party],
        subject: str,
        text: str,
        cc: Sequence[Party] = (),
        after: Letter | None = None,
        headers: tuple[str, ...] = (),
        html: bool = False,
    ) -> Letter:
        """`after` is the letter that this one answers."""
        letter = Letter(
            at=at,
            sender=sender,
            to=tuple(to),
            cc=tuple(cc),
            subject=subject,
            text=text,
            message_id=self._message_id(sender),
            references=(*after.references, after.message_id) if after else (),
            headers=headers,
            html=html,
        )
        if at < self.timeline.end:
            self.letters.append(letter)
        return letter

    def _message_id(self, sender: Party) -> str:
        domain = sender.address.rpartition("@")[2]
        return f"<{self.rng.getrandbits(64):016x}.{len(self.letters)}@{domain}>"


def signed(text: str, *, reader: str, writer: str, rng: random.Random) -> str:
    """`text` as a short letter with a greeting and a name below."""
    closings: list[str] = texts("topics")["replies"]["closings"]
    greeting = rng.choice(("Hi", "Hello", "Dear", "Hi"))
    return f"{greeting} {reader},\n\n{text}\n\n{fill(rng.choice(closings), rng)}\n{writer}\n"


def answer(rng: random.Random) -> str:
    lines: list[str] = texts("topics")["replies"]["lines"]
    count = 1 if rng.random() < 0.7 else 2
    return " ".join(fill(line, rng) for line in rng.sample(lines, count))
