"""How long a large mailbox takes to preview and to import, and in how much memory, beside a bare loop.

    python -m bench.imports [FILE.mbox] [--megabytes 1000] [--mails FOLDER] [--json]

Without a file a mailbox of that size is made from the mails in a folder (default: the example network's). The bare
loop is that of `bench.mail`: the standard library's header parser (compat32) over the same file. The preview
is `reknit import --dry-run`, the import `reknit import --yes`, which reads, decides, writes and computes
the ties; each in a process and a data folder of its own. The same again for a tenth of the file shows
that memory does not grow with it.
"""

import argparse
import datetime as dt
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.mail import make
from reknit.exchange.example.build import build_example

EXAMPLE_DAY = dt.date(2026, 3, 2)


def measured(command: list[str], environment: dict[str, str]) -> dict[str, float]:
    """Seconds by the clock, of the processor, and peak memory in MB of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    code = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
        "sys.exit(done.returncode)"
    )
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code, *command], env=environment, capture_output=True, text=True, check=True
    )
    seconds = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {
        "seconds": round(seconds, 2),
        "cpu_seconds": round(cpu, 2),
        "peak_mb": round(int(done.stdout.split()[-1]) / 1024, 1),
    }


def runs(path: Path) -> dict[str, dict[str, float]]:
    """The bare loop, the preview and the import of one file."""
    python = sys.executable
    bare = [python, "-m", "bench.mail", str(path), "--only", "standard library"]
    found = {"bare loop": measured(bare, dict(os.environ))}
    for name, option in (("preview", "--dry-run"), ("import", "--yes")):
        with tempfile.TemporaryDirectory() as home:
            environment = {**os.environ, "REKNIT_HOME": home, "DJANGO_SETTINGS_MODULE": "reknit.config.settings"}
            environment.pop("DATABASE_URL", None)
            start = [python, "-m", "reknit", "people", "--json"]
            subprocess.run(start, env=environment, stdout=subprocess.DEVNULL, check=True)
            command = [python, "-m", "reknit", "import", str(path), option, "--json"]
            found[name] = measured(command, environment)
    for name in ("preview", "import"):
        found[name]["ratio"] = round(found[name]["seconds"] / max(found["bare loop"]["seconds"], 0.01), 2)
        found[name]["cpu_ratio"] = round(found[name]["cpu_seconds"] / max(found["bare loop"]["cpu_seconds"], 0.01), 2)
    return found


def compare(path: Path, tenth: Path) -> dict[str, object]:
    """Both files, and how much more memory the large one took."""
    large, small = runs(path), runs(tenth)
    more = {name: round(large[name]["peak_mb"] - small[name]["peak_mb"], 1) for name in large}
    return {f"{_megabytes(path)} MB": large, f"{_megabytes(tenth)} MB": small, "more memory, MB": {"more": more}}


def _megabytes(path: Path) -> int:
    return round(path.stat().st_size / 1e6)


def table(found: dict[str, object]) -> str:
    """The results for people."""
    lines = []
    for size, rows in found.items():
        lines.append(size)
        assert isinstance(rows, dict)
        lines += [
            f"  {name:10} " + "  ".join(f"{key} {value}" for key, value in row.items()) for name, row in rows.items()
        ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.imports", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("file", type=Path, nargs="?", help="a mailbox in mbox form")
    parser.add_argument("--megabytes", type=int, default=1000, help="size of the mailbox to make")
    parser.add_argument("--mails", type=Path, help="folder of mails to make it from")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        mails = given.mails
        if mails is None:
            build_example(folder / "example", today=EXAMPLE_DAY)
            mails = folder / "example" / "mail"
        path = given.file or folder / "large.mbox"
        if given.file is None:
            make(given.megabytes, path, mails)
        make(max(_megabytes(path) // 10, 1), folder / "tenth.mbox", mails)
        found = compare(path, folder / "tenth.mbox")
    print(json.dumps(found) if given.json else table(found))


if __name__ == "__main__":
    main()
