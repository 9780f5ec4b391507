"""Activity: everything that changed, and undo."""

import datetime as dt
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from reknit.errors import NotFoundError, ReknitError
from reknit.store import audit
from reknit.store.selectors import activity as selector
from reknit.store.services import caches
from reknit.web.http import Request, complain, go_to, page, say

PAGE = 50


@require_GET
def activity(request: Request) -> HttpResponse:
    """Acts and imports, newest first."""
    lines = selector.recent(request.actor, limit=PAGE + 1, before=_before(request))
    more = urlencode({"before": lines[PAGE - 1].at.isoformat()}) if len(lines) > PAGE else ""
    context = {
        "section": "activity",
        "lines": lines[:PAGE],
        "next_url": f"{reverse('activity')}?{more}" if more else "",
    }
    is_part = request.htmx and not request.htmx.boosted and "before" in request.GET
    return page(request, "activity/more.html" if is_part else "activity/list.html", context)


def _before(request: Request) -> dt.datetime | None:
    text = request.GET.get("before", "")
    if not text:
        return None
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
    if moment.tzinfo is None:
        raise Http404
    return moment


@require_POST
def undo(request: Request, act_id: int) -> HttpResponse:
    """Take an act back; the page that asked is loaded again, so that all of it is true."""
    try:
        line = audit.undo(request.actor, act_id)
        caches.freshen(request.actor)
    except NotFoundError as error:
        raise Http404 from error
    except ReknitError as error:
        complain(request, str(error))
    else:
        say(request, _("Undone: %(act)s") % {"act": selector.words_of(line.act, line.label)})
        if line.act == "person.add":
            return go_to(request, "people")  # the page that asked may be the one of the person who is gone
    if request.htmx:
        answer = HttpResponse(status=204)
        answer.headers["HX-Refresh"] = "true"
        return answer
    return go_to(request, "activity")
