"""Keys that mean one person when they are equal: an address, a page, a number."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

import numpy as np

from reknit.core.comparisons import AT, Frequencies, compare
from reknit.core.identity_columns import Table, is_role_mailbox
from reknit.core.identity_records import Pair
from reknit.core.likeness import Likeness, word_levels

# So many different names under one address: it forwards mail of others, or a team answers it.
_MANY_NAMES = 3
# Names looked at to find that out.
_LOOKED_AT = 40


def exact_pairs(table: Table, rates: Frequencies) -> dict[Pair, str]:
    """(low row, high row) → "email", "profile" or "phone": enough pairs to connect all rows with an equal key.

    A role mailbox and an address under which three or more different names appear are no keys. A number is none
    between two names that disagree: a household or an office shares it.
    """
    found: dict[Pair, str] = {}
    for field, rows_of in _holders(table):
        for pair in _links(table, rates, field, rows_of):
            found.setdefault(pair, field)
    return found


def _holders(table: Table) -> Iterator[tuple[str, list[list[int]]]]:
    for field in ("email", "profile", "phone"):
        rows_of: dict[str, list[int]] = defaultdict(list)
        for row, record in enumerate(table.records):
            for key in _keys(field, record.emails, record.profiles, (*record.phones, *record.shared_phones)):
                rows_of[key].append(row)
        yield field, [rows for _, rows in sorted(rows_of.items()) if len(rows) > 1]


def _keys(field: str, emails: Iterable[str], profiles: Iterable[str], phones: Iterable[str]) -> Iterable[str]:
    if field == "email":
        return dict.fromkeys(email for email in emails if email and not is_role_mailbox(email))
    return dict.fromkeys(filter(None, profiles if field == "profile" else phones))


def _links(table: Table, rates: Frequencies, field: str, rows_of: list[list[int]]) -> Iterator[Pair]:
    if field == "phone":
        yield from _phone_links(table, rates, rows_of)
        return
    for rows in rows_of:
        if len(rows) < _MANY_NAMES or not _many_names(table, rows):
            yield from ((rows[0], row) for row in rows[1:])


def _phone_links(table: Table, rates: Frequencies, rows_of: list[list[int]]) -> Iterator[Pair]:
    """Each holder of a number with the next ones whose name does not disagree."""
    pairs = sorted({(a, b) for rows in rows_of for k, a in enumerate(rows) for b in rows[k + 1 : k + 1 + _LOOKED_AT]})
    if not pairs:
        return
    left, right = np.array(pairs, dtype=np.int64).T
    given = compare(table, rates, left, right).levels[:, AT["given"]]
    yield from (pair for pair, level in zip(pairs, given, strict=True) if level != Likeness.DIFFERENT)


def _many_names(table: Table, rows: list[int]) -> bool:
    named = [tuple(_words(table, row)) for row in rows]
    distinct = list(dict.fromkeys(words for words in named if len(words) > 1))[:_LOOKED_AT]
    if len(distinct) < _MANY_NAMES:
        return False
    people: list[tuple[int, ...]] = []
    for words in distinct:
        if not any(_alike(table, words, other) for other in people):
            people.append(words)
    return len(people) >= _MANY_NAMES


def _words(table: Table, row: int) -> Iterator[int]:
    """Words of a full name; nothing for half a name, which may well be half of another spelling."""
    given, family = table.given[row], table.family[row]
    if given[0] >= 0 and family[0] >= 0:
        for word in (*given, *family):
            if word >= 0 and table.words.length[word] > 1:
                yield int(word)


def _alike(table: Table, one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    if not set(one).isdisjoint(other):
        return True
    left = np.repeat(np.array(one, dtype=np.int64), len(other))
    right = np.tile(np.array(other, dtype=np.int64), len(one))
    return bool((word_levels(table.words, left, right) > Likeness.DIFFERENT).any())
