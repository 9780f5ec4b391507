"""The queue "same person?" for people to read: two side by side, what is equal and what differs."""

from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from reknit.store.models import Fact, Merge, PairQuestion, Participant, Person
from reknit.store.policy import Actor, get, of
from reknit.store.selectors import sources
from reknit.store.services.identity import beyond_name

# What is shown of each person, in this order.
KINDS = {
    "name": _("Name"),
    "affiliation": _("Role"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "profile": _("Profile"),
    "handle": _("Messenger"),
    "postal": _("Address"),
    "birthday": _("Birthday"),
    "tag": _("Tags"),
    "note": _("Notes"),
}

# A list of names says enough after so many.
MOST_VALUES = 6


@dataclass(frozen=True)
class Value:
    """One value of a person; equal: the other has it as well."""

    text: str
    equal: bool


@dataclass(frozen=True)
class SideLine:
    """One kind of fact of both. differs: both have it, and nothing of it is equal."""

    kind: str
    word: str
    left: list[Value]
    right: list[Value]
    differs: bool

    @property
    def sides(self) -> tuple[list[Value], list[Value]]:
        """Both, to loop over."""
        return self.left, self.right


@dataclass(frozen=True)
class Side:
    """One of the two. sources: the files that tell of them."""

    id: int
    name: str
    interactions: int
    last_on: str
    sources: list[str]


@dataclass(frozen=True)
class Pair:
    """A question: are these one person? probability None: the model has not looked at it."""

    id: int
    left: Side
    right: Side
    probability: float | None
    reasons: list[str]
    beyond_name: bool
    answer: str
    lines: list[SideLine]

    def as_json(self) -> dict[str, Any]:
        """For ``--json``."""
        return asdict(self)

    @property
    def sides(self) -> tuple[Side, Side]:
        """Both, to loop over."""
        return self.left, self.right

    @property
    def percent(self) -> int | None:
        """0 to 99; certain is only the user's word."""
        return None if self.probability is None else min(99, round(100 * self.probability))


@dataclass(frozen=True)
class QuestionLine:
    """A question in a list."""

    id: int
    left: str
    right: str
    probability: float | None
    reason: str

    def as_json(self) -> dict[str, Any]:
        """For ``--json``."""
        return asdict(self)


def _queue(actor: Actor) -> QuerySet[PairQuestion]:
    rows = of(actor, PairQuestion).filter(answer="", low__deleted_at=None, high__deleted_at=None)
    return rows.order_by(F("probability").desc(nulls_last=True), "id")


def count(actor: Actor) -> int:
    """How many questions are open."""
    return _queue(actor).count()


def questions(actor: Actor, *, limit: int = 50) -> list[QuestionLine]:
    """Open questions, the likeliest first."""
    rows = _queue(actor).select_related("low", "high")[:limit]
    return [
        QuestionLine(q.pk, q.low.name or "?", q.high.name or "?", q.probability, " ".join(_words(q)[:2]) or q.reason)
        for q in rows
    ]


def following(actor: Actor, after: int | None = None) -> int | None:
    """The first question, or the one after a question that is skipped; None at the end."""
    rows = _queue(actor)
    skipped = of(actor, PairQuestion).filter(pk=after).first() if after is not None else None
    if skipped is not None:
        later = Q(probability=skipped.probability, pk__gt=skipped.pk)
        if skipped.probability is not None:
            later |= Q(probability__lt=skipped.probability) | Q(probability=None)
        else:
            later = Q(probability=None, pk__gt=skipped.pk)
        rows = rows.filter(later)
    return rows.values_list("id", flat=True).first()


def pair(actor: Actor, question_id: int) -> Pair:
    """A question with both sides. Raises `NotFoundError`."""
    question = get(actor, PairQuestion, question_id)
    facts = {person_id: _facts(person_id) for person_id in (question.low_id, question.high_id)}
    return Pair(
        id=question.pk,
        left=_side(question.low, facts[question.low_id]),
        right=_side(question.high, facts[question.high_id]),
        probability=question.probability,
        reasons=_words(question) or [question.reason],
        beyond_name=beyond_name(question.evidence),
        answer=question.answer,
        lines=_lines(facts[question.low_id], facts[question.high_id]),
    )


def _words(question: PairQuestion) -> list[str]:
    reasons = question.evidence["reasons"] if question.evidence else []
    return [words for _field, _level, words, _bits in reasons if words]


def _facts(person_id: int) -> list[Fact]:
    return list(Fact.objects.filter(person_id=person_id).exclude(state="refused").order_by("-preferred", "id"))


def _side(person: Person, facts: list[Fact]) -> Side:
    parts = Participant.objects.filter(person=person)
    last = parts.order_by("-at").values_list("at", flat=True).first()
    found = sources.of_facts([fact.pk for fact in facts])
    files = dict.fromkeys(source.words for fact in facts for source in found.get(fact.pk, []))
    return Side(person.pk, person.name or "?", parts.count(), f"{last:%Y-%m-%d}" if last else "", list(files)[:3])


def _lines(left: list[Fact], right: list[Fact]) -> list[SideLine]:
    lines = []
    for kind, word in KINDS.items():
        sides = [[fact for fact in facts if fact.kind == kind] for facts in (left, right)]
        if not sides[0] and not sides[1]:
            continue
        equal = {fact.key for fact in sides[0]} & {fact.key for fact in sides[1]}
        one, other = ([Value(fact.value, fact.key in equal) for fact in facts[:MOST_VALUES]] for facts in sides)
        lines.append(SideLine(kind, str(word), one, other, differs=bool(sides[0] and sides[1] and not equal)))
    return lines


@dataclass(frozen=True)
class MergeLine:
    """A merge that can be taken apart."""

    id: int
    name: str
    into_id: int
    into: str
    at: str

    def as_json(self) -> dict[str, Any]:
        """For ``--json``."""
        return asdict(self)


def merges(actor: Actor, person_id: int | None = None) -> list[MergeLine]:
    """Merges into a person, or all of them, the newest first."""
    rows = of(actor, Merge).select_related("kept").order_by("-id")
    if person_id is not None:
        rows = rows.filter(kept_id=person_id)
    return [MergeLine(m.pk, m.name or "?", m.kept_id, m.kept.name, f"{m.at:%Y-%m-%d}") for m in rows]


def became(actor: Actor, person_id: int) -> int | None:
    """The person into whom a person of this number was merged; None when that never was."""
    by_gone: dict[int, int] = defaultdict(int)
    by_gone.update(of(actor, Merge).order_by("id").values_list("gone_id", "kept_id"))
    while person_id in by_gone:
        person_id = by_gone.pop(person_id)
        if of(actor, Person).filter(pk=person_id).exists():
            return person_id
    return None
