"""Reading a table of people whose columns are known: one loop for every such format."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from reknit.core.records import Origin, Record, Unreadable
from reknit.exchange.columns import Column
from reknit.exchange.days import DayOrder, order_of, usual_order
from reknit.exchange.drafts import Draft, finish, keep, put
from reknit.exchange.formats import ReadOptions
from reknit.exchange.header_words import fold
from reknit.exchange.tables import Cells, Table

SHIFTED = "more cells than the table has columns"

_DAY_FIELDS = frozenset({"birthday", "anniversary", "connected_on"})


@dataclass(frozen=True, kw_only=True)
class KnownTable:
    """A table that some program exports, known by its column names.

    columns: meaning by folded name.
    marks: folded names of which at least one must be there; least: how many known columns there must be.
    """

    columns: Mapping[str, Column]
    marks: frozenset[str]
    least: int = 8

    def fits(self, header: Iterable[str]) -> bool:
        """Whether a table with this header comes from the program."""
        names = {fold(name) for name in header}
        known = names & self.columns.keys()
        return bool(names & self.marks) and len(known) >= self.least and len(known) * 10 >= len(names) * 6

    def columns_of(self, header: Iterable[str]) -> dict[str, Column]:
        """The known columns, under the file's own spelling of their names."""
        return {name: self.columns[fold(name)] for name in header if fold(name) in self.columns}


def folded(columns: Mapping[str, Column]) -> dict[str, Column]:
    """The same columns under folded names."""
    return {fold(name): column for name, column in columns.items()}


def read_people(
    table: Table,
    columns: Mapping[str, Column],
    *,
    source: str,
    label: str,
    options: ReadOptions,
    tidy: Callable[[Cells], Cells] | None = None,
    keep_unknown: bool = True,
) -> Iterator[Record]:
    """One record for each row, in order; the origin is ``row 17`` as a spreadsheet counts.

    columns: meaning by the table's own column names.
    tidy: mends the cells of a row first.
    keep_unknown: columns without a meaning are kept in `extra`; else they are left out.
    """
    plan = [(name, columns[name]) for name in table.header if name in columns]
    unknown = [name for name in table.header if name not in columns] if keep_unknown else []
    order = _day_order(table, columns, options)
    for number, cells in table.rows():
        origin = Origin(label, f"row {number}")
        if tidy is not None:
            cells = tidy(cells)
        if table.surplus(cells) and _is_shifted(cells, plan):
            yield Unreadable(origin=origin, reason=SHIFTED)
            continue
        draft = Draft(order=order, latest_year=options.as_of.year)
        for name, column in plan:
            if cells[name]:
                _put_cell(draft, column, cells, name)
        for name in unknown:
            keep(draft, name, cells[name])
        for name in islice(cells, len(table.header), None):
            if name in columns:
                put(draft, columns[name], cells[name], header=name)
            elif keep_unknown:
                keep(draft, name, cells[name])
        yield finish(draft, origin, source=source)


def _put_cell(draft: Draft, column: Column, cells: Cells, name: str) -> None:
    label = cells.get(column.label_from, "").strip()
    values = cells[name].split(column.separator) if column.separator else [cells[name]]
    for value in values:
        put(draft, column, value, header=name, label=label)


def _is_shifted(cells: Cells, plan: list[tuple[str, Column]]) -> bool:
    """Whether an unquoted delimiter moved the cells: something that is no address stands under e-mail."""
    texts = [cells[name].strip() for name, column in plan if column.field == "email"]
    return any(text and "@" not in text for text in texts)


def _day_order(table: Table, columns: Mapping[str, Column], options: ReadOptions) -> DayOrder:
    default = usual_order(options.region)
    names = [name for name in table.header if name in columns and columns[name].field in _DAY_FIELDS]
    if not names:
        return default
    return order_of((cells[name] for _, cells in table.rows() for name in names if cells[name]), default=default)
