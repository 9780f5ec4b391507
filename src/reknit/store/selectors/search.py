"""Full-text search over people: FTS5 on SQLite, tsvector on PostgreSQL, behind one function."""

import re

from django.db import connection

from reknit.store import bulk
from reknit.store.policy import Actor

_SQLITE = (
    "SELECT s.rowid FROM store_person_search s JOIN store_person p ON p.id = s.rowid"
    " WHERE store_person_search MATCH %s AND p.workspace_id = %s AND p.deleted_at IS NULL AND NOT p.ego{archived}"
    " ORDER BY bm25(store_person_search, 10.0, 4.0, 2.0, 1.0) LIMIT %s"
)
_POSTGRES = (
    "SELECT p.id FROM store_person p, to_tsquery('simple', %s) AS wanted"
    " WHERE p.search_vector @@ wanted AND p.workspace_id = %s AND p.deleted_at IS NULL AND NOT p.ego{archived}"
    " ORDER BY ts_rank(p.search_vector, wanted) DESC, p.id LIMIT %s"
)


def find_people(actor: Actor, text: str, *, limit: int = 50, archived: bool = False) -> list[int]:
    """Ids of the people whose name, organisation, addresses, tags, offers, needs or notes hold every word
    of `text` (the beginning of a word is enough), best first. An empty text finds nobody.
    """
    words = re.findall(r"[^\W_]+", text)
    if not words:
        return []
    hide = "" if archived else " AND NOT p.archived"
    if connection.vendor == "sqlite":
        # Quoted, so that AND, NEAR or a column name in the user's text are words like any other.
        query = " ".join(f'"{word}"*' for word in words)
        rows = bulk.fetch(_SQLITE.format(archived=hide), [query, actor.workspace_id, limit])
    else:
        query = " & ".join(f"{word}:*" for word in words)
        rows = bulk.fetch(_POSTGRES.format(archived=hide), [query, actor.workspace_id, limit])
    return [row[0] for row in rows]
