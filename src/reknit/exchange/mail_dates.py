"""The instant a mail was sent, from dates as mail programs really write them.

RFC 5322 §3.3 and its obsolete forms (§4.3), asctime, ISO 8601, missing seconds or zones,
comments, two-digit years, month names in other languages. What cannot be read gives None;
nothing here raises.
"""

import datetime as dt
import re
import unicodedata
from typing import NamedTuple

# Electronic mail began in 1971; an earlier year is a clock that was never set.
FIRST_YEAR = 1971
LAST_YEAR = 2099

# No place on earth is further than this from UTC (RFC 5322 allows ±9959 on paper).
WIDEST_OFFSET_MINUTES = 14 * 60


class Moment(NamedTuple):
    """`at` is aware, UTC. Without a usable zone (`zoned` False) it is the clock time read as if in UTC."""

    at: dt.datetime
    zoned: bool


_ENGLISH = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}

# First letters of month names, accents removed, where they differ from English: German, French, Spanish,
# Italian, Portuguese, Dutch, Scandinavian, Polish, Czech, Russian. Longer beginnings are tried first.
_ELSEWHERE = {
    "janv": 1, "ene": 1, "gen": 1, "jän": 1, "sty": 1, "led": 1, "янв": 1,
    "fev": 2, "fév": 2, "lut": 2, "uno": 2, "фев": 2,
    "mrz": 3, "mär": 3, "mae": 3, "maa": 3, "mrt": 3, "bre": 3, "мар": 3,
    "avr": 4, "abr": 4, "kwi": 4, "dub": 4, "апр": 4,
    "mai": 5, "mag": 5, "mei": 5, "maj": 5, "kve": 5, "май": 5, "мая": 5,
    "juin": 6, "giu": 6, "cze": 6, "июн": 6,
    "juil": 7, "lug": 7, "lip": 7, "июл": 7,
    "aou": 8, "ago": 8, "sie": 8, "srp": 8, "авг": 8,
    "set": 9, "wrz": 9, "zar": 9, "сен": 9,
    "okt": 10, "ott": 10, "out": 10, "paz": 10, "rij": 10, "окт": 10,
    "lis": 11, "ноя": 11,
    "dez": 12, "dic": 12, "des": 12, "gru": 12, "pro": 12, "дек": 12,
}  # fmt: skip

_ZONE_HOURS = {
    "UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "BST": 1,
    "CET": 1, "MET": 1, "MEZ": 1, "CEST": 2, "MEST": 2, "MESZ": 2, "SAST": 2, "EET": 2, "EEST": 3, "MSK": 3, "MSD": 4,
    "HKT": 8, "SGT": 8, "AWST": 8, "JST": 9, "KST": 9, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
    "ADT": -3, "AST": -4, "EDT": -4, "EST": -5, "CDT": -5, "CST": -6, "MDT": -6, "MST": -7, "PDT": -7, "PST": -8,
    "AKDT": -8, "AKST": -9, "HST": -10,
}  # fmt: skip

_TIME = (
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?(?:\s*(?P<half>[AaPp])\.?[Mm]\b\.?)?"
)
_ZONE = r"(?P<zone>(?:[A-Za-z]{1,5})?\s*[+-]\s?\d{1,2}:?\d{0,2}\b|[A-Za-z]{1,5}\b)?"
_MONTH = r"(?P<month>[^\W\d_]{3,12})"

_COMMENT = re.compile(r"\([^()]*\)")
_JOINING_WORD = re.compile(r"\b(?:de|del|of|às|um|at|à)\b", re.IGNORECASE)

# ``Thu, 15 Nov 2001 10:00:00 +0100`` in full, which nearly every message has.
_USUAL = re.compile(
    r"\s*(?:[A-Z][a-z]{2},\s*)?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})([0-5]\d)(?!\d)"
)
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        # ISO 8601, with or without seconds and zone
        rf"(?<!\d)(?P<year>\d{{4}})[-/.](?P<number>\d{{1,2}})[-/.](?P<day>\d{{1,2}})(?:[T\s]+{_TIME}\s*{_ZONE})?",
        # 15 Nov 2001 10:00:00 +0100, 15-Nov-01 10:00 EST, 5. November 2001 um 10:00
        rf"(?<!\d)(?P<day>\d{{1,2}})[.\s-]+{_MONTH}[.,\s-]+(?P<year>\d{{2,4}})\b(?:[\s,T]+{_TIME}\s*{_ZONE})?",
        # Thu Nov 15 10:00:00 EST 2001 (asctime, and `From ` lines)
        rf"{_MONTH}\.?\s+(?P<day>\d{{1,2}}),?\s+{_TIME}\s+(?:{_ZONE}\s+)?(?P<year>\d{{4}})(?!\d)(?:\s+(?P<late>[+-]\d{{4}}))?",
        # November 15, 2001 10:00 AM
        rf"{_MONTH}\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b(?:[\s,]+{_TIME}\s*{_ZONE})?",
        # 15.11.2001 10:00: dots are written only where the day comes first
        rf"(?<!\d)(?P<day>\d{{1,2}})\.(?P<number>\d{{1,2}})\.(?P<year>\d{{2,4}})\b(?:[\s,]+{_TIME}\s*{_ZONE})?",
    )
)


def parse_date(text: str) -> Moment | None:
    """The moment that a Date field names, None if no date can be read in it."""
    usual = _USUAL.match(text)
    if usual is not None:
        moment = _usual_moment(usual)
        if moment is not None:
            return moment
    return _any_shape(text[:200])


def parse_received(text: str) -> Moment | None:
    """The moment in a Received field: what follows the last semicolon (RFC 5321 §4.4)."""
    return parse_date(text.rpartition(";")[2])


def _usual_moment(found: re.Match[str]) -> Moment | None:
    day, month_name, year, hour, minute, second, sign, offset_hours, offset_minutes = found.groups()
    month = _ENGLISH.get(month_name.lower())
    offset = int(offset_hours) * 60 + int(offset_minutes)
    if month is None or offset > WIDEST_OFFSET_MINUTES or not FIRST_YEAR <= int(year) <= LAST_YEAR:
        return None
    try:
        at = dt.datetime(int(year), month, int(day), int(hour), int(minute), int(second), tzinfo=dt.UTC)
    except ValueError:
        return None
    if offset:
        at -= dt.timedelta(minutes=offset if sign == "+" else -offset)
    return Moment(at, zoned=True)


def _any_shape(text: str) -> Moment | None:
    plain = _JOINING_WORD.sub(" ", _COMMENT.sub(" ", text))
    for shape in _SHAPES:
        for found in shape.finditer(plain):
            moment = _moment(found.groupdict())
            if moment is not None:
                return moment
    return None


def _moment(parts: dict[str, str | None]) -> Moment | None:
    month = int(parts["number"] or 0) if "number" in parts else _month(parts["month"] or "")
    year = _full_year(parts["year"] or "")
    if not month or not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    hour = _hour(int(parts["hour"] or 0), (parts["half"] or "").lower())
    try:
        # A leap second, and 24:00 for midnight, are legal on paper; datetime knows neither.
        day = dt.datetime(year, month, int(parts["day"] or 0), tzinfo=dt.UTC)
        clock = dt.time(hour % 24, int(parts["minute"] or 0), min(int(parts["second"] or 0), 59))
    except ValueError:
        return None
    if hour > 24:
        return None
    at = day + dt.timedelta(days=hour // 24, hours=clock.hour, minutes=clock.minute, seconds=clock.second)
    offset = _offset_minutes(parts.get("late") or parts["zone"] or "")
    if offset is None:
        return Moment(at, zoned=False)
    return Moment(at - dt.timedelta(minutes=offset), zoned=True)


def _hour(hour: int, half: str) -> int:
    if not half or hour > 12:
        return hour
    return hour % 12 + (12 if half == "p" else 0)


def _full_year(digits: str) -> int:
    """RFC 5322 §4.3: two digits below 50 are 20xx, others and three digits count from 1900."""
    year = int(digits or 0)
    if len(digits) == 2 and year < 50:
        return 2000 + year
    return 1900 + year if len(digits) < 4 else year


def _month(name: str) -> int:
    lower = name.lower()
    if lower[:3] in _ENGLISH and lower[:4] not in _ELSEWHERE:
        return _ENGLISH[lower[:3]]
    bare = "".join(c for c in unicodedata.normalize("NFD", lower) if not unicodedata.combining(c))
    for spelling in (lower[:4], lower[:3], bare[:4], bare[:3]):
        if spelling in _ELSEWHERE:
            return _ELSEWHERE[spelling]
    return _ENGLISH.get(bare[:3], 0)


def _offset_minutes(zone: str) -> int | None:
    """Minutes east of UTC; None for no zone, an unknown name, or an offset that no place has."""
    name, sign, digits = zone, "", ""
    for mark in "+-":
        if mark in zone:
            name, sign, digits = zone.partition(mark)
            break
    digits = digits.strip().replace(":", "")
    if not digits:
        hours = _ZONE_HOURS.get(name.strip().upper())
        return None if hours is None else hours * 60
    minutes = int(digits) * 60 if len(digits) <= 2 else int(digits[:-2]) * 60 + int(digits[-2:])
    if minutes > WIDEST_OFFSET_MINUTES:
        return None
    return -minutes if sign == "-" else minutes
