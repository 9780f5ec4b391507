"""Everything that is stored about one person, in one readable object: what they are entitled to see."""

from typing import Any

from django.db.models import Q

from reknit.store import audit, clock
from reknit.store.models import Audit, Fact, Feed, Link, Merge, PairQuestion, Participant, Person, Promise, Tie
from reknit.store.policy import Actor, get, of
from reknit.store.selectors import sources

# Columns that are numbers of this database and say nothing to a reader.
_INTERNAL = frozenset(
    ["id", "workspace_id", "person_id", "organisation_id", "stale", "search_text", "sort_name", "ego"]
)


def about(actor: Actor, person_id: int) -> dict[str, Any]:
    """The object that ``reknit about`` writes: who, facts with sources, interactions, promises, links, tie, acts.

    Raises `NotFoundError`.
    """
    person = get(actor, Person, person_id)
    return {
        "about": person.name,
        "written_at": clock.now().isoformat(),
        "number": person.pk,
        "person": _columns(person),
        "facts": _facts(person),
        "interactions": _interactions(person),
        "promises": [_columns(promise) for promise in Promise.objects.filter(person=person).order_by("id")],
        "publishes": [
            _columns(feed) | {"entries": [_columns(entry) for entry in feed.entries.order_by("id")]}
            for feed in Feed.objects.filter(person=person).order_by("id")
        ],
        "knows": _pairs(actor, Link, person_id),
        "perhaps_the_same_as": _pairs(actor, PairQuestion, person_id),
        "made_one_with": [
            {"name": merge.name, "at": merge.at.isoformat()}
            for merge in Merge.objects.filter(kept=person).order_by("id")
        ],
        "tie": [_columns(tie) for tie in Tie.objects.filter(person=person)],
        "acts": [
            {"at": line.at.isoformat(), "act": line.act, "label": line.label, "undone": line.undone_at is not None}
            for line in of(actor, Audit).filter(subject_id=person_id).order_by("id")
        ],
    }


def _columns(row: Any) -> dict[str, Any]:
    return {name: value for name, value in audit.freeze(row).items() if name not in _INTERNAL}


def _facts(person: Person) -> list[dict[str, Any]]:
    facts = list(Fact.objects.filter(person=person).select_related("organisation").order_by("kind", "id"))
    found = sources.of_facts([fact.pk for fact in facts])
    return [
        {
            **_columns(fact),
            "organisation": fact.organisation.name if fact.organisation else "",
            "sources": _sources(found.get(fact.pk, [])),
        }
        for fact in facts
    ]


def _interactions(person: Person) -> list[dict[str, Any]]:
    parts = list(Participant.objects.filter(person=person).select_related("interaction").order_by("at", "id"))
    found = sources.of_interactions([part.interaction_id for part in parts])
    return [
        {
            **_columns(part.interaction),
            "role": part.role,
            "direction": part.direction,
            "declined": part.declined,
            "sources": _sources(found.get(part.interaction_id, [])),
        }
        for part in parts
    ]


def _sources(found: list[sources.Source]) -> list[dict[str, Any]]:
    return [{"file": source.path, "record": source.record, "import": source.run_id} for source in found]


def _pairs(actor: Actor, model: type[Link] | type[PairQuestion], person_id: int) -> list[dict[str, Any]]:
    rows = of(actor, model).filter(Q(low_id=person_id) | Q(high_id=person_id)).select_related("low", "high")
    return [
        {"name": (row.high if row.low_id == person_id else row.low).name}
        | {name: value for name, value in _columns(row).items() if name not in {"low_id", "high_id"}}
        for row in rows.order_by("id")
    ]
