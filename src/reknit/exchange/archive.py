"""An export of Reknit among the files to import: it fills an empty Reknit as a whole."""

from pathlib import Path
from typing import Any

from reknit.store.policy import Actor
from reknit.store.services import archive


def archive_in(folder: Path) -> Path | None:
    """The export, when it is the only file below `folder`."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return files[0] if len(files) == 1 and archive.is_archive(files[0]) else None


def would_restore(actor: Actor, path: Path, *, shown: str) -> dict[str, Any]:
    """The report of a dry run, the file called `shown`. Raises `ConflictError` when this Reknit is not empty."""
    archive.require_empty(actor)
    return _report(shown, archive.look(path), dry_run=True)


def restored(actor: Actor, path: Path, *, shown: str) -> dict[str, Any]:
    """Fill this Reknit from the export; its report, in the form of any import. Raises like `archive.read`."""
    return _report(shown, archive.read(actor, path), dry_run=False)


def _report(shown: str, counts: dict[str, int], *, dry_run: bool) -> dict[str, Any]:
    return {
        "import": None,
        "dry_run": dry_run,
        "added": {table: number for table, number in counts.items() if number},
        **{outcome: {} for outcome in ("changed", "same", "ambiguous", "skipped")},
        "unreadable": [],
        "files": [{"path": shown, "recognised_as": "reknit-export"}],
        "reasons": {},
        "kept_out": [],
        "assumed": {},
    }
