"""The one place that reads the clock. Everything else takes `as_of`."""

import datetime as dt
from zoneinfo import ZoneInfo


def now() -> dt.datetime:
    """This instant, in UTC."""
    return dt.datetime.now(tz=dt.UTC)  # noqa: TID251 - this is the edge that the rule speaks of


def today(zone: ZoneInfo) -> dt.date:
    """This day in the user's zone."""
    return now().astimezone(zone).date()


def instant(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """The last moment of a day in the user's zone, so that `as_of` a day includes the whole of it."""
    return dt.datetime.combine(day, dt.time.max, tzinfo=zone).astimezone(dt.UTC)
