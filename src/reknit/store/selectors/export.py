"""People as records again, for vCard and CSV."""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import get_args

from reknit.core.records import (
    Affiliation,
    Anniversary,
    Channel,
    ChannelKind,
    Name,
    Origin,
    PersonRecord,
    Photo,
    Trait,
    TraitKind,
)
from reknit.store.models import Blob, Fact
from reknit.store.policy import Actor, of

_CHANNELS = get_args(ChannelKind)
_TRAITS = get_args(TraitKind)


def person_records(actor: Actor) -> Iterator[PersonRecord]:
    """Every alter that is not in the trash, in the order they came, with what holds now."""
    facts = (
        of(actor, Fact)
        .filter(person__ego=False, person__deleted_at=None)
        .exclude(state__in=["refused", "gone"])
        .select_related("organisation", "person")
        .order_by("person_id", "id")
    )
    for _, group in groupby(facts.iterator(chunk_size=5000), key=attrgetter("person_id")):
        yield _record(actor, list(group))


def _record(actor: Actor, facts: list[Fact]) -> PersonRecord:
    def of_kind(*kinds: str) -> list[Fact]:
        return [fact for fact in facts if fact.kind in kinds]

    person = facts[0].person
    uid = next((f.key.partition("uid:")[2] for f in of_kind("record") if ":uid:" in f.key), f"reknit-{person.pk}")
    names = of_kind("name")
    shown = next((f for f in names if f.value == person.name), names[0] if names else None)
    parts = {k: v for k, v in (shown.data if shown else {}).items() if k in Name.__struct_fields__}
    return PersonRecord(
        origin=Origin("reknit", str(person.pk)),
        source="reknit",
        key=f"uid:{uid}",
        name=Name(full=person.name, **parts),
        channels=tuple(_channel(f) for f in of_kind(*_CHANNELS) if f.current),
        affiliations=tuple(
            _affiliation(f) for f in sorted(of_kind("affiliation"), key=lambda f: (not f.current, f.pk))
        ),
        anniversaries=tuple(
            Anniversary(kind=f.data.get("label", f.kind), on=f.value) for f in of_kind("birthday", "day")
        ),
        traits=tuple(Trait(kind=f.kind, text=f.value) for f in of_kind(*_TRAITS)),  # type: ignore[arg-type]
        tags=tuple(f.value for f in of_kind("tag")),
        notes=tuple(f.value for f in of_kind("note")),
        met=next((f.value for f in of_kind("met")), ""),
        photo=_photo(actor, of_kind("photo")),
        extra=tuple(f.value for f in of_kind("extra")),
    )


def _channel(fact: Fact) -> Channel:
    parts = {k: v for k, v in fact.data.items() if k != "label"}
    label = fact.data.get("label", "")
    return Channel(kind=fact.kind, value=fact.value, label=label, preferred=fact.preferred, parts=parts)  # type: ignore[arg-type]


def _affiliation(fact: Fact) -> Affiliation:
    return Affiliation(
        organisation=fact.organisation.name if fact.organisation else "",
        title=fact.data.get("title", ""),
        department=fact.data.get("department", ""),
        start=fact.starts,
        end=fact.ends,
    )


def _photo(actor: Actor, facts: list[Fact]) -> Photo | None:
    if not facts:
        return None
    best = max(facts, key=lambda f: (f.preferred, f.typed, f.pk))
    blob = of(actor, Blob).filter(digest=best.key).first()
    return Photo(media_type=blob.media_type, data=bytes(blob.data)) if blob else None
