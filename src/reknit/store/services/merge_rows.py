"""Everything besides facts that points to a person, given to another: parts, promises, links, answers."""

from collections.abc import Iterator
from typing import Any, cast

from django.db import IntegrityError, models, transaction

from reknit.store import audit, bulk
from reknit.store.audit import Json
from reknit.store.models import Audit, Fact, Link, PairQuestion, Participant, Person, Tie
from reknit.store.services.merge_record import Joined, Moved, change

# Tables that are moved by a rule of their own, or computed anew.
BY_RULE: tuple[type[models.Model], ...] = (Fact, Participant, Tie, Link, PairQuestion)

PAIRS: tuple[type[models.Model], ...] = (Link, PairQuestion)


def decide(kept: Person, gone: Person, moved: Moved) -> None:
    """What the user decided about either holds for both: never and mute win, of two snoozes the later."""
    if kept.ego:
        return
    was, now = change(
        kept,
        {
            "created_at": min(kept.created_at, gone.created_at),
            "kept": kept.kept or gone.kept,
            "never": kept.never or gone.never,
            "muted": kept.muted or gone.muted,
            "archived": kept.archived and gone.archived,
            "snoozed_until": max(filter(None, (kept.snoozed_until, gone.snoozed_until)), default=None),
            "handled_on": max(filter(None, (kept.handled_on, gone.handled_on)), default=None),
            "reporting": kept.reporting or gone.reporting,
            "strength_override": kept.strength_override or gone.strength_override,
            "layer_override": gone.layer_override if kept.layer_override is None else kept.layer_override,
            "cadence_days": gone.cadence_days if kept.cadence_days is None else kept.cadence_days,
        },
    )
    moved.decided = {name: [was[name], now[name]] for name in was}


def move_parts(gone_id: int, into: Person, moved: Moved) -> None:
    """Parts in interactions. Where both took part, the part that says more about the tie stays."""
    twins = bulk.fetch(
        "SELECT g.id, k.id FROM store_participant g JOIN store_participant k ON k.interaction_id = g.interaction_id"
        " WHERE g.person_id = %s AND k.person_id = %s ORDER BY g.id",
        [gone_id, into.pk],
    )
    for pairs in bulk.chunks(twins, bulk.MAX_PARAMETERS // 2):
        both = Participant.objects.select_related("person").in_bulk([number for pair in pairs for number in pair])
        for gone_part, kept_part in pairs:
            _share(both[gone_part], both[kept_part], moved)
    parts = Participant.objects.filter(person_id=gone_id)
    moved.parts = list(parts.order_by("id").values_list("id", flat=True))
    if into.ego:
        moved.directions = list(parts.exclude(direction="none").order_by("id").values_list("id", "direction"))
        parts.update(direction=Participant.Direction.NONE)
    parts.update(person_id=into.pk)


def _share(gone: Participant, kept: Participant, moved: Moved) -> None:
    was: Json = {}
    now: Json = {}
    if _weight(gone) > _weight(kept):
        direction = Participant.Direction.NONE if kept.person.ego else gone.direction
        was, now = change(kept, {"role": gone.role, "direction": direction, "declined": gone.declined})
    moved.shared.append(Joined(gone=audit.freeze(gone), kept=kept.pk, was=was, now=now))
    gone.delete()


def _weight(part: Participant) -> tuple[bool, bool, bool]:
    return (not part.declined, part.direction != Participant.Direction.NONE, part.role == "from")


def pointers() -> Iterator[tuple[type[models.Model], str]]:
    """(table, column) of everything else that points to a person, tables of later versions included."""
    for relation in Person._meta.get_fields(include_hidden=True):  # noqa: SLF001
        if relation.auto_created and (relation.one_to_many or relation.one_to_one):
            field = cast("Any", relation).field
            if field.model not in BY_RULE:
                yield field.model, field.attname


def move_rows(gone_id: int, into_id: int, moved: Moved) -> None:
    """Rows of tables without a rule of their own. One that would stand twice is put aside."""
    for model, column in pointers():
        for row in model._default_manager.filter(**{column: gone_id}).order_by("pk"):  # noqa: SLF001
            frozen = audit.freeze(row)
            try:
                with transaction.atomic():
                    type(row)._default_manager.filter(pk=row.pk).update(**{column: into_id})  # noqa: SLF001
            except IntegrityError:
                moved.removed.append((_table(model), frozen))
                row.delete()
            else:
                moved.rows.setdefault(f"{_table(model)}.{column}", []).append(row.pk)


def move_lines(workspace_id: int, gone_id: int, into_id: int, moved: Moved) -> None:
    """Audit lines about the one lead to the other's page."""
    lines = Audit.objects.filter(workspace_id=workspace_id, subject_id=gone_id)
    moved.lines = list(lines.values_list("id", flat=True))
    lines.update(subject_id=into_id)


def move_pairs(gone_id: int, into_id: int, moved: Moved) -> None:
    """Statements about two people: who knows whom, who is not the same."""
    for model in PAIRS:
        for row in _pairs_of(model, gone_id):
            other = row.high_id if row.low_id == gone_id else row.low_id
            if other == into_id:
                moved.between.append((_table(model), audit.freeze(row)))
                row.delete()
                continue
            low, high = sorted((other, into_id))
            twin = model._default_manager.filter(low_id=low, high_id=high).first()  # noqa: SLF001
            if twin is None:
                change(row, {"low_id": low, "high_id": high})
                moved.pairs.setdefault(_table(model), []).append(row.pk)
                continue
            word = _joint_word(row, twin)
            was, now = change(twin, word)
            joined = Joined(gone=audit.freeze(row), kept=twin.pk, was=was, now={**word, **now})
            moved.pairs_joined.setdefault(_table(model), []).append(joined)
            row.delete()


def _pairs_of(model: type[models.Model], person_id: int) -> list[Any]:
    either = models.Q(low_id=person_id) | models.Q(high_id=person_id)
    rows = model._default_manager.filter(either).order_by("pk")  # noqa: SLF001
    # Links that are only counted go with the person and are counted anew.
    return list(rows.exclude(stated="") if model is Link else rows)


def _joint_word(gone: Any, kept: Any) -> dict[str, Any]:
    if isinstance(kept, Link):
        return {"stated": kept.stated or gone.stated}
    different = PairQuestion.Answer.DIFFERENT
    return {"answer": different if different in {kept.answer, gone.answer} else kept.answer}


def _table(model: type[models.Model]) -> str:
    return str(model._meta.model_name)  # noqa: SLF001
