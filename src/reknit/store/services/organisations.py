"""Organisations under several names: made one, and made two again."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from reknit.errors import ConflictError, InvalidValueError, NotFoundError
from reknit.store import audit, bulk, clock
from reknit.store.models import Audit, Fact, Organisation, OrganisationAlias, Person
from reknit.store.policy import Actor, get, of
from reknit.store.services import caches


def known(actor: Actor) -> dict[str, int]:
    """Key → number of every organisation, under all its names."""
    aliases = of(actor, OrganisationAlias).values_list("key", "organisation_id")
    return dict(aliases) | dict(of(actor, Organisation).values_list("key", "id"))


def merge(actor: Actor, kept_id: int, gone_id: int) -> Organisation:
    """Make one organisation of two. The name of the other becomes an alias: what imports say of it goes to the one.

    What people's sources state stays as they state it. Raises `NotFoundError`, `InvalidValueError`.
    """
    with transaction.atomic():
        kept, gone = get(actor, Organisation, kept_id), get(actor, Organisation, gone_id)
        if kept.pk == gone.pk:
            raise InvalidValueError("That is one organisation already.")
        line = Audit(workspace_id=actor.workspace_id, actor_id=actor.user_id, at=clock.now(), act="organisation.merge")
        line.label = f"{gone.name} → {kept.name}"[:300]
        line.save()
        carried = list(of(actor, OrganisationAlias).filter(organisation=gone).values_list("key", flat=True))
        of(actor, OrganisationAlias).filter(organisation=gone).update(organisation=kept)
        OrganisationAlias.objects.create(
            workspace_id=actor.workspace_id,
            organisation=kept,
            key=gone.key,
            name=gone.name,
            typed=gone.typed,
            carried=carried,
            act=line,
        )
        _point(of(actor, Fact).filter(organisation=gone).values_list("id", flat=True), kept)
        gone.delete()
    caches.freshen(actor)
    return kept


def _point(fact_ids: Iterable[int], organisation: Organisation) -> None:
    people: set[int] = set()
    for chunk in bulk.chunks(list(fact_ids), bulk.MAX_PARAMETERS):
        facts = Fact.objects.filter(pk__in=chunk)
        people.update(facts.values_list("person_id", flat=True))
        facts.update(organisation=organisation)
    bulk.mark_stale(dict.fromkeys(people, int(Person.Stale.FACTS)))


def split(actor: Actor, key: str) -> Organisation:
    """Make the organisation merged away under this key one of its own again. Raises `NotFoundError`."""
    with transaction.atomic():
        alias = of(actor, OrganisationAlias).filter(key=key).first()
        if alias is None:
            raise NotFoundError("No organisation of that name was made one with another.")
        if alias.act is not None:
            alias.act.undone_at = clock.now()
            alias.act.save(update_fields=["undone_at"])
        organisation = _take_apart(actor, alias)
    caches.freshen(actor)
    return organisation


@audit.undone_by("organisation.merge")
def undo_merge(actor: Actor, line: Audit) -> None:
    """Take back the user's act of merging."""
    alias = of(actor, OrganisationAlias).filter(act=line).first()
    if alias is None:
        raise ConflictError(f"“{line.label}” cannot be undone: they are two already, or gone.")
    _take_apart(actor, alias)


def _take_apart(actor: Actor, alias: OrganisationAlias) -> Organisation:
    """A role names the organisation its source stated in its key, so what came since is told apart as well."""
    organisation = Organisation(workspace_id=actor.workspace_id, name=alias.name, key=alias.key, typed=alias.typed)
    organisation.save()
    keys = [alias.key, *alias.carried]
    of(actor, OrganisationAlias).filter(key__in=alias.carried).update(organisation=organisation)
    stated = Q()
    for key in keys:
        stated |= Q(key__startswith=f"{key}|")
    facts = of(actor, Fact).filter(stated, kind="affiliation", organisation=alias.organisation)
    alias.delete()
    _point(facts.values_list("id", flat=True), organisation)
    return organisation
