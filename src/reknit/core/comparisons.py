"""Pairs of records as vectors of levels, the input of the Fellegi–Sunter model in `core.linkage`.

A field's level is 0 where a record does not have the field; otherwise `LEVELS` says what it means, from
disagreement upwards. Where two records agree on a value, the value's frequency among the records is kept
too: to agree on Smith says less than to agree on Zwingli.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import token_set_ratio

from reknit.core.identity_columns import Table
from reknit.core.likeness import Floats, Ints, Levels, Likeness, Mask, shared_letters, word_levels

LEVELS: dict[str, tuple[str, ...]] = {
    "given": ("different", "mixed", "initial", "close", "nickname", "spelling", "equal"),
    "family": ("different", "mixed", "initial", "close", "nickname", "spelling", "equal"),
    "order": ("straight", "swapped"),
    "middle": ("different", "initial", "equal"),
    "generation": ("different", "equal"),
    "gender": ("different", "equal"),
    "birthday": ("different", "year", "near", "slip", "day", "equal"),
    "email": ("different", "local", "near", "equal"),
    "phone": ("different", "equal"),
    "profile": ("different", "equal"),
    "organisation": ("different", "similar", "equal"),
    "role": ("different", "equal"),
    "place": ("different", "close", "equal"),
    "circle": ("apart", "some", "many"),
    "together": ("once", "often"),
}
FIELDS = tuple(LEVELS)
AT = {field: i for i, field in enumerate(FIELDS)}
# Agreement on these is weighed by how frequent the value is.
BY_FREQUENCY = ("given", "family", "organisation", "role", "place")
RATE_AT = {field: i for i, field in enumerate(BY_FREQUENCY)}

# Letters in common, in any order, from which two addresses are one with slips of the keyboard.
_ADDRESS_ALIKE = 0.88
_NEAR_DAYS = 100
# What an alignment of two names is worth; only decides which way round they are compared.
_WORTH = np.array([0, -3, 0, 1, 4, 5, 6, 7], dtype=np.int64)


class Frequencies(NamedTuple):
    """How often a value occurs: (words,) for names and places, (values,) for the others; 0 to 1."""

    names: Floats
    places: Floats
    organisations: Floats
    roles: Floats


class Evidence(NamedTuple):
    """levels: (pairs, fields). frequency: (pairs, fields of `BY_FREQUENCY`), of the value agreed on, else NaN."""

    levels: Levels
    frequency: npt.NDArray[np.float32]


def compare(table: Table, rates: Frequencies, left: Ints, right: Ints) -> Evidence:
    """Evidence about pairs of rows of `table`. The same for (left, right) and (right, left)."""
    levels = np.zeros((len(left), len(FIELDS)), dtype=np.int8)
    rate = np.full((len(left), len(BY_FREQUENCY)), np.nan, dtype=np.float32)
    evidence = Evidence(levels, rate)
    _compare_names(table, rates, left, right, evidence)
    levels[:, AT["middle"]] = _middle(table, left, right)
    levels[:, AT["generation"]] = _either(table.generation[left], table.generation[right])
    levels[:, AT["gender"]] = _either(table.gender[left], table.gender[right])
    levels[:, AT["birthday"]] = _birthday(table.birthday[left], table.birthday[right])
    levels[:, AT["email"]] = _email(table, left, right)
    levels[:, AT["phone"]], _ = _shared(table.phones, table.phones, left, right)
    levels[:, AT["profile"]] = _profile(table, left, right)
    _compare_work(table, rates, left, right, evidence)
    place = word_levels(table.words, table.place[left], table.place[right])
    levels[:, AT["place"]] = _PLACE[place]
    agreed = place >= Likeness.SPELLING
    rate[agreed, RATE_AT["place"]] = rates.places[table.place[left[agreed]]]
    _compare_company(table, left, right, levels)
    return evidence


_PLACE = np.array([0, 1, 2, 1, 2, 2, 3, 3], dtype=np.int8)


def _compare_names(table: Table, rates: Frequencies, left: Ints, right: Ints, evidence: Evidence) -> None:
    levels, rate = evidence
    given, given_rate = _best(table, rates, table.given[left], table.given[right])
    family, family_rate = _best(table, rates, table.family[left], table.family[right], nicknames=False)
    cross, cross_rate = _best(table, rates, table.given[left], table.family[right])
    back, back_rate = _best(table, rates, table.family[left], table.given[right])
    swapped = _WORTH[cross] + _WORTH[back] > np.maximum(_WORTH[given] + _WORTH[family], 0)
    first, first_rate = np.where(swapped, cross, given), np.where(swapped, cross_rate, given_rate)
    last, last_rate = np.where(swapped, back, family), np.where(swapped, back_rate, family_rate)
    # Which of two swapped words is the first name is unknown. Only first names have short forms and are
    # cut to initials; else one rule keeps the comparison symmetric.
    short = (last == Likeness.NICKNAME) | ((last == Likeness.INITIAL) & (first != Likeness.NICKNAME))
    tie = (first < last) | ((first == last) & (first_rate < last_rate))
    turn = swapped & (short | (tie & (first != Likeness.NICKNAME) & (first != Likeness.INITIAL)))
    levels[:, AT["given"]], levels[:, AT["family"]] = np.where(turn, last, first), np.where(turn, first, last)
    rate[:, RATE_AT["given"]], rate[:, RATE_AT["family"]] = (
        np.where(turn, last_rate, first_rate),
        np.where(turn, first_rate, last_rate),
    )
    guessed = table.guessed[left] | table.guessed[right]
    for field in ("given", "family"):
        levels[guessed & (levels[:, AT[field]] == Likeness.DIFFERENT), AT[field]] = 0
    known = (levels[:, AT["given"]] > Likeness.DIFFERENT) | (levels[:, AT["family"]] > Likeness.DIFFERENT)
    levels[:, AT["order"]] = np.where(known, 1 + swapped, 0)


def _best(
    table: Table, rates: Frequencies, left: Ints, right: Ints, *, nicknames: bool = True
) -> tuple[Levels, Floats]:
    """The best level among the alternatives of both sides, and the frequency of the word agreed on."""
    best = np.zeros(len(left), dtype=np.int8)
    rate = np.full(len(left), np.nan)
    for i in range(left.shape[1]):
        for j in range(right.shape[1]):
            pairs = np.flatnonzero((left[:, i] >= 0) & (right[:, j] >= 0))
            if not len(pairs):
                continue
            a, b = left[pairs, i], right[pairs, j]
            level = word_levels(table.words, a, b)
            if not nicknames:
                level[level == Likeness.NICKNAME] = Likeness.DIFFERENT
            if i or j:
                level = np.minimum(level, Likeness.SPELLING)
            better = level > best[pairs]
            best[pairs[better]] = level[better]
            agreed = better & (level >= Likeness.CLOSE)
            rate[pairs[better]] = np.nan
            rate[pairs[agreed]] = np.maximum(rates.names[a], rates.names[b])[agreed]
    return best, rate


def _middle(table: Table, left: Ints, right: Ints) -> Levels:
    found = word_levels(table.words, table.middle[left], table.middle[right])
    return np.array([0, 1, 1, 2, 3, 3, 3, 3], dtype=np.int8)[found]


def _either(left: Ints, right: Ints) -> Levels:
    """0 unknown, 1 different, 2 equal."""
    known = (left >= 0) & (right >= 0)
    return np.where(known, 1 + (left == right), 0).astype(np.int8)


def _birthday(left: Ints, right: Ints) -> Levels:
    (y1, m1, d1), (y2, m2, d2) = left.T, right.T
    levels = np.zeros(len(left), dtype=np.int8)
    years, days = (y1 > 0) & (y2 > 0), (d1 > 0) & (d2 > 0)
    levels[years | days] = 1
    levels[years & (y1 == y2)] = 2
    full = years & days
    distance = np.abs((y1 - y2) * 365.25 + (m1 - m2) * 30.44 + (d1 - d2))
    levels[full & (distance <= _NEAR_DAYS)] = 3
    levels[full & _one_slip(left, right)] = 4
    levels[full & (y1 == y2) & (m1 == d2) & (d1 == m2)] = 4
    same_day = days & (m1 == m2) & (d1 == d2)
    levels[same_day & ~years] = 5
    levels[same_day & (y1 == y2)] = 6
    return levels


def _one_slip(left: Ints, right: Ints) -> Mask:
    """One digit differs, or two neighbouring digits changed places."""
    a, b = (side[:, 0] * 10_000 + side[:, 1] * 100 + side[:, 2] for side in (left, right))
    powers = 10 ** np.arange(8, dtype=np.int64)
    first, second = (a[:, None] // powers) % 10, (b[:, None] // powers) % 10
    differs = first != second
    count = differs.sum(axis=1)
    turned = differs[:, :-1] & differs[:, 1:] & (first[:, :-1] == second[:, 1:]) & (first[:, 1:] == second[:, :-1])
    found: Mask = (count == 1) | ((count == 2) & turned.any(axis=1))
    return found


def _email(table: Table, left: Ints, right: Ints) -> Levels:
    levels = np.zeros(len(left), dtype=np.int8)
    for i in range(table.emails.shape[1]):
        for j in range(table.emails.shape[1]):
            a, b = table.emails[left, i], table.emails[right, j]
            pairs = np.flatnonzero((a >= 0) & (b >= 0))
            if len(pairs):
                named = table.named[left[pairs], i] | table.named[right[pairs], j]
                found = _address_levels(table, a[pairs], b[pairs], named)
                levels[pairs] = np.maximum(levels[pairs], found)
    return levels


def _address_levels(table: Table, a: Ints, b: Ints, named: Mask) -> Levels:
    """named: whether the name of either side makes up the letters of its local part."""
    known = table.addresses
    levels = np.ones(len(a), dtype=np.int8)
    telling = ~named | (known.digits[a] > 1)
    levels[(known.local[a] == known.local[b]) & (known.local_length[a] >= 5) & telling] = 2
    codes, back = np.unique(np.minimum(a, b) * len(known.text) + np.maximum(a, b), return_inverse=True)
    low, high = codes // len(known.text), codes % len(known.text)
    alike = np.flatnonzero(shared_letters(known.letters, low, high) >= _ADDRESS_ALIKE)
    near, domain = np.zeros((2, len(codes)), dtype=bool)
    near[alike], domain[alike] = _near_addresses(table, low[alike], high[alike])
    levels[near[back] & (~named | domain[back])] = 3
    levels[a == b] = 4
    return levels


def _near_addresses(table: Table, a: Ints, b: Ints) -> tuple[Mask, Mask]:
    """Slips of the keyboard; and whether the domains too differ by no more than that, and are not public.

    Within one domain only the local parts count, and those must be nearly equal: colleagues have similar addresses.
    A number that differs was chosen to differ.
    """
    known = table.addresses
    if not len(a):
        return np.zeros(0, dtype=bool), np.zeros(0, dtype=bool)
    local = _slips(known.locals, a, b)
    domain = _slips(known.domains, a, b)
    inside = known.domain[a] == known.domain[b]
    numbers = known.number_part[a] != known.number_part[b]
    near = ~inside | (local * 5 <= np.maximum(np.minimum(known.local_length[a], known.local_length[b]), 5))
    near &= ~(numbers & (inside | (domain > 2)))
    return near, near & (domain <= 2) & ~known.public[a] & ~known.public[b]


def _slips(texts: Sequence[str], a: Ints, b: Ints) -> Ints:
    first, second = [texts[k] for k in a], [texts[k] for k in b]
    return np.asarray(process.cpdist(first, second, scorer=OSA.distance, dtype=np.int32), dtype=np.int64)


def _shared(one: Ints, other: Ints, left: Ints, right: Ints) -> tuple[Levels, Ints]:
    """0 when a side has no value, 1 when no value is shared, 2 when one is; and the value shared, else -1."""
    value = np.full(len(left), -1, dtype=np.int64)
    for i in range(one.shape[1]):
        for j in range(other.shape[1]):
            a, b = one[left, i], other[right, j]
            agreed = (a >= 0) & (a == b)
            value[agreed] = np.maximum(value[agreed], a[agreed])
    known = (one[left, 0] >= 0) & (other[right, 0] >= 0)
    return np.where(value >= 0, 2, known).astype(np.int8), value


def _profile(table: Table, left: Ints, right: Ints) -> Levels:
    """Pages on different networks say nothing; two pages on one network are most often two people."""
    page, _ = _shared(table.profiles, table.profiles, left, right)
    network, _ = _shared(table.networks, table.networks, left, right)
    return np.where(page == 2, 2, network == 2).astype(np.int8)


def _compare_work(table: Table, rates: Frequencies, left: Ints, right: Ints, evidence: Evidence) -> None:
    levels, rate = evidence
    named, value = _shared(table.organisations, table.organisations, left, right)
    stated = named == 2
    for one, other in (
        (table.domains, table.domains),
        (table.domains, table.organisations),
        (table.organisations, table.domains),
    ):
        level, found = _shared(one, other, left, right)
        named, value = np.maximum(named, level), np.maximum(value, found)
    # An address that agrees has its domain counted already.
    named[(levels[:, AT["email"]] >= 2) & (named == 2) & ~stated] = 0
    result = np.where(named == 2, 3, named).astype(np.int8)
    maybe = np.flatnonzero((result == 1) & (table.organisations[left, 0] >= 0) & (table.organisations[right, 0] >= 0))
    result[maybe[_similar(table.organisation_text, table, left[maybe], right[maybe])]] = 2
    levels[:, AT["organisation"]] = result
    agreed = result == 3
    rate[agreed, RATE_AT["organisation"]] = rates.organisations[value[agreed]]
    levels[:, AT["role"]], value = _shared(table.roles, table.roles, left, right)
    agreed = value >= 0
    rate[agreed, RATE_AT["role"]] = rates.roles[value[agreed]]


def _similar(texts: Sequence[str], table: Table, left: Ints, right: Ints) -> Mask:
    if not len(left):
        return np.zeros(0, dtype=bool)
    first = [texts[k] for k in table.organisations[left, 0]]
    second = [texts[k] for k in table.organisations[right, 0]]
    found: Mask = process.cpdist(first, second, scorer=token_set_ratio, score_cutoff=88) >= 88
    return found


def _compare_company(table: Table, left: Ints, right: Ints, levels: Levels) -> None:
    """Whom both meet, and whether they were met side by side: then they are two people."""
    social = np.array([bool(r.interactions or r.circle) for r in table.records], dtype=bool)
    for k in np.flatnonzero(social[left] & social[right]):
        a, b = table.records[left[k]], table.records[right[k]]
        if a.circle and b.circle:
            common = len(a.circle & b.circle)
            levels[k, AT["circle"]] = 1 + (common > 0) + (common > 2)
        both = len(a.interactions & b.interactions) if a.interactions and b.interactions else 0
        levels[k, AT["together"]] = min(both, 2)
