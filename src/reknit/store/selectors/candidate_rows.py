"""The rows of some people and their ties as columns."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np

from reknit.core.contacts import CHANNELS, Bools, Ints
from reknit.core.decay import Floats
from reknit.core.tie_states import ByHand
from reknit.core.ties import Ties
from reknit.store import bulk
from reknit.store.days import day_number
from reknit.store.selectors.ties import VALUES, TieValue, by_hand, from_rows

MAIL, CALL = CHANNELS.index("mail"), CHANNELS.index("call")

# The best direct way to a person: mail, else a call, else none.
_CHANNEL = f"CASE WHEN p.email <> '' THEN {MAIL} WHEN p.phone <> '' THEN {CALL} ELSE -1 END"
_PERSON: Final = (
    "p.id", "p.strength_override", "p.layer_override", "p.cadence_days", "p.tag_cadence_days",
    "COALESCE(p.organisation_id, -1)", _CHANNEL, "p.muted OR p.never", "p.snoozed_until", "p.handled_on",
)  # fmt: skip
_ROWS: Final = (
    f"SELECT {', '.join(_PERSON)}, t.contact_days IS NOT NULL, {', '.join('t.' + name for name in VALUES)}"  # noqa: S608
    " FROM store_person p LEFT JOIN store_tie t ON t.person_id = p.id"
    " WHERE p.id IN ({marks}) AND NOT p.ego AND p.deleted_at IS NULL AND NOT p.archived"
)


@dataclass(frozen=True)
class Rows:
    """People in the order of their ids, with their ties (empty where there was no contact); shape (n,) each.

    by_hand: without the rules of layers. channel, muted, snoozed_until, handled_day: as `core.reconnect.Candidates`.
    """

    person: Ints
    ties: Ties
    by_hand: ByHand
    organisation: Ints
    channel: Ints
    muted: Bools
    snoozed_until: Floats
    handled_day: Floats


def load(person_ids: Iterable[int], then: Ties | None = None) -> Rows:
    """Those of the people who are to be seen. then: their ties on an earlier day, instead of those kept."""
    rows = sorted(bulk.fetch_in(_ROWS, sorted(person_ids)))
    size = len(_PERSON)
    person, state, layer, own, by_tag, organisation, channel, muted, snoozed, handled = (
        list(zip(*(row[:size] for row in rows), strict=True)) if rows else [()] * size
    )
    ties = from_rows([(row[0], *row[size + 1 :]) for row in rows if row[size]]) if then is None else then
    return Rows(
        person=np.array(person, dtype=np.int64),
        ties=_aligned(ties, np.array(person, dtype=np.int64)),
        by_hand=by_hand(zip(state, layer, own, by_tag, strict=True)),
        organisation=np.array(organisation, dtype=np.int64),
        channel=np.array(channel, dtype=np.int64),
        muted=np.array(muted, dtype=np.bool_),
        snoozed_until=_days(snoozed),
        handled_day=_days(handled),
    )


class Face(NamedTuple):
    """What the words about a person need of them."""

    pk: int
    name: str
    title: str
    organisation_name: str
    email: str
    phone: str
    never: bool
    snoozed_until: dt.date | None


_FACES: Final = (
    "SELECT id, name, title, organisation_name, email, phone, never, snoozed_until FROM store_person"
    " WHERE id IN ({marks})"
)


def faces(person_ids: list[int]) -> list[Face]:
    """In the order of the ids, which is that of `Rows`."""
    rows = sorted(bulk.fetch_in(_FACES, person_ids))
    return [Face(*row)._replace(snoozed_until=_date(row[-1]) if row[-1] else None) for row in rows]


def _aligned(ties: Ties, person: Ints) -> Ties:
    """One row for each person, in their order; people without contact get an empty row."""
    empty = Ties.of([(0, TieValue())])
    joined = Ties(**{name: np.concatenate([getattr(ties, name), getattr(empty, name)]) for name in Ties.__slots__})
    places = np.searchsorted(ties.person, person)
    found = np.append(ties.person, -1)[places] == person
    return joined.where(np.where(found, places, len(ties)))


def _days(dates: Iterable[Any]) -> Floats:
    """SQLite gives text where PostgreSQL gives a date."""
    return np.array([np.nan if day is None else float(day_number(_date(day))) for day in dates])


def _date(value: Any) -> dt.date:
    return dt.date.fromisoformat(value) if isinstance(value, str) else value
