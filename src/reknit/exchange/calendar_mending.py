"""Values of calendar properties as programs really write them, mended before icalendar sees them.

This is the one place for it: each function takes the text as found and returns the plain
value that RFC 5545 meant, or None when nobody could tell. What each mends is in its docstring;
a test shows every mend.
"""

import binascii
import datetime as dt
import re
from dataclasses import dataclass

from icalendar import vDuration, vRecur

# Properties whose value begins with a digit, so that a colon inside an unquoted TZID can be told apart.
_DATED = frozenset({"DTSTART", "DTEND", "RECURRENCE-ID", "RDATE", "EXDATE"})

_PROPERTY = re.compile(r"""([\w .-]+?)\s*((?:;(?:"[^"]*"|\\.|[^":\\])*)?):(.*)""", re.DOTALL)
_PARAMETER = re.compile(r""";\s*([\w-]+)\s*=\s*("[^"]*"|(?:\\.|[^;\\])*)""", re.DOTALL)
_ADDRESS_AT_END = re.compile(r"""(ORGANIZER|ATTENDEE)(.*)[:=]\s*"?(mailto:[^"]*)"?""", re.DOTALL | re.IGNORECASE)
_CARET = {"n": "\n", "'": '"', "^": "^"}
_TEXT_ESCAPE = re.compile(r"\\(.)", re.DOTALL)

_MOMENT = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})"
    r"(?:[T ](\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?)?"
    r"\s*(Z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_DURATION = re.compile(r"([+-]?)P(?=.*\d)T?((?:\d+[WD]T?)*)((?:\d+[HMS])*)")

_FREQUENCIES = frozenset({"SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

_OLD_RULE = re.compile(r"(D|W|MP|MD|YM|YD)(\d+)\b(.*)")
_OLD_FREQUENCIES = {"D": "DAILY", "W": "WEEKLY", "MP": "MONTHLY", "MD": "MONTHLY", "YM": "YEARLY", "YD": "YEARLY"}
_OLD_PARTS = {"W": "BYDAY", "MP": "BYDAY", "MD": "BYMONTHDAY", "YM": "BYMONTH", "YD": "BYYEARDAY"}
_OLD_FOREVER = "#0"

Moment = dt.date | dt.datetime


@dataclass(frozen=True, slots=True)
class Property:
    """A content line: name and names of parameters in upper case, values without quotes and escapes of their own."""

    name: str
    params: dict[str, str]
    value: str


def property_of(line: str) -> Property | None:
    """Name, parameters and value; None when the line is no property.

    Mends blanks around names, empty parameters, unbalanced quotes, a colon in an unquoted TZID,
    ``=`` instead of ``:`` before an address, quoted-printable of vCalendar 1.0.
    """
    match = _PROPERTY.match(line)
    if match is None:
        return _property_with_address(line)
    name = match[1].strip().upper()
    head, value = match[2], match[3]
    if name in _DATED and ":" in value and not _MOMENT.match(value.strip()):
        head, _, value = line[len(match[1]) :].rpartition(":")
    params = _parameters(head) if head else {}
    if params.get("ENCODING", "").upper() == "QUOTED-PRINTABLE" or "QUOTED-PRINTABLE" in head.upper().split(";"):
        value = _unquoted_printable(value, params.get("CHARSET", "utf-8"))
    return Property(name, params, value.strip())


def _property_with_address(line: str) -> Property | None:
    match = _ADDRESS_AT_END.match(line)
    return Property(match[1].upper(), _parameters(match[2]), match[3].strip()) if match else None


def _parameters(head: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in _PARAMETER.findall(head):
        found.setdefault(name.upper(), _parameter_text(value))
    return found


def _parameter_text(value: str) -> str:
    value = value.strip().strip('"')
    if "^" in value:
        value = re.sub(r"\^([n'^])", lambda m: _CARET[m[1]], value)
    return _TEXT_ESCAPE.sub(r"\1", value).strip() if "\\" in value else value.strip()


def _unquoted_printable(value: str, charset: str) -> str:
    data = binascii.a2b_qp(value.encode("utf-8"))
    try:
        return data.decode(charset)
    except (LookupError, UnicodeDecodeError):
        return data.decode("utf-8", "replace")


def plain_text(value: str) -> str:
    r"""A text on one line: ``\n``, ``\,``, ``\;`` and ``\\`` undone, runs of blanks made one."""
    if "\\" in value:
        value = _TEXT_ESCAPE.sub(lambda m: "\n" if m[1] in "nN" else m[1], value)
    return " ".join(value.split())


def moment_of(value: str, *, day: bool = False) -> Moment | None:
    """A day, a local time (naive) or a time in UTC. day: the property says VALUE=DATE.

    Mends dashes and colons of ISO 8601, missing seconds, 24:00, second 60, a Z behind a day,
    offsets from UTC, quotes and text in front or behind.
    """
    match = _MOMENT.match(value.strip().strip('"'))
    if match is None:
        return None
    try:
        date = dt.date(int(match[1]), int(match[2]), int(match[3]))
        if day or match[4] is None:
            return date
        return _with_clock(date, match)
    except (ValueError, OverflowError):
        return None


def _with_clock(date: dt.date, match: re.Match[str]) -> dt.datetime:
    hour, minute, second = int(match[4]), int(match[5]), min(int(match[6] or 0), 59)
    carried = hour == 24 and not minute and not second
    clock = dt.time(0 if carried else hour, minute, second)
    local = dt.datetime.combine(date, clock) + dt.timedelta(days=carried)
    zone = match[7]
    if zone is None:
        return local
    if zone in "Zz":
        return local.replace(tzinfo=dt.UTC)
    offset = dt.timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return local.replace(tzinfo=dt.timezone(-offset if zone[0] == "-" else offset)).astimezone(dt.UTC)


def duration_of(value: str) -> dt.timedelta | None:
    """A length of time; None when it is none, or longer than time itself.

    Mends small letters and a T that is missing (``P1H``) or misplaced (``PT1W``).
    """
    match = _DURATION.fullmatch(value.strip().upper())
    if match is None:
        return None
    sign, days, clock = match[1], match[2].replace("T", ""), match[3]
    try:
        length: dt.timedelta = vDuration.from_ical(f"{sign}P{days}" + (f"T{clock}" if clock else ""))  # type: ignore[no-untyped-call]
    except (ValueError, OverflowError):
        return None
    return length


def rule_of(value: str) -> dict[str, str] | None:
    """The parts of an RRULE (RFC 5545 §3.3.10), names in upper case; None when it is no rule.

    Mends escaped semicolons, blanks, empty parts, small letters, a repeated ``RRULE:``, a COUNT below
    zero, RSCALE=GREGORIAN (RFC 7529), and rules of vCalendar 1.0 (``W2 MO WE #10``).
    """
    text = value.replace("\\", "").strip().upper().removeprefix("RRULE:")
    old = _OLD_RULE.fullmatch(text)
    if old:
        return _from_old_rule(old)
    parts: dict[str, str] = {}
    for piece in re.sub(r"\s", "", text).split(";"):
        name, _, content = piece.partition("=")
        if content:
            parts.setdefault(name, content.strip(","))
    if parts.pop("RSCALE", "GREGORIAN") != "GREGORIAN":
        return None
    parts.pop("SKIP", None)
    if "COUNT" in parts and not parts["COUNT"].isdigit():
        del parts["COUNT"]
    return parts if _is_valid(parts) else None


def _is_valid(parts: dict[str, str]) -> bool:
    if parts.get("FREQ") not in _FREQUENCIES or not parts.get("INTERVAL", "1").lstrip("0").isdigit():
        return False
    if "UNTIL" in parts and moment_of(parts["UNTIL"]) is None:
        return False
    try:
        vRecur.from_ical(";".join(f"{name}={content}" for name, content in parts.items() if name != "UNTIL"))
        return _has_days(parts)
    except (ValueError, IndexError):
        return False


def _has_days(parts: dict[str, str]) -> bool:
    """False for a 30th of February, for which dateutil would look until the year 9999."""
    if "BYMONTH" not in parts or "BYMONTHDAY" not in parts:
        return True
    longest = max(_LONGEST_MONTHS[int(month) - 1] for month in parts["BYMONTH"].split(","))
    return any(abs(int(day)) <= longest for day in parts["BYMONTHDAY"].split(","))


def _from_old_rule(match: re.Match[str]) -> dict[str, str] | None:
    """As vCalendar 1.0 has it (p. 24): frequency and interval, what it falls on, then ``#count`` or the last day."""
    kind, interval, rest = match[1], match[2], match[3].split()
    parts = {"FREQ": _OLD_FREQUENCIES[kind], "INTERVAL": interval}
    on: list[str] = []
    for word in rest:
        if word.startswith("#"):
            if word != _OLD_FOREVER:
                parts["COUNT"] = word[1:]
        elif moment_of(word) is not None:
            parts["UNTIL"] = word
        else:
            on.append(word)
    if on and kind in _OLD_PARTS:
        parts[_OLD_PARTS[kind]] = ",".join(_old_days(on) if kind == "MP" else on)
    return parts if _is_valid(parts) else None


def _old_days(words: list[str]) -> list[str]:
    """``1+ MO TU 2- FR`` → ``1MO 1TU -2FR``."""
    days, position = [], ""
    for word in words:
        if word[:1].isdigit():
            position = ("-" if word.endswith("-") else "") + word.rstrip("+-")
        else:
            days.append(position + word)
    return days
