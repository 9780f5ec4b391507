"""The queue "same person?": what `core.identity` proposes, and the user's answers, from which it learns.

Nobody is merged on a name: an equal address, page or number is one person at import already; whatever else looks
like one person becomes a question.
"""

import random
from collections.abc import Collection, Iterator
from typing import Any

from django.db import transaction

from reknit.core.identity import PRIOR, Limits, Model, Proposal, Reason, learn, propose
from reknit.errors import ConflictError, InvalidValueError, NotFoundError
from reknit.store import audit, bulk
from reknit.store.audit import Act, Json
from reknit.store.models import Audit, Import, Merge, PairQuestion, Person
from reknit.store.policy import Actor, get, of
from reknit.store.selectors import identity_records
from reknit.store.services import caches, merging

# Up to so many people the whole book is compared after each import; it takes about a second.
WHOLE_BOOK = 3000

# Beyond that, those whom an import has touched, if they are not more than this, with their namesakes.
TOUCHED = 2000

# People besides them, from whom it is seen how frequent names and employers are.
SAMPLE = 2000

# What says more than that two people bear one name.
BEYOND_NAME = frozenset(["birthday", "email", "phone", "profile", "organisation", "role", "circle"])

# Where these differ, somebody has to look, however much else agrees: families and teams share addresses.
MUST_AGREE = frozenset(["given", "family", "middle", "generation", "gender", "birthday"])

LEAST_THRESHOLD = 0.5

# The acts that answer a question.
ANSWERS = ("person.merge", "person.apart")


def look(actor: Actor) -> int:
    """Compare the whole book; returns how many questions are open then.

    Open questions get their probability anew, and those that nothing speaks for any more are dropped. Answers stay.
    """
    proposals = _propose(actor, identity_records.everybody(actor))
    with transaction.atomic():
        proposed = {(p.low, p.high) for p in proposals}
        for question in of(actor, PairQuestion).filter(answer="", evidence__isnull=False):
            if (question.low_id, question.high_id) not in proposed:
                question.delete()
        _ask(actor, proposals)
    return of(actor, PairQuestion).filter(answer="").count()


def look_after(actor: Actor, run: Import) -> int:
    """Compare whom an import has touched; returns how many questions it led to.

    After the first import of a very large book nothing is compared: `look` does it when the user asks for it.
    """
    touched = _touched(run)
    everybody = identity_records.everybody(actor)
    if not touched:
        return 0
    if len(everybody) > WHOLE_BOOK:
        if len(touched) > TOUCHED:
            return 0
        near = identity_records.neighbours(actor, touched)
        others = random.Random(0).sample(everybody, min(SAMPLE, len(everybody)))  # noqa: S311 - the same every time
        compared: Collection[int] = (near | touched | set(others)) & set(everybody)
    else:
        compared = everybody
    proposals = [p for p in _propose(actor, compared) if p.low in touched or p.high in touched]
    with transaction.atomic():
        return _ask(actor, proposals)


def _touched(run: Import) -> set[int]:
    """People about whom the import has told something new."""
    rows = bulk.fetch(
        "SELECT DISTINCT x.person_id FROM store_fact x JOIN store_support s ON s.row_kind = 1 AND s.row_id = x.id"
        " JOIN store_importfile f ON f.id = s.file_id WHERE f.run_id = %s AND x.recorded_at >= %s",
        [run.pk, bulk.instant(run.started_at)],
    )
    return {row[0] for row in rows}


def _propose(actor: Actor, person_ids: Collection[int]) -> list[Proposal]:
    different = of(actor, PairQuestion).filter(answer=PairQuestion.Answer.DIFFERENT)
    apart = list(different.values_list("low_id", "high_id"))
    return propose(list(identity_records.records(person_ids)), model=model(actor), known_different=apart)


def _ask(actor: Actor, proposals: list[Proposal]) -> int:
    """Write the questions; returns how many are new."""
    known = {(q.low_id, q.high_id): q for q in of(actor, PairQuestion)}
    new = []
    for proposal in proposals:
        question = known.get((proposal.low, proposal.high))
        if question is None:
            row = PairQuestion(workspace_id=actor.workspace_id, low_id=proposal.low, high_id=proposal.high)
            row.reason = proposal.reasons[0].words[:300] if proposal.reasons else ""
            row.probability, row.evidence = proposal.probability, _evidence(proposal)
            new.append(row)
        elif not question.answer:
            question.probability, question.evidence = proposal.probability, _evidence(proposal)
            question.save(update_fields=["probability", "evidence"])
    PairQuestion.objects.bulk_create(new, batch_size=500)
    return len(new)


def _evidence(proposal: Proposal) -> Json:
    reasons = [[r.field, r.level, r.words, r.weight_bits] for r in proposal.reasons]
    return {"outcome": proposal.outcome, "plain_bits": proposal.plain_bits, "reasons": reasons}


def model(actor: Actor) -> Model:
    """The model with what the user's answers so far have taught. It is worked out from the answers each time, so an
    answer taken back teaches nothing.
    """
    return learn(list(_answers(actor)), model=PRIOR)


def _answers(actor: Actor) -> Iterator[tuple[Proposal, bool]]:
    different = of(actor, PairQuestion).filter(answer=PairQuestion.Answer.DIFFERENT, evidence__isnull=False)
    for question in different.order_by("id"):
        yield _proposal(question.low_id, question.high_id, question.evidence or {}), False
    for moved in of(actor, Merge).order_by("id").values_list("moved", flat=True):
        for table, row in moved["between"]:
            if table == "pairquestion" and row.get("evidence"):
                yield _proposal(row["low_id"], row["high_id"], row["evidence"]), True


def _proposal(low: int, high: int, evidence: Json) -> Proposal:
    reasons = tuple(Reason(*reason) for reason in evidence["reasons"])
    return Proposal(
        low=low,
        high=high,
        probability=0.5,
        outcome=evidence["outcome"],
        reasons=reasons,
        plain_bits=evidence["plain_bits"],
    )


def same(actor: Actor, question_id: int) -> Person:
    """They are one person. Raises `NotFoundError`, `ConflictError` when it is answered already."""
    question = _open(actor, question_id)
    return merging.merge(actor, *merging.better(actor, question.low_id, question.high_id))


def different(actor: Actor, question_id: int) -> None:
    """They are two people; remembered for good. Raises like `same`."""
    question = _open(actor, question_id)
    label = f"{question.low.name or '?'} · {question.high.name or '?'}"
    with Act(actor, "person.apart", label=label, subject_id=question.low_id) as act:
        act.update(question, answer=PairQuestion.Answer.DIFFERENT)


def undo_last(actor: Actor) -> int | None:
    """Take the last answer back; returns the question, open again, None when it is not here any more.

    Raises `NotFoundError` when nothing was answered, `ConflictError` like any undo.
    """
    line = of(actor, Audit).filter(undone_at=None, act__in=ANSWERS).order_by("-at", "-id").first()
    if line is None:
        raise NotFoundError("There is no answer to take back.")
    pairs = [row_id for table, row_id, _, _ in line.changes if table == "pairquestion"]
    for moved in of(actor, Merge).filter(act=line).values_list("moved", flat=True):
        pairs += [row["id"] for table, row in moved["between"] if table == "pairquestion"]
    audit.undo(actor, line.pk)
    caches.freshen(actor)
    return of(actor, PairQuestion).filter(pk__in=pairs, answer="").values_list("id", flat=True).first()


def _open(actor: Actor, question_id: int) -> PairQuestion:
    question = get(actor, PairQuestion, question_id)
    if question.answer:
        raise ConflictError("That has been answered already.")
    return question


def beyond_name(evidence: Json | None) -> bool:
    """Whether more than names speaks for one person and no name against it: never is anybody merged in bulk on a
    name alone.
    """
    reasons = evidence["reasons"] if evidence else []
    if any(field in MUST_AGREE and level == "different" for field, level, _, _ in reasons):
        return False
    bits: float = sum(max(weight, 0.0) for field, _, _, weight in reasons if field in BEYOND_NAME)
    return bits >= Limits().beyond_name_bits


def above(actor: Actor, threshold: float) -> list[int]:
    """Open questions at least this likely, with evidence beyond the name, the likeliest first."""
    if not LEAST_THRESHOLD <= threshold <= 1:
        raise InvalidValueError("A threshold lies between 0.5 and 1.", field="threshold")
    rows = of(actor, PairQuestion).filter(answer="", probability__gte=threshold)
    rows = rows.filter(low__deleted_at=None, high__deleted_at=None).order_by("-probability", "id")
    return [question_id for question_id, evidence in rows.values_list("id", "evidence") if beyond_name(evidence)]


def accept_above(actor: Actor, threshold: float) -> int:
    """Answer all of them with "same"; returns how many. Each is an act of its own and can be undone by itself."""
    accepted = 0
    for question_id in above(actor, threshold):
        with transaction.atomic():
            # An answer before may have made this pair one, or said of it that it is not.
            question: Any = of(actor, PairQuestion).filter(pk=question_id, answer="").first()
            if question is None:
                continue
            merging.merge(actor, *merging.better(actor, question.low_id, question.high_id), freshen=False)
            accepted += 1
    caches.freshen(actor)
    return accepted
