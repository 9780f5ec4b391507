"""Where a fact or an interaction comes from: the file and the record in it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from reknit.store import bulk
from reknit.store.models import Support


@dataclass(frozen=True)
class Source:
    """One record of one imported file. path: as the user gave it; run_id: the import that brought it."""

    path: str
    record: str
    run_id: int

    @property
    def words(self) -> str:
        """``archive.mbox, message 312``; ``export.zip › Connections.csv, row 20`` for a member of an archive."""
        parts = [part.rpartition("/")[2] or part for part in self.path.split("!")]
        name = " › ".join(parts)
        return _("%(file)s, %(record)s") % {"file": name, "record": self.record} if self.record else name


def of_facts(fact_ids: Iterable[int]) -> dict[int, list[Source]]:
    """The sources of each fact that has any, the oldest first."""
    return _sources(Support.RowKind.FACT, fact_ids)


def of_interactions(interaction_ids: Iterable[int]) -> dict[int, list[Source]]:
    """The sources of each interaction that has any, the oldest first."""
    return _sources(Support.RowKind.INTERACTION, interaction_ids)


def _sources(kind: Support.RowKind, row_ids: Iterable[int]) -> dict[int, list[Source]]:
    rows = bulk.fetch_in(
        "SELECT s.row_id, f.path, s.record, f.run_id FROM store_support s JOIN store_importfile f ON f.id = s.file_id"  # noqa: S608
        f" WHERE s.row_kind = {int(kind)} AND s.row_id IN ({{marks}}) ORDER BY s.id",
        row_ids,
    )
    found: dict[int, list[Source]] = {}
    for row_id, path, record, run_id in rows:
        source = Source(path, record, run_id)
        if source not in found.setdefault(row_id, []):
            found[row_id].append(source)
    return found
