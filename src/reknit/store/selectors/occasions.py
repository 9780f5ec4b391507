"""Reasons to write now: open promises, birthdays and other days, changes of role, new projects, what somebody
published. Each is a range of an index.
"""

import datetime as dt
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

from reknit.core.facts import month_and_day
from reknit.store import bulk
from reknit.store.days import day_number, from_day_number
from reknit.store.policy import Actor
from reknit.store.selectors.feeds import news
from reknit.store.selectors.projects import new_projects
from reknit.store.selectors.ties import Moment

# How many people each kind of occasion contributes at most, besides those who are close anyway.
PER_KIND: Final = 40
PROMISES: Final = 100

BIRTHDAY_DAYS_BEFORE, BIRTHDAY_DAYS_AFTER = 7, 3
ROLE_CHANGE_DAYS = 120


@dataclass(frozen=True)
class Occasion:
    """A reason to write now: a kind of `core.reconnect.OCCASIONS`, the day (or None), the words of it."""

    person_id: int
    kind: str
    day: int | None
    text: str
    row_id: int = 0


def occasions(actor: Actor, now: Moment, close: Collection[int] = ()) -> dict[int, list[Occasion]]:
    """By person, for people who are neither archived nor in the trash. close: whose days and roles all count."""
    found: dict[int, list[Occasion]] = {}
    told = (*_promises(actor, now), *_birthdays(actor, now, close), *_new_roles(actor, now, close))
    told += (*_seen_lately(actor, now),)
    for occasion in told:
        found.setdefault(occasion.person_id, []).append(occasion)
    return found


_SEEN = "p.deleted_at IS NULL AND NOT p.archived AND NOT p.ego"

_PROMISES = (
    "SELECT r.person_id, r.mine, r.due_on, r.what, r.id FROM store_promise r JOIN store_person p ON p.id = r.person_id"  # noqa: S608
    f" WHERE r.workspace_id = %s AND r.state = 'open' AND r.made_on <= %s AND {_SEEN}"
    " ORDER BY r.due_on, r.id LIMIT %s"
)


def _promises(actor: Actor, now: Moment) -> Iterator[Occasion]:
    today = from_day_number(now.day)
    for person_id, mine, due, what, row_id in bulk.fetch(_PROMISES, [actor.workspace_id, today.isoformat(), PROMISES]):
        day = _day(due)
        yield Occasion(person_id, "promise" if mine else "promised me", day, what, row_id)


def _day(value: Any) -> int | None:
    """SQLite gives text where PostgreSQL gives a date."""
    if value is None:
        return None
    return day_number(dt.date.fromisoformat(value) if isinstance(value, str) else value)


_DAYS = (
    "SELECT f.person_id, f.kind, f.key, f.value, f.data FROM store_fact f{join}"
    " WHERE f.kind IN ('birthday', 'day') AND f.key >= %s AND f.key < %s AND f.state <> 'refused'"
)
_ANYBODY = (
    f"{_DAYS.format(join=' JOIN store_person p ON p.id = f.person_id')} AND {_SEEN} AND f.workspace_id = %s LIMIT %s"
)
_OF_SOME = f"{_DAYS.format(join='')} AND f.person_id IN ({{marks}})"


def _birthdays(actor: Actor, now: Moment, close: Collection[int]) -> Iterator[Occasion]:
    """Of whoever is close; and, as far as they are not too many, of the others."""
    window = {month_day: day for day in range(now.day - BIRTHDAY_DAYS_AFTER, now.day + BIRTHDAY_DAYS_BEFORE + 1)
              for month_day in _kept_on(from_day_number(day))}  # fmt: skip
    rows: dict[tuple[Any, ...], None] = {}
    for first, last in _stretches(sorted(window)):
        bounds = [f"{first}|", f"{last}~"]
        rows |= dict.fromkeys(bulk.fetch(_ANYBODY, [*bounds, actor.workspace_id, PER_KIND]))
        rows |= dict.fromkeys(bulk.fetch_in(_OF_SOME, close, bounds))
    for person_id, kind, key, value, data in rows:
        parts = json.loads(data) if isinstance(data, str) else data
        if key[:5] in window and parts.get("label") != "death" and month_and_day(value):
            named = "birthday" if kind == "birthday" else "anniversary"
            yield Occasion(person_id, named, window[key[:5]], str(parts.get("label", "")))


def _kept_on(day: dt.date) -> list[str]:
    """The days of the year, as facts write them, that are kept on this date."""
    leap = day.year % 4 == 0 and (day.year % 100 != 0 or day.year % 400 == 0)
    return [f"{day:%m-%d}", "02-29"] if (day.month, day.day) == (3, 1) and not leap else [f"{day:%m-%d}"]


def _stretches(month_days: list[str]) -> list[tuple[str, str]]:
    """The days as ranges of text: two where they run over the end of the year."""
    december = [text for text in month_days if text >= "12"]
    january = [text for text in month_days if text < "12"]
    if december and january and january[0] < "02":
        return [(january[0], january[-1]), (december[0], december[-1])]
    return [(month_days[0], month_days[-1])]


_NEW_ROLES = (
    "SELECT p.id, p.role_since, p.title, p.organisation_name FROM store_person p"  # noqa: S608
    f" WHERE p.role_since >= %s AND p.role_since <= %s AND {_SEEN}"
)
_LATEST_ROLES = f"{_NEW_ROLES} AND p.workspace_id = %s ORDER BY p.role_since DESC LIMIT %s"
_ROLES_OF_SOME = f"{_NEW_ROLES} AND p.id IN ({{marks}})"


def _new_roles(actor: Actor, now: Moment, close: Collection[int]) -> Iterator[Occasion]:
    today = from_day_number(now.day)
    days = [(today - dt.timedelta(days=ROLE_CHANGE_DAYS)).isoformat(), today.isoformat()]
    rows = dict.fromkeys(bulk.fetch(_LATEST_ROLES, [*days, actor.workspace_id, PER_KIND]))
    rows |= dict.fromkeys(bulk.fetch_in(_ROLES_OF_SOME, close, days))
    for person_id, day, title, organisation in rows:
        yield Occasion(person_id, "job", _day(day), ", ".join(filter(None, (title, organisation))))


def _seen_lately(actor: Actor, now: Moment) -> Iterator[Occasion]:
    for project in new_projects(actor, now):
        yield Occasion(project.person_id, "project", project.day, project.text, project.fact_id)
    for entry in news(actor, now):
        yield Occasion(entry.person_id, "news", entry.day, entry.text, entry.entry_id)
