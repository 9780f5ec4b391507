"""Words for people, kept apart from the numbers they describe.

The core says what it means as a `Phrase`: a name from the table TEXTS and the values to put in. `render` turns
it into a sentence, and is the one place where a translation can be put in: give it gettext's
`ngettext` (or any function of the same shape).
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from reknit.core.texts import TEXTS

Translate = Callable[[str, str, int], str]

_EPOCH: Final = dt.date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Phrase:
    """One text of the table, with its values; `count` chooses between one and many."""

    name: str
    values: "tuple[tuple[str, str | int | float | Phrase], ...]" = ()
    count: int = 1


def phrase(name: str, /, count: int = 1, **values: "str | int | float | Phrase") -> Phrase:
    """A phrase of the table; `count` is also a value of that name."""
    assert name in TEXTS, name
    return Phrase(name, tuple(sorted(values.items())), count)


def english(one: str, many: str, count: int) -> str:
    """The source language itself."""
    return one if count == 1 else many


def render(words: Phrase, translate: Translate = english) -> str:
    """The phrase as text. Values that are phrases are rendered first; a sentence begins with a capital."""
    values: Mapping[str, object] = {
        key: render(value, translate) if isinstance(value, Phrase) else value for key, value in words.values
    }
    text = TEXTS[words.name]
    one, many = text if isinstance(text, tuple) else (text, text)
    said = translate(one, many, words.count).format(count=words.count, **values)
    return said[:1].upper() + said[1:] if one[-1:] in {".", "?"} else said


def ago(days: int) -> Phrase:
    """How long ago, in the words of everyday: "three weeks ago" as "3 weeks ago"."""
    if days < 2:
        return phrase("today" if days < 1 else "yesterday")
    for unit, length in (("years", 365.25), ("months", 30.44), ("weeks", 7.0)):
        if days >= 2 * length:
            return phrase(f"{unit} ago", round(days / length))
    return phrase("days ago", days)


def in_days(days: int) -> Phrase:
    """How long until then."""
    if days < 2:
        return phrase("today" if days < 1 else "tomorrow")
    return phrase("in days", days) if days < 14 else phrase("in weeks", round(days / 7))


def calendar_day(day: int) -> dt.date:
    """Day number (since 1970-01-01) as a date."""
    return _EPOCH + dt.timedelta(days=day)


def on_day(day: int) -> Phrase:
    """The date in words, as in "on 3 March 2026"."""
    date = calendar_day(day)
    return phrase("on day", day=date.day, month=month_name(date.month), year=date.year)


def date_words(day: int) -> Phrase:
    """The date alone, as in "3 March 2026"."""
    date = calendar_day(day)
    return phrase("date", day=date.day, month=month_name(date.month), year=date.year)


def in_month(day: int, *, as_of_day: int) -> Phrase:
    """The month in words, "in March", with the year when that March was not the last one."""
    date = calendar_day(day)
    if 0 <= as_of_day - day < 300:
        return phrase("in month", month=month_name(date.month))
    return phrase("in month of year", month=month_name(date.month), year=date.year)


def month_name(number: int) -> Phrase:
    """1 … 12."""
    return phrase(f"month {number}")


def weekday_name(number: int) -> Phrase:
    """0 … 6, Monday first."""
    return phrase(f"weekday {number}")
