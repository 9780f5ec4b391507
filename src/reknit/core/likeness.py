"""How alike two words are, in levels, for millions of pairs: each distinct pair of words is looked at once."""

from collections.abc import Iterable, Sequence
from enum import IntEnum
from itertools import chain

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from reknit.core.nicknames import is_first_name, is_full_form, name_classes
from reknit.core.transliteration import consonants, sound_key

Ints = npt.NDArray[np.int64]
Levels = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789@.-_"
_CHUNK = 200_000
# Half of the letters in common is less than any spelling error leaves; those pairs are not looked at closer.
_ALIKE_AT_ALL = 0.6
MIXED_UP = 0.75


class Likeness(IntEnum):
    """From nothing known to equal; a higher level is better evidence of one name."""

    MISSING = 0
    DIFFERENT = 1
    MIXED = 2
    INITIAL = 3
    CLOSE = 4
    NICKNAME = 5
    SPELLING = 6
    EQUAL = 7


class Words:
    """The distinct words of a table of records, with what comparing and blocking need of each.

    text: the words. length, sound, bag, initial: (words,) numbers of equal length, of equal `sound_key`,
    of the same letters in any order, of the same first letter. letters: (words, 40) counts.
    bare: without vowels, as Arabic and Hebrew letters give a name; then the consonants, skeleton, are compared.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self.text: list[str] = sorted(set(words))
        self.number = {word: i for i, word in enumerate(self.text)}
        self.length = np.array([len(word) for word in self.text], dtype=np.int64)
        self.initial = np.array([ord(word[0]) if word else 0 for word in self.text], dtype=np.int64)
        self.letters = letter_counts(self.text)
        self.bag = numbered("".join(sorted(word)) for word in self.text)
        self.sound = numbered(sound_key(word) for word in self.text)
        self.first_name = np.array([is_first_name(word) for word in self.text], dtype=bool)
        self.names, self.full = _name_numbers(self.text)
        self.skeleton = numbered(consonants(word) for word in self.text)
        self.bare = np.array([len(word) > 2 and consonants(word) == word for word in self.text], dtype=bool)

    def __len__(self) -> int:
        return len(self.text)


def numbered(keys: Iterable[str]) -> Ints:
    """A number for each key, equal for equal keys."""
    seen: dict[str, int] = {}
    return np.array([seen.setdefault(key, len(seen)) for key in keys], dtype=np.int64)


def distinct(numbers: Ints) -> Ints:
    """The distinct numbers in order. By sorting, which for millions is several times faster than `numpy.unique`."""
    ordered = np.sort(numbers)
    kept: Ints = ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered
    return kept


def letter_counts(texts: Sequence[str]) -> npt.NDArray[np.uint8]:
    """(texts, 40): how often each letter, digit and mark of an address occurs in each text."""
    counts = np.zeros((len(texts), len(_ALPHABET)), dtype=np.uint8)
    place = {ord(letter): i for i, letter in enumerate(_ALPHABET)}
    rows = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    columns = np.array([place.get(code, -1) for code in chain.from_iterable(map(_codes, texts))], dtype=np.int64)
    known = columns >= 0
    np.add.at(counts, (rows[known], columns[known]), 1)
    return counts


def shared_letters(counts: npt.NDArray[np.uint8], left: Ints, right: Ints) -> Floats:
    """Dice coefficient of the letters of two texts, whatever their order, 0 to 1."""
    sizes = counts.sum(axis=1, dtype=np.int64)
    share = np.zeros(len(left))
    for start in range(0, len(left), _CHUNK):
        part = slice(start, start + _CHUNK)
        a, b = left[part], right[part]
        common = np.minimum(counts[a], counts[b]).sum(axis=1, dtype=np.int64)
        share[part] = 2 * common / np.maximum(sizes[a] + sizes[b], 1)
    return share


def word_levels(words: Words, left: Ints, right: Ints) -> Levels:
    """`Likeness` of each pair of word numbers; a number below 0 is a missing word."""
    known = (left >= 0) & (right >= 0)
    levels = np.zeros(len(left), dtype=np.int8)
    if not known.any():
        return levels
    low, high = np.minimum(left[known], right[known]), np.maximum(left[known], right[known])
    codes, back = np.unique(low * len(words) + high, return_inverse=True)
    levels[known] = _distinct_levels(words, codes // len(words), codes % len(words))[back]
    return levels


def _distinct_levels(words: Words, a: Ints, b: Ints) -> Levels:
    levels = np.full(len(a), Likeness.DIFFERENT, dtype=np.int8)
    short = (words.length[a] == 1) | (words.length[b] == 1)
    levels[short & (words.initial[a] == words.initial[b])] = Likeness.INITIAL
    same_sound = ~short & (words.sound[a] == words.sound[b])
    same_sound |= (words.bare[a] | words.bare[b]) & (words.skeleton[a] == words.skeleton[b])
    nickname = ~short & _share_a_name(words, a, b)
    open_ = ~short & ~same_sound & ~nickname & ~(words.first_name[a] & words.first_name[b])
    candidates = np.flatnonzero(open_)
    alike = shared_letters(words.letters, a[candidates], b[candidates])
    mixed = (alike >= MIXED_UP) & (np.minimum(words.length[a], words.length[b])[candidates] >= 3)
    levels[candidates[mixed]] = Likeness.MIXED
    candidates = candidates[alike >= _ALIKE_AT_ALL]
    levels[candidates[_close(words, a[candidates], b[candidates])]] = Likeness.CLOSE
    levels[nickname] = Likeness.NICKNAME
    levels[same_sound] = Likeness.SPELLING
    levels[~short & (a == b)] = Likeness.EQUAL
    return levels


def _close(words: Words, a: Ints, b: Ints) -> Mask:
    """One slip of the keyboard, two in a long word, or nearly the same beginning."""
    if not len(a):
        return np.zeros(0, dtype=bool)
    first, second = [words.text[i] for i in a], [words.text[i] for i in b]
    slips = process.cpdist(first, second, scorer=OSA.distance, score_cutoff=2, dtype=np.int32)
    winkler = process.cpdist(first, second, scorer=JaroWinkler.similarity, score_cutoff=0.92, dtype=np.float32)
    shorter = np.minimum(words.length[a], words.length[b])
    one_more = words.length[a] != words.length[b]
    one = (slips <= 1) & ((shorter >= 4) | ((shorter == 3) & one_more))
    found: Mask = one | ((slips <= 2) & (shorter >= 8)) | ((winkler >= 0.92) & (shorter >= 6))
    return found


def _share_a_name(words: Words, a: Ints, b: Ints) -> Mask:
    """Forms of one name: one of them the full form, or both with the same initial."""
    found = np.zeros(len(a), dtype=bool)
    both = np.flatnonzero((words.names[a, 0] >= 0) & (words.names[b, 0] >= 0))
    initial = words.initial[a[both]] == words.initial[b[both]]
    for i in range(words.names.shape[1]):
        mine, full = words.names[a[both], i], words.full[a[both], i]
        for j in range(words.names.shape[1]):
            shared = (mine >= 0) & (mine == words.names[b[both], j])
            found[both] |= shared & (initial | full | words.full[b[both], j])
    return found


def _name_numbers(texts: Sequence[str]) -> tuple[Ints, Mask]:
    """(words, most names a word stands for), filled up with -1; and whether the word is the full form of each."""
    rows = [sorted(name_classes(text)) for text in texts]
    table = np.full((len(texts), max(map(len, rows), default=0) or 1), -1, dtype=np.int64)
    full = np.zeros(table.shape, dtype=bool)
    for row, (text, numbers) in enumerate(zip(texts, rows, strict=True)):
        table[row, : len(numbers)] = numbers
        full[row, : len(numbers)] = [is_full_form(text, number) for number in numbers]
    return table, full


def _codes(text: str) -> bytes:
    return text.encode("latin-1", "replace")
