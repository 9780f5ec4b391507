"""Add, edit, delete people by hand, and say how to treat them. Every act can be undone."""

import datetime as dt
from collections.abc import Iterable

from reknit.core.facts import Seed, seeds_of
from reknit.core.keys import digest_key, text_key
from reknit.core.records import Origin, PersonRecord
from reknit.errors import InvalidValueError, NotFoundError
from reknit.store import clock
from reknit.store.audit import Act
from reknit.store.models import Blob, Fact, Organisation, Person, Support
from reknit.store.policy import Actor, get, of
from reknit.store.services import caches, marks, organisations
from reknit.store.services.workspace import workspace

TYPED = Origin("typed by hand", "")
MAX_PHOTO_BYTES = 5_000_000
PHOTO_TYPES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"GIF8": "image/gif"}


def add_person(actor: Actor, record: PersonRecord) -> Person:
    """A person typed in by hand. Raises `InvalidValueError` when there is not even a name."""
    seeds = [s for s in seeds_of(record, region=workspace(actor).region) if s.kind != "record"]
    name = next((seed.value for seed in seeds if seed.kind == "name"), "")
    if not name:
        raise InvalidValueError("A person needs a name.", field="name")
    with Act(actor, "person.add", label=name) as act:
        person = Person(workspace_id=actor.workspace_id, created_at=clock.now(), kept=True)
        act.create(person)
        act.line.subject_id = person.pk
        _state(act, person, seeds)
    caches.freshen(actor)
    return get(actor, Person, person.pk)


def edit_person(actor: Actor, person_id: int, *, add: Iterable[Seed] = (), remove: Iterable[int] = ()) -> Person:
    """State new facts and take back others (by id), as one act.

    An imported fact that is taken back is refused for good: the next import does not bring it again.
    """
    person = get(actor, Person, person_id)
    removed = [get(actor, Fact, fact_id) for fact_id in remove]
    if any(fact.person_id != person.pk for fact in removed):
        raise InvalidValueError("That fact belongs to somebody else.")
    with Act(actor, "person.edit", label=person.name, subject_id=person.pk) as act:
        for fact in removed:
            _take_back(act, fact)
        _state(act, person, add)
        act.update(person, kept=True)
        _touch(person)
    caches.freshen(actor)
    return get(actor, Person, person_id)


def _touch(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(stale=Person.Stale.ALL)


def _state(act: Act, person: Person, seeds: Iterable[Seed]) -> None:
    seeds = list(seeds)
    marks.lift(act, ((seed.kind, seed.key) for seed in seeds))
    for seed in seeds:
        fact = Fact.objects.filter(person=person, kind=seed.kind, key=seed.key).first()
        if fact is not None:
            act.update(
                fact,
                value=seed.value,
                data=dict(seed.data),
                organisation=_organisation(act, seed.organisation),
                starts=seed.starts,
                ends=seed.ends,
                state=seed.state,
                typed=True,
                current=True,
            )
            continue
        act.create(
            Fact(
                workspace_id=act.actor.workspace_id,
                person=person,
                kind=seed.kind,
                key=seed.key,
                value=seed.value,
                data=dict(seed.data),
                organisation=_organisation(act, seed.organisation),
                starts=seed.starts,
                ends=seed.ends,
                confidence=seed.confidence,
                preferred=seed.preferred,
                state=seed.state,
                typed=True,
                recorded_at=clock.now(),
            )
        )
    _touch(person)


def _take_back(act: Act, fact: Fact) -> None:
    if Support.objects.filter(row_kind=Support.RowKind.FACT, row_id=fact.pk).exists():
        act.update(fact, state=Fact.State.REFUSED, typed=False)
    else:
        act.delete(fact)


def _organisation(act: Act, name: str) -> Organisation | None:
    key = text_key(name)
    if not key:
        return None
    found = of(act.actor, Organisation).filter(pk=organisations.known(act.actor).get(key, 0)).first()
    if found is None:
        found = Organisation(workspace_id=act.actor.workspace_id, name=name.strip(), key=key, typed=True)
        act.create(found)
    return found


def set_photo(actor: Actor, person_id: int, data: bytes) -> None:
    """Give a person a picture (JPEG, PNG or GIF, up to 5 MB); an older one stays as an alternative."""
    media_type = next((name for magic, name in PHOTO_TYPES.items() if data.startswith(magic)), "")
    if not media_type:
        raise InvalidValueError("Reknit shows JPEG, PNG and GIF pictures; this file is none of them.", field="photo")
    if len(data) > MAX_PHOTO_BYTES:
        raise InvalidValueError("The picture is larger than 5 MB. Make it smaller and try again.", field="photo")
    person = get(actor, Person, person_id)
    digest = digest_key(data.hex())
    with Act(actor, "person.photo", label=person.name, subject_id=person.pk) as act:
        Blob.objects.get_or_create(
            workspace_id=actor.workspace_id, digest=digest, defaults={"media_type": media_type, "data": data}
        )
        for old in Fact.objects.filter(person=person, kind="photo", preferred=True):
            act.update(old, preferred=False)
        _state(act, person, [Seed(kind="photo", key=digest, value="", data={"media_type": media_type})])
        photo = Fact.objects.get(person=person, kind="photo", key=digest)
        act.update(photo, preferred=True)
        act.update(person, kept=True)
    caches.freshen(actor)


def remove_photo(actor: Actor, person_id: int) -> None:
    """Take back the picture that is shown; an imported one does not come again. Raises `NotFoundError` without one."""
    person = get(actor, Person, person_id)
    photos = Fact.objects.filter(person=person, kind="photo").exclude(state=Fact.State.REFUSED)
    shown = photos.order_by("-preferred", "-typed", "-id").first()
    if shown is None:
        raise NotFoundError("There is no picture.")
    with Act(actor, "person.photo", label=person.name, subject_id=person.pk) as act:
        _take_back(act, shown)
        act.update(person, kept=True)


def delete_person(actor: Actor, person_id: int) -> Person:
    """Put a person into the trash: out of every list, and back by undo."""
    person = get(actor, Person, person_id)
    if person.ego:
        raise InvalidValueError("That is you. Reknit cannot work without you.")
    with Act(actor, "person.delete", label=person.name, subject_id=person.pk) as act:
        act.update(person, deleted_at=clock.now(), kept=True)
    return person


def snooze(actor: Actor, person_id: int, until: dt.date | None) -> Person:
    """Leave a person out of the week until a day; None takes an earlier snooze back."""
    return _decide(actor, person_id, "person.snooze" if until else "person.wake", snoozed_until=until)


def not_this(actor: Actor, person_id: int, on: dt.date) -> Person:
    """Not this suggestion, not now: the person comes up again once their rhythm says so."""
    return _decide(actor, person_id, "person.not_this", handled_on=on)


def mute(actor: Actor, person_id: int, *, muted: bool = True) -> Person:
    """No suggestions to reconnect with this person; promises and events still show."""
    return _decide(actor, person_id, "person.mute" if muted else "person.unmute", muted=muted)


def never(actor: Actor, person_id: int, *, never: bool = True) -> Person:
    """This person is never suggested for anything."""
    return _decide(actor, person_id, "person.never" if never else "person.allow", never=never)


def archive(actor: Actor, person_id: int, *, archived: bool = True) -> Person:
    """Out of the lists, kept in the book."""
    return _decide(actor, person_id, "person.archive" if archived else "person.unarchive", archived=archived)


def set_rhythm(
    actor: Actor,
    person_id: int,
    *,
    cadence_days: int | None,
    layer: int | None,
    strength: str = "",
    reporting: str | None = None,
) -> Person:
    """The user's own word on cadence, layer and strength; it wins over what is computed. reporting: the place
    in the reporting line, ``above``, ``below`` or ``""``; None leaves it as it is.
    """
    if cadence_days is not None and not 1 <= cadence_days <= 3650:
        raise InvalidValueError("Between 1 and 3650 days.", field="cadence_days")
    if layer is not None and not 1 <= layer <= 5:
        raise InvalidValueError("A layer is a number from 1 (closest) to 5.", field="layer")
    if reporting is not None and reporting not in Person.Reporting.values:
        raise InvalidValueError("Choose above, below or none.", field="reporting")
    return _decide(
        actor,
        person_id,
        "person.rhythm",
        cadence_days=cadence_days,
        layer_override=layer,
        strength_override=strength,
        **({} if reporting is None else {"reporting": reporting}),
    )


def _decide(actor: Actor, person_id: int, act_name: str, **columns: object) -> Person:
    person = get(actor, Person, person_id)
    with Act(actor, act_name, label=person.name, subject_id=person.pk) as act:
        act.update(person, kept=True, **columns)
    return person
