"""Who might be in this week's plan, in the columns that `core.reconnect` ranks.

Not everybody is looked at: a few index ranges (fading, dormant, lively, new ties, the most promising
unknown people) and the live occasions (promises, birthdays, changes of role) bound the candidates, so
the page costs the same with a thousand people and with a hundred thousand.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db.models import Q, QuerySet

from reknit.core.contacts import CHANNELS
from reknit.core.facts import month_and_day
from reknit.core.keys import name_words
from reknit.core.outlook import CONTACT_PRIOR, SILENCE_PRIOR, features
from reknit.core.reconnect import OCCASION_KINDS, Candidates, Occasions
from reknit.core.tie_states import ByHand, cadence_days, index_columns, layers_of, living, states
from reknit.core.ties import Ties, build_ties
from reknit.store import bulk
from reknit.store.days import as_days, day_number, from_day_number
from reknit.store.models import Fact, Person, Promise, Tie
from reknit.store.policy import Actor, of
from reknit.store.selectors import ties as tie_rows
from reknit.store.selectors.ties import Moment
from reknit.store.services.ties import contacts_of

__all__ = ["CONTACT_PRIOR", "Crowd", "Occasion", "gather"]

# How many people each index range contributes at most.
PER_RANGE = 250

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


@dataclass
class Crowd:
    """The candidates with what the words about them need."""

    now: Moment
    people: list[Person]
    ties: Ties
    candidates: Candidates
    occasions: Occasions
    causes: dict[int, list[Occasion]]
    offers: dict[int, list[str]] = field(default_factory=dict)

    def tie_of(self, row: int) -> Any:
        """The tie of the candidate in that row as plain values."""
        return self.ties.row(row)


def gather(actor: Actor, now: Moment, *, past: bool) -> Crowd:
    """The candidates of a day. past: the day is before the latest interactions, so that ties are built anew
    from what had happened until then; nothing later is looked at.
    """
    causes = _occasions(actor, now)
    if past:
        ties = _ties_then(actor, now)
        people = _load(actor, set(ties.person.tolist()) | set(causes) | _unknown(actor))
    else:
        people = _load(actor, _ranges(actor, now) | set(causes) | _unknown(actor))
        ties = Ties.of((p.pk, tie_rows.as_value(p.tie)) for p in people if hasattr(p, "tie"))
    ties = _aligned(ties, people)
    hand = tie_rows.by_hand(people)
    if past:
        now = _with_layers(now, ties)
    offers = _matches(actor, people)
    for person_id, texts in offers.items():
        causes.setdefault(person_id, []).append(Occasion(person_id, "offer", None, texts[0]))
    candidates = _candidates(actor, people, ties, hand=hand, now=now, offers=offers)
    return Crowd(now, people, ties, candidates, _columns_of(causes, people), causes, offers)


def _with_layers(now: Moment, ties: Ties) -> Moment:
    from reknit.core.tie_states import StateBounds, layer_keys, living

    keys = layer_keys(ties.long_key(), living(ties, as_of_day=now.day))
    return Moment(now.at, now.day, now.zone, StateBounds.at(now.day, keys))


def _ties_then(actor: Actor, now: Moment) -> Ties:
    return build_ties(contacts_of(actor, None), as_of=as_days(now.at))


def _alive(actor: Actor) -> QuerySet[Person]:
    return of(actor, Person).filter(ego=False, deleted_at=None, archived=False)


def _ranges(actor: Actor, now: Moment) -> set[int]:
    """People from the index ranges of ties, the usually strongest of each first."""
    rows = of(actor, Tie).filter(two_way=True)
    bounds = now.bounds
    living = Q(last_day__gte=bounds.dormant_before_day)
    parts = (
        rows.filter(living, rhythm_fades_day__lt=now.day).order_by("-rhythm_fades_day"),
        rows.filter(living, flag_day__lt=now.day).order_by("-flag_day"),
        rows.filter(last_day__lt=bounds.dormant_before_day).order_by("-last_day"),
        rows.filter(living).order_by("-long_key"),
        rows.filter(first_day__gte=bounds.new_from_day).order_by("-first_day"),
    )
    return {person_id for part in parts for person_id in part.values_list("person_id", flat=True)[:PER_RANGE]}


def _unknown(actor: Actor) -> set[int]:
    """People without an exchange, the latest connected and those with needs or offers first."""
    facts = of(actor, Fact).filter(person__deleted_at=None, person__archived=False)
    connected = facts.filter(kind="connected").order_by("-recorded_at", "-id").values_list("person_id", flat=True)
    wanting = facts.filter(kind__in=["need", "offer"]).order_by("-id").values_list("person_id", flat=True)
    newest = _alive(actor).order_by("-id").values_list("id", flat=True)
    return {*connected[:PER_RANGE], *wanting[:PER_RANGE], *newest[: PER_RANGE // 2]}


def _load(actor: Actor, person_ids: set[int]) -> list[Person]:
    found: list[Person] = []
    for chunk in bulk.chunks(sorted(person_ids), bulk.MAX_PARAMETERS):
        found += _alive(actor).filter(pk__in=chunk).select_related("tie").order_by("pk").defer("search_text")
    return found


def _aligned(ties: Ties, people: list[Person]) -> Ties:
    """One row for each person, in their order; people without contact get an empty row."""
    row_of = {person_id: row for row, person_id in enumerate(ties.person.tolist())}
    empty = Ties.of([(0, tie_rows.TieValue())])
    joined = Ties(**{name: np.concatenate([getattr(ties, name), getattr(empty, name)]) for name in Ties.__slots__})
    rows = np.array([row_of.get(person.pk, len(ties)) for person in people], dtype=np.int64)
    return joined.where(rows)


def _candidates(
    actor: Actor, people: list[Person], ties: Ties, *, hand: ByHand, now: Moment, offers: dict[int, list[str]]
) -> Candidates:
    columns = index_columns(ties)
    layers = layers_of(columns, now.bounds.layer_keys, hand)
    known = ties.contact_days > 0
    silence = np.zeros(len(people))
    if known.any():
        logs = features(ties.where(known), as_of=as_days(now.at), as_of_day=now.day)
        silence[known] = 1.0 - SILENCE_PRIOR.chance(logs)
    shared = _shared_contacts(people)
    return Candidates(
        person=np.array([p.pk for p in people], dtype=np.int64),
        state=states(ties, columns, now.bounds, hand),
        first_day=np.where(known, ties.first_day, -1),
        last_day=np.where(known, ties.last_day, -1),
        contact_days=ties.contact_days,
        contact_weeks=ties.contact_weeks,
        incoming=ties.incoming,
        outgoing=ties.outgoing,
        silence_chance=silence,
        cadence_days=cadence_days(ties, layers, hand),
        organisation=np.array([p.organisation_id or -1 for p in people], dtype=np.int64),
        organisation_ties=_organisation_ties(people, ties, now),
        field=np.full(len(people), -1, dtype=np.int64),
        field_ties=np.full(len(people), np.nan),
        seniority=np.full(len(people), np.nan),
        shared_contacts=np.array([shared.get(p.pk, 0.0) for p in people]),
        fit=np.full(len(people), np.nan),
        can_offer=np.array([1.0 if p.pk in offers else np.nan for p in people]),
        channel=np.array([_channel(p) for p in people], dtype=np.int64),
        speaks=np.ones(len(people), dtype=np.bool_),
        muted=np.array([p.muted or p.never for p in people], dtype=np.bool_),
        snoozed_until=_days(p.snoozed_until for p in people),
        handled_day=_days(p.handled_on for p in people),
        connected_day=_connected(actor, people),
    )


def _days(dates: Iterable[dt.date | None]) -> Any:
    return np.array([np.nan if day is None else float(day_number(day)) for day in dates])


def _channel(person: Person) -> int:
    """The best direct way: mail, else a call, else none."""
    if person.email:
        return CHANNELS.index("mail")
    return CHANNELS.index("call") if person.phone else -1


def _shared_contacts(people: list[Person]) -> dict[int, float]:
    """How many others of my contacts each knows."""
    ids = [person.pk for person in people]
    found: dict[int, float] = {}
    for column in ("low_id", "high_id"):
        sql = f"SELECT {column}, COUNT(*) FROM store_link WHERE stated <> 'not' AND {column} IN ({{marks}}) GROUP BY 1"  # noqa: S608
        for person_id, number in bulk.fetch_in(sql, ids):
            found[person_id] = found.get(person_id, 0.0) + number
    return found


def _organisation_ties(people: list[Person], ties: Ties, now: Moment) -> Any:
    """How many other living ties I have in each person's organisation; NaN where it is not known."""
    alive = living(ties, as_of_day=now.day)
    wanted = {person.organisation_id for person in people if person.organisation_id}
    sql = (
        "SELECT p.organisation_id, COUNT(*) FROM store_person p JOIN store_tie t ON t.person_id = p.id"  # noqa: S608
        f" WHERE t.two_way AND t.last_day >= {int(now.bounds.dormant_before_day)} AND p.deleted_at IS NULL"
        " AND p.organisation_id IN ({marks}) GROUP BY 1"
    )
    number = dict(bulk.fetch_in(sql, sorted(wanted)))
    return np.array(
        [
            max(number.get(p.organisation_id, 0) - int(here), 0) if p.organisation_id else np.nan
            for p, here in zip(people, alive, strict=True)
        ],
        dtype=np.float64,
    )


def _connected(actor: Actor, people: list[Person]) -> Any:
    facts = of(actor, Fact).filter(kind="connected", person_id__in=[p.pk for p in people][:20_000])
    days: dict[int, float] = {}
    for person_id, on in facts.values_list("person_id", "starts"):
        try:
            days[person_id] = float(day_number(dt.date.fromisoformat(on)))
        except ValueError:
            continue  # a year or a month is too vague to say how recent
    return np.array([days.get(person.pk, np.nan) for person in people])


def _occasions(actor: Actor, now: Moment) -> dict[int, list[Occasion]]:
    """Promises, birthdays and changes of role that speak for writing now, by person."""
    found: dict[int, list[Occasion]] = {}
    for occasion in (*_promises(actor, now), *_birthdays(actor, now), *_new_roles(actor, now)):
        found.setdefault(occasion.person_id, []).append(occasion)
    return found


def _promises(actor: Actor, now: Moment) -> Iterable[Occasion]:
    today = from_day_number(now.day)
    rows = of(actor, Promise).filter(state="open", made_on__lte=today, person__deleted_at=None)
    for row in rows.order_by("due_on", "id")[:PER_RANGE]:
        kind = "promise" if row.mine else "promised me"
        yield Occasion(row.person_id, kind, day_number(row.due_on) if row.due_on else None, row.what, row.pk)


def _birthdays(actor: Actor, now: Moment) -> Iterable[Occasion]:
    for ahead in range(-BIRTHDAY_DAYS_AFTER, BIRTHDAY_DAYS_BEFORE + 1):
        day = from_day_number(now.day + ahead)
        wanted = [f"{day:%m-%d}|"]
        if (day.month, day.day) == (3, 1) and not _is_leap(day.year):
            wanted.append("02-29|")  # kept on 1 March in other years
        for key in wanted:
            rows = of(actor, Fact).filter(kind__in=["birthday", "day"], key__gte=key, key__lt=key + "~")
            for fact in rows.exclude(state="refused")[:PER_RANGE]:
                kind = "birthday" if fact.kind == "birthday" else "anniversary"
                if fact.data.get("label") != "death" and month_and_day(fact.value):
                    yield Occasion(fact.person_id, kind, now.day + ahead, str(fact.data.get("label", "")))


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _new_roles(actor: Actor, now: Moment) -> Iterable[Occasion]:
    today = from_day_number(now.day)
    since = today - dt.timedelta(days=ROLE_CHANGE_DAYS)
    rows = of(actor, Person).filter(role_since__gte=since, role_since__lte=today, deleted_at=None)
    for person in rows.order_by("-role_since", "id")[:PER_RANGE]:
        assert person.role_since is not None
        text = ", ".join(filter(None, (person.title, person.organisation_name)))
        yield Occasion(person.pk, "job", day_number(person.role_since), text)


def _columns_of(causes: dict[int, list[Occasion]], people: list[Person]) -> Occasions:
    row_of = {person.pk: row for row, person in enumerate(people)}
    known = [o for occasions in causes.values() for o in occasions if o.person_id in row_of]
    return Occasions(
        row=np.array([row_of[o.person_id] for o in known], dtype=np.int64),
        kind=np.array([OCCASION_KINDS.index(o.kind) for o in known], dtype=np.int64),
        day=np.array([np.nan if o.day is None else float(o.day) for o in known], dtype=np.float64),
    )


def _matches(actor: Actor, people: list[Person]) -> dict[int, list[str]]:
    """What of mine meets a stated need of theirs: all words of the one in the other."""
    stated = of(actor, Fact).filter(person__ego=True, kind="offer").exclude(state__in=["refused", "gone"])
    mine = [(frozenset(name_words(text)), text) for text in stated.values_list("value", flat=True)]
    if not mine:
        return {}
    ids = [person.pk for person in people][:20_000]
    needs = of(actor, Fact).filter(kind="need", person_id__in=ids).exclude(state__in=["refused", "gone", "met"])
    found: dict[int, list[str]] = {}
    for person_id, need in needs.values_list("person_id", "value"):
        words = frozenset(name_words(need))
        for offered, text in mine:
            if offered and words and (offered <= words or words <= offered):
                found.setdefault(person_id, []).append(text)
    return found
