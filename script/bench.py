"""Runs the benchmarks with `--json` and writes docs/benchmarks.md: one table each, with machine, day and commit.

script/bench              all of them
script/bench ties speed   those whose command contains one of the words; the page is then printed, not written
"""

import json
import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data" / "bench"
PAGE = ROOT / "docs" / "benchmarks.md"
TIES = DATA / "ties"


@dataclass(frozen=True)
class Benchmark:
    """`command` follows `python -m`; when a path in it does not exist, the page says that it was not run."""

    title: str
    command: tuple[str | Path, ...]


BENCHMARKS = (
    Benchmark(
        "Ties: who will be in touch (email-eu)",
        ("bench.ties", TIES / "email-eu.csv.gz", "--cuts", "180,240,300,360,420"),
    ),
    Benchmark(
        "Ties: who will be in touch (manufacturing)",
        ("bench.ties", TIES / "manufacturing.csv.gz", "--cuts", "90,120,150,180"),
    ),
    Benchmark("Import of a large mailbox", ("bench.imports", "--megabytes", "200")),
    Benchmark(
        "Identity: one person, one record",
        ("bench.identity", DATA.parent / "dedup" / "splink" / "fake_1000_dev.csv"),
    ),
)


def is_table(value: Any) -> bool:
    """Rows of named figures: {row: {column: figure}}."""
    return isinstance(value, Mapping) and bool(value) and all(_is_row(row) for row in value.values())


def _is_row(value: Any) -> bool:
    return isinstance(value, Mapping) and not any(isinstance(cell, Mapping | list) for cell in value.values())


def figure(value: Any) -> str:
    """A cell: three significant decimals below ten, fewer above, words as they are, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value).replace("|", "\\|")
    if isinstance(value, int):
        return f"{value:,}"
    return f"{value:.3f}" if abs(value) < 10 else f"{value:,.1f}"


def table(rows: Mapping[str, Mapping[str, Any]]) -> str:
    """A Markdown table; columns in the order in which they first occur, ours in bold."""
    columns = list(dict.fromkeys(name for row in rows.values() for name in row))
    lines = ["| | " + " | ".join(columns) + " |", "|---|" + "---:|" * len(columns)]
    for name, row in rows.items():
        shown = f"**{name}**" if name.startswith("reknit") else name
        lines.append(f"| {shown} | " + " | ".join(figure(row.get(column)) for column in columns) + " |")
    return "\n".join(lines)


def render(result: Mapping[str, Any], *, depth: int = 3) -> str:
    """Markdown for any JSON shape of the benchmarks: tables of rows, headings above nested ones, lines for figures."""
    if is_table(result):
        return table(result)
    parts = []
    plain = {name: value for name, value in result.items() if not isinstance(value, Mapping)}
    if plain:
        parts.append("\n".join(f"- {name}: {figure(value)}" for name, value in plain.items()))
    for name, value in result.items():
        if _is_row(value):
            parts.append(table({name: value}))
        elif isinstance(value, Mapping):
            parts.append(f"{'#' * depth} {name}\n\n{render(value, depth=depth + 1)}")
    return "\n\n".join(parts)


def machine() -> str:
    """Processor, cores, memory, system and Python, in one line."""
    processor = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        named = re.search(r"^model name\s*:\s*(.+)$", info.read_text(encoding="utf-8"), re.MULTILINE)
        processor = named[1] if named else processor
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores = f"{os.cpu_count()} cores, {memory:.0f} GiB"
    return f"{processor}, {cores}, {platform.system()}, Python {platform.python_version()}"


def commit() -> str:
    """The commit of the checkout, with a word when the tree differs from it."""

    def git(*arguments: str) -> str:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
        return done.stdout.strip()

    # The page itself changes with every run and is no difference in what was measured.
    changed = git("status", "--porcelain", "--", ".", ":!docs/benchmarks.md")
    return f"{git('rev-parse', '--short', 'HEAD') or 'none'}{' with uncommitted changes' if changed else ''}"


def shown_command(benchmark: Benchmark) -> str:
    """The command as one types it in the checkout."""
    words = [os.path.relpath(word, ROOT) if isinstance(word, Path) else word for word in benchmark.command]
    return " ".join(["python -m", *words])


def run(benchmark: Benchmark) -> tuple[str, bool]:
    """(section of the page, whether the benchmark ran to its end)."""
    head = f"## {benchmark.title}\n\n`{shown_command(benchmark)}`\n\n"
    missing = [word for word in benchmark.command if isinstance(word, Path) and not word.exists()]
    if missing:
        print(f"left out, no such file: {missing[0]}", file=sys.stderr)
        return f"{head}Not run: its data is not on this machine.\n", True
    print(f"{shown_command(benchmark)} ...", file=sys.stderr)
    started = time.monotonic()
    command = [sys.executable, "-m", *map(str, benchmark.command), "--json"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    seconds = time.monotonic() - started
    if done.returncode:
        return f"{head}Failed with exit code {done.returncode}.\n", False
    return f"{head}{render(json.loads(done.stdout))}\n\nTook {seconds:.0f} s.\n", True


def main() -> int:
    words = sys.argv[1:]
    chosen = [b for b in BENCHMARKS if not words or any(word in shown_command(b) for word in words)]
    if not chosen:
        print(f"No benchmark has {' or '.join(words)} in its command.", file=sys.stderr)
        return 2
    sections = [run(benchmark) for benchmark in chosen]
    head = (
        "# Benchmarks\n\nWritten by `script/bench`; do not edit. Each table holds Reknit's figures beside named "
        "baselines, computed in the same run.\nWhat the figures mean stands in the page of each measure under "
        "`docs/methods/`.\n\n"
    )
    head += f"- Machine: {machine()}\n- Day: {time.strftime('%Y-%m-%d')}\n- Commit: {commit()}\n\n"
    page = head + "\n".join(section for section, _ in sections)
    if words:
        print(page)
    elif all(is_complete for _, is_complete in sections):
        PAGE.write_text(page, encoding="utf-8")
        print(f"{PAGE.relative_to(ROOT)} written", file=sys.stderr)
    else:
        print("A benchmark failed; docs/benchmarks.md stays as it was.", file=sys.stderr)
    return 0 if all(is_complete for _, is_complete in sections) else 1


if __name__ == "__main__":
    sys.exit(main())
