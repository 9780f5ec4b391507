"""Are two records one person? Exact keys first, then a Fellegi–Sunter model, with three outcomes.

*same*: an equal address, page or number, or evidence beyond the name that leaves no reasonable doubt.
*ask*: likely enough to be worth a question. *different*: everything else; not proposed.
A name alone never makes *same*. Nothing is compared with everything: see `core.blocking`.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from reknit.core.blocking import candidate_pairs
from reknit.core.comparisons import AT, FIELDS, LEVELS, Evidence, Frequencies, compare
from reknit.core.exact_keys import exact_keys_of, exact_pairs
from reknit.core.groups import Groups
from reknit.core.identity_columns import Table
from reknit.core.identity_records import Outcome, Pair, Proposal, Reason, Record
from reknit.core.identity_words import reasons_of
from reknit.core.likeness import Floats, Ints, Likeness, Mask, distinct
from reknit.core.linkage import (
    PRIOR,
    Model,
    fit,
    learn_lessons,
    log_odds,
    probability,
    smoothed,
    weights,
    without_lessons,
)

__all__ = ["PRIOR", "Limits", "Model", "Proposal", "Reason", "Record", "learn", "people", "propose"]


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """same, ask: least probabilities of the outcomes. ask_if_doubtful: the same where first names, father and son,
    or man and woman stand against it: such pairs are most often a family.

    asks_per_record: no more questions than this, the likeliest first.
    beyond_name_bits: what fields other than the name must say together before "same".
    contradiction_bits: from here on other fields contradict an equal key, and it becomes a question.
    """

    same: float = 0.99
    ask: float = 0.1
    ask_if_doubtful: float = 0.5
    asks_per_record: float = 0.5
    beyond_name_bits: float = 4.0
    contradiction_bits: float = -6.0


LIMITS = Limits()
_CHUNK = 200_000
_CHANCE_PAIRS = 200_000
# Pairs less likely than this by the prior are not kept for the estimation; 2^-16 apart from even odds.
_HOPELESS_BITS = -16.0
_BEYOND_NAME = ("birthday", "email", "phone", "profile", "organisation", "role", "circle")
_CONTRADICTING = ("given", "family", "middle", "generation", "gender", "birthday", "place")
_GROUP_LOOKED_AT = 60


class _Book:
    """A table with what is estimated from it."""

    def __init__(self, records: Iterable[Record], model: Model) -> None:
        self.table = Table(list(records))
        self.size = len(self.table)
        self.rates = _frequencies(self.table, np.ones(self.size))
        self.keys = exact_pairs(self.table, self.rates)
        self.rates = _frequencies(self.table, _shares_of_groups(self.size, self.keys))
        self.left, self.right, evidence = self._evidence(model)
        self.model = fit(model, evidence, self._chance(), self.size)
        self.evidence = evidence
        self.odds = log_odds(self.model, evidence, self.size)
        self.key = exact_keys_of(evidence)

    def compare(self, left: Ints, right: Ints) -> Evidence:
        return compare(self.table, self.rates, left, right)

    def _evidence(self, model: Model) -> tuple[Ints, Ints, Evidence]:
        left, right = candidate_pairs(self.table)
        exact = np.array([a * self.size + b for a, b in self.keys], dtype=np.int64)
        codes = distinct(np.concatenate([left * self.size + right, exact]))
        kept = []
        for start in range(0, len(codes), _CHUNK):
            part = codes[start : start + _CHUNK]
            evidence = self.compare(part // self.size, part % self.size)
            hope = (log_odds(model, evidence, self.size) > _HOPELESS_BITS) | np.isin(part, exact)
            kept.append((part[hope], evidence.levels[hope], evidence.frequency[hope]))
        if not kept:
            nothing = np.zeros(0, dtype=np.int64)
            return nothing, nothing, self.compare(nothing, nothing)
        codes, levels, rates = (np.concatenate(column) for column in zip(*kept, strict=True))
        return codes // self.size, codes % self.size, Evidence(levels, rates)

    def _chance(self) -> Evidence:
        """Evidence of pairs drawn at random, all of them if they are few."""
        if self.size * (self.size - 1) // 2 <= _CHANCE_PAIRS:
            left, right = (side.astype(np.int64) for side in np.triu_indices(self.size, 1))
            return self.compare(left, right)
        draw = np.random.default_rng(0)
        left = draw.integers(0, self.size, _CHANCE_PAIRS)
        right = (left + draw.integers(1, self.size, _CHANCE_PAIRS)) % self.size
        return self.compare(left, right)


def propose(
    records: Iterable[Record],
    *,
    model: Model = PRIOR,
    known_different: Collection[Pair] = (),
    limits: Limits = LIMITS,
) -> list[Proposal]:
    """Pairs that are one person, or may be; the surest first. The order of `records` does not matter.

    The "same" proposals form a forest: merging all of them joins every group found, no pair is listed twice.
    Of all pairs between two groups one is asked. Pairs of `known_different` are neither proposed nor joined by a
    chain of others. Complexity: n log n in the number of records. Ids must be distinct.
    """
    book = _Book(records, model)
    row_of = {record.id: row for row, record in enumerate(book.table.records)}
    apart = [(row_of[a], row_of[b]) for a, b in known_different if a in row_of and b in row_of]
    chance = probability(book.odds)
    beyond, against = _said(book)
    exact = (book.key != "") & (against > limits.contradiction_bits)
    doubtful = _doubtful(book.evidence)
    silent = (beyond >= limits.beyond_name_bits) & ~doubtful & (book.key == "")
    sure = exact | (silent & (chance >= limits.same))
    order = np.lexsort((book.right, book.left, -book.odds, ~exact))
    groups, joined = _join(book, order[sure[order]], exact, apart)
    likely = sure | (chance >= np.where(doubtful, limits.ask_if_doubtful, limits.ask)) | (book.key != "")
    asked = _questions(book, order[likely[order]], groups, limits)
    return _proposals(book, joined, "same") + _proposals(book, asked, "ask")


def people(proposals: Iterable[Proposal]) -> list[tuple[int, ...]]:
    """Groups of record ids that the "same" proposals make one person, each sorted, the lowest id first."""
    same = [p for p in proposals if p.outcome == "same"]
    ids = sorted({record for p in same for record in (p.low, p.high)})
    row_of = {record: row for row, record in enumerate(ids)}
    groups = Groups(len(ids))
    for p in same:
        groups.join(row_of[p.low], row_of[p.high])
    tops = {groups.find(row) for row in range(len(ids))}
    return sorted(tuple(sorted(ids[row] for row in groups.members(top))) for top in tops)


def learn(answers: Sequence[tuple[Proposal, bool]], *, model: Model = PRIOR) -> Model:
    """The model after the user said of each proposal whether it is one person. Pass all answers every time:
    earlier lessons are replaced, not added to.
    """
    if not answers:
        return without_lessons(model)
    levels = np.zeros((len(answers), len(FIELDS)), dtype=np.int8)
    for row, (proposal, _) in enumerate(answers):
        for reason in proposal.reasons:
            if reason.level != "key":
                levels[row, AT[reason.field]] = 1 + LEVELS[reason.field].index(reason.level)
    plain = np.array([proposal.plain_bits for proposal, _ in answers])
    return learn_lessons(without_lessons(model), levels, plain, np.array([same for _, same in answers]))


def _said(book: _Book) -> tuple[Floats, Floats]:
    """(pairs,) bits for one person from fields other than the name, and bits against from fields other than keys."""
    beyond, against = np.zeros((2, len(book.odds)))
    for start in range(0, len(book.odds), _CHUNK):
        part = slice(start, start + _CHUNK)
        bits = weights(book.model, Evidence(book.evidence.levels[part], book.evidence.frequency[part]))
        beyond[part] = np.maximum(bits[:, [AT[field] for field in _BEYOND_NAME]], 0).sum(axis=1)
        against[part] = np.minimum(bits[:, [AT[field] for field in _CONTRADICTING]], 0).sum(axis=1)
    return beyond, against


def _doubtful(evidence: Evidence) -> Mask:
    """(pairs,) where only a person can decide: other first names, father and son, met side by side."""
    levels = evidence.levels
    doubt: Mask = levels[:, AT["given"]] == Likeness.DIFFERENT
    doubt |= (levels[:, AT["generation"]] == 1) | (levels[:, AT["gender"]] == 1) | (levels[:, AT["together"]] > 0)
    return doubt


def _join(book: _Book, order: Ints, exact: Mask, apart: list[Pair]) -> tuple[Groups, list[int]]:
    """Join what is sure, the surest first. Returns the groups and the pairs that made them."""
    first = Groups(book.size)
    for k in order:
        first.join(int(book.left[k]), int(book.right[k]))
    groups = Groups(book.size, apart=apart, judged=_judged(book, first))
    joined = []
    for k in order:
        a, b = int(book.left[k]), int(book.right[k])
        if groups.find(a) == groups.find(b) or groups.are_apart(a, b) or (not exact[k] and groups.disagree(a, b)):
            continue
        groups.join(a, b)
        joined.append(int(k))
    return groups, joined


def _judged(book: _Book, groups: Groups) -> dict[int, dict[int, bool]]:
    """Row → row of its group → whether they are rather two people; pairs without two first names only if so.

    Of very large groups only the beginning is looked at.
    """
    found: dict[int, dict[int, bool]] = {}
    for part in _parts(_inner_pairs(book.size, groups)):
        left, right = np.array(part, dtype=np.int64).T
        evidence = book.compare(left, right)
        given = evidence.levels[:, AT["given"]]
        against = (weights(book.model, evidence).sum(axis=1) < 0) | (given == Likeness.DIFFERENT)
        told = against | (given != Likeness.MISSING)
        for (a, b), verdict in zip(np.array(part)[told].tolist(), against[told].tolist(), strict=True):
            found.setdefault(a, {})[b] = verdict
            found.setdefault(b, {})[a] = verdict
    return found


def _inner_pairs(size: int, groups: Groups) -> list[Pair]:
    pairs: list[Pair] = []
    for top in range(size):
        members = sorted(groups.members(top))[:_GROUP_LOOKED_AT] if groups.find(top) == top else []
        if len(members) > 2:
            pairs += [(a, b) for k, a in enumerate(members) for b in members[k + 1 :]]
    return pairs


def _parts(pairs: list[Pair]) -> Iterator[list[Pair]]:
    for start in range(0, len(pairs), _CHUNK):
        yield pairs[start : start + _CHUNK]


def _questions(book: _Book, order: Ints, groups: Groups, limits: Limits) -> list[int]:
    """The likeliest pairs that would, all answered with yes, join what may be one person; as many as may be asked."""
    joined = Groups(book.size)
    asked: list[int] = []
    for k in order[np.argsort(-book.odds[order], kind="stable")]:
        a, b = groups.find(int(book.left[k])), groups.find(int(book.right[k]))
        if not groups.are_apart(a, b) and joined.join(a, b):
            asked.append(int(k))
    return asked[: int(book.size * limits.asks_per_record)]


def _proposals(book: _Book, chosen: Sequence[int], outcome: Outcome) -> list[Proposal]:
    if not chosen:
        return []
    rows = np.array(chosen, dtype=np.int64)
    evidence = Evidence(book.evidence.levels[rows], book.evidence.frequency[rows])
    bits = weights(book.model, evidence)
    plain = log_odds(without_lessons(book.model), evidence, book.size)
    chance = probability(book.odds[rows])
    ids = book.table.ids
    found = []
    for k, row in enumerate(rows):
        a, b = int(book.left[row]), int(book.right[row])
        key = str(book.key[row]) if outcome == "same" else ""
        found.append(
            Proposal(
                low=int(ids[a]),
                high=int(ids[b]),
                probability=max(float(chance[k]), 0.999) if key else float(chance[k]),
                outcome=outcome,
                reasons=reasons_of(evidence.levels[k], bits[k], key),
                plain_bits=round(float(plain[k]), 3),
            )
        )
    return found


def _shares_of_groups(size: int, keys: Iterable[Pair]) -> Floats:
    """(rows,) 1 / number of rows that an exact key makes one with this row: a person counts once."""
    groups = Groups(size)
    for a, b in keys:
        groups.join(a, b)
    return np.array([1 / len(groups.members(row)) for row in range(size)])


def _frequencies(table: Table, share: Floats) -> Frequencies:
    def rates(field: str, columns: Sequence[Ints], width: int) -> Floats:
        counts, total = np.zeros(width), float(share[np.any([c[:, 0] >= 0 for c in columns], axis=0)].sum())
        for column in columns:
            rows, places = np.nonzero(column >= 0)
            counts += np.bincount(column[rows, places], weights=share[rows], minlength=width)
        return smoothed(field, counts, total)

    words = len(table.words)
    names: npt.NDArray[np.float64] = rates("given", [table.given, table.family], words)
    return Frequencies(
        names=names,
        places=rates("place", [table.place[:, None]], words),
        organisations=rates("organisation", [table.organisations, table.domains], len(table.organisation_text)),
        roles=rates("role", [table.roles], int(table.roles.max(initial=-1)) + 1),
    )
