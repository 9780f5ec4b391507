"""Invented LinkedIn archives, small enough to be read in a test."""

import csv
import datetime as dt
import io
from pathlib import Path

from reknit.core.records import Record
from reknit.exchange.formats import ReadOptions
from reknit.exchange.linkedin import FORMAT
from reknit.exchange.sources import Source, walk

AS_OF = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
OPTIONS = ReadOptions(as_of=AS_OF)

NOTES = 'Notes:\n"When exporting your connection data, some addresses are missing, see https://example.org/help"\n\n'
CONNECTIONS = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
MESSAGES = "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT,FOLDER\n"
INVITATIONS = "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n"
PROFILE = (
    "First Name,Last Name,Maiden Name,Address,Birth Date,Headline,Summary,Industry,Zip Code,Geo Location,"
    "Twitter Handles,Websites,Instant Messengers\n"
)
IN = "https://www.linkedin.com/in/"


def table(*rows: tuple[str, ...], quoting: int = csv.QUOTE_MINIMAL) -> str:
    """The rows as CSV."""
    out = io.StringIO()
    csv.writer(out, quoting=quoting, lineterminator="\n").writerows(rows)
    return out.getvalue()


def write(folder: Path, **files: str) -> Path:
    """Writes ``name_csv=text`` as ``name.csv``; spaces and folders through `write_as`."""
    for name, text in files.items():
        write_as(folder, name.removesuffix("_csv") + ".csv", text)
    return folder


def write_as(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def source(path: Path) -> Source:
    return Source(path.name, path)


def recognised(path: Path) -> bool:
    return FORMAT.recognise(source(path), source(path).head())


def read(path: Path, options: ReadOptions = OPTIONS) -> list[Record]:
    """The records of one file."""
    assert recognised(path)
    return list(FORMAT.read(source(path), options))


def read_all(path: Path) -> dict[str, list[Record]]:
    """The records of every recognised file below a folder or in a zip, by file name."""
    return {
        found.name: list(FORMAT.read(found, OPTIONS))
        for found in walk([path])
        if FORMAT.recognise(found, found.head())
    }


def message(
    conversation: str,
    sender: tuple[str, str],
    recipients: list[tuple[str, str]],
    date: str,
    *,
    content: str = "Hello",
    folder: str = "INBOX",
    **_: str,
) -> tuple[str, ...]:
    """One row of messages.csv; people are (name, slug or address or "")."""
    return (
        conversation,
        "",
        sender[0],
        address(sender[1]),
        ", ".join(name for name, _ in recipients),
        ",".join(address(slug) for _, slug in recipients if slug),
        date,
        "",
        content,
        folder,
    )


def address(slug: str) -> str:
    return IN + slug if slug and "/" not in slug else slug


def messages(*rows: tuple[str, ...]) -> str:
    return MESSAGES + table(*rows)
