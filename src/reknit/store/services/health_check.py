"""Look for what should not be: damage, orphaned rows, stale caches, open permissions. Mend what is safe to mend."""

import stat
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from reknit.store import bulk, clock
from reknit.store.models import Import, Person
from reknit.store.policy import Actor, of
from reknit.store.services import caches, care, imports, leftovers


@dataclass(frozen=True)
class Finding:
    """Something wrong, in words, and whether it has been mended."""

    what: str
    words: str
    mended: bool = False

    def as_json(self) -> dict[str, Any]:
        """For ``--json``."""
        return asdict(self)


def examine(actor: Actor, home: Path, *, mend: bool) -> list[Finding]:
    """All findings; with `mend`, those that can be mended are."""
    return [
        *_permissions(home, mend=mend),
        *_database(),
        *_orphans(mend=mend),
        *_orphaned_caches(mend=mend),
        *_search_index(mend=mend),
        *_unfinished(actor, home, mend=mend),
        *_trash(actor, mend=mend),
        *_stale(actor, mend=mend),
    ]


def _permissions(home: Path, *, mend: bool) -> Iterator[Finding]:
    for path in [home, *sorted(home.rglob("*"))]:
        wanted = 0o700 if path.is_dir() else 0o600
        if path.is_symlink() or not stat.S_IMODE(path.stat().st_mode) & 0o077:
            continue
        if mend:
            path.chmod(wanted)
        yield Finding("permissions", f"Other users of this computer could read {path}.", mend)


def _database() -> Iterator[Finding]:
    if connection.vendor != "sqlite":
        return
    for (verdict,) in bulk.fetch("PRAGMA integrity_check(10)"):
        if verdict != "ok":
            yield Finding("damage", f"The database is damaged: {verdict}. Restore a backup: reknit restore FILE")
    broken = bulk.fetch("PRAGMA foreign_key_check")
    if broken:
        yield Finding("references", f"{len(broken)} rows point to rows that are gone. Restore a backup.")


_ORPHANED_SUPPORT = (
    "FROM store_support WHERE (row_kind = 1 AND NOT EXISTS (SELECT 1 FROM store_fact f WHERE f.id = row_id))"
    " OR (row_kind = 2 AND NOT EXISTS (SELECT 1 FROM store_interaction i WHERE i.id = row_id))"
)


def _orphans(*, mend: bool) -> Iterator[Finding]:
    count = bulk.fetch(f"SELECT COUNT(*) {_ORPHANED_SUPPORT}")[0][0]
    if not count:
        return
    if mend:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE {_ORPHANED_SUPPORT}")
    yield Finding("support", f"{count} notes of sources speak of facts or interactions that are gone.", mend)


_COUNTED = "SELECT 1 FROM store_participant p WHERE p.direction <> 'none' AND p.person_id = "
_TOOK_PART = "SELECT 1 FROM store_participant p WHERE p.person_id = "
_ORPHANED_CACHES = {
    "ties": f"FROM store_tie WHERE NOT EXISTS ({_COUNTED} store_tie.person_id)",
    "links": (
        "FROM store_link WHERE stated = ''"
        f" AND (NOT EXISTS ({_TOOK_PART} low_id) OR NOT EXISTS ({_TOOK_PART} high_id))"
    ),
    "notes of merges": (
        "FROM store_mergedpart WHERE NOT EXISTS (SELECT 1 FROM store_interaction i WHERE i.id = interaction_id)"
    ),
}


def _orphaned_caches(*, mend: bool) -> Iterator[Finding]:
    for what, rows in _ORPHANED_CACHES.items():
        count = bulk.fetch(f"SELECT COUNT(*) {rows}")[0][0]
        if not count:
            continue
        if mend:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"DELETE {rows}")
        yield Finding("orphans", f"{count} {what} rest on interactions that are gone.", mend)


def _search_index(*, mend: bool) -> Iterator[Finding]:
    if connection.vendor != "sqlite":
        return
    from django.db.utils import DatabaseError

    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO store_person_search(store_person_search, rank) VALUES ('integrity-check', 1)")
    except DatabaseError:
        if mend:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("INSERT INTO store_person_search(store_person_search) VALUES ('rebuild')")
        yield Finding("search", "The search index does not match the people.", mend)


def _unfinished(actor: Actor, home: Path, *, mend: bool) -> Iterator[Finding]:
    for run in of(actor, Import).filter(state=Import.State.RUNNING):
        words = f"Import {run.pk} ({run.label}) was interrupted. Run it again over the same files to complete it"
        yield Finding("import", f"{words}, or take it back: reknit import --undo {run.pk}")
    now = clock.now()
    for folder in leftovers.sweep(home, now=now) if mend else leftovers.leftovers(home, now=now):
        yield Finding("leftovers", f"Files were read and neither imported nor put away for a week: {folder}.", mend)


def _trash(actor: Actor, *, mend: bool) -> Iterator[Finding]:
    number = len(care.overdue(actor, now=clock.now()))
    if not number:
        return
    if mend:
        care.empty_trash(actor, now=clock.now())
    yield Finding("trash", f"{number} people have been in the trash for more than {care.TRASH_DAYS} days.", mend)


def _stale(actor: Actor, *, mend: bool) -> Iterator[Finding]:
    count = of(actor, Person).filter(stale__gt=0).count()
    pictures = imports.blobs_to_drop(actor) if mend else 0
    if pictures:
        yield Finding("pictures", f"{pictures} pictures belonged to nobody.", mended=True)
    if not count:
        return
    if mend:
        caches.freshen(actor)
    yield Finding("caches", f"{count} people wait for their caches to be computed.", mend)
