"""Feeds that people publish: follow and unfollow, take what a reading brought, and decide when to look again."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q, QuerySet

from reknit.core.feeds import (
    EVERY,
    LONGEST_PAUSE,
    MAX_FAILURES,
    Entry,
    Reading,
    feed_url,
    names_private_address,
    pause,
    published,
)
from reknit.errors import ConflictError, InvalidValueError, NotFoundError
from reknit.store import bulk, clock
from reknit.store.audit import Act
from reknit.store.models import Feed, FeedEntry, Job, Person, User
from reknit.store.policy import Actor, get, of
from reknit.store.services import jobs

JOB = "feeds.check"

# Longer than any reading takes: whoever claimed a feed and died leaves it to others after that.
LEASE = dt.timedelta(minutes=15)

# A check asked for by hand leaves alone what was looked at a moment ago.
JUST_CHECKED = dt.timedelta(minutes=5)

KEEP_JOBS = dt.timedelta(days=7)

_COLUMNS = ("workspace_id", "feed_id", "key", "title", "url", "published_at")


@dataclass(frozen=True)
class Target:
    """A feed to be looked at. Empty `etag` and `last_modified`: nothing is here yet, so everything is wanted."""

    id: int
    url: str
    etag: str
    last_modified: str
    read_before: bool
    next_check_at: dt.datetime | None

    def is_due(self, now: dt.datetime) -> bool:
        """Whether it is time, or the user only asks early."""
        return self.next_check_at is not None and self.next_check_at <= now

    @property
    def host(self) -> str:
        """The site that is called."""
        return _host(self.url)


@dataclass(frozen=True)
class Setback:
    """Why a feed could not be read. counts: it was due, and the fault is not that of the network here;
    wait: how long the publisher asks to be left alone; gone: it will not come back.
    """

    words: str
    counts: bool = True
    wait: dt.timedelta = dt.timedelta(0)
    gone: bool = False


def follow(actor: Actor, person_id: int, url: str) -> Feed:
    """Follow a feed or a page that names one; it is read soon, by the job.

    Raises `NotFoundError`, `InvalidValueError` for an address that cannot be followed, `ConflictError` when it is
    followed already; one that had been given up is taken up again.
    """
    person = _alter(actor, person_id)
    address = feed_url(url)
    if names_private_address(address):
        raise InvalidValueError("This address is in a private network; Reknit calls public sites only.", field="url")
    known = of(actor, Feed).filter(person=person, url=address).first()
    if known is not None:
        if known.next_check_at is not None:
            raise ConflictError(f"You follow this address of {person.name} already.")
        return retry(actor, known.pk)
    with Act(actor, "feed.follow", label=f"{person.name}: {address}", subject_id=person.pk) as act:
        feed = Feed(workspace_id=actor.workspace_id, person=person, url=address, next_check_at=clock.now())
        act.create(feed)
        act.update(person, kept=True)
    return feed


def _alter(actor: Actor, person_id: int) -> Person:
    person = get(actor, Person, person_id)
    if person.ego or person.deleted_at is not None:
        raise NotFoundError(f"There is no person number {person_id}.")
    return person


def unfollow(actor: Actor, feed_id: int) -> Feed:
    """Stop following; the entries go with the feed, and both come back by undo. Raises `NotFoundError`."""
    feed = get(actor, Feed, feed_id)
    label = f"{feed.person.name}: {feed.url}"
    with Act(actor, "feed.unfollow", label=label, subject_id=feed.person_id) as act:
        for entry in feed.entries.order_by("pk"):
            act.delete(entry)
        act.delete(feed)
    return feed


def retry(actor: Actor, feed_id: int) -> Feed:
    """Look at a feed again soon, also one that had been given up. Nothing of the book changes, so it is no act."""
    feed = get(actor, Feed, feed_id)
    feed.next_check_at, feed.failures = clock.now(), 0
    feed.save(update_fields=["next_check_at", "failures"])
    return feed


def _alive(rows: QuerySet[Feed]) -> QuerySet[Feed]:
    """Of nobody in the trash or in the archive."""
    return rows.filter(person__deleted_at=None, person__archived=False)


def due(actor: Actor, now: dt.datetime, *, like: int) -> list[Target]:
    """The feeds that it is time to look at on the site of the feed `like`, the longest waiting first."""
    first = of(actor, Feed).filter(pk=like).first()
    rows = _alive(of(actor, Feed)).filter(next_check_at__lte=now).order_by("next_check_at", "id")
    return [target for target in _targets(rows) if target.host == _host(first.url)] if first else []


def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


def by_hand(actor: Actor, now: dt.datetime, *, feed_id: int | None = None) -> list[Target]:
    """The feeds that a check asked for by hand looks at: all that are not given up and not just looked at, or one
    of them; those of one site one after the other.
    """
    rows = _alive(of(actor, Feed)).filter(next_check_at__isnull=False)
    if feed_id is not None:
        rows = rows.filter(pk=feed_id)
    fresh = rows.filter(Q(checked_at=None) | Q(checked_at__lt=now - JUST_CHECKED) | Q(failures__gt=0))
    return sorted(_targets(fresh), key=lambda target: (target.host, target.id))


def _targets(rows: QuerySet[Feed]) -> list[Target]:
    found = list(rows)
    filled = set(FeedEntry.objects.filter(feed__in=found).values_list("feed_id", flat=True).distinct())
    return [
        Target(
            feed.pk,
            feed.url,
            feed.etag if feed.pk in filled else "",
            feed.last_modified if feed.pk in filled else "",
            read_before=feed.checked_at is not None,
            next_check_at=feed.next_check_at,
        )
        for feed in found
    ]


def claim(actor: Actor, target: Target, now: dt.datetime) -> bool:
    """Take a feed for oneself for a while; False when another worker has it, or it is followed no more.

    The UPDATE checks what was read before, so of two workers only one gets it.
    """
    free = of(actor, Feed).filter(pk=target.id, next_check_at=target.next_check_at)
    return bool(free.update(next_check_at=now + LEASE))


def record_entries(
    actor: Actor,
    feed_id: int,
    reading: Reading,
    *,
    now: dt.datetime,
    url: str = "",
    etag: str = "",
    last_modified: str = "",
) -> int:
    """Take a reading: new entries are added, changed titles and addresses follow; returns how many are new.

    Reading the same again changes nothing. url: the address under which the feed was found, when it is another.
    A feed that is followed no more is left alone.
    """
    with transaction.atomic():
        feed = _held(actor, feed_id)
        if feed is None:
            return 0
        new = _take(feed, reading.entries, now)
        if url and not Feed.objects.filter(person_id=feed.person_id, url=url).exists():
            feed.url = url
        feed.title = reading.title or feed.title
        feed.etag, feed.last_modified = etag[:300], last_modified[:60]
        _all_well(feed, now)
    return new


def _take(feed: Feed, entries: Sequence[Entry], now: dt.datetime) -> int:
    """A key that occurs twice in one document counts once, as it stands first."""
    stated = {entry.key: entry for entry in reversed(entries)}
    known = {row.key: row for row in FeedEntry.objects.filter(feed=feed, key__in=list(stated))}
    changed = []
    for key, row in known.items():
        entry = stated[key]
        if (row.title, row.url) != (entry.title, entry.url):
            row.title, row.url = entry.title, entry.url
            changed.append(row)
    FeedEntry.objects.bulk_update(changed, ["title", "url"])
    rows = []
    for entry in reversed(stated.values()):
        if entry.key not in known:
            at = published(entry.published_at, now=now, read_before=feed.checked_at is not None)
            instant = bulk.instant(at) if at else None
            rows.append((feed.workspace_id, feed.pk, entry.key, entry.title, entry.url, instant))
    bulk.insert(FeedEntry, _COLUMNS, rows, ignore=True)
    return len(rows)


def record_unchanged(actor: Actor, feed_id: int, *, now: dt.datetime) -> None:
    """The publisher says that nothing is new."""
    with transaction.atomic():
        feed = _held(actor, feed_id)
        if feed is not None:
            _all_well(feed, now)


def _held(actor: Actor, feed_id: int) -> Feed | None:
    """The feed, kept from being removed until the transaction ends; None when it is followed no more."""
    return of(actor, Feed).select_for_update().filter(pk=feed_id).first()


def _all_well(feed: Feed, now: dt.datetime) -> None:
    feed.checked_at, feed.next_check_at = now, now + EVERY
    feed.failures, feed.error = 0, ""
    feed.save()


def record_setback(actor: Actor, feed_id: int, setback: Setback, *, now: dt.datetime) -> None:
    """A feed could not be read. The pauses grow; after ten failures in a row, or when it is gone for good,
    Reknit gives up, which the page of the person says.
    """
    with transaction.atomic():
        feed = _held(actor, feed_id)
        if feed is None:
            return
        if setback.counts:
            feed.failures += 1
        given_up = setback.gone or feed.failures >= MAX_FAILURES
        wait = max(pause(feed.failures), min(setback.wait, LONGEST_PAUSE))
        feed.next_check_at = None if given_up else now + wait
        feed.error = setback.words[:300]
        feed.save(update_fields=["failures", "next_check_at", "error"])


def enqueue_due(now: dt.datetime) -> bool:
    """Put one job into the queue for one site with feeds that are due; False when there is nothing to do.

    One job at a time for a workspace and for a site: nobody is called by two workers at once, and other work
    gets its turn between two jobs. The job names a feed and no address, so that forgetting a person leaves none.
    """
    unfinished = Job.objects.filter(kind=JOB, state__in=[Job.State.WAITING, Job.State.RUNNING])
    ids, spaces = {job.payload["feed"] for job in unfinished}, {job.workspace_id for job in unfinished}
    busy = {_host(url) for url in Feed.objects.filter(pk__in=ids).values_list("url", flat=True)}
    rows = _alive(Feed.objects.filter(next_check_at__lte=now)).exclude(workspace_id__in=spaces)
    for feed in rows.order_by("next_check_at", "id").iterator():
        user = User.objects.filter(workspace_id=feed.workspace_id, is_active=True).order_by("id").first()
        if user is None or _host(feed.url) in busy:
            continue
        finished = Job.objects.filter(kind=JOB, state__in=[Job.State.DONE, Job.State.FAILED])
        finished.filter(workspace_id=feed.workspace_id, made_at__lt=now - KEEP_JOBS).delete()
        jobs.enqueue(Actor(user_id=user.pk, workspace_id=feed.workspace_id), JOB, {"feed": feed.pk})
        return True
    return False
