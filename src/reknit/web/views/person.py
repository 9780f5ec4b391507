"""One person: who they are, the tie, what happened; and the parts that are fetched alone."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from reknit.errors import NotFoundError
from reknit.store import clock
from reknit.store.selectors import feeds
from reknit.store.selectors import person as selector
from reknit.store.services.people import PHOTO_TYPES
from reknit.store.services.workspace import today
from reknit.web import portrait
from reknit.web.forms.facts import FORMS
from reknit.web.forms.feeds import FeedForm
from reknit.web.forms.person import LogForm, PhotoForm, PromiseForm, RhythmForm
from reknit.web.http import Request, page
from reknit.web.states import KINDS
from reknit.web.strength_chart import strength_chart

TIMELINE_PAGE = 20


@dataclass(frozen=True)
class Opened:
    """The one form that stands open: its place ("fact-12", "new-email", "log", "rhythm" …), and the form itself.

    sources: where the fact comes from, for the form of a fact.
    """

    key: str
    form: forms.Form | None = None
    sources: tuple[str, ...] = ()
    fact_id: int = 0
    kind: str = ""
    fixed: bool = False

    @property
    def section(self) -> str:
        """Key of the section the fact belongs to."""
        return portrait.section_of(self.kind)


@require_GET
def person(request: Request, person_id: int) -> HttpResponse:
    """The page; ?edit=FACT and ?add=KIND open a form without script, ?channel= narrows the timeline."""
    try:
        return person_page(request, person_id, opened=_asked_for(request, person_id))
    except NotFoundError as error:
        raise Http404 from error


def _asked_for(request: Request, person_id: int) -> Opened:
    edit, add = request.GET.get("edit", ""), request.GET.get("add", "")
    if edit.isdigit():
        return opened_fact(selector.fact(request.actor, person_id, int(edit)))
    return opened_new(add) if add in FORMS else Opened("")


def person_page(request: Request, person_id: int, *, opened: Opened, status: int = 200) -> HttpResponse:
    """The whole page, with one form standing open. Raises `NotFoundError`."""
    channel = request.GET.get("channel", "")
    found = selector.person_page(request.actor, person_id, as_of=clock.now(), channel=channel, limit=TIMELINE_PAGE)
    day = today(request.actor)
    given = {opened.key: opened.form} if opened.form else {}
    rhythm = {**found.decisions, "reporting": found.reporting}
    context = {
        "section": "people",
        "person": found,
        "photo_url": photo_url(found.id, found.photo),
        "opened": opened,
        "at": request.GET.get("at", ""),
        "who": portrait.who(found),
        "give_and_take": portrait.give_and_take(found),
        "former": portrait.former(found),
        "factors": portrait.reasons(found.tie.factors),
        "chart": strength_chart(found.tie.days, today=day),
        "open_promises": [promise for promise in found.promises if promise.state == "open"],
        "settled_promises": [promise for promise in found.promises if promise.state != "open"],
        "log_form": given.get("log") or LogForm(initial={"on": day}, auto_id="log_%s"),
        "promise_form": given.get("promise") or PromiseForm(auto_id="promise_%s"),
        "rhythm_form": given.get("rhythm") or RhythmForm(initial=rhythm, auto_id="rhythm_%s"),
        "photo_form": given.get("photo") or PhotoForm(auto_id="photo_%s"),
        "feeds": feeds.of_person(request.actor, found.id),
        "feed_form": given.get("feed") or FeedForm(auto_id="feed_%s"),
        "today": day,
        **_timeline_context(found.id, found.timeline, found.channels, channel),
    }
    return page(request, "person/page.html", context, status=status)


def photo_url(person_id: int, photo: int | None) -> str:
    """Where the picture is; another number with every other picture, so that a browser may keep it."""
    return f"{reverse('photo', args=[person_id])}?v={photo}" if photo else ""


def opened_fact(fact: selector.FactLine, form: forms.Form | None = None) -> Opened:
    """The form of a fact, as it is now or as it was sent. Kinds that nobody types can only be removed."""
    made = FORMS.get(fact.kind)
    if form is None and made is not None:
        form = made.of(fact, auto_id=f"fact_{fact.id}_%s")
    return Opened(f"fact-{fact.id}", form, fact.sources, fact_id=fact.id, kind=fact.kind, fixed=made is None)


def opened_new(kind: str, form: forms.Form | None = None) -> Opened:
    """The form of a fact to be added."""
    return Opened(f"new-{kind}", form or FORMS[kind](auto_id=f"new_{kind}_%s"), kind=kind)


def _timeline_context(
    person_id: int, entries: list[selector.TimelineEntry], channels: dict[str, int], channel: str
) -> dict[str, Any]:
    here = reverse("timeline", args=[person_id])
    chips = [
        {"key": key, "number": channels[key], "url": f"{here}?{urlencode({'channel': key})}", "here": key == channel}
        for key in KINDS
        if key in channels
    ]
    return {
        "person_id": person_id,
        "items": portrait.moments(entries, person_id),
        "next_url": _earlier(here, entries, channel),
        "chips": chips if len(chips) > 1 else [],
        "channel": channel,
        "all_url": here,
        "total": sum(channels.values()),
    }


def _earlier(here: str, entries: list[selector.TimelineEntry], channel: str) -> str:
    if len(entries) < TIMELINE_PAGE:
        return ""
    last = entries[-1]
    place = {"before": f"{last.at.isoformat()}/{last.id}"} | ({"channel": channel} if channel else {})
    return f"{here}?{urlencode(place)}"


@require_GET
def timeline(request: Request, person_id: int) -> HttpResponse:
    """One channel of the timeline, or more of it."""
    before, channel = request.GET.get("before", ""), request.GET.get("channel", "")
    if not request.htmx:
        return HttpResponseRedirect(
            f"{reverse('person', args=[person_id])}?{urlencode({'channel': channel})}#timeline"
        )
    now = clock.now()
    try:
        entries = selector.timeline(
            request.actor, person_id, as_of=now, limit=TIMELINE_PAGE, before=_place(before), channel=channel
        )
        channels = {} if before else selector.channels(request.actor, person_id, as_of=now)
    except (ValueError, NotFoundError) as error:
        raise Http404 from error
    context = _timeline_context(person_id, entries, channels, channel)
    return page(request, "person/timeline_more.html" if before else "person/timeline.html", context)


def _place(cursor: str) -> tuple[dt.datetime, int] | None:
    """Raises `ValueError` for a cursor that is none."""
    if not cursor:
        return None
    text, _slash, number = cursor.rpartition("/")
    at = dt.datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("an instant without its zone")
    return at, int(number)


@require_GET
def photo(request: Request, person_id: int) -> HttpResponse:
    """The picture. Served with its own type only, so that it can never be taken for a page."""
    found = selector.photo(request.actor, person_id)
    if found is None or found[0] not in PHOTO_TYPES.values():
        raise Http404
    answer = HttpResponse(found[1], content_type=found[0])
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, max-age=604800"
    return answer


@require_GET
def fact(request: Request, person_id: int, fact_id: int) -> HttpResponse:
    """One row of the page: the fact, or with ?edit its form. Without htmx the whole page with the form open."""
    try:
        found = selector.fact(request.actor, person_id, fact_id)
    except NotFoundError as error:
        raise Http404 from error
    if not request.htmx:
        return HttpResponseRedirect(f"{reverse('person', args=[person_id])}?edit={fact_id}#fact-{fact_id}")
    context = {"person_id": person_id, "row": portrait.row(found)}
    if "edit" in request.GET:
        return page(request, "person/fact_form.html", context | {"opened": _focused(opened_fact(found))})
    return page(request, "person/fact_row.html", context | {"focus": True})


@require_GET
def new_fact(request: Request, person_id: int, kind: str) -> HttpResponse:
    """The form for one more fact of a kind."""
    if kind not in FORMS:
        raise Http404
    if not request.htmx:
        return HttpResponseRedirect(f"{reverse('person', args=[person_id])}?add={kind}#new-{kind}")
    context = {"person_id": person_id, "opened": _focused(opened_new(kind))}
    return page(request, "person/fact_form.html", context)


def _focused(opened: Opened) -> Opened:
    """The first field asks for the focus, because the form came up on a click."""
    if opened.form is not None:
        next(iter(opened.form.fields.values())).widget.attrs["data-focus"] = True
    return opened
