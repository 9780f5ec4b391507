"""Which pairs of records are worth comparing: those that share a key, and neighbours where a key is too common.

The number of pairs grows with the number of records, not with its square: a block larger than the limit
is sorted and only neighbours within a window are paired (Hernández & Stolfo 1995, sorted neighbourhood).
"""

from collections.abc import Iterator

import numpy as np

from reknit.core.identity_columns import Table
from reknit.core.likeness import Ints, distinct, numbered

# Pairs a single rule may make in blocks; the limit of a block's size follows from it and the number of records.
_PAIRS_A_RULE = 600_000
_WINDOW = 5
_NEIGHBOURS = 4


def candidate_pairs(table: Table) -> tuple[Ints, Ints]:
    """Rows (left < right) of the pairs that share a key of some rule, each pair once, in order."""
    size = len(table)
    if size < 2:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    limit = int(np.clip(_PAIRS_A_RULE / size, 8, 200))
    orders = _orders(table)
    fresh: list[Ints] = []
    for rows, keys in _rules(table):
        fresh.append(_paired(rows, keys, limit, orders, size))
    for order in orders:
        fresh += [_codes(order[:-step], order[step:], size) for step in range(1, min(_NEIGHBOURS, size - 1) + 1)]
    found = distinct(np.concatenate(fresh))
    return found // size, found % size


def _rules(table: Table) -> Iterator[tuple[Ints, Ints]]:
    """(rows, keys): records with equal keys come together. A record may have several keys of one rule."""
    year, month, day = table.birthday.T
    full = (year > 0) & (day > 0)
    yield _keyed(np.flatnonzero(full), year * 10_000 + month * 100 + day)
    names = [_named(table, numbers) for numbers in (table.words.bag, table.words.sound)]
    for rows, words in names:
        yield from _with_context(table, rows, words)
    yield from _name_pairs(table)
    yield from _addresses(table)
    for column in (table.phones, table.profiles):
        yield _spread(column)


def _with_context(table: Table, rows: Ints, words: Ints) -> Iterator[tuple[Ints, Ints]]:
    """A word of the name together with something else that agrees."""
    year, month, day = table.birthday.T
    for context in (year, month * 32 + day, 1 + table.place, 1 + table.organisations[:, 0], 1 + table.domains[:, 0]):
        known = context[rows] > 0
        yield rows[known], words[known] * (1 + int(context.max(initial=0))) + context[rows[known]]


def _named(table: Table, numbers: Ints) -> tuple[Ints, Ints]:
    """Every word of every name, in whichever part it stands."""
    spread = [_spread(column) for column in (table.given, table.family)]
    rows = np.concatenate([rows for rows, _ in spread])
    words = np.concatenate([words for _, words in spread])
    long_enough = table.words.length[words] > 1
    return rows[long_enough], numbers[words[long_enough]]


def _name_pairs(table: Table) -> Iterator[tuple[Ints, Ints]]:
    """Both words of the name in either order: by sound, by letters, by one word and an initial, by nickname."""
    words = table.words
    frame = numbered(text[:1] + text[1:].translate(_NO_VOWELS)[:1] for text in words.text)
    for first, second in (
        (words.sound, words.sound),
        (words.bag, words.bag),
        (words.initial, words.sound),
        (frame, words.bag),
        (words.sound, words.initial),
    ):
        yield _crossed(table, first, second)
    if words.bare.any():
        yield _crossed(table, words.skeleton, words.initial)
    for column in range(min(words.names.shape[1], 3)):
        yield _crossed(table, words.names[:, column], words.sound)


_NO_VOWELS = str.maketrans("", "", "aeiouyhw")


def _crossed(table: Table, first: Ints, second: Ints) -> tuple[Ints, Ints]:
    """Keys (first of one word, second of the other), both ways round, for the leading forms of the name."""
    rows_of, keys = [], []
    factor = 1 + int(second.max(initial=0))
    for i in range(min(table.given.shape[1], 2)):
        for j in range(min(table.family.shape[1], 3)):
            rows = np.flatnonzero((table.given[:, i] >= 0) & (table.family[:, j] >= 0))
            one, other = table.given[rows, i], table.family[rows, j]
            for a, b in ((one, other), (other, one)):
                known = first[a] >= 0
                rows_of.append(rows[known])
                keys.append((first[a] * factor + second[b])[known])
    return np.concatenate(rows_of), np.concatenate(keys)


def _addresses(table: Table) -> Iterator[tuple[Ints, Ints]]:
    """E-mail: the same address, the same local part, the same letters, the same ends."""
    known = table.addresses
    rows, numbers = _spread(table.emails)
    bag = numbered("".join(sorted(set(text))) for text in known.text)
    ends = numbered(text[:4] + text[-7:-3] for text in known.text)
    domain_and_start = numbered(domain + local[:2] for local, domain in zip(known.locals, known.domains, strict=True))
    for keys in (np.arange(len(known.text), dtype=np.int64), known.local, bag, ends, domain_and_start):
        yield rows, keys[numbers]


def _spread(column: Ints) -> tuple[Ints, Ints]:
    rows, places = np.nonzero(column >= 0)
    return rows.astype(np.int64), column[rows, places]


def _keyed(rows: Ints, keys: Ints) -> tuple[Ints, Ints]:
    return rows, keys[rows]


def _paired(rows: Ints, keys: Ints, limit: int, orders: list[Ints], size: int) -> Ints:
    """Pairs within blocks of equal keys, as codes left·size + right."""
    if len(rows) < 2:
        return np.zeros(0, dtype=np.int64)
    _, block, counts = np.unique(keys, return_inverse=True, return_counts=True)
    small = counts[block] <= limit
    order = np.argsort(block[small], kind="stable")
    found = [_within(rows[small][order], block[small][order], int(min(limit, counts.max())) - 1, size)]
    if not small.all():
        large_rows, large_blocks = rows[~small], block[~small]
        for ranks in _ranks(orders):
            order = np.lexsort((ranks[large_rows], large_blocks))
            found.append(_within(large_rows[order], large_blocks[order], _WINDOW, size))
    return distinct(np.concatenate(found))


def _within(rows: Ints, block: Ints, reach: int, size: int) -> Ints:
    """Pairs of rows of one block that stand at most `reach` apart; rows are sorted by block."""
    found = [np.zeros(0, dtype=np.int64)]
    for step in range(1, min(reach, len(rows) - 1) + 1):
        together = block[:-step] == block[step:]
        if not together.any():
            break
        found.append(_codes(rows[:-step][together], rows[step:][together], size))
    return np.concatenate(found)


def _codes(left: Ints, right: Ints, size: int) -> Ints:
    low, high = np.minimum(left, right), np.maximum(left, right)
    codes: Ints = (low * size + high)[low != high]
    return codes


def _orders(table: Table) -> list[Ints]:
    """Rows sorted by family and given name, by given and family name, by birthday, and by address."""
    given, family = table.given[:, 0], table.family[:, 0]
    email = table.emails[:, 0]
    year, month, day = table.birthday.T
    born = year * 10_000 + month * 100 + day
    row = np.arange(len(table), dtype=np.int64)
    return [
        np.lexsort((row, born, given, family)),
        np.lexsort((row, born, family, given)),
        np.lexsort((row, family, given, born)),
        np.lexsort((row, given, email)),
    ]


def _ranks(orders: list[Ints]) -> Iterator[Ints]:
    for order in orders[1:]:
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order))
        yield rank
