"""The words of a reconnect suggestion: reason, factors, draft, and what is not known.

Only what is on record is said. An occasion without its text is passed over rather than guessed.
A draft is short, does not flatter, and offers before it asks.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from reknit.core.contacts import CHANNELS
from reknit.core.reconnect import Candidates, Occasion, Pick, silence_chance
from reknit.core.records import InteractionChannel
from reknit.core.rhythm import FEWEST_CONTACT_DAYS
from reknit.core.tie_states import STATES, State
from reknit.core.tie_words import Factor, every
from reknit.core.wording import Phrase, Translate, ago, english, in_days, in_month, on_day, phrase, render


@dataclass(frozen=True, slots=True)
class Happening:
    """One occasion in full. `text` is a noun phrase ("VP Data at Acme"); day None: no day is known."""

    kind: Occasion
    text: str = ""
    day: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """The last interaction: when, how, what about (subject or title), from which source."""

    day: int
    channel: InteractionChannel
    subject: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Details:
    """What the store fetches for the picked few. name: how the user calls the person.

    offers: what I could offer them, each a noun phrase that stands on record.
    """

    name: str
    organisation: str = ""
    context: Context | None = None
    happenings: tuple[Happening, ...] = ()
    offers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to copy or to open in the user's own mail program; never sent by Reknit."""

    subject: Phrase
    greeting: Phrase
    lines: tuple[Phrase, ...]

    def text(self, translate: Translate = english) -> str:
        """The body."""
        paragraphs = [render(self.greeting, translate), *(render(line, translate) for line in self.lines)]
        return "\n\n".join(paragraphs)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line of the queue, with everything that led to it."""

    person: int
    score: float
    reason: Phrase
    factors: tuple[Factor, ...]
    minutes: int
    channel: InteractionChannel | None
    context: Phrase | None
    promise: str
    offer: str
    draft: Draft
    unknown: tuple[Phrase, ...]


# Occasions whose sentence needs a text to be true and complete.
_NEED_TEXT: Final = frozenset(
    {"promise", "promised me", "job", "project", "news", "anniversary", "event", "event past", "offer"}
)
_NEED_DAY: Final = frozenset({"birthday", "anniversary", "event", "event past"})


def suggest(pick: Pick, candidates: Candidates, details: Details, *, as_of_day: int) -> Suggestion:
    """The suggestion for one place in the queue."""
    case = _Case(pick, candidates, details, as_of_day)
    happening = case.happening()
    channel = int(candidates.channel[pick.row])
    return Suggestion(
        person=pick.person,
        score=pick.score,
        reason=_occasion_reason(case, happening) if happening else _state_reason(case),
        factors=_factors(case),
        minutes=pick.minutes,
        channel=CHANNELS[channel] if channel >= 0 else None,
        context=_context(details.context),
        promise=next((h.text for h in details.happenings if h.kind == "promise"), ""),
        offer=case.offer(),
        draft=_draft(case, happening),
        unknown=_unknown(case),
    )


@dataclass(frozen=True, slots=True)
class _Case:
    pick: Pick
    candidates: Candidates
    details: Details
    as_of_day: int

    def number(self, column: str) -> int:
        return int(getattr(self.candidates, column)[self.pick.row])

    def known(self, column: str) -> bool:
        return not np.isnan(getattr(self.candidates, column)[self.pick.row])

    @property
    def state(self) -> State:
        return STATES[self.number("state")]

    @property
    def last(self) -> Phrase:
        return ago(self.as_of_day - self.number("last_day"))

    def happening(self) -> Happening | None:
        """The occasion that the ranking named, if it can be told."""
        if not self.number("contact_days"):
            return None
        told = [h for h in self.details.happenings if h.kind == self.pick.occasion and _can_be_told(h)]
        return min(told, key=lambda h: abs((h.day or self.as_of_day) - self.as_of_day), default=None)

    def offer(self) -> str:
        return next((h.text for h in self.details.happenings if h.kind == "offer" and h.text), "") or next(
            iter(self.details.offers), ""
        )


def _can_be_told(happening: Happening) -> bool:
    has_text = bool(happening.text) or happening.kind not in _NEED_TEXT
    return has_text and (happening.day is not None or happening.kind not in _NEED_DAY)


def _occasion_reason(case: _Case, happening: Happening) -> Phrase:
    name, text, day = case.details.name, happening.text, happening.day
    match happening.kind:
        case "promise" if day is not None:
            return phrase("reason promise due", name=name, text=text, when=on_day(day))
        case "promise" | "promised me":
            return phrase(f"reason {happening.kind}", name=name, text=text)
        case "job" | "news":
            since = in_month(day, as_of_day=case.as_of_day) if day is not None else phrase("lately")
            return phrase(f"reason {happening.kind}", name=name, text=text, since=since, ago=case.last)
        case "project" | "offer":
            return phrase(f"reason {happening.kind}", name=name, text=text, ago=case.last)
        case "event past":
            return phrase("reason event past", name=name, text=text, ago=ago(case.as_of_day - (day or 0)))
        case _:
            when = _when((day or 0) - case.as_of_day)
            return phrase(f"reason {happening.kind}", name=name, text=text, when=when, ago=case.last)


def _when(days: int) -> Phrase:
    return in_days(days) if days >= 0 else ago(-days)


def _state_reason(case: _Case) -> Phrase:
    name, days = case.details.name, case.number("contact_days")
    if case.state == "unknown" or not days:
        return _nothing_yet(case)
    if days == 1:
        return phrase("reason once", name=name, ago=case.last)
    match case.state:
        case "fading":
            return _fading_reason(case, days)
        case "dormant":
            return phrase("reason dormant", name=name, days=phrase("days", days), ago=case.last)
        case "new":
            return phrase("reason new", name=name, first=ago(case.as_of_day - case.number("first_day")))
        case _:
            return phrase("reason due", name=name, ago=case.last)


def _fading_reason(case: _Case, days: int) -> Phrase:
    if days < FEWEST_CONTACT_DAYS:
        return phrase("reason fading plain", name=case.details.name, ago=case.last)
    gap = (case.number("last_day") - case.number("first_day")) / (days - 1)
    return phrase("reason fading", name=case.details.name, rhythm=every(gap), ago=case.last)


def _nothing_yet(case: _Case) -> Phrase:
    name = case.details.name
    if case.number("contact_days"):
        return phrase("reason one way", name=name)
    if case.known("connected_day"):
        when = in_month(case.number("connected_day"), as_of_day=case.as_of_day)
        return phrase("reason connected", name=name, when=when)
    return phrase("reason nothing", name=name)


def _context(context: Context | None) -> Phrase | None:
    if context is None:
        return None
    channel, when = phrase(f"channel {context.channel}"), on_day(context.day)
    if not context.subject:
        return phrase("about nothing", channel=channel, when=when, source=context.source)
    return phrase("about", channel=channel, when=when, subject=context.subject, source=context.source)


def _factors(case: _Case) -> tuple[Factor, ...]:
    pick, days = case.pick, case.number("contact_days")
    circles = any(map(case.known, ("shared_contacts", "organisation_ties", "field_ties", "seniority")))
    fit = case.known("fit") or case.known("can_offer")
    factors = [
        _graded("novelty", pick.novelty, known=circles),
        _graded("fit", pick.fit, known=fit),
        Factor("closeness", phrase("closeness", days=phrase("days", days)), pick.closeness, "0 to 1")
        if days
        else Factor("closeness", phrase("no number"), None, "0 to 1"),
    ]
    if case.known("silence_chance") and days:
        percent = round(100 * float(silence_chance(case.candidates, case.as_of_day)[pick.row]))
        factors.append(Factor("loss", phrase("fading without action", percent=percent), pick.loss, "0 to 1"))
    else:
        factors.append(Factor("loss", phrase("fading unknown"), None, "0 to 1"))
    live = "live" if pick.occasion else "live none"
    factors.append(Factor("occasion", phrase(live), pick.live, "0 to 1"))
    ease = "ease" if pick.ease > 0.75 else "ease some" if case.number("channel") >= 0 else "ease little"
    return (*factors, Factor("ease", phrase(ease), pick.ease, "0 to 1"))


def _graded(name: str, number: float, *, known: bool) -> Factor:
    if not known:
        return Factor(name, phrase(f"{name} unknown"), None, "0 to 1")
    grade = "" if number > 0.6 else " some" if number > 0.25 else " little"
    return Factor(name, phrase(f"{name}{grade}"), number, "0 to 1")


def _draft(case: _Case, happening: Happening | None) -> Draft:
    name = case.details.name
    lines = [_opener(case, happening)]
    if case.offer() and (happening is None or happening.kind not in {"promise", "birthday"}):
        lines.append(phrase("draft offer", text=case.offer()))
    lines.append(phrase("draft open" if happening and happening.kind == "job" else "draft no hurry"))
    subject = "draft subject"
    if happening and happening.kind in {"promise", "event", "birthday"}:
        subject = f"draft subject {happening.kind}"
    text = happening.text if happening else ""
    return Draft(phrase(subject, text=text), phrase("draft greeting", name=name), tuple(lines))


def _opener(case: _Case, happening: Happening | None) -> Phrase:
    if happening and happening.kind not in {"offer", "promised me"}:
        return phrase(f"draft {happening.kind}", text=happening.text)
    if not case.number("contact_days"):
        return phrase("draft first" if case.known("connected_day") else "draft introduce")
    month = in_month(case.number("last_day"), as_of_day=case.as_of_day)
    context = case.details.context
    if context and context.subject:
        month = in_month(context.day, as_of_day=case.as_of_day)
        return phrase("draft context", month=month, subject=context.subject)
    return phrase("draft silence", month=month)


def _unknown(case: _Case) -> tuple[Phrase, ...]:
    missing = {
        "unknown contact": not case.number("contact_days"),
        "unknown channel": case.number("channel") < 0,
        "unknown organisation": not case.details.organisation,
        "unknown context": bool(case.number("contact_days"))
        and not (case.details.context and case.details.context.subject),
        "unknown fit": not (case.known("fit") or case.known("can_offer")),
        "unknown seniority": not case.known("seniority"),
    }
    return tuple(phrase(name) for name, is_missing in missing.items() if is_missing)
