"""What can be done on a person's page. Each act answers with the page itself: again with the form and what is
wrong beside the field (422), or by a redirect to it with a notice that can undo the act.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reknit.core.facts import Seed, seeds_of
from reknit.core.records import PersonRecord
from reknit.errors import InvalidValueError, NotFoundError, ReknitError
from reknit.store.selectors import person as selector
from reknit.store.services import interactions, people, promises
from reknit.store.services.workspace import today, workspace, zone_of
from reknit.web.acts import carry_out
from reknit.web.forms.facts import FORMS, FactForm
from reknit.web.forms.person import LogForm, PhotoForm, PromiseForm, RhythmForm
from reknit.web.http import Request, complain, go_to, say
from reknit.web.portrait import section_of
from reknit.web.views.person import Opened, opened_fact, opened_new, person_page

SNOOZE_DAYS = {"7": 7, "30": 30, "91": 91, "365": 365}
DEFAULT_SNOOZE = "30"


@require_POST
def add_fact(request: Request, person_id: int, kind: str) -> HttpResponse:
    """State one more fact."""
    if kind not in FORMS:
        raise Http404
    form = FORMS[kind](request.POST, auto_id=f"new_{kind}_%s")
    return _posted(
        request,
        person_id,
        opened_new(kind, form),
        lambda: people.edit_person(request.actor, person_id, add=_seeds(request, form)),
        at=section_of(kind),
    )


@require_POST
def change_fact(request: Request, person_id: int, fact_id: int) -> HttpResponse:
    """State a fact in place of another."""
    try:
        fact = selector.fact(request.actor, person_id, fact_id)
    except NotFoundError as error:
        raise Http404 from error
    if fact.kind not in FORMS:
        raise Http404
    form = FORMS[fact.kind](request.POST, auto_id=f"fact_{fact.id}_%s", initial=FORMS[fact.kind].initial_of(fact))
    if form.is_valid() and not form.has_changed():
        return _to_person(person_id, at=section_of(fact.kind))
    return _posted(
        request,
        person_id,
        opened_fact(fact, form),
        lambda: people.edit_person(request.actor, person_id, add=_seeds(request, form), remove=[fact_id]),
        at=section_of(fact.kind),
    )


def _seeds(request: Request, form: FactForm) -> list[Seed]:
    record: PersonRecord = form.record()
    return [seed for seed in seeds_of(record, region=workspace(request.actor).region) if seed.kind != "record"]


@require_POST
def remove_fact(request: Request, person_id: int, fact_id: int) -> HttpResponse:
    """Take a fact back."""
    try:
        fact = selector.fact(request.actor, person_id, fact_id)
    except NotFoundError as error:
        raise Http404 from error
    return _done(
        request,
        person_id,
        _("Removed: %(what)s") % {"what": fact.value[:80]},
        lambda: people.edit_person(request.actor, person_id, remove=[fact_id]),
        at=section_of(fact.kind),
    )


@require_POST
def log(request: Request, person_id: int) -> HttpResponse:
    """I have been in touch."""
    form = LogForm(request.POST, auto_id="log_%s")

    def act() -> None:
        data = form.cleaned_data
        noon = dt.datetime.combine(data["on"], dt.time(12), tzinfo=zone_of(request.actor))
        interactions.log_interaction(
            request.actor, [person_id], at=noon.astimezone(dt.UTC), channel=data["channel"], note=data["note"]
        )

    return _posted(request, person_id, Opened("log", form), act, words=_("Logged."), at="timeline")


@require_POST
def remove_log(request: Request, person_id: int, interaction_id: int) -> HttpResponse:
    """Take back what was logged by hand."""
    return _done(
        request,
        person_id,
        _("Removed from the timeline."),
        lambda: interactions.remove_interaction(request.actor, interaction_id),
        at="timeline",
    )


@require_POST
def promise(request: Request, person_id: int) -> HttpResponse:
    """Note a promise."""
    form = PromiseForm(request.POST, auto_id="promise_%s")

    def act() -> None:
        data = form.cleaned_data
        promises.make_promise(
            request.actor,
            person_id,
            data["what"],
            made_on=today(request.actor),
            due_on=data["due_on"],
            mine=data["mine"] == "yes",
        )

    return _posted(request, person_id, Opened("promise", form), act, words=_("Noted."), at="promises")


@require_POST
def settle(request: Request, person_id: int, promise_id: int) -> HttpResponse:
    """A promise is kept, let go, or open again."""
    state = request.POST.get("state", "")
    words = {"kept": _("Kept."), "dropped": _("Let go."), "open": _("Open again.")}.get(state, "")
    return _done(
        request, person_id, words, lambda: promises.settle_promise(request.actor, promise_id, state), at="promises"
    )


@require_POST
def rhythm(request: Request, person_id: int) -> HttpResponse:
    """The user's own word on closeness, cadence and reporting line."""
    form = RhythmForm(request.POST, auto_id="rhythm_%s")

    def act() -> None:
        data = form.cleaned_data
        people.set_rhythm(
            request.actor,
            person_id,
            cadence_days=data["cadence_days"],
            layer=data["layer_override"],
            strength=data["strength_override"],
            reporting=data["reporting"],
        )

    return _posted(request, person_id, Opened("rhythm", form), act, at="tie")


@require_POST
def photo_upload(request: Request, person_id: int) -> HttpResponse:
    """A picture from a file."""
    form = PhotoForm(request.POST, request.FILES, auto_id="photo_%s")

    def act() -> None:
        data = form.cleaned_data["photo"].read(people.MAX_PHOTO_BYTES + 1)
        people.set_photo(request.actor, person_id, data)

    return _posted(request, person_id, Opened("photo", form), act, at="reach")


@require_POST
def photo_remove(request: Request, person_id: int) -> HttpResponse:
    """The picture goes; an older one may come to light."""
    return _done(
        request, person_id, _("The picture is removed."), lambda: people.remove_photo(request.actor, person_id)
    )


@require_POST
def delete(request: Request, person_id: int) -> HttpResponse:
    """Into the trash."""
    words = _("%(name)s is in the trash.")
    try:
        name = selector.name_of(request.actor, person_id)
        number = carry_out(request.actor, lambda: people.delete_person(request.actor, person_id))
    except NotFoundError as error:
        raise Http404 from error
    say(request, words % {"name": name}, undo=number)
    return go_to(request, "people")


@require_POST
def decide(request: Request, person_id: int, decision: str) -> HttpResponse:
    """Snooze, mute, never, archive, and their opposites."""
    actor = request.actor
    until = today(actor) + dt.timedelta(
        days=SNOOZE_DAYS.get(request.POST.get("days", ""), SNOOZE_DAYS[DEFAULT_SNOOZE])
    )
    asleep = _("Not before %(day)s.") % {"day": date_format(until, "DATE_FORMAT")}
    acts: dict[str, tuple[str, Callable[[], Any]]] = {
        "snooze": (asleep, lambda: people.snooze(actor, person_id, until)),
        "wake": (_("No longer snoozed."), lambda: people.snooze(actor, person_id, None)),
        "mute": (_("Muted: no suggestions to reconnect."), lambda: people.mute(actor, person_id)),
        "unmute": (_("Suggestions are back."), lambda: people.mute(actor, person_id, muted=False)),
        "never": (_("Never suggested again."), lambda: people.never(actor, person_id)),
        "allow": (_("Suggestions are back."), lambda: people.never(actor, person_id, never=False)),
        "archive": (_("Archived."), lambda: people.archive(actor, person_id)),
        "unarchive": (_("Back in the lists."), lambda: people.archive(actor, person_id, archived=False)),
    }
    if decision not in acts:
        raise Http404
    words, act = acts[decision]
    return _done(request, person_id, words, act, at="treat")


def _posted(
    request: Request, person_id: int, opened: Opened, act: Callable[[], Any], *, words: str = "", at: str = ""
) -> HttpResponse:
    """Carry out what a form says, or show the page again with what is wrong."""
    form = opened.form
    assert form is not None
    try:
        selector.name_of(request.actor, person_id)
        if form.is_valid():
            number = carry_out(request.actor, act)
            say(request, words or _("Saved."), undo=number)
            return _to_person(person_id, at=at)
    except NotFoundError as error:
        raise Http404 from error
    except InvalidValueError as error:
        _blame(form, error)
    return person_page(request, person_id, opened=opened, status=422)


def _blame(form: forms.Form, error: InvalidValueError) -> None:
    form.add_error(error.field if error.field in form.fields else None, str(error))


def _done(request: Request, person_id: int, words: str, act: Callable[[], Any], *, at: str = "") -> HttpResponse:
    """Carry out an act that has no form of its own, and go back to the page."""
    try:
        selector.name_of(request.actor, person_id)
        number = carry_out(request.actor, act)
    except NotFoundError as error:
        raise Http404 from error
    except ReknitError as error:
        complain(request, str(error))
    else:
        say(request, words, undo=number)
    return _to_person(person_id, at=at)


def _to_person(person_id: int, *, at: str = "") -> HttpResponse:
    """A plain redirect: the browser's own request follows it, and so does htmx, which takes the page's main part."""
    query = f"?{urlencode({'at': at})}" if at else ""
    return HttpResponseRedirect(f"{reverse('person', args=[person_id])}{query}")
