"""Which facts still hold: a later edition of the same record that no longer states a fact ends it."""

from collections import defaultdict

from django.db import connection

from reknit.store import bulk
from reknit.store.models import Support

# Kinds a person has one or few of at a time; a tag or a note missing from an export says nothing.
CHANGING = ("affiliation", "email", "phone", "postal", "url")

# CROSS JOIN keeps SQLite to this order; left to itself it begins with every support there is.
_JOINED = (
    " FROM store_fact x CROSS JOIN store_support s CROSS JOIN store_importfile f"
    " WHERE s.row_kind = {kind} AND s.row_id = x.id AND f.id = s.file_id AND x.person_id IN ({{marks}})"
)
_SUPPORTS = (
    "SELECT s.row_id, s.identity, f.edition, x.current, x.typed, x.person_id, x.kind"
    f"{_JOINED} AND x.kind IN ({{kinds}})"
)
_EDITIONS = f"SELECT s.identity, MAX(f.edition){_JOINED} AND s.identity <> '' GROUP BY s.identity"


def refresh(person_ids: list[int]) -> dict[int, str]:
    """Set `Fact.current` of these people from the editions of the records that state their facts.

    A fact holds while any of its sources is the latest edition of its record, or has no editions
    (a mail header), or the user typed it. Returns person → ISO day of the edition that first told of
    the present role, for those whose role changed between two editions.
    """
    kind = int(Support.RowKind.FACT)
    kinds = ", ".join(f"'{k}'" for k in CHANGING)
    latest: dict[str, str] = {}
    for identity, edition in bulk.fetch_in(_EDITIONS.format(kind=kind), person_ids):
        latest[identity] = max(edition, latest.get(identity, ""))
    holds: dict[int, bool] = defaultdict(bool)
    was: dict[int, bool] = {}
    roles: dict[int, dict[int, str]] = defaultdict(dict)
    rows = bulk.fetch_in(_SUPPORTS.format(kind=kind, kinds=kinds), person_ids)
    for fact_id, identity, edition, current, typed, person_id, fact_kind in rows:
        was[fact_id] = bool(current)
        holds[fact_id] |= bool(typed) or not identity or edition >= latest[identity]
        if fact_kind == "affiliation":
            roles[person_id][fact_id] = min(edition, roles[person_id].get(fact_id, edition))
    changed = [(holds[fact_id], fact_id) for fact_id, current in was.items() if holds[fact_id] != current]
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE store_fact SET current = %s WHERE id = %s", changed)
    return {person_id: day for person_id, facts in roles.items() if (day := _role_since(facts, holds))}


def _role_since(first_seen: dict[int, str], holds: dict[int, bool]) -> str:
    """The first edition with a present role that came after a former one; "" when no role changed."""
    former = [day for fact_id, day in first_seen.items() if not holds[fact_id]]
    present = [day for fact_id, day in first_seen.items() if holds[fact_id] and former and day > min(former)]
    return max(present, default="")
