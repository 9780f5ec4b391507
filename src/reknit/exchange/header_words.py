"""Column names folded for comparison, and sets of words to compare them with."""

import functools
import re
import unicodedata


@functools.lru_cache(maxsize=4096)
def fold(name: str, *, keep: str = "") -> str:
    """Lower case, without accents; what is no letter or digit becomes one space.

    ``fold("E-Mail 2: Adresse") == "e mail 2 adresse"``. Characters in `keep` stay.
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()
    return " ".join(re.sub(rf"[^\w{re.escape(keep)}]|_", " ", plain).split())


def word_set(words: str) -> frozenset[str]:
    """The words of a text, for tables of words that read like text."""
    return frozenset(words.split())
