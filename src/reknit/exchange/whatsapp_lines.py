"""The lines of a WhatsApp text export: ``30/12/2023, 14:30 - Jane: …`` and ``[30.12.23, 14:30:12] Jane: …``.

Every language of the phone writes its own dates, so nothing is assumed but three numbers, a
clock and a dash or brackets. Signal's and other programs' text exports share the bracket form.
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from reknit.exchange.days import usual_order

Order = Literal["dmy", "mdy", "ymd"]
Numbers = tuple[int, int, int]

_MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_BLANKS = str.maketrans({"\u202f": " ", "\u00a0": " ", "\u2009": " "})
# Only a mark before the text tells the notes of the iOS app from what people wrote.
_NOTE_MARK = "\u200e"

_DATE = r"(\d{1,4})\s*[./年년-]\s*(\d{1,2})\s*[./月월-]\s*(\d{2,4}|\d{1,2})[.일日]?"
_AT = r"(?:um|at|à|às|alle|a las|klo?\.?)"
_HALF = r"[^\W\d]{1,3}(?:\.\s?[^\W\d]\.?)?|[^\W\d]+\."
_CLOCK = rf"(?:({_HALF})\s?)?(\d{{1,2}})[:.\u066b](\d{{2}})(?:[:.](\d{{2}}))?(?:\s?({_HALF}))?"
_ANDROID = re.compile(rf"{_DATE}\s?[,،]?\s(?:{_AT}\s)?{_CLOCK}\s[-–]\s(.*)", re.DOTALL)
_IOS = re.compile(rf"\[{_DATE}\s?[,،]?\s(?:{_AT}\s)?{_CLOCK}\]\s?(.*)", re.DOTALL)

# First letters of "afternoon", and of "morning", without dots and blanks, in the languages that use twelve hours.
_AFTERNOON = ("pm", "p", "nach", "下午", "오후", "午後", "م", "μμ", "du", "пп")
_MORNING = ("am", "a", "vorm", "上午", "오전", "午前", "凌晨", "ص", "πμ", "de", "дп")

_AUTHOR = re.compile(r"([^\n]{1,80}?):(?: (.*)|$)", re.DOTALL)
_QUOTE = re.compile('["“”„«»]')
_ATTACHMENT = re.compile(
    r"<[^<>]+>|[^<>]*<[^<>]+: [^<>]+>|\S[^:<>]*\.\w{3,4} \([^()]+\)"
    r"|\w[\w ]{1,30} (?:omitted|omis|omise|omitid[ao]|omess[ao]|ocult[ao]|weggelassen|weggelaten|utelämna\w+|udelad\w*"
    r"|pominięt\w+|vynechán\w*|пропущен\w*|опущен\w*)",
    re.IGNORECASE,
)
MEDIA = "media"


@dataclass(frozen=True, slots=True)
class Line:
    """numbers: the three of the date, in the order of the file. author "" for a note of the program itself.

    text: what follows, its first line only; `MEDIA` for any attachment, as its name differs between two exports.
    twelve: whether the clock has two halves of twelve hours.
    """

    numbers: Numbers
    clock: dt.time
    author: str
    text: str
    twelve: bool


def line_of(raw: str) -> Line | None:
    """None for a line that continues the message before it."""
    text = raw.translate(_BLANKS).rstrip("\r\n")
    plain = _MARKS.sub("", text)
    match = (_IOS if plain.startswith("[") else _ANDROID).match(plain)
    if match is None:
        return None
    clock = _clock(match)
    if clock is None:
        return None
    author, said = _author(match[9], note=f": {_NOTE_MARK}" in text)
    numbers = (int(match[1]), int(match[2]), int(match[3]))
    return Line(numbers, clock, author, said, bool(_half(match)))


def _author(rest: str, *, note: bool) -> tuple[str, str]:
    """The name before the colon; "" where the program itself speaks, even of somebody: 'Jane created "A: B"'."""
    match = _AUTHOR.match(rest)
    if match is None or _QUOTE.search(match[1]):
        return "", ""
    said = match[2] or ""
    media = _ATTACHMENT.fullmatch(said.strip()) is not None
    if note and not media:
        return "", ""
    return match[1].strip().removeprefix("~").strip(), MEDIA if media else said


def _half(match: re.Match[str]) -> str:
    return re.sub(r"[.\s]", "", match[4] or match[8] or "").casefold()


def _clock(match: re.Match[str]) -> dt.time | None:
    hour, minute, second = int(match[5]), int(match[6]), int(match[7] or 0)
    half = _half(match)
    if half and hour <= 12:
        if half.startswith(_AFTERNOON):
            hour = hour % 12 + 12
        elif half.startswith(_MORNING):
            hour %= 12
    try:
        return dt.time(hour, minute, second)
    except ValueError:
        return None


def order_of(dates: Iterable[Numbers], *, twelve: bool, region: str, as_of: dt.date) -> Order:
    """How the whole file writes its days: no impossible or future day, then fewest steps back in time.

    Where that leaves two, the region of the user decides (ISO 3166, "" if unknown), else the
    month comes first on a phone that counts to twelve. dates: in the order of the messages.
    """
    listed = list(dates)
    usual: Order = usual_order(region, default="mdy" if twelve else "dmy")
    orders: tuple[Order, ...] = (usual, "mdy" if usual == "dmy" else "dmy", "ymd")
    return min(orders, key=lambda order: (*_implausible(listed, order, as_of), orders.index(order)))


def _implausible(dates: list[Numbers], order: Order, as_of: dt.date) -> tuple[int, int]:
    """How many days cannot be, and how often the next message lies before the last."""
    days = [day_of(numbers, order) for numbers in dates]
    existing = [day for day in days if day is not None and day <= as_of + dt.timedelta(days=2)]
    return len(days) - len(existing), sum(later < earlier for earlier, later in pairwise(existing))


def day_of(numbers: Numbers, order: Order) -> dt.date | None:
    """None when there is no such day."""
    first, second, third = numbers
    if order == "ymd" or first > 31:
        year, month, day = first, second, third
    elif order == "dmy":
        year, month, day = third, second, first
    else:
        year, month, day = third, first, second
    try:
        return dt.date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None
