"""Meetings as an iCalendar file (RFC 5545), folded, with the time zone written out."""

import datetime as dt
from collections.abc import Iterable, Iterator

from reknit.exchange.example.content_lines import content_lines, escaped
from reknit.exchange.example.meetings import Guest, Meeting

_ZONE = "Europe/Berlin"
_HEAD = (
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Fennmark Systems//Groupware 9.2//EN",
    "CALSCALE:GREGORIAN",
    "METHOD:PUBLISH",
    "X-WR-CALNAME:Marit Okello",
    f"X-WR-TIMEZONE:{_ZONE}",
    "BEGIN:VTIMEZONE",
    f"TZID:{_ZONE}",
    "BEGIN:DAYLIGHT",
    "TZNAME:CEST",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "DTSTART:19700329T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "TZNAME:CET",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "DTSTART:19701025T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "END:STANDARD",
    "END:VTIMEZONE",
)


def icalendar(meetings: Iterable[Meeting]) -> bytes:
    """The file, entries by their start; a changed meeting of a series follows the series."""
    ordered = sorted(meetings, key=lambda m: (m.replaces or m.start, m.uid, m.replaces is not None))
    lines = [*_HEAD, *(line for meeting in ordered for line in _event(meeting)), "END:VCALENDAR"]
    return content_lines(lines)


def _event(meeting: Meeting) -> Iterator[str]:
    created = meeting.start - dt.timedelta(days=9)
    yield "BEGIN:VEVENT"
    yield f"UID:{meeting.uid}"
    yield f"DTSTAMP:{_utc(created)}"
    yield f"CREATED:{_utc(created)}"
    yield from _times(meeting)
    yield f"SUMMARY:{escaped(meeting.title)}"
    if meeting.place:
        yield f"LOCATION:{escaped(meeting.place)}"
    if meeting.description:
        yield f"DESCRIPTION:{escaped(meeting.description)}"
    yield f"STATUS:{'CANCELLED' if meeting.cancelled else 'CONFIRMED'}"
    yield f"SEQUENCE:{1 if meeting.cancelled or meeting.replaces else 0}"
    if meeting.organiser:
        yield f"ORGANIZER;CN={_quoted(meeting.organiser.name)}:mailto:{meeting.organiser.address}"
    for guest in meeting.guests:
        yield _attendee(guest, meeting)
    yield f"TRANSP:{'TRANSPARENT' if meeting.all_day else 'OPAQUE'}"
    yield "END:VEVENT"


def _times(meeting: Meeting) -> Iterator[str]:
    if meeting.all_day:
        day = meeting.start.date()
        yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{day + dt.timedelta(days=meeting.days):%Y%m%d}"
        return
    if meeting.replaces:
        yield f"RECURRENCE-ID;{_local(meeting.replaces)}"
    yield f"DTSTART;{_local(meeting.start)}"
    yield f"DTEND;{_local(meeting.start + dt.timedelta(minutes=meeting.minutes))}"
    if meeting.rule:
        yield f"RRULE:{meeting.rule}"
    if meeting.skipped:
        yield f"EXDATE;TZID={_ZONE}:" + ",".join(f"{start:%Y%m%dT%H%M%S}" for start in meeting.skipped)


def _attendee(guest: Guest, meeting: Meeting) -> str:
    chair = meeting.organiser and guest.address == meeting.organiser.address
    role = "NON-PARTICIPANT" if guest.kind == "ROOM" else "CHAIR" if chair else "REQ-PARTICIPANT"
    return (
        f"ATTENDEE;CUTYPE={guest.kind};ROLE={role};PARTSTAT={guest.answer};CN={_quoted(guest.name)}"
        f":mailto:{guest.address}"
    )


def _local(moment: dt.datetime) -> str:
    return f"TZID={_ZONE}:{moment:%Y%m%dT%H%M%S}"


def _utc(moment: dt.datetime) -> str:
    return f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def _quoted(name: str) -> str:
    """A parameter value; quotes where RFC 5545 §3.2 asks for them."""
    return f'"{name}"' if any(char in name for char in ",:;") else name
