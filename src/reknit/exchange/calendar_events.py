"""One VEVENT, understood: when, what, with whom, and how it repeats."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from reknit.core.records import Origin, Participant
from reknit.errors import UnreadableRecordError
from reknit.exchange.calendar_attendees import has_others, participants_of
from reknit.exchange.calendar_lines import Component
from reknit.exchange.calendar_mending import Moment, Property, duration_of, moment_of, plain_text, property_of, rule_of
from reknit.exchange.calendar_zones import Zones, zone_named

_MINUTE = dt.timedelta(minutes=1)
# An end this far away is a slip of the pen, or a way to say "for ever".
_LONGEST = dt.timedelta(days=3660)
# Before the calendar that all programs count in, or after everybody's death: a placeholder or a slip.
_FIRST_YEAR, _LAST_YEAR = 1583, 2200
_MAX_UID = 160
_THIS_AND_FUTURE = "THISANDFUTURE"

NO_ADDITIONAL_DATE = "an additional date (RDATE) cannot be read and was left out"
NO_RULE = "the repetition rule (RRULE) cannot be read, so only the first date was taken"

Period = tuple[Moment, dt.timedelta]


@dataclass(frozen=True, kw_only=True, slots=True)
class Event:
    """start: a day, or an aware time; `floating` if the file gave no zone. length: None if the file gives no end.

    losses: what of it could not be read, in words. uid: made from the content when the file has none.
    recurrence_id: set on one changed occurrence of a series (RFC 5545 §3.8.4.4).
    """

    origin: Origin
    uid: str
    start: Moment
    floating: bool
    length: dt.timedelta | None
    summary: str
    place: str
    participants: tuple[Participant, ...]
    company: bool
    declined: bool
    cancelled: bool
    sequence: int
    recurrence_id: Moment | None
    this_and_future: bool
    rules: tuple[dict[str, str], ...]
    additional: tuple[Moment | Period, ...]
    excluded: tuple[Moment, ...]
    losses: tuple[str, ...]

    @property
    def all_day(self) -> bool:
        return not isinstance(self.start, dt.datetime)

    @property
    def repeats(self) -> bool:
        return bool(self.rules or self.additional)

    @property
    def minutes(self) -> int:
        """How long it lasts; a day when an all-day event has no end."""
        length = self.length or dt.timedelta(days=self.all_day)
        return length // _MINUTE if dt.timedelta() < length <= _LONGEST else 0


@dataclass(frozen=True)
class Surroundings:
    """What an event inherits: its calendar's zones, the zone of times without one, who the user is."""

    zones: Zones
    local: dt.tzinfo
    method: str
    named_after: str
    me: frozenset[str]


def surroundings_of(component: Component, *, local: dt.tzinfo, me: frozenset[str]) -> Surroundings:
    """local: the user's zone, for times without one in a calendar that names none (X-WR-TIMEZONE)."""
    header = component.calendar.header
    name = header.get("X-WR-CALNAME", "").casefold()
    return Surroundings(
        zones=Zones(component.calendar.zones),
        local=zone_named(header.get("X-WR-TIMEZONE", "")) or local,
        method=header.get("METHOD", "").upper(),
        named_after=name if "@" in name else "",
        me=me,
    )


def event_of(component: Component, around: Surroundings, origin: Origin) -> Event:
    """Raises `UnreadableRecordError` when it is not known when the event takes place."""
    return _Reader(component, around).event(origin)


class _Reader:
    def __init__(self, component: Component, around: Surroundings) -> None:
        self._around = around
        self._properties: dict[str, list[Property]] = {}
        for line in component.lines:
            prop = property_of(line)
            if prop is not None:
                self._properties.setdefault(prop.name, []).append(prop)
        self._floating = False
        self._losses: list[str] = []

    def event(self, origin: Origin) -> Event:
        people = participants_of(self._all("ORGANIZER", "ATTENDEE"), self._around.me)
        start = self._start()
        summary, rules = plain_text(self._text("SUMMARY")), self._rules()
        additional = tuple(self._additional(start))
        recurrence = self._first("RECURRENCE-ID")
        return Event(
            origin=origin,
            uid=self._uid(summary, start),
            start=start,
            floating=self._floating,
            length=self._length(start),
            summary=summary,
            place=plain_text(self._text("LOCATION")),
            participants=people,
            company=has_others(people, self._around.named_after),
            declined=any(person.ego and person.declined for person in people),
            cancelled=self._is_cancelled(),
            sequence=self._sequence(),
            recurrence_id=self._moment(recurrence) if recurrence else None,
            this_and_future=bool(recurrence) and _range(recurrence) == _THIS_AND_FUTURE,
            rules=rules,
            additional=additional,
            excluded=tuple(self._excluded(start)),
            losses=tuple(dict.fromkeys(self._losses)),
        )

    def _all(self, *names: str) -> Iterator[Property]:
        for name in names:
            yield from self._properties.get(name, ())

    def _first(self, name: str) -> Property | None:
        return next(self._all(name), None)

    def _text(self, name: str) -> str:
        return next((prop.value for prop in self._all(name)), "")

    def _start(self) -> Moment:
        """DTSTART; where it is missing, the RECURRENCE-ID or the first RDATE that stands for it."""
        for prop in self._all("DTSTART", "RECURRENCE-ID", "RDATE"):
            start = self._moment(prop)
            if start is not None and _FIRST_YEAR <= start.year <= _LAST_YEAR:
                self._floating = _is_floating(prop)
                return self._as_day(start)
            if prop.name == "DTSTART":
                raise UnreadableRecordError("the start (DTSTART) is not a date")
        raise UnreadableRecordError("the start (DTSTART) is missing")

    def _as_day(self, start: Moment) -> Moment:
        """Outlook writes days as midnight to midnight and says so beside it."""
        if isinstance(start, dt.datetime) and start.time() == dt.time():
            is_day = self._text("X-MICROSOFT-CDO-ALLDAYEVENT").upper() == "TRUE"
            return start.date() if is_day else start
        return start

    def _moment(self, prop: Property) -> Moment | None:
        """With its zone; the local one when the file gives none or one that nobody knows."""
        moment = moment_of(prop.value.partition(",")[0].partition("/")[0], day=_says_day(prop))
        return self._placed(moment, prop)

    def _placed(self, moment: Moment | None, prop: Property) -> Moment | None:
        if not isinstance(moment, dt.datetime) or moment.tzinfo is not None:
            return moment
        zone = self._around.zones.get(prop.params["TZID"]) if prop.params.get("TZID") else None
        return moment.replace(tzinfo=zone or self._around.local)

    def _length(self, start: Moment) -> dt.timedelta | None:
        """From DTEND, else from DURATION; None when neither can be read or the end comes first."""
        end = self._first("DTEND")
        moment = self._moment(end) if end else None
        length = duration_of(self._text("DURATION")) if moment is None else _distance(start, moment)
        return length if length is not None and length >= dt.timedelta() else None

    def _rules(self) -> tuple[dict[str, str], ...]:
        rules = []
        for prop in self._all("RRULE"):
            rule = rule_of(prop.value)
            if rule is not None:
                rules.append(rule)
            elif prop.value:
                self._losses.append(NO_RULE)
        return tuple(rules)

    def _excluded(self, start: Moment) -> Iterator[Moment]:
        for prop in self._all("EXDATE"):
            for piece in prop.value.split(","):
                moment = self._placed(moment_of(piece, day=_says_day(prop)), prop)
                if moment is not None:
                    yield moment if isinstance(start, dt.datetime) else _day(moment)

    def _additional(self, start: Moment) -> Iterator[Moment | Period]:
        for prop in self._all("RDATE"):
            for piece in filter(None, prop.value.split(",")):
                first, slash, last = piece.partition("/")
                moment = self._placed(moment_of(first, day=_says_day(prop)), prop)
                if moment is None:
                    self._losses.append(NO_ADDITIONAL_DATE)
                    continue
                length = self._period(moment, last, prop) if slash else None
                moment = _alike(moment, start)
                yield moment if length is None or moment == start else (moment, length)

    def _period(self, first: Moment, last: str, prop: Property) -> dt.timedelta | None:
        end = self._placed(moment_of(last), prop)
        length = duration_of(last) if end is None else _distance(first, end)
        return length if length is not None and length > dt.timedelta() else None

    def _sequence(self) -> int:
        text = self._text("SEQUENCE")
        return int(text) if text.isdecimal() else 0

    def _is_cancelled(self) -> bool:
        return self._text("STATUS").upper() in {"CANCELLED", "CANCELED"} or self._around.method == "CANCEL"

    def _uid(self, summary: str, start: Moment) -> str:
        uid = self._text("UID")
        if uid and len(uid) <= _MAX_UID:
            return uid
        content = uid or "\n".join((summary, start.isoformat(), self._text("ORGANIZER").casefold()))
        return "sha256:" + hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()[:40]


def _range(prop: Property | None) -> str:
    return prop.params.get("RANGE", "").upper() if prop else ""


def _says_day(prop: Property) -> bool:
    """VALUE=DATE, unless a clock time stands there all the same."""
    return prop.params.get("VALUE", "").upper() == "DATE" and "T" not in prop.value.upper()


def _is_floating(prop: Property) -> bool:
    moment = moment_of(prop.value.partition(",")[0].partition("/")[0])
    return isinstance(moment, dt.datetime) and moment.tzinfo is None and not prop.params.get("TZID")


def _day(moment: Moment) -> dt.date:
    return moment.date() if isinstance(moment, dt.datetime) else moment


def _alike(moment: Moment, start: Moment) -> Moment:
    """The same kind of moment as the start of the series: days for days, its clock time for a bare day."""
    if not isinstance(start, dt.datetime):
        return _day(moment)
    return moment if isinstance(moment, dt.datetime) else dt.datetime.combine(moment, start.timetz())


def _distance(start: Moment, end: Moment) -> dt.timedelta:
    """Elapsed time; in days when either side is a day, so that a change of clocks does not count."""
    if isinstance(start, dt.datetime) and isinstance(end, dt.datetime):
        return _utc(end) - _utc(start)
    return _day(end) - _day(start)


def _utc(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC)
