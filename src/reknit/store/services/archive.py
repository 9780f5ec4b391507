"""Everything out, and everything back: one zip of JSON Lines from which an empty Reknit gets the same rows.

The archive holds what was stated, not what is computed: ties and link counts are rebuilt.
"""

import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.db import models, transaction

from reknit import __version__
from reknit.errors import ConflictError, UnreadableFileError
from reknit.store import audit, bulk, clock
from reknit.store.models import (
    Audit,
    Blob,
    CadenceRule,
    Fact,
    Feed,
    FeedEntry,
    ForgottenMark,
    Import,
    ImportFile,
    ImportNote,
    Interaction,
    Link,
    Merge,
    MergedPart,
    Organisation,
    OrganisationAlias,
    PairQuestion,
    Participant,
    Person,
    Promise,
    RetentionRule,
    SenderRule,
    Support,
    Workspace,
)
from reknit.store.policy import Actor, of
from reknit.store.services import caches

MANIFEST = "reknit-export.json"
VERSION = 1

# Parents before children. A table missing here would be lost: a test compares with all models.
TABLES: tuple[type[models.Model], ...] = (
    Organisation,
    Person,
    Import,
    ImportFile,
    ImportNote,
    Fact,
    Blob,
    Interaction,
    Participant,
    Support,
    Link,
    PairQuestion,
    SenderRule,
    CadenceRule,
    Promise,
    Feed,
    FeedEntry,
    Audit,
    Merge,
    MergedPart,
    OrganisationAlias,
    ForgottenMark,
    RetentionRule,
)

Extra = Callable[[], Iterator[str]]


def write(actor: Actor, path: Path, *, extras: dict[str, Extra] | None = None) -> dict[str, int]:
    """Write the archive; returns the number of rows of each table.

    extras: further files for other programs (vCard, CSV) by name. The file appears only when complete.
    """
    draft = path.with_name(path.name + ".draft")
    counts: dict[str, int] = {}
    try:
        with transaction.atomic(), zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
            draft.chmod(0o600)
            for model in TABLES:
                counts[_table(model)] = _write_table(actor, model, archive)
            for name, lines in (extras or {}).items():
                with archive.open(name, "w", force_zip64=True) as stream:
                    for line in lines():
                        stream.write(line.encode())
            archive.writestr(MANIFEST, json.dumps(_manifest(actor, counts), indent=1))
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    return counts


def _manifest(actor: Actor, counts: dict[str, int]) -> dict[str, Any]:
    space = audit.freeze(Workspace.objects.get(pk=actor.workspace_id))
    return {
        "numbers": {_table(model): bulk.last_number(model) for model in TABLES},
        "format": VERSION,
        "reknit": __version__,
        "written_at": clock.now().isoformat(),
        "workspace": space,
        "rows": counts,
    }


def _write_table(actor: Actor, model: type[models.Model], archive: zipfile.ZipFile) -> int:
    count = 0
    with archive.open(f"{_table(model)}.jsonl", "w", force_zip64=True) as stream:
        rows = of(actor, model).order_by("pk")
        if model is Link:
            rows = rows.exclude(stated="")  # the others are counted anew
        for row in rows.iterator(chunk_size=2000):
            values = audit.freeze(row)
            del values["workspace_id"]
            values.pop("actor_id", None)
            stream.write(json.dumps(values, ensure_ascii=False).encode() + b"\n")
            count += 1
    return count


def is_archive(path: Path) -> bool:
    """Whether the file is a Reknit export."""
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return MANIFEST in archive.NameToInfo


def look(path: Path) -> dict[str, int]:
    """The number of rows of each table that an archive says it holds."""
    with zipfile.ZipFile(path) as archive:
        return dict(json.loads(archive.read(MANIFEST))["rows"])


def read(actor: Actor, path: Path) -> dict[str, int]:
    """Fill an empty Reknit from an archive, in one transaction; returns the number of rows of each table.

    Raises `ConflictError` when there is somebody in the book already, `UnreadableFileError` when
    the archive is of a newer format or damaged. Nothing is written then.
    """
    require_empty(actor)
    with zipfile.ZipFile(path) as archive:
        manifest = json.loads(archive.read(MANIFEST))
        if manifest["format"] > VERSION:
            raise UnreadableFileError("this export was written by a newer Reknit; update Reknit first")
        with transaction.atomic():
            of(actor, Person).delete()
            counts = {_table(model): _read_table(actor, model, archive) for model in TABLES}
            _restore_workspace(actor, manifest["workspace"])
            _continue_numbering(manifest.get("numbers", {}))
    caches.freshen(actor)
    _rebuild_ties(actor)
    return counts


def require_empty(actor: Actor) -> None:
    """Raises `ConflictError` when there is somebody in the book already."""
    if of(actor, Person).filter(ego=False).exists() or of(actor, Interaction).exists():
        raise ConflictError(
            "An export of Reknit goes into an empty Reknit, and this one holds people already. Start with another "
            "REKNIT_HOME, or import the file contacts.vcf from inside the export."
        )


def _read_table(actor: Actor, model: type[models.Model], archive: zipfile.ZipFile) -> int:
    count = 0
    columns = {"workspace_id": actor.workspace_id}
    if model is Audit:
        columns["actor_id"] = actor.user_id
    name = f"{_table(model)}.jsonl"
    if name not in archive.NameToInfo:
        return 0  # the export is older than this table
    with archive.open(name) as stream:
        for lines in bulk.chunks(stream, 1000):
            rows = [audit.thaw(model, json.loads(line) | columns) for line in lines]
            model._default_manager.bulk_create(rows)  # noqa: SLF001
            count += len(rows)
    return count


def _restore_workspace(actor: Actor, values: dict[str, Any]) -> None:
    names = ("name", "zone", "region", "week_minutes", "keep_subjects", "column_mappings")
    kept = {name: values[name] for name in names if name in values}
    Workspace.objects.filter(pk=actor.workspace_id).update(**kept)


def _continue_numbering(numbers: dict[str, int]) -> None:
    """A number once given is not given again: records of merges and of acts name rows that may be gone."""
    for model in TABLES:
        bulk.number_from(model, numbers.get(_table(model), 0))


def _rebuild_ties(actor: Actor) -> None:
    of(actor, Person).update(stale=Person.Stale.TIE)
    caches.freshen(actor)


def _table(model: type[models.Model]) -> str:
    return str(model._meta.model_name)  # noqa: SLF001
