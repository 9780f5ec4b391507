"""This week: the plan, each line with its reason, evidence, offer and draft."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from reknit.core.plan import Group, LeftOut, Line, plan_week
from reknit.core.reconnect import Pick, no_data, queue
from reknit.core.reconnect_words import Details, Happening, Suggestion, suggest
from reknit.core.tie_states import STATES
from reknit.core.wording import Phrase, on_day, phrase
from reknit.store import clock
from reknit.store.days import from_day_number
from reknit.store.models import Fact, Interaction, Promise
from reknit.store.policy import Actor, of
from reknit.store.selectors import candidates as crowds
from reknit.store.selectors import feeds, sources, ties
from reknit.store.selectors.called import called
from reknit.store.selectors.candidates import Crowd, Occasion
from reknit.store.selectors.last_exchanges import LastExchange, last_exchanges
from reknit.store.services.workspace import workspace, zone_of
from reknit.store.wording import said

QUEUE = 12
NO_DATA = 5
PROMISE_MINUTES = 10

GROUP_WORDS = {
    "promise": lazy("Promises & follow-ups"),
    "reconnect": lazy("Reconnect"),
    "connect": lazy("Connect others"),
    "goal": lazy("Moves for your goals"),
    "mentoring": lazy("Mentoring"),
    "event": lazy("Events"),
}

CHANNEL_WORDS = {
    "meeting": pgettext_lazy("kind of interaction", "Meeting"),
    "call": pgettext_lazy("kind of interaction", "Call"),
    "mail": pgettext_lazy("kind of interaction", "Mail"),
    "message": pgettext_lazy("kind of interaction", "Message"),
    "event": pgettext_lazy("kind of interaction", "Event"),
    "reaction": pgettext_lazy("kind of interaction", "Reaction"),
}

# Which facts an occasion rests on.
OCCASION_FACTS = {
    "job": "affiliation", "project": "project", "birthday": "birthday", "anniversary": "day", "offer": "need",
}  # fmt: skip


@dataclass(frozen=True)
class Evidence:
    """One thing the line rests on: in words, its day, the file and record that tell it, and the interaction it is."""

    words: str
    on: dt.date | None = None
    source: str = ""
    interaction_id: int | None = None


@dataclass(frozen=True)
class WeekLine:
    """One thing to do, ready to show. key: stable between two looks at the same week."""

    key: str
    group: Group
    person_id: int
    name: str
    title: str
    organisation: str
    state: str
    sentence: str
    minutes: int
    due_on: dt.date | None
    promise_id: int | None
    context: str
    promise: str
    offer: str
    channel: str
    address: str
    subject: str
    draft: str
    factors: list[ties.FactorView]
    evidence: list[Evidence]
    unknown: list[str]

    def details(self) -> Iterator[str]:
        """For the terminal: what stands behind the sentence."""
        if self.context:
            yield _("Last: %(what)s") % {"what": self.context}
        if self.offer:
            yield _("Offer: %(what)s") % {"what": self.offer}
        if self.address and self.channel == "mail":
            yield _("By mail: %(address)s") % {"address": self.address}
        elif self.address:
            yield _("By phone: %(number)s") % {"number": self.address}


@dataclass(frozen=True)
class Week:
    """The plan of one week."""

    day: dt.date
    minutes: int
    minutes_planned: int
    lines: list[WeekLine]
    left_out: list[tuple[str, str]]
    no_data: list[WeekLine]
    people: int
    interactions: int

    def groups(self) -> list[tuple[str, list[WeekLine]]]:
        """Lines by group, in order, with the group's name."""
        return [
            (str(GROUP_WORDS[group]), list(lines)) for group, lines in groupby(self.lines, key=lambda line: line.group)
        ]

    @property
    def empty_words(self) -> str:
        """Why there is nothing to do."""
        if not self.people:
            return _("Nobody is here yet. Bring your own: reknit import FILES")
        if not self.interactions:
            return _(
                "No messages, calls or meetings are on record yet. Import mail or a calendar to see who is fading."
            )
        return _("Nothing presses this week.")


def week(actor: Actor, day: dt.date, *, minutes: int | None = None) -> Week:
    """The plan as of a day. A day before the latest interactions is planned from what had happened by then."""
    at = instant_of(actor, day)
    now = ties.moment(actor, at)
    crowd = crowds.gather(actor, now, past=_is_past(actor, at))
    now = crowd.now
    budget = minutes if minutes is not None else workspace(actor).week_minutes
    picks = queue(crowd.candidates, crowd.occasions, as_of_day=now.day, limit=QUEUE)
    unknown = no_data(crowd.candidates, crowd.occasions, as_of_day=now.day, limit=NO_DATA)
    exchanges = last_exchanges(actor, [pick.person for pick in (*picks, *unknown)] + _promised(crowd), now)
    suggestions = {pick.person: _suggest(crowd, pick, exchanges.get(pick.person)) for pick in (*picks, *unknown)}
    lines = [_line_of(suggestions[pick.person]) for pick in picks]
    plan = plan_week([*_promise_lines(crowd), *lines], as_of_day=now.day, minutes=budget)
    named = {*suggestions, *_promised(crowd)}
    shown = _Shown(
        crowd,
        suggestions,
        exchanges,
        _behind(actor, crowd, {*picks, *unknown}),
        _made_on(actor, crowd),
        called(actor, {person.pk: person.name for person in crowd.people if person.pk in named}),
    )
    return Week(
        day=day,
        minutes=budget,
        minutes_planned=plan.minutes_planned,
        lines=[shown.line(line) for line in plan.lines],
        left_out=[_left(left) for left in plan.left_out],
        no_data=[shown.suggestion(suggestions[pick.person], "reconnect") for pick in unknown],
        people=len(crowd.people),
        interactions=of(actor, Interaction).exists(),
    )


def instant_of(actor: Actor, day: dt.date) -> dt.datetime:
    """The moment a plan of that day looks from: now for today, else the end of the day."""
    end = clock.instant(day, zone_of(actor))
    return min(end, clock.now()) if day == clock.today(zone_of(actor)) else end


def _is_past(actor: Actor, at: dt.datetime) -> bool:
    """Whether something has happened since `at` that ties as stored may know of: one look into an index."""
    return of(actor, Interaction).filter(at__gt=at, at__lte=clock.now()).exists()


def _promised(crowd: Crowd) -> list[int]:
    return [person_id for person_id, causes in crowd.causes.items() if any(c.kind == "promise" for c in causes)]


def _behind(actor: Actor, crowd: Crowd, picks: set[Pick]) -> dict[int, list[Evidence]]:
    """What the occasions of some people rest on, by person: facts, or what was published."""
    told = {
        c.row_id: c for pick in picks if pick.occasion == "news" for c in crowd.causes[pick.person] if c.kind == "news"
    }
    published = {
        told[entry_id].person_id: [Evidence(entry.title, entry.on, entry.source)]
        for entry_id, entry in feeds.told_by(actor, list(told), crowd.now.zone).items()
    }
    return _stated(actor, crowd, picks) | published


def _stated(actor: Actor, crowd: Crowd, picks: set[Pick]) -> dict[int, list[Evidence]]:
    """The facts that the occasions of some people rest on, with their sources, by person."""
    wanted = {pick.person: kind for pick in picks if (kind := OCCASION_FACTS.get(pick.occasion or ""))}
    said_of = {person_id: {c.text for c in crowd.causes.get(person_id, [])} for person_id in wanted}
    rows = of(actor, Fact).filter(person_id__in=list(wanted), kind__in=set(wanted.values())).exclude(state="refused")
    facts = [
        fact
        for fact in rows.order_by("-current", "id")
        if fact.kind == wanted[fact.person_id]
        and (fact.kind not in {"affiliation", "project"} or fact.value in said_of[fact.person_id])
    ]
    found = sources.of_facts(fact.pk for fact in facts)
    stated: dict[int, list[Evidence]] = {}
    for fact in facts:
        source = found[fact.pk][-1].words if fact.pk in found else _("typed by you")
        stated.setdefault(fact.person_id, []).append(Evidence(fact.value, source=source))
    return stated


def _made_on(actor: Actor, crowd: Crowd) -> dict[int, dt.date]:
    """The day on which each promise in the crowd was made."""
    ids = [c.row_id for causes in crowd.causes.values() for c in causes if c.kind == "promise"]
    return dict(of(actor, Promise).filter(pk__in=ids).values_list("pk", "made_on"))


def _suggest(crowd: Crowd, pick: Pick, exchange: LastExchange | None) -> Suggestion:
    person = crowd.people[pick.row]
    causes = crowd.causes.get(person.pk, [])
    details = Details(
        name=person.name or person.email or person.phone,
        organisation=person.organisation_name,
        context=exchange.context if exchange else None,
        happenings=tuple(Happening(kind=c.kind, text=c.text, day=c.day) for c in causes),  # type: ignore[arg-type]
        offers=tuple(crowd.offers.get(person.pk, ())),
    )
    return suggest(pick, crowd.candidates, details, as_of_day=crowd.now.day)


def _line_of(suggestion: Suggestion) -> Line:
    return Line(
        key=f"reconnect-{suggestion.person}",
        group="reconnect",
        people=(suggestion.person,),
        minutes=suggestion.minutes,
        value=suggestion.score,
        reason=suggestion.reason,
    )


def _promise_lines(crowd: Crowd) -> Iterator[Line]:
    """Open promises of mine that are due by the end of the week, or have no day and wait."""
    people = {person.pk: person for person in crowd.people}
    today = from_day_number(crowd.now.day)
    for person_id, occasions in crowd.causes.items():
        person = people.get(person_id)
        if person is None or person.never or (person.snoozed_until and person.snoozed_until > today):
            continue
        for occasion in occasions:
            if occasion.kind == "promise":
                yield _promise_line(person.name, occasion, crowd.now.day)


def _promise_line(name: str, occasion: Occasion, today: int) -> Line:
    due = occasion.day
    when = from_day_number(due) if due is not None else None
    words = phrase("reason promise", name=name, text=occasion.text.rstrip("."))
    if when is not None and due is not None:
        words = phrase("reason promise due", name=name, text=occasion.text.rstrip("."), when=on_day(due))
    return Line(
        key=f"promise-{occasion.row_id}",
        group="promise",
        people=(occasion.person_id,),
        minutes=PROMISE_MINUTES,
        value=0.9 if due is None or due <= today else 0.7,
        reason=words,
        due_day=due,
    )


def _left(left: LeftOut) -> tuple[str, str]:
    return said(left.line.reason), said(left.why)


@dataclass
class _Shown:
    """Turns chosen lines into what a page shows."""

    crowd: Crowd
    suggestions: dict[int, Suggestion]
    exchanges: dict[int, LastExchange]
    stated: dict[int, list[Evidence]]
    made_on: dict[int, dt.date]
    called: dict[int, str]
    _rows: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._rows = {person.pk: row for row, person in enumerate(self.crowd.people)}

    def line(self, line: Line) -> WeekLine:
        person_id = line.people[0]
        if line.group == "promise":
            return self._promise(line, person_id)
        return self.suggestion(self.suggestions[person_id], line.group)

    def suggestion(self, words: Suggestion, group: Group) -> WeekLine:
        return WeekLine(
            key=f"{group}-{words.person}",
            group=group,
            sentence=said(words.reason),
            minutes=words.minutes,
            due_on=None,
            promise_id=None,
            context=_say(words.context),
            promise=words.promise,
            offer=words.offer,
            subject=said(words.draft.subject),
            draft="\n\n".join(map(said, (self._greeting(words.person), *words.draft.lines))),
            factors=[ties.factor_view(factor) for factor in words.factors],
            evidence=[*self.stated.get(words.person, ()), *self._last(words.person)],
            unknown=[said(missing) for missing in words.unknown],
            **self._who(words.person),
        )

    def _promise(self, line: Line, person_id: int) -> WeekLine:
        number = int(line.key.partition("-")[2])
        occasion = next(o for o in self.crowd.causes[person_id] if o.row_id == number and o.kind == "promise")
        noted = Evidence(_("Noted as your promise"), on=self.made_on.get(number), source=_("typed by you"))
        return WeekLine(
            key=line.key,
            group="promise",
            sentence=said(line.reason),
            minutes=line.minutes,
            due_on=from_day_number(line.due_day) if line.due_day is not None else None,
            promise_id=number,
            context="",
            promise=occasion.text,
            offer="",
            subject=occasion.text[:80],
            draft="\n\n".join((said(self._greeting(person_id)), _("as promised: %(what)s") % {"what": occasion.text})),
            factors=[],
            evidence=[noted, *self._last(person_id)],
            unknown=[],
            **self._who(person_id),
        )

    def _greeting(self, person_id: int) -> Phrase:
        return phrase("draft greeting", name=self.called[person_id])

    def _who(self, person_id: int) -> dict[str, Any]:
        row = self._rows[person_id]
        person = self.crowd.people[row]
        return {
            "person_id": person_id,
            "name": person.name or person.email or person.phone or _("(no name)"),
            "title": person.title,
            "organisation": person.organisation_name,
            "state": STATES[int(self.crowd.candidates.state[row])],
            "channel": "mail" if person.email else "call" if person.phone else "",
            "address": person.email or person.phone,
        }

    def _last(self, person_id: int) -> list[Evidence]:
        """The last exchange, if there is one."""
        exchange = self.exchanges.get(person_id)
        if exchange is None:
            return []
        context = exchange.context
        words = str(CHANNEL_WORDS[context.channel])
        if context.subject:
            words = _("%(channel)s: %(subject)s") % {"channel": words, "subject": context.subject}
        source = "; ".join(exchange.sources) or _("typed by you")
        return [Evidence(words, from_day_number(context.day), source, exchange.interaction_id)]


def _say(words: Phrase | None) -> str:
    return said(words) if words else ""


def as_json(plan: Week) -> dict[str, Any]:
    """For ``reknit week --json``."""
    return {
        "day": plan.day,
        "minutes": plan.minutes,
        "minutes_planned": plan.minutes_planned,
        "lines": [asdict(line) for line in plan.lines],
        "no_data": [asdict(line) for line in plan.no_data],
        "left_out": [{"sentence": sentence, "why": why} for sentence, why in plan.left_out],
    }
