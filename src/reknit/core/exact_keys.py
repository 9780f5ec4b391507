"""Keys that mean one person when they are equal: an address, a page, a number."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from reknit.core.comparisons import AT, Evidence, Frequencies, compare
from reknit.core.identity_columns import Table, is_role_mailbox
from reknit.core.identity_records import Pair
from reknit.core.likeness import Likeness, word_levels

# So many different names under one address: it forwards mail of others, or a team answers it.
_MANY_NAMES = 3
# Names looked at to find that out.
_LOOKED_AT = 40


def exact_pairs(table: Table, rates: Frequencies) -> list[Pair]:
    """(low row, high row): enough pairs to connect all rows with an equal address, page or number.

    A role mailbox and an address under which three or more different names appear are no keys, and the table
    forgets them. A number is none between two names that disagree: a household or an office shares it.
    """
    found: set[Pair] = set()
    for rows in _holders(_addresses(table)):
        found.update((rows[0], row) for row in rows[1:])
    for rows in _holders(record.profiles for record in table.records):
        found.update((rows[0], row) for row in rows[1:])
    found.update(_phone_links(table, rates, _holders((*r.phones, *r.shared_phones) for r in table.records)))
    return sorted(found)


def exact_keys_of(evidence: Evidence) -> npt.NDArray[np.str_]:
    """(pairs,) "email", "profile" or "phone" where such a key is equal, else ""."""
    levels = evidence.levels
    number = (levels[:, AT["phone"]] == 2) & (levels[:, AT["given"]] != Likeness.DIFFERENT)
    choices = [levels[:, AT["email"]] == 4, levels[:, AT["profile"]] == 2, number]
    return np.select(choices, ["email", "profile", "phone"], "")


def _addresses(table: Table) -> list[tuple[str, ...]]:
    """The addresses of each row that one person owns."""
    own = [tuple(email for email in record.emails if not is_role_mailbox(email)) for record in table.records]
    rows_of = _rows_of(own)
    shared = {email for email, rows in rows_of.items() if len(rows) >= _MANY_NAMES and _many_names(table, rows)}
    if not shared:
        return own
    table.drop_addresses(np.array([table.addresses.number[email] for email in sorted(shared)], dtype=np.int64))
    return [tuple(email for email in emails if email not in shared) for emails in own]


def _holders(keys_of: Iterable[Sequence[str]]) -> list[list[int]]:
    return [rows for _, rows in sorted(_rows_of(keys_of).items()) if len(rows) > 1]


def _rows_of(keys_of: Iterable[Sequence[str]]) -> dict[str, list[int]]:
    rows_of: dict[str, list[int]] = defaultdict(list)
    for row, keys in enumerate(keys_of):
        for key in dict.fromkeys(filter(None, keys)):
            rows_of[key].append(row)
    return rows_of


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
