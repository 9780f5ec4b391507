"""How alike two words are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reknit.core.likeness import Likeness, Words, distinct, shared_letters, word_levels


def level(one, other):
    words = Words([one, other])
    pair = np.array([words.number[one]]), np.array([words.number[other]])
    return Likeness(int(word_levels(words, *pair)[0]))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("dana", "dana", Likeness.EQUAL),
        ("mueller", "muller", Likeness.SPELLING),
        ("julia", "yulia", Likeness.SPELLING),
        ("mhmd", "mohammad", Likeness.SPELLING),
        ("bob", "robert", Likeness.NICKNAME),
        ("kate", "katie", Likeness.NICKNAME),
        ("haugland", "hauglnad", Likeness.CLOSE),
        ("molly", "moly", Likeness.SPELLING),
        ("hill", "hil", Likeness.SPELLING),
        ("r", "robert", Likeness.INITIAL),
        ("haugland", "dalguanh", Likeness.MIXED),
        ("lisa", "betty", Likeness.DIFFERENT),
        ("mia", "mila", Likeness.DIFFERENT),
        ("daniel", "daniela", Likeness.DIFFERENT),
        ("alexander", "alexandra", Likeness.DIFFERENT),
        ("r", "dana", Likeness.DIFFERENT),
        ("berg", "haugland", Likeness.DIFFERENT),
    ],
)
def test_levels_of_two_words(one, other, expected):
    assert level(one, other) is expected
    assert level(other, one) is expected


def test_a_missing_word_is_unknown_not_different():
    words = Words(["dana"])
    assert word_levels(words, np.array([0, -1]), np.array([-1, -1])).tolist() == [0, 0]


def test_letters_are_shared_whatever_their_order():
    words = Words(["abcd", "dcba", "abxy", "wxyz"])
    share = shared_letters(words.letters, np.array([0, 0, 0]), np.array([2, 1, 3]))
    assert share.tolist() == [
        1.0 if words.text[k] == "dcba" else 0.5 if words.text[k] == "abxy" else 0.0 for k in (2, 1, 3)
    ]


@given(st.lists(st.integers(-50, 50)))
def test_distinct_numbers_are_those_of_numpy(numbers):
    assert distinct(np.array(numbers, dtype=np.int64)).tolist() == sorted(set(numbers))
