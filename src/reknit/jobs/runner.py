"""The worker: one thread beside the web server that takes jobs from the queue."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import close_old_connections, connection

from reknit.errors import ReknitError
from reknit.jobs.imports import HANDLERS
from reknit.store.services import jobs

log = logging.getLogger(__name__)

IDLE_SECONDS = 0.5


def work_off() -> bool:
    """Do one job if there is one; True when there was."""
    job = jobs.claim()
    if job is None:
        return False

    def progress(words: str, done: int, total: int) -> None:
        jobs.progress(job.id, words, done, total)

    try:
        jobs.finish(job.id, HANDLERS[job.kind](job, progress))
    except ReknitError as error:
        jobs.fail(job.id, str(error))
    except Exception:  # the worker's edge: a bug in one job must not stop the others
        log.exception("job %s (%s) broke", job.id, job.kind)
        jobs.fail(job.id, "Reknit could not finish this; the reason is in its log. Nothing half-done was kept.")
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
    while not stop.is_set():
        close_old_connections()
        if not work_off():
            stop.wait(IDLE_SECONDS)
    connection.close()
