"""This week: the plan, its pulse, and what can be done with a line."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from reknit.errors import NotFoundError, ReknitError
from reknit.store import clock
from reknit.store.selectors import people as book
from reknit.store.selectors import person as selector
from reknit.store.selectors import promises as promised
from reknit.store.selectors import pulse as pulses
from reknit.store.selectors import week as weeks
from reknit.store.services import interactions, people, promises
from reknit.store.services.workspace import today
from reknit.web.acts import carry_out
from reknit.web.drafts import mailto
from reknit.web.forms.person import CHANNELS
from reknit.web.http import Request, complain, go_to, page, say

SNOOZE_DAYS = {"7": 7, "30": 30, "91": 91}
DEFAULT_SNOOZE = "30"

# What I write has one direction until it is answered; talking has both.
DIRECTIONS = {"mail": "out", "message": "out"}


@require_GET
def week(request: Request) -> HttpResponse:
    """The home page; ?as_of=2026-03-02 shows the plan of that day, to look at."""
    now = today(request.actor)
    day = _day(request, now)
    plan = weeks.week(request.actor, day)
    is_now = day == now
    context = {
        "section": "week",
        "as_of": weeks.instant_of(request.actor, day),
        "plan": plan,
        "is_now": is_now,
        "groups": [(title, [shown(line, acts=is_now) for line in lines]) for title, lines in plan.groups()],
        "no_data": [shown(line, acts=is_now) for line in plan.no_data],
        "nobody": not plan.people and not book.count(request.actor),
    }
    return page(request, "week/page.html", context)


def _day(request: Request, now: dt.date) -> dt.date:
    text = request.GET.get("as_of", "")
    try:
        return dt.date.fromisoformat(text) if text else now
    except ValueError as error:
        raise Http404 from error


@require_GET
def pulse(request: Request) -> HttpResponse:
    """How many ties are in each state, against four weeks ago; fetched after the page stands."""
    instant = weeks.instant_of(request.actor, _day(request, today(request.actor)))
    beat = pulses.pulse(request.actor, instant)
    changes = {state: beat.now.get(state, 0) - beat.before.get(state, 0) for state in pulses.SHOWN}
    states = [
        {"state": state, "now": beat.now.get(state, 0), "more": max(change, 0), "fewer": max(-change, 0)}
        for state, change in changes.items()
        if beat.now.get(state) or change
    ]
    return page(request, "week/pulse.html", {"states": states})


def shown(line: weeks.WeekLine, *, acts: bool = True) -> dict[str, Any]:
    """A line as `partials/week_line.html` wants it; without acts it can only be read."""
    here = reverse("person", args=[line.person_id])
    # Who that is, unless the sentence is about just that.
    is_told = bool(line.title) and line.title in line.sentence
    role = "" if is_told else ", ".join(filter(None, (line.title, line.organisation)))
    return {
        "id": line.key,
        "person": {"name": line.name, "url": here, "state": line.state},
        "sentence": line.sentence,
        "reason": role,
        "effort_minutes": line.minutes,
        "evidence": [
            {
                "text": e.words,
                "at": e.on,
                "source": e.source,
                "url": f"{here}#moment-{e.interaction_id}" if e.interaction_id else here,
            }
            for e in line.evidence
        ],
        "factors": line.factors,
        "offer": [line.offer] if line.offer else [],
        "unknown": line.unknown,
        "draft": {
            "subject": line.subject,
            "text": line.draft,
            "mailto": mailto(line.address if line.channel == "mail" else "", line.subject, line.draft),
        },
        "promise": line.group == "promise",
        "channels": [(key, words, key == (line.channel or "message")) for key, words in CHANNELS],
        "urls": {name: reverse("week-act", args=[line.key, path]) for name, path in ACTS.items()} if acts else {},
    }


ACTS = {"done": "done", "snooze": "snooze", "not_this": "not-this", "never": "never", "mute": "mute"}


@require_POST
def act(request: Request, line: str, act: str) -> HttpResponse:
    """Something was decided about a line: it gives way to a quiet notice that can undo it."""
    try:
        words, deed = _deed(request, line, act)
        number = carry_out(request.actor, deed)
    except NotFoundError as error:
        raise Http404 from error
    except ReknitError as error:
        return _refused(request, str(error))
    if not request.htmx:
        say(request, words, undo=number)
        return go_to(request, "week")
    undo_url = reverse("undo", args=[number]) if number else ""
    return page(request, "week/settled.html", {"text": words, "undo_url": undo_url, "id": line})


Deed = tuple[str, Callable[[], Any]]


def _deed(request: Request, line: str, act: str) -> Deed:
    """What an act on a line means: in words, and the service that does it. Raises `NotFoundError`."""
    group, _dash, number = line.partition("-")
    if act not in ACTS.values() or not number.isdigit() or group not in weeks.GROUP_WORDS:
        raise NotFoundError(f"Nothing of this week is called {line}.")
    if group != "promise":
        return _about_person(request, int(number), act)
    promise = promised.promise(request.actor, int(number))
    settled = {"done": ("kept", _("Kept: %(what)s")), "not-this": ("dropped", _("Let go: %(what)s"))}
    if act not in settled:
        return _about_person(request, promise.person_id, act)
    state, words = settled[act]
    return words % {"what": promise.what}, lambda: promises.settle_promise(request.actor, promise.id, state)


def _about_person(request: Request, person_id: int, act: str) -> Deed:
    actor, day = request.actor, today(request.actor)
    until = day + dt.timedelta(days=SNOOZE_DAYS.get(request.POST.get("days", ""), SNOOZE_DAYS[DEFAULT_SNOOZE]))
    acts: dict[str, Deed] = {
        "done": (_("Noted: in touch with %(name)s today."), lambda: _log(request, person_id)),
        "not-this": (
            _("Not this time. %(name)s comes up again when it is time."),
            lambda: people.not_this(actor, person_id, day),
        ),
        "snooze": (_("%(name)s: not before %(day)s."), lambda: people.snooze(actor, person_id, until)),
        "mute": (
            _("%(name)s is muted: no more suggestions to reconnect."),
            lambda: people.mute(actor, person_id),
        ),
        "never": (_("%(name)s is never suggested again."), lambda: people.never(actor, person_id)),
    }
    words, deed = acts[act]
    return words % {"name": selector.name_of(actor, person_id), "day": date_format(until, "DATE_FORMAT")}, deed


def _log(request: Request, person_id: int) -> None:
    channel = request.POST.get("channel", "message")
    interactions.log_interaction(
        request.actor, [person_id], at=clock.now(), channel=channel, direction=DIRECTIONS.get(channel, "both")
    )


def _refused(request: Request, words: str) -> HttpResponse:
    """The line stays as it is, and a notice says why."""
    if not request.htmx:
        complain(request, words)
        return go_to(request, "week")
    answer = page(request, "partials/toast_alone.html", {"text": words, "tone": "error"}, status=422)
    answer.headers["HX-Reswap"] = "none"
    return answer
