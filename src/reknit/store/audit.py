"""Acts of the user: each is atomic, leaves one audit line, and can be undone.

A service opens an `Act`, changes rows through it, and is done::

    with Act(actor, "person.edit", label=person.name, subject_id=person.pk) as act:
        act.update(person, never=True)

The act keeps every row before and after, so `undo` needs no knowledge of what was done.
"""

import base64
import datetime as dt
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from django.apps import apps
from django.db import IntegrityError, models, transaction

from reknit.errors import ConflictError
from reknit.store import clock
from reknit.store.models import Audit, Merge
from reknit.store.policy import Actor, get

Json = dict[str, Any]
Change = tuple[str, int, Json | None, Json | None]


def freeze(row: models.Model) -> Json:
    """All columns of a row as JSON values."""
    return {f.attname: _to_json(getattr(row, f.attname)) for f in row._meta.concrete_fields}  # noqa: SLF001


def thaw(model: type[models.Model], values: Json) -> models.Model:
    """The row that `freeze` was given; a column that did not exist then has its default."""
    fields = model._meta.concrete_fields  # noqa: SLF001
    return model(**{f.attname: _from_json(f, values[f.attname]) for f in fields if f.attname in values})


def _to_json(value: Any) -> Any:
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    return value


def _from_json(field: "models.Field[Any, Any]", value: Any) -> Any:
    if value is not None and isinstance(field, models.BinaryField):
        return base64.b64decode(value)
    if isinstance(field, models.JSONField):
        return value
    return field.to_python(value)


class Act:
    """One user's act: a transaction whose row changes are remembered. See the module's text."""

    def __init__(self, actor: Actor, act: str, *, label: str, subject_id: int | None = None) -> None:
        self.actor = actor
        self.line = Audit(
            workspace_id=actor.workspace_id,
            actor_id=actor.user_id,
            act=act,
            label=label[:300],
            subject_id=subject_id,
        )
        self.changes: list[Change] = []
        self._transaction = transaction.atomic()

    def __enter__(self) -> Self:
        self._transaction.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and self.changes:
            self.line.at = clock.now()
            self.line.changes = [list(change) for change in self.changes]
            self.line.save()
        self._transaction.__exit__(kind, error, trace)

    def create(self, row: models.Model) -> None:
        """Insert a row."""
        row.save(force_insert=True)
        self._note(row, None, freeze(row))

    def update(self, row: models.Model, **values: Any) -> None:
        """Set columns of a row; nothing is written or remembered when they already have these values."""
        before = freeze(row)
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        if not changed:
            return
        for name, value in changed.items():
            setattr(row, name, value)
        row.save(update_fields=list(changed))
        after = freeze(row)
        # Only what changed: a person's row repeats what is known of them, and may outlive it here.
        kept = {name for name in after if after[name] != before[name] or name == "id" or name.endswith("_id")}
        self._note(row, {name: before[name] for name in kept}, {name: after[name] for name in kept})

    def delete(self, row: models.Model) -> None:
        """Delete one row. Rows that point to it must have been deleted through the act before."""
        before = freeze(row)
        row_id = row.pk
        row.delete()
        self.changes.append((row._meta.model_name or "", row_id, before, None))  # noqa: SLF001

    def _note(self, row: models.Model, before: Json | None, after: Json) -> None:
        self.changes.append((row._meta.model_name or "", row.pk, before, after))  # noqa: SLF001


Undoer = Callable[[Actor, Audit], None]

# Acts that are more than the rows they changed: what takes them back.
_UNDOERS: dict[str, Undoer] = {}


def undone_by(act: str) -> Callable[[Undoer], Undoer]:
    """Mark a service as what takes back an act of this name, instead of the rows it changed."""

    def register(undoer: Undoer) -> Undoer:
        _UNDOERS[act] = undoer
        return undoer

    return register


def undo(actor: Actor, audit_id: int) -> Audit:
    """Take an act back. Raises `ConflictError`, and changes nothing, when a row it touched has since
    been changed to something else.
    """
    with transaction.atomic():
        line = get(actor, Audit, audit_id)
        if line.undone_at is not None:
            raise ConflictError(f"“{line.label}” has been undone already.")
        undoer = _UNDOERS.get(line.act)
        if undoer is not None:
            undoer(actor, line)
        else:
            for table, row_id, before, after in reversed(line.changes):
                _revert(line, apps.get_model("store", table), row_id, before, after)
                _mark_stale(line.workspace_id, before, after)
        line.undone_at = clock.now()
        line.save(update_fields=["undone_at"])
    return line


def _revert(line: Audit, model: type[models.Model], row_id: int, before: Json | None, after: Json | None) -> None:
    conflict = ConflictError(f"“{line.label}” cannot be undone: what it changed has been changed again since.")
    rows = model._default_manager.filter(pk=row_id)  # noqa: SLF001
    if after is None:
        assert before is not None
        if rows.exists():
            raise conflict
        _put_back(line, model, before, conflict)
        return
    row = rows.first()
    if row is None:
        gone_already = before is None and not _joined_since(line, model, row_id)
        if gone_already or (before and after and _revert_in_merge(line, model, row_id, before, after)):
            return
        raise conflict
    if before is None:
        if any(
            rel.related_model._default_manager.filter(**{rel.field.name: row}).exists()  # noqa: SLF001
            for rel in _dependants(model)
        ):
            raise conflict
        row.delete()
        return
    now = freeze(row)
    changed = [name for name in after if after[name] != before[name]]
    if any(now[name] != after[name] for name in changed):
        raise conflict
    old = thaw(model, before)
    for name in changed:
        setattr(row, name, getattr(old, name))
    row.save(update_fields=[f.name for f in model._meta.concrete_fields if f.attname in changed])  # noqa: SLF001


def _put_back(line: Audit, model: type[models.Model], before: Json, conflict: ConflictError) -> None:
    """Insert a deleted row again, for whoever its person has become by merges since."""
    values = before | {"workspace_id": line.workspace_id}
    if values.get("person_id"):
        values["person_id"] = _whoever_is_now(line.workspace_id, values["person_id"])
    try:
        with transaction.atomic():
            thaw(model, values).save(force_insert=True)
    except IntegrityError as error:
        raise conflict from error


def _whoever_is_now(workspace_id: int, person_id: int) -> int:
    people = apps.get_model("store", "person")._default_manager  # noqa: SLF001
    while not people.filter(pk=person_id).exists():
        merge = Merge.objects.filter(workspace_id=workspace_id, gone_id=person_id).order_by("-id").first()
        if merge is None:
            return person_id
        person_id = merge.kept_id
    return person_id


def _revert_in_merge(line: Audit, model: type[models.Model], row_id: int, before: Json, after: Json) -> bool:
    """Take back what an act changed of a person merged away since, unless the merge handed it on."""
    merges = Merge.objects.filter(workspace_id=line.workspace_id, gone_id=row_id, at__gte=line.at)
    merge = merges.order_by("-id").first() if model._meta.model_name == "person" else None  # noqa: SLF001
    changed = {name for name in after if after[name] != before[name]}
    if merge is None or changed & (merge.moved["decided"].keys() - {"kept"}):
        return False
    if any(merge.moved["person"].get(name) != after[name] for name in changed):
        return False
    merge.moved["person"].update({name: before[name] for name in changed})
    merge.save(update_fields=["moved"])
    return True


def _joined_since(line: Audit, model: type[models.Model], row_id: int) -> bool:
    """Whether a fact is missing because a merge since made one of it and an equal one."""
    if model._meta.model_name != "fact":  # noqa: SLF001
        return False
    later = Merge.objects.filter(workspace_id=line.workspace_id, at__gte=line.at).values_list("moved", flat=True)
    return any(twin["gone"]["id"] == row_id for moved in later for twin in moved["joined"])


def _dependants(model: type[models.Model]) -> list[Any]:
    """Relations through which later statements hang on a row; caches and answers to questions do not count."""
    later = {"fact", "participant", "promise"}
    return [rel for rel in model._meta.related_objects if rel.related_model._meta.model_name in later]  # noqa: SLF001


def _mark_stale(workspace_id: int, before: Json | None, after: Json | None) -> None:
    """Whoever the reverted row speaks of must be computed again."""
    named = {row["person_id"] for row in (before, after) if row and row.get("person_id")}
    people = {_whoever_is_now(workspace_id, person_id) for person_id in named}
    apps.get_model("store", "person")._default_manager.filter(pk__in=people).update(stale=3)  # noqa: SLF001
