"""The user's own addresses: who "me" is in mail, calendars and address books."""

from collections.abc import Iterable

from django.db import transaction

from reknit.core.keys import email_key
from reknit.errors import InvalidValueError
from reknit.store import bulk, clock
from reknit.store.models import Fact, ImportFile, Person, Support
from reknit.store.policy import Actor, of
from reknit.store.services import merging
from reknit.store.services.workspace import ego


def addresses(actor: Actor) -> frozenset[str]:
    """The e-mail addresses known to be the user's."""
    mine = of(actor, Fact).filter(person__ego=True, kind="email")
    return frozenset(mine.values_list("key", flat=True))


def claim(actor: Actor, claimed: Iterable[str], *, file_id: int | None = None) -> None:
    """Make these the user's own addresses.

    Whoever bore one of them until now is the user: their facts and parts in interactions become the
    ego's, and the direction of those interactions is worked out anew. With `file_id` the claim rests
    on that imported file and goes when its import is undone; otherwise the user typed it.
    Raises `InvalidValueError` for a text that is no address.
    """
    me = ego(actor)
    run_id = ImportFile.objects.get(pk=file_id).run_id if file_id is not None else None
    for address in sorted(claimed):
        key = email_key(address)
        if not key:
            raise InvalidValueError(f"“{address}” is not an e-mail address.", field="me")
        with transaction.atomic():
            bearer = of(actor, Fact).filter(kind="email", key=key).exclude(person=me).order_by("id").first()
            if bearer is not None:
                merging.absorb(actor, bearer.person, me, run_id=run_id)
            _state(actor, me.pk, key, address, file_id)
            bulk.mark_stale({me.pk: int(Person.Stale.FACTS)})


def _state(actor: Actor, ego_id: int, key: str, address: str, file_id: int | None) -> None:
    fact, made = Fact.objects.get_or_create(
        person_id=ego_id,
        kind="email",
        key=key,
        defaults={
            "workspace_id": actor.workspace_id,
            "value": address,
            "typed": file_id is None,
            "recorded_at": clock.now(),
        },
    )
    if file_id is None:
        if not made and not fact.typed:
            fact.typed = True
            fact.save(update_fields=["typed"])
        return
    Support.objects.get_or_create(
        row_kind=Support.RowKind.FACT,
        row_id=fact.pk,
        file_id=file_id,
        defaults={"workspace_id": actor.workspace_id, "record": "own address"},
    )
