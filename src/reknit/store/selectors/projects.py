"""Who works on something new: projects that an import told of and an earlier edition of the same record did not."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from reknit.store import bulk
from reknit.store.days import day_number, from_day_number
from reknit.store.models import Support
from reknit.store.policy import Actor
from reknit.store.selectors.ties import Moment

PROJECT_DAYS: Final = 120
PROJECTS: Final = 150


@dataclass(frozen=True)
class NewProject:
    """A project that has come up. day: of the edition that first told of it; fact_id: where it stands."""

    person_id: int
    day: int
    text: str
    fact_id: int


# The index holds projects alone, which SQLite sees only where the kind stands in the query itself.
_RECORDED = (
    "SELECT f.id, f.person_id, f.value, f.starts FROM store_fact f JOIN store_person p ON p.id = f.person_id"
    " WHERE f.workspace_id = %s AND f.kind = 'project' AND f.recorded_at > %s AND f.recorded_at <= %s"
    " AND f.state <> 'refused' AND f.ends = '' AND p.created_at < f.recorded_at"
    " AND p.deleted_at IS NULL AND NOT p.archived AND NOT p.ego ORDER BY f.recorded_at DESC, f.id DESC LIMIT %s"
)
_FACTS = "SELECT id FROM store_fact WHERE person_id IN ({marks})"
_SUPPORTS = (
    "SELECT s.row_id, s.identity, f.edition FROM store_support s JOIN store_importfile f ON f.id = s.file_id"  # noqa: S608
    f" WHERE s.row_kind = {int(Support.RowKind.FACT)} AND s.identity <> '' AND s.row_id IN ({{marks}})"
)


def new_projects(actor: Actor, now: Moment) -> Iterator[NewProject]:
    """Projects that came up in the last months, the latest first, at most `PROJECTS`: a range of an index.

    A project of the first edition of a record is nothing new: it may be as old as the record.
    """
    today = from_day_number(now.day)
    since = today - dt.timedelta(days=PROJECT_DAYS)
    bounds = [bulk.instant(now.at - dt.timedelta(days=PROJECT_DAYS)), bulk.instant(now.at)]
    rows = bulk.fetch(_RECORDED, [actor.workspace_id, *bounds, PROJECTS])
    came_up = _came_up({row[0] for row in rows}, {row[1] for row in rows})
    for fact_id, person_id, text, starts in rows:
        edition = came_up.get(fact_id, "")
        is_late = starts and starts < since.isoformat()[: len(starts)]
        if since.isoformat() <= edition <= today.isoformat() and not is_late:
            yield NewProject(person_id, day_number(dt.date.fromisoformat(edition)), text, fact_id)


def _came_up(fact_ids: set[int], person_ids: set[int]) -> dict[int, str]:
    """Fact → ISO day of the edition that first stated it, where an earlier edition of that record did not."""
    stated: dict[int, list[tuple[str, str]]] = defaultdict(list)
    first_of: dict[str, str] = {}
    # In two steps: asked at once, SQLite begins with all supports there are.
    everything = (row[0] for row in bulk.fetch_in(_FACTS, sorted(person_ids)))
    for fact_id, identity, edition in bulk.fetch_in(_SUPPORTS, everything):
        first_of[identity] = min(edition, first_of.get(identity, edition))
        if fact_id in fact_ids:
            stated[fact_id].append((edition, identity))
    first = {fact_id: min(editions)[0] for fact_id, editions in stated.items()}
    return {
        fact_id: first[fact_id]
        for fact_id, editions in stated.items()
        if any(first_of[identity] < first[fact_id] for _, identity in editions)
    }
