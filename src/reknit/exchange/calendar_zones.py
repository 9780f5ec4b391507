"""Which time zone a TZID means: a name of the tz database, a Windows name, or what the file itself defines.

Programs write ``Europe/Berlin``, ``/mozilla.org/20070129_1/Europe/Berlin``, ``W. Europe Standard Time``,
``(UTC+01:00) Amsterdam, Berlin``, ``GMT +0100 (Standard) / GMT +0200 (Daylight)``, ``tzone://Microsoft/Utc``
or a word of their own with a VTIMEZONE (RFC 5545 §3.6.5). Known names win over the file's
definition, which often holds the rules of one year only.
"""

import datetime as dt
import re
import zoneinfo
from collections.abc import Iterator
from functools import cache
from zoneinfo import ZoneInfo

from icalendar import Timezone
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

# "(UTC-05:00) Eastern Time (US & Canada)" names a pair of offsets without a place; so do the pairs of old Exchange.
_PAIRS = {
    (-480, -420): "America/Los_Angeles",
    (-420, -360): "America/Denver",
    (-360, -300): "America/Chicago",
    (-300, -240): "America/New_York",
    (-240, -180): "America/Halifax",
    (0, 60): "Europe/London",
    (60, 120): "Europe/Berlin",
    (120, 180): "Europe/Athens",
    (600, 660): "Australia/Sydney",
    (720, 780): "Pacific/Auckland",
}

_OFFSET = re.compile(r"(?:GMT|UTC|^|[\s/(])\s*([+-])\s*(\d{1,2})(?:[:.]?(\d{2}))?(?!\d)", re.IGNORECASE)
_DISPLAY = re.compile(r"\((?:GMT|UTC)(?:[+-][\d:.]+)?\)\s*(.+)", re.IGNORECASE)
_UTC = frozenset({"utc", "gmt", "z", "zulu", "etc/utc", "coordinated universal time", "tzone://microsoft/utc"})
_MAX_OFFSET_MINUTES = 14 * 60
_TZ_OFFSET_LINE = re.compile(r"TZOFFSET(?:FROM|TO)[^:]*:\s*([+-]?)(\d{2})(\d{2})(\d{2})?\s*$", re.IGNORECASE)


class Zones:
    """The time zones of one VCALENDAR. definitions: the lines of each of its VTIMEZONEs."""

    def __init__(self, definitions: list[list[str]]) -> None:
        self._definitions = {_tzid(lines): lines for lines in definitions}
        self._known: dict[str, dt.tzinfo | None] = {}

    def get(self, tzid: str) -> dt.tzinfo | None:
        """None when neither the tz database nor the file knows the name."""
        if tzid not in self._known:
            self._known[tzid] = zone_named(tzid) or self._defined(tzid.replace("\\", "")) or zone_described(tzid)
        return self._known[tzid]

    def _defined(self, tzid: str) -> dt.tzinfo | None:
        lines = self._definitions.get(tzid)
        if lines is None:
            return None
        return zone_named(_value(lines, "X-LIC-LOCATION")) or defined_zone(lines)


def _tzid(lines: list[str]) -> str:
    return _value(lines, "TZID").replace("\\", "")


def _value(lines: list[str], name: str) -> str:
    found = next((line for line in lines if line.upper().startswith(name)), "")
    return found.partition(":")[2].strip()


@cache
def zone_named(tzid: str) -> dt.tzinfo | None:
    """A zone by its name in the tz database or in Windows, also behind a vendor's prefix."""
    name = tzid.strip().strip('"').strip("/")
    if name.casefold() in _UTC:
        return ZoneInfo("UTC")
    if name in WINDOWS_TO_OLSON:
        return ZoneInfo(WINDOWS_TO_OLSON[name])
    parts = name.split("/")
    names = {zone.casefold(): zone for zone in _all_names()}
    for start in range(len(parts)):
        found = names.get("/".join(parts[start:]).replace(" ", "_").casefold())
        if found and (start == 0 or "/" in found):
            return ZoneInfo(found)
    return None


@cache
def zone_described(tzid: str) -> dt.tzinfo | None:
    """A zone by what its name says: a city, ``Eastern Time (US & Canada)``, two offsets, one offset."""
    display = _DISPLAY.match(tzid)
    words = display[1] if display else tzid
    for name in _candidates(words):
        if name:
            return ZoneInfo(name)
    offsets = [_minutes(match) for match in _OFFSET.finditer(tzid)]
    offsets = [minutes for minutes in offsets if abs(minutes) <= _MAX_OFFSET_MINUTES]
    if len(offsets) == 2 and tuple(offsets) in _PAIRS:
        return ZoneInfo(_PAIRS[offsets[0], offsets[1]])
    return dt.timezone(dt.timedelta(minutes=offsets[0])) if offsets else None


def _candidates(words: str) -> Iterator[str]:
    """Names in the tz database that the words of a display name stand for, "" where they stand for none."""
    general = re.sub(r"\s*\(.*?\)", "", words).strip()
    windows = {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}
    stem = general.removesuffix(" Time")
    for name in (words, general, f"{stem} Standard Time", re.sub(r"[ _]\d+$", "", words)):
        yield windows.get(name.strip().casefold(), "")
    yield _by_path(words.replace("_", "/", 1))
    for city in general.split(","):
        yield _by_city().get(city.strip().replace(" ", "_").casefold(), "")


def _by_path(words: str) -> str:
    return words if words in _all_names() else ""


@cache
def _all_names() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


@cache
def _by_city() -> dict[str, str]:
    """Last part of the name → name, for places in ``Area/City`` form."""
    names = sorted(name for name in _all_names() if "/" in name and not name.startswith(("Etc/", "posix/", "right/")))
    return {name.rpartition("/")[2].casefold(): name for name in reversed(names)}


def _minutes(match: re.Match[str]) -> int:
    minutes = int(match[2]) * 60 + int(match[3] or 0)
    return -minutes if match[1] == "-" else minutes


def defined_zone(lines: list[str]) -> dt.tzinfo | None:
    """The zone that a VTIMEZONE defines; None when it makes no sense."""
    text = "\r\n".join(_mended_definition(lines))
    try:
        component = Timezone.from_ical(text)
        zone = component.to_tz(lookup_tzid=False) if isinstance(component, Timezone) else None
        dt.datetime(2024, 1, 1, tzinfo=zone).utcoffset()
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, OverflowError, AssertionError):
        # dateutil and icalendar report a definition they do not follow with any of these.
        return None
    return zone if isinstance(zone, dt.tzinfo) else None


def _mended_definition(lines: list[str]) -> Iterator[str]:
    """Without what the parser stumbles over: names in odd letters, unknown properties, impossible offsets, no END."""
    kept = ("BEGIN:", "END:", "TZOFFSETFROM", "TZOFFSETTO", "DTSTART", "RRULE", "RDATE")
    for line in lines:
        if not line.upper().startswith(kept):
            continue
        match = _TZ_OFFSET_LINE.match(line)
        if match and (int(match[2]) * 60 + int(match[3]) > _MAX_OFFSET_MINUTES or int(match[3]) > 59):
            line = line.partition(":")[0] + ":+0000"
        if line.upper().startswith("RDATE") and not line.partition(":")[2].strip():
            continue
        yield line
        if line.upper() == "BEGIN:VTIMEZONE":
            yield "TZID:zone"
    if not lines[-1].upper().startswith("END:VTIMEZONE"):
        yield "END:VTIMEZONE"
