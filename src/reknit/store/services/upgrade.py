"""Bring the tables up to date by themselves: after a backup, all or nothing."""

import pkgutil

from django.core.management import call_command
from django.db import connection

from reknit.errors import ConflictError
from reknit.store import migrations
from reknit.store.services import backups


def migrate() -> bool:
    """Apply pending migrations; True when there were any. A database that holds data is backed up first
    (PostgreSQL by whoever runs it, with its own tool).

    On both databases every migration is one transaction, so a failed one leaves the state before it.
    Raises `ConflictError` when the database was written by a newer Reknit.
    """
    known = {module.name for module in pkgutil.iter_modules(migrations.__path__)}
    applied = _applied()
    if applied - known:
        raise ConflictError("This data was written by a newer Reknit. Update Reknit, then try again.")
    if known <= applied:
        return False
    if applied and connection.vendor == "sqlite":
        backups.backup(reason="before-upgrade")
    call_command("migrate", verbosity=0, interactive=False)
    return True


def _applied() -> set[str]:
    """Names of the store's migrations that the database has seen. One cheap query instead of Django's loader."""
    if "django_migrations" not in connection.introspection.table_names():
        return set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM django_migrations WHERE app = 'store'")
        return {row[0] for row in cursor.fetchall()}
