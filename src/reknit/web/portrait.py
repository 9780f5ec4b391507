"""What a person's page shows of the facts: in which place, in which order, in which words."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from reknit.store.selectors.person import FactLine, PersonPage, TimelineEntry
from reknit.store.selectors.ties import FactorView
from reknit.web.forms.values import page_link

OTHERS_SHOWN = 3


@dataclass(frozen=True)
class FactRow:
    """A fact as it is shown: link is where it leads ("" for nowhere), note the quiet words behind it."""

    fact: FactLine
    words: str
    link: str
    note: str


@dataclass(frozen=True)
class Section:
    """Facts under one heading. adds: (kind, words of the button) that can be added to it."""

    key: str
    title: str
    adds: list[tuple[str, str]]
    rows: list[FactRow]


# key, heading, kinds shown, kinds that can be added.
_WHO = (
    ("reach", lazy("How to reach them"), ("email", "phone", "profile", "url", "handle", "postal"),
     ("email", "phone", "profile", "handle", "postal")),
    ("roles", lazy("Roles"), ("affiliation",), ("affiliation",)),
    ("about", lazy("About"), ("name", "birthday", "day", "met", "connected"), ("name", "birthday", "day", "met")),
    ("tags", lazy("Tags"), ("tag",), ("tag",)),
    ("notes", lazy("Notes"), ("note",), ("note",)),
)  # fmt: skip
_GIVE_AND_TAKE = (
    ("needs", lazy("What they need"), ("need",), ("need",)),
    ("offers", lazy("What they can offer"), ("offer",), ("offer",)),
    ("work", lazy("What they work on"), ("project", "interest"), ("project", "interest")),
    ("favours", lazy("Good turns"), ("favour",), ()),
)

KIND_WORDS = {
    "name": lazy("name"),
    "affiliation": lazy("role"),
    "email": lazy("e-mail"),
    "phone": lazy("phone"),
    "profile": lazy("web page"),
    "url": lazy("web page"),
    "handle": lazy("messenger"),
    "postal": lazy("address"),
    "birthday": lazy("birthday"),
    "day": lazy("another day"),
    "met": lazy("how we met"),
    "connected": lazy("connected"),
    "tag": lazy("tag"),
    "note": lazy("note"),
    "offer": lazy("offer"),
    "need": lazy("need"),
    "interest": lazy("interest"),
    "project": lazy("project"),
    "favour": lazy("good turn"),
}

# The factors of a tie (`core.tie_words`) as headings of their words.
FACTOR_WORDS = {
    "by hand": lazy("Your word"),
    "strength": lazy("Strength"),
    "last contact": lazy("Last contact"),
    "contact-days": lazy("Contact"),
    "exchange": lazy("Exchange"),
    "rhythm": lazy("Rhythm"),
    "silence": lazy("Silence"),
    "layer": lazy("Closeness"),
    "cadence": lazy("Expected"),
    "fades": lazy("Fading"),
    "planned": lazy("Planned"),
    "next": lazy("Next"),
    "trend": lazy("Trend"),
    "weekday habit": lazy("Days of the week"),
    "month habit": lazy("Time of the year"),
    "chance": lazy("Outlook"),
}

# Said behind the value, because the heading does not tell these kinds apart.
_NAMED = frozenset(["name", "birthday", "met", "connected", "interest", "project"])


def reasons(factors: list[FactorView]) -> list[tuple[str, str]]:
    """The factors of a tie as (heading, words)."""
    return [(str(FACTOR_WORDS.get(factor.name, factor.name)), factor.words) for factor in factors]


def section_of(kind: str) -> str:
    """Key of the section in which a kind is shown."""
    return next(key for key, _title, kinds, _adds in (*_WHO, *_GIVE_AND_TAKE) if kind in kinds)


def who(person: PersonPage) -> list[Section]:
    """The left column."""
    return [_section(person, *place) for place in _WHO]


def give_and_take(person: PersonPage) -> list[Section]:
    """The right column; good turns only when there are any."""
    sections = [_section(person, *place) for place in _GIVE_AND_TAKE]
    return [section for section in sections if section.rows or section.adds]


def former(person: PersonPage) -> list[FactRow]:
    """What no longer holds."""
    return [row(fact) for fact in person.facts if is_former(fact)]


def is_former(fact: FactLine) -> bool:
    """Whether a fact holds no longer: its source changed its mind, it ended, or the need was met."""
    return not fact.current or bool(fact.ends) or fact.state in {"met", "gone"}


def _section(person: PersonPage, key: str, title: Any, kinds: tuple[str, ...], adds: tuple[str, ...]) -> Section:
    rows = [row(fact) for kind in kinds for fact in person.facts if fact.kind == kind and not is_former(fact)]
    return Section(key, str(title), [(kind, str(KIND_WORDS[kind])) for kind in adds], rows)


def row(fact: FactLine) -> FactRow:
    """One fact in words."""
    return FactRow(fact, _words(fact), _link(fact), " · ".join(_notes(fact)))


def _words(fact: FactLine) -> str:
    if fact.kind in {"birthday", "day", "connected"}:
        return partial_date(fact.value)
    if fact.kind in {"profile", "url"}:
        return fact.value.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
    if fact.kind == "favour":
        given = fact.data.get("direction") == "given"
        return (_("from you: %(what)s") if given else _("from them: %(what)s")) % {"what": fact.value}
    return fact.value


def _link(fact: FactLine) -> str:
    match fact.kind:
        case "email":
            return f"mailto:{quote(fact.value, safe='@')}"
        case "phone":
            return f"tel:{''.join(c for c in fact.value if c.isdigit() or c == '+')}"
        case "profile" | "url":
            return page_link(fact.value)
        case "tag":
            return f"{reverse('people')}?{urlencode({'tag': fact.value})}"
        case _:
            return ""


def _notes(fact: FactLine) -> Iterator[str]:
    if fact.kind in _NAMED:
        yield str(KIND_WORDS[fact.kind])
    if fact.label and fact.kind != "birthday":
        yield fact.label
    if fact.kind == "affiliation" and (fact.starts or fact.ends):
        yield _span(fact.starts, fact.ends)
    if evidence := fact.data.get("evidence"):
        yield str(evidence)


def _span(starts: str, ends: str) -> str:
    if not ends:
        return _("since %(day)s") % {"day": partial_date(starts)}
    if not starts:
        return _("until %(day)s") % {"day": partial_date(ends)}
    return _("%(start)s to %(end)s") % {"start": partial_date(starts), "end": partial_date(ends)}


def partial_date(text: str) -> str:
    """A partial ISO date for people: "12 May" for ``--05-12``; what is none stays as it is."""
    try:
        match len(text):
            case 7 if text.startswith("--"):
                return date_format(dt.date.fromisoformat(f"2000{text[1:]}"), "MONTH_DAY_FORMAT")
            case 7:
                return date_format(dt.date.fromisoformat(f"{text}-01"), "YEAR_MONTH_FORMAT")
            case 10:
                return date_format(dt.date.fromisoformat(text), "DATE_FORMAT")
            case _:
                return text
    except ValueError:
        return text


def moments(entries: list[TimelineEntry], person_id: int) -> list[dict[str, Any]]:
    """Timeline entries as `partials/timeline_item.html` wants them."""
    return [_moment(entry, person_id) for entry in entries]


def _moment(entry: TimelineEntry, person_id: int) -> dict[str, Any]:
    others = [{"name": other.name, "url": reverse("person", args=[other.id])} for other in entry.others]
    return {
        "id": entry.id,
        "kind": entry.channel,
        # A day typed in, or a whole day, has no time that would mean anything.
        "at": localtime(entry.at).date() if entry.typed else entry.at.date() if entry.all_day else entry.at,
        "title": entry.subject,
        "detail": entry.note,
        "how": " · ".join(_how(entry)),
        "others": others[:OTHERS_SHOWN],
        "more": len(others) - OTHERS_SHOWN,
        "source": _("typed by you") if entry.typed else entry.source,
        "remove_url": reverse("log-remove", args=[person_id, entry.id]) if entry.typed else "",
    }


def _how(entry: TimelineEntry) -> Iterator[str]:
    if entry.direction == "none":
        yield _("in a larger group")
    elif entry.channel in {"mail", "message", "reaction"}:
        yield {"in": _("from them"), "out": _("from you")}.get(entry.direction, _("both ways"))
    if entry.duration_minutes:
        yield ngettext("%(n)d minute", "%(n)d minutes", entry.duration_minutes) % {"n": entry.duration_minutes}
    if entry.place:
        yield entry.place
