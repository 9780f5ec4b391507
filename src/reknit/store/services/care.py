"""Care for the data: the trash and its term, and how long people stay without any contact."""

import datetime as dt
from collections.abc import Iterable

from reknit.errors import ConflictError, InvalidValueError
from reknit.store.audit import Act
from reknit.store.models import Fact, Person, RetentionRule
from reknit.store.policy import Actor, get, of
from reknit.store.services import caches, forgetting

# How long somebody deleted can be brought back; then they are forgotten.
TRASH_DAYS = 30

MOST_YEARS = 50


def restore(actor: Actor, person_id: int) -> Person:
    """Bring somebody back from the trash. Raises `NotFoundError`, `ConflictError` for somebody who is not in it."""
    person = get(actor, Person, person_id)
    if person.deleted_at is None:
        raise ConflictError(f"{person.name} is not in the trash.")
    with Act(actor, "person.restore", label=person.name, subject_id=person.pk) as act:
        act.update(person, deleted_at=None)
    return person


def overdue(actor: Actor, *, now: dt.datetime) -> list[int]:
    """People whose term in the trash is over."""
    deleted = of(actor, Person).filter(deleted_at__lte=now - dt.timedelta(days=TRASH_DAYS))
    return list(deleted.order_by("id").values_list("id", flat=True))


def empty_trash(actor: Actor, *, now: dt.datetime) -> int:
    """Forget everybody whose term in the trash is over; returns how many."""
    return forgetting.forget(actor, overdue(actor, now=now))


def set_retention(actor: Actor, action: str, years: int | None) -> None:
    """After so many years without contact, propose to ``archive`` or to ``forget``; None ends the rule."""
    if action not in RetentionRule.Action.values:
        raise InvalidValueError("After that time a person can go to the archive or be forgotten.", field="action")
    if years is not None and not 1 <= years <= MOST_YEARS:
        raise InvalidValueError(f"Between 1 and {MOST_YEARS} years.", field="years")
    label = f"{years} years, then {action}" if years else f"no rule to {action}"
    with Act(actor, "settings.retention", label=label) as act:
        rule = of(actor, RetentionRule).filter(action=action).first()
        if years is None:
            if rule is not None:
                act.delete(rule)
        elif rule is None:
            act.create(RetentionRule(workspace_id=actor.workspace_id, action=action, years=years))
        else:
            act.update(rule, years=years)


def apply_retention(actor: Actor, action: str, person_ids: Iterable[int]) -> int:
    """Archive or forget these people, as a rule proposed and the user confirmed; returns how many."""
    chosen = list(dict.fromkeys(person_ids))
    if action == RetentionRule.Action.FORGET:
        return forgetting.forget(actor, chosen)
    if action != RetentionRule.Action.ARCHIVE:
        raise InvalidValueError("After that time a person can go to the archive or be forgotten.", field="action")
    rows = [get(actor, Person, person_id) for person_id in chosen]
    with Act(actor, "people.archive", label=str(len(rows))) as act:
        for person in rows:
            act.update(person, archived=True)
    return len(rows)


def confirm_role(actor: Actor, fact_id: int) -> None:
    """The user says that a role, old as its source is, still holds. Raises `NotFoundError`."""
    fact = get(actor, Fact, fact_id)
    with Act(actor, "person.edit", label=fact.person.name, subject_id=fact.person_id) as act:
        act.update(fact, typed=True, current=True)
        act.update(fact.person, kept=True)
        Person.objects.filter(pk=fact.person_id).update(stale=Person.Stale.FACTS)
    caches.freshen(actor)
