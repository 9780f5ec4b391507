"""Days in vCards: ISO 8601 as RFC 6350 §4.3.1 cuts it down, and what programs write instead."""

import datetime as dt
import re

from reknit.core.records import PartialDate
from reknit.exchange.days import parse_day

# Apple writes this year, others zero, for a birthday whose year is not known.
_OMITTED_YEARS = frozenset({0, 1604})
_LEAP_YEAR = 2000

_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ].*)?", re.ASCII | re.DOTALL)
_DAY_OF_YEAR = re.compile(r"--(\d\d)-?(\d\d)(?:T.*)?", re.ASCII | re.DOTALL)
_MONTH = re.compile(r"(\d{4})-(\d\d)", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)


def partial_date(text: str, *, omitted_year: str = "", latest_year: int) -> PartialDate:
    """``1970-05-12``, ``1970-05``, ``1970`` or ``--05-12``; "" for anything else.

    A day stays the day that is written: times and zones are cut off, never converted.
    omitted_year: the value of X-APPLE-OMIT-YEAR. latest_year: for years of two digits.
    ``05/12/1970`` could be two days, so it is none.
    """
    if match := _DAY.fullmatch(text):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
        if year in _OMITTED_YEARS or match[1] == omitted_year:
            return f"--{month:02}-{day:02}" if _exists(_LEAP_YEAR, month, day) else ""
        return f"{year:04}-{month:02}-{day:02}" if _exists(year, month, day) else ""
    if match := _DAY_OF_YEAR.fullmatch(text):
        return f"--{match[1]}-{match[2]}" if _exists(_LEAP_YEAR, int(match[1]), int(match[2])) else ""
    if match := _MONTH.fullmatch(text):
        return text if _exists(int(match[1]), int(match[2]), 1) else ""
    if _YEAR.fullmatch(text):
        return text if int(text) not in _OMITTED_YEARS else ""
    month_first = parse_day(text, order="mdy", latest_year=latest_year)
    return month_first if month_first == parse_day(text, order="dmy", latest_year=latest_year) else ""


def basic_format(on: PartialDate) -> str:
    """The value of BDAY and ANNIVERSARY: full days without hyphens, as vCard 4 wants them."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", on):
        return on.replace("-", "")
    if re.fullmatch(r"--\d\d-\d\d", on):
        return "--" + on[2:].replace("-", "")
    return on


def _exists(year: int, month: int, day: int) -> bool:
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return True
