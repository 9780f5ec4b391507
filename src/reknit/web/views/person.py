"""One person: who they are, the tie, what happened; edit every fact; decide how to treat them."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from reknit.core.facts import seeds_of
from reknit.errors import NotFoundError, ReknitError
from reknit.store import clock
from reknit.store.selectors import activity
from reknit.store.selectors import person as selector
from reknit.store.services import interactions, people, promises
from reknit.store.services.workspace import reporting_line, today, workspace, zone_of
from reknit.web.forms.person import FactForm, LogForm, PromiseForm, RhythmForm
from reknit.web.http import Request, complain, go_to, page, say

TIMELINE_PAGE = 50
SNOOZE_DAYS = {"week": 7, "month": 30, "quarter": 91, "year": 365}


@require_GET
def person(request: Request, person_id: int) -> HttpResponse:
    """The page."""
    try:
        found = selector.person_page(request.actor, person_id, as_of=clock.now())
    except NotFoundError as error:
        raise Http404 from error
    if found.decisions["deleted_at"]:
        raise Http404
    return page(request, "person/page.html", _context(request, found))


def _context(request: Request, found: selector.PersonPage) -> dict[str, Any]:
    return {
        "section": "people",
        "person": found,
        "fact_form": FactForm(),
        "log_form": LogForm(initial={"on": today(request.actor)}),
        "promise_form": PromiseForm(),
        "rhythm_form": RhythmForm(initial={**found.decisions, "reporting": found.reporting}),
        "earlier": _earlier(found.id, found.timeline),
        "today": today(request.actor),
    }


def _earlier(person_id: int, entries: list[selector.TimelineEntry]) -> str:
    if len(entries) < TIMELINE_PAGE:
        return ""
    return f"{reverse('timeline', args=[person_id])}?before={entries[-1].at.isoformat().replace('+', '%2B')}"


@require_GET
def timeline(request: Request, person_id: int) -> HttpResponse:
    """More of the timeline, or one channel of it."""
    before, channel = request.GET.get("before", ""), request.GET.get("channel", "")
    try:
        moment = dt.datetime.fromisoformat(before) if before else None
        entries = selector.timeline(
            request.actor, person_id, as_of=clock.now(), limit=TIMELINE_PAGE, before=moment, channel=channel
        )
    except (ValueError, NotFoundError) as error:
        raise Http404 from error
    return page(request, "person/timeline_more.html", {"entries": entries, "earlier": _earlier(person_id, entries)})


@require_GET
def photo(request: Request, person_id: int) -> HttpResponse:
    """The picture. Served with its own type only, so that it can never be taken for a page."""
    found = selector.photo(request.actor, person_id)
    if found is None or found[0] not in people.PHOTO_TYPES.values():
        raise Http404
    answer = HttpResponse(found[1], content_type=found[0])
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer


def _act(request: Request, person_id: int, words: str, act: Callable[[], Any]) -> HttpResponse:
    """Carry out an act on a person and go back to the page, with undo."""
    try:
        act()
    except NotFoundError as error:
        raise Http404 from error
    except ReknitError as error:
        complain(request, str(error))
    else:
        say(request, words, undo=activity.last_act(request.actor))
    return go_to(request, "person", person_id)


@require_POST
def fact(request: Request, person_id: int) -> HttpResponse:
    """State a fact, in place of another or besides the others."""
    form = FactForm(request.POST)
    if not form.is_valid():
        return _invalid(request, person_id, "fact_form", form)
    seeds = [s for s in seeds_of(form.record(), region=workspace(request.actor).region) if s.kind != "record"]
    replaced = form.cleaned_data["replaces"]
    return _act(
        request,
        person_id,
        _("Saved."),
        lambda: people.edit_person(request.actor, person_id, add=seeds, remove=[replaced] if replaced else []),
    )


@require_POST
def remove_fact(request: Request, person_id: int, fact_id: int) -> HttpResponse:
    """Take a fact back."""
    return _act(
        request, person_id, _("Removed."), lambda: people.edit_person(request.actor, person_id, remove=[fact_id])
    )


@require_POST
def log(request: Request, person_id: int) -> HttpResponse:
    """I have been in touch."""
    form = LogForm(request.POST)
    if not form.is_valid():
        return _invalid(request, person_id, "log_form", form)
    data = form.cleaned_data
    noon = dt.datetime.combine(data["on"], dt.time(12), tzinfo=zone_of(request.actor)).astimezone(dt.UTC)
    return _act(
        request,
        person_id,
        _("Logged."),
        lambda: interactions.log_interaction(
            request.actor, [person_id], at=noon, channel=data["channel"], note=data["note"]
        ),
    )


@require_POST
def promise(request: Request, person_id: int) -> HttpResponse:
    """Note a promise."""
    form = PromiseForm(request.POST)
    if not form.is_valid():
        return _invalid(request, person_id, "promise_form", form)
    data = form.cleaned_data
    day = today(request.actor)
    return _act(
        request,
        person_id,
        _("Noted."),
        lambda: promises.make_promise(
            request.actor, person_id, data["what"], made_on=day, due_on=data["due_on"], mine=data["mine"] == "yes"
        ),
    )


@require_POST
def settle(request: Request, person_id: int, promise_id: int) -> HttpResponse:
    """A promise is kept, or let go."""
    state = request.POST.get("state", "")
    return _act(
        request, person_id, _("Noted."), lambda: promises.settle_promise(request.actor, promise_id, state)
    )


@require_POST
def rhythm(request: Request, person_id: int) -> HttpResponse:
    """The user's own word on closeness, cadence and reporting line."""
    form = RhythmForm(request.POST)
    if not form.is_valid():
        return _invalid(request, person_id, "rhythm_form", form)
    data = form.cleaned_data

    def act() -> None:
        people.set_rhythm(
            request.actor,
            person_id,
            cadence_days=data["cadence_days"],
            layer=data["layer_override"],
            strength=data["strength_override"],
        )
        reporting_line(request.actor, person_id, data["reporting"])

    return _act(request, person_id, _("Saved."), act)


@require_POST
def photo_upload(request: Request, person_id: int) -> HttpResponse:
    """A picture from a file."""
    file = request.FILES.get("photo")
    data = file.read(people.MAX_PHOTO_BYTES + 1) if file is not None and hasattr(file, "read") else b""
    return _act(request, person_id, _("Saved."), lambda: people.set_photo(request.actor, person_id, data))


@require_POST
def delete(request: Request, person_id: int) -> HttpResponse:
    """Into the trash."""
    try:
        gone = people.delete_person(request.actor, person_id)
    except NotFoundError as error:
        raise Http404 from error
    say(request, _("%(name)s is in the trash.") % {"name": gone.name}, undo=activity.last_act(request.actor))
    return go_to(request, "people")


@require_POST
def decide(request: Request, person_id: int, decision: str) -> HttpResponse:
    """Snooze, mute, never, archive, and their opposites."""
    acts: dict[str, tuple[str, Callable[[], Any]]] = {
        "mute": (_("Muted: no suggestions to reconnect."), lambda: people.mute(request.actor, person_id)),
        "unmute": (_("Suggestions are back."), lambda: people.mute(request.actor, person_id, muted=False)),
        "never": (_("Never suggested again."), lambda: people.never(request.actor, person_id)),
        "allow": (_("Suggestions are back."), lambda: people.never(request.actor, person_id, never=False)),
        "archive": (_("Archived."), lambda: people.archive(request.actor, person_id)),
        "unarchive": (_("Back in the lists."), lambda: people.archive(request.actor, person_id, archived=False)),
    }
    if decision == "snooze":
        days = SNOOZE_DAYS.get(request.POST.get("for", "month"), 30)
        until = today(request.actor) + dt.timedelta(days=days)
        words = _("Snoozed until %(day)s.") % {"day": until.isoformat()}
        return _act(request, person_id, words, lambda: people.snooze(request.actor, person_id, until))
    if decision not in acts:
        raise Http404
    words, act = acts[decision]
    return _act(request, person_id, words, act)


def _invalid(request: Request, person_id: int, name: str, form: Any) -> HttpResponse:
    """The page again, with what was typed and what is wrong beside the field."""
    try:
        found = selector.person_page(request.actor, person_id, as_of=clock.now())
    except NotFoundError as error:
        raise Http404 from error
    return page(request, "person/page.html", _context(request, found) | {name: form, "open_form": name}, status=422)
