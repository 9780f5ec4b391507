"""Instants as numbers, and the calendar day they fall on where the user is."""

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

SECONDS_A_DAY = 86_400
# Every zone's offset has changed on a multiple of this since 1972.
_QUARTER_HOUR = 900

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

Ints = npt.NDArray[np.int64]


def as_days(instant: dt.datetime) -> float:
    """Days since 1970-01-01 00:00 UTC, whole seconds."""
    return int((instant - EPOCH).total_seconds() // 1) / SECONDS_A_DAY


def from_days(days: float) -> dt.datetime:
    """The instant again, to the second."""
    return EPOCH + dt.timedelta(seconds=round(days * SECONDS_A_DAY))


def day_number(day: dt.date) -> int:
    """Calendar day as a number, 1970-01-01 being 0."""
    return day.toordinal() - EPOCH.date().toordinal()


def from_day_number(number: int) -> dt.date:
    """The calendar day again."""
    return dt.date.fromordinal(number + EPOCH.date().toordinal())


def local_days(seconds: Ints, zone: ZoneInfo) -> Ints:
    """Day numbers in `zone` of instants given in seconds since 1970, shape (n,).

    The zone is asked once for each quarter of an hour that occurs, and only on days on which its
    offset changes; other days are asked at their two ends.
    """
    if zone.key in {"UTC", "Etc/UTC"} or not len(seconds):
        return seconds // SECONDS_A_DAY
    days, which = np.unique(seconds // SECONDS_A_DAY, return_inverse=True)
    ends = np.array(
        [(_offset(int(d) * SECONDS_A_DAY, zone), _offset((int(d) + 1) * SECONDS_A_DAY, zone)) for d in days]
    )
    offsets = ends[which, 0]
    changing = np.flatnonzero(ends[which, 0] != ends[which, 1])
    quarters, back = np.unique(seconds[changing] // _QUARTER_HOUR, return_inverse=True)
    exact = np.array([_offset(int(q) * _QUARTER_HOUR, zone) for q in quarters], dtype=np.int64)
    if len(changing):
        offsets[changing] = exact[back]
    local: Ints = (seconds + offsets) // SECONDS_A_DAY
    return local


def _offset(seconds: int, zone: ZoneInfo) -> int:
    shift = (EPOCH + dt.timedelta(seconds=seconds)).astimezone(zone).utcoffset()
    assert shift is not None
    return int(shift.total_seconds())
