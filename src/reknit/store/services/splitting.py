"""One person made two again: at any later time, also after further edits, imports and merges."""

from dataclasses import dataclass

from django.db import transaction

from reknit.errors import ConflictError
from reknit.store import audit, bulk, clock
from reknit.store.audit import Json
from reknit.store.models import Audit, Import, Merge, PairQuestion, Person
from reknit.store.policy import Actor, get, of
from reknit.store.services import caches, merging, split_facts, split_rows
from reknit.store.services.merge_record import moved_of, put_back

SAID_SO = "you said so"


def split(actor: Actor, merge_id: int) -> Person | None:
    """Take a merge apart and remember for good that these are two; returns the person split off, None when nothing
    is left of them (their import has been undone). Raises `NotFoundError`.
    """
    with transaction.atomic():
        merge = get(actor, Merge, merge_id)
        kept_id, name, act = merge.kept_id, merge.name, merge.act
        gone = _take_apart(actor, merge)
        if act is not None:
            act.undone_at = clock.now()
            act.save(update_fields=["undone_at"])
        if gone is not None and Person.objects.filter(pk=kept_id).exists():
            before = _say_different(actor, kept_id, gone.pk)
            _note(actor, f"{name}", kept_id, gone.pk, before)
    caches.freshen(actor)
    return of(actor, Person).filter(pk=gone.pk).first() if gone else None


def _say_different(actor: Actor, one: int, other: int) -> str | None:
    """Returns the answer before, None without a question."""
    low, high = sorted((one, other))
    question = PairQuestion.objects.filter(low_id=low, high_id=high).first()
    before = question.answer if question else None
    question = question or PairQuestion(workspace_id=actor.workspace_id, low_id=low, high_id=high, reason=SAID_SO)
    question.answer = PairQuestion.Answer.DIFFERENT
    question.save()
    return before


def _note(actor: Actor, label: str, kept_id: int, gone_id: int, answer: str | None) -> None:
    line = Audit(workspace_id=actor.workspace_id, actor_id=actor.user_id, at=clock.now(), act="person.split")
    line.label, line.subject_id = label[:300], kept_id
    line.changes = [["split", gone_id, {"kept_id": kept_id, "answer": answer}, None]]
    line.save()


@audit.undone_by("person.merge")
def undo_merge(actor: Actor, line: Audit) -> None:
    """Take back the user's act of merging; the question whether they are one person is open as it was."""
    merge = of(actor, Merge).filter(act=line).first()
    if merge is None:
        raise ConflictError(f"“{line.label}” cannot be undone: they are two people already, or gone.")
    _take_apart(actor, merge)


@audit.undone_by("person.split")
def undo_split(actor: Actor, line: Audit) -> None:
    """Make one person again of the two."""
    ((_, gone_id, before, _),) = line.changes
    people = of(actor, Person).filter(deleted_at=None).in_bulk([before["kept_id"], gone_id])
    if len(people) != 2:
        raise ConflictError(f"“{line.label}” cannot be undone: one of the two is not here any more.")
    low, high = sorted(people)
    question = of(actor, PairQuestion).filter(low_id=low, high_id=high)
    if before["answer"] is None:
        question.delete()
    else:
        question.update(answer=before["answer"])
    merging.merge(actor, before["kept_id"], gone_id, freshen=False)


def undo_claims(actor: Actor, run: Import) -> None:
    """An import that is undone takes back what it found out about the user's own addresses."""
    for merge in of(actor, Merge).filter(run=run).order_by("-id"):
        _take_apart(actor, merge)


@dataclass(frozen=True)
class _Again:
    """A later merge that was taken apart on the way and is to be made again."""

    gone_id: int
    kept_id: int
    merge: Merge


def _take_apart(actor: Actor, merge: Merge) -> Person | None:
    """Undo one merge. Later ones into the same person are taken apart before and made again afterwards, so that
    each record is read in the state it was written in.
    """
    again: list[_Again] = []
    target: Merge | None = merge
    while target is not None:
        last = Merge.objects.filter(kept_id=target.kept_id).order_by("-id")[0]
        if last.pk == merge.pk:
            break
        kept_id = last.kept_id
        gone = _separate(actor, last)
        if gone is not None:
            again.append(_Again(gone.pk, kept_id, last))
        target = Merge.objects.filter(pk=merge.pk).first()  # into somebody else now; None: nobody is left of them
    found = _separate(actor, target) if target else None
    for step in reversed(again):
        people = Person.objects.in_bulk([step.gone_id, step.kept_id])
        if len(people) == 2:
            gone, kept = people[step.gone_id], people[step.kept_id]
            old = step.merge
            merging.absorb(actor, gone, kept, act=old.act, run_id=old.run_id, at=old.at)
    return found


def _separate(actor: Actor, merge: Merge) -> Person | None:
    """Undo the last merge into a person; None when nothing is left of the one merged away."""
    moved = moved_of(merge)
    kept = merge.kept
    gone = _revive(merge, moved.person)
    split_rows.undecide(kept, moved)
    split_facts.separate(kept, gone.pk, moved)
    split_rows.separate_parts(merge, gone.pk, moved)
    split_rows.separate_rows(merge, gone.pk, moved)
    split_rows.separate_pairs(merge, gone.pk, moved)
    merge_pk = merge.pk
    merge.delete()
    merge.pk = merge_pk
    if kept.ego:
        merging.redirect_interactions(actor, gone.pk)
        split_rows.put_directions_back(moved)
    bare = {gone.pk if person_id == moved.person["id"] else person_id for person_id in moved.bare}
    left = [person for person in (gone, kept) if person.pk in bare or not _remove_if_bare(person)]
    bulk.mark_stale({person.pk: int(Person.Stale.ALL) for person in left})
    return gone if gone in left else None


def _revive(merge: Merge, values: Json) -> Person:
    """The row of the person merged away; its cached columns are computed anew."""
    workspace = merge.workspace_id
    row = put_back(Person, values, workspace_id=workspace, organisation_id=None, stale=int(Person.Stale.ALL))
    assert isinstance(row, Person)
    return row


def _remove_if_bare(person: Person) -> bool:
    """Somebody of whom the undoing of imports has left nothing."""
    if person.ego or person.kept or not merging.is_bare(person):
        return False
    person.delete()
    return True
