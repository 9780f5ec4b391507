"""Build the whole example into a folder."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from reknit.exchange.example.book import invent_book
from reknit.exchange.example.bulk import write_bulk
from reknit.exchange.example.calendar_file import icalendar
from reknit.exchange.example.conference import attendees_csv, plan_conference, schedule_xml
from reknit.exchange.example.conversations import write_conversations
from reknit.exchange.example.crowd import Crowd
from reknit.exchange.example.google_contacts import google_csv
from reknit.exchange.example.letters import Letter, Post
from reknit.exchange.example.linkedin_archive import Archive, endorse, invite, linkedin_zip
from reknit.exchange.example.linkedin_talk import MY_PROFILE, talk
from reknit.exchange.example.mailbox import mbox
from reknit.exchange.example.manifest import ExampleManifest, ExampleOrganisation
from reknit.exchange.example.meetings import Meeting, plan_meetings
from reknit.exchange.example.people import Book
from reknit.exchange.example.planted import write_one_way, write_threads
from reknit.exchange.example.stories import duplicates, facts, namesakes, reporting_line, stories, truth
from reknit.exchange.example.timeline import Timeline
from reknit.exchange.example.vcards import vcards
from reknit.exchange.example.words import stream

_NEWER_DAYS_AGO = 2
_OLDER_DAYS_AGO = 213


@dataclass(frozen=True)
class _Parts:
    """What was invented, before it is listed in the manifest."""

    book: Book
    letters: list[Letter]
    bulk_senders: tuple[str, ...]
    meetings: list[Meeting]
    archives: tuple[str, ...]
    conference: str
    messages: int


def build_example(folder: Path, *, today: dt.date, seed: int = 7) -> ExampleManifest:
    """Write the invented leader's exports below `folder` and return what was planted.

    The same `today` and `seed` give the same bytes. Existing files of the same names are replaced.
    Raises OSError where the folder cannot be written.
    """
    timeline = Timeline(today)
    book = invent_book(timeline, seed)
    bulk_senders, letters = _write_mail(folder, book, timeline, seed)
    people = list(book.people.values())
    _save(folder / "contacts" / "phone.vcf", vcards(people))
    _save(folder / "contacts" / "google.csv", google_csv(people))
    meetings = plan_meetings(book, timeline, stream(seed, "meetings"))
    _save(folder / "calendar" / "work.ics", icalendar(meetings))
    archives, messages = _write_linkedin(folder, book, timeline, seed)
    conference = _write_conference(folder, book, timeline, seed)
    parts = _Parts(book, letters, bulk_senders, meetings, archives, conference, messages)
    return _manifest(parts, timeline, seed)


def _write_mail(folder: Path, book: Book, timeline: Timeline, seed: int) -> tuple[tuple[str, ...], list[Letter]]:
    post = Post(timeline, stream(seed, "mail"))
    write_threads(book, post)
    write_one_way(book, post)
    write_conversations(book, post)
    bulk = Post(timeline, stream(seed, "bulk"))
    senders = write_bulk(book, bulk)
    letters = [*post.letters, *bulk.letters]
    own = book.me.addresses
    _save(folder / "mail" / "archive.mbox", mbox((x for x in letters if x.sender.address not in own), own))
    _save(folder / "mail" / "sent.mbox", mbox((x for x in letters if x.sender.address in own), own))
    return senders, letters


def _write_linkedin(folder: Path, book: Book, timeline: Timeline, seed: int) -> tuple[tuple[str, ...], int]:
    """Both archives, each in a folder of its month, so that their paths sort by time."""
    messages = tuple(talk(book, timeline, stream(seed, "linkedin")))
    praise = endorse(book, timeline, stream(seed, "endorsements"))
    invitations = invite(book, stream(seed, "invitations"))
    paths = []
    for days_ago in (_OLDER_DAYS_AGO, _NEWER_DAYS_AGO):
        day = timeline.today - dt.timedelta(days=days_ago)
        archive = Archive(book, timeline, day, messages, days_ago == _NEWER_DAYS_AGO, praise)
        path = f"linkedin/{day:%Y-%m}/{archive.name}"
        _save(folder / path, linkedin_zip(archive, invitations))
        paths.append(path)
    return tuple(paths), len(messages)


def _write_conference(folder: Path, book: Book, timeline: Timeline, seed: int) -> str:
    rng = stream(seed, "conference")
    strangers = Crowd(timeline, rng, {p.name for p in book.people.values()})
    conference = plan_conference(book, timeline, strangers, rng)
    _save(folder / "conference" / "schedule.xml", schedule_xml(conference))
    _save(folder / "conference" / "attendees.csv", attendees_csv(conference))
    return conference.title


def _manifest(parts: _Parts, timeline: Timeline, seed: int) -> ExampleManifest:
    book, own = parts.book, parts.book.me.addresses
    bulk = set(parts.bulk_senders)
    return ExampleManifest(
        name=book.me.name,
        me=own,
        profile=MY_PROFILE,
        today=timeline.today,
        seed=seed,
        sources=("contacts", *parts.archives, "calendar", "mail"),
        stories=stories(book, timeline),
        facts=facts(book, timeline),
        people=tuple(truth(person) for person in book.people.values()),
        organisations=tuple(
            ExampleOrganisation(name=o.name, domain=o.domain, field=o.field, city=o.city.name, kind=o.kind)
            for o in book.organisations
        ),
        duplicates=duplicates(book),
        namesakes=namesakes(book),
        reporting_line=reporting_line(book),
        bulk_senders=parts.bulk_senders,
        conference=parts.conference,
        counts={
            "people": len(book.people),
            "letters": len(parts.letters),
            "sent": sum(x.sender.address in own for x in parts.letters),
            "bulk": sum(x.sender.address in bulk for x in parts.letters),
            "calendar entries": len(parts.meetings),
            "linkedin messages": parts.messages,
        },
    )


def _save(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
