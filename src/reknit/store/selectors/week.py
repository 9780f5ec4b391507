"""This week: the plan, each line with its reason, evidence, offer and draft."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import groupby
from typing import Any

from django.db.models import Max

from reknit.core.plan import Group, LeftOut, Line, plan_week
from reknit.core.reconnect import no_data, queue
from reknit.core.reconnect_words import Context, Details, Happening, Suggestion, suggest
from reknit.core.tie_states import STATES
from reknit.core.wording import on_day, phrase, render
from reknit.store import clock
from reknit.store.days import as_days, day_number, from_day_number
from reknit.store.models import Interaction, Participant, Tie
from reknit.store.policy import Actor, of
from reknit.store.selectors import candidates as crowds
from reknit.store.selectors import ties
from reknit.store.selectors.candidates import Crowd, Occasion
from reknit.store.selectors.ties import Moment
from reknit.store.services.workspace import workspace, zone_of

QUEUE = 12
NO_DATA = 5
PROMISE_MINUTES = 10

GROUP_WORDS: dict[Group, str] = {
    "promise": "Promises & follow-ups",
    "reconnect": "Reconnect",
    "connect": "Connect others",
    "goal": "Moves for your goals",
    "mentoring": "Mentoring",
    "event": "Events",
}


@dataclass(frozen=True)
class Evidence:
    """One thing the reason rests on: in words, and the row it can be followed to."""

    words: str
    interaction_id: int | None = None


@dataclass(frozen=True)
class WeekLine:
    """One thing to do, ready to show. key: stable between two looks at the same week."""

    key: str
    group: Group
    person_id: int
    name: str
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
            yield f"Last: {self.context}"
        if self.offer:
            yield f"Offer: {self.offer}"
        if self.address:
            yield f"By {self.channel}: {self.address}"


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
        return [(GROUP_WORDS[group], list(lines)) for group, lines in groupby(self.lines, key=lambda line: line.group)]

    @property
    def empty_words(self) -> str:
        """Why there is nothing to do."""
        if not self.people:
            return "Nobody is here yet. Bring your own: reknit import FILES"
        if not self.interactions:
            return "No messages, calls or meetings are on record yet. Import mail or a calendar to see who is fading."
        return "Nothing presses this week."


def week(actor: Actor, day: dt.date, *, minutes: int | None = None) -> Week:
    """The plan as of a day. A day before the latest interactions is planned from what had happened by then."""
    at = instant_of(actor, day)
    now = ties.moment(actor, at)
    crowd = crowds.gather(actor, now, past=_is_past(actor, at))
    now = crowd.now
    budget = minutes if minutes is not None else workspace(actor).week_minutes
    picks = queue(crowd.candidates, crowd.occasions, as_of_day=now.day, limit=QUEUE)
    unknown = no_data(crowd.candidates, crowd.occasions, as_of_day=now.day, limit=NO_DATA)
    contexts = _contexts(actor, [pick.person for pick in (*picks, *unknown)], now)
    suggestions = {p.person: _suggest(crowd, p, contexts.get(p.person)) for p in picks}
    promised = list(_promise_lines(crowd))
    lines = [_line_of(suggestion) for suggestion in suggestions.values()]
    plan = plan_week([*promised, *lines], as_of_day=now.day, minutes=budget)
    shown = _Shown(crowd, suggestions, contexts)
    return Week(
        day=day,
        minutes=budget,
        minutes_planned=plan.minutes_planned,
        lines=[shown.line(line) for line in plan.lines],
        left_out=[_left(crowd, left) for left in plan.left_out],
        no_data=[shown.suggestion(_suggest(crowd, p, contexts.get(p.person)), "reconnect") for p in unknown],
        people=len(crowd.people),
        interactions=of(actor, Interaction).exists(),
    )


def instant_of(actor: Actor, day: dt.date) -> dt.datetime:
    """The moment a plan of that day looks from: now for today, else the end of the day."""
    end = clock.instant(day, zone_of(actor))
    return min(end, clock.now()) if day == clock.today(zone_of(actor)) else end


def _is_past(actor: Actor, at: dt.datetime) -> bool:
    """Whether ties as stored know of contacts after `at`."""
    latest = of(actor, Tie).aggregate(latest=Max("last_at"))["latest"]
    return latest is not None and latest > as_days(at)


def _contexts(actor: Actor, person_ids: list[int], now: Moment) -> dict[int, tuple[Context, int]]:
    """The latest exchange with each person, and its number; one index look-up a person."""
    found: dict[int, tuple[Context, int]] = {}
    for person_id in dict.fromkeys(person_ids):
        parts = of(actor, Participant).filter(person_id=person_id, at__lte=now.at).exclude(direction="none")
        part = parts.select_related("interaction").order_by("-at", "-id").first()
        if part is None:
            continue
        row = part.interaction
        day = day_number((row.at if row.all_day else row.at.astimezone(now.zone)).date())
        context = Context(day=day, channel=row.channel, subject=row.subject or row.note[:120], source=row.source)  # type: ignore[arg-type]
        found[person_id] = (context, row.pk)
    return found


def _suggest(crowd: Crowd, pick: Any, context: tuple[Context, int] | None) -> Suggestion:
    person = crowd.people[pick.row]
    causes = crowd.causes.get(person.pk, [])
    details = Details(
        name=person.name or person.email or person.phone,
        organisation=person.organisation_name,
        context=context[0] if context else None,
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
    for person_id, occasions in crowd.causes.items():
        if person_id not in people or people[person_id].never:
            continue
        for occasion in occasions:
            if occasion.kind == "promise":
                yield _promise_line(people[person_id].name, occasion, crowd.now.day)


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


def _left(crowd: Crowd, left: LeftOut) -> tuple[str, str]:
    return render(left.line.reason), render(left.why)


@dataclass
class _Shown:
    """Turns chosen lines into what a page shows."""

    crowd: Crowd
    suggestions: dict[int, Suggestion]
    contexts: dict[int, tuple[Context, int]]
    _rows: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._rows = {person.pk: row for row, person in enumerate(self.crowd.people)}

    def line(self, line: Line) -> WeekLine:
        person_id = line.people[0]
        if line.group == "promise":
            return self._promise(line, person_id)
        return self.suggestion(self.suggestions[person_id], line.group)

    def suggestion(self, said: Suggestion, group: Group) -> WeekLine:
        return WeekLine(
            key=f"{group}-{said.person}",
            group=group,
            sentence=render(said.reason),
            minutes=said.minutes,
            due_on=None,
            promise_id=None,
            context=render(said.context) if said.context else "",
            promise=said.promise,
            offer=said.offer,
            subject=render(said.draft.subject),
            draft=said.draft.text(),
            factors=[ties.FactorView(f.name, render(f.words), ties._plain(f.number), f.unit) for f in said.factors],  # noqa: SLF001
            unknown=[render(words) for words in said.unknown],
            **self._who(said.person),
        )

    def _promise(self, line: Line, person_id: int) -> WeekLine:
        number = int(line.key.partition("-")[2])
        occasion = next(o for o in self.crowd.causes[person_id] if o.row_id == number and o.kind == "promise")
        draft = f"Hello {self._who(person_id)['name'].split()[0]},\n\nas promised: {occasion.text}\n"
        return WeekLine(
            key=line.key,
            group="promise",
            sentence=render(line.reason),
            minutes=line.minutes,
            due_on=from_day_number(line.due_day) if line.due_day is not None else None,
            promise_id=number,
            context="",
            promise=occasion.text,
            offer="",
            subject=occasion.text[:80],
            draft=draft,
            factors=[],
            unknown=[],
            **self._who(person_id),
        )

    def _who(self, person_id: int) -> dict[str, Any]:
        row = self._rows[person_id]
        person = self.crowd.people[row]
        context = self.contexts.get(person_id)
        evidence = [Evidence(self._evidence(context[0]), context[1])] if context else []
        return {
            "person_id": person_id,
            "name": person.name or person.email or person.phone or "(no name)",
            "organisation": person.organisation_name,
            "state": STATES[int(self.crowd.candidates.state[row])],
            "channel": "mail" if person.email else "call" if person.phone else "",
            "address": person.email or person.phone,
            "evidence": evidence,
        }

    def _evidence(self, context: Context) -> str:
        words = f"{context.channel}, {from_day_number(context.day):%d %B %Y}"
        return f"{words}: {context.subject}" if context.subject else words


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
