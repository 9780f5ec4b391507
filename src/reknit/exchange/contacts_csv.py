"""Any other table of people: columns as the user assigned them, or as they are guessed.

Column names are matched in seven languages (`column_words`), then checked against what is in
the cells (`guessing`). Attendee lists, sign-up lists and the like are recognised and refused
(`not_contacts`). Columns that are not assigned are not read.
"""

import re
from collections.abc import Iterator, Mapping
from functools import partial

from reknit.core.records import Record
from reknit.errors import UnreadableFileError
from reknit.exchange import google, linkedin_kinds, outlook, thunderbird, yahoo
from reknit.exchange.columns import Column
from reknit.exchange.formats import Format, ReadOptions
from reknit.exchange.guessing import Guess, guess_mapping, label_of, takes_label
from reknit.exchange.not_contacts import reason_by_content, reason_by_header
from reknit.exchange.people_tables import read_people
from reknit.exchange.sources import Source
from reknit.exchange.tables import Cells, Table, open_table, peek
from reknit.exchange.unknown_files import kind_of_file

_PROGRAMS = (google.FORMAT, outlook.FORMAT, thunderbird.FORMAT, yahoo.FORMAT)

_REGULAR_ROWS = 0.7
_LONGEST_TITLE = 40

_LAST_FIRST = re.compile(r"\s*([^,]+),\s*([^,]+?)\s*")
_AFTER_A_NAME = re.compile(r"(?:jr|sr|ii|iii|iv|phd|ph\.d|md|m\.d|mba|esq|cpa|dr|inc|ltd|llc)\.?", re.IGNORECASE)


def why_not(source: Source, head: bytes) -> str:
    """Why a file is not imported as contacts, for people; to be asked of files that no format recognised."""
    table = peek(head)
    if table is None or not _is_table(table):
        return kind_of_file(source, head)
    return reason_by_header(table) or reason_by_content(table, guess_mapping(table))


def guess(head: bytes) -> Guess | None:
    """What the columns of a table probably mean; None when the bytes are no table."""
    table = peek(head)
    return guess_mapping(table) if table is not None and _is_table(table) else None


def has_mapping(head: bytes, mappings: Mapping[tuple[str, ...], Mapping[str, str]]) -> bool:
    """Whether the user has assigned the columns of this table, so that it is read as contacts whatever it is."""
    table = peek(head)
    return table is not None and table.header in mappings


def columns_for(mapping: Mapping[str, str]) -> dict[str, Column]:
    """Columns from a mapping of column name to field; the label comes from the column's name."""
    return {
        name: Column(field=field, label=label_of(name) if takes_label(field) else "")
        for name, field in mapping.items()
        if field != "ignore"
    }


def _is_table(table: Table) -> bool:
    """Whether these are rows of cells rather than text with commas in it."""
    if table.regular < _REGULAR_ROWS or ":" in table.header[0]:
        return False
    if table.delimiter == "|" and table.header[0] == "column 1":  # a table drawn in Markdown
        return False
    return len(table.header) > 1 or len(table.header[0]) <= _LONGEST_TITLE


def _recognise(source: Source, head: bytes) -> bool:
    table = peek(head)
    if table is None or len(table.header) < 2 or not table.header_row:
        return False
    if any(fmt.recognise(source, head) for fmt in _PROGRAMS) or linkedin_kinds.kind_of(source, table.header):
        return False
    if reason_by_header(table):
        return False
    return guess_mapping(table).sure


def _read(source: Source, options: ReadOptions) -> Iterator[Record]:
    table = open_table(source)
    mapping = options.mappings.get(table.header) or guess_mapping(table).mapping
    columns = columns_for(mapping)
    if not columns:
        raise UnreadableFileError("no column has a meaning")
    return read_people(
        table,
        columns,
        source=FORMAT.name,
        label=source.label,
        options=options,
        tidy=partial(_first_name_first, [name for name, column in columns.items() if column.field == "full_name"]),
        keep_unknown=False,
    )


def _first_name_first(columns: list[str], cells: Cells) -> Cells:
    """``Liu, Dana`` as ``Dana Liu``; ``Dana Liu, PhD`` stays."""
    for name in columns:
        match = _LAST_FIRST.fullmatch(cells.get(name, ""))
        if match and not _AFTER_A_NAME.fullmatch(match[2]):
            cells[name] = f"{match[2]} {match[1]}"
    return cells


FORMAT = Format(name="contacts-csv", title="table of contacts", recognise=_recognise, read=_read)
