"""Three years of letters between Marit and each person: own rhythms, threads, groups and projects."""

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reknit.exchange.example.letters import Letter, Party, Post, answer, my_party, party, signed
from reknit.exchange.example.people import Book, Group, Person, Phase
from reknit.exchange.example.timeline import (
    answer_after,
    evening_time,
    instant,
    is_away,
    lively_day,
    office_time,
)
from reknit.exchange.example.words import MONTHS, fill, texts

_DAYS_A_MONTH = 30.44
# Gaps of a gamma distribution with this shape: more regular than pure chance, less than a clock.
_REGULARITY = 1.7
_MORE_LETTERS = 0.52
_LONGEST_THREAD = 9
_COPIED_SHARE = {"line": 0.3, "managers": 0.3, "team": 0.3, "peers": 0.3, "client": 0.4, "vendor": 0.3}
_I_BEGIN = {"line": 0.4, "managers": 0.4, "vendor": 0.3, "recruiter": 0.0, "mentors": 0.6}


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """One conversation about to happen: the subject, its first lines, and who is in it."""

    subject: str
    opening: str
    begins: Person | None
    others: tuple[Person, ...]
    copied: tuple[Person, ...]
    private: bool


def write_conversations(book: Book, post: Post) -> None:
    """Fill `post` with every conversation that nobody wrote by hand."""
    for person in book.people.values():
        for phase in person.phases:
            for day in conversation_days(phase, post.rng):
                _converse(_between(person, day, book, post.rng), day, phase, book, post)
    for group in book.groups:
        for day in conversation_days(group.phase, post.rng):
            _converse(_in_group(group, day, book, post.rng), day, group.phase, book, post)


def conversation_days(phase: Phase, rng: random.Random) -> Iterator[dt.date]:
    """Days in `phase` on which a conversation begins."""
    mean_gap_days = _DAYS_A_MONTH / phase.per_month
    position = rng.uniform(0, mean_gap_days)
    length = (phase.end - phase.first).days
    while position < length:
        day = lively_day(phase.first + dt.timedelta(days=int(position)), rng)
        if day and day < phase.end:
            yield day
        position += rng.gammavariate(_REGULARITY, mean_gap_days / _REGULARITY)


def quarter(day: dt.date) -> str:
    """The next quarter, which is what people plan: ``Q3 2025``."""
    number = (day.month - 1) // 3 + 1
    return f"Q{number % 4 + 1} {day.year + (number == 4)}"


def known_words(day: dt.date, person: Person, reader: str, rng: random.Random) -> dict[str, str]:
    """What the gaps of a subject mean on `day` for `person`."""
    month = MONTHS[(day.month - 1 + rng.choice((0, 0, 1))) % 12]
    return {"given": reader, "org": person.organisation.name, "month": month, "quarter": quarter(day)}


def _between(person: Person, day: dt.date, book: Book, rng: random.Random) -> Exchange:
    mine = rng.random() < _I_BEGIN.get(person.circle, 0.45) and not is_away(day)
    side = "me" if mine else "them"
    topics = [t for t in texts("topics")["topics"][person.circle] if t[2] in ("", side)]
    subject, opening, _ = rng.choice(topics)
    known = known_words(day, person, person.given if mine else book.me.given, rng)
    if person.circle == "client":
        known["client"] = person.organisation.name
    return Exchange(
        subject=fill(subject, rng, **known),
        opening=fill(opening, rng, **known),
        begins=None if mine else person,
        others=(person,),
        copied=_copied(person, day, book, rng),
        private=person.private_mail,
    )


def _copied(person: Person, day: dt.date, book: Book, rng: random.Random) -> tuple[Person, ...]:
    """Colleagues of `person` who get a copy: same house and circle, writing at the time."""
    if person.alone or rng.random() > _COPIED_SHARE.get(person.circle, 0):
        return ()
    circles = ("managers", "team") if person.circle in ("managers", "team") else (person.circle,)
    house = [p for p in book.at_organisation(person.organisation.name) if p.circle in circles]
    near = [p for p in house if p.key != person.key and not p.alone and p.rate(day)]
    return tuple(rng.sample(near, min(len(near), rng.choice((1, 1, 2, 3)))))


def _in_group(group: Group, day: dt.date, book: Book, rng: random.Random) -> Exchange:
    topics = texts("topics")["topics"][group.topics]
    subject, opening, side = rng.choice(topics)
    people = rng.sample(group.members, min(len(group.members), rng.randint(2, 5)))
    if group.hub_always or rng.random() < 0.75:
        people.insert(0, group.hub)
    begins = None
    if side == "them" or is_away(day) or rng.random() > 0.2:
        begins = people[0] if rng.random() < 0.6 else rng.choice(people)
    known = known_words(day, group.hub, "all", rng) | {"project_name": group.project.capitalize()}
    return Exchange(
        subject=fill(subject, rng, **known),
        opening=fill(opening, rng, **known),
        begins=begins,
        others=tuple(people[:3]),
        copied=tuple(people[3:]),
        private=group.private_mail,
    )


def _converse(exchange: Exchange, day: dt.date, phase: Phase, book: Book, post: Post) -> None:
    """The first letter and its answers, each some hours later, none after the phase is over."""
    rng = post.rng
    me = my_party(book.me, private=exchange.private)
    evening = exchange.private and rng.random() < 0.6
    begins = exchange.begins
    zone = begins.city.zone if begins else me.zone
    at = instant(day, evening_time(rng) if evening else office_time(rng), zone)
    faces = {p.key: party(p, rng) for p in (*exchange.others, *exchange.copied)}
    letter = _letter(exchange, begins, faces, me, at, None, post, book)
    writer = begins
    for _ in range(_LONGEST_THREAD):
        if rng.random() > _MORE_LETTERS:
            return
        writer = _next_writer(exchange, writer, rng)
        at = answer_after(letter.at, rng, mine=writer is None)
        if at.date() >= phase.end:
            return
        letter = _letter(exchange, writer, faces, me, at, letter, post, book)


def _next_writer(exchange: Exchange, last: Person | None, rng: random.Random) -> Person | None:
    """Marit answers them, they answer Marit, and in company somebody else may."""
    everybody = (*exchange.others, *exchange.copied)
    if len(everybody) > 1 and rng.random() < 0.45:
        return rng.choice([p for p in everybody if p is not last])
    return exchange.others[0] if last is None else None


def _letter(
    exchange: Exchange,
    writer: Person | None,
    faces: dict[str, Party],
    me: Party,
    at: dt.datetime,
    after: Letter | None,
    post: Post,
    book: Book,
) -> Letter:
    """One letter of `exchange` by `writer` (None: Marit) to everybody else in it."""
    to = [faces[p.key] for p in exchange.others if p is not writer]
    cc = [faces[p.key] for p in exchange.copied if p is not writer]
    if writer:
        to.insert(0, me)
    name = writer.given if writer else book.me.given
    reader = _reader(exchange.others, writer, book.me.given)
    text = exchange.opening if after is None else answer(post.rng)
    return post.send(
        at=at,
        sender=faces[writer.key] if writer else me,
        to=to,
        cc=cc,
        subject=exchange.subject if after is None else f"Re: {exchange.subject}",
        text=signed(text, reader=reader, writer=name, rng=post.rng),
        after=after,
    )


def _reader(others: Sequence[Person], writer: Person | None, my_name: str) -> str:
    if len(others) > 1:
        return "all"
    return my_name if writer else others[0].given
