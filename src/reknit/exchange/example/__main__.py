"""``python -m reknit.exchange.example OUT --today YYYY-MM-DD``: build the example into a folder."""

import argparse
import datetime as dt
import sys
from pathlib import Path

from reknit.exchange.example.build import build_example


def main(arguments: list[str] | None = None) -> int:
    """Build and say in one line what was written. Returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m reknit.exchange.example",
        description="Write the exports of an invented leader: mail, calendar, LinkedIn, contacts, a conference.",
        epilog="Example: python -m reknit.exchange.example /tmp/marit --today 2030-03-14",
    )
    parser.add_argument("out", type=Path, help="folder to write into; it is made if it does not exist")
    parser.add_argument("--today", type=dt.date.fromisoformat, required=True, help="the day that the example ends at")
    parser.add_argument("--seed", type=int, default=7, help="another number gives another network (default: 7)")
    parser.add_argument("--manifest", type=Path, help="also write what was planted to this file, as JSON")
    given = parser.parse_args(arguments)
    manifest = build_example(given.out, today=given.today, seed=given.seed)
    if given.manifest:
        given.manifest.write_text(manifest.to_json() + "\n", encoding="utf-8")
    counts = ", ".join(f"{count} {kind}" for kind, count in manifest.counts.items())
    sys.stdout.write(f"{given.out}: {manifest.name}, {counts}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
