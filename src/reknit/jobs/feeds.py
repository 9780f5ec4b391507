"""Look at the feeds that people publish: those of one site at a time, each not oftener than needed.

Nothing is fetched unless the user follows a feed. A feed is claimed before it is looked at, so two workers never
look at the same one, and whoever dies leaves it to others after a while. Doing it again changes nothing.
"""

import datetime as dt
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from reknit.core.feeds import Reading
from reknit.errors import UnreadableFileError
from reknit.exchange import feeds as documents
from reknit.jobs import fetching
from reknit.jobs.fetching import Failed, Fetched, Rules, Unchanged
from reknit.store import clock
from reknit.store.policy import Actor
from reknit.store.services import feeds
from reknit.store.services.feeds import Setback, Target
from reknit.store.services.jobs import JobView

Progress = Callable[[str, int, int], None]

# Other work waits no longer than this for its turn; what is left is due and comes next.
JOB_SECONDS: Final = 30.0

# The pages never see this text: nobody waits for these jobs.
WORDS: Final = "Reading feeds"


@dataclass(frozen=True)
class Look:
    """What one look at a feed brought: the number of new entries, or the reason why it could not be read."""

    feed_id: int
    new: int = 0
    problem: str = ""


def check(job: JobView, progress: Progress, *, rules: Rules | None = None) -> dict[str, Any]:
    """Look at the feeds of one site that are due. payload: ``feed``, one that is due there. result:
    ``looked_at``, ``new``, ``problems``.
    """
    targets = feeds.due(job.actor, clock.now(), like=job.payload["feed"])
    until = time.monotonic() + JOB_SECONDS
    looks: list[Look] = []
    for target in targets:
        if time.monotonic() > until:
            break
        progress(WORDS, len(looks), len(targets))
        looks.append(look(job.actor, target, rules=rules))
    return {"looked_at": len(looks), "new": sum(one.new for one in looks), "problems": sum(map(_failed, looks))}


def _failed(one: Look) -> bool:
    return bool(one.problem)


def check_now(
    actor: Actor, targets: Sequence[Target], *, progress: Progress, rules: Rules | None = None
) -> list[Look]:
    """Look at these feeds one after the other, whether they are due or not: the user asked for it."""
    looks = []
    for number, target in enumerate(targets):
        progress(target.host, number, len(targets))
        looks.append(look(actor, target, rules=rules))
    return looks


def look(actor: Actor, target: Target, *, rules: Rules | None = None) -> Look:
    """Look at one feed and keep what it brings. One that another worker has in hand is left to it."""
    if not feeds.claim(actor, target, clock.now()):
        return Look(target.id)
    answer = fetching.fetch(target.url, etag=target.etag, last_modified=target.last_modified, rules=rules)
    match answer:
        case Unchanged():
            feeds.record_unchanged(actor, target.id, now=clock.now())
            return Look(target.id)
        case Failed():
            return _set_back(actor, target, answer)
        case Fetched():
            return _take(actor, target, answer, rules)


def _take(actor: Actor, target: Target, found: Fetched, rules: Rules | None) -> Look:
    url = ""
    try:
        reading = _read(found)
        if reading.alternates and not target.read_before:
            url = reading.alternates[0]
            answer = fetching.fetch(url, rules=rules)
            if not isinstance(answer, Fetched):
                return _set_back(actor, target, answer)
            found, reading = answer, _read(answer)
    except UnreadableFileError as error:
        return _set_back(actor, target, Failed(str(error)))
    if reading.alternates:
        return _set_back(actor, target, Failed(documents.NO_FEED))
    new = feeds.record_entries(
        actor, target.id, reading, now=clock.now(), url=url, etag=found.etag, last_modified=found.last_modified
    )
    return Look(target.id, new=new)


def _read(found: Fetched) -> Reading:
    return documents.read_apart(found.body, url=found.url, content_type=found.content_type)


def _set_back(actor: Actor, target: Target, failure: Failed | Unchanged) -> Look:
    if isinstance(failure, Unchanged):
        failure = Failed(fetching.BAD_ANSWER)  # nothing was sent along that could be unchanged
    setback = Setback(
        failure.words,
        counts=target.is_due(clock.now()) and not failure.offline,
        wait=dt.timedelta(seconds=min(failure.wait_seconds, 10**7)),
        gone=failure.gone,
    )
    feeds.record_setback(actor, target.id, setback, now=clock.now())
    return Look(target.id, problem=failure.words)


def enqueue_due() -> bool:
    """Put the next site with feeds that are due into the queue; False when there is none."""
    return feeds.enqueue_due(clock.now())


HANDLERS: dict[str, Callable[[JobView, Progress], dict[str, Any]]] = {feeds.JOB: check}
