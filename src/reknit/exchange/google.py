"""Google Contacts CSV, as exported before 2024 (``Given Name``, ``E-mail 1 - Type``) and since (``First Name``,
``E-mail 1 - Label``).

Both number their columns (``Phone 3 - Value``), join several values of one kind with ``:::``
and mark with ``* `` what Google itself made: the preferred label and the system groups.
"""

import re
from collections.abc import Iterator

from reknit.core.records import Record
from reknit.exchange.columns import IGNORED, Column, parse_columns
from reknit.exchange.formats import Format, ReadOptions
from reknit.exchange.header_words import fold
from reknit.exchange.people_tables import folded, read_people
from reknit.exchange.sources import Source
from reknit.exchange.tables import Cells, open_table, peek

_FIXED = folded(
    parse_columns(
        {
            "Name": "full_name",
            "Given Name": "given_name",
            "First Name": "given_name",
            "Additional Name": "additional_name",
            "Middle Name": "additional_name",
            "Family Name": "family_name",
            "Last Name": "family_name",
            "Name Prefix": "prefix",
            "Name Suffix": "suffix",
            "Nickname": "nickname",
            "Short Name": "nickname",
            "Maiden Name": "maiden_name",
            "Yomi Name": "ignore",
            "Given Name Yomi": "phonetic",
            "Family Name Yomi": "phonetic",
            "Phonetic First Name": "phonetic",
            "Phonetic Middle Name": "phonetic",
            "Phonetic Last Name": "phonetic",
            "File As": "display_name",
            "Organization Name": "organisation",
            "Organization Title": "title",
            "Organization Department": "department",
            "Birthday": "birthday",
            "Hobby": "interest",
            "Notes": "notes",
            "Group Membership": "tags",
            "Labels": "tags",
            "Initials": "ignore",
            "Gender": "ignore",
            "Mileage": "ignore",
            "Priority": "ignore",
            "Sensitivity": "ignore",
            "Directory Server": "ignore",
            "Photo": "ignore",
        }
    )
)

# What ``KIND n - PART`` means; the label stands under ``KIND n - Type`` or ``KIND n - Label``.
_NUMBERED = {
    ("e-mail", "value"): "email",
    ("phone", "value"): "phone",
    ("website", "value"): "url",
    ("im", "value"): "handle",
    ("event", "value"): "anniversary",
    ("relation", "value"): "extra",
    ("custom field", "value"): "extra",
    ("address", "formatted"): "address",
    ("address", "street"): "street",
    ("address", "extended address"): "extended",
    ("address", "po box"): "po_box",
    ("address", "city"): "city",
    ("address", "region"): "region",
    ("address", "postal code"): "postal_code",
    ("address", "country"): "country",
    ("organization", "name"): "organisation",
    ("organization", "title"): "title",
    ("organization", "department"): "department",
}
_LABEL_PARTS = ("label", "type")
_LABEL_ENDINGS = (" - Label", " - Type")
_NUMBERED_NAME = re.compile(r"(e-mail|phone|website|im|event|relation|custom field|address|organization) (\d+) - (.+)")
_SEPARATOR = ":::"

# Google puts everybody into these; they say nothing. Its "Friends" and "Family" are the user's choice.
_SYSTEM_GROUPS = frozenset({"mycontacts", "my contacts", "starred", "other contacts", "othercontacts"})
_MARK = "* "

_OWN_LABELS = frozenset(
    {
        *("work", "home", "other", "mobile", "main", "pager", "work fax", "home fax", "other fax", "google voice"),
        *("home page", "blog", "profile", "homepage", "anniversary"),
    }
)


def _meaning(name: str, header: frozenset[str]) -> Column | None:
    match = _NUMBERED_NAME.fullmatch(name.lower())
    if match is None:
        return _FIXED.get(fold(name))
    kind, part = match[1], match[3]
    if part in _LABEL_PARTS or (kind, part) == ("im", "service"):
        return IGNORED
    if (kind, part) not in _NUMBERED:
        return None
    stem = name[: match.end(2)]
    parts = ("Service", "Label", "Type") if kind == "im" else ("Label", "Type")
    label_from = next((f"{stem} - {part}" for part in parts if f"{stem} - {part}" in header), "")
    return Column(
        field=_NUMBERED[kind, part],
        label_from=label_from,
        group=stem if kind in {"address", "organization"} else "",
        separator="" if kind in {"address", "organization"} else _SEPARATOR,
    )


def _columns(header: tuple[str, ...]) -> dict[str, Column]:
    names = frozenset(header)
    meanings = {name: _meaning(name, names) for name in header}
    return {name: column for name, column in meanings.items() if column is not None}


def _recognise(_source: Source, head: bytes) -> bool:
    table = peek(head)
    if table is None:
        return False
    names = {name.lower() for name in table.header}
    if {"given name yomi", "group membership"} <= names or {"phonetic first name", "file as", "labels"} <= names:
        return True
    named = bool(names & {"name", "given name", "first name"})
    return named and any(_NUMBERED_NAME.fullmatch(name) for name in names)


def _tidy(cells: Cells) -> Cells:
    for name in ("Group Membership", "Labels"):
        if cells.get(name):
            groups = [group.strip() for group in cells[name].split(_SEPARATOR)]
            cells[name] = "\n".join(g.removeprefix(_MARK) for g in groups if not _is_system(g))
    for name, text in cells.items():
        if text and name.endswith(_LABEL_ENDINGS) and text.removeprefix(_MARK).lower() in _OWN_LABELS:
            cells[name] = text.lower()
        elif _SEPARATOR in text and name.startswith(("Organization", "Address")):
            cells[name] = re.sub(r"\s*:::\s*", "\n" if name.startswith("Address") else ", ", text)
    return cells


def _is_system(group: str) -> bool:
    return group.startswith(_MARK) and group.removeprefix(_MARK).casefold() in _SYSTEM_GROUPS


def _read(source: Source, options: ReadOptions) -> Iterator[Record]:
    table = open_table(source)
    columns = _columns(table.header)
    return read_people(table, columns, source=FORMAT.name, label=source.label, options=options, tidy=_tidy)


FORMAT = Format(name="google-csv", title="Google Contacts", recognise=_recognise, read=_read)
