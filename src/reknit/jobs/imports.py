"""Imports started from the page: first look, then take.

An upload stays on disk between the two, so that its tables can be read again with the columns the user
assigns; it goes when the import is taken or put away.
"""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from reknit.errors import NotFoundError
from reknit.exchange import uploads
from reknit.exchange.archive import archive_in, restored, would_restore
from reknit.exchange.importing import SURE, Choices, options_for, preview, run, stage_files
from reknit.exchange.staging import Stage
from reknit.store import clock
from reknit.store.policy import Actor
from reknit.store.services import ego
from reknit.store.services.jobs import JobView

Progress = Callable[[str, int, int], None]

GONE = "The files are not here any more. Drop them again."


def look(job: JobView, progress: Progress) -> dict[str, Any]:
    """Read uploaded files into a stage and preview it.

    payload: ``upload`` folder, ``label``; ``stage`` when the files were read before and only the preview is
    to be made again.
    result: ``stage`` folder, ``report``, ``own`` addresses found; ``stage`` is "" for an export
    of Reknit.
    """
    upload = Path(job.payload["upload"])
    if not upload.is_dir():
        raise NotFoundError(GONE)
    archive = archive_in(uploads.files_of(upload))
    if archive is not None:
        return {"stage": "", "report": would_restore(job.actor, archive, shown=archive.name), "own": []}
    with ExitStack() as on_failure:
        on_failure.callback(uploads.drop, upload)
        stage = _stage(job, upload, progress)
        now = clock.now()
        report = preview(job.actor, stage, Choices(now=now), progress=progress)
        on_failure.pop_all()
    return {
        "stage": str(stage.folder),
        "report": {"import": None, "dry_run": True, **report.as_json()},
        "own": _own(job.actor, stage),
    }


def _stage(job: JobView, upload: Path, progress: Progress) -> Stage:
    if job.payload.get("stage"):
        return _load(job.payload["stage"])
    for old in uploads.stages_of(upload).glob("*"):
        uploads.drop(old)
    stage = stage_files(
        [uploads.files_of(upload)],
        options_for(job.actor, now=clock.now()),
        parent=uploads.stages_of(upload),
        label=job.payload["label"],
        relative_to=uploads.files_of(upload),
        progress=progress,
    )
    uploads.write_tables(upload, stage.tables)
    return stage


def _own(actor: Actor, stage: Stage) -> list[dict[str, Any]]:
    """Addresses that may be the user's and are not known as such."""
    known = ego.addresses(actor)
    return [
        {"address": address, "because": evidence, "sure": confidence >= SURE}
        for address, evidence, confidence in stage.manifest.own_addresses
        if address not in known
    ]


def take(job: JobView, progress: Progress) -> dict[str, Any]:
    """Import a stage. payload: ``upload`` folder, its ``stage``, ``me`` addresses. result: the report."""
    upload = Path(job.payload["upload"])
    if job.payload["stage"]:
        stage = _load(job.payload["stage"])
        choices = Choices(now=clock.now(), me=frozenset(job.payload["me"]), assume=False)
        report = run(job.actor, stage, choices, progress=progress)
    else:
        archive = archive_in(uploads.files_of(upload))
        if archive is None:
            raise NotFoundError(GONE)
        report = restored(job.actor, archive, shown=archive.name)
    uploads.drop(upload)
    return {"report": report}


def _load(folder: str) -> Stage:
    try:
        return Stage.load(Path(folder))
    except FileNotFoundError as error:
        raise NotFoundError(GONE) from error


HANDLERS: dict[str, Callable[[JobView, Progress], dict[str, Any]]] = {"import.look": look, "import.take": take}
