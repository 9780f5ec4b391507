"""Ties as they were on an earlier day, from what had happened until then."""

import datetime as dt

import numpy as np

from reknit.core.ties import Ties, build_ties
from reknit.store import bulk
from reknit.store.days import as_days
from reknit.store.policy import Actor
from reknit.store.selectors.ties import VALUES, from_rows
from reknit.store.services.ties import contacts_of

_ROWS = f"SELECT person_id, {', '.join(VALUES)} FROM store_tie WHERE workspace_id = %s ORDER BY person_id"  # noqa: S608


def stored(actor: Actor) -> Ties:
    """All ties as they are kept."""
    return from_rows(bulk.fetch(_ROWS, [actor.workspace_id]))


def as_they_were(actor: Actor, ties: Ties, moment: dt.datetime) -> Ties:
    """These ties at an earlier moment: only those with a contact since then are built anew. A contact that lay ahead
    then and lies behind now is among them; who had none yet keeps a row without contacts.
    """
    since = np.flatnonzero(ties.last_at > as_days(moment))
    if not len(since):
        return ties
    rebuilt = build_ties(contacts_of(actor, ties.person[since].tolist()), as_of=as_days(moment))
    source = np.searchsorted(rebuilt.person, ties.person[since])
    columns = {}
    for name in Ties.__slots__:
        values = getattr(ties, name).copy()
        values[since] = getattr(rebuilt, name)[source]
        columns[name] = values
    return Ties(**columns)
