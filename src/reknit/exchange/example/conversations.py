"""Three years of letters between Marit and each person: own rhythms, threads, groups and projects."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass

from reknit.exchange.example.letters import Letter, Party, Post, answer, my_party, party, signed
from reknit.exchange.example.people import Book, Group, Person, Phase
from reknit.exchange.example.subjects import Subjects, known_words, topics_for
from reknit.exchange.example.timeline import (
    answer_after,
    evening_time,
    instant,
    is_away,
    lively_day,
    office_time,
)
from reknit.exchange.example.words import fill_all

_DAYS_A_MONTH = 30.44
# Gaps of a gamma distribution with this shape: more regular than pure chance, less than a clock.
_REGULARITY = 1.7
_MORE_LETTERS = 0.45
_OTHER_ANSWERS = 0.45
_ABSENT_SHARE = 0.3
_MONTHS_OF_LEAVE = (7, 8, 12)
_ABSENT_TEXT = "I am on leave and read mail again when I am back. In urgent cases my colleagues will help.\n"
_LONGEST_THREAD = 9
_COPIED_SHARE = {"line": 0.3, "managers": 0.3, "team": 0.3, "peers": 0.3, "client": 0.4, "vendor": 0.3}
_I_BEGIN = {"line": 0.4, "managers": 0.4, "vendor": 0.3, "recruiter": 0.0, "mentors": 0.6}


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """One conversation about to happen: the subject, its first lines, and who is in it.

    elsewhere: the first of the others uses their second address, if they have one.
    """

    subject: str
    opening: str
    begins: Person | None
    others: tuple[Person, ...]
    copied: tuple[Person, ...]
    private: bool
    elsewhere: bool = False


def write_conversations(book: Book, post: Post) -> None:
    """Fill `post` with every conversation that nobody wrote by hand."""
    subjects = Subjects(post.rng)
    for person in book.people.values():
        for phase in person.phases:
            for number, day in enumerate(_days(person, phase, post.rng)):
                elsewhere = person.second is not None and number % 3 == 1
                _converse(_between(person, day, book, subjects, elsewhere=elsewhere), day, phase, book, post)
    for group in book.groups:
        for day in conversation_days(group.phase, post.rng):
            _converse(_in_group(group, day, subjects), day, group.phase, book, post)


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


def _days(person: Person, phase: Phase, rng: random.Random) -> list[dt.date]:
    """The days of `conversation_days`, or as many as it takes for each of their addresses to turn up."""
    days = list(conversation_days(phase, rng))
    wanted = 2 if person.second else 1
    length = (phase.end - phase.first).days
    missing = [
        phase.first + dt.timedelta(days=length * (number + 1) // (wanted + 1)) for number in range(wanted - len(days))
    ]
    return sorted([*days, *missing])


def _between(person: Person, day: dt.date, book: Book, subjects: Subjects, *, elsewhere: bool) -> Exchange:
    """A conversation of the two; one from a second address begins on their side."""
    rng = subjects.rng
    mine = not elsewhere and rng.random() < _I_BEGIN.get(person.circle, 0.45) and not is_away(day)
    topic = subjects.draw(person.key, topics_for(person), person, day, "me" if mine else "them")
    known = known_words(day, person, rng)
    subject, opening = fill_all([topic.subject, topic.opening], rng, **known)
    return Exchange(
        subject=subject,
        opening=opening,
        begins=None if mine else person,
        others=(person,),
        copied=() if topic.alone else _copied(person, day, book, rng),
        private=person.private_mail,
        elsewhere=elsewhere,
    )


def _copied(person: Person, day: dt.date, book: Book, rng: random.Random) -> tuple[Person, ...]:
    """Colleagues of `person` who get a copy: same house and circle, writing at the time."""
    if person.alone or rng.random() > _COPIED_SHARE.get(person.circle, 0):
        return ()
    circles = ("managers", "team") if person.circle in ("managers", "team") else (person.circle,)
    house = [p for p in book.at_organisation(person.organisation.name) if p.circle in circles]
    near = [p for p in house if p.key != person.key and not p.alone and p.rate(day)]
    return tuple(rng.sample(near, min(len(near), rng.choice((1, 1, 2, 3)))))


def _in_group(group: Group, day: dt.date, subjects: Subjects) -> Exchange:
    rng = subjects.rng
    people = rng.sample(group.members, min(len(group.members), rng.randint(2, 5)))
    if group.hub_always or rng.random() < 0.75:
        people.insert(0, group.hub)
    mine = not is_away(day) and rng.random() < 0.2
    topic = subjects.draw(group.key, group.topics, group.hub, day, "me" if mine else "them")
    known = known_words(day, group.hub, rng) | {"project_name": group.project}
    begins = people[0] if rng.random() < 0.6 else rng.choice(people)
    subject, opening = fill_all([topic.subject, topic.opening], rng, **known)
    return Exchange(
        subject=subject,
        opening=opening,
        begins=None if mine else begins,
        others=tuple(people[:3]),
        copied=tuple(people[3:]),
        private=group.private_mail,
    )


@dataclass(frozen=True, kw_only=True)
class Thread:
    """An exchange under way: the names that each person goes by in it, and the post that carries it."""

    exchange: Exchange
    faces: dict[str, Party]
    me: Party
    my_name: str
    post: Post

    def write(self, writer: Person | None, at: dt.datetime, after: Letter | None) -> Letter:
        """One letter by `writer` (None: Marit) to everybody else, in answer to `after`."""
        exchange, rng = self.exchange, self.post.rng
        to = [self.faces[p.key] for p in exchange.others if p is not writer]
        text = answer(rng) if after else exchange.opening
        return self.post.send(
            at=at,
            sender=self.faces[writer.key] if writer else self.me,
            to=[self.me, *to] if writer else to,
            cc=[self.faces[p.key] for p in exchange.copied if p is not writer],
            subject=f"Re: {exchange.subject}" if after else exchange.subject,
            text=signed(text, reader=self._reader(writer), writer=writer.given if writer else self.my_name, rng=rng),
            after=after,
        )

    def absence(self, letter: Letter) -> None:
        """The mail program of the first reader answers a letter of Marit's by itself (RFC 3834)."""
        person = self.exchange.others[0]
        if letter.sender is not self.me:
            return
        self.post.send(
            at=letter.at + dt.timedelta(seconds=7),
            sender=self.faces[person.key],
            to=[self.me],
            subject=f"Automatic reply: {letter.subject}",
            text=_ABSENT_TEXT,
            after=letter,
            headers=("Auto-Submitted: auto-replied", "X-Auto-Response-Suppress: All"),
        )

    def _reader(self, writer: Person | None) -> str:
        if len(self.exchange.others) > 1:
            return "all"
        return self.my_name if writer else self.exchange.others[0].given

    def next_writer(self, last: Person | None) -> Person | None:
        """Marit answers them, they answer Marit, and in company somebody else may."""
        everybody = (*self.exchange.others, *self.exchange.copied)
        if len(everybody) > 1 and self.post.rng.random() < _OTHER_ANSWERS:
            return self.post.rng.choice([p for p in everybody if p is not last])
        return self.exchange.others[0] if last is None else None


def _converse(exchange: Exchange, day: dt.date, phase: Phase, book: Book, post: Post) -> None:
    """The first letter and its answers, each some hours later, none after the phase is over."""
    rng = post.rng
    faces = {p.key: party(p) for p in (*exchange.others, *exchange.copied)}
    faces[exchange.others[0].key] = party(exchange.others[0], elsewhere=exchange.elsewhere)
    me = my_party(book.me, private=exchange.private)
    thread = Thread(exchange=exchange, faces=faces, me=me, my_name=book.me.given, post=post)
    writer = exchange.begins
    time = evening_time(rng) if exchange.private and rng.random() < 0.6 else office_time(rng)
    letter = thread.write(writer, instant(day, time, writer.city.zone if writer else me.zone), None)
    for _ in range(_LONGEST_THREAD):
        if rng.random() > _MORE_LETTERS:
            break
        writer = thread.next_writer(writer)
        at = answer_after(letter.at, rng, mine=writer is None)
        if at.date() >= phase.end:
            break
        letter = thread.write(writer, at, letter)
    if rng.random() < _ABSENT_SHARE and letter.at.month in _MONTHS_OF_LEAVE:
        thread.absence(letter)
