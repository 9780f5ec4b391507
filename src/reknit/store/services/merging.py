"""Put everything known of one person onto another."""

from django.db import connection

from reknit.store import bulk
from reknit.store.models import Person
from reknit.store.policy import Actor

# Tables whose rows simply point to a person; rows that would stand twice are dealt with before.
_POINTERS = (("store_fact", "person_id"), ("store_participant", "person_id"), ("store_promise", "person_id"))


def absorb(actor: Actor, gone: Person, into: Person) -> None:
    """Move the facts, their sources, the parts in interactions and the promises of `gone` to `into`, and
    remove `gone`. Nothing that was known is lost: of two equal facts one row stays, with the sources of both.
    """
    _join_equal_facts(gone.pk, into.pk)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM store_participant WHERE person_id = %s AND interaction_id IN"
            " (SELECT interaction_id FROM store_participant WHERE person_id = %s)",
            [gone.pk, into.pk],
        )
        for table, column in _POINTERS:
            cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {column} = %s", [into.pk, gone.pk])  # noqa: S608
    if into.ego:
        redirect_interactions(actor, into.pk)
    gone.delete()
    bulk.mark_stale({into.pk: int(Person.Stale.ALL)})


def _join_equal_facts(gone_id: int, into_id: int) -> None:
    twins = bulk.fetch(
        "SELECT g.id, i.id FROM store_fact g JOIN store_fact i ON i.kind = g.kind AND i.key = g.key"
        " WHERE g.person_id = %s AND i.person_id = %s",
        [gone_id, into_id],
    )
    with connection.cursor() as cursor:
        for gone_fact, kept_fact in twins:
            cursor.execute(
                "UPDATE store_support SET row_id = %s WHERE row_kind = 1 AND row_id = %s AND file_id NOT IN"
                " (SELECT file_id FROM store_support WHERE row_kind = 1 AND row_id = %s)",
                [kept_fact, gone_fact, kept_fact],
            )
            cursor.execute("DELETE FROM store_support WHERE row_kind = 1 AND row_id = %s", [gone_fact])
            cursor.execute("DELETE FROM store_fact WHERE id = %s", [gone_fact])


def redirect_interactions(actor: Actor, ego_id: int) -> None:
    """Work out the direction of every part anew from who the ego is. The same rule as
    `interactions_intake.direction_of`; a test holds them together.
    """
    ego_role = (
        "(SELECT e.role FROM store_participant e WHERE e.interaction_id = store_participant.interaction_id"
        " AND e.person_id = %s)"
    )
    channel = "(SELECT i.channel FROM store_interaction i WHERE i.id = store_participant.interaction_id)"
    rule = (
        f"CASE WHEN declined OR {channel} = 'event' THEN 'none' WHEN {channel} = 'meeting' THEN 'both'"
        f" WHEN role <> 'from' AND {ego_role} = 'from' THEN 'out'"
        f" WHEN role = 'from' AND {ego_role} <> 'from' THEN 'in' ELSE 'none' END"
    )
    concerned = "interaction_id IN (SELECT interaction_id FROM store_participant WHERE person_id = %s)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE store_participant SET direction = {rule} WHERE person_id <> %s AND {concerned}",  # noqa: S608
            [ego_id, ego_id, ego_id, ego_id],
        )
        cursor.execute(
            "UPDATE store_person SET stale = stale | %s WHERE workspace_id = %s AND id IN"  # noqa: S608
            f" (SELECT person_id FROM store_participant WHERE {concerned})",
            [int(Person.Stale.TIE), actor.workspace_id, ego_id],
        )
