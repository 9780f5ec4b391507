"""Who may see and change what. The only file that decides it.

Every selector and service takes an `Actor` first and reaches rows through `of`, so a row of
another workspace is simply not there: a stranger learns nothing, not even that it exists.
"""

from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Model, QuerySet

from reknit.errors import NotFoundError

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Actor:
    """Somebody acting in a workspace."""

    user_id: int
    workspace_id: int


def of(actor: Actor, model: type[Row]) -> QuerySet[Row]:
    """All rows of `model` that the actor may see."""
    return model._default_manager.filter(workspace_id=actor.workspace_id)  # noqa: SLF001 - Django's own name for it


def get(actor: Actor, model: type[Row], row_id: int) -> Row:
    """One row by its id. Raises `NotFoundError` when it is not there or not the actor's."""
    row = of(actor, model).filter(pk=row_id).first()
    if row is None:
        raise NotFoundError(f"There is no {model._meta.verbose_name} number {row_id}.")  # noqa: SLF001
    return row
