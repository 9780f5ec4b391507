"""Tables whose columns the user may assign: what stands in them, and what each column probably means.

An offer is made for a table that is read by guess, so that the guess can be corrected, and for one
that was refused although it seems to hold people, so that the user can say what its columns are.
"""

from collections.abc import Mapping, Sequence
from itertools import islice

import msgspec

from reknit.errors import InvalidValueError
from reknit.exchange import contacts_csv
from reknit.exchange.columns import FIELDS, NAME_FIELDS, REACH_FIELDS
from reknit.exchange.guessing import Guess
from reknit.exchange.tables import Cells, peek

Header = tuple[str, ...]
Mappings = Mapping[Header, Mapping[str, str]]

SAMPLES = 3
SAMPLE_ROWS = 50
LONGEST_SAMPLE = 40

# Nobody assigns more columns than this by hand.
MOST_COLUMNS = 100


class ColumnOffer(msgspec.Struct, frozen=True):
    """One column: its probable field (`columns.FIELDS`), and a few of its values."""

    name: str
    field: str
    samples: tuple[str, ...] = ()


class TableOffer(msgspec.Struct, frozen=True, kw_only=True):
    """A table and what its columns mean.

    refused: why it is not read as contacts; "" when it is.
    assigned: the user has said what the columns mean. confidence, reason: as in `Guess`.
    """

    file: str
    header: Header
    columns: tuple[ColumnOffer, ...]
    confidence: float
    reason: str
    refused: str = ""
    assigned: bool = False

    @property
    def mapping(self) -> dict[str, str]:
        """Field by column name."""
        return {column.name: column.field for column in self.columns}

    @property
    def assumed(self) -> bool:
        """Whether the table is read by guess alone."""
        return not self.refused and not self.assigned


def offer(file: str, head: bytes, mappings: Mappings, *, refused: str = "") -> TableOffer | None:
    """The offer for a file, from its first bytes; None for what is no table, or shows nobody to reach or name."""
    guess = contacts_csv.guess(head)
    table = peek(head)
    if guess is None or table is None or len(guess.mapping) > MOST_COLUMNS:
        return None
    stated = mappings.get(table.header)
    if refused and stated is None and not _speaks_of_people(guess):
        return None
    rows = [cells for _, cells in islice(table.rows(), SAMPLE_ROWS)]
    fields = {**dict.fromkeys(guess.mapping, "ignore"), **stated} if stated is not None else guess.mapping
    return TableOffer(
        file=file,
        header=table.header,
        columns=tuple(ColumnOffer(name, field, _samples(name, rows)) for name, field in fields.items()),
        confidence=1.0 if stated is not None else guess.confidence,
        reason="as you assigned the columns" if stated is not None else guess.reason,
        refused=refused,
        assigned=stated is not None,
    )


def _speaks_of_people(guess: Guess) -> bool:
    return bool(guess.columns_of(*NAME_FIELDS, *REACH_FIELDS))


def _samples(name: str, rows: Sequence[Cells]) -> tuple[str, ...]:
    texts = (" ".join(cells.get(name, "").split()) for cells in rows)
    cut = (text if len(text) <= LONGEST_SAMPLE else f"{text[: LONGEST_SAMPLE - 1]}…" for text in texts if text)
    return tuple(islice(dict.fromkeys(cut), SAMPLES))


def leaves_out(mapping: Mapping[str, str]) -> bool:
    """Whether every column is left out, which is how the user refuses a table."""
    return all(field == "ignore" for field in mapping.values())


def checked(mapping: Mapping[str, str]) -> dict[str, str]:
    """A mapping as the user stated it. Raises `InvalidValueError` naming the column that cannot stay so."""
    for name, field in mapping.items():
        if field not in FIELDS:
            raise InvalidValueError(f"“{field}” is no field. Choose one of: {', '.join(FIELDS)}.", field=name)
    fields = set(mapping.values())
    if not leaves_out(mapping) and not fields & (NAME_FIELDS | REACH_FIELDS):
        raise InvalidValueError("Say which column holds names, e-mail addresses or phone numbers.")
    return dict(mapping)
