"""How fast a mailbox is parsed, and in how much memory, beside a bare loop of the standard library.

    python -m bench.mail FILE.mbox [--json]
    python -m bench.mail --make SIZE_MB OUT.mbox FOLDER

The bare loop runs `email.parser.BytesHeaderParser` (policy compat32) over the header blocks of the same file, split by
lines as `mailbox.mbox` does it, and keeps nothing. Reknit turns the same file into records: decoded, dated, with
addresses and keys. Each runs in a process of its own. `--make` builds a big mailbox by repeating the mails
in a folder under new ids and dates.
"""

import argparse
import datetime as dt
import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from email.parser import BytesHeaderParser
from email.policy import compat32
from pathlib import Path

from reknit.core.records import InteractionRecord
from reknit.exchange import mail
from reknit.exchange.formats import ReadOptions
from reknit.exchange.mbox import division_of
from reknit.exchange.sources import Source, walk

AS_OF = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
FIRST_DAY = dt.datetime(2010, 1, 1, 8, tzinfo=dt.UTC)
MINUTES_BETWEEN_MAILS = 37


def count_with_standard_library(path: Path) -> int:
    """Messages whose header the standard library has parsed."""
    parser = BytesHeaderParser(policy=compat32)
    count = 0
    for header in _header_blocks(path):
        parser.parsebytes(header)
        count += 1
    return count


def count_with_reknit(path: Path) -> int:
    """Records that Reknit's reader has made."""
    return sum(1 for _ in mail.read(Source(str(path), path), ReadOptions(as_of=AS_OF)))


RUNNERS: dict[str, Callable[[Path], int]] = {
    "standard library": count_with_standard_library,
    "reknit": count_with_reknit,
}


def _header_blocks(path: Path) -> Iterator[bytes]:
    lines: list[bytes] = []
    in_header = False
    with path.open("rb") as stream:
        for line in stream:
            if line.startswith(b"From "):
                lines, in_header = [], True
            elif in_header:
                lines.append(line)
                if line in {b"\n", b"\r\n"}:
                    in_header = False
                    yield b"".join(lines)


def measure(name: str, path: Path) -> dict[str, float]:
    """One run in this process: messages, seconds by the clock and of the processor, peak memory in MB."""
    start, cpu_start = time.perf_counter(), time.process_time()
    messages = RUNNERS[name](path)
    seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - cpu_start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "messages": messages,
        "seconds": round(seconds, 2),
        "cpu_seconds": round(cpu_seconds, 2),
        "peak_mb": round(peak, 1),
    }


def compare(path: Path) -> dict[str, object]:
    """Both runs, each in its own process, and how much longer Reknit takes."""
    found: dict[str, dict[str, float]] = {}
    for name in RUNNERS:
        command = [sys.executable, "-m", "bench.mail", str(path), "--only", name]
        found[name] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    ratio, cpu_ratio = (
        round(found["reknit"][unit] / max(found["standard library"][unit], 0.01), 2)
        for unit in ("seconds", "cpu_seconds")
    )
    megabytes = round(path.stat().st_size / 1e6, 1)
    return {"file": str(path), "megabytes": megabytes, **found, "ratio": ratio, "cpu_ratio": cpu_ratio}


def table(found: dict[str, object]) -> str:
    """The results for people."""
    lines = [f"{found['megabytes']} MB", f"{'':20} {'messages':>10} {'seconds':>9} {'of CPU':>9} {'peak MB':>9}"]
    for name in RUNNERS:
        row = found[name]
        assert isinstance(row, dict)
        numbers = f"{row['messages']:>10} {row['seconds']:>9.2f} {row['cpu_seconds']:>9.2f} {row['peak_mb']:>9.1f}"
        lines.append(f"{name:20} {numbers}")
    verdict = f"Reknit takes {found['ratio']} × the time of the bare loop ({found['cpu_ratio']} × its processor time)."
    return "\n".join([*lines, verdict])


def make(megabytes: int, out: Path, folder: Path) -> int:
    """Write a mailbox of about that size; the number of messages in it."""
    mails = [text for source in walk([folder]) for text in _mails_in(source)]
    if not mails:
        raise SystemExit(f"{folder}: no dated mail in it")
    written = count = 0
    with out.open("wb") as stream:
        while written < megabytes * 1_000_000:
            text = _renewed(mails[count % len(mails)], count)
            written += stream.write(text)
            count += 1
    return count


def _mails_in(source: Source) -> Iterator[bytes]:
    """The whole text of each mail of a file that Reknit can turn into a record."""
    head = source.head()
    if head.startswith(b"\x1f\x8b") or not mail.recognise(source, head):
        return
    with source.open() as stream:
        text = stream.read().replace(b"\r\n", b"\n")
    division = division_of(text)
    if division is None:
        good = any(isinstance(r, InteractionRecord) for r in mail.read(source, ReadOptions(as_of=AS_OF)))
        if good:
            yield text
        return
    places = [found.start() for found in division.opening.finditer(b"\n" + text)]
    for start, end in zip(places, [*places[1:], len(text)], strict=True):
        opening = division.opening.match(b"\n" + text, start)
        if opening is not None:
            yield text[opening.end() - 1 : end]


def _renewed(text: bytes, number: int) -> bytes:
    """The mail under a new id and date, as an entry of a mailbox."""
    header, _, body = text.partition(b"\n\n")
    sent = FIRST_DAY + dt.timedelta(minutes=MINUTES_BETWEEN_MAILS * number % (15 * 365 * 24 * 60))
    header = _with_field(header, b"Message-ID", f"<{number}.bench@example.org>")
    header = _with_field(header, b"Date", f"{sent:%a, %d %b %Y %H:%M:%S +0000}")
    body = re.sub(rb"(?m)^(>*From )", rb">\1", body)
    separator = f"From bench@example.org {sent:%a %b %d %H:%M:%S %Y}\n".encode()
    return separator + header.lstrip(b"\n") + b"\n\n" + body.rstrip(b"\n") + b"\n\n"


def _with_field(header: bytes, name: bytes, value: str) -> bytes:
    field = name + b": " + value.encode()
    changed, count = re.subn(rb"(?mi)^" + name + rb"[ \t]*:.*(?:\n[ \t].*)*", field, header, count=1)
    return changed if count else header + b"\n" + field


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.mail", description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("file", type=Path, nargs="?", help="a mailbox in mbox form")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--make", nargs=3, metavar=("SIZE_MB", "OUT", "FOLDER"), help="build a big mailbox instead")
    parser.add_argument("--only", choices=list(RUNNERS), help="run one of the two in this process")
    given = parser.parse_args()
    if given.make:
        size, out, folder = given.make
        print(f"{make(int(size), Path(out), Path(folder))} messages in {out}")
    elif given.file is None:
        parser.error("name a file, or --make")
    elif given.only:
        print(json.dumps(measure(given.only, given.file)))
    else:
        found = compare(given.file)
        print(json.dumps(found) if given.json else table(found))


if __name__ == "__main__":
    main()
