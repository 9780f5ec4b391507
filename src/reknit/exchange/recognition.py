"""What a file is: a format that Reknit reads, a table whose columns are guessed or assigned, or nothing known."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reknit.errors import UnreadableFileError
from reknit.exchange import contacts_csv, registry
from reknit.exchange.column_offers import Header, Mappings, TableOffer, leaves_out, offer
from reknit.exchange.formats import Format
from reknit.exchange.sources import Source, walk

EMPTY = "the file is empty"
REFUSED_BY_USER = "you left out all its columns"


@dataclass(frozen=True)
class Recognised:
    """format: None when the file is left out, and then `refused` says why. table: columns to confirm or assign."""

    format: Format | None
    refused: str = ""
    table: TableOffer | None = None


def recognise(source: Source, head: bytes, mappings: Mappings) -> Recognised:
    """What a file is, from its first bytes. Columns that the user has assigned win over every format."""
    if mappings and contacts_csv.has_mapping(head, mappings):
        return _by_word(source, head, mappings)
    fmt = registry.recognise(source, head)
    if fmt is contacts_csv.FORMAT:
        return Recognised(fmt, table=offer(source.label, head, mappings))
    if fmt is not None:
        return Recognised(fmt)
    if not head:
        return Recognised(None, EMPTY)
    reason = contacts_csv.why_not(source, head)
    return Recognised(None, reason, offer(source.label, head, mappings, refused=reason))


def _by_word(source: Source, head: bytes, mappings: Mappings) -> Recognised:
    table = offer(source.label, head, mappings)
    if table is not None and leaves_out(table.mapping):
        return Recognised(None, REFUSED_BY_USER, offer(source.label, head, mappings, refused=REFUSED_BY_USER))
    return Recognised(contacts_csv.FORMAT, table=table)


def tables_in(paths: list[Path], mappings: Mappings) -> Iterator[TableOffer]:
    """The tables among files and folders whose columns are guessed, assigned or to be assigned; each header once."""
    seen: set[Header] = set()
    for source in walk(paths):
        try:
            head = source.head()
        except UnreadableFileError:
            continue  # reading the files says so
        table = recognise(source, head, mappings).table
        if table is not None and table.header not in seen:
            seen.add(table.header)
            yield table
