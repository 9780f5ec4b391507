"""Log by hand that one has been in touch."""

import datetime as dt
import secrets
from collections.abc import Sequence
from typing import get_args

from reknit.core.records import InteractionChannel
from reknit.errors import InvalidValueError
from reknit.store import bulk, clock
from reknit.store.audit import Act
from reknit.store.models import Interaction, Participant, Person
from reknit.store.policy import Actor, get
from reknit.store.services import caches, links, ties
from reknit.store.services.workspace import today, zone_of

CHANNELS: tuple[str, ...] = get_args(InteractionChannel)


def log_interaction(
    actor: Actor,
    person_ids: Sequence[int],
    *,
    at: dt.datetime,
    channel: str = "meeting",
    note: str = "",
    direction: str = Participant.Direction.BOTH,
) -> Interaction:
    """Record an interaction with one or more people. Raises `InvalidValueError` naming the field.

    at: any moment of its day. Noon of today may lie ahead, and what lies ahead does not count as contact,
    so it is taken as now.
    """
    if at.astimezone(zone_of(actor)).date() > today(actor):
        raise InvalidValueError("That day has not come yet.", field="on")
    if channel not in CHANNELS:
        raise InvalidValueError(f"“{channel}” is none of: {', '.join(CHANNELS)}.", field="channel")
    people = [get(actor, Person, person_id) for person_id in dict.fromkeys(person_ids)]
    if not people:
        raise InvalidValueError("Say with whom.", field="person")
    if any(person.ego for person in people):
        raise InvalidValueError("That is you. Say with whom else.", field="person")
    label = ", ".join(person.name for person in people)
    with Act(actor, "interaction.log", label=label, subject_id=people[0].pk) as act:
        row = Interaction(
            workspace_id=actor.workspace_id,
            source="typed",
            key=secrets.token_hex(10),
            at=min(at, clock.now()),
            channel=channel,
            parties=len(people) + 1,
            note=note.strip(),
            typed=True,
        )
        act.create(row)
        parts = [_part(actor, row, person, direction) for person in people]
        for part in parts:
            act.create(part)
            act.update(part.person, kept=True, snoozed_until=None)
        links.follow(actor, row, (person.pk for person in people))
        bulk.mark_stale(dict.fromkeys(ties.follow(actor, row, parts), int(Person.Stale.TIE)))
    caches.freshen(actor)
    return row


def _part(actor: Actor, row: Interaction, person: Person, direction: str) -> Participant:
    role = {"in": "from", "out": "to"}.get(direction, "attendee")
    return Participant(
        workspace_id=actor.workspace_id, interaction=row, person=person, role=role, direction=direction, at=row.at
    )


def remove_interaction(actor: Actor, interaction_id: int) -> None:
    """Take back an interaction that was typed by hand. Imported ones go with their import."""
    row = get(actor, Interaction, interaction_id)
    if not row.typed:
        raise InvalidValueError("This came with an import; undo the import to remove it.")
    parts = list(row.participants.all())
    with Act(
        actor, "interaction.remove", label="Interaction", subject_id=parts[0].person_id if parts else None
    ) as act:
        for part in parts:
            Person.objects.filter(pk=part.person_id).update(stale=Person.Stale.ALL)
            act.delete(part)
        act.delete(row)
    caches.freshen(actor)
