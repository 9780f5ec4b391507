"""iCalendar files (RFC 5545) and vCalendar 1.0: meetings and events with the people in them."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace

from reknit.core.records import InteractionChannel, InteractionRecord, Origin, Record, Skipped, Unreadable
from reknit.errors import UnreadableRecordError
from reknit.exchange.calendar_attendees import is_audience
from reknit.exchange.calendar_events import NO_RULE, Event, Surroundings, event_of, surroundings_of
from reknit.exchange.calendar_lines import ITEMS, Calendar, Component, first_word, read_components
from reknit.exchange.calendar_mending import Moment
from reknit.exchange.calendar_series import (
    MAX_OCCURRENCES,
    Occurrence,
    RuleError,
    TooManyError,
    instant,
    occurrences_of,
)
from reknit.exchange.formats import Format, ReadOptions
from reknit.exchange.sources import Source

NAME = "calendar"

# How far ahead a repeating event is looked at.
AHEAD = dt.timedelta(days=366)

_SNIFF_BYTES = 4096
_OTHER_COMPONENTS = {
    "VTODO": ("task", "a task, not an event"),
    "VJOURNAL": ("journal entry", "a journal entry, not an event"),
    "VFREEBUSY": ("free/busy entry", "free and busy times, not an event"),
    "VALARM": ("alarm", "an alarm, not an event"),
    "VAVAILABILITY": ("availability", "times of availability, not an event"),
}
# The orphaned halves of a time zone's definition.
_NO_RECORD = frozenset({"STANDARD", "DAYLIGHT"})
_NOT_AGREED = frozenset({"COUNTER", "DECLINECOUNTER", "REFRESH"})

_CANCELLED = "the event was cancelled"
_DECLINED = "you declined"
_OLDER = "an older version of an event in the same file"
_COPY = "a copy of an event in the same file"
_SOLITARY_DATE = "a further date of a series without other people"
_BEYOND = "a changed date that its series does not hold, or that is more than a year ahead"
_NO_DATE = "every date of the series was changed or excluded"
_TOO_MANY = f"more than {MAX_OCCURRENCES:,} dates in one series: the older ones were left out"
_TICKING = "the series repeats too often to be counted out, so only the first date was taken"


def recognise(source: Source, head: bytes) -> bool:  # noqa: ARG001 - the name of the file does not count
    """Begins with a calendar or one of its components, or with an unknown component around an event."""
    word = first_word(head[:_SNIFF_BYTES])
    return word in ITEMS or (word not in {b"", b"VCARD"} and b"BEGIN:VEVENT" in head.upper())


def read(source: Source, options: ReadOptions) -> Iterator[Record]:
    """One interaction for each event; for each date of a series, if other people take part.

    ``meeting`` when others take part, ``event`` when nobody else does or more than 20 people are invited.
    Series are expanded up to a year after `options.as_of`.
    """
    with source.open() as stream:
        components = list(read_components(stream))
    read_file = _File(source.label, options)
    items = [item for component in components for item in read_file.understand(component)]
    if not items:
        yield Skipped(origin=Origin(source.label, "file"), kind="file", reason="the calendar holds no events")
    yield from _grouped(items, options.as_of + AHEAD)


FORMAT = Format(name=NAME, title="Calendar (iCalendar)", recognise=recognise, read=read)


class _File:
    """What the components of one file share."""

    def __init__(self, label: str, options: ReadOptions) -> None:
        self._label = label
        self._options = options
        self._surroundings: dict[int, Surroundings] = {}

    def understand(self, component: Component) -> Iterator[Event | Record]:
        kind, reason = _OTHER_COMPONENTS.get(component.name, (component.name.lower() or "entry", "not an event"))
        if component.name == "VEVENT":
            yield self._event(component, Origin(self._label, f"event {component.number}"))
        elif component.name not in _NO_RECORD:
            yield Skipped(origin=Origin(self._label, f"{kind} {component.number}"), kind="event", reason=reason)

    def _event(self, component: Component, origin: Origin) -> Event | Record:
        if not component.lines:
            return Skipped(origin=origin, kind="event", reason="an empty event")
        around = self._around(component.calendar, component)
        if around.method in _NOT_AGREED:
            return Skipped(origin=origin, kind="event", reason="a proposal that nobody has agreed to")
        try:
            return event_of(component, around, origin)
        except UnreadableRecordError as error:
            return Unreadable(origin=origin, reason=str(error))

    def _around(self, calendar: Calendar, component: Component) -> Surroundings:
        known = self._surroundings.get(id(calendar))
        if known is None:
            known = surroundings_of(component, local=self._options.zone, me=self._options.me)
            self._surroundings[id(calendar)] = known
        return known


def _grouped(items: list[Event | Record], until: dt.datetime) -> Iterator[Record]:
    """In file order; all that belongs to one series stands where its first part stood."""
    groups: dict[str, list[Event]] = {}
    for item in items:
        if isinstance(item, Event):
            groups.setdefault(item.uid, []).append(item)
    for item in items:
        if not isinstance(item, Event):
            yield item
        elif item.uid in groups:
            yield from _group(groups.pop(item.uid), until)


def _group(events: list[Event], until: dt.datetime) -> Iterator[Record]:
    """The events that share a UID: one, or a series with its changed dates, in one or more versions."""
    if len(events) == 1 and events[0].recurrence_id is None:
        yield from _master(events[0], [], until)
        return
    masters, older = _current([event for event in events if event.recurrence_id is None])
    changes, older_changes = _current_changes([event for event in events if event.recurrence_id is not None])
    yield from _each_once(_parts(masters, changes, until))
    yield from older + older_changes


def _parts(masters: list[Event], changes: list[Event], until: dt.datetime) -> Iterator[Record]:
    """The changed dates belong to the first series; Lotus Notes sends series that begin with a changed date."""
    orphaned = not masters
    for master in masters:
        own = changes if master.repeats else []
        yield from _master(master, own, until)
        changes = [change for change in changes if change not in own]
    for change in changes:
        begins = orphaned and change.repeats
        yield from _master(replace(change, recurrence_id=None), [], until) if begins else _single(change)


def _each_once(records: Iterator[Record]) -> Iterator[Record]:
    seen: set[str] = set()
    for record in records:
        if isinstance(record, InteractionRecord) and record.key in seen:
            yield Skipped(origin=record.origin, kind="event", reason=_COPY)
            continue
        if isinstance(record, InteractionRecord):
            seen.add(record.key)
        yield record


def _current(masters: list[Event]) -> tuple[list[Event], list[Record]]:
    """Those of the highest SEQUENCE, one for each start: the one that knows most people."""
    newest = max((event.sequence for event in masters), default=0)
    best: dict[dt.datetime, Event] = {}
    for event in masters:
        if event.sequence == newest:
            known = best.get(instant(event.start))
            if known is None or len(known.participants) < len(event.participants):
                best[instant(event.start)] = event
    kept = list(best.values())
    return kept, [
        _skipped(event, _OLDER if event.sequence < newest else _COPY) for event in masters if event not in kept
    ]


def _current_changes(changes: list[Event]) -> tuple[list[Event], list[Record]]:
    best: dict[dt.datetime, Event] = {}
    for event in changes:
        slot = instant(event.recurrence_id or event.start)
        known = best.get(slot)
        if known is None or known.sequence <= event.sequence:
            best[slot] = event
    kept = list(best.values())
    return kept, [_skipped(event, _OLDER) for event in changes if event not in kept]


def _master(master: Event, changes: list[Event], until: dt.datetime) -> Iterator[Record]:
    if master.cancelled or master.declined or not master.repeats:
        yield from _single(master)
        for change in changes:
            yield from _single(change)
    elif master.company:
        yield from _series(master, changes, until)
    else:
        yield from _first_of(master, until)
        for change in changes:
            plain = not (change.company or change.cancelled or change.declined)
            yield from [_skipped(change, _SOLITARY_DATE)] if plain else _single(change)


def _first_of(master: Event, until: dt.datetime) -> Iterator[Record]:
    """A series without other people stands in the records once."""
    occurrences: list[Occurrence] = []
    if master.start in master.excluded:
        try:
            occurrences = occurrences_of(master, [], until=until)
        except (TooManyError, RuleError):
            occurrences = []
    first = occurrences[0] if occurrences else _own(master)
    yield _record(first)


def _series(master: Event, changes: list[Event], until: dt.datetime) -> Iterator[Record]:
    try:
        occurrences = occurrences_of(master, changes, until=until)
    except (TooManyError, RuleError) as error:
        yield from _single(master)
        for change in changes:
            yield from _single(change)
        if isinstance(error, TooManyError):
            yield _skipped(master, _TICKING)
        else:
            yield Unreadable(origin=master.origin, reason=NO_RULE)
        return
    if len(occurrences) > MAX_OCCURRENCES:
        yield _skipped(master, _TOO_MANY)
    yield from _occurrences(occurrences[-MAX_OCCURRENCES:])
    yield from _losses(master)
    yield from _unused([master, *changes], occurrences)


def _occurrences(occurrences: Sequence[Occurrence]) -> Iterator[Record]:
    for occurrence in occurrences:
        reason = _reason_to_skip(occurrence.event)
        yield _skipped(occurrence.event, reason) if reason else _record(occurrence)


def _unused(events: list[Event], occurrences: list[Occurrence]) -> Iterator[Record]:
    used = {id(occurrence.event) for occurrence in occurrences}
    for event in events:
        if id(event) not in used:
            missing = _NO_DATE if event.recurrence_id is None else _BEYOND
            yield _skipped(event, _reason_to_skip(event) or missing)


def _single(event: Event) -> Iterator[Record]:
    reason = _reason_to_skip(event)
    yield _skipped(event, reason) if reason else _record(_own(event))
    yield from _losses(event)


def _own(event: Event) -> Occurrence:
    slot = event.start if event.recurrence_id is None else event.recurrence_id
    return Occurrence(event, event.start, event.minutes, slot)


def _losses(event: Event) -> Iterator[Record]:
    """Dates that are missing matter only where people would have met."""
    for reason in event.losses if event.company else ():
        yield Unreadable(origin=event.origin, reason=reason)


def _reason_to_skip(event: Event) -> str:
    if event.cancelled:
        return _CANCELLED
    return _DECLINED if event.declined else ""


def _skipped(event: Event, reason: str) -> Skipped:
    return Skipped(origin=event.origin, kind="event", reason=reason)


def _record(occurrence: Occurrence) -> InteractionRecord:
    event = occurrence.event
    return InteractionRecord(
        origin=event.origin,
        source=NAME,
        key=f"{event.uid}|{_slot(occurrence.slot, floating=event.floating)}",
        at=instant(occurrence.start),
        channel=_channel(event),
        participants=event.participants,
        subject=event.summary,
        thread=event.uid if event.repeats or event.recurrence_id is not None else "",
        duration_minutes=occurrence.minutes,
        all_day=event.all_day,
        place=event.place,
    )


def _channel(event: Event) -> InteractionChannel:
    return "meeting" if event.company and not is_audience(event.participants) else "event"


def _slot(slot: Moment, *, floating: bool) -> str:
    """The occurrence in the key: as the file writes it when it gives no zone, else the same in every zone."""
    if not isinstance(slot, dt.datetime):
        return slot.strftime("%Y%m%d")
    return slot.strftime("%Y%m%dT%H%M%S") if floating else instant(slot).strftime("%Y%m%dT%H%M%SZ")
