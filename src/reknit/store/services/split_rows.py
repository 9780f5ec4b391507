"""Parts in interactions, promises, links and answers given back to whom they belonged before a merge."""

from typing import Any

from django.apps import apps
from django.db import models

from reknit.store import audit, bulk
from reknit.store.audit import Json
from reknit.store.models import Audit, Interaction, Merge, MergedPart, Participant, Person
from reknit.store.services.merge_record import Joined, Moved, change, change_back, put_back


def undecide(kept: Person, moved: Moved) -> None:
    """The kept person's own decisions, where the user has not decided anew since."""
    was = {name: values[0] for name, values in moved.decided.items()}
    change_back(kept, was, {name: values[1] for name, values in moved.decided.items()})


def separate_parts(merge: Merge, gone_id: int, moved: Moved) -> None:
    """Parts from before the merge, and those that came since through an address of the one split off."""
    kept_id = merge.kept_id
    _hand_over(moved.parts, kept_id, gone_id)
    for twin in moved.shared:
        kept = Participant.objects.filter(pk=twin.kept).first()
        if kept is not None:
            change_back(kept, twin.was, twin.now)
        if Interaction.objects.filter(pk=twin.gone["interaction_id"]).exists():
            put_back(Participant, twin.gone, workspace_id=merge.workspace_id, person_id=gone_id)
    later = MergedPart.objects.filter(merge=merge).values_list("interaction_id", flat=True)
    for chunk in bulk.chunks(later, bulk.MAX_PARAMETERS):
        taken = Participant.objects.filter(person_id=gone_id, interaction_id__in=chunk)
        parts = Participant.objects.filter(person_id=kept_id, interaction_id__in=chunk)
        parts.exclude(interaction_id__in=taken.values("interaction_id")).update(person_id=gone_id)


def _hand_over(part_ids: list[int], kept_id: int, gone_id: int) -> None:
    for chunk in bulk.chunks(part_ids, bulk.MAX_PARAMETERS):
        Participant.objects.filter(pk__in=chunk, person_id=kept_id).update(person_id=gone_id)


def put_directions_back(moved: Moved) -> None:
    """The directions of parts that were taken for the user's own."""
    by_direction: dict[str, list[int]] = {}
    for part_id, direction in moved.directions:
        by_direction.setdefault(direction, []).append(part_id)
    for direction, part_ids in by_direction.items():
        for chunk in bulk.chunks(part_ids, bulk.MAX_PARAMETERS):
            Participant.objects.filter(pk__in=chunk).update(direction=direction)


def separate_rows(merge: Merge, gone_id: int, moved: Moved) -> None:
    """Rows of tables without a rule of their own, and audit lines."""
    for place, row_ids in moved.rows.items():
        table, _, column = place.partition(".")
        rows = _model(table)._default_manager.filter(pk__in=row_ids, **{column: merge.kept_id})  # noqa: SLF001
        rows.update(**{column: gone_id})
    for table, values in moved.removed:
        put_back(_model(table), _renamed(values, moved.person["id"], gone_id), workspace_id=merge.workspace_id)
    for chunk in bulk.chunks(moved.lines, bulk.MAX_PARAMETERS):
        Audit.objects.filter(pk__in=chunk, subject_id=merge.kept_id).update(subject_id=gone_id)


def separate_pairs(merge: Merge, gone_id: int, moved: Moved) -> None:
    """Statements about the one split off and somebody else, as far as that other is still here."""
    for table, row_ids in moved.pairs.items():
        for row in _model(table)._default_manager.filter(pk__in=row_ids).order_by("pk"):  # noqa: SLF001
            _turn_back(row, merge.kept_id, gone_id)
    for table, twins in moved.pairs_joined.items():
        for twin in twins:
            _part_pair(_model(table), twin, merge, gone_id, moved.person["id"])
    for table, values in moved.between:
        _put_pair_back(_model(table), values, merge, gone_id, moved.person["id"])


def _turn_back(row: Any, kept_id: int, gone_id: int) -> None:
    if kept_id not in {row.low_id, row.high_id}:
        return
    other = row.high_id if row.low_id == kept_id else row.low_id
    low, high = sorted((other, gone_id))
    if not type(row)._default_manager.filter(low_id=low, high_id=high).exists():  # noqa: SLF001
        change(row, {"low_id": low, "high_id": high})


def _part_pair(model: type[models.Model], twin: Joined, merge: Merge, gone_id: int, old_id: int) -> None:
    kept = model._default_manager.filter(pk=twin.kept).first()  # noqa: SLF001
    values = dict(twin.gone)
    if kept is not None:
        now = audit.freeze(kept)
        # An answer given since the merge was given about both.
        values |= {name: now[name] for name in ("answer", "stated") if name in now and now[name] != twin.now[name]}
        change_back(kept, twin.was, twin.now)
    _put_pair_back(model, values, merge, gone_id, old_id)


def _put_pair_back(model: type[models.Model], values: Json, merge: Merge, gone_id: int, old_id: int) -> None:
    renamed = _renamed(values, old_id, gone_id)
    low, high = sorted((renamed["low_id"], renamed["high_id"]))
    here = Person.objects.filter(pk__in=[low, high]).count() == 2
    if here and not model._default_manager.filter(low_id=low, high_id=high).exists():  # noqa: SLF001
        put_back(model, renamed, workspace_id=merge.workspace_id, low_id=low, high_id=high)


def _renamed(values: Json, old_id: int, new_id: int) -> Json:
    """The row with the number the person has now."""
    columns = {column for column in values if column.endswith("_id") and values[column] == old_id}
    return values | dict.fromkeys(columns & {"low_id", "high_id", "person_id", "kept_id"}, new_id)


def _model(table: str) -> type[models.Model]:
    return apps.get_model("store", table)
