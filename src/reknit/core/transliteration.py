"""Names in any script as plain Latin letters, and one key for the ways in which a name is romanised.

`anyascii` (ISC) knows the scripts; what people write in passports and signatures differs from its letters
in a few habits, which the small tables here add.
"""

import functools
import re
import unicodedata

from anyascii import anyascii

# Greek pairs of letters that are one sound (ELOT 743); anyascii goes letter by letter.
_GREEK = [("ου", "ou"), ("αυ", "av"), ("ευ", "ev"), ("γγ", "ng"), ("γχ", "nch"), ("τζ", "tz")]  # noqa: RUF001 (it is Greek)
_GREEK_FIRST = [("μπ", "b"), ("ντ", "d"), ("γκ", "g")]
_SYLLABIC = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]")

# Applied in order to a folded word: what different countries write for one sound, longest first.
_HABITS = [
    (re.compile(pattern), sound)
    for pattern, sound in [
        (r"schtsch|shch|szcz|stsch", "sc"),
        (r"tsch|tch|cz|ch", "c"),
        (r"sch|sh|sz", "s"),
        (r"dzh|dsch|dj|dz", "j"),
        (r"zh", "z"),
        (r"kh", "h"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"x", "ks"),
        (r"ck|q|c(?=[kaolrut]|$)", "k"),
        (r"tz|ts", "z"),
        (r"w", "v"),
        (r"ou|oo|oy(?=[^aeiou])", "u"),
        (r"ee", "i"),
        (r"ae", "a"),
        (r"oe", "o"),
        (r"ue", "u"),
        (r"^(?:ye|je|ie)", "e"),
        (r"[yij]e(?=[rv])", "e"),
        (r"[yij]+", "i"),
        (r"io", "o"),
        (r"(?<=[aeiou])h(?=[^aeiou]|$)", ""),
        (r"of+$", "ov"),
        (r"ef+$", "ev"),
        (r"(.)\1+", r"\1"),
    ]
]
_VOWELS = re.compile(r"[aeiouy]")
_DOUBLED = re.compile(r"(.)\1+")


def latin(text: str) -> str:
    """Text in Latin letters without accents, case kept. Chinese and Korean syllables come apart."""
    text = unicodedata.normalize("NFC", text)
    if text.isascii():
        return text
    if any("\u0370" <= c <= "\u03ff" for c in text):
        text = _greek(text)
    if _SYLLABIC.search(text):
        return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", anyascii(text))
    return anyascii(text)


def fold(word: str) -> str:
    """Lower-case Latin letters and digits of one word, nothing else: ``O’Brien`` and ``OBrien`` are equal."""
    return re.sub(r"[^a-z0-9]", "", latin(word).lower())


def is_syllabic(text: str) -> bool:
    """Whether the text is written in Chinese characters or Korean syllables, so that the family name comes first."""
    return bool(_SYLLABIC.search(text))


@functools.lru_cache(maxsize=262_144)
def sound_key(word: str) -> str:
    """One key for the romanisations of a folded word: Müller, Mueller; Yulia, Julia; Chaikovsky, Tschaikowski.

    A key equates spellings of one name in the source script, not names that merely sound alike (Meier, Maier).
    """
    for pattern, sound in _HABITS:
        word = pattern.sub(sound, word)
    return word


def consonants(word: str) -> str:
    """The word without vowels and doubled letters, as Arabic and Hebrew write it: ``mhmd``, ``hsn``."""
    return _DOUBLED.sub(r"\1", _VOWELS.sub("", word))


def _greek(text: str) -> str:
    text = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    for pair, sound in _GREEK:
        text = text.replace(pair, sound)
    for pair, sound in _GREEK_FIRST:
        text = re.sub(rf"\b{pair}", sound, text)
    return text.title()
