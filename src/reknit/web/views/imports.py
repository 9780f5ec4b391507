"""Import & sync: drop files, see what they hold, import, look at the report, undo."""

import json
import secrets
import shutil
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from reknit.core.keys import email_key
from reknit.errors import NotFoundError, ReknitError
from reknit.store.selectors import imports as selector
from reknit.store.services import ego
from reknit.store.services import imports as service
from reknit.store.services import jobs as queue
from reknit.web.http import Request, complain, go_to, page, say

# Shown before "and … more"; the report as JSON has them all.
SHOWN = 50


@require_http_methods(["GET", "POST"])
def imports(request: Request) -> HttpResponse:
    """The drop zone and the imports so far; a POST brings files."""
    if request.method == "POST":
        return _receive(request)
    context = {
        "section": "imports",
        "imports": selector.list_imports(request.actor),
        "questions": selector.open_questions(request.actor),
    }
    return page(request, "imports/list.html", context)


def _receive(request: Request) -> HttpResponse:
    files = request.FILES.getlist("files")
    if not files:
        return HttpResponse(_("Choose at least one file."), status=422)
    folder = Path(settings.REKNIT_HOME) / "uploads" / secrets.token_hex(8)
    try:
        _keep(files, _paths(request, files), folder)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        return HttpResponse(_("The files could not be kept: %(why)s.") % {"why": error.strerror}, status=422)
    names = [PurePosixPath(f.name or "").name for f in files]
    label = names[0] if len(names) == 1 else ngettext("%(n)d file", "%(n)d files", len(names)) % {"n": len(names)}
    staging = str(Path(settings.REKNIT_HOME) / "staging")
    payload = {"folder": str(folder), "label": label, "staging": staging}
    return go_to(request, "import-work", queue.enqueue(request.actor, "import.look", payload))


def _paths(request: Request, files: list[UploadedFile]) -> list[str]:
    """The path of each file inside what was dropped; bare names when the browser sent none."""
    try:
        paths = json.loads(request.POST.get("paths", "[]"))
    except ValueError:
        paths = []
    if not isinstance(paths, list) or len(paths) != len(files):
        return [file.name or "file" for file in files]
    return [str(path) for path in paths]


def _keep(files: list[UploadedFile], paths: list[str], folder: Path) -> None:
    """Write uploads below `folder`. A path can only lead downwards, whatever the browser says."""
    for number, (file, path) in enumerate(zip(files, paths, strict=True)):
        parts = [part for part in PurePosixPath(path.replace("\\", "/")).parts if part not in {"/", "..", "."}]
        target = folder.joinpath(*parts) if parts else folder / f"file-{number}"
        if target.exists():
            target = target.with_name(f"{number}-{target.name}")
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with target.open("wb") as stream:
            for chunk in file.chunks():
                stream.write(chunk)
        target.chmod(0o600)


@require_GET
def work(request: Request, job_id: int) -> HttpResponse:
    """Progress of reading or importing; when it is over, on to what comes next."""
    job = _job(request, job_id)
    if job.finished:
        return _after(request, job)
    shown = {
        "url": reverse("import-work", args=[job_id]),
        "text": job.words or _("Waiting for the files before it …"),
        "done": job.done,
        "total": job.total,
    }
    template = "partials/progress.html" if request.htmx else "imports/work.html"
    return page(request, template, {"section": "imports", "job": shown})


def _after(request: Request, job: queue.JobView) -> HttpResponse:
    if job.state == "failed":
        complain(request, job.result["error"])
        return go_to(request, "imports")
    if job.kind == "import.look":
        return go_to(request, "import-preview", job.id)
    say(request, _("Imported. This week is up to date."))
    return go_to(request, "import", job.result["report"]["import"])


def _job(request: Request, job_id: int) -> queue.JobView:
    try:
        return queue.view(request.actor, job_id)
    except NotFoundError as error:
        raise Http404 from error


@require_http_methods(["GET", "POST"])
def preview(request: Request, job_id: int) -> HttpResponse:
    """What the import would do; a POST says yes."""
    job = _job(request, job_id)
    if job.kind != "import.look" or job.state != "done":
        raise Http404
    if not Path(job.result["stage"]).is_dir():
        complain(request, _("These files have been imported or put away already. Drop them again to look once more."))
        return go_to(request, "imports")
    if request.method == "POST":
        return _take(request, job)
    context = {"section": "imports", "job": job, "own": job.result["own"], "known_own": sorted(ego.addresses(request.actor))}
    return page(request, "imports/preview.html", context | readable(job.result["report"]))


def _take(request: Request, job: queue.JobView) -> HttpResponse:
    if "drop" in request.POST:
        shutil.rmtree(job.result["stage"], ignore_errors=True)
        say(request, _("Nothing was imported."))
        return go_to(request, "imports")
    typed = request.POST.get("me", "").replace(";", ",").replace("\n", ",").split(",")
    mine = [address for address in map(email_key, typed) if address]
    payload = {"stage": job.result["stage"], "me": mine}
    return go_to(request, "import-work", queue.enqueue(request.actor, "import.take", payload))


@require_GET
def report(request: Request, run_id: int) -> HttpResponse:
    """What an import did."""
    try:
        line, found = selector.report(request.actor, run_id)
    except NotFoundError as error:
        raise Http404 from error
    return page(request, "imports/report.html", {"section": "imports", "run": line} | readable(found))


@require_POST
def undo(request: Request, run_id: int) -> HttpResponse:
    """Remove what an import brought."""
    try:
        run = service.undo(request.actor, run_id)
    except NotFoundError as error:
        raise Http404 from error
    except ReknitError as error:
        complain(request, str(error))
    else:
        say(request, _("The import of %(label)s is undone.") % {"label": run.label})
    return go_to(request, "imports")


@require_POST
def let_in(request: Request) -> HttpResponse:
    """A sender that was kept out is a person after all."""
    address = email_key(request.POST.get("address", ""))
    if not address:
        return HttpResponse(_("That is not an e-mail address."), status=422)
    service.judge_sender(request.actor, address, person=True)
    return page(request, "imports/let_in.html", {"address": address})


OUTCOMES = ("added", "changed", "same", "ambiguous", "skipped")


def readable(report: dict[str, Any]) -> dict[str, Any]:
    """A report as the templates want it: rows by kind, reasons summed over files, and no endless lists."""
    kinds = [kind for kind in ("person", "interaction", "event", "favour", "file") if any(report.get(o, {}).get(kind) for o in OUTCOMES)]
    totals: dict[tuple[str, str, str], int] = {}
    for outcome in ("skipped", "ambiguous"):
        for note in report.get("reasons", {}).get(outcome, []):
            key = (outcome, note["kind"], note["reason"])
            totals[key] = totals.get(key, 0) + note["count"]
    reasons = [
        {"outcome": o, "kind": k, "reason": r, "count": n} for (o, k, r), n in sorted(totals.items(), key=lambda e: -e[1])
    ]
    unreadable, kept_out, files = (report.get(key, []) for key in ("unreadable", "kept_out", "files"))
    return {
        "report": report,
        "rows": [{"kind": kind, "counts": [report.get(o, {}).get(kind, 0) for o in OUTCOMES]} for kind in kinds],
        "reasons": reasons,
        "unreadable": unreadable[:SHOWN],
        "unreadable_more": max(0, len(unreadable) - SHOWN),
        "kept_out": kept_out[:SHOWN],
        "kept_out_total": sum(entry["count"] for entry in kept_out),
        "files": sorted(files, key=lambda f: f["recognised_as"] == "nothing known")[: 4 * SHOWN],
        "files_total": len(files),
        "files_known": sum(f["recognised_as"] != "nothing known" for f in files),
    }
