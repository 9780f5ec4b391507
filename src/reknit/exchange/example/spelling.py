"""Names and addresses as programs and people write them: folded, shortened, turned round."""

import random
import re
import unicodedata
from collections.abc import Callable

from reknit.exchange.example.people import Organisation
from reknit.exchange.example.words import texts

# Letters that do not fall apart into a base letter and a mark.
_FOLDED = str.maketrans(
    {"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "\N{LATIN SMALL LETTER DOTLESS I}": "i"}
)


def folded(text: str) -> str:
    """`text` in plain ASCII, as mail addresses and old programs have it: ``Łukasz`` → ``Lukasz``."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_FOLDED))
    return "".join(char for char in decomposed if ord(char) < 128)


def slug(text: str) -> str:
    """Lower case, ASCII, words joined by hyphens: the form of profile addresses."""
    return re.sub(r"[^a-z0-9]+", "-", folded(text).lower()).strip("-")


def work_address(given: str, family: str, organisation: Organisation) -> str:
    """The address in the way of the house; each organisation keeps to one way."""
    first, last = slug(given).replace("-", ""), slug(family)
    way = len(organisation.name) % 3
    local = (f"{first}.{last}", f"{first[0]}.{last}", f"{first}.{last.split('-')[0]}")[way]
    return f"{local}@{organisation.domain}"


def private_address(given: str, family: str, rng: random.Random) -> str:
    """An address at one of the invented mail providers."""
    first, last = slug(given).replace("-", ""), slug(family).split("-")[-1]
    local = rng.choice(
        (f"{first}.{last}", f"{first}{last[0]}{rng.randint(2, 89)}", f"{last}.{first}", f"{first}_{last}")
    )
    return f"{local}@{rng.choice(texts('organisations')['providers']['domains'])}"


def _without_marks(given: str, family: str) -> str:
    return f"{folded(given)} {folded(family)}"


def _nickname(given: str, family: str) -> str:
    names: dict[str, str] = texts("names")["nicknames"]
    return f"{names.get(given, given)} {family}"


def _initial(given: str, family: str) -> str:
    return f"{given[0]}. {family}"


def _turned_round(given: str, family: str) -> str:
    return f"{family}, {given}"


def _shortened(given: str, family: str) -> str:
    return f"{given} {family.split('-', maxsplit=1)[0]}"


def _mistyped(given: str, family: str) -> str:
    middle = len(family) // 2
    return f"{given} {family[: middle - 1]}{family[middle]}{family[middle - 1]}{family[middle + 1 :]}"


def _middle_initial(given: str, family: str) -> str:
    return f"{given} {family[-1].upper()}. {family}"


def _married(given: str, family: str) -> str:
    return f"{given} {family}-Hansen"


VARIATIONS: dict[str, Callable[[str, str], str]] = {
    "without marks": _without_marks,
    "nickname": _nickname,
    "initial": _initial,
    "turned round": _turned_round,
    "shortened": _shortened,
    "mistyped": _mistyped,
    "middle initial": _middle_initial,
    "married": _married,
}


def variation(kind: str, given: str, family: str) -> str:
    """The spelling of kind `kind`, or "" where it would change nothing."""
    written = VARIATIONS[kind](given, family)
    return "" if written == f"{given} {family}" else written
