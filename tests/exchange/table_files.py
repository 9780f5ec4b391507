"""Writing small files for the tests of address tables, and reading them as an import would."""

import datetime as dt
import tempfile
from pathlib import Path

from reknit.core.records import PersonRecord, Record
from reknit.exchange.formats import Format, ReadOptions
from reknit.exchange.sources import Source

OPTIONS = ReadOptions(as_of=dt.datetime(2026, 5, 1, tzinfo=dt.UTC))


_FOLDER = tempfile.TemporaryDirectory(prefix="reknit-")  # removed when the tests end


def source_of(text: str | bytes, name: str = "people.csv") -> Source:
    path = Path(tempfile.mkdtemp(dir=_FOLDER.name)) / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return Source(name, path)


def read(fmt: Format, text: str | bytes, options: ReadOptions = OPTIONS) -> list[Record]:
    return list(fmt.read(source_of(text), options))


def person(fmt: Format, text: str | bytes, options: ReadOptions = OPTIONS) -> PersonRecord:
    [record] = read(fmt, text, options)
    assert isinstance(record, PersonRecord)
    return record


def recognised(fmt: Format, text: str | bytes) -> bool:
    source = source_of(text)
    return fmt.recognise(source, source.head())


def values(record: PersonRecord, kind: str) -> list[tuple[str, str]]:
    """(value, label) of the channels of one kind."""
    return [(channel.value, channel.label) for channel in record.channels if channel.kind == kind]


def row(columns: list[str], **cells: str) -> str:
    """A header and one row under it: cells by column name with ``_`` for a space."""
    named = {name.replace("_", " "): cell for name, cell in cells.items()}
    line = ",".join('"' + named.get(name, "").replace('"', '""') + '"' for name in columns)
    return ",".join(f'"{name}"' for name in columns) + "\n" + line + "\n"
