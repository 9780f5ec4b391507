"""Who might be in this week's plan, in the columns that `core.reconnect` ranks.

First the people of the ranges of `candidate_ranges` and whoever has an occasion, some hundreds. Then, for those who
lead, whom they know; and for those who still lead, whom I know where they work. Both take longer to find
out, and can only move somebody down. So the page costs about the same with a thousand people and with a
hundred thousand.
"""

import datetime as dt
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final

import numpy as np

from reknit.core.contacts import Bytes, Ints
from reknit.core.decay import Floats
from reknit.core.keys import name_words
from reknit.core.outlook import CONTACT_PRIOR, SILENCE_PRIOR, features
from reknit.core.reconnect import OCCASION_KINDS, Candidates, Occasions, is_ready, no_data, score
from reknit.core.tie_states import (
    STATES,
    StateBounds,
    cadence_days,
    index_columns,
    layer_keys,
    layers_of,
    living,
    states,
)
from reknit.core.ties import Ties
from reknit.store import bulk
from reknit.store.days import as_days, day_number
from reknit.store.policy import Actor
from reknit.store.selectors import candidate_ranges, candidate_rows, past_ties
from reknit.store.selectors.candidate_rows import Face, Rows
from reknit.store.selectors.occasions import Occasion, occasions
from reknit.store.selectors.ties import Moment, with_layer_rules

__all__ = ["CONTACT_PRIOR", "Crowd", "Occasion", "gather"]


@dataclass(frozen=True)
class _Places:
    """How many leaders are looked at more closely: over all, for each kind of reason (the queue takes a dozen and
    reaches down the list so that they differ), and people without an exchange.
    """

    leaders: int
    per_kind: int
    strangers: int


WIDE: Final = _Places(160, 24, 24)
NARROW: Final = _Places(40, 8, 12)

_UNKNOWN = STATES.index("unknown")


@dataclass
class Crowd:
    """The candidates with what the words about them need; row i of every column is `people[i]`."""

    now: Moment
    people: list[Face]
    ties: Ties
    candidates: Candidates
    occasions: Occasions
    causes: dict[int, list[Occasion]]
    offers: dict[int, list[str]] = field(default_factory=dict)

    def tie_of(self, row: int) -> Any:
        """The tie of the candidate in that row as plain values."""
        return self.ties.row(row)


def gather(actor: Actor, now: Moment, *, past: bool) -> Crowd:
    """The candidates of a day. past: the day is before the latest interactions, so that ties are taken as they
    were then; nothing later is looked at.
    """
    then: Ties | None = None
    if past:
        then = past_ties.as_they_were(actor, past_ties.stored(actor), now.at)
        keys = layer_keys(then.long_key(), living(then, as_of_day=now.day))
        now = replace(now, bounds=StateBounds.at(now.day, keys))
        known = candidate_ranges.known_then(then, now)
    else:
        known = candidate_ranges.known(actor, now)
    causes = occasions(actor, now, known)
    wanted = known | set(causes) | candidate_ranges.unknown(actor, now)
    return _shortlist(actor, candidate_rows.load(wanted, then), causes, now)


def _shortlist(actor: Actor, rows: Rows, causes: dict[int, list[Occasion]], now: Moment) -> Crowd:
    offers = _matches(actor, rows.person.tolist())
    for person_id, texts in offers.items():
        causes.setdefault(person_id, []).append(Occasion(person_id, "offer", None, texts[0]))
    promised = [person_id for person_id, why in causes.items() if any(cause.kind == "promise" for cause in why)]
    few = _leading(_candidates(rows, now, offers), causes, promised, WIDE, now)
    few = replace(few, shared_contacts=_shared_contacts(actor, few.person))
    few = _leading(few, causes, promised, NARROW, now)
    few = replace(few, organisation_ties=_organisation_ties(few, now))
    return Crowd(
        now=now,
        people=candidate_rows.faces(few.person.tolist()),
        ties=rows.ties.where(np.searchsorted(rows.person, few.person)),
        candidates=few,
        occasions=_columns_of(causes, few.person),
        causes=causes,
        offers=offers,
    )


def _leading(
    candidates: Candidates, causes: dict[int, list[Occasion]], promised: list[int], places: _Places, now: Moment
) -> Candidates:
    """Who may lead the queue or the list of people without an exchange, as far as is known; and whom I promised."""
    occasions = _columns_of(causes, candidates.person)
    scores = score(candidates, occasions, as_of_day=now.day)
    ready = is_ready(candidates, as_of_day=now.day) & (candidates.state != _UNKNOWN) & (scores.score > 0)
    best = np.flatnonzero(ready)
    best = best[np.argsort(-scores.score[best], kind="stable")]
    kind = np.where(scores.occasion >= 0, scores.occasion, len(OCCASION_KINDS) + candidates.state)[best]
    chosen = np.isin(candidates.person, promised)
    chosen[best[: places.leaders]] = True
    for one in np.unique(kind):
        chosen[best[kind == one][: places.per_kind]] = True
    strangers = no_data(candidates, occasions, as_of_day=now.day, limit=places.strangers)
    chosen[[pick.row for pick in strangers]] = True
    return Candidates(**{f.name: getattr(candidates, f.name)[chosen] for f in fields(Candidates)})


def _candidates(rows: Rows, now: Moment, offers: dict[int, list[str]]) -> Candidates:
    """All columns; whom they know, and whom I know where they work, at its most favourable: nobody."""
    ties, columns, size = rows.ties, index_columns(rows.ties), len(rows.person)
    hand = with_layer_rules(rows.by_hand, columns, now.bounds.layer_keys, now.layer_cadences)
    known = ties.contact_days > 0
    silence = np.zeros(size)
    if known.any():
        logs = features(ties.where(known), as_of=as_days(now.at), as_of_day=now.day)
        silence[known] = 1.0 - SILENCE_PRIOR.chance(logs)
    state = states(ties, columns, now.bounds, hand)
    return Candidates(
        person=rows.person,
        state=state,
        first_day=np.where(known, ties.first_day, -1),
        last_day=np.where(known, ties.last_day, -1),
        contact_days=ties.contact_days,
        contact_weeks=ties.contact_weeks,
        incoming=ties.incoming,
        outgoing=ties.outgoing,
        silence_chance=silence,
        cadence_days=cadence_days(ties, layers_of(columns, now.bounds.layer_keys, hand), hand),
        organisation=rows.organisation,
        organisation_ties=np.where(rows.organisation >= 0, 0.0, np.nan),
        field=np.full(size, -1, dtype=np.int64),
        field_ties=np.full(size, np.nan),
        seniority=np.full(size, np.nan),
        shared_contacts=np.zeros(size),
        fit=np.full(size, np.nan),
        can_offer=np.where(np.isin(rows.person, list(offers)), 1.0, np.nan),
        channel=rows.channel,
        speaks=np.ones(size, dtype=np.bool_),
        muted=rows.muted,
        snoozed_until=rows.snoozed_until,
        handled_day=rows.handled_day,
        connected_day=_connected(rows.person, state),
    )


def _columns_of(causes: dict[int, list[Occasion]], person: Ints) -> Occasions:
    row_of = {person_id: row for row, person_id in enumerate(person.tolist())}
    known = [o for occasions in causes.values() for o in occasions if o.person_id in row_of]
    return Occasions(
        row=np.array([row_of[o.person_id] for o in known], dtype=np.int64),
        kind=np.array([OCCASION_KINDS.index(o.kind) for o in known], dtype=np.int64),
        day=np.array([np.nan if o.day is None else float(o.day) for o in known], dtype=np.float64),
    )


_CONNECTED = "SELECT person_id, starts FROM store_fact WHERE kind = 'connected' AND person_id IN ({marks})"


def _connected(person: Ints, state: Bytes) -> Floats:
    """The day on which people without an exchange were connected, NaN where it is not known to the day."""
    days: dict[int, float] = {}
    for person_id, on in bulk.fetch_in(_CONNECTED, person[state == _UNKNOWN].tolist()):
        try:
            days[person_id] = float(day_number(dt.date.fromisoformat(on)))
        except ValueError:
            continue  # a year or a month is too vague to say how recent
    return np.array([days.get(person_id, np.nan) for person_id in person.tolist()])


def _shared_contacts(actor: Actor, person: Ints) -> Floats:
    """How many others of my contacts each knows: all links of theirs but those the user denied."""
    found = dict.fromkeys(person.tolist(), 0.0)
    for column in ("low_id", "high_id"):
        # Counting needs the index alone as long as it asks for no other column.
        sql = f"SELECT {column}, COUNT(*) FROM store_link WHERE {column} IN ({{marks}}) GROUP BY 1"  # noqa: S608
        for person_id, number in bulk.fetch_in(sql, list(found)):
            found[person_id] += number
    for pair in bulk.fetch(_DENIED, [actor.workspace_id]):
        for person_id in pair:
            if person_id in found:
                found[person_id] -= 1
    return np.array(list(found.values()))


_DENIED = "SELECT low_id, high_id FROM store_link WHERE workspace_id = %s AND stated = 'not'"

# Whether there are thirty or three hundred makes no difference to what they leave of novelty, 1/(1 + ties).
_MOST_COUNTED: Final = 30
_LIVING_THERE: Final = (
    "SELECT o.id, (SELECT COUNT(*) FROM (SELECT 1 FROM store_person p JOIN store_tie t ON t.person_id = p.id"  # noqa: S608
    f" WHERE p.organisation_id = o.id AND t.two_way = TRUE AND t.last_day >= %s LIMIT {_MOST_COUNTED}) living)"
    " FROM store_organisation o WHERE o.id IN ({marks})"
)


def _organisation_ties(few: Candidates, now: Moment) -> Floats:
    """How many other living ties I have in each person's organisation; NaN where it is not known."""
    since = now.bounds.dormant_before_day
    wanted = np.unique(few.organisation[few.organisation >= 0])
    number = dict(bulk.fetch_in(_LIVING_THERE, wanted.tolist(), [since]))
    there = np.array([number.get(organisation, 0) for organisation in few.organisation.tolist()], dtype=np.float64)
    alive = (few.incoming > 0) & (few.outgoing > 0) & (few.last_day >= since)
    return np.where(few.organisation >= 0, np.maximum(there - alive, 0.0), np.nan)


_OFFERS = (
    "SELECT f.value FROM store_fact f JOIN store_person p ON p.id = f.person_id WHERE p.workspace_id = %s AND p.ego"
    " AND f.kind = 'offer' AND f.state NOT IN ('refused', 'gone')"
)


def _matches(actor: Actor, person_ids: list[int]) -> dict[int, list[str]]:
    """What of mine meets a stated need of theirs: all words of the one in the other."""
    mine = [(frozenset(name_words(text)), text) for (text,) in bulk.fetch(_OFFERS, [actor.workspace_id])]
    if not mine:
        return {}
    found: dict[int, list[str]] = {}
    for person_id, need in bulk.fetch_in(_NEEDS, person_ids):
        words = frozenset(name_words(need))
        for offered, text in mine:
            if offered and words and (offered <= words or words <= offered):
                found.setdefault(person_id, []).append(text)
    return found


_NEEDS = (
    "SELECT person_id, value FROM store_fact WHERE kind = 'need' AND state NOT IN ('refused', 'gone', 'met')"
    " AND person_id IN ({marks})"
)
