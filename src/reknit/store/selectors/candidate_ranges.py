"""Which people can come out on top of the week's plan: a few hundred, found by short ranges of indexes.

Every factor that can lift somebody to the top of `core.reconnect` has an index in whose order people are taken until
there are enough who are ready (not muted, snoozed, handled lately or just spoken to). So the number of rows read
hangs on how many are asked for, not on the size of the book.

| range            | order            | whom it finds                                              |
|------------------|------------------|------------------------------------------------------------|
| close            | long_key         | the inner circle, fading or not                            |
| fading, closest  | contact_weeks    | silent for longer than their rhythm explains, and dear     |
| quiet, closest   | contact_weeks    | alive, dear, and silent for six weeks                      |
| dormant, closest | contact_weeks    | once strong, silent for a year to five                     |
| slipping         | rhythm_fades_day | the latest to fall below their own rhythm                  |
| flagged          | flag_day         | the latest to be silent for eight usual gaps               |
| new              | first_day        | met within 90 days, and silent for six weeks               |
| silent a season  | last_day         | the latest to be silent for 90 days, however few the meetings |
| fallen asleep    | last_day         | the latest to become dormant                               |
| by hand          | -                | with a cadence, layer or state of their own or of a tag    |
| unknown          | day of connection, newest need or offer, newest person | no exchange yet         |
"""

from typing import Any, Final

import numpy as np

from reknit.core.tie_states import index_columns
from reknit.core.ties import Ties
from reknit.store import bulk
from reknit.store.days import from_day_number
from reknit.store.policy import Actor
from reknit.store.selectors.tie_ranges import BY_HAND
from reknit.store.selectors.ties import Moment

# Up to so many two-way ties, all are looked at: that costs no more than the ranges.
SMALL_BOOK: Final = 1000

# How many people each range contributes at most.
PER_LARGE_RANGE: Final = 150
PER_RANGE: Final = 60
PER_SMALL_RANGE: Final = 30
BY_HAND_AT_MOST: Final = 300

# After that a former tie is a stranger again: waiting another month costs nothing (`core.reconnect`, loss).
LONGEST_DORMANT_DAYS: Final = 5 * 365

JUST_IN_TOUCH_DAYS: Final = 7

# Sooner than that, silence hardly counts where neither rhythm nor an occasion speaks (`core.reconnect`, loss).
QUIET_DAYS: Final = 42
SEASON_DAYS: Final = 90

# Outside the inner fifteen contact is expected half-yearly at the most, so whoever was handled within half
# a year is not ready; the inner fifteen are all in the range of the close.
_HANDLED_DAYS: Final = 182

_READY: Final = (
    "NOT p.ego AND p.deleted_at IS NULL AND NOT p.archived AND NOT p.muted AND NOT p.never"
    " AND (p.snoozed_until IS NULL OR p.snoozed_until <= %s)"
)
_NOT_HANDLED: Final = " AND (p.handled_on IS NULL OR p.handled_on <= %s)"

# The plus before a column says that the order's index is to be used, not one of that column.
_TIES: Final = (
    "SELECT t.person_id FROM store_tie t JOIN store_person p ON p.id = t.person_id"  # noqa: S608
    f" WHERE t.workspace_id = %s AND t.two_way = TRUE AND {_READY}"
)
_CLOSE: Final = f"{_TIES} AND +t.last_day >= %s AND t.long_key IS NOT NULL ORDER BY t.long_key DESC LIMIT %s"
_BY_WEEKS: Final = (
    f"{_TIES}{_NOT_HANDLED} AND +t.last_day >= %s AND +t.last_day < %s ORDER BY t.contact_weeks DESC LIMIT %s"
)
_FADING_BY_WEEKS: Final = (
    f"{_TIES}{_NOT_HANDLED} AND +t.last_day >= %s AND (+t.rhythm_fades_day < %s OR +t.flag_day < %s)"
    " ORDER BY t.contact_weeks DESC LIMIT %s"
)
_LATEST: Final = (
    f"{_TIES}{_NOT_HANDLED} AND {{day}} < %s AND +t.last_day >= %s AND +t.last_day < %s ORDER BY {{day}} DESC LIMIT %s"
)
_NEW: Final = f"{_TIES}{_NOT_HANDLED} AND t.first_day >= %s AND +t.last_day < %s ORDER BY t.first_day DESC LIMIT %s"
_SILENT: Final = f"{_TIES}{_NOT_HANDLED} AND t.last_day < %s ORDER BY t.last_day DESC LIMIT %s"
_BY_HAND: Final = f"SELECT p.id FROM store_person p WHERE p.workspace_id = %s AND {BY_HAND} AND {_READY} LIMIT %s"  # noqa: S608


_ALL: Final = "SELECT person_id FROM store_tie WHERE workspace_id = %s AND two_way = TRUE LIMIT %s"


def known(actor: Actor, now: Moment) -> set[int]:
    """People with an exchange in both directions who may be worth a line; in a small book, all of them."""
    everybody = bulk.fetch(_ALL, [actor.workspace_id, SMALL_BOOK + 1])
    if len(everybody) <= SMALL_BOOK:
        return {row[0] for row in everybody}
    space, today = actor.workspace_id, from_day_number(now.day).isoformat()
    handled = from_day_number(now.day - _HANDLED_DAYS).isoformat()
    asleep, silent = now.bounds.dormant_before_day, now.day - JUST_IN_TOUCH_DAYS + 1
    quiet = now.day - QUIET_DAYS
    ready: list[Any] = [space, today, handled]
    ranges: list[tuple[str, list[Any]]] = [
        (_CLOSE, [space, today, asleep, PER_RANGE]),
        (_FADING_BY_WEEKS, [*ready, asleep, now.day, now.day, PER_LARGE_RANGE]),
        (_BY_WEEKS, [*ready, asleep, quiet, PER_RANGE]),
        (_BY_WEEKS, [*ready, now.day - LONGEST_DORMANT_DAYS, asleep, PER_LARGE_RANGE]),
        (_LATEST.format(day="t.rhythm_fades_day"), [*ready, now.day, asleep, silent, PER_SMALL_RANGE]),
        (_LATEST.format(day="t.flag_day"), [*ready, now.day, asleep, silent, PER_SMALL_RANGE]),
        (_NEW, [*ready, now.bounds.new_from_day, quiet, PER_SMALL_RANGE]),
        (_SILENT, [*ready, now.day - SEASON_DAYS, PER_SMALL_RANGE]),
        (_SILENT, [*ready, asleep, PER_SMALL_RANGE]),
        (_BY_HAND, [space, today, BY_HAND_AT_MOST]),
    ]
    return {row[0] for sql, parameters in ranges for row in bulk.fetch(sql, parameters)}


def known_then(ties: Ties, now: Moment) -> set[int]:
    """The same from all ties in columns, for a day of the past. What the user said is of today, so it is asked later
    (`core.reconnect.is_ready`), and the ranges are longer for that.
    """
    day, asleep = now.day, now.bounds.dormant_before_day
    two_way, alive = ties.two_way(), ties.last_day >= asleep
    silent, columns = ties.last_day <= day - JUST_IN_TOUCH_DAYS, index_columns(ties)
    quiet = ties.last_day < day - QUIET_DAYS
    faded = (columns.rhythm_fades_day < day) | (columns.flag_day < day)
    ranges = (
        (alive, columns.long_key),
        (alive & faded, ties.contact_weeks),
        (alive & quiet, ties.contact_weeks),
        (~alive & (ties.last_day >= day - LONGEST_DORMANT_DAYS), ties.contact_weeks),
        (alive & silent & (columns.rhythm_fades_day < day), columns.rhythm_fades_day),
        (alive & silent & (columns.flag_day < day), columns.flag_day),
        (quiet & (ties.first_day >= now.bounds.new_from_day), ties.first_day),
        (ties.last_day < day - SEASON_DAYS, ties.last_day),
        (~alive, ties.last_day),
    )
    found: set[int] = set()
    for holds, order in ranges:
        rows = np.flatnonzero(holds & two_way)
        found.update(ties.person[rows[np.argsort(-order[rows], kind="stable")[: 2 * PER_LARGE_RANGE]]].tolist())
    return found


# Each kind has an index of its own, which SQLite sees only where the kind stands in the query itself. The latest are
# looked through, however few of them turn out to be strangers.
_STATED: Final = (
    "SELECT s.person_id FROM (SELECT f.person_id FROM store_fact f WHERE f.workspace_id = %s"  # noqa: S608
    " AND f.kind = '{kind}' AND f.state NOT IN ('refused', 'gone', 'met')"
    " ORDER BY f.starts DESC, f.id DESC LIMIT %s) s JOIN store_person p ON p.id = s.person_id"
    f" LEFT JOIN store_tie t ON t.person_id = p.id WHERE {_READY}"
)
_STRANGER: Final = " AND (t.two_way IS NULL OR t.two_way = FALSE)"
_NEWEST: Final = f"SELECT p.id FROM store_person p WHERE p.workspace_id = %s AND {_READY} ORDER BY p.id DESC LIMIT %s"  # noqa: S608


def unknown(actor: Actor, now: Moment) -> set[int]:
    """People without an exchange, the latest connected and the newest; and whoever stated a need."""
    space, today = actor.workspace_id, from_day_number(now.day).isoformat()
    ranges: list[tuple[str, list[Any]]] = [
        (_STATED.format(kind="connected") + _STRANGER, [space, PER_RANGE, today]),
        (_STATED.format(kind="offer") + _STRANGER, [space, PER_SMALL_RANGE, today]),
        (_STATED.format(kind="need"), [space, PER_SMALL_RANGE, today]),
        (_NEWEST, [space, today, PER_SMALL_RANGE]),
    ]
    return {row[0] for sql, parameters in ranges for row in bulk.fetch(sql, parameters)}
