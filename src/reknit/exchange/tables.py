"""Delimited text as people really have it: any encoding, delimiter, preamble and raggedness.

Use `open_table` to read a file, `peek` inside a format's ``recognise``::

    table = open_table(source)
    for row, cells in table.rows():          # row is what a spreadsheet shows beside the line
        cells["First Name"]                  # "" when the row is short
        table.surplus(cells)                 # what a row has beyond the header

    table = peek(head)                       # None when the bytes are no table
    if table is not None and {"First Name", "URL"} <= set(table.header): ...

Cells are verbatim: not trimmed, line breaks inside quotes kept. Rows without any text are
passed over but counted. Parsing follows RFC 4180 as far as the file does (`csv` of the
standard library, not strict).
"""

import codecs
import csv
import io
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from functools import lru_cache
from typing import BinaryIO

from reknit.errors import UnreadableFileError
from reknit.exchange.sources import HEAD_BYTES, Source
from reknit.exchange.table_layout import TableLayout, find_layout

# A note or a message in one cell may be longer than the 128 kB that `csv` allows by default.
MAX_CELL_CHARS = 16 << 20
csv.field_size_limit(MAX_CELL_CHARS)

# A quoted cell longer than this is taken for a quote that somebody forgot to close.
MAX_RECORD_CHARS = 4 << 20

Cells = dict[str, str]


def _from_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Reads the bytes that are not UTF-8 as Windows-1252, and the five it lacks as Latin-1."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return "".join(_CP1252[byte] for byte in wrong), error.end


_CP1252 = [bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256)]
codecs.register_error("reknit.cp1252", _from_cp1252)


def detect_encoding(head: bytes) -> str:
    """``utf-8-sig`` or a flavour of UTF-16, from a byte order mark or from where the zero bytes are.

    Text in Windows-1252 is read as UTF-8 too: its bytes are repaired while decoding.
    """
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    sample = head[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 4 > len(sample) and min(even, odd) * 10 < max(even, odd):
        return "utf-16-le" if odd > even else "utf-16-be"
    return "utf-8-sig"


def decode(data: bytes) -> str:
    """Text of a whole byte string as `open_table` would read it: no NUL, no lone surrogate."""
    encoding = detect_encoding(data)
    return data.decode(encoding, _errors_for(encoding)).lstrip("\ufeff").replace("\0", "")


def open_text(stream: BinaryIO) -> io.TextIOWrapper:
    """A seekable binary stream as text in its own encoding, line ends as they are. Detach it when done."""
    stream.seek(0)
    encoding = detect_encoding(stream.read(4096))
    stream.seek(0)
    return io.TextIOWrapper(stream, encoding, _errors_for(encoding), newline="")


def _errors_for(encoding: str) -> str:
    return "reknit.cp1252" if encoding == "utf-8-sig" else "replace"


@dataclass(frozen=True, kw_only=True)
class Table:
    """A file of delimited text, its layout known, its rows still unread.

    header: the column names, trimmed and unique: a name that occurs again is ``Name (2)``,
        a column without a name is ``column 7``, counted from 1. A file whose first full row
        holds an e-mail address has no header: all its columns are ``column N``.
    preamble: the lines before the header.
    delimiter: one of ``,`` ``;`` tab ``|``.
    header_row: the row of the header as a spreadsheet counts; 0 if the file has none.
    """

    header: tuple[str, ...]
    preamble: tuple[str, ...]
    delimiter: str
    header_row: int
    encoding: str
    _layout: TableLayout
    _data: Source | BinaryIO
    _cut: bool = False

    @property
    def regular(self) -> float:
        """Share of the first rows that are exactly as wide as the header: low in text that is no table."""
        return self._layout.regular

    def rows(self) -> Iterator[tuple[int, Cells]]:
        """(row as a spreadsheet shows it, cells by column name), streaming.

        Every column of the header is present. Cells beyond the header are under ``column N``.
        May be called again; a stream is rewound.
        """
        names = self.header
        for number, cells in self._records():
            missing = len(names) - len(cells)
            if missing > 0:
                cells += [""] * missing
            row = dict(zip(names, cells, strict=False))
            for position in range(len(names), len(cells)):
                if cells[position].strip():
                    row[f"column {position + 1}"] = cells[position]
            yield number, row

    def surplus(self, cells: Cells) -> tuple[str, ...]:
        """The cells of a row that stand beyond the last column of the header."""
        return tuple(cells.values())[len(self.header) :]

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        source = self._data
        if not isinstance(source, Source):
            source.seek(0)
        with source.open() if isinstance(source, Source) else nullcontext(source) as stream:
            text = io.TextIOWrapper(stream, self.encoding, _errors_for(self.encoding), newline="")
            try:
                yield from self._numbered(text)
            finally:
                text.detach()

    def _numbered(self, text: io.TextIOWrapper) -> Iterator[tuple[int, list[str]]]:
        lines = _Lines(text)
        lines.skip(self._layout.skip_lines)
        held: tuple[int, list[str]] | None = None
        for number, cells in enumerate(_parse(lines, self._layout, len(self.header)), 1):
            if number <= self.header_row or not any(map(str.strip, cells)):
                continue
            if held is not None:
                yield held
            held = (number, cells)
        # The last row of a file's beginning may be half a row.
        if held is not None and not self._cut:
            yield held


class _Lines:
    """Feeds lines to `csv.reader` one record at a time and notices a quote that is never closed."""

    def __init__(self, text: Iterator[str]) -> None:
        self._text = text
        self._returned: list[str] = []
        self.record: list[str] = []
        self.unclosed = False
        self._chars = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = ""
        if self._chars <= MAX_RECORD_CHARS:
            line = self._returned.pop() if self._returned else next(self._text, "")
        if not line:
            self.unclosed = bool(self.record)
            raise StopIteration
        if "\0" in line:
            line = line.replace("\0", "") or "\n"
        if not self.record and line[0] == "\ufeff":
            line = line[1:]
        self.record.append(line)
        self._chars += len(line)
        return line

    def next_record(self) -> None:
        self.record.clear()
        self._chars = 0
        self.unclosed = False

    def skip(self, count: int) -> None:
        for _ in range(count):
            next(self._text, "")

    def give_back(self) -> None:
        """All lines of this record but the first will be read again."""
        self._returned += reversed(self.record[1:])


def _parse(lines: _Lines, layout: TableLayout, width: int) -> Iterator[list[str]]:
    reader = csv.reader(lines, delimiter=layout.delimiter, skipinitialspace=layout.spaced)
    while True:
        lines.next_record()
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise UnreadableFileError("a line too long for a table") from error
        if cells is None:
            return
        if lines.unclosed and _swallowed_rows(lines.record, layout.delimiter, width):
            cells = [cell.strip().strip('"') for cell in lines.record[0].split(layout.delimiter)]
            lines.give_back()
        yield cells


def _swallowed_rows(record: list[str], delimiter: str, width: int) -> bool:
    """Whether the lines after an unclosed quote are rows of their own rather than a long cell."""
    following = [line for line in record[1:200] if line.strip()]
    return sum(line.count(delimiter) >= width - 1 for line in following) * 2 > len(following)


def open_table(source: Source | BinaryIO, *, header: tuple[str, ...] = ()) -> Table:
    """The table in a file or in a seekable binary stream (which stays open).

    header: column names for a file that has none; its first row is then data.
    Raises UnreadableFileError when the file is not delimited text or is empty.
    """
    if isinstance(source, Source):
        head = source.head()
    else:
        source.seek(0)
        head = source.read(HEAD_BYTES)
    table = _table(head, source, header)
    if table is None:
        raise UnreadableFileError("not a table of delimited text")
    return table


@lru_cache(maxsize=8)
def peek(head: bytes) -> Table | None:
    """The beginning of a table, from a file's first bytes; None when they are no delimited text.

    Its `rows` leave out the last row when the bytes may end inside it. Cached, because every
    format asks it about the same bytes.
    """
    table = _table(head, io.BytesIO(head), ())
    return table if table is not None and not _is_other_text(head) else None


def _is_other_text(head: bytes) -> bool:
    start = head[:64].removeprefix(codecs.BOM_UTF8).lstrip()
    return start.startswith((b"<", b"{", b"[{", b"[[", b"BEGIN:", b"begin:", b"From ", b"%PDF", b"dn:", b"version: 1"))


def _table(head: bytes, data: Source | BinaryIO, header: tuple[str, ...]) -> Table | None:
    encoding = detect_encoding(head)
    sample = decode(head)
    if not sample.strip() or _is_binary(head, encoding):
        return None
    layout = find_layout(sample, cut=len(head) >= HEAD_BYTES, headless=bool(header))
    if layout is None:
        return None
    return Table(
        header=_unique(header or layout.header),
        preamble=layout.preamble,
        delimiter=layout.delimiter,
        header_row=layout.header_row,
        encoding=encoding,
        _layout=layout,
        _data=data,
        _cut=isinstance(data, io.BytesIO) and len(head) == HEAD_BYTES == data.getbuffer().nbytes,
    )


def _is_binary(head: bytes, encoding: str) -> bool:
    """Control characters other than white space; a stray NUL alone does not make a file binary."""
    if encoding != "utf-8-sig":
        return False
    sample = head[:8192]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls * 200 > len(sample) or sample.count(0) * 10 > len(sample)


_CONTROLS = bytes(set(range(1, 32)) - set(b"\t\n\v\f\r\x1a\x1c\x1d\x1e"))


def _unique(names: tuple[str, ...]) -> tuple[str, ...]:
    """Trimmed names, each once; ``column N`` for those without a name."""
    taken: dict[str, None] = {}
    for position, name in enumerate(names, 1):
        base = " ".join(name.replace("\ufeff", "").split()) or f"column {position}"
        unique, again = base, 1
        while unique in taken:
            again += 1
            unique = f"{base} ({again})"
        taken[unique] = None
    return tuple(taken)
