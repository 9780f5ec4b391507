"""From a command to the store: set up Django, bring the tables up to date, say who acts."""

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reknit.store.policy import Actor


def setup() -> None:
    """Load Django. Safe to call twice."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reknit.config.settings")
    import django

    django.setup()


def open_store() -> "Actor":
    """The store, ready: tables migrated (after a backup), caches fresh. Returns the local user."""
    setup()
    from reknit.store.services import caches, upgrade, workspace

    upgrade.migrate()
    actor = workspace.local_actor()
    caches.freshen(actor)
    return actor
