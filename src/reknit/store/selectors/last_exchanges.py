"""The last exchange with each of a few people: when, how, about what, and which file tells it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from reknit.core.reconnect_words import Context
from reknit.store.days import day_number
from reknit.store.models import Participant, Person
from reknit.store.policy import Actor, of
from reknit.store.selectors import sources
from reknit.store.selectors.ties import Moment

NOTE_SHOWN = 120


@dataclass(frozen=True)
class LastExchange:
    """context: as the words of a suggestion want it; sources: files and records in words, none for what was typed."""

    context: Context
    interaction_id: int
    sources: tuple[str, ...]


def last_exchanges(actor: Actor, person_ids: Iterable[int], now: Moment) -> dict[int, LastExchange]:
    """By person; who has none is left out. One look into an index for each person, in one query."""
    latest = (
        Participant.objects.filter(person=OuterRef("pk"), at__lte=now.at)
        .exclude(direction="none")
        .order_by("-at", "-id")
        .values("id")[:1]
    )
    people = of(actor, Person).filter(pk__in=set(person_ids)).annotate(latest=Subquery(latest))
    parts = list(
        Participant.objects.filter(pk__in=list(people.values_list("latest", flat=True))).select_related("interaction")
    )
    found = sources.of_interactions(part.interaction_id for part in parts)
    return {
        part.person_id: LastExchange(
            _context(part, now),
            part.interaction_id,
            tuple(source.words for source in found.get(part.interaction_id, ())),
        )
        for part in parts
    }


def _context(part: Participant, now: Moment) -> Context:
    row = part.interaction
    local = row.at if row.all_day else row.at.astimezone(now.zone)
    return Context(
        day=day_number(local.date()),
        channel=row.channel,  # type: ignore[arg-type]
        subject=row.subject or row.note[:NOTE_SHOWN],
        source=row.source,
    )
