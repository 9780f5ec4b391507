"""The queue of jobs: put in, claim, report progress, finish. Safe with several workers and after a kill."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q

from reknit.store import clock
from reknit.store.models import Job
from reknit.store.policy import Actor, get

LEASE = dt.timedelta(seconds=60)

# A job that kills its worker this often is at fault itself.
MAX_ATTEMPTS = 5

STOPPED = "You stopped this."


@dataclass(frozen=True)
class JobView:
    """A job as pages and handlers see it."""

    id: int
    actor: Actor
    kind: str
    payload: dict[str, Any]
    result: dict[str, Any]
    state: str
    words: str
    done: int
    total: int

    @property
    def percent(self) -> int:
        """0 to 100."""
        return min(100, round(100 * self.done / self.total)) if self.total else 0

    @property
    def finished(self) -> bool:
        """Neither waiting nor running any more."""
        return self.state in {Job.State.DONE, Job.State.FAILED}


def enqueue(actor: Actor, kind: str, payload: dict[str, Any]) -> int:
    """Put a job into the queue; returns its number."""
    job = Job.objects.create(
        workspace_id=actor.workspace_id, user_id=actor.user_id, kind=kind, payload=payload, made_at=clock.now()
    )
    return int(job.pk)


def view(actor: Actor, job_id: int) -> JobView:
    """A job of the actor's workspace. Raises `NotFoundError`."""
    return view_of(get(actor, Job, job_id))


def claim() -> JobView | None:
    """The oldest job that nobody works on, now leased to the caller; None when there is none.

    The UPDATE checks that the row is still free, so of two workers only one gets it.
    """
    now = clock.now()
    free = Q(state=Job.State.WAITING) | Q(state=Job.State.RUNNING, leased_until__lt=now)
    for job in Job.objects.filter(free).order_by("made_at", "id")[:5]:
        if job.attempts >= MAX_ATTEMPTS:
            fail(job.pk, "This was tried several times and broke off each time.")
            continue
        taken = Job.objects.filter(free, pk=job.pk).update(
            state=Job.State.RUNNING, leased_until=now + LEASE, attempts=F("attempts") + 1
        )
        if taken:
            return view_of(job)
    return None


def progress(job_id: int, words: str, done: int, total: int) -> bool:
    """Say how far the work is, and keep the lease; False when somebody has stopped the job meanwhile."""
    running = Job.objects.filter(pk=job_id, state=Job.State.RUNNING)
    return bool(running.update(words=words[:200], done=done, total=total, leased_until=clock.now() + LEASE))


def finish(job_id: int, result: dict[str, Any]) -> None:
    """The work is done; a job that was stopped meanwhile stays stopped."""
    running = Job.objects.filter(pk=job_id, state=Job.State.RUNNING)
    running.update(state=Job.State.DONE, result=result, words="", leased_until=None)


def fail(job_id: int, reason: str) -> None:
    """The work cannot be done; `reason`, the first that was given, is shown to the user."""
    Job.objects.filter(pk=job_id).exclude(state=Job.State.FAILED).update(
        state=Job.State.FAILED, result={"error": reason}, leased_until=None
    )


def stop(actor: Actor, job_id: int) -> bool:
    """The user does not want it any more; one that is over stays as it is. Raises `NotFoundError`.

    Returns whether nobody had begun with it. Otherwise the worker notices, and cleans up after itself.
    """
    get(actor, Job, job_id)
    stopped: dict[str, Any] = {"state": Job.State.FAILED, "result": {"error": STOPPED}, "leased_until": None}
    if Job.objects.filter(pk=job_id, state=Job.State.WAITING).update(**stopped):
        return True
    Job.objects.filter(pk=job_id, state=Job.State.RUNNING).update(**stopped)
    return False


def view_of(job: Job) -> JobView:
    """A row as pages and handlers see it."""
    actor = Actor(user_id=job.user_id, workspace_id=job.workspace_id)
    return JobView(job.pk, actor, job.kind, job.payload, job.result, job.state, job.words, job.done, job.total)
