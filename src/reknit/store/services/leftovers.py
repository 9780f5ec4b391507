"""Files put aside for an import that nobody came back to: uploads, and what was read from files."""

import datetime as dt
import shutil
from pathlib import Path

KEPT = dt.timedelta(days=7)
PLACES = ("uploads", "staging")


def leftovers(home: Path, *, now: dt.datetime) -> list[Path]:
    """The folders below the data folder that no import has touched for a week."""
    folders = [folder for place in PLACES if (home / place).is_dir() for folder in sorted((home / place).iterdir())]
    return [folder for folder in folders if now - _touched(folder) > KEPT]


def sweep(home: Path, *, now: dt.datetime) -> list[Path]:
    """Remove them; returns what was removed."""
    old = leftovers(home, now=now)
    for folder in old:
        shutil.rmtree(folder, ignore_errors=True)
    return old


def _touched(folder: Path) -> dt.datetime:
    """When something was last put into a folder or taken out of it."""
    inner = [path for path in folder.iterdir() if path.is_dir()] if folder.is_dir() else []
    return dt.datetime.fromtimestamp(max(path.stat().st_mtime for path in [folder, *inner]), tz=dt.UTC)
