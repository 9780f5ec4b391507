"""Cards out of a file, one at a time, whatever its line ends, its encoding and its damage.

A card runs from ``BEGIN:VCARD`` to ``END:VCARD``. A second ``BEGIN`` ends a card that was
never closed, unless it follows an empty ``AGENT`` property (vCard 2.1 §2.4.2), where a
card lies inside a card.
"""

import io
import itertools
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from reknit.exchange.vcard_charsets import as_utf8, wide_encoding

_CHUNK = 1 << 18
# A card with several large pictures stays below; what is larger lost its end long ago.
MAX_CARD_BYTES = 32 << 20
# What Python needs to keep one more line, so that the limit above bounds memory also for very short lines.
_LINE_OVERHEAD = 40

# What reading a file, or a damaged member of an archive, may end in.
READ_ERRORS = (OSError, EOFError, zlib.error, zipfile.BadZipFile)

_AGENT = rb"(?:[\w-]+\.)?AGENT(?:;[^:]*)?:\s*"
_EMPTY_AGENT = re.compile(_AGENT, re.IGNORECASE)
_BOUNDARY = re.compile(rb"(?:\xef\xbb\xbf)*(\s*)(" + _AGENT + rb")?(BEGIN|END)\s*:\s*VCARD\s*", re.IGNORECASE)
_FIRST_BYTES = frozenset(bytes([byte]) for byte in b"BEAbea \t\xef")


@dataclass
class RawCard:
    """The lines between BEGIN and END, joined by newlines, not yet unfolded.

    embedded: the cards inside it, in the order of its empty AGENT properties.
    too_large: it was longer than `MAX_CARD_BYTES` and its lines are not kept.
    """

    lines: list[bytes] = field(default_factory=list)
    embedded: list["RawCard"] = field(default_factory=list)
    size: int = 0
    too_large: bool = False
    indent: bytes = b""

    @property
    def block(self) -> bytes:
        """All lines as one."""
        return b"\n".join(self.lines)

    def add(self, lines: list[bytes]) -> None:
        """More lines, unless they are too many."""
        self.size += sum(map(len, lines)) + _LINE_OVERHEAD * len(lines)
        if self.size > MAX_CARD_BYTES:
            self.too_large = True
            self.lines.clear()
        elif self.indent:
            self.lines += [line.removeprefix(self.indent) for line in lines]
        else:
            self.lines += lines


def line_batches(stream: BinaryIO) -> Iterator[bytes]:
    """The file in UTF-8, in pieces that end where a line ends. Raises one of `READ_ERRORS` at the very end."""
    rest = b""
    try:
        for chunk in _chunks(stream):
            data = rest + chunk
            cut = data.rfind(b"\n") + 1 or data.rfind(b"\r", 0, len(data) - 1) + 1
            if not cut and len(data) > MAX_CARD_BYTES:
                cut = len(data)
            rest = data[cut:]
            if cut:
                yield data[:cut]
    except READ_ERRORS:
        yield rest
        raise
    yield rest


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    # read1 hands out what could be read before it fails.
    read = stream.read1 if isinstance(stream, io.BufferedIOBase) else stream.read
    first = read(_CHUNK)
    encoding = wide_encoding(first)
    chunks = itertools.chain([first], iter(lambda: read(_CHUNK), b""))
    return as_utf8(chunks, encoding) if encoding else chunks


def raw_cards(stream: BinaryIO) -> Iterator[RawCard]:
    """Every card of the file, also the one that the file breaks off in."""
    open_cards: list[RawCard] = []
    try:
        for batch in line_batches(stream):
            yield from _closed_in(batch, open_cards)
    except READ_ERRORS:
        yield from open_cards[:1]
        raise
    yield from open_cards[:1]


def _closed_in(batch: bytes, open_cards: list[RawCard]) -> Iterator[RawCard]:
    """The cards that end in this piece of the file; open_cards: the innermost one last."""
    lines = batch.replace(b"\r\r\n", b"\r\n").splitlines()
    done = 0
    for at, line in enumerate(lines):
        if line[:1] not in _FIRST_BYTES or b"ARD" not in line.upper():
            continue
        boundary = _BOUNDARY.fullmatch(line)
        if boundary is None:
            continue
        if open_cards:
            open_cards[-1].add([*lines[done:at], boundary[2]] if boundary[2] else lines[done:at])
        done = at + 1
        yield from _cross(open_cards, indent=boundary[1], begins=boundary[3].upper() == b"BEGIN")
    if open_cards:
        open_cards[-1].add(lines[done:])


def _cross(open_cards: list[RawCard], *, indent: bytes, begins: bool) -> Iterator[RawCard]:
    """Opens or closes a card at a boundary line; yields the card that is complete by it."""
    if not begins:
        if len(open_cards) == 1:
            yield open_cards[0]
        del open_cards[-1:]
        return
    if open_cards and _ends_in_empty_agent(open_cards[-1].lines):
        inner = RawCard(indent=indent)
        open_cards[-1].embedded.append(inner)
        open_cards.append(inner)
        return
    if open_cards and (open_cards[0].lines or open_cards[0].too_large):
        yield open_cards[0]
    open_cards[:] = [RawCard(indent=indent)]


def _ends_in_empty_agent(lines: list[bytes]) -> bool:
    for line in reversed(lines[-3:]):
        if line.strip():
            return _EMPTY_AGENT.fullmatch(line) is not None
    return False
