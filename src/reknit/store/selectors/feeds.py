"""What people publish: the feeds followed, how they do, and what is new in them."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from reknit.core.feeds import shortened
from reknit.errors import NotFoundError
from reknit.store import bulk
from reknit.store.days import day_number
from reknit.store.models import Feed, FeedEntry, Person
from reknit.store.policy import Actor, get, of
from reknit.store.selectors.ties import Moment

# How long something published is a reason to write, and how many people can have one at most.
NEWS_DAYS: Final = 30
NEWS_PEOPLE: Final = 150
NEWS_ENTRIES: Final = 1000

# A sentence of the week names the title; a long one is cut.
SAID: Final = 120

ENTRIES_SHOWN: Final = 5


@dataclass(frozen=True)
class EntryLine:
    """One entry as shown. url: "" when it has none; published_at None: it bears no date."""

    id: int
    title: str
    url: str
    published_at: dt.datetime | None


@dataclass(frozen=True)
class FeedLine:
    """One feed as shown, the newest entries first. given_up: Reknit does not look any more; error says why."""

    id: int
    person_id: int
    person: str
    url: str
    title: str
    checked_at: dt.datetime | None
    next_check_at: dt.datetime | None
    failures: int
    error: str
    given_up: bool
    entries: list[EntryLine]

    @property
    def name(self) -> str:
        """Its title, else the site it is on."""
        return self.title or urlsplit(self.url).hostname or self.url

    @property
    def words(self) -> str:
        """How the feed does, in one line."""
        if self.given_up:
            return _("Reknit has given up: %(reason)s") % {"reason": _(self.error)}
        if self.error:
            return _("Could not be read: %(reason)s Reknit will try again.") % {"reason": _(self.error)}
        return _("Up to date.") if self.checked_at else _("Not read yet.")

    def as_json(self) -> dict[str, Any]:
        """For ``--json``."""
        return asdict(self) | {"state": self.words}


def of_person(actor: Actor, person_id: int) -> list[FeedLine]:
    """The feeds of one person, in the order they were followed. Raises `NotFoundError`."""
    person = get(actor, Person, person_id)
    if person.ego or person.deleted_at is not None:
        raise NotFoundError(f"There is no person number {person_id}.")
    return [_line(feed) for feed in of(actor, Feed).filter(person=person).select_related("person").order_by("id")]


def followed(actor: Actor) -> list[FeedLine]:
    """All feeds, by the name of the person."""
    rows = of(actor, Feed).filter(person__deleted_at=None).select_related("person")
    return [_line(feed) for feed in rows.order_by("person__sort_name", "person_id", "id")]


def _line(feed: Feed) -> FeedLine:
    newest = feed.entries.exclude(published_at=None).order_by("-published_at", "-id")
    shown = list(newest[:ENTRIES_SHOWN])
    if len(shown) < ENTRIES_SHOWN:
        shown += feed.entries.filter(published_at=None).order_by("-id")[: ENTRIES_SHOWN - len(shown)]
    return FeedLine(
        id=feed.pk,
        person_id=feed.person_id,
        person=feed.person.name or _("(no name)"),
        url=feed.url,
        title=feed.title,
        checked_at=feed.checked_at,
        next_check_at=feed.next_check_at,
        failures=feed.failures,
        error=feed.error,
        given_up=feed.next_check_at is None,
        entries=[EntryLine(entry.pk, entry.title, entry.url, entry.published_at) for entry in shown],
    )


@dataclass(frozen=True)
class News:
    """The newest thing somebody published lately. day: where the user is; text: its title, to stand in a sentence."""

    person_id: int
    day: int
    text: str
    entry_id: int


_NEWEST = (
    "SELECT f.person_id, e.id, e.title, e.published_at FROM store_feedentry e JOIN store_feed f ON f.id = e.feed_id"
    " JOIN store_person p ON p.id = f.person_id"
    " WHERE e.workspace_id = %s AND e.published_at > %s AND e.published_at <= %s AND e.title <> ''"
    " AND p.deleted_at IS NULL AND NOT p.archived ORDER BY e.published_at DESC, e.id DESC LIMIT %s"
)


def news(actor: Actor, now: Moment) -> Iterator[News]:
    """What people published in the last thirty days, the newest of each, the latest first: the end of an index,
    read no further than `NEWS_ENTRIES`, however much is published.
    """
    since = now.at - dt.timedelta(days=NEWS_DAYS)
    bounds = [actor.workspace_id, bulk.instant(since), bulk.instant(now.at), NEWS_ENTRIES]
    found: dict[int, News] = {}
    for person_id, entry_id, title, published_at in bulk.fetch(_NEWEST, bounds):
        if person_id not in found:
            day = day_number(_instant(published_at).astimezone(now.zone).date())
            found[person_id] = News(person_id, day, shortened(title, SAID), entry_id)
    yield from islice(found.values(), NEWS_PEOPLE)


def _instant(value: Any) -> dt.datetime:
    """SQLite gives text without a zone where PostgreSQL gives an instant."""
    return dt.datetime.fromisoformat(value).replace(tzinfo=dt.UTC) if isinstance(value, str) else value


@dataclass(frozen=True)
class Told:
    """An entry as evidence: its title, its day where the user is, and where it can be read."""

    title: str
    on: dt.date | None
    source: str


def told_by(actor: Actor, entry_ids: list[int], zone: ZoneInfo) -> dict[int, Told]:
    """What entries say and where, by entry."""
    rows = of(actor, FeedEntry).filter(pk__in=entry_ids).select_related("feed")
    return {
        row.pk: Told(
            row.title,
            row.published_at.astimezone(zone).date() if row.published_at else None,
            _("%(feed)s: %(address)s") % {"feed": row.feed.title or _("feed"), "address": row.url or row.feed.url},
        )
        for row in rows
    }
