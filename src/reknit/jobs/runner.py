"""The worker: one thread beside the web server that takes jobs from the queue."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, close_old_connections, connection

from reknit.errors import ConflictError, ReknitError
from reknit.jobs import feeds, identity, imports
from reknit.store.services import jobs

log = logging.getLogger(__name__)

HANDLERS = {**imports.HANDLERS, **feeds.HANDLERS, **identity.HANDLERS}

IDLE_SECONDS = 0.5

# How long to wait before asking again whether a feed is due: after none was, and after one was.
FEEDS_SECONDS, NEXT_FEED_SECONDS = 30.0, 1.0

# A folder of ten thousand mails reports ten thousand times; pages ask once a second.
PROGRESS_SECONDS = 0.4


class _Progress:
    """Passes on how far a job is, not more often than anybody looks, and breaks off a job that was stopped."""

    def __init__(self, job_id: int) -> None:
        self._job_id = job_id
        self._next = 0.0

    def __call__(self, words: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + PROGRESS_SECONDS
        if not jobs.progress(self._job_id, words, done, total):
            raise ConflictError(jobs.STOPPED)


def work_off() -> bool:
    """Do one job if there is one; True when there was."""
    job = jobs.claim()
    if job is None:
        return False
    try:
        jobs.finish(job.id, HANDLERS[job.kind](job, _Progress(job.id)))
    except ReknitError as error:
        jobs.fail(job.id, str(error))
    except Exception:  # the worker's edge: a bug in one job must not stop the others
        log.exception("job %s (%s) broke", job.id, job.kind)
        jobs.fail(job.id, "Reknit could not finish this. The terminal where it runs says why.")
    return True


@contextmanager
def running() -> Iterator[None]:
    """Work in the background while the block runs."""
    stop = threading.Event()
    worker = threading.Thread(target=_loop, args=(stop,), name="reknit-jobs", daemon=True)
    worker.start()
    try:
        yield
    finally:
        stop.set()
        worker.join(timeout=5)


def _loop(stop: threading.Event) -> None:
    look_again = 0.0
    while not stop.is_set():
        close_old_connections()
        try:
            idle = not work_off()
            if idle and time.monotonic() >= look_again:
                idle = not feeds.enqueue_due()
                look_again = time.monotonic() + (FEEDS_SECONDS if idle else NEXT_FEED_SECONDS)
        except DatabaseError:  # locked for long, or being restored: the queue is still there afterwards
            log.exception("the queue of jobs could not be read")
            idle = True
        if idle:
            stop.wait(IDLE_SECONDS)
    connection.close()
