"""Meetings in the calendar: series, single ones, the stories' own, holidays, and time alone."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from reknit.exchange.example.book import members
from reknit.exchange.example.people import Book, Person
from reknit.exchange.example.subjects import known_words, quarter
from reknit.exchange.example.timeline import HOME, Timeline, is_away, is_day_off, lively_day, public_holidays
from reknit.exchange.example.words import fill, texts

Answer = Literal["ACCEPTED", "DECLINED", "TENTATIVE", "NEEDS-ACTION"]

_DAYS_A_MONTH = 30.44
_DECLINED_SHARE = 0.06
_CANCELLED_SHARE = 0.04
_WEEKS_AHEAD = 3
_OUT = ("Lunch", "Coffee")
_STARTS = ("09:00", "09:30", "10:00", "11:00", "11:30", "13:00", "13:30", "14:00", "15:00", "15:30", "16:00", "16:30")


@dataclass(frozen=True)
class Guest:
    """Somebody or something invited; kind as CUTYPE of RFC 5545."""

    name: str
    address: str
    answer: Answer = "ACCEPTED"
    kind: Literal["INDIVIDUAL", "ROOM"] = "INDIVIDUAL"


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """One VEVENT. Times are local at home; `all_day` events last `days` days.

    rule: an RRULE value. skipped: starts that do not take place. replaces: the original start, where this
    one moves or cancels a single meeting of the series with the same `uid`.
    """

    uid: str
    title: str
    start: dt.datetime
    minutes: int
    guests: tuple[Guest, ...] = ()
    organiser: Guest | None = None
    place: str = ""
    cancelled: bool = False
    all_day: bool = False
    days: int = 1
    rule: str = ""
    skipped: tuple[dt.datetime, ...] = ()
    replaces: dt.datetime | None = None
    description: str = ""


@dataclass
class Planner:
    """Makes meetings; `number` keeps the UIDs apart."""

    book: Book
    timeline: Timeline
    rng: random.Random
    number: int = 0
    meetings: list[Meeting] = field(default_factory=list)

    def uid(self) -> str:
        self.number += 1
        return f"{self.rng.getrandbits(48):012x}-{self.number}@calendar.fennmark-systems.example"

    def me(self, *, private: bool, answer: Answer = "ACCEPTED") -> Guest:
        me = self.book.me
        return Guest(me.name, me.private if private else me.address, answer)

    def room(self, guests: int) -> Guest:
        rooms = texts("meetings")["rooms"]
        row = rooms[2] if guests > 8 else self.rng.choice(rooms)
        return Guest(row["name"], row["address"], "ACCEPTED", "ROOM")

    def guest(self, person: Person) -> Guest:
        mark = self.rng.random()
        answer: Answer = "DECLINED" if mark < _DECLINED_SHARE else "TENTATIVE" if mark < 0.1 else "ACCEPTED"
        return Guest(person.name, person.address, answer)


def plan_meetings(book: Book, timeline: Timeline, rng: random.Random) -> list[Meeting]:
    """Every entry of the work calendar, in no particular order."""
    planner = Planner(book, timeline, rng)
    rows = texts("meetings")
    for row in rows["series"]:
        _plan_series(row, planner)
    for row in rows["single"]:
        _plan_singles(row, planner)
    for row in texts("threads")["meeting"]:
        _plan_scene(row, planner)
    _plan_solo(rows["solo"], planner)
    _plan_conference(planner)
    _plan_holidays(rows["holidays"], planner)
    return planner.meetings


# --- series ----------------------------------------------------------------------------------------------


def _plan_series(row: dict[str, Any], planner: Planner) -> None:
    """A recurring meeting without the days off, one of it moved and one cancelled on its own."""
    book, timeline = planner.book, planner.timeline
    private = row.get("private_mail", False)
    people = members(row["members"], book.people, list(book.groups), planner.rng)
    guests = tuple(Guest(p.name, p.address) for p in people)
    me = planner.me(private=private)
    organiser = me if row["organiser"] == "me" else _as_guest(book.people[row["organiser"]])
    starts = list(_starts(row, timeline))
    series = Meeting(
        uid=planner.uid(),
        title=row["title"],
        start=starts[0],
        minutes=row["minutes"],
        guests=(*_distinct((me, organiser, *guests)), *((planner.room(len(guests)),) if row.get("room") else ())),
        organiser=organiser,
        place=row.get("place", ""),
        rule=_rule(row, timeline),
        skipped=tuple(start for start in starts[1:] if is_away(start.date()) or is_day_off(start.date())),
    )
    planner.meetings += [series, *_exceptions(series, starts, planner)]


def _starts(row: dict[str, Any], timeline: Timeline) -> Iterator[dt.datetime]:
    """All starts of the series, ``every`` so many weeks or on the first such weekday of the month."""
    first, last = row["weeks"]
    time = dt.time.fromisoformat(row["time"])
    day, end = timeline.day(first, row["weekday"]), timeline.day(last, "sun")
    step = 1 if row["every"] == "month" else row["every"]
    while day <= end:
        if row["every"] != "month" or day.day <= 7:
            yield dt.datetime.combine(day, time, HOME)
        day += dt.timedelta(weeks=step)


def _rule(row: dict[str, Any], timeline: Timeline) -> str:
    weekday = row["weekday"][:2].upper()
    rule = f"FREQ=MONTHLY;BYDAY=1{weekday}" if row["every"] == "month" else f"FREQ=WEEKLY;INTERVAL={row['every']}"
    if row["weeks"][1] >= 52:
        return rule
    end = dt.datetime.combine(timeline.day(row["weeks"][1], "sun"), dt.time(22), dt.UTC)
    return f"{rule};UNTIL={end:%Y%m%dT%H%M%SZ}"


def _exceptions(series: Meeting, starts: list[dt.datetime], planner: Planner) -> Iterator[Meeting]:
    """About one in fourteen meetings was moved by some hours, and about one in twenty cancelled by itself."""
    for start in starts[1:-1]:
        mark = planner.rng.random()
        if start in series.skipped or start.date() >= planner.timeline.today or mark > 0.12:
            continue
        moved = start + dt.timedelta(hours=planner.rng.choice((-1, 1, 2))) if mark < 0.07 else start
        yield Meeting(
            uid=series.uid,
            title=series.title,
            start=moved,
            minutes=series.minutes,
            guests=series.guests,
            organiser=series.organiser,
            place=series.place,
            cancelled=mark >= 0.07,
            replaces=start,
        )


# --- single meetings -------------------------------------------------------------------------------------


def _plan_singles(row: dict[str, Any], planner: Planner) -> None:
    rng, timeline = planner.rng, planner.timeline
    day = timeline.start + dt.timedelta(days=rng.randint(0, 14))
    last = timeline.day(_WEEKS_AHEAD)
    while day < last:
        met = lively_day(day, rng)
        if met and not is_away(met) and not is_day_off(met):
            _plan_single(row, met, planner)
        day += dt.timedelta(days=max(1, round(rng.expovariate(row["rate"] / _DAYS_A_MONTH))))


def _plan_single(row: dict[str, Any], day: dt.date, planner: Planner) -> None:
    rng, book = planner.rng, planner.book
    near = [p for p in book.circle(row["circle"]) if p.rate(min(day, planner.timeline.today - dt.timedelta(days=1)))]
    near = [p for p in near if not p.alone]
    if not near:
        return
    title, minutes, count = rng.choice(row["titles"])
    person = rng.choices(
        near, weights=[p.rate(min(day, planner.timeline.today - dt.timedelta(days=1))) for p in near]
    )[0]
    company = [p for p in near if p is not person and p.organisation is person.organisation]
    people = [person, *rng.sample(company, min(count - 1, len(company)))]
    known = known_words(day, person, rng)
    planner.meetings.append(_meeting(planner, fill(title, rng, **known), day, minutes, people))


def _meeting(planner: Planner, title: str, day: dt.date, minutes: int, people: list[Person]) -> Meeting:
    """A single meeting as it comes about: mostly accepted, some declined, some cancelled, some with a room."""
    rng = planner.rng
    private = people[0].private_mail
    theirs = rng.random() < 0.4
    declined = theirs and rng.random() < 0.12
    me = planner.me(private=private, answer="DECLINED" if declined else "ACCEPTED")
    guests = [planner.guest(p) for p in people]
    organiser = _as_guest(people[0]) if theirs else planner.me(private=private)
    if theirs:
        guests[0] = organiser
    inside = people[0].organisation.kind == "own" and not title.startswith(_OUT) and rng.random() < 0.8
    room = (planner.room(len(guests)),) if inside else ()
    return Meeting(
        uid=planner.uid(),
        title=title,
        start=dt.datetime.combine(day, dt.time.fromisoformat(rng.choice(_starts_of(title))), HOME),
        minutes=minutes,
        guests=(me, *guests, *room),
        organiser=organiser,
        place=room[0].name if room else _place(title, rng),
        cancelled=rng.random() < _CANCELLED_SHARE,
    )


def _starts_of(title: str) -> tuple[str, ...]:
    """When such a thing begins: lunch at noon, meetups in the evening."""
    if title.startswith("Lunch"):
        return ("12:00", "12:30", "13:00")
    return ("18:00", "18:30") if title.startswith("Meetup") else _STARTS


def _place(title: str, rng: random.Random) -> str:
    if not title.startswith(_OUT):
        return "Video call"
    place: str = rng.choice(texts("topics")["slots"]["place"])
    return place.capitalize()


def _plan_scene(row: dict[str, Any], planner: Planner) -> None:
    """A meeting of the stories: everybody comes."""
    private = row.get("private_mail", False)
    start = planner.timeline.at(planner.timeline.week_of(row), row["weekday"], row["time"]).astimezone(HOME)
    me = planner.me(private=private)
    guests = tuple(_as_guest(planner.book.people[key]) for key in row["people"])
    planner.meetings.append(
        Meeting(
            uid=planner.uid(),
            title=row["title"],
            start=start,
            minutes=row["minutes"],
            guests=(me, *guests) if guests else (),
            organiser=me if guests else None,
            place=row["place"],
        )
    )


def _plan_solo(row: dict[str, Any], planner: Planner) -> None:
    rng, timeline = planner.rng, planner.timeline
    day = timeline.start
    while day < timeline.day(_WEEKS_AHEAD):
        if not is_day_off(day):
            title, minutes, time = rng.choice(row["titles"])
            start = dt.datetime.combine(day, dt.time.fromisoformat(time or rng.choice(_STARTS)), HOME)
            planner.meetings.append(
                Meeting(uid=planner.uid(), title=fill(title, rng, quarter=quarter(day)), start=start, minutes=minutes)
            )
        day += dt.timedelta(days=max(1, round(rng.expovariate(row["rate"] / _DAYS_A_MONTH))))


# --- all-day entries -------------------------------------------------------------------------------------


def _plan_conference(planner: Planner) -> None:
    """Last year's edition and the next one."""
    row = texts("conference")
    for week in (planner.timeline.edition_week - 52, planner.timeline.edition_week):
        day = planner.timeline.day(week, row["weekdays"][0])
        planner.meetings.append(
            Meeting(
                uid=planner.uid(),
                title=row["title"].replace("{year}", str(day.year)),
                start=dt.datetime.combine(day, dt.time(), HOME),
                minutes=0,
                all_day=True,
                days=len(row["weekdays"]),
                place=f"{row['venue']}, {row['city']}",
                description=row["subtitle"],
            )
        )


def _plan_holidays(row: dict[str, str], planner: Planner) -> None:
    """Entries of a subscribed calendar, whose only attendee is that calendar."""
    calendar = Guest(row["name"], row["address"])
    start, end = planner.timeline.start, planner.timeline.today + dt.timedelta(days=365)
    for year in range(start.year, end.year + 1):
        for day, name in public_holidays(year).items():
            if start <= day <= end:
                planner.meetings.append(
                    Meeting(
                        uid=planner.uid(),
                        title=name,
                        start=dt.datetime.combine(day, dt.time(), HOME),
                        minutes=0,
                        all_day=True,
                        guests=(calendar,),
                        organiser=calendar,
                    )
                )


def _as_guest(person: Person) -> Guest:
    return Guest(person.name, person.address)


def _distinct(guests: tuple[Guest, ...]) -> tuple[Guest, ...]:
    return tuple({guest.address: guest for guest in guests}.values())
