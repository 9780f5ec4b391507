"""The components of a calendar file: where each begins and ends, its lines unfolded and decoded.

RFC 5545 §3.1 (folding) and §3.4 (nesting) as programs really write them: with blank lines
inside folds, lone CR, NUL, UTF-16, missing or misspelt END lines. Only the lines that Reknit
understands are kept, so descriptions and attachments are gone before anything else sees them.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import BinaryIO

from reknit.exchange.vcard_charsets import as_utf8, guess

_CHUNK_BYTES = 1 << 20

# What may stand at the top of a calendar file; also what cannot stand inside of an event, so that
# its BEGIN closes an event whose END is missing.
ITEMS = frozenset({b"VCALENDAR", b"VEVENT", b"VTODO", b"VJOURNAL", b"VFREEBUSY", b"VTIMEZONE", b"VAVAILABILITY"})

_KEPT = frozenset(
    b"UID DTSTART DTEND DURATION SUMMARY LOCATION STATUS RRULE RDATE EXDATE RECURRENCE-ID SEQUENCE ORGANIZER"
    b" ATTENDEE X-MICROSOFT-CDO-ALLDAYEVENT".split()
)
_NAME = re.compile(rb"[^;:=\s]*")
_BOUNDARY = re.compile(rb"(?:BEGIN|END):", re.IGNORECASE)
_HEADER = frozenset({b"METHOD", b"X-WR-TIMEZONE", b"X-WR-CALNAME", b"VERSION"})


@dataclass
class Calendar:
    """What stands in one VCALENDAR outside of its components.

    header: METHOD, X-WR-TIMEZONE, X-WR-CALNAME, VERSION as written, trimmed. zones: the lines of each VTIMEZONE.
    """

    header: dict[str, str] = field(default_factory=dict)
    zones: list[list[str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Component:
    """One VEVENT, VTODO …: name in upper case, `number` counts from 1 among those of its name."""

    name: str
    number: int
    lines: list[str]
    calendar: Calendar


def first_word(head: bytes) -> bytes:
    """What the first line of a calendar file begins, in upper case; b"" when it begins nothing."""
    lines = logical_lines(iter([head]))
    word = next(lines, b"").strip().upper()
    return word[6:].strip() if word.startswith(b"BEGIN:") else b""


def read_components(stream: BinaryIO) -> Iterator[Component]:
    """All components but time zones, in file order. A `calendar` is complete when the iterator is exhausted."""
    return _Splitter().split(logical_lines(iter(lambda: stream.read(_CHUNK_BYTES), b"")))


def logical_lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Unfolded lines in UTF-8 (or whatever one-byte charset the file is in), blank ones left out."""
    current: list[bytes] = []
    soft = False
    for line in _physical_lines(chunks):
        if soft:
            current.append(line)
        elif line[:1] in {b" ", b"\t"} and current and not _BOUNDARY.match(current[0]):
            current.append(line[1:])
        elif not line or line.isspace():
            continue
        else:
            if current:
                yield b"".join(current)
            current = [line.lstrip()]
        soft = line.endswith(b"=") and _is_quoted_printable(current[0])
        if soft:
            current[-1] = current[-1][:-1]
    if current:
        yield b"".join(current)


def _is_quoted_printable(line: bytes) -> bool:
    return b"QUOTED-PRINTABLE" in line.partition(b":")[0].upper()


def _physical_lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    first = next(chunks, b"")
    chunks = chain([first], chunks)
    wide = _wide_encoding(first)
    rest = b""
    for chunk in as_utf8(chunks, wide) if wide else chunks:
        data = rest + chunk
        held = data[-1:] == b"\r"  # its LF may come with the next chunk
        lines = (data[:-1] if held else data).replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        rest = lines.pop() + (b"\r" if held else b"")
        yield from _cleaned(lines)
    yield from _cleaned([rest.rstrip(b"\r")])


def _cleaned(lines: Iterable[bytes]) -> Iterator[bytes]:
    for line in lines:
        cleaned = line.replace(b"\0", b"") if b"\0" in line else line
        yield cleaned.removeprefix(codecs.BOM_UTF8)


def _wide_encoding(head: bytes) -> str:
    if head.startswith(codecs.BOM_UTF16_LE) or head[1:2] == head[3:4] == b"\0" != head[:1]:
        return "utf-16-le"
    if head.startswith(codecs.BOM_UTF16_BE) or head[:1] == head[2:3] == b"\0" != head[1:2]:
        return "utf-16-be"
    return ""


class _Splitter:
    """Follows BEGIN and END. Inside an event everything nested (alarms, places) is passed over."""

    def __init__(self) -> None:
        self._calendar = Calendar()
        self._name = b""
        self._nested: list[bytes] = []
        self._lines: list[bytes] = []
        self._numbers: dict[str, int] = {}
        self._charset = ""

    def split(self, lines: Iterator[bytes]) -> Iterator[Component]:
        for line in lines:
            head = line[:6].upper()
            if head == b"BEGIN:":
                yield from self._begin(line[6:].strip().upper())
            elif line[:4].upper() == b"END:":
                yield from self._end(line[4:].strip().upper())
            else:
                self._add(line)
        yield from self._close()

    def _begin(self, name: bytes) -> Iterator[Component]:
        if name in ITEMS or not self._name:
            if self._name in ITEMS:
                yield from self._close()
            self._name, self._lines, self._nested = name, [], []
            if name == b"VCALENDAR":
                self._calendar, self._name = Calendar(), b""
        else:
            self._nested.append(name)
        if self._name == b"VTIMEZONE":
            self._lines.append(b"BEGIN:" + name)

    def _end(self, name: bytes) -> Iterator[Component]:
        if self._name == b"VTIMEZONE":
            self._lines.append(b"END:" + name)
        if name in self._nested:
            del self._nested[self._nested.index(name) :]
        elif name in {self._name, b"VCALENDAR"}:
            yield from self._close()
        if name == b"VCALENDAR":
            self._calendar = Calendar()

    def _add(self, line: bytes) -> None:
        name = _NAME.match(line)[0].upper()  # type: ignore[index]  # it matches nothing, too
        if not self._name:
            if name in _HEADER:
                self._calendar.header[name.decode()] = self._decode(line.partition(b":")[2]).strip()
        elif self._name == b"VTIMEZONE" or (name in _KEPT and not self._nested):
            self._lines.append(line)

    def _close(self) -> Iterator[Component]:
        if not self._name:
            return
        name = self._decode(self._name)
        lines = [self._decode(line) for line in self._lines]
        self._name, self._lines, self._nested = b"", [], []
        if name == "VTIMEZONE":
            self._calendar.zones.append(lines)
            return
        self._numbers[name] = number = self._numbers.get(name, 0) + 1
        yield Component(name, number, lines, self._calendar)

    def _decode(self, line: bytes) -> str:
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError:
            self._charset = guess(line, prefer=self._charset)
            return line.decode(self._charset, "replace")
