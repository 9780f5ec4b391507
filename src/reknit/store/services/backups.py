"""Copies of the whole database: consistent while in use, checked before they replace anything."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection, connections

from reknit.errors import UsageError
from reknit.store import clock

# Automatic backups beyond these are removed, oldest first; ones made by hand are never touched.
KEEP_AUTOMATIC = 5

NEEDED_TABLES = frozenset(["django_migrations", "store_workspace", "store_person", "store_fact", "store_interaction"])


def backup(folder: Path | None = None, *, reason: str = "by-hand") -> Path:
    """Write a copy of the database as it is at this moment; returns its path.

    The copy appears under its name only when complete. Raises `UsageError` on PostgreSQL, which
    brings its own tool.
    """
    source = _database_path()
    folder = folder or source.parent / "backups"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    stamp = clock.now().strftime("%Y%m%d-%H%M%S-%f")
    target = folder / f"reknit-{stamp}-{reason}.sqlite3"
    draft = target.with_suffix(".draft")
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(draft)) as copy:
            live.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)
    if reason != "by-hand":
        _thin_out(folder, reason)
    return target


def _thin_out(folder: Path, reason: str) -> None:
    for old in sorted(folder.glob(f"reknit-*-{reason}.sqlite3"))[:-KEEP_AUTOMATIC]:
        old.unlink()


def check(path: Path) -> None:
    """Raises `UsageError`, saying why, unless the file is a sound Reknit database."""
    if not path.is_file():
        raise UsageError(f"There is no file {path}.")
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as copy:
            verdict = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
            tables = {row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.DatabaseError as error:
        raise UsageError(f"{path} is not a database backup ({error}). Nothing was changed.") from error
    if verdict != "ok":
        raise UsageError(f"{path} is damaged ({verdict}). Nothing was changed.")
    if missing := NEEDED_TABLES - tables:
        raise UsageError(f"{path} is not a Reknit backup: it lacks {', '.join(sorted(missing))}. Nothing was changed.")


def restore(path: Path) -> Path:
    """Replace the database by a backup, after a backup of what is there; returns the latter's path.

    SQLite copies all pages in one transaction: a kill in the middle leaves the old state.
    """
    check(path)
    saved = backup(reason="before-restore")
    target = _database_path()
    connections.close_all()
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(target, timeout=20)) as live:
        source.backup(live)
    with closing(sqlite3.connect(target)) as live:
        live.execute("PRAGMA journal_mode=WAL")
    return saved


def _database_path() -> Path:
    if connection.vendor != "sqlite":
        raise UsageError("Reknit's backup is for SQLite. Use pg_dump for PostgreSQL, or `reknit export`.")
    return Path(connection.settings_dict["NAME"])
