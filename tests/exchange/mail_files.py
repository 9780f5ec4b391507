"""Invented mails, read from memory."""

import datetime as dt
import io
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

from reknit.core.records import InteractionRecord, Record, Skipped, Unreadable
from reknit.exchange.formats import ReadOptions
from reknit.exchange.mail import FORMAT
from reknit.exchange.sources import Source

AS_OF = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
DATE = "Date: Tue, 5 Mar 2024 10:30:00 +0100"


@dataclass(frozen=True)
class MemorySource(Source):
    """A file that was never on a disk."""

    data: bytes = b""

    @property
    def size(self) -> int:
        return len(self.data)

    def open(self) -> BinaryIO:
        return io.BytesIO(self.data)


def as_bytes(data: bytes | str) -> bytes:
    return data.encode() if isinstance(data, str) else data


def source(data: bytes | str, label: str = "Inbox") -> MemorySource:
    """A file of that content."""
    return MemorySource(label, Path(label), data=as_bytes(data))


def recognised(data: bytes | str, label: str = "Inbox") -> bool:
    """Whether the format claims the file."""
    file = source(data, label)
    return FORMAT.recognise(file, file.head())


def read(data: bytes | str, label: str = "Inbox", *, zone: str = "UTC") -> list[Record]:
    """Every record of a file."""
    return list(FORMAT.read(source(data, label), ReadOptions(as_of=AS_OF, zone=ZoneInfo(zone))))


def mails(data: bytes | str, label: str = "Inbox") -> list[InteractionRecord]:
    """The mails of a file."""
    return [record for record in read(data, label) if isinstance(record, InteractionRecord)]


def reasons(data: bytes | str, label: str = "Inbox") -> list[str]:
    """Why records were left out or could not be read."""
    return [record.reason for record in read(data, label) if isinstance(record, Skipped | Unreadable)]


def letter(*fields: str, body: str = "Hello!\n", sender: str = "From: Mara Lind <mara@lind.example>") -> str:
    """One mail with these header fields; a date and a sender are added if they are not among them."""
    names = {field.partition(":")[0].lower() for field in fields}
    first = [] if "from" in names or not sender else [sender]
    dated = [] if "date" in names else [DATE]
    return "\n".join([*first, *fields, *dated, "", body])


def mail(*fields: str, label: str = "Inbox", **more: str) -> InteractionRecord:
    """The one record of one mail."""
    (record,) = read(letter(*fields, **more), label)
    assert isinstance(record, InteractionRecord)
    return record


def mailbox(*letters: str, line: str = "From mara@lind.example Tue Mar  5 10:30:00 2024") -> str:
    """An mbox of these mails."""
    return "\n".join(f"{line}\n{text}" for text in letters)


def people(record: InteractionRecord, role: str) -> list[tuple[str, str]]:
    """Name and address of everybody in one role."""
    return [(p.name, p.value) for p in record.participants if p.role == role]
