"""Before an import: what it would do, whose addresses are mine, what columns mean, who is a person after all."""

from pathlib import Path
from typing import Any

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from reknit.core.keys import email_key
from reknit.exchange import uploads
from reknit.exchange.column_offers import TableOffer
from reknit.store.selectors import jobs as selector
from reknit.store.services import ego, imports, mappings
from reknit.store.services import jobs as queue
from reknit.web.forms.imports import ColumnsForm, OwnAddressesForm
from reknit.web.http import Request, complain, go_to, page, say
from reknit.web.reports import readable
from reknit.web.views.imports import job_of

# Tables beyond these are not asked about on the page; nobody assigns the columns of more by hand.
MOST_TABLES = 20


@require_http_methods(["GET", "POST"])
def preview(request: Request, job_id: int) -> HttpResponse:
    """What the import would do; a POST takes it, puts it away, or counts again."""
    job = _look(request, job_id)
    if isinstance(job, HttpResponse):
        return job
    form = OwnAddressesForm(job.result["own"], request.POST or None)
    if request.method == "GET":
        return _show(request, job, form=form)
    match request.POST.get("act"):
        case "put-away":
            return _put_away(request, job)
        case "again":
            payload = {name: job.payload[name] for name in ("upload", "label")} | {"stage": job.result["stage"]}
            return go_to(request, "import-work", queue.enqueue(request.actor, "import.look", payload))
    if not form.is_valid():
        return _show(request, job, form=form, status=422)
    payload = {"upload": job.payload["upload"], "stage": job.result["stage"], "me": form.addresses()}
    payload["label"] = job.payload["label"]
    return go_to(request, "import-work", queue.enqueue(request.actor, "import.take", payload))


def _look(request: Request, job_id: int) -> queue.JobView | HttpResponse:
    """The look that the page is about; or, when it is over, where the user is better off."""
    job = job_of(request, job_id)
    if job.kind != "import.look" or job.state != "done":
        raise Http404
    newest = selector.newest(request.actor, job.payload["upload"])
    if newest is not None and newest.id != job.id and newest.state != "failed":
        return go_to(request, "import-work", newest.id)
    if not Path(job.payload["upload"]).is_dir():
        complain(request, _("These files have been put away. Drop them again to look once more."))
        return go_to(request, "imports")
    return job


def _put_away(request: Request, job: queue.JobView) -> HttpResponse:
    uploads.drop(Path(job.payload["upload"]))
    say(request, _("Put away. Nothing was imported."))
    return go_to(request, "imports")


def _show(
    request: Request,
    job: queue.JobView,
    *,
    form: OwnAddressesForm | None = None,
    wrong: tuple[int, ColumnsForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    """`wrong`: the table, by number, whose columns were sent and cannot stay as they were sent."""
    tables = _tables(job)
    context: dict[str, Any] = {
        "section": "imports",
        "job": job,
        "form": form or OwnAddressesForm(job.result["own"]),
        "known_own": sorted(ego.addresses(request.actor)),
        "tables": [_table(number, table, wrong) for number, table in enumerate(tables[:MOST_TABLES])],
        "more_tables": max(0, len(tables) - MOST_TABLES),
        "let_in": imports.people_let_in(request.actor),
        "back": reverse("import-preview", args=[job.id]),
    }
    return page(request, "imports/preview.html", context | readable(job.result["report"]), status=status)


def _tables(job: queue.JobView) -> list[TableOffer]:
    """Each header once: tables that were refused first, the most promising before the others."""
    found = {table.header: table for table in uploads.read_tables(Path(job.payload["upload"]))}
    return sorted(found.values(), key=lambda table: (not table.refused, -table.confidence))


def _table(number: int, table: TableOffer, wrong: tuple[int, ColumnsForm] | None) -> dict[str, Any]:
    if wrong is not None and wrong[0] == number:
        return {"offer": table, "form": wrong[1], "open": True}
    return {"offer": table, "form": ColumnsForm(table, prefix=f"t{number}"), "open": False}


@require_POST
def columns(request: Request, job_id: int, number: int) -> HttpResponse:
    """The user's word on the columns of a table: remembered, and the files are read once more."""
    job = _look(request, job_id)
    if isinstance(job, HttpResponse):
        return job
    tables = _tables(job)
    if number >= len(tables):
        raise Http404
    table = tables[number]
    form = ColumnsForm(table, request.POST, prefix=f"t{number}")
    if request.POST.get("act") == "leave-out":
        mapping = dict.fromkeys(table.mapping, "ignore")
    elif form.is_valid():
        mapping = form.mapping()
    else:
        return _show(request, job, wrong=(number, form), status=422)
    mappings.remember(request.actor, table.header, mapping)
    payload = {name: job.payload[name] for name in ("upload", "label")}
    return go_to(request, "import-work", queue.enqueue(request.actor, "import.look", payload))


@require_POST
def let_in(request: Request) -> HttpResponse:
    """A sender that was kept out is a person after all, or is not."""
    sender = {"address": email_key(request.POST.get("address", "")), "reason": request.POST.get("reason", "")}
    if not sender["address"]:
        return HttpResponse(_("That is not an e-mail address."), status=422)
    if "take-back" in request.POST:
        imports.forget_sender(request.actor, sender["address"])
    else:
        imports.judge_sender(request.actor, sender["address"], person=True)
    back = request.POST.get("back", "")
    if not request.htmx:
        safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
        return HttpResponseRedirect(back if safe else reverse("imports"))
    context = {"sender": sender, "let_in": imports.people_let_in(request.actor), "back": back}
    return page(request, "imports/let_in.html", context)
