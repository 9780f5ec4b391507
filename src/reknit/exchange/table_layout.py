"""Which character separates the cells of a text, and which line is the header.

Decided from the first rows, because exports differ by program, by its language and by
whether somebody saved them again from a spreadsheet.
"""

import csv
import re
from collections import Counter
from dataclasses import dataclass

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_LINES = 200
SAMPLE_ROWS = 40

_SEPARATOR_LINE = re.compile(r'"?sep=([^"\w\s]|\t)"?\s*', re.IGNORECASE)

_EMAIL = re.compile(r"\s*[^\s@,;]+@[^\s@,;]+\.\w+\s*")


@dataclass(frozen=True, kw_only=True)
class TableLayout:
    """How a table is written.

    skip_lines: lines that are no rows at all (``sep=;``, which spreadsheets swallow).
    spaced: cells are quoted after a space (``a, "b, c"``).
    header_row: counted from 1 after `skip_lines`; 0 if there is no header.
    regular: share of the first rows below the header that are exactly as wide, 1.0 when there are none.
    """

    delimiter: str
    header: tuple[str, ...]
    preamble: tuple[str, ...]
    header_row: int
    regular: float
    skip_lines: int = 0
    spaced: bool = False


def find_layout(sample: str, *, cut: bool, headless: bool = False) -> TableLayout | None:
    """The layout of the table that begins with `sample`; None if there is not one row.

    cut: the sample ends somewhere inside the file, so its last line counts for little.
    headless: every row is data.
    """
    lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", sample, maxsplit=SAMPLE_LINES)[:SAMPLE_LINES]
    if cut and 1 < len(lines) < SAMPLE_LINES:
        lines.pop()
    declared = _SEPARATOR_LINE.fullmatch(lines[0])
    if declared:
        del lines[0]
    delimiter = declared.group(1) if declared else _find_delimiter(lines)
    spaced = False
    rows = _read(lines, delimiter)
    if any(cell.startswith(' "') and cell.endswith('"') for row in rows[:1] for cell in row):
        spaced = True
        rows = _read(lines, delimiter, spaced=True)
    position = _find_header(rows)
    if position is None:
        return None
    headless = headless or any(_EMAIL.fullmatch(cell) for cell in rows[position])
    return TableLayout(
        delimiter=delimiter,
        header=("",) * max(map(len, rows)) if headless else tuple(rows[position]),
        preamble=() if headless else tuple(delimiter.join(row) for row in rows[:position]),
        header_row=0 if headless else position + 1,
        regular=_regularity(rows[position:]),
        skip_lines=1 if declared else 0,
        spaced=spaced,
    )


def _read(lines: list[str], delimiter: str, *, spaced: bool = False) -> list[list[str]]:
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=spaced)
    return [row for row, _ in zip(reader, range(SAMPLE_ROWS), strict=False)]


def _find_delimiter(lines: list[str]) -> str:
    """The one that splits most rows into the same number of cells, the first line above all."""
    best, best_score = DELIMITERS[0], 0
    for delimiter in DELIMITERS:
        widths = [len(row) for row in _read(lines, delimiter) if row]
        width = _usual_width(widths)
        score = widths.count(width) * (width - 1)
        if widths and widths[0] == width:
            score *= 10
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _usual_width(widths: list[int]) -> int:
    """The commonest number of cells above one, the greater of two equally common."""
    counts = Counter(width for width in widths if width > 1)
    return max(counts, key=lambda width: (counts[width], width)) if counts else 1


def _find_header(rows: list[list[str]]) -> int | None:
    """Position of the header: the first full row, or an earlier one that reads like column names."""
    width = _usual_width([len(row) for row in rows])
    for position, row in enumerate(rows):
        if not any(map(str.strip, row)):
            continue
        if len(row) == width and (width == 1 or _filled(row) > 1):
            return position
        if _reads_like_names(row):
            return position
    return next((position for position, row in enumerate(rows) if any(map(str.strip, row))), None)


def _regularity(rows: list[list[str]]) -> float:
    widths = [len(row) for row in rows[1:] if row]
    return widths.count(len(rows[0])) / len(widths) if widths else 1.0


def _filled(row: list[str]) -> int:
    return sum(1 for cell in row if cell.strip())


# A column name is a few words: no address, no number, no date, no sentence.
_NAME = re.compile(r"\s*[^\W\d][^@\n]{0,39}\s*")


def _reads_like_names(row: list[str]) -> bool:
    return len(row) > 1 and all(_NAME.fullmatch(cell) and not cell.rstrip().endswith((":", ".")) for cell in row)
