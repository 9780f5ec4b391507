"""How commands speak: tables for people, one JSON object for programs, errors and progress on stderr."""

import datetime as dt
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

import typer

JsonFlag = Annotated[bool, typer.Option("--json", help="One JSON object on stdout instead of text.")]


def fail(message: str) -> None:
    """An error, on stderr."""
    sys.stderr.write(f"reknit: {message}\n")


def emit(value: Any) -> None:
    """The one JSON object of a command."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, default=_plain) + "\n")


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def say(text: str = "") -> None:
    """A line for people."""
    from rich.console import Console

    Console(highlight=False, soft_wrap=True).print(text, markup=False)


def table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, title: str = "") -> None:
    """A table for people."""
    from rich.console import Console
    from rich.table import Table

    grid = Table(*columns, title=title or None, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for row in rows:
        grid.add_row(*row)
    Console(highlight=False).print(grid)


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
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"“{text}” is not a day; write it as 2026-03-31") from error
