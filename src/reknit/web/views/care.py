"""Care for the data: what is missing or doubtful, the trash, rules of retention, forgetting, all about one person."""

import json

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from reknit.errors import InvalidValueError, NotFoundError, ReknitError
from reknit.store import clock
from reknit.store.selectors import about as stored
from reknit.store.selectors import activity
from reknit.store.selectors import care as selector
from reknit.store.services import care as service
from reknit.store.services import forgetting
from reknit.web.http import Request, complain, go_to, page, say

SHOWN = 20

GAP_WORDS = {
    "no-name": gettext_lazy("No name"),
    "no-channel": gettext_lazy("No way to reach them"),
    "outdated": gettext_lazy("Only addresses that their source no longer has"),
    "stale-role": gettext_lazy("A role that nothing has told of for two years"),
}


@require_GET
def care(request: Request) -> HttpResponse:
    """Gaps by kind, each with the one act that closes it; and whom the rules of retention concern."""
    now = clock.now()
    wanted = request.GET.get("kind", "")
    if wanted and wanted not in selector.GAPS:
        raise Http404
    limit = 500 if wanted else SHOWN
    kinds = [wanted] if wanted else list(selector.GAPS)
    gaps = [(kind, GAP_WORDS[kind], selector.gaps(request.actor, kind, as_of=now, limit=limit + 1)) for kind in kinds]
    rules = selector.rules(request.actor)
    context = {
        "section": "people",
        "gaps": [(kind, word, found[:limit], len(found) > limit) for kind, word, found in gaps if found],
        "rules": [(rule, selector.due(request.actor, rule, as_of=now)) for rule in rules],
        "trashed": len(selector.trash(request.actor)),
        "most_years": service.MOST_YEARS,
    }
    return page(request, "care/page.html", context)


@require_POST
def still(request: Request, fact_id: int) -> HttpResponse:
    """A role still holds, old as its source is."""
    try:
        service.confirm_role(request.actor, fact_id)
    except NotFoundError as error:
        raise Http404 from error
    say(request, _("Noted: it still holds."), undo=activity.last_act(request.actor))
    return go_to(request, "care")


@require_POST
def rule(request: Request) -> HttpResponse:
    """Set or end a rule of retention."""
    years = request.POST.get("years", "").strip()
    number = (int(years) if years.isdigit() else 0) if years else None
    try:
        service.set_retention(request.actor, request.POST.get("action", ""), number)
    except InvalidValueError as error:
        complain(request, str(error))
    else:
        say(request, _("Saved."))
    return go_to(request, "care")


@require_POST
def due(request: Request) -> HttpResponse:
    """Archive or forget those chosen."""
    action = request.POST.get("action", "")
    chosen = [int(text) for text in request.POST.getlist("person") if text.isdigit()]
    try:
        number = service.apply_retention(request.actor, action, chosen)
    except NotFoundError as error:
        raise Http404 from error
    except InvalidValueError as error:
        complain(request, str(error))
        return go_to(request, "care")
    if action == "forget":
        say(request, ngettext("%(n)s person is forgotten.", "%(n)s people are forgotten.", number) % {"n": number})
    elif number:
        words = ngettext("%(n)s person is in the archive.", "%(n)s people are in the archive.", number)
        say(request, words % {"n": number}, undo=activity.last_act(request.actor))
    return go_to(request, "care")


@require_GET
def trash(request: Request) -> HttpResponse:
    """Who was deleted, and until when they can be brought back."""
    context = {"section": "people", "deleted": selector.trash(request.actor), "days": service.TRASH_DAYS}
    return page(request, "care/trash.html", context)


@require_POST
def restore(request: Request, person_id: int) -> HttpResponse:
    """Bring somebody back from the trash."""
    try:
        person = service.restore(request.actor, person_id)
    except NotFoundError as error:
        raise Http404 from error
    except ReknitError as error:
        complain(request, str(error))
        return go_to(request, "trash")
    say(request, _("%(name)s is back.") % {"name": person.name or "?"}, undo=activity.last_act(request.actor))
    return go_to(request, "person", person.pk)


@require_POST
def forget(request: Request, person_id: int) -> HttpResponse:
    """Erase everything about a person; the page has asked before."""
    try:
        forgetting.forget(request.actor, [person_id])
    except NotFoundError as error:
        raise Http404 from error
    except ReknitError as error:
        complain(request, str(error))
        return go_to(request, "people")
    say(request, _("Forgotten. Backups made before still hold them until you delete these."))
    return go_to(request, "people")


@require_GET
def about(request: Request, person_id: int) -> HttpResponse:
    """All that is stored about a person, as a file."""
    try:
        found = stored.about(request.actor, person_id)
    except NotFoundError as error:
        raise Http404 from error
    text = json.dumps(found, ensure_ascii=False, indent=2, default=str)
    answer = HttpResponse(text + "\n", content_type="application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="about-{person_id}.json"'
    return answer
