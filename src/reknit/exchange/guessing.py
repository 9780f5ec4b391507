"""Guessing what the columns of an unknown table mean, from their names and from what is in them.

A guess is good enough to import without a question (`Guess.sure`) only when it has people's
names *and* a way to reach them, both beyond reasonable doubt. Everything else is for the user
to confirm.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from reknit.exchange.column_values import Looks, looks_of
from reknit.exchange.column_words import (
    AMBIGUOUS_NAMES,
    FIELD_OF_WORDS,
    LABEL_OF_WORD,
    QUALIFIERS,
    SOMEBODY_ELSE,
)
from reknit.exchange.columns import POSTAL_FIELDS, REACH_FIELDS
from reknit.exchange.header_words import fold
from reknit.exchange.tables import Cells, Table

SURE = 0.8
SAMPLE_ROWS = 200

# How far a column's name alone can be trusted.
_EXACT, _QUALIFIED, _CONTAINED, _BY_VALUE = 0.95, 0.9, 0.7, 0.85

_ONE_COLUMN_ONLY = frozenset({"full_name", "given_name", "additional_name", "family_name", "birthday", "connected_on"})
_NAMES = frozenset({"full_name", "given_name", "family_name", "name"})
_ABOUT_OTHERS = frozenset(
    {"full_name", "given_name", "family_name", "nickname", *REACH_FIELDS, *POSTAL_FIELDS, "title"}
)
_LABELLED = frozenset({"email", "phone", "url", "profile", "handle", "address", *POSTAL_FIELDS})


@dataclass(frozen=True, kw_only=True)
class Guess:
    """What the columns probably mean.

    mapping: field (`columns.FIELDS`) by column name, "ignore" for the rest.
    confidence: 0 to 1, the lower of two: that there are people's names, that there is a way to reach them.
    reason: the decision in words.
    """

    mapping: dict[str, str]
    confidence: float
    reason: str

    @property
    def sure(self) -> bool:
        """Whether the table may be imported without asking."""
        return self.confidence >= SURE

    def columns_of(self, *fields: str) -> list[str]:
        """The columns that were given one of these fields."""
        return [name for name, field in self.mapping.items() if field in fields]


@dataclass(frozen=True)
class _Meaning:
    field: str
    confidence: float


def guess_mapping(table: Table) -> Guess:
    """The probable meaning of each column, from the header and from up to 200 rows."""
    rows = [cells for _, cells in islice(table.rows(), SAMPLE_ROWS)]
    names = list(dict.fromkeys([*table.header, *(name for cells in rows for name in cells)]))
    looks = {name: looks_of(cells.get(name, "") for cells in rows) for name in names}
    meanings = {name: _meaning(name, looks[name]) for name in names}
    _settle_ambiguous(meanings, looks)
    _keep_best(meanings)
    mapping = {name: meaning.field for name, meaning in meanings.items()}
    name_confidence = _confidence_of_names(meanings, rows)
    reach = [meaning.confidence for meaning in meanings.values() if meaning.field in REACH_FIELDS - {"handle"}]
    return Guess(
        mapping=mapping,
        confidence=round(min(name_confidence, max(reach, default=0.0)), 2),
        reason=_reason(mapping),
    )


def label_of(header: str) -> str:
    """The label that a column's name gives its values: ``Work Phone 2`` → "work", ``Handy`` → "mobile"."""
    labels = [LABEL_OF_WORD[word] for word in fold(header).split() if word in LABEL_OF_WORD]
    return " ".join(dict.fromkeys(labels))


def takes_label(field: str) -> bool:
    """Whether values of this field carry a label."""
    return field in _LABELLED


def _meaning(name: str, looks: Looks) -> _Meaning:
    words = fold(_spaced(name)).split()
    field, confidence = _by_name(words)
    if SOMEBODY_ELSE.intersection(words) and (not field or field in _ABOUT_OTHERS):
        return _Meaning("ignore", 0.0)
    return _checked(field, confidence, looks)


def _spaced(name: str) -> str:
    """``firstName`` with a space in it; ``eMail`` and ``ID`` stay."""
    return "".join(f" {c}" if i > 1 and c.isupper() and name[i - 1].islower() else c for i, c in enumerate(name))


def _by_name(words: list[str]) -> tuple[str, float]:
    words = [word for word in words if not word.isdigit()] or words
    for phrase in (" ".join(words), "".join(words)):
        if phrase in AMBIGUOUS_NAMES:
            return "name", _EXACT
        if phrase in FIELD_OF_WORDS:
            return FIELD_OF_WORDS[phrase], _EXACT
    essential = " ".join(word for word in words if word not in QUALIFIERS)
    # "Mobil privat": both words only qualify, and one of them is a thing of its own as well.
    own = " ".join(word for word in words if word not in QUALIFIERS or word in FIELD_OF_WORDS)
    for phrase in (essential, own):
        if phrase in FIELD_OF_WORDS:
            return FIELD_OF_WORDS[phrase], _QUALIFIED
    for size in range(len(words) - 1, 0, -1):
        for start in range(len(words) - size, -1, -1):
            phrase = " ".join(words[start : start + size])
            if phrase in FIELD_OF_WORDS and (size > 1 or phrase in _TELLING):
                return FIELD_OF_WORDS[phrase], _CONTAINED
    return "", 0.0


# Single words that keep their meaning inside any longer name.
_TELLING = frozenset(
    {"email", "mail", "phone", "telephone", "telefon", "linkedin", "birthday", "vorname", "nachname", "surname"}
)


def _checked(field: str, confidence: float, looks: Looks) -> _Meaning:
    """The meaning by name, corrected by what the cells show."""
    if not field:
        return _by_value(looks)
    if not looks.filled:
        return _Meaning(field, 0.0)
    if field in {"url", "profile"} and looks.profile >= 0.5:
        return _Meaning("profile", confidence)
    if field == "title" and looks.honorific > 0.5:
        return _Meaning("prefix", confidence)
    fitting = _share_that_fits(field, looks)
    if fitting >= (0.8 if field in _NAMES else 0.5):
        return _Meaning(field, confidence)
    shown = _by_value(looks)
    return shown if shown.confidence else _Meaning(field if fitting else "ignore", 0.3 if fitting else 0.0)


def _share_that_fits(field: str, looks: Looks) -> float:
    if field in _NAMES:
        return looks.words
    return {"email": looks.email, "phone": looks.phone}.get(field, 1.0)


def _by_value(looks: Looks) -> _Meaning:
    """The meaning of a column whose name says nothing."""
    for field, share in (("email", looks.email), ("profile", looks.profile), ("url", looks.url)):
        if share >= 0.9:
            return _Meaning(field, _BY_VALUE)
    return _Meaning("ignore", 0.0)


def _settle_ambiguous(meanings: dict[str, _Meaning], looks: Mapping[str, Looks]) -> None:
    """``Name``, ``Nom``, ``Nome`` …: first, last or whole name, by what else there is and by the cells."""
    fields = {meaning.field for meaning in meanings.values()}
    for name, meaning in meanings.items():
        if meaning.field != "name":
            continue
        if {"given_name", "family_name"} <= fields:
            meanings[name] = _Meaning("full_name" if looks[name].people >= 0.6 else "ignore", meaning.confidence)
        elif "given_name" in fields:
            meanings[name] = _Meaning("family_name", meaning.confidence)
        elif "family_name" in fields:
            meanings[name] = _Meaning("given_name", meaning.confidence)
        else:
            meanings[name] = _Meaning("full_name", _confidence_of_people(looks[name]) * meaning.confidence)


def _confidence_of_people(looks: Looks) -> float:
    if looks.organisations > 0.2:
        return 0.3
    return 1.0 if looks.people >= 0.6 else 0.4


def _keep_best(meanings: dict[str, _Meaning]) -> None:
    """Of several columns for what a person has once, the one that is surest, the first of equals."""
    for field in _ONE_COLUMN_ONLY:
        candidates = [name for name, meaning in meanings.items() if meaning.field == field]
        best = max(candidates, key=lambda name: meanings[name].confidence, default="")
        for name in candidates:
            if name != best:
                meanings[name] = _Meaning("ignore", 0.0)


def _confidence_of_names(meanings: Mapping[str, _Meaning], rows: list[Cells]) -> float:
    best = {meaning.field: meaning.confidence for meaning in meanings.values()}
    parts = [best.get("given_name", 0.0), best.get("family_name", 0.0)]
    confidence = max(best.get("full_name", 0.0), min(parts), 0.6 * max(parts))
    named = [name for name, meaning in meanings.items() if meaning.field in {"full_name", "given_name", "family_name"}]
    with_name = sum(any(cells.get(name, "").strip() for name in named) for cells in rows)
    return confidence if with_name * 2 >= len(rows) > 0 else min(confidence, 0.5)


def _reason(mapping: Mapping[str, str]) -> str:
    found = []
    for words, fields in (
        ("names", ("full_name", "given_name", "family_name")),
        ("e-mail", ("email",)),
        ("phone", ("phone",)),
        ("profile", ("profile",)),
    ):
        columns = [f"“{name}”" for name, field in mapping.items() if field in fields]
        if columns:
            found.append(f"{words} in {' and '.join(columns[:3])}")
    return ", ".join(found) or "no names and no addresses"
