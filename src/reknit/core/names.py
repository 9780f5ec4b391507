"""A name as people write it, taken apart into forms that can be compared.

Order is guessed and kept as a guess: comparing tries both ways. Nothing here decides who is who.
"""

import functools
import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from reknit.core.name_vocabulary import (
    CUTS,
    DEGREES,
    DESCRIBING,
    FEMALE,
    GENERATIONS,
    MAIDEN,
    MALE,
    PARTICLES,
    ROLE_MAILBOXES,
    TITLES,
)
from reknit.core.nicknames import is_first_name, name_classes
from reknit.core.transliteration import fold, is_syllabic, latin

_QUOTED = re.compile(r"[\"“”„«»‟‘]\s*([^\"“”„«»‟’]{1,30}?)\s*[\"“”«»‟’]")
_BRACKETED = re.compile(r"[(\[]([^)\]]*)[)\]]?")
_INITIALS = re.compile(r"(?:[^\W\d_]\.[-–]?)+(?:[^\W\d_])?\.?$")
_MAIDEN = re.compile(
    rf"[\s,]+(?:{'|'.join(map(re.escape, sorted(MAIDEN, key=len, reverse=True)))}|z\s+domu)\.?:?\s+(.*)$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(\S+?)\s*(?:@|\sat\s|\[at\]|\(at\))\s*(\S*?)(?:\.|\sdot\s)+\S*$", re.IGNORECASE)
MAX_WORDS = 8
# The customary Latin spelling of Korean families; the official letters are hardly used for them.
_KOREAN = {
    "gim": "kim",
    "i": "lee",
    "bag": "park",
    "bak": "park",
    "choe": "choi",
    "jeong": "jung",
    "gang": "kang",
    "jo": "cho",
    "yun": "yoon",
    "im": "lim",
    "o": "oh",
    "seo": "suh",
    "gwon": "kwon",
    "u": "woo",
    "no": "roh",
    "an": "ahn",
    "yu": "yoo",
}


class NameForms(NamedTuple):
    """Folded words by which a name is compared; the first of each is the form as written.

    given, family: alternatives (call name, hyphenated halves, name before marriage); a single letter is an initial.
    middle: further given names or initials, in order. generation: "1" senior, "2" junior, … gender: "m", "f" or "".
    guessed: read from an address, so that it can speak for, not against.
    """

    given: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    middle: tuple[str, ...] = ()
    generation: str = ""
    gender: str = ""
    guessed: bool = False


class _Draft:
    """What was set aside while the name was read."""

    def __init__(self) -> None:
        self.nick: list[str] = []
        self.maiden: list[str] = []
        self.generation = ""
        self.gender = ""


@functools.lru_cache(maxsize=65_536)
def parse_name(full: str) -> NameForms:
    """Forms of a display name: ``Dr. Robert "Bob" van der Berg Jr.``, ``Berg, Robert``, ``BERG Robert``, ``王小明``.

    An e-mail address gives the words of its local part. Text without letters, or still encoded as in a mail
    header (RFC 2047), gives empty forms.
    """
    text = unicodedata.normalize("NFKC", full).strip()
    if "=?" in text and "?=" in text:
        return NameForms()
    if _ADDRESS.search(text):
        return parse_mailbox(text)
    draft = _Draft()
    text = _without_asides(text, draft)
    first, last = _at_comma(text, draft)
    if is_syllabic(first) and not last:
        return _syllabic(first)
    given, family = (_words(first, draft), _words(last, draft)) if last else _split(_words(first, draft))
    return _forms(given, family, draft)


@functools.lru_cache(maxsize=65_536)
def parse_parts(given: str, family: str, additional: str = "", maiden: str = "", nickname: str = "") -> NameForms:
    """Forms of a name whose parts are known from the columns of a table or from a card."""
    draft = _Draft()
    first = _words(_without_asides(given, draft), draft)
    if additional:
        first += _words(additional, draft)
    last = _words(_without_asides(family, draft), draft)
    draft.maiden += map(fold, _words(maiden, draft))
    draft.nick += map(fold, _words(nickname, draft)[:1])
    return _forms(first, last, draft, parted=True)


@functools.lru_cache(maxsize=65_536)
def parse_mailbox(address: str) -> NameForms:
    """Forms of the name in an address: ``tyrion.lannister@…``. Empty for a role (``info@``) or a single word."""
    found = _ADDRESS.search(address.strip().strip("<>"))
    local = (found.group(1) if found else address).partition("+")[0].lower()
    if local in ROLE_MAILBOXES:
        return NameForms()
    words = [fold(word) for word in re.split(r"[._\-\d]+", local)]
    words = [word for word in words if word]
    if len(words) < 2 or len(words) > 3 or max(map(len, words)) < 3:
        return NameForms()
    return NameForms(given=(words[0],), family=(words[-1],), middle=tuple(words[1:-1]), guessed=True)


def names_mailbox(local: str, forms: NameForms) -> bool:
    """Whether the letters of the local part of an address come from the name, and so add nothing to it."""
    rest = re.sub(r"[^a-z]", "", latin(local.partition("+")[0]).lower())
    used = False
    for word in sorted({*forms.given, *forms.family, *forms.middle}, key=len, reverse=True):
        if len(word) > 1 and word in rest:
            rest = rest.replace(word, "", 1)
            used = True
    return used and (len(rest) <= 2 or any(_stands_for(word, rest) for word in forms.given))


def _stands_for(word: str, name: str) -> bool:
    """Jim, or J., for James."""
    if len(word) == 1:
        return name.startswith(word) and is_first_name(name)
    return bool(name_classes(word) & name_classes(name))


def _without_asides(text: str, draft: _Draft) -> str:
    """The name without nickname, brackets, maiden name, and what follows a dash or a bar."""
    if '"' in text or not text.isascii():
        for nick in _QUOTED.findall(text):
            draft.nick += [fold(word) for word in nick.split()[:1]]
        text = _QUOTED.sub(" ", text) if _QUOTED.sub("", text).strip() else _QUOTED.sub(r"\1", text)
    if "(" in text or "[" in text:
        for aside in _BRACKETED.findall(text):
            _keep_aside(aside, draft)
        text = _BRACKETED.sub(" ", text)
    for cut in CUTS:
        at = text.lower().find(cut)
        if at > 0:
            text = text[:at]
    born = _MAIDEN.search(text)
    if born:
        draft.maiden += [fold(word) for word in born.group(1).split()[:2]]
        text = text[: born.start()]
    return text.replace('"', " ")


def _keep_aside(aside: str, draft: _Draft) -> None:
    born = _MAIDEN.search(" " + aside)
    if born:
        draft.maiden += [fold(word) for word in born.group(1).split()[:2]]
    elif aside[:1].isupper() and aside.isalpha() and not aside.isupper():
        draft.nick.append(fold(aside))


def _at_comma(text: str, draft: _Draft) -> tuple[str, str]:
    """(given, family) of ``Berg, Robert``; (name, "") otherwise. Degrees and descriptions after a comma go."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    while len(parts) > 1 and _is_suffix(parts[-1], draft):
        parts.pop()
    if len(parts) < 2:
        return (parts[0] if parts else "", "")
    before, after = parts[0].split(), parts[1].split()
    if any(word in DESCRIBING for word in after[:-1]) and len(before) > 1:
        return parts[0], ""
    if len(before) > 1 and len(after) > 2 and before[0].lower() not in PARTICLES:
        return parts[0], ""
    return parts[1], parts[0]


def _is_suffix(text: str, draft: _Draft) -> bool:
    words = [fold(word) for word in re.split(r"[\s/]+", text) if fold(word)]
    for word in words:
        draft.generation = GENERATIONS.get(word, draft.generation)
    return all(word in DEGREES or word in GENERATIONS or word in TITLES for word in words)


def _words(text: str, draft: _Draft) -> list[str]:
    """Words of a part of the name, case kept, titles and degrees removed, initials apart."""
    words: list[str] = []
    raw = text.split()[: MAX_WORDS * 2]
    for place, word in enumerate(raw):
        bare = fold(word)
        if not bare or bare.isdigit():
            continue
        if _is_title(bare, word, draft, leading=not words, more=place + 1 < len(raw)):
            continue
        if words and (bare in GENERATIONS or (bare in DEGREES and _looks_like_a_degree(word))):
            draft.generation = GENERATIONS.get(bare, draft.generation)
            continue
        words += _apart(word)
    return words[:MAX_WORDS]


def _is_title(bare: str, word: str, draft: _Draft, *, leading: bool, more: bool) -> bool:
    if not (leading and more) or (len(bare) == 2 and word.isupper() and bare not in {"mr", "ms", "dr"}):
        return False
    if bare in MALE or bare in FEMALE:
        draft.gender = draft.gender or ("m" if bare in MALE else "f")
        return True
    return bare in TITLES


def _looks_like_a_degree(word: str) -> bool:
    return word.isupper() or "." in word or word in {"PhD", "Esq", "MSc", "BSc", "MEng", "DPhil"} or word.islower()


def _apart(word: str) -> list[str]:
    """``J.R.R.`` is three initials, ``Tyrion.Lannister`` two words, anything else itself."""
    if _INITIALS.match(word):
        return [letter for letter in word if letter.isalpha()]
    if "." in word.strip("."):
        return [piece for piece in word.split(".") if fold(piece)]
    return [word]


def _split(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Given and family words of a name in natural order; capitals mark the family, a particle begins it."""
    words = list(words)
    if len(words) < 2:
        return _initials(words)
    loud = [word for word in words if len(fold(word)) > 1 and word.isupper()]
    if loud and len(loud) < len([w for w in words if len(fold(w)) > 1]):
        return [word for word in words if word not in loud], loud
    for place in range(1, len(words) - 1):
        if words[place].lower().strip("'’") in PARTICLES and (words[place].islower() or place + 2 == len(words)):
            return words[:place], words[place:]
    # Four full words are most often two given names and two family names (María José Carreño Quiñones).
    cut = -2 if len(words) == 4 and min(len(fold(word)) for word in words) > 1 else -1
    return words[:cut], words[cut:]


def _initials(words: list[str]) -> tuple[list[str], list[str]]:
    """``JM`` alone stands for two names."""
    if words and words[0].isupper() and words[0].isascii() and 2 <= len(words[0]) <= 3:
        return [words[0][0]], [words[0][-1]]
    return words, []


def _syllabic(text: str) -> NameForms:
    """Chinese and Korean: the family name is the first syllable, the rest is one given name."""
    syllables = [fold(word) for word in latin(text).split()]
    if len(syllables) < 2:
        return NameForms(given=tuple(syllables))
    family = syllables[0]
    if any("\uac00" <= c <= "\ud7af" for c in text):
        family = _KOREAN.get(family, family)
    return NameForms(given=("".join(syllables[1:]),), family=(family,))


def _forms(given: Sequence[str], family: Sequence[str], draft: _Draft, *, parted: bool = False) -> NameForms:
    firsts = [fold(word) for word in given]
    middle = tuple(word for word in firsts[1:] if word)
    first_names = [firsts[0], *_halves(given[0])] if firsts else []
    if len(firsts) == 2 and (parted or min(map(len, firsts)) > 1):
        first_names.append("".join(firsts))
    if middle and len(firsts[0]) == 1 and len(middle[0]) > 1:
        first_names.append(middle[0])
    lasts = _family_forms(family)
    if not parted and family and len(middle) == 1 and len(middle[0]) > 1:
        lasts += [middle[0], middle[0] + lasts[0]]  # Gabriel García Márquez, Hillary Rodham Clinton
    return NameForms(
        given=_distinct([*first_names, *draft.nick]),
        family=_distinct([*lasts, *(word for word in draft.maiden if len(word) > 1)]),
        middle=middle,
        generation=draft.generation,
        gender=draft.gender,
    )


def _family_forms(family: Sequence[str]) -> list[str]:
    family = [piece for word in family for piece in _without_article(word)]
    words = [fold(word) for word in family]
    core = [word for word, raw in zip(words, family, strict=True) if raw.lower().strip("'’") not in PARTICLES]
    halves = [half for word in family for half in _halves(word)]
    return ["".join(core) or "".join(words), "".join(words), *(core if len(core) > 1 else []), *halves]


def _without_article(word: str) -> list[str]:
    """``El-Sayed`` is a particle and a name, ``Weiß-Schmidt`` one name."""
    first, _, rest = word.partition("-")
    return [first, rest] if rest and first.lower() in PARTICLES else [word]


def _halves(word: str) -> list[str]:
    if not re.search(r"\w[-\u2010\u2013]\w", word):
        return []
    return [half for half in (fold(piece) for piece in re.split(r"[-\u2010\u2013]", word)) if len(half) > 1]


def _distinct(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word))[:4]
