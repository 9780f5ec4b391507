"""Invented vCards, read from memory."""

import datetime as dt
import io
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from reknit.core.records import PersonRecord, Record, Skipped, Unreadable
from reknit.exchange.formats import ReadOptions
from reknit.exchange.sources import HEAD_BYTES, Source
from reknit.exchange.vcard import FORMAT

OPTIONS = ReadOptions(as_of=dt.datetime(2026, 6, 1, tzinfo=dt.UTC))

# The smallest pictures that say what they are.
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(40))
JPEG = b"\xff\xd8\xff\xe0" + bytes(range(40))


@dataclass(frozen=True)
class MemorySource(Source):
    """A file that was never on a disk."""

    data: bytes = b""

    @property
    def size(self) -> int:
        return len(self.data)

    def open(self) -> BinaryIO:
        return io.BytesIO(self.data)


def source(data: bytes | str) -> MemorySource:
    """A file of that content."""
    content = data.encode() if isinstance(data, str) else data
    return MemorySource("book.vcf", Path("book.vcf"), data=content)


def recognised(data: bytes | str) -> bool:
    """Whether the format claims the file."""
    file = source(data)
    return FORMAT.recognise(file, file.head(HEAD_BYTES))


def read(data: bytes | str) -> list[Record]:
    """Every record of a file."""
    return list(FORMAT.read(source(data), OPTIONS))


def people(data: bytes | str) -> list[PersonRecord]:
    """The persons of a file."""
    return [record for record in read(data) if isinstance(record, PersonRecord)]


def unreadable(data: bytes | str) -> list[Unreadable]:
    """What could not be read."""
    return [record for record in read(data) if isinstance(record, Unreadable)]


def skipped(data: bytes | str) -> list[Skipped]:
    """What was left out on purpose."""
    return [record for record in read(data) if isinstance(record, Skipped)]


def card(*lines: str, version: str = "3.0", end: str = "\r\n") -> str:
    """A card of these lines."""
    return end.join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


def person(*lines: str, version: str = "3.0", end: str = "\r\n") -> PersonRecord:
    """The one person of one card."""
    (record,) = read(card(*lines, version=version, end=end))
    assert isinstance(record, PersonRecord)
    return record


def named(*lines: str, version: str = "3.0") -> PersonRecord:
    """The person of a card that has a name besides these lines."""
    return person("FN:Ines Okafor", *lines, version=version)
