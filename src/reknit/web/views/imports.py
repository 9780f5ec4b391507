"""Import & sync: drop files, watch, look at what was done, undo. The look before it: `views.preview`."""

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.http import Http404, HttpResponse
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from reknit.errors import NotFoundError, ReknitError
from reknit.exchange import uploads
from reknit.store import clock
from reknit.store.selectors import imports as selector
from reknit.store.selectors import jobs as jobs_selector
from reknit.store.services import imports as service
from reknit.store.services import jobs as queue
from reknit.web.http import Request, complain, go_to, page, say
from reknit.web.import_words import STEPS
from reknit.web.reports import readable

KINDS = ["import.look", "import.take"]

# A failure is news for this long.
FAILED_IS_NEWS = dt.timedelta(hours=1)


@require_http_methods(["GET", "POST"])
def imports(request: Request) -> HttpResponse:
    """The drop zone, what is under way, and the imports so far; a POST brings files."""
    if request.method == "POST":
        return _receive(request)
    context = {
        "section": "imports",
        "under_way": _under_way(request),
        "imports": selector.list_imports(request.actor),
        "questions": selector.open_questions(request.actor),
    }
    return page(request, "imports/list.html", context)


def _under_way(request: Request) -> list[jobs_selector.JobLine]:
    """For each upload its latest job, if that is still of interest: running, waiting for a word, or just failed."""
    now = clock.now()
    newest: dict[str, jobs_selector.JobLine] = {}
    for job in jobs_selector.recent(request.actor, KINDS, since=now - dt.timedelta(days=7)):
        newest.setdefault(job.upload, job)
    return [job for job in newest.values() if _matters(job, now)]


def _matters(job: jobs_selector.JobLine, now: dt.datetime) -> bool:
    match job.state:
        case "done":
            return job.kind == "import.look" and Path(job.upload).is_dir()
        case "failed":
            return now - job.made_at < FAILED_IS_NEWS and job.error != queue.STOPPED
    return True


def _receive(request: Request) -> HttpResponse:
    files = request.FILES.getlist("files")
    if not files:
        return HttpResponse(_("Choose at least one file."), status=422)
    paths = uploads.paths_from(request.POST.get("paths", ""), [file.name or "" for file in files])
    try:
        upload = uploads.keep(Path(settings.REKNIT_HOME), list(map(_incoming, files, paths)))
    except OSError as error:
        return HttpResponse(_("The files could not be kept: %(why)s.") % {"why": error.strerror}, status=422)
    label = uploads.label_of(paths) or ngettext("%(n)d file", "%(n)d files", len(files)) % {"n": len(files)}
    job = queue.enqueue(request.actor, "import.look", {"upload": str(upload), "label": label})
    return go_to(request, "import-work", job)


def _incoming(file: "UploadedFile[bytes]", path: str) -> uploads.Incoming:
    spooled = Path(file.temporary_file_path()) if isinstance(file, TemporaryUploadedFile) else None
    return uploads.Incoming(path, file.chunks, spooled)


def job_of(request: Request, job_id: int) -> queue.JobView:
    """A job of the user's. Raises `Http404`."""
    try:
        return queue.view(request.actor, job_id)
    except NotFoundError as error:
        raise Http404 from error


@require_GET
def work(request: Request, job_id: int) -> HttpResponse:
    """Progress of reading or importing; when it is over, on to what comes next."""
    job = job_of(request, job_id)
    if job.state == "done":
        return _after(request, job)
    if job.state == "failed":
        return _failed(request, job)
    context = {"section": "imports", "job": _progress(job), "label": job.payload.get("label", "")}
    return page(request, "partials/progress.html" if request.htmx else "imports/work.html", context)


def _progress(job: queue.JobView) -> dict[str, object]:
    """What `partials/progress.html` shows. While files are read, `done` and `total` are bytes."""
    step = STEPS.get(job.words)
    reads = job.kind == "import.look" and job.words and step is None
    amount = _("%(done)s of %(total)s") % {"done": filesizeformat(job.done), "total": filesizeformat(job.total)}
    waiting = _("Waiting for its turn …") if job.state == "waiting" else _("Starting …")
    return {
        "url": reverse("import-work", args=[job.id]),
        "text": _("Reading %(file)s") % {"file": job.words} if reads else step or waiting,
        "done": job.done,
        "total": job.total,
        "amount": amount if reads else "",
        "cancel_url": reverse("import-stop", args=[job.id]) if job.kind == "import.look" else "",
    }


def _failed(request: Request, job: queue.JobView) -> HttpResponse:
    if job.result["error"] == queue.STOPPED:
        return go_to(request, "imports")
    if request.htmx:  # the page that asked for a part of itself is replaced as a whole
        return go_to(request, "import-work", job.id)
    return page(request, "imports/failed.html", {"section": "imports", "job": job})


def _after(request: Request, job: queue.JobView) -> HttpResponse:
    if job.kind == "import.look":
        return go_to(request, "import-preview", job.id)
    run = job.result["report"]["import"]
    return go_to(request, "import", run) if run else go_to(request, "week")


@require_POST
def stop(request: Request, job_id: int) -> HttpResponse:
    """Stop reading; nothing has been written."""
    job = job_of(request, job_id)
    if job.kind != "import.look":
        raise Http404
    if queue.stop(request.actor, job_id):
        uploads.drop(Path(job.payload["upload"]))
    say(request, _("Stopped. Nothing was imported."))
    return go_to(request, "imports")


@require_GET
def report(request: Request, run_id: int) -> HttpResponse:
    """What an import did."""
    try:
        line, found = selector.report(request.actor, run_id)
    except NotFoundError as error:
        raise Http404 from error
    context = {
        "section": "imports",
        "run": line,
        "let_in": service.people_let_in(request.actor),
        "back": reverse("import", args=[run_id]),
    }
    return page(request, "imports/report.html", context | readable(found))


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
    return go_to(request, "import", run_id)
