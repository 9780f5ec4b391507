"""The people of the book as `core.identity` compares them."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from reknit.core.facts import SHARED_PHONE_LABELS
from reknit.core.identity import Record
from reknit.core.keys import name_words
from reknit.store import bulk
from reknit.store.policy import Actor

# In a larger round two people need not have met.
MAX_ROUND = 10

_FACTS = (
    "SELECT f.person_id, f.kind, f.key, f.value, f.data FROM store_fact f"
    " WHERE f.kind IN ('name', 'email', 'phone', 'profile', 'affiliation', 'postal', 'birthday')"
    " AND f.state <> 'refused' AND f.person_id IN ({marks}) ORDER BY f.person_id, f.id"
)
_PARTS = (
    "SELECT p.person_id, p.interaction_id FROM store_participant p"
    " JOIN store_interaction i ON i.id = p.interaction_id"
    " WHERE i.parties <= {round} AND NOT p.declined AND p.person_id IN ({{marks}})"
)
_NAME_PARTS = ("given", "family", "additional", "maiden", "nickname")


def everybody(actor: Actor) -> list[int]:
    """Everybody who may be somebody else: not the user, nobody in the trash."""
    rows = bulk.fetch(
        "SELECT id FROM store_person WHERE workspace_id = %s AND NOT ego AND deleted_at IS NULL ORDER BY id",
        [actor.workspace_id],
    )
    return [row[0] for row in rows]


def neighbours(actor: Actor, touched: Collection[int], *, per_word: int = 60) -> set[int]:
    """Who shares a word of the name with somebody touched. Of a very common word only some."""
    rows = bulk.fetch(
        "SELECT f.person_id, f.value FROM store_fact f JOIN store_person p ON p.id = f.person_id"
        " WHERE f.workspace_id = %s AND f.kind = 'name' AND NOT p.ego AND p.deleted_at IS NULL",
        [actor.workspace_id],
    )
    bearers: dict[str, list[int]] = defaultdict(list)
    words: set[str] = set()
    for person_id, value in rows:
        for word in name_words(value):
            bearers[word].append(person_id)
            if person_id in touched:
                words.add(word)
    return {person_id for word in words for person_id in bearers[word][:per_word]}


def records(person_ids: Collection[int]) -> Iterator[Record]:
    """A record for each of these people of whom anything is known."""
    meetings = _meetings(person_ids)
    circles = _circles(meetings)
    for person_id, rows in groupby(bulk.fetch_in(_FACTS, sorted(person_ids)), key=itemgetter(0)):
        together = meetings.get(person_id, frozenset())
        yield _record(person_id, list(rows), together, circles.get(person_id, frozenset()))


def _meetings(person_ids: Collection[int]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for person_id, interaction_id in bulk.fetch_in(_PARTS.format(round=MAX_ROUND), sorted(person_ids)):
        found[person_id].add(interaction_id)
    return {person_id: frozenset(interactions) for person_id, interactions in found.items()}


def _circles(meetings: dict[int, frozenset[int]]) -> dict[int, frozenset[int]]:
    present: dict[int, list[int]] = defaultdict(list)
    for person_id, interactions in meetings.items():
        for interaction_id in interactions:
            present[interaction_id].append(person_id)
    return {
        person_id: frozenset(other for i in interactions for other in present[i]) - {person_id}
        for person_id, interactions in meetings.items()
    }


def _record(person_id: int, rows: list[Any], meetings: frozenset[int], circle: frozenset[int]) -> Record:
    by_kind: dict[str, list[tuple[str, str, dict[str, Any]]]] = defaultdict(list)
    for _, kind, key, value, data in rows:
        by_kind[kind].append((key, value, json.loads(data) if isinstance(data, str) else data))
    parts = next((data for _, _, data in by_kind["name"] if data.get("family") or data.get("given")), {})
    phones = [(key, _is_shared(data)) for key, _, data in by_kind["phone"] if not key.startswith("=")]
    return Record(
        id=person_id,
        names=tuple(value for _, value, _ in by_kind["name"]),
        **{name: str(parts.get(name, "")) for name in _NAME_PARTS},
        emails=_keys(by_kind["email"]),
        profiles=_keys(by_kind["profile"]),
        phones=tuple(key for key, shared in phones if not shared),
        shared_phones=tuple(key for key, shared in phones if shared),
        organisations=_present(key.partition("|")[0] for key, _, _ in by_kind["affiliation"]),
        roles=_present(str(data.get("title", "")) for _, _, data in by_kind["affiliation"]),
        place=next((str(data["city"]) for _, _, data in by_kind["postal"] if data.get("city")), ""),
        birthday=next((value for _, value, _ in by_kind["birthday"]), ""),
        interactions=meetings,
        circle=circle,
    )


def _is_shared(data: dict[str, Any]) -> bool:
    return any(word in SHARED_PHONE_LABELS for word in str(data.get("label", "")).casefold().split())


def _keys(facts: Iterable[tuple[str, str, dict[str, Any]]]) -> tuple[str, ...]:
    return tuple(key for key, _, _ in facts if not key.startswith("="))


def _present(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))
