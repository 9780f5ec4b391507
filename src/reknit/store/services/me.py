"""The user about themselves: name, own addresses, offers, needs, the settings of the workspace. Saved as one."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from reknit.core.facts import Seed, name_seed, trait_seed
from reknit.core.keys import email_key
from reknit.core.records import Trait, TraitKind
from reknit.store.policy import Actor
from reknit.store.selectors import me as selector
from reknit.store.services import caches, ego, people
from reknit.store.services.workspace import edit_workspace


@dataclass(frozen=True, kw_only=True)
class MeEdit:
    """What the user wants the book to say; what is not listed any more is taken back."""

    name: str
    addresses: tuple[str, ...]
    offers: tuple[str, ...]
    needs: tuple[str, ...]
    zone: str
    region: str
    week_minutes: int
    keep_subjects: bool


def change(actor: Actor, edit: MeEdit) -> None:
    """All of it or nothing. Raises `InvalidValueError` naming the field."""
    known = selector.me(actor)
    with transaction.atomic():
        edit_workspace(
            actor,
            zone=edit.zone,
            region=edit.region,
            week_minutes=edit.week_minutes,
            keep_subjects=edit.keep_subjects,
        )
        add, remove = _differences(known, edit)
        if add or remove:
            people.edit_person(actor, known.id, add=add, remove=remove)
        mine = {email_key(address) for address in known.addresses.values()}
        ego.claim(actor, [address for address in edit.addresses if email_key(address) not in mine])
    caches.freshen(actor)


def _differences(known: selector.Me, edit: MeEdit) -> tuple[list[Seed], list[int]]:
    """Facts to state, and facts (by id) to take back, so that the book says what the form says."""
    wanted = {email_key(address) for address in edit.addresses}
    remove = [fact_id for fact_id, value in known.addresses.items() if email_key(value) not in wanted]
    add = [*_new("offer", edit.offers, known.offers), *_new("need", edit.needs, known.needs)]
    remove += [fact_id for fact_id, value in known.offers.items() if value not in edit.offers]
    remove += [fact_id for fact_id, value in known.needs.items() if value not in edit.needs]
    name = edit.name.strip()
    if name and name != known.name:
        add.append(name_seed(name, preferred=True))
        remove += list(known.names)
    return add, remove


def _new(kind: TraitKind, lines: tuple[str, ...], known: Mapping[int, str]) -> list[Seed]:
    return [trait_seed(Trait(kind=kind, text=line)) for line in lines if line not in known.values()]
