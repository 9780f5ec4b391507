"""Imports started from the page: first look, then take."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from reknit.errors import NotFoundError
from reknit.exchange.formats import ReadOptions
from reknit.exchange.importing import Choices, own_addresses, preview, run, stage_files
from reknit.exchange.staging import Stage
from reknit.store import clock
from reknit.store.services import ego
from reknit.store.services.jobs import JobView
from reknit.store.services.workspace import workspace

Progress = Callable[[str, int, int], None]


def look(job: JobView, progress: Progress) -> dict[str, Any]:
    """Read uploaded files into a stage and preview it; the files themselves are deleted then.

    payload: ``folder`` of the upload, ``label``, ``staging`` parent folder.
    result: ``stage`` folder, ``report``, ``own`` addresses found.
    """
    folder = Path(job.payload["folder"])
    if not folder.is_dir():
        raise NotFoundError("The uploaded files are gone. Drop them again.")
    space = workspace(job.actor)
    now = clock.now()
    options = ReadOptions(as_of=now, zone=ZoneInfo(space.zone), region=space.region, me=ego.addresses(job.actor))
    stage = stage_files(
        [folder], options, parent=Path(job.payload["staging"]), label=job.payload["label"], progress=progress,
        relative_to=folder,
    )  # fmt: skip
    report = preview(job.actor, stage, Choices(now=now), progress=progress)
    shutil.rmtree(folder, ignore_errors=True)
    return {
        "stage": str(stage.folder),
        "report": {"import": None, "dry_run": True, **report.as_json()},
        "own": own_addresses(stage),
    }


def take(job: JobView, progress: Progress) -> dict[str, Any]:
    """Import a stage. payload: ``stage`` folder, ``me`` addresses. result: the report."""
    try:
        stage = Stage.load(Path(job.payload["stage"]))
    except FileNotFoundError as error:
        raise NotFoundError("What was read from these files is gone. Drop them again.") from error
    report = run(job.actor, stage, Choices(now=clock.now(), me=frozenset(job.payload["me"])), progress=progress)
    stage.drop()
    return {"report": report}


HANDLERS: dict[str, Callable[[JobView, Progress], dict[str, Any]]] = {"import.look": look, "import.take": take}
