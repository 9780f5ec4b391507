"""Days and times as LinkedIn has written them over the years.

Seen in exports from 2017 to 2026: ``08 Feb 2026``, ``Jan 2024``, ``2019``, ``Dec 10``,
``2025-06-01 14:03:22 UTC``, ``2024/02/01 15:02:55 UTC``, ``1/29/26, 2:37 PM``,
``Mar 5, 2025, 1:00 PM``, ``Thu Jan 29 14:37:00 UTC 2026``. Numbers with slashes are month first.
"""

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from reknit.core.records import PartialDate

LAUNCH = dt.date(2003, 5, 5)
FIRST_BIRTH = dt.date(1900, 1, 1)

# Clocks are wrong now and then, and a member may have an event next year in the list.
TOLERANCE = dt.timedelta(days=366)

_CLOCK = re.compile(
    r"(?:(?<=\d)T|(?<![\d:]))(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?\s*(?:([ap])\.?m\b\.?)?", re.IGNORECASE
)
_UTC = re.compile(r"\b(?:UTC|GMT|Z)\b|(?<=\d)Z\b")
_WEEKDAY = re.compile(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?\s+", re.IGNORECASE)
_NUMBERS = re.compile(r"(\d{4})(?:[-/](\d{1,2}))?(?:[-/](\d{1,2}))?")

_DAYS = (
    "%d %b %Y",
    "%b %d %Y",
    "%d %B %Y",
    "%B %d %Y",
    "%m/%d/%y",
    "%m/%d/%Y",
    "%d-%b-%y",
    "%d-%b-%Y",
    "%d/%m/%Y",
    "%d.%m.%Y",
)
_MONTHS = ("%b %Y", "%B %Y", "%m/%Y")
_DAYS_OF_NO_YEAR = ("%b %d", "%d %b", "%B %d", "%d %B")


@dataclass(frozen=True)
class Moment:
    """A time as the file gives it.

    local: the time as written, without a zone.
    zoned: `local` is in UTC, because the file says so.
    clock: the file gives the time of day, not just the day.
    """

    local: dt.datetime
    zoned: bool
    clock: bool

    def in_utc(self, zone: ZoneInfo) -> dt.datetime:
        """The instant; `zone` is taken for a time without one. A bare day is its midnight in UTC."""
        if self.zoned or not self.clock:
            return self.local.replace(tzinfo=dt.UTC)
        return self.local.replace(tzinfo=zone).astimezone(dt.UTC)


@lru_cache(maxsize=4096)
def read_moment(text: str) -> Moment | None:
    """The time in `text`; None if it names no full date."""
    quick = _in_usual_form(text)
    if quick is not None:
        return quick
    text = " ".join(text.split())
    clock = _CLOCK.search(text)
    if clock is None:
        day = read_day(text)
        return Moment(dt.datetime.fromisoformat(day), zoned=False, clock=False) if len(day) == 10 else None
    day = _day_in(_UTC.sub(" ", text[: clock.start()] + " " + text[clock.end() :]))
    time = _time_of(clock)
    if len(day) != 10 or time is None:
        return None
    return Moment(
        dt.datetime.combine(dt.date.fromisoformat(day), time), zoned=_UTC.search(text) is not None, clock=True
    )


def _in_usual_form(text: str) -> Moment | None:
    """``2025-06-01 14:03:22 UTC``, as all but a few times are written, without a search."""
    bare = text.removesuffix(" UTC")
    if len(bare) != len("2025-06-01 14:03:22"):
        return None
    try:
        return Moment(dt.datetime.fromisoformat(bare.replace("/", "-")), zoned=bare != text, clock=True)
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def read_day(text: str) -> PartialDate:
    """The day, month or year in `text`, a time of day left out; "" if there is none."""
    return _day_in(_UTC.sub(" ", _CLOCK.sub(" ", " ".join(text.split()))))


def read_day_between(text: str, first: dt.date, last: dt.date) -> PartialDate:
    """`read_day`, but "" for what can only be a mistake: a day before `first` or after `last`."""
    day = read_day(text)
    if not day or day.startswith("--"):
        return day
    ends = day + "-12-31"[len(day) - 4 :]
    starts = day + "-01-01"[len(day) - 4 :]
    return day if ends >= first.isoformat() and starts <= last.isoformat() else ""


def read_day_on_linkedin(text: str, as_of: dt.datetime) -> PartialDate:
    """The day of something done on LinkedIn; "" if LinkedIn cannot have been there."""
    return read_day_between(text, LAUNCH, (as_of + TOLERANCE).date())


def reason_against(at: dt.datetime, as_of: dt.datetime) -> str:
    """Why nothing can have happened on LinkedIn at that time; "" if it can."""
    if at.date() < LAUNCH:
        return "dated before LinkedIn existed"
    if at > as_of + TOLERANCE:
        return "dated in the future"
    return ""


def _time_of(clock: re.Match[str]) -> dt.time | None:
    hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
    if clock[4]:
        hour = hour % 12 + (12 if clock[4].lower() == "p" else 0)
    try:
        return dt.time(hour, minute, second)
    except ValueError:
        return None


def _day_in(text: str) -> PartialDate:
    words = _WEEKDAY.sub("", " ".join(text.replace(",", " ").split()))
    numbers = _NUMBERS.fullmatch(words)
    if numbers:
        return _from_numbers(*(int(number) if number else None for number in numbers.groups()))
    words = re.sub(r"(?i)\bsept\b", "Sep", words)
    for form in _DAYS:
        if found := _parse(words, form):
            return found.isoformat()
    for form in _MONTHS:
        if found := _parse(words, form):
            return found.isoformat()[:7]
    for form in _DAYS_OF_NO_YEAR:
        # 2000 has a 29 February.
        if found := _parse(f"{words} 2000", f"{form} %Y"):
            return f"--{found:%m-%d}"
    return ""


def _from_numbers(year: int | None, month: int | None, day: int | None) -> PartialDate:
    try:
        found = dt.date(year or 0, month or 1, day or 1).isoformat()
    except ValueError:
        return ""
    return found[: 10 if day else 7 if month else 4]


def _parse(text: str, form: str) -> dt.date | None:
    try:
        return dt.datetime.strptime(text, form).replace(tzinfo=dt.UTC).date()
    except ValueError:
        return None
