"""Who knows whom: meetings and threads that two alters share, counted from the interactions."""

from collections.abc import Iterable
from itertools import combinations

from django.db import connection

from reknit.store import bulk
from reknit.store.models import Interaction, Link
from reknit.store.policy import Actor, of
from reknit.store.services.workspace import ego

# In a larger round two people need not have noticed each other.
MAX_ROUND = 10

_COUNT = """
INSERT INTO store_link (workspace_id, low_id, high_id, meetings, threads, last_at, stated)
SELECT a.workspace_id,
       CASE WHEN a.person_id < b.person_id THEN a.person_id ELSE b.person_id END AS low,
       CASE WHEN a.person_id < b.person_id THEN b.person_id ELSE a.person_id END AS high,
       COUNT(DISTINCT CASE WHEN i.channel IN ('meeting', 'call') THEN i.id END),
       COUNT(DISTINCT CASE WHEN i.channel NOT IN ('meeting', 'call') THEN
             CASE WHEN i.thread = '' THEN CAST(i.id AS TEXT) ELSE i.thread END END),
       MAX(i.at), ''
FROM store_participant a
JOIN store_interaction i ON i.id = a.interaction_id
JOIN store_participant b ON b.interaction_id = a.interaction_id AND b.person_id <> a.person_id
WHERE a.person_id IN ({marks}) AND b.person_id <> {ego} AND i.parties <= {round} AND i.channel <> 'event'
  AND NOT a.declined AND NOT b.declined
GROUP BY a.workspace_id, low, high
ON CONFLICT (low_id, high_id) DO UPDATE SET
  meetings = excluded.meetings, threads = excluded.threads, last_at = excluded.last_at
"""


def refresh(actor: Actor, person_ids: list[int]) -> None:
    """Count anew every link of these people. What the user stated about a pair stays."""
    if not person_ids:
        return
    ego_id = ego(actor).pk
    others = [person_id for person_id in person_ids if person_id != ego_id]
    with connection.cursor() as cursor:
        for chunk in bulk.chunks(others, bulk.MAX_PARAMETERS // 2):
            marks = ", ".join(["%s"] * len(chunk))
            pair = f"(low_id IN ({marks}) OR high_id IN ({marks}))"
            cursor.execute(f"DELETE FROM store_link WHERE stated = '' AND {pair}", [*chunk, *chunk])  # noqa: S608
            cursor.execute(
                f"UPDATE store_link SET meetings = 0, threads = 0, last_at = NULL WHERE {pair}",  # noqa: S608
                [*chunk, *chunk],
            )
            cursor.execute(_COUNT.format(marks=marks, ego=int(ego_id), round=MAX_ROUND), chunk)


_ONE_MORE = """
INSERT INTO store_link (workspace_id, low_id, high_id, meetings, threads, last_at, stated)
VALUES (%s, %s, %s, %s, %s, %s, '')
ON CONFLICT (low_id, high_id) DO UPDATE SET
  meetings = store_link.meetings + excluded.meetings, threads = store_link.threads + excluded.threads,
  last_at = CASE WHEN store_link.last_at >= excluded.last_at THEN store_link.last_at ELSE excluded.last_at END
"""


def follow(actor: Actor, row: Interaction, person_ids: Iterable[int]) -> None:
    """Count one more interaction between each two of these people, who are not the ego. It belongs to no thread."""
    people = sorted(person_ids)
    if row.parties > MAX_ROUND or row.channel == "event":
        return
    met = row.channel in {"meeting", "call"}
    counts = [actor.workspace_id, int(met), int(not met), bulk.instant(row.at)]
    with connection.cursor() as cursor:
        for low, high in combinations(people, 2):
            cursor.execute(_ONE_MORE, [counts[0], low, high, *counts[1:]])


def drop(actor: Actor) -> None:
    """Forget all counted links; stated ones stay, without counts."""
    of(actor, Link).filter(stated="").delete()
    of(actor, Link).update(meetings=0, threads=0, last_at=None)
