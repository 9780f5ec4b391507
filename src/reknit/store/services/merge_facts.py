"""Facts of two people made one: equal ones become one row with all sources, others stand side by side."""

from collections import defaultdict
from typing import Any

from django.db.models import Max

from reknit.core.facts import IDENTITY_KINDS
from reknit.core.keys import name_words
from reknit.store import audit, bulk
from reknit.store.models import Fact, Support
from reknit.store.services.merge_record import Joined, Moved, change

# Of these one is shown; when two people become one, one of the alternatives is marked as preferred.
SINGLE = ("name", "birthday", "photo")

# Of these a source may mark one as preferred; two marks are one too many.
MARKED = (*SINGLE, "email", "phone", "postal")

# Between two of the user's words the one that says more wins.
_STATES = ("", "open", "met", "gone", "refused")

_FACT = Support.RowKind.FACT


def move(gone_id: int, into_id: int, moved: Moved) -> None:
    """Give the facts of `gone_id` and their sources to `into_id`."""
    moved.last_fact = Fact.objects.aggregate(last=Max("id"))["last"] or 0
    moved.last_support = Support.objects.aggregate(last=Max("id"))["last"] or 0
    mine = list(Fact.objects.filter(person_id=gone_id).order_by("id"))
    theirs = {(fact.kind, fact.key): fact for fact in Fact.objects.filter(person_id=into_id)}
    sources = supports_of([fact.pk for fact in mine])
    moved.supports = [support.pk for rows in sources.values() for support in rows]
    for fact in mine:
        twin = theirs.get((fact.kind, fact.key))
        if twin is not None:
            _join(fact, twin, sources[fact.pk], moved)
            continue
        moved.facts.append(fact.pk)
        if fact.typed:
            moved.typed.append(fact.pk)
    for chunk in bulk.chunks(moved.facts, bulk.MAX_PARAMETERS):
        Fact.objects.filter(pk__in=chunk).update(person_id=into_id)
    _prefer_one(into_id, set(moved.facts), moved)


def supports_of(fact_ids: list[int]) -> dict[int, list[Support]]:
    """Fact → its sources, for facts that have any."""
    found: dict[int, list[Support]] = defaultdict(list)
    for chunk in bulk.chunks(fact_ids, bulk.MAX_PARAMETERS):
        for support in Support.objects.filter(row_kind=_FACT, row_id__in=chunk).order_by("id"):
            found[support.row_id].append(support)
    return found


def _join(gone: Fact, kept: Fact, sources: list[Support], moved: Moved) -> None:
    present = set(Support.objects.filter(row_kind=_FACT, row_id=kept.pk).values_list("file_id", flat=True))
    frozen = audit.freeze(gone)
    for support in sources:
        if support.file_id in present:
            moved.dropped.append(audit.freeze(support))
            support.delete()
        else:
            Support.objects.filter(pk=support.pk).update(row_id=kept.pk)
    was, now = change(kept, _joint_values(gone, kept))
    moved.joined.append(Joined(gone=frozen, kept=kept.pk, was=was, now={**now, "state": kept.state}))
    gone.delete()


def _joint_values(gone: Fact, kept: Fact) -> dict[str, Any]:
    word = gone if gone.typed and not kept.typed else kept
    return {
        "value": word.value,
        "data": {**gone.data, **kept.data, **word.data},
        "typed": gone.typed or kept.typed,
        "current": gone.current or kept.current,
        "confidence": max(gone.confidence, kept.confidence),
        "starts": kept.starts or gone.starts,
        "ends": kept.ends or gone.ends,
        "organisation_id": kept.organisation_id or gone.organisation_id,
        "state": word.state if gone.typed != kept.typed else _joint_state(gone, kept),
    }


def _joint_state(gone: Fact, kept: Fact) -> str:
    """An address refused of one and true of the other is theirs: it must keep leading imports to them."""
    states = [gone.state, kept.state]
    if gone.kind in IDENTITY_KINDS and "refused" in states:
        states.remove("refused")
    return max(states, key=_STATES.index)


def _prefer_one(person_id: int, came: set[int], moved: Moved) -> None:
    by_kind: dict[str, list[Fact]] = defaultdict(list)
    for fact in Fact.objects.filter(person_id=person_id, kind__in=MARKED).exclude(state="refused").order_by("id"):
        by_kind[fact.kind].append(fact)
    for kind, facts in by_kind.items():
        marks = sum(fact.preferred for fact in facts)
        sides = len({fact.pk in came for fact in facts})
        if sides < 2 or marks == 1 or (not marks and kind not in SINGLE):
            continue
        best = max(facts, key=lambda fact: (*_rank(fact), fact.pk not in came, -fact.pk))
        for fact in facts:
            if fact.preferred != (fact is best):
                moved.preferred.append((fact.pk, fact.preferred, fact is best))
                change(fact, {"preferred": fact is best})


def _rank(fact: Fact) -> tuple[Any, ...]:
    """As `core.profiles` chooses what is shown."""
    words = min(len(name_words(fact.value)), 4) if fact.kind == "name" else 0
    return (fact.typed, fact.preferred, fact.current, fact.confidence, words)
