"""The conference of the story: a schedule in the pentabarf form (frab, pretalx), and who comes."""

import csv
import datetime as dt
import io
import random
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from reknit.exchange.example.crowd import Crowd
from reknit.exchange.example.people import Book, Person
from reknit.exchange.example.spelling import slug
from reknit.exchange.example.timeline import Timeline
from reknit.exchange.example.words import texts

_BOOK_SHARE_OF_ATTENDEES = 0.22
_CIRCLES = ("former", "client", "vendor", "community", "younger")


@dataclass(frozen=True)
class Visitor:
    """Somebody at the conference, in the book or not."""

    given: str
    family: str
    company: str
    title: str
    city: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"


@dataclass(frozen=True)
class Talk:
    """One event of the schedule."""

    number: int
    start: dt.datetime
    minutes: int
    room: str
    title: str
    track: str
    text: str
    speaker: Visitor


@dataclass(frozen=True)
class Conference:
    """days: its calendar days; talks in order of time and room."""

    title: str
    days: tuple[dt.date, ...]
    talks: tuple[Talk, ...]
    attendees: tuple[Visitor, ...]


def plan_conference(book: Book, timeline: Timeline, crowd: Crowd, rng: random.Random) -> Conference:
    """The next edition, with speakers and attendees from the book and from elsewhere."""
    row = texts("conference")
    days = tuple(timeline.day(timeline.edition_week, weekday) for weekday in row["weekdays"])
    pool = [p for p in book.people.values() if p.circle in _CIRCLES and not p.alone and p.profile]
    known = [_visitor(p) for p in rng.sample(sorted(pool, key=lambda p: p.key), 40)]
    talks = tuple(_talks(row, days, book, iter(known), crowd))
    rest = known[len(known) - round(row["attendees"] * _BOOK_SHARE_OF_ATTENDEES) :]
    strangers = [_stranger(crowd) for _ in range(row["attendees"] - len(rest))]
    attendees = [*rest, *strangers, *(_visitor(book.people[key]) for key in _named_speakers(row))]
    rng.shuffle(attendees)
    return Conference(row["title"].replace("{year}", str(days[0].year)), days, talks, tuple(dict.fromkeys(attendees)))


def _named_speakers(row: dict[str, Any]) -> list[str]:
    return [talk["speaker"] for talk in row["talks"] if "speaker" in talk]


def _visitor(person: Person) -> Visitor:
    organisation = person.new_organisation or person.organisation.name
    return Visitor(person.given, person.family, organisation, person.new_title or person.title, person.city.name)


def _stranger(crowd: Crowd) -> Visitor:
    given, family = crowd.name()
    titles = [title["title"] for job in texts("organisations")["job"] for title in job["titles"]]
    cities = list(texts("organisations")["cities"])
    company = (
        f"{crowd.rng.choice(texts('conference')['first_words'])} {crowd.rng.choice(texts('conference')['last_words'])}"
    )
    return Visitor(given, family, company, crowd.rng.choice(titles), crowd.rng.choice(cities))


def _talks(row: dict[str, Any], days: tuple[dt.date, ...], book: Book, known: Any, crowd: Crowd) -> list[Talk]:
    """The talks fill the slots day by day, room by room."""
    places = [(day, slot, room) for day in days for slot in row["slots"] for room in row["rooms"]]
    opening, *middle, closing = row["talks"]
    order = [opening, *crowd.rng.sample(middle, len(middle)), closing]
    talks = []
    for number, (talk, (day, slot, room)) in enumerate(zip(order, places, strict=False), start=1):
        speaker = _speaker(talk, number, book, known, crowd)
        start = dt.datetime.combine(day, dt.time.fromisoformat(slot))
        talks.append(Talk(number, start, talk["minutes"], room, talk["title"], talk["track"], talk["text"], speaker))
    return talks


def _speaker(talk: dict[str, Any], number: int, book: Book, known: Any, crowd: Crowd) -> Visitor:
    if "speaker" in talk:
        return _visitor(book.people[talk["speaker"]])
    return next(known) if number % 3 == 0 else _stranger(crowd)


def schedule_xml(conference: Conference) -> bytes:
    """The schedule as organisers publish it for conference apps."""
    row = texts("conference")
    first, last = conference.days[0], conference.days[-1]
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        "<schedule>",
        "  <conference>",
        f"    <title>{escape(conference.title)}</title>",
        f"    <acronym>{slug(conference.title)}</acronym>",
        f"    <subtitle>{escape(row['subtitle'])}</subtitle>",
        f"    <venue>{escape(row['venue'])}</venue>",
        f"    <city>{escape(row['city'])}</city>",
        f"    <start>{first}</start>",
        f"    <end>{last}</end>",
        f"    <days>{len(conference.days)}</days>",
        "    <day_change>06:00:00</day_change>",
        "    <timeslot_duration>00:10:00</timeslot_duration>",
        "  </conference>",
    ]
    for number, day in enumerate(conference.days, start=1):
        lines.append(f'  <day index="{number}" date="{day}">')
        for room in row["rooms"]:
            lines.append(f'    <room name="{escape(room)}">')
            for talk in conference.talks:
                if talk.room == room and talk.start.date() == day:
                    lines += _event(talk)
            lines.append("    </room>")
        lines.append("  </day>")
    return "\n".join([*lines, "</schedule>", ""]).encode()


def _event(talk: Talk) -> list[str]:
    return [
        f'      <event id="{talk.number}">',
        f"        <start>{talk.start:%H:%M}</start>",
        f"        <duration>{talk.minutes // 60:02d}:{talk.minutes % 60:02d}</duration>",
        f"        <room>{escape(talk.room)}</room>",
        f"        <slug>{slug(talk.title)}</slug>",
        f"        <title>{escape(talk.title)}</title>",
        "        <subtitle/>",
        f"        <track>{escape(talk.track)}</track>",
        "        <type>talk</type>",
        "        <language>en</language>",
        f"        <abstract>{escape(talk.text)}</abstract>",
        "        <description/>",
        "        <persons>",
        f'          <person id="{talk.number + 100}">{escape(talk.speaker.name)}</person>',
        "        </persons>",
        "        <links/>",
        "      </event>",
    ]


def attendees_csv(conference: Conference) -> bytes:
    """Names, roles and towns; such lists carry no addresses."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(("First Name", "Last Name", "Company", "Job Title", "City"))
    rows = sorted(conference.attendees, key=lambda visitor: (visitor.family, visitor.given))
    writer.writerows((v.given, v.family, v.company, v.title, v.city) for v in rows)
    return out.getvalue().encode()
