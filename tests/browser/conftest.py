"""A real server with a data folder of its own, and a real browser that tells what went wrong in it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.web.network import ME

FAILURES = Path(__file__).parent / "failures"
START_SECONDS = 60
PATIENCE_MS = 20_000

# Chromium itself reports every refused form; that it was refused is what the test is about.
REFUSED_FORM = "status of 422"


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    setattr(item, f"report_{call.when}", outcome.get_result())


class Reknit:
    """`reknit` as a user runs it, in a data folder of the test's own."""

    def __init__(self, home):
        hidden = {"DJANGO_SETTINGS_MODULE", "REKNIT_PORT", "REKNIT_DEBUG", "DATABASE_URL"}
        self.environment = {k: v for k, v in os.environ.items() if k not in hidden} | {"REKNIT_HOME": str(home)}
        self.process = None
        self.address = ""

    def run(self, *arguments):
        command = [sys.executable, "-m", "reknit", *arguments]
        subprocess.run(command, env=self.environment, check=True, capture_output=True, timeout=120)

    def up(self):
        """Start the server; returns the address with the token that signs in."""
        command = [sys.executable, "-m", "reknit", "up", "--no-browser", "--port", "0"]
        self.process = subprocess.Popen(
            command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for line in self.process.stdout:
            if found := re.search(r"(http://\S+?)(/enter\?token=\S+)", line):
                self.address = found[1]
                return found[0]
        raise AssertionError(f"reknit up ended with {self.process.wait(START_SECONDS)} before it gave an address")

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait(START_SECONDS)
            self.process.stdout.close()


@pytest.fixture
def reknit(tmp_path):
    """Not started yet: a test may run commands before `up`."""
    program = Reknit(tmp_path / "home")
    yield program
    program.stop()


@pytest.fixture
def book(reknit, tmp_path):
    """Bring files into the book by the terminal, before the server starts."""

    def bring(**files):
        folder = tmp_path / "before"
        folder.mkdir()
        for name, text in files.items():
            (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
        reknit.run("import", str(folder), "--yes", "--me", ME)

    return bring


@pytest.fixture(scope="module")
def chromium():
    """One browser for a module. No longer: its event loop would keep other tests from the database."""
    from playwright.sync_api import sync_playwright

    path = os.environ.get("REKNIT_TEST_BROWSER") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(request, reknit, chromium):
    """A signed-out page. At the end nothing may have gone to another origin, and no error may stand in the console."""
    context = chromium.new_context(locale="en-GB", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    errors, strays = [], []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", lambda sent: None if is_own(reknit, sent.url) else strays.append(sent.url))
    yield page
    if getattr(request.node, "report_call", None) is not None and request.node.report_call.failed:
        FAILURES.mkdir(exist_ok=True)
        page.screenshot(path=FAILURES / f"{request.node.name}.png", full_page=True)
    context.close()
    assert strays == []
    assert [error for error in errors if REFUSED_FORM not in error] == []


def is_own(reknit, url):
    return url.startswith((f"{reknit.address}/", "data:", "blob:"))
