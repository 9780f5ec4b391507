"""How commands speak: tables for people, one JSON object for programs, errors and progress on stderr."""

import datetime as dt
import io
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

import typer

JsonFlag = Annotated[bool, typer.Option("--json", help="One JSON object on stdout instead of text.")]

# Tables of more than two columns become lists where the terminal is narrower.
NARROW = 60

# No wrapping where the reader is a program such as grep.
ENDLESS = 1000

# Days further off are slips of the keyboard, and no calendar below can count beyond them.
FIRST_YEAR, LAST_YEAR = 1900, 2199


def adapt_streams() -> None:
    """Letters that the terminal's charset lacks are replaced; they end no command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def fail(message: str) -> None:
    """An error, on stderr."""
    sys.stderr.write(f"reknit: {message}\n")


def emit(value: Any) -> None:
    """The one JSON object of a command, in UTF-8 where stdout takes it, else in ASCII with escapes."""
    is_utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    text = json.dumps(value, ensure_ascii=not is_utf8, indent=2, default=_plain)
    # Half a surrogate pair, as in some file names, has no UTF-8 form; its escape is valid JSON.
    sys.stdout.write(text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n")


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def say(text: str = "") -> None:
    """A line for people."""
    sys.stdout.write(f"{text}\n")


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, title: str = "") -> None:
    """A table for people; nothing when there are no rows. On a narrow terminal each row is a short list."""
    listed = list(rows)
    if not listed:
        return
    from rich.console import Console
    from rich.table import Table

    may_wrap = sys.stdout.isatty() or "COLUMNS" in os.environ
    console = Console(highlight=False, width=None if may_wrap else ENDLESS)
    if console.width < NARROW and len(columns) > 2:
        _list(columns, listed, title=title)
        return
    grid = Table(*columns, title=title or None, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for row in listed:
        grid.add_row(*row)
    console.print(grid)


def _list(columns: Sequence[str], rows: Iterable[Sequence[str]], *, title: str) -> None:
    if title:
        say(title)
    for first, *others in rows:
        say(first)
        for column, value in zip(columns[1:], others, strict=True):
            if value:
                say(f"  {column}: {value}" if column else f"  {value}")


class Bar:
    """A progress bar on stderr, silent when stderr is no terminal."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

        self._progress = Progress(
            TextColumn("{task.description:<40.40}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
            disable=not sys.stderr.isatty(),
        )
        self._task = self._progress.add_task("", total=None)

    def __call__(self, words: str, done: int, total: int) -> None:
        self._progress.update(self._task, description=words, completed=done, total=total or None)

    @contextmanager
    def shown(self) -> Iterator["Bar"]:
        """Show the bar while the block runs."""
        with self._progress:
            yield self


def parse_day(text: str) -> dt.date:
    """An ISO day from the command line."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"“{text}” is not a day; write it as 2026-03-31") from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise typer.BadParameter(f"“{text}” is not between the years {FIRST_YEAR} and {LAST_YEAR}")
    return day
