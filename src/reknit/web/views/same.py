"""One person, one record: two records side by side, one key for each answer."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from reknit.errors import InvalidValueError, NotFoundError, ReknitError
from reknit.store.selectors import people
from reknit.store.selectors import same as selector
from reknit.store.services import identity, jobs, splitting
from reknit.web.http import Request, complain, go_to, page, say

DEFAULT_THRESHOLD = 0.99

# Comparing so many people takes a few seconds; larger books are compared in the background.
AT_ONCE = 10_000

PREVIEWED = 100
MERGES_SHOWN = 20


@require_GET
def same(request: Request) -> HttpResponse:
    """The likeliest question, or the one after a question that is skipped."""
    after = request.GET.get("after", "")
    return _show(
        request, selector.following(request.actor, int(after) if after.isdigit() else None), skipped=bool(after)
    )


def _show(request: Request, question_id: int | None, *, skipped: bool = False, notice: str = "") -> HttpResponse:
    pair = selector.pair(request.actor, question_id) if question_id is not None else None
    context = {
        "section": "people",
        "pair": pair,
        "left": selector.count(request.actor),
        "skipped": skipped,
        "notice": notice,
    }
    if request.htmx and not request.htmx.boosted:
        return page(request, "same/answered.html", context)
    return page(request, "same/page.html", context | _around(request))


def _around(request: Request) -> dict[str, object]:
    """What the page shows besides the pair."""
    return {
        "merges": selector.merges(request.actor)[:MERGES_SHOWN],
        "threshold": DEFAULT_THRESHOLD,
        "total": people.count(request.actor),
    }


@require_POST
def answer(request: Request, question_id: int, answer: str) -> HttpResponse:
    """``yes``: one person. ``no``: two people, for good."""
    if answer not in {"yes", "no"}:
        raise Http404
    try:
        if answer == "yes":
            person = identity.same(request.actor, question_id)
            notice = _("%(name)s is one person now.") % {"name": person.name or "?"}
        else:
            identity.different(request.actor, question_id)
            notice = _("Noted for good: two people.")
    except NotFoundError as error:
        raise Http404 from error
    except ReknitError as error:
        return _refused(request, str(error))
    return _next(request, selector.following(request.actor), notice)


@require_POST
def undo(request: Request) -> HttpResponse:
    """Take the last answer back and show its question again."""
    try:
        question_id = identity.undo_last(request.actor)
    except ReknitError as error:
        return _refused(request, str(error))
    return _next(request, question_id or selector.following(request.actor), _("The last answer is taken back."))


def _next(request: Request, question_id: int | None, notice: str) -> HttpResponse:
    if request.htmx:
        return _show(request, question_id, notice=notice)
    say(request, notice)
    return go_to(request, "same")


def _refused(request: Request, words: str) -> HttpResponse:
    complain(request, words)
    return go_to(request, "same")


@require_http_methods(["GET", "POST"])
def above(request: Request) -> HttpResponse:
    """How many pairs are at least so likely, and which; posting makes one person of each."""
    text = (request.POST if request.method == "POST" else request.GET).get("threshold", str(DEFAULT_THRESHOLD))
    try:
        threshold = _threshold(text)
        if request.method == "POST":
            number = identity.accept_above(request.actor, threshold)
            words = ngettext("%(n)s pair is one person now.", "%(n)s pairs are one person each now.", number)
            say(request, words % {"n": number})
            return HttpResponseRedirect(reverse("same"))
        ids = identity.above(request.actor, threshold)
    except InvalidValueError as error:
        wrong = {"section": "people", "threshold": text, "error": str(error)}
        return page(request, "same/above.html", wrong, status=422)
    pairs = [selector.pair(request.actor, question_id) for question_id in ids[:PREVIEWED]]
    context = {
        "section": "people",
        "threshold": threshold,
        "pairs": pairs,
        "number": len(ids),
        "more": len(ids) - len(pairs),
    }
    return page(request, "same/above.html", context)


def _threshold(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError as error:
        raise InvalidValueError(_("A threshold is a number between 0.5 and 1."), field="threshold") from error


@require_POST
def look(request: Request) -> HttpResponse:
    """Compare the whole book; a large one in the background."""
    if people.count(request.actor) > AT_ONCE:
        jobs.enqueue(request.actor, "identity", {})
        say(request, _("The book is being compared. That takes a minute or two; the questions appear here."))
    else:
        number = identity.look(request.actor)
        say(request, ngettext("%(n)s question is open.", "%(n)s questions are open.", number) % {"n": number})
    return go_to(request, "same")


@require_POST
def split(request: Request, merge_id: int) -> HttpResponse:
    """Make two people again of one."""
    try:
        person = splitting.split(request.actor, merge_id)
    except NotFoundError as error:
        raise Http404 from error
    if person is None:
        say(request, _("Nothing was left to split off: their import has been undone."))
    else:
        say(request, _("%(name)s is a person of their own again.") % {"name": person.name or "?"})
    return go_to(request, "same")
