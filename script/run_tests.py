"""Finds what the tests need (a browser, a PostgreSQL server), runs script/check and then pytest.

The last line is `N passed, N failed`, read from pytest's own report.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import postgres

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_BROWSER = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
NOTHING_COLLECTED = 5


def system_browser() -> str | None:
    """A Chromium or Chrome of this machine."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    return found or (str(MAC_BROWSER) if MAC_BROWSER.exists() else None)


def administrator() -> list[str] | None:
    """What to put before a command to run it as root; None if that is not possible without asking."""
    if os.geteuid() == 0:
        return []
    may = shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ["sudo", "-n"] if may and may.returncode == 0 else None


def browser_from_debian() -> str | None:
    """Debian's chromium package, where apt-get exists and may be used."""
    before = administrator()
    if not shutil.which("apt-get") or before is None:
        return None
    print("Installing Debian's chromium ...", file=sys.stderr)
    path = f"{os.environ.get('PATH', os.defpath)}:/usr/local/sbin:/usr/sbin:/sbin"
    environment = {**os.environ, "PATH": path, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        command = [*before, "apt-get", "-qq", *arguments]
        subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False)
    return system_browser()


def browser_from_playwright() -> str | None:
    """Playwright's own Chromium, fetched if it is not there yet."""
    asked = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], stdout=sys.stderr, check=False)
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=False).stdout.strip()
    return told if told and Path(told).exists() else None


def find_browser() -> str:
    """The path of a browser; ends the run with what is missing when none can be had."""
    given = os.environ.get("REKNIT_TEST_BROWSER")
    if given:
        if not shutil.which(given):
            sys.exit(f"REKNIT_TEST_BROWSER={given} is not a program.")
        return given
    found = system_browser() or browser_from_debian() or browser_from_playwright()
    if not found:
        sys.exit(
            "The browser tests need Chromium, and none could be had:\n"
            "  none of chromium, chromium-browser, google-chrome is on PATH;\n"
            "  apt-get could not install it (not Debian, not root, or its message is above);\n"
            "  `playwright install chromium` did not bring one (its message is above).\n"
            "Install Chromium, or set REKNIT_TEST_BROWSER to a browser, and run script/test again."
        )
    return found


@contextmanager
def database() -> Iterator[str | None]:
    """The address for the PostgreSQL part: the one given by DATABASE_URL, else a cluster of our own, else None."""
    given = os.environ.get("DATABASE_URL", "")
    binaries = postgres.server_binaries()
    if given.startswith("postgres"):
        yield given
    elif binaries is None:
        yield None
    else:
        with postgres.private_cluster(binaries) as address:
            yield address


@dataclass(frozen=True)
class Run:
    """One call of pytest, and where its report goes."""

    title: str
    command: list[str]
    environment: dict[str, str]
    report: Path


def runs(
    arguments: list[str], *, environment: dict[str, str], address: str | None, is_thorough: bool, scratch: Path
) -> list[Run]:
    """Everything on the database of the settings; then, unless the caller chose files, the store on PostgreSQL too."""
    # Ours stand first, so that what the caller says wins.
    always = [sys.executable, "-m", "pytest", "-n", "2", *([] if is_thorough else ["-m", "not thorough"])]
    first = scratch / "all.xml"
    wanted = [Run("All tests", [*always, f"--junitxml={first}", *arguments], environment, first)]
    has_chosen = any(Path(ROOT, argument.partition("::")[0]).exists() for argument in arguments)
    if address and not has_chosen and not os.environ.get("DATABASE_URL"):
        second = scratch / "postgres.xml"
        command = [*always, f"--junitxml={second}", *arguments, "tests/store"]
        wanted.append(Run("The store on PostgreSQL", command, {**environment, "DATABASE_URL": address}, second))
    return wanted


def closing_line(reports: list[Path]) -> str:
    """`N passed, N failed` (and skipped, if any), added up from pytest's own reports."""
    counts = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    for suite in (suite for report in reports for suite in ET.parse(report).getroot().iter("testsuite")):
        for name in counts:
            counts[name] += int(suite.get(name, 0))
    failed = counts["failures"] + counts["errors"]
    line = f"{counts['tests'] - failed - counts['skipped']} passed, {failed} failed"
    return f"{line}, {counts['skipped']} skipped" if counts["skipped"] else line


def run_all(wanted: list[Run]) -> bool:
    """Runs them one after the other and prints the closing line; whether all passed."""
    is_clean = True
    for run in wanted:
        print(f"\n{run.title}", flush=True)
        code = subprocess.run(run.command, cwd=ROOT, env=run.environment, check=False).returncode
        is_clean = is_clean and code == 0
        if code == NOTHING_COLLECTED:
            print("No test was found.")
    print(closing_line([run.report for run in wanted if run.report.is_file()]))
    return is_clean


def main() -> int:
    arguments = sys.argv[1:]
    is_thorough = "--thorough" in arguments
    arguments = [argument for argument in arguments if argument != "--thorough"]
    environment = {**os.environ, "REKNIT_TEST_BROWSER": find_browser()}
    print(f"Browser: {environment['REKNIT_TEST_BROWSER']}")
    if is_thorough:
        environment |= {"REKNIT_THOROUGH": "1", "HYPOTHESIS_PROFILE": "thorough"}
    with database() as address, tempfile.TemporaryDirectory() as scratch:
        print("Databases: SQLite and PostgreSQL" if address else "Databases: SQLite only (no PostgreSQL server here)")
        if address:
            environment["REKNIT_TEST_POSTGRES"] = address
        sys.stdout.flush()
        is_checked = subprocess.run([sys.executable, ROOT / "script" / "check.py"], check=False).returncode == 0
        if not is_checked:
            print("script/check is not content; what it says is above.")
        wanted = runs(
            arguments, environment=environment, address=address, is_thorough=is_thorough, scratch=Path(scratch)
        )
        is_tested = run_all(wanted)
    return 0 if is_checked and is_tested else 1


if __name__ == "__main__":
    sys.exit(main())
