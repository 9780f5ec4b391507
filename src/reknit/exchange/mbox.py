"""Where one mail ends and the next begins, in a file that holds many.

Three kinds of file: mbox (RFC 4155 and what programs make of it: mboxo, mboxrd, Mozilla, Pine, Takeout,
pipermail), LISTSERV logs, and CSV tables with a whole mail in a cell. Only header blocks are ever handed out;
bodies are searched for the next beginning in big blocks and forgotten, so memory does not grow with the file
or with one huge message.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

BLOCK_BYTES = 1 << 20

# A longer header is cut: the fields that matter come long before.
MAX_HEADER_BYTES = 1 << 18

# How much of what follows a line is looked at to decide whether a message begins there.
_LOOKAHEAD_BYTES = 1 << 13
_TAIL_BYTES = 1 << 12
_LONGEST_FROM_LINE = 300

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class RawMessage(NamedTuple):
    """A message as found: its number from 1, what stood on the separating line, its header block."""

    number: int
    envelope: bytes
    header: bytes


@dataclass(frozen=True, kw_only=True)
class Division:
    """How messages are told apart.

    opening: matches where a message may begin: the line feed before the separating line, and that line.
        Group 1 is kept as the envelope; the header block begins where the match ends.
    begins: does a message really begin there? Given the buffer and the match.
    cell: the header stands in a quoted CSV cell.
    archive: the file is the log of a mailing list.
    """

    opening: re.Pattern[bytes]
    begins: Callable[[bytes, re.Match[bytes]], bool]
    cell: bool = False
    archive: bool = False


_BLANK_LINE = re.compile(rb"\n\r?\n")
_HEADER_LINE = re.compile(rb">?[!-9;-~]+[ \t]*:|>From ")
_KNOWN_FIELD = re.compile(
    rb"^(from|to|cc|date|subject|message-id|received|return-path|sender|reply-to|delivered-to|mime-version|content-type"
    rb"|in-reply-to|references|x-mozilla-status|x-gmail-labels|x-original-to|status|envelope-to|resent-from)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_FROM_LINE = re.compile(rb"\nFrom ([^\n]*)(?:\n|\Z)")
_DATED = re.compile(
    rb"[A-Z][a-z]{2},?\s+(?:[A-Z][a-z]{2}\s+\d{1,2}|\d{1,2}\s+[A-Z][a-z]{2})[\s,].*\d{1,2}:\d\d.*\d{4}"
    rb"|\d{4}-\d\d-\d\d.\d\d:\d\d"
)
_ENVELOPE_LIKE = re.compile(rb"-?\s*$|-\s|\S*@|MAILER-DAEMON|\S+ at \S+|.*\d{1,2}:\d\d")
# `git format-patch` writes this line with one fixed date; it stands at the head of patches, not of mails.
_GIT_PATCH = re.compile(rb"[0-9a-f]{40} Mon Sep 17 00:00:00 2001")
_RULE_LINE = re.compile(rb"\n={40,}[ \t]*()\r?\n")
# Inside a quoted cell every quote is doubled, so comma, one quote and a letter cannot stand in a mail's body.
_CSV_CELL = re.compile(
    rb'\n((?:"(?:[^"\n]|"")*"|[^",\n]*)(?:,(?:"(?:[^"\n]|"")*"|[^",\n]*)){0,3}),"(?=[A-Za-z][A-Za-z-]*:[ \t])'
)
_CSV_HEADER = re.compile(rb'[^\n]{0,500}\b"?(?:message|raw|email|mail|content)"?\s*(?:,|\r?\n)', re.IGNORECASE)
_CELL = re.compile(rb'[^"]*(?:""[^"]*)*')


def _known_fields(buffer: bytes, start: int) -> set[bytes]:
    blank = _BLANK_LINE.search(buffer, start, start + _LOOKAHEAD_BYTES)
    end = blank.start() if blank else start + _LOOKAHEAD_BYTES
    return {name.lower() for name in _KNOWN_FIELD.findall(buffer[start:end])}


def _after_blank(buffer: bytes, place: int) -> bool:
    return place == 0 or buffer[place - 1 : place] == b"\n" or buffer[place - 2 : place] in {b"\n\r", b"\r"}


def _from_line_begins(buffer: bytes, opening: re.Match[bytes]) -> bool:
    """A `From ` line is a beginning if it is dated as such a line is and a header follows.

    Senders of mail write "From " at the start of lines too, and not every program escapes them.
    """
    line, start = opening[1][:_LONGEST_FROM_LINE], opening.end()
    if _GIT_PATCH.match(line):
        return False
    if _DATED.search(line):
        return _HEADER_LINE.match(buffer, start) is not None or _after_blank(buffer, opening.start())
    if _HEADER_LINE.match(buffer, start) is None:
        return False
    clues = bool(_ENVELOPE_LIKE.match(line)) + _after_blank(buffer, opening.start())
    return clues > 0 and len(_known_fields(buffer, start)) >= (1 if clues == 2 else 3)


def _rule_begins(buffer: bytes, opening: re.Match[bytes]) -> bool:
    start = opening.end()
    return _HEADER_LINE.match(buffer, start) is not None and len(_known_fields(buffer, start)) >= 2


def _cell_begins(buffer: bytes, opening: re.Match[bytes]) -> bool:
    return len(_known_fields(buffer, opening.end())) >= 2


MBOX = Division(opening=_FROM_LINE, begins=_from_line_begins)
LISTSERV = Division(opening=_RULE_LINE, begins=_rule_begins, archive=True)
CSV_CELLS = Division(opening=_CSV_CELL, begins=_cell_begins, cell=True)


def division_of(head: bytes) -> Division | None:
    """How the file that begins with `head` is divided into messages; None if it does not look like any such file."""
    text = b"\n" + strip_lead(head)
    if text.startswith(b"\nFrom "):
        return MBOX if _begins(MBOX, text, 0) else None
    if text.startswith(b"\n" + b"=" * 40):
        return LISTSERV if _begins(LISTSERV, text, 0) else None
    if _CSV_HEADER.match(text, 1):
        place = text.find(b"\n", 1)
        return CSV_CELLS if place > 0 and _begins(CSV_CELLS, text, place) else None
    return None


def strip_lead(head: bytes) -> bytes:
    """`head` without a byte order mark and blank lines, and with line feeds where it has only carriage returns."""
    head = head.removeprefix(_BYTE_ORDER_MARK).lstrip(b"\r\n")
    return head if b"\n" in head else head.replace(b"\r", b"\n")


def split_messages(stream: BinaryIO, division: Division, head: bytes = b"") -> Iterator[RawMessage]:
    """The messages of a stream, one after the other.

    head: what was read from `stream` already. Memory: a few blocks of `BLOCK_BYTES`.
    """
    window = _Window(stream, head)
    number, place = 0, window.next_place(division, 0)
    while place >= 0:
        number += 1
        opening = division.opening.match(window.buffer, place)
        if opening is None:  # `next_place` returns only places where it matches
            return
        envelope, offset = opening[1], opening.end() - place
        place = window.fill(place, offset)
        start = place + offset
        end = window.header_end(division, start)
        header = window.buffer[start:end]
        yield RawMessage(number, envelope, header.replace(b'""', b'"') if division.cell else header)
        place = window.next_place(division, max(place + 1, end - 1))


def read_header(stream: BinaryIO, head: bytes) -> bytes:
    """The header block of a stream that holds one message. head: what was read from it already."""
    window = _Window(stream, head)
    window.fill(0, 1)
    blank = _BLANK_LINE.search(window.buffer)
    return window.buffer[1 : blank.start() + 1 if blank else MAX_HEADER_BYTES]


def _begins(division: Division, buffer: bytes, place: int) -> bool:
    opening = division.opening.match(buffer, place)
    return opening is not None and division.begins(buffer, opening)


class _Window:
    """The part of a stream that is in memory; it begins with a line feed that the stream does not have."""

    def __init__(self, stream: BinaryIO, head: bytes) -> None:
        first = head + stream.read(max(0, BLOCK_BYTES - len(head)))
        self._stream = stream
        self._ended = False
        self._only_returns = b"\n" not in first and b"\r" in first
        self.buffer = b"\n" + strip_lead(first)

    def fill(self, place: int, offset: int) -> int:
        """Make sure that the whole header block from `place + offset` on is in memory; the new place."""
        while not self._ended and len(self.buffer) - place < MAX_HEADER_BYTES:
            if _BLANK_LINE.search(self.buffer, place + offset - 1):
                break
            place = self._more(place)
        return place

    def header_end(self, division: Division, start: int) -> int:
        """Just after the last line of the header block that begins at `start`."""
        blank = _BLANK_LINE.search(self.buffer, start - 1, start + MAX_HEADER_BYTES)
        end = max(start, blank.start() + 1) if blank else min(len(self.buffer), start + MAX_HEADER_BYTES)
        if division.cell:
            cell = _CELL.match(self.buffer, start, end)
            return cell.end() if cell else end
        # A message of header lines alone may be followed by the next without a blank line.
        opening = division.opening.search(self.buffer, start, end)
        return opening.start() + 1 if opening and _begins(division, self.buffer, opening.start()) else end

    def next_place(self, division: Division, position: int) -> int:
        """Where the next message begins, at or after `position`; -1 at the end of the stream."""
        while True:
            opening = division.opening.search(self.buffer, position)
            if opening is None:
                if self._ended:
                    return -1
                keep = max(position, len(self.buffer) - _TAIL_BYTES)
                position = self._more(keep)
            elif len(self.buffer) - opening.start() < _LOOKAHEAD_BYTES and not self._ended:
                position = self._more(opening.start())
            elif division.begins(self.buffer, opening):
                return opening.start()
            else:
                position = opening.start() + 1

    def _more(self, keep: int) -> int:
        """Read on; forget what lies before `keep`, but for two bytes that tell a blank line. Its new place."""
        block = self._stream.read(BLOCK_BYTES)
        if not block:
            self._ended = True
            return keep
        if self._only_returns:
            block = block.replace(b"\r", b"\n")
        before = max(0, keep - 2)
        self.buffer = self.buffer[before:] + block
        return keep - before
