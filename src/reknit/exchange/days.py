"""Calendar days as people and programs write them, read into partial ISO 8601 dates.

Whether ``3/4/1980`` is in March or in April is decided from the whole column, never from
one cell. General date parsers are not used here: they fill a missing year from the clock.
"""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Literal

from reknit.core.records import PartialDate
from reknit.exchange.header_words import fold

DayOrder = Literal["mdy", "dmy"]

# ISO 3166 regions that write the month first.
_MONTH_FIRST_REGIONS = frozenset({"US", "CA", "PH", "BZ", "FM"})

# Years that programs write for "no date" or "no year": Apple 1604, Outlook 4501, zero dates.
_NO_YEAR = frozenset({0, 1604})
_FIRST_YEAR, _LAST_YEAR = 1800, 2200

# So many more days in one order than in the other leave no doubt; the rest need not be read.
_CLEAR_LEAD = 50

_CLOCK = re.compile(r"[T\s]+\d{1,2}:\d{2}.*$", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NO_YEAR_ISO = re.compile(r"--(\d{2})-?(\d{2})")
_NUMBERS = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})(?:\s*[-/.]\s*(\d{4}|\d{2})?)?")
_DAY_NAME = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er|\.|º)?\s*(?:de\s+|[-/])?([^\W\d]+)\.?[\s,/-]*(?:de\s+)?(\d{4})?")
_NAME_DAY = re.compile(r"([^\W\d]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:[\s,]+(\d{4}))?")
_NAME_YEAR = re.compile(r"([^\W\d]+)\.?[\s,]+(\d{4})")

# First letters that tell the months apart in English, German, French, Spanish, Italian, Dutch
# and Portuguese, without accents.
_MONTHS = (
    ("jan", "ene", "gen"),
    ("feb", "fev", "febr"),
    ("mar", "mrz", "maer", "maa"),
    ("apr", "avr", "abr"),
    ("may", "mai", "mag", "mei"),
    ("jun", "juin", "giu"),
    ("jul", "juil", "lug"),
    ("aug", "aou", "ago"),
    ("sep", "set"),
    ("oct", "okt", "ott", "out"),
    ("nov",),
    ("dec", "dez", "dic"),
)


def usual_order(region: str, *, default: DayOrder = "mdy") -> DayOrder:
    """How people of an ISO 3166 region write a day; `default` when the region is unknown."""
    if not region:
        return default
    return "mdy" if region.upper() in _MONTH_FIRST_REGIONS else "dmy"


def order_of(cells: Iterable[str], *, default: DayOrder) -> DayOrder:
    """The order in which a column's days exist: numbers above 12 decide, else `default`."""
    day_first = 0
    for cell in cells:
        match = _NUMBERS.fullmatch(_CLOCK.sub("", cell.strip()))
        if match is None:
            continue
        first, second = int(match[1]), int(match[3])
        day_first += (first > 12 >= second) - (second > 12 >= first)
        if abs(day_first) >= _CLEAR_LEAD:
            break
    if not day_first:
        return default
    return "dmy" if day_first > 0 else "mdy"


def parse_day(text: str, *, order: DayOrder, latest_year: int) -> PartialDate:
    """``1970-05-12``, ``1970-05``, ``1970`` or ``--05-12``; "" when the text is no day.

    order: of two numbers before the year; with dots the day is always first.
    latest_year: the highest year that two digits may stand for.
    """
    text = _CLOCK.sub("", text.strip())
    if match := _NO_YEAR_ISO.fullmatch(text):
        return _partial(0, int(match[1]), int(match[2]))
    if match := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        return _partial(int(match[1]), int(match[2]), int(match[3] or 0))
    if match := _NUMBERS.fullmatch(text):
        return _from_numbers(match, order, latest_year)
    if re.fullmatch(r"\d{4}", text):
        return text if _FIRST_YEAR <= int(text) <= _LAST_YEAR else ""
    return _with_month_name(fold(text, keep="-/.,"))


def partial_date(year: str, month: str, day: str) -> PartialDate:
    """From the three columns that Thunderbird uses; "" when they make no day."""
    numbers = [int(part) if part.strip().isdecimal() else 0 for part in (year, month, day)]
    return _partial(*numbers)


def _from_numbers(match: re.Match[str], order: DayOrder, latest_year: int) -> PartialDate:
    first, separator, second = int(match[1]), match[2], int(match[3])
    day, month = (second, first) if order == "mdy" and separator != "." else (first, second)
    if month > 12 >= day:
        day, month = month, day
    year = int(match[4] or 0)
    if match[4] and len(match[4]) == 2:
        year += latest_year // 100 * 100
        year -= 100 if year > latest_year else 0
        if not day or not month:
            return ""
    return _partial(year, month, day)


def _with_month_name(text: str) -> PartialDate:
    match = _DAY_NAME.fullmatch(text)
    if match:
        return _partial(int(match[3] or 0), _month(match[2]), int(match[1]), named=True)
    match = _NAME_DAY.fullmatch(text)
    if match:
        return _partial(int(match[3] or 0), _month(match[1]), int(match[2]), named=True)
    match = _NAME_YEAR.fullmatch(text)
    return _partial(int(match[2]), _month(match[1]), 0, named=True) if match else ""


def _month(name: str) -> int:
    found = (number for number, starts in enumerate(_MONTHS, 1) if name.startswith(starts))
    return next(found, 0)


def _partial(year: int, month: int, day: int, *, named: bool = False) -> PartialDate:
    if named and not month:
        return ""
    if year in _NO_YEAR:
        return f"--{month:02}-{day:02}" if _exists(2000, month, day) else ""
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return ""
    if not month:
        return f"{year:04}"
    if not day:
        return f"{year:04}-{month:02}" if 1 <= month <= 12 else ""
    return f"{year:04}-{month:02}-{day:02}" if _exists(year, month, day) else ""


def _exists(year: int, month: int, day: int) -> bool:
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return True
