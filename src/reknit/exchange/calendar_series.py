"""The occurrences of a repeating event, by recurring-ical-events.

Each series becomes a small calendar of its own that holds nothing but times, so the library
copies little, and all values in it are of one kind: days, or times with a zone.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import recurring_ical_events
from icalendar import Calendar as Tree
from icalendar import Event as Node
from icalendar import vDDDLists, vDDDTypes, vRecur, vText
from recurring_ical_events import ComponentsWithName, EventAdapter

from reknit.exchange.calendar_events import Event
from reknit.exchange.calendar_mending import Moment, moment_of

MAX_OCCURRENCES = 5_000

# Rules that tick more often than this up to the horizon are alarms and shift patterns, not events of a person.
_MAX_TICKS = 50_000
_DAY_SECONDS = 86_400
_SECONDS = {
    "SECONDLY": 1,
    "MINUTELY": 60,
    "HOURLY": 3600,
    "DAILY": _DAY_SECONDS,
    "WEEKLY": 7 * _DAY_SECONDS,
    "MONTHLY": 30 * _DAY_SECONDS,
    "YEARLY": 365 * _DAY_SECONDS,
}
_FIRST_WINDOW = dt.timedelta(days=366)
_WHICH = "X-REKNIT-WHICH"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """event: the VEVENT that describes it. slot: the start that the rule gives, which a move does not change."""

    event: Event
    start: Moment
    minutes: int
    slot: Moment


@dataclass(frozen=True, slots=True)
class _Times:
    which: int
    start: Moment
    end: Moment


class _TimesOnly(EventAdapter):  # type: ignore[misc]  # the library is not typed
    """Spares the library a copy of the event for each occurrence."""

    def as_component(self, start: Moment, stop: Moment, keep_recurrence_attributes: bool = True) -> _Times:  # noqa: ARG002
        return _Times(int(self._component[_WHICH]), start, stop)


class TooManyError(Exception):
    """The rule ticks too often to be counted out."""


class RuleError(Exception):
    """The library finds no sense in the rule."""


def occurrences_of(master: Event, changes: Sequence[Event], *, until: dt.datetime) -> list[Occurrence]:
    """Occurrences up to `until` in order of time: the latest `MAX_OCCURRENCES` + 1 when there are more.

    changes: the events of the same series with a RECURRENCE-ID, one for each slot.
    Raises `TooManyError` and `RuleError`.
    """
    if _ticks(master, until) > _MAX_TICKS:
        raise TooManyError
    events = (master, *changes)
    try:
        query = recurring_ical_events.of(_tree(events, until), components=[ComponentsWithName("VEVENT", _TimesOnly)])
        found = _latest(query, events, until)
    except (ValueError, KeyError, TypeError, OverflowError, AttributeError) as error:
        # The library and dateutil report a rule they cannot follow with any of these.
        raise RuleError from error
    return sorted(found, key=lambda occurrence: instant(occurrence.start))


def _latest(
    query: recurring_ical_events.CalendarQuery, events: Sequence[Event], until: dt.datetime
) -> list[Occurrence]:
    """Windows from the horizon backwards, each twice as long, so that old rules are not counted out in full."""
    first = min(instant(event.start) for event in events)
    first = min([first, *(instant(_moment(extra)) for extra in events[0].additional)]) - dt.timedelta(days=1)
    found: dict[tuple[dt.datetime, Moment], Occurrence] = {}
    window, stop = _FIRST_WINDOW, until
    while stop > first and len(found) <= MAX_OCCURRENCES:
        start = max(first, stop - min(window, stop - first))
        for occurrence in _between(query, events, start, stop):
            if instant(occurrence.start) < until:
                found.setdefault((instant(occurrence.start), occurrence.slot), occurrence)
        stop, window = start, window * 2
    return list(found.values())


def _between(
    query: recurring_ical_events.CalendarQuery, events: Sequence[Event], start: dt.datetime, stop: dt.datetime
) -> Iterator[Occurrence]:
    for times in query.between(start, stop):
        event = events[times.which]
        slot = times.start if event.recurrence_id is None or event.this_and_future else event.recurrence_id
        minutes = event.minutes if event.length is None else _minutes(times.start, times.end)
        yield Occurrence(event, times.start, minutes, slot)


def _minutes(begin: Moment, end: Moment) -> int:
    return max(int((instant(end) - instant(begin)).total_seconds() // 60), 0)


def instant(moment: Moment) -> dt.datetime:
    """In UTC; a day is its midnight in UTC."""
    if isinstance(moment, dt.datetime):
        return moment.astimezone(dt.UTC)
    return dt.datetime(moment.year, moment.month, moment.day, tzinfo=dt.UTC)


def _moment(additional: Moment | tuple[Moment, dt.timedelta]) -> Moment:
    return additional[0] if isinstance(additional, tuple) else additional


def _tree(events: Sequence[Event], until: dt.datetime) -> Tree:
    tree = Tree()
    for which, event in enumerate(events):
        node = Node()
        node["UID"] = vText("series")
        node["DTSTART"] = vDDDTypes(event.start)
        node["DTEND"] = vDDDTypes(_end(event))
        node[_WHICH] = vText(str(which))
        if event.recurrence_id is None:
            _add_rules(node, event, until)
        else:
            node["RECURRENCE-ID"] = vDDDTypes(event.recurrence_id)
            if event.this_and_future:
                node["RECURRENCE-ID"].params["RANGE"] = "THISANDFUTURE"
        tree.add_component(node)
    return tree


def _end(event: Event) -> Moment:
    """In wall-clock time, as the library shifts it with every occurrence."""
    if isinstance(event.start, dt.datetime):
        return (instant(event.start) + dt.timedelta(minutes=event.minutes)).astimezone(event.start.tzinfo)
    return event.start + max(dt.timedelta(minutes=event.minutes), dt.timedelta(days=1))


def _add_rules(node: Node, event: Event, until: dt.datetime) -> None:
    rules = [vRecur.from_ical(_rule_text(rule, event.start, until)) for rule in event.rules]
    if rules:
        node["RRULE"] = rules
    if event.excluded:
        node["EXDATE"] = [vDDDLists([moment]) for moment in event.excluded]
    if event.additional:
        node["RDATE"] = [vDDDLists([_library_period(extra)]) for extra in event.additional]


def _library_period(extra: Moment | tuple[Moment, dt.timedelta]) -> object:
    return (extra[0], extra[0] + extra[1]) if isinstance(extra, tuple) else extra


def _rule_text(rule: dict[str, str], start: Moment, until: dt.datetime) -> str:
    """With an UNTIL of the same kind as the start, and not beyond the horizon, unless it is counted."""
    parts = {name: content for name, content in rule.items() if name != "UNTIL"}
    if "COUNT" not in parts:
        parts["UNTIL"] = _until(rule.get("UNTIL", ""), start, until)
    return ";".join(f"{name}={content}" for name, content in parts.items())


def _until(text: str, start: Moment, horizon: dt.datetime) -> str:
    """A bare day counts to its end; a time for a series of days is the day it falls on."""
    moment = moment_of(text) if text else None
    if not isinstance(start, dt.datetime):
        last = moment.date() if isinstance(moment, dt.datetime) else moment
        return min(last or horizon.date(), horizon.date()).strftime("%Y%m%d")
    if moment is not None and not isinstance(moment, dt.datetime):
        moment = dt.datetime.combine(moment, dt.time(23, 59, 59))
    if moment is not None and moment.tzinfo is None:
        moment = moment.replace(tzinfo=start.tzinfo)
    return min(moment.astimezone(dt.UTC) if moment else horizon, horizon).strftime("%Y%m%dT%H%M%SZ")


def _ticks(master: Event, until: dt.datetime) -> float:
    """About how many moments the rules have to look at, from the start to the horizon."""
    return max((_ticks_of(rule, master.start, until) for rule in master.rules), default=0)


def _ticks_of(rule: dict[str, str], start: Moment, until: dt.datetime) -> float:
    last = moment_of(rule["UNTIL"]) if "UNTIL" in rule else None
    end = until
    if last is not None:
        aware = isinstance(last, dt.datetime) and last.tzinfo is not None
        end = min(until, instant(last if aware else dt.date(last.year, last.month, last.day)) + dt.timedelta(days=1))
    step = _SECONDS[rule["FREQ"]] * int(rule.get("INTERVAL", "1"))
    ticks = max((end - instant(start)).total_seconds() / step, 0)
    if "COUNT" in rule and not any(name.startswith("BY") for name in rule):
        ticks = min(ticks, int(rule["COUNT"]))
    for name in ("BYHOUR", "BYMINUTE", "BYSECOND"):
        ticks *= rule.get(name, "").count(",") + 1
    return ticks
