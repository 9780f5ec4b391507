"""Promises between the user and a person."""

from dataclasses import dataclass

from reknit.store.models import Promise
from reknit.store.policy import Actor, get


@dataclass(frozen=True)
class PromiseView:
    """A promise with whom it is between. mine: the user made it."""

    id: int
    person_id: int
    mine: bool
    what: str
    state: str


def promise(actor: Actor, promise_id: int) -> PromiseView:
    """One promise. Raises `NotFoundError` when there is none of that number here."""
    row = get(actor, Promise, promise_id)
    return PromiseView(row.pk, row.person_id, row.mine, row.what, row.state)
