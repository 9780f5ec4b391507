"""Activity: everything that changed, and undo."""

import datetime as dt

from django.http import Http404, HttpResponse
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
    before = request.GET.get("before", "")
    try:
        earlier = dt.datetime.fromisoformat(before) if before else None
    except ValueError as error:
        raise Http404 from error
    lines = selector.recent(request.actor, limit=PAGE + 1, before=earlier)
    following = lines[PAGE - 1].at.isoformat() if len(lines) > PAGE else ""
    return page(
        request, "activity/list.html", {"section": "activity", "lines": lines[:PAGE], "following": following}
    )


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
        say(request, _("Undone: %(label)s") % {"label": line.label})
    if request.htmx:
        answer = HttpResponse(status=204)
        answer.headers["HX-Refresh"] = "true"
        return answer
    return go_to(request, "activity")
