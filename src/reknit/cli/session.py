"""From a command to the store: set up Django, bring the tables up to date, say who acts."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reknit.store.policy import Actor

# An upgrade of a large database takes minutes; whoever comes meanwhile waits for it.
UPGRADE_SECONDS = 1800


def setup() -> None:
    """Load Django. Safe to call twice."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reknit.config.settings")
    import django

    django.setup()


def open_store() -> "Actor":
    """The store, ready: tables migrated (after a backup), caches fresh. Returns the local user."""
    actor = open_tables()
    from reknit.store.services import caches

    caches.freshen(actor)
    return actor


def open_tables() -> "Actor":
    """The store with its tables up to date, and nothing computed anew. Returns the local user."""
    setup()
    from reknit.store.services import upgrade, workspace

    with _one_at_a_time():
        upgrade.migrate()
        return workspace.local_actor()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Two commands may be the first of a new version at the same moment: the second waits for the first.

    SQLite's own lock goes with the process that holds it, on every platform, so none is ever left behind.
    """
    import sqlite3

    from reknit.config import env

    path = env.home() / "upgrade-lock"
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    with closing(sqlite3.connect(path, timeout=UPGRADE_SECONDS, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        yield
