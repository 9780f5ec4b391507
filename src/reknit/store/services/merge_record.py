"""What a merge remembers, so that two people can be made of one again: see docs/adr/0005-merge-records.md."""

from typing import Any

import msgspec
from django.db import models

from reknit.store import audit
from reknit.store.audit import Json
from reknit.store.models import Merge

# Columns of a person that are computed from facts, and so are no part of the record.
COMPUTED = frozenset([
    "name", "sort_name", "organisation_id", "organisation_name", "title", "place", "email", "phone", "tags",
    "search_text", "role_since", "tag_cadence_days",
])  # fmt: skip


class Joined(msgspec.Struct, kw_only=True):
    """Two equal rows of which one stayed.

    gone: the row removed, whole. kept: number of the row that stayed. was, now: its columns that changed.
    """

    gone: Json
    kept: int
    was: Json = {}
    now: Json = {}


class Moved(msgspec.Struct, kw_only=True):
    """All that was the merged-away person's. Numbers are primary keys.

    person: their row. bare: numbers of those of the two of whom nothing was known.
    decided: column of the kept person → [before, after].
    facts: rows that changed hands; typed: those of them the user had typed; joined: equal facts.
    supports: their sources, on whichever row they stand now; dropped: sources that both had, whole rows.
    preferred: [fact, before, after] of alternatives of which one is now shown.
    last_fact, last_support: the highest numbers then; what has a higher one came afterwards.
    parts, shared: parts in interactions, alone and together.
    directions: of those parts, where the kept one is the user.
    rows: other tables → rows that changed hands; removed: [table, row] that could not.
    pairs, pairs_joined: rows about two people, by table. between: rows about these two.
    lines: audit lines about them.
    """

    person: Json
    bare: list[int] = []
    decided: dict[str, list[Any]] = {}
    facts: list[int] = []
    typed: list[int] = []
    joined: list[Joined] = []
    supports: list[int] = []
    dropped: list[Json] = []
    preferred: list[tuple[int, bool, bool]] = []
    last_fact: int = 0
    last_support: int = 0
    parts: list[int] = []
    shared: list[Joined] = []
    directions: list[tuple[int, str]] = []
    rows: dict[str, list[int]] = {}
    removed: list[tuple[str, Json]] = []
    pairs: dict[str, list[int]] = {}
    pairs_joined: dict[str, list[Joined]] = {}
    between: list[tuple[str, Json]] = []
    lines: list[int] = []


def stated(row: models.Model) -> Json:
    """A person's row without what is computed."""
    return {name: value for name, value in audit.freeze(row).items() if name not in COMPUTED}


def moved_of(merge: Merge) -> Moved:
    """The record of a merge."""
    return msgspec.convert(merge.moved, Moved)


def as_json(moved: Moved) -> Json:
    """The record as the column keeps it."""
    return dict(msgspec.to_builtins(moved))


def change(row: models.Model, values: dict[str, Any]) -> tuple[Json, Json]:
    """Set columns of a row and write it; returns the changed columns before and after, as JSON."""
    before = audit.freeze(row)
    for name, value in values.items():
        setattr(row, name, value)
    after = audit.freeze(row)
    changed = [name for name in after if after[name] != before[name]]
    if changed:
        row.save(update_fields=changed)
    return {name: before[name] for name in changed}, {name: after[name] for name in changed}


def change_back(row: models.Model, was: Json, now: Json) -> None:
    """Give columns their former values, unless something else has changed them since."""
    current = audit.freeze(row)
    untouched = [name for name in was if current[name] == now[name]]
    old = audit.thaw(type(row), current | {name: was[name] for name in untouched})
    for name in untouched:
        setattr(row, name, getattr(old, name))
    if untouched:
        row.save(update_fields=untouched)


def put_back(model: type[models.Model], values: Json, **changes: Any) -> models.Model:
    """Insert a row that was removed, under its old number unless somebody else has that now."""
    row = audit.thaw(model, values | changes)
    if model._default_manager.filter(pk=row.pk).exists():  # noqa: SLF001
        row.pk = None
    row.save(force_insert=True)
    return row
