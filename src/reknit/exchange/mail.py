"""Mail: mbox files, Maildir and MH folders, single messages, list archives, and mails kept in a CSV table.

Only header blocks are read; no body is parsed, kept or passed on. See docs/reference/mail.md.
"""

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast

from reknit.core.records import Origin, Record, Skipped, Unreadable
from reknit.errors import UnreadableFileError
from reknit.exchange.formats import Format, ReadOptions
from reknit.exchange.mail_folders import Folder, folder_of
from reknit.exchange.mail_headers import declared_charset, one_line, read_fields
from reknit.exchange.mail_record import Letter, record_of
from reknit.exchange.mail_shape import looks_like_mail, strip_apple_count
from reknit.exchange.mbox import Division, RawMessage, division_of, read_header, split_messages
from reknit.exchange.sources import HEAD_BYTES, Source

_GZIP = b"\x1f\x8b"
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OUTLOOK_PROPERTIES = "__substg1.0_".encode("utf-16-le")

_FOREIGN = {
    b"!BDN": "an Outlook data file (.pst or .ost): export its mail as mbox or .eml files and import those",
    b"\xcf\xad\x12\xfe": "an Outlook Express folder (.dbx): export its mail as .eml files and import those",
}
_OUTLOOK_MESSAGE = "an Outlook message (.msg): save it as .eml and import that"
_DAMAGED = "the compressed file is damaged from here on"
_DAMAGES = (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile)


def recognise(source: Source, head: bytes) -> bool:
    """Whether it is mail, or one of Outlook's own formats, which are named instead of read."""
    if head.startswith(_GZIP):
        head = _inflate(head)
    return bool(_foreign(source, head)) or division_of(head) is not None or looks_like_mail(head)


def read(source: Source, options: ReadOptions) -> Iterator[Record]:
    """One `InteractionRecord` per mail, `Skipped` for drafts, `Unreadable` where a date or all people are missing.

    Raises `UnreadableFileError` when no mail is in the file.
    """
    with source.open() as stream:
        yield from _read_stream(stream, source, options)


def _read_stream(stream: BinaryIO, source: Source, options: ReadOptions) -> Iterator[Record]:
    try:
        stream, head = _begin(stream)
    except _DAMAGES as error:
        raise UnreadableFileError("the compressed file is damaged") from error
    reason = _foreign(source, head)
    if reason:
        yield Skipped(origin=Origin(source.label, "file"), kind="file", reason=reason)
        return
    division = division_of(head)
    if division is None and not looks_like_mail(head):
        raise UnreadableFileError("no mail is in this file")
    yield from _records(_messages(stream, head, division), division, source, options)


def _begin(stream: BinaryIO) -> tuple[BinaryIO, bytes]:
    """The stream, decompressed if need be, and what it begins with."""
    head = stream.read(HEAD_BYTES)
    if not head.startswith(_GZIP):
        return stream, head
    stream.seek(0)
    inflated = cast("BinaryIO", gzip.GzipFile(fileobj=stream))
    return inflated, inflated.read(HEAD_BYTES)


def _messages(stream: BinaryIO, head: bytes, division: Division | None) -> Iterator[RawMessage]:
    if division is not None:
        yield from split_messages(stream, division, head)
    else:
        yield RawMessage(1, b"", strip_apple_count(read_header(stream, head)))


def _records(
    messages: Iterator[RawMessage], division: Division | None, source: Source, options: ReadOptions
) -> Iterator[Record]:
    label, folder = source.label, folder_of(source.label)
    in_table = division is not None and division.cell
    archived = division is not None and division.archive
    last = 0
    try:
        for message in messages:
            last = message.number
            # Row 1 of a table is its header.
            record = f"row {last + 1}" if in_table else f"message {last}"
            letter = _row_letter(message, folder) if in_table else _letter(message, folder, archived=archived)
            yield record_of(letter, Origin(label, record), options)
    except _DAMAGES:
        yield Unreadable(origin=Origin(label, f"after message {last}"), reason=_DAMAGED)


def _letter(message: RawMessage, folder: Folder, *, archived: bool) -> Letter:
    fields = read_fields(message.header)
    envelope = one_line(message.envelope[:500].decode("utf-8", "replace")) if message.envelope else ""
    charset = "" if message.header.isascii() else declared_charset(fields)
    return Letter(fields=fields, envelope=envelope, charset=charset, folder=folder, archived=archived)


def _row_letter(message: RawMessage, folder: Folder) -> Letter:
    fields = read_fields(message.header)
    folder = folder or _folder_in_row(message.envelope.decode("utf-8", "replace"))
    return Letter(fields=fields, charset=declared_charset(fields), folder=folder)


def _folder_in_row(cells: str) -> Folder:
    """The mailbox and folder that a table names beside the mail (``user/_sent_mail/12.``)."""
    return next((folder for cell in cells.split(",") if (folder := folder_of(cell.strip('" ')))), "")


def _inflate(head: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(head, HEAD_BYTES)
    except zlib.error:
        return b""


def _foreign(source: Source, head: bytes) -> str:
    """Why a format of Outlook's own cannot be read, with the remedy; "" for any other file."""
    if head.startswith(_COMPOUND_FILE):
        is_message = _OUTLOOK_PROPERTIES in head or source.name.lower().endswith(".msg")
        return _OUTLOOK_MESSAGE if is_message else ""
    return _FOREIGN.get(head[:4], "")


FORMAT = Format(name="mail", title="Mail (mbox, Maildir, .eml)", recognise=recognise, read=read)
