"""People: search, filter, a page at a time; a new person."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from reknit.errors import InvalidValueError
from reknit.store import clock
from reknit.store.selectors import activity
from reknit.store.selectors import people as selector
from reknit.store.selectors.ties import STATES
from reknit.store.services import people as service
from reknit.web.forms.person import PersonForm
from reknit.web.http import Request, go_to, page, say

PAGE = 50


@require_GET
def people(request: Request) -> HttpResponse:
    """The book, narrowed by words, tag, state and organisation."""
    now = clock.now()
    chosen = {name: request.GET.get(name, "") for name in ("q", "tag", "state", "org")}
    wanted = selector.PeopleFilter(
        text=chosen["q"], tag=chosen["tag"], state=chosen["state"], organisation=chosen["org"],
        archived="archived" in request.GET,
    )  # fmt: skip
    try:
        found = selector.list_people(
            request.actor, wanted, as_of=now, limit=PAGE, cursor=request.GET.get("after", "")
        )
    except InvalidValueError as error:
        raise Http404 from error
    asked = {name: value for name, value in chosen.items() if value}
    following = f"{reverse('people')}?{urlencode(asked | {'after': found.next_cursor})}" if found.next_cursor else ""
    context = {
        "section": "people",
        "lines": found.lines,
        "next_url": following,
        "query": chosen["q"],
        "chosen": chosen,
        "narrowed": bool(asked),
        "states": STATES,
        "tags": selector.tags(request.actor, limit=30),
        "total": selector.count(request.actor),
    }
    if request.htmx and not request.htmx.boosted:
        part = "people/more.html" if "after" in request.GET else "people/results.html"
        return page(request, part, context)
    return page(request, "people/list.html", context)


@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    """A new person by hand."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = service.add_person(request.actor, form.record())
        except InvalidValueError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            say(request, _("%(name)s is in the book.") % {"name": person.name}, undo=activity.last_act(request.actor))
            return go_to(request, "person", person.pk)
    status = 422 if request.method == "POST" else 200
    return page(request, "people/add.html", {"section": "people", "form": form}, status=status)
