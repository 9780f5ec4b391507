"""Promises between the user and a person."""

import datetime as dt

from reknit.errors import InvalidValueError
from reknit.store.audit import Act
from reknit.store.models import Person, Promise
from reknit.store.policy import Actor, get


def make_promise(
    actor: Actor, person_id: int, what: str, *, made_on: dt.date, due_on: dt.date | None = None, mine: bool = True
) -> Promise:
    """Note a promise: `mine` if the user made it. Raises `InvalidValueError` for an empty one."""
    if not what.strip():
        raise InvalidValueError("Say what was promised.", field="what")
    person = get(actor, Person, person_id)
    with Act(actor, "promise.make", label=f"{person.name}: {what.strip()}", subject_id=person.pk) as act:
        promise = Promise(
            workspace_id=actor.workspace_id,
            person=person,
            mine=mine,
            what=what.strip(),
            made_on=made_on,
            due_on=due_on,
        )
        act.create(promise)
        act.update(person, kept=True)
    return promise


def settle_promise(actor: Actor, promise_id: int, state: str) -> Promise:
    """Mark a promise ``kept`` or ``dropped``, or ``open`` again."""
    if state not in Promise.State.values:
        raise InvalidValueError("A promise is open, kept or let go.", field="state")
    promise = get(actor, Promise, promise_id)
    label = f"{promise.person.name}: {promise.what}"
    with Act(actor, f"promise.{state}", label=label, subject_id=promise.person_id) as act:
        act.update(promise, state=state)
    return promise
