"""What the user said the columns of a table mean, remembered by the table's header."""

from collections.abc import Mapping
from typing import Any

from reknit.errors import NotFoundError
from reknit.store.audit import Act
from reknit.store.policy import Actor
from reknit.store.services.workspace import workspace

# The oldest are forgotten first.
MOST_REMEMBERED = 200

Header = tuple[str, ...]


def remembered(actor: Actor) -> dict[Header, dict[str, str]]:
    """Header → column → field, in the order they were assigned."""
    return {tuple(entry["header"]): dict(entry["mapping"]) for entry in workspace(actor).column_mappings}


def remember(actor: Actor, header: Header, mapping: Mapping[str, str]) -> None:
    """Tables with this header are read so from now on."""
    known = remembered(actor)
    known.pop(header, None)
    _keep(actor, {**known, header: dict(mapping)}, header)


def forget(actor: Actor, header: Header) -> None:
    """Tables with this header are guessed again. Raises `NotFoundError` when none is remembered."""
    known = remembered(actor)
    if header not in known:
        raise NotFoundError("No columns are remembered for such a table.")
    del known[header]
    _keep(actor, known, header)


def _keep(actor: Actor, known: dict[Header, dict[str, str]], header: Header) -> None:
    entries: list[dict[str, Any]] = [{"header": list(h), "mapping": m} for h, m in known.items()]
    with Act(actor, "columns.assign", label=", ".join(header)) as act:
        act.update(workspace(actor), column_mappings=entries[-MOST_REMEMBERED:])
