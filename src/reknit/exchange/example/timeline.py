"""Weeks counted from `today`, office hours, holidays, and how long an answer takes."""

import datetime as dt
import functools
import random
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOME = ZoneInfo("Europe/Berlin")
WEEKS_OF_HISTORY = 156

_MEDIAN_ANSWER_HOURS = 3.0
_WEEKEND_SHARE = 0.1
_SUMMER_SHARE = 0.45
_YEAR_END_SHARE = 0.15


@dataclass(frozen=True)
class Timeline:
    """All dates of the example, relative to `today`.

    Week 0 is the week (Monday to Sunday) that contains `today`; nothing that has happened lies on
    `today` or later.
    """

    today: dt.date

    @property
    def end(self) -> dt.datetime:
        """The first instant that is not history any more: midnight before `today`."""
        return instant(self.today, dt.time())

    @property
    def start(self) -> dt.date:
        return self.day(-WEEKS_OF_HISTORY)

    def day(self, week: int, weekday: str = "mon") -> dt.date:
        monday = self.today - dt.timedelta(days=self.today.weekday())
        return monday + dt.timedelta(weeks=week, days=WEEKDAYS.index(weekday))

    @property
    def edition_week(self) -> int:
        """The week of the conference: five weeks ahead, later where people are on leave."""
        return next(week for week in range(5, 12) if not (is_away(self.day(week)) or is_away(self.day(week, "fri"))))

    def week_of(self, row: dict[str, Any]) -> int:
        """The week that a row of ``data/`` means: ``week``, or ``edition`` counted from the next conference."""
        week: int = row["week"] if "week" in row else self.edition_week + row["edition"]
        return week

    def at(self, week: int, weekday: str, time: str) -> dt.datetime:
        """An instant in UTC from the local `time` ``HH:MM`` at home."""
        return instant(self.day(week, weekday), dt.time.fromisoformat(time))


def instant(day: dt.date, time: dt.time, zone: ZoneInfo = HOME) -> dt.datetime:
    """Local time of `zone` as an instant in UTC."""
    return dt.datetime.combine(day, time, zone).astimezone(dt.UTC)


@functools.cache
def public_holidays(year: int) -> dict[dt.date, str]:
    """Holidays of Hamburg in `year`, day → name."""
    easter = _easter(year)
    return {
        dt.date(year, 1, 1): "New Year's Day",
        easter - dt.timedelta(days=2): "Good Friday",
        easter + dt.timedelta(days=1): "Easter Monday",
        dt.date(year, 5, 1): "Labour Day",
        easter + dt.timedelta(days=39): "Ascension Day",
        easter + dt.timedelta(days=50): "Whit Monday",
        dt.date(year, 10, 3): "Day of German Unity",
        dt.date(year, 10, 31): "Reformation Day",
        dt.date(year, 12, 25): "Christmas Day",
        dt.date(year, 12, 26): "Second Christmas Day",
    }


def _easter(year: int) -> dt.date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm, Nature 13, 1876, p. 487)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    shift = moon + week - 7 * ((golden + 11 * moon + 22 * week) // 451) + 114
    return dt.date(year, shift // 31, shift % 31 + 1)


def is_away(day: dt.date) -> bool:
    """Marit writes no mail and goes to no meeting: summer leave and the turn of the year."""
    turn_of_year = (day.month, day.day) >= (12, 23) or (day.month, day.day) <= (1, 2)
    return turn_of_year or (day.month == 8 and 3 <= day.day <= 21)


def is_day_off(day: dt.date) -> bool:
    return day.weekday() >= 5 or day in public_holidays(day.year)


def liveliness(day: dt.date) -> float:
    """Share of an ordinary day's conversations that begin on `day`: 1 on a working day."""
    if (day.month, day.day) >= (12, 21) or (day.month, day.day) <= (1, 3):
        return _YEAR_END_SHARE
    if day.month == 8:
        return _SUMMER_SHARE
    return _WEEKEND_SHARE if is_day_off(day) else 1.0


def lively_day(day: dt.date, rng: random.Random) -> dt.date | None:
    """`day`, for a weekend mostly a day of the next week, or None where the season swallows the conversation."""
    if day.weekday() >= 5 and rng.random() > _WEEKEND_SHARE:
        day += dt.timedelta(days=7 - day.weekday() + rng.randrange(5))
    return day if day.weekday() >= 5 or rng.random() < liveliness(day) else None


def office_time(rng: random.Random) -> dt.time:
    """A time of the working day, most of all mid-morning and early afternoon."""
    minutes = int(min(max(rng.gauss(10.2 * 60, 75) if rng.random() < 0.55 else rng.gauss(15 * 60, 95), 440), 1130))
    return dt.time(minutes // 60, minutes % 60, rng.randrange(60))


def evening_time(rng: random.Random) -> dt.time:
    return dt.time(rng.randint(18, 21), rng.randrange(60), rng.randrange(60))


def answer_after(at: dt.datetime, rng: random.Random, *, mine: bool) -> dt.datetime:
    """When somebody answers a letter of `at`: hours later, within working days, after leave if it is Marit's."""
    later = at + dt.timedelta(hours=rng.lognormvariate(0, 1.25) * _MEDIAN_ANSWER_HOURS)
    local = later.astimezone(HOME)
    day = local.date()
    moved = False
    while (is_day_off(day) and rng.random() > _WEEKEND_SHARE) or (mine and is_away(day)):
        day += dt.timedelta(days=1)
        moved = True
    if local.hour >= 20 and not moved:
        day += dt.timedelta(days=1)
        moved = True
    if moved or local.hour < 7:
        return max(later, instant(day, dt.time(rng.randint(7, 11), rng.randrange(60), rng.randrange(60))))
    return later
