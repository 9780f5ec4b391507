"""People: search, filter, a page at a time; a new person."""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from reknit.errors import InvalidValueError
from reknit.store import clock
from reknit.store.selectors import people as selector
from reknit.store.selectors.ties import STATES
from reknit.store.services import people as service
from reknit.web.acts import carry_out
from reknit.web.forms.person import PersonForm
from reknit.web.http import Request, go_to, page, say
from reknit.web.views.person import photo_url

PAGE = 50
FILTERS = ("q", "state", "tag", "org", "archived")
# Chips beyond that are found by searching.
CHIPS = 24


@require_GET
def people(request: Request) -> HttpResponse:
    """The book, narrowed by words, tag, state and organisation. htmx is sent the part that changes."""
    chosen = {name: request.GET.get(name, "").strip() for name in FILTERS}
    asked = {name: value for name, value in chosen.items() if value}
    try:
        found = selector.list_people(
            request.actor, _wanted(chosen), as_of=clock.now(), limit=PAGE, cursor=request.GET.get("after", "")
        )
    except InvalidValueError as error:
        raise Http404 from error
    context = _results(found, asked)
    if not request.htmx or request.htmx.boosted or request.htmx.history_restore_request:
        return page(request, "people/list.html", context | _filters(request, chosen, asked))
    if "after" in request.GET:
        return page(request, "people/more.html", context)
    answer = page(request, "people/results.html", context)
    _show_address(request, answer, asked)
    return answer


def _wanted(chosen: dict[str, str]) -> selector.PeopleFilter:
    return selector.PeopleFilter(
        text=chosen["q"],
        tag=chosen["tag"],
        state=chosen["state"],
        organisation=chosen["org"],
        archived=bool(chosen["archived"]),
    )


def _results(found: selector.PeoplePage, asked: dict[str, str]) -> dict[str, Any]:
    following = asked | {"after": found.next_cursor} if found.next_cursor else {}
    capped = found.found is not None and found.found > selector.COUNTED and bool(asked)
    return {
        "section": "people",
        "lines": [_row(line) for line in found.lines],
        "next_url": f"{reverse('people')}?{urlencode(following)}" if following else "",
        "found": selector.COUNTED if capped else found.found,
        "capped": capped,
        "asked": asked,
    }


def _row(line: selector.PersonLine) -> dict[str, Any]:
    """A line as `partials/person_row.html` wants it."""
    return {
        "name": line.name,
        "url": reverse("person", args=[line.id]),
        "role": ", ".join(filter(None, (line.title, line.organisation))),
        "state": line.state,
        "last_contact": line.last_at,
        "tags": line.tags,
        "photo_url": photo_url(line.id, line.photo),
    }


def _filters(request: Request, chosen: dict[str, str], asked: dict[str, str]) -> dict[str, Any]:
    return {
        "query": chosen["q"],
        "chosen": chosen,
        "total": selector.count(request.actor),
        "states": [(state, state == chosen["state"]) for state in STATE_ORDER],
        "tags": _choices(selector.tags(request.actor, limit=CHIPS), chosen["tag"]),
        "organisations": _choices(selector.organisations(request.actor, limit=CHIPS), chosen["org"]),
        "narrowed": bool(asked),
    }


STATE_ORDER = ("strong", "active", "new", "fading", "dormant", "unknown")
assert set(STATE_ORDER) == set(STATES)


def _choices(counted: list[tuple[str, int]], chosen: str) -> list[tuple[str, int | None, bool]]:
    """(value, how many, chosen); what is chosen is there even when it is not among the most used."""
    choices: list[tuple[str, int | None, bool]] = [
        (value, number, value.casefold() == chosen.casefold()) for value, number in counted
    ]
    if chosen and not any(is_chosen for _value, _number, is_chosen in choices):
        choices.insert(0, (chosen, None, True))
    return choices


def _show_address(request: Request, answer: HttpResponse, asked: dict[str, str]) -> None:
    """The address bar says what is shown. A longer word typed into the same search takes the place of the shorter
    one, so that "back" leaves the search instead of spelling it backwards.
    """
    address = reverse("people") + (f"?{urlencode(asked)}" if asked else "")
    before = urlsplit(request.htmx.current_url or "").query
    is_typing = "q=" in before and "q" in asked
    answer.headers["HX-Replace-Url" if is_typing else "HX-Push-Url"] = address


@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    """A new person by hand."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made: list[int] = []
        try:
            number = carry_out(request.actor, lambda: made.append(service.add_person(request.actor, form.record()).pk))
        except InvalidValueError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            say(request, _("%(name)s is in the book.") % {"name": form.cleaned_data["name"]}, undo=number)
            return go_to(request, "person", made[0])
    status = 422 if request.method == "POST" else 200
    return page(request, "people/add.html", {"section": "people", "form": form}, status=status)
