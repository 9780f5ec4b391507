"""Rows of a LinkedIn file, by column name, whatever the order and the spelling of the columns."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from reknit.core.records import Origin
from reknit.exchange.sources import Source
from reknit.exchange.tables import Table

NAME = "linkedin"

_NOT_IN_A_WORD = re.compile(r"[\W_]+")


def column_name(header: str) -> str:
    """A column's name without case, spaces and marks: ``First Name`` and ``FirstName`` are one."""
    return _NOT_IN_A_WORD.sub("", header.casefold())


@dataclass(frozen=True, slots=True)
class Row:
    """One row. Cells are asked for by `column_name` and come trimmed; a missing column is ""."""

    file: str
    number: int
    cells: Mapping[str, str]
    names: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        name = self.names.get(column)
        return "" if name is None else self.cells[name].strip()

    def any_of(self, *columns: str) -> str:
        """The first of these columns that holds something."""
        return next(filter(None, map(self.__getitem__, columns)), "")

    def has(self, column: str) -> bool:
        """Whether the file has this column at all."""
        return column in self.names

    @property
    def origin(self) -> Origin:
        """The row as a spreadsheet counts it."""
        return Origin(self.file, f"row {self.number}")


def rows_of(source: Source, table: Table) -> Iterator[Row]:
    """Every row that holds some text, in file order."""
    names = {column_name(header): header for header in reversed(table.header)}
    for number, cells in table.rows():
        yield Row(source.label, number, cells, names)
