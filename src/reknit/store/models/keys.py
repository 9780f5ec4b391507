"""Keys that the databases can look up in one step."""

from typing import Any

from django.db import models


class PersonKey(models.OneToOneField):  # type: ignore[type-arg]
    """A primary key that is a person's number.

    SQLite finds a row by its primary key in one step only where the column is declared ``integer``; Django would
    write ``bigint``, which costs an index of its own and a second step.
    """

    def db_type(self, connection: Any) -> str | None:
        """``integer`` on SQLite, where it holds 64 bits too."""
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)
