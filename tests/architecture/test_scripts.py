"""The house's own scripts: what they read from reports, and the files they lock."""

import json
import re
from pathlib import Path

from tests.architecture.house_scripts import ROOT, script


def test_the_requirement_files_belong_to_pyproject():
    assert script("lock").stale() == []


def test_lock_files_name_no_registry_and_no_place():
    files = [*(ROOT / "requirements").glob("*.txt"), ROOT / "package-lock.json"]
    assert len(files) == 4
    assert not [
        path.name for path in files if re.search(r"https?://[^\s\"]*(simple|registry)|file:", path.read_text())
    ]
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()


def test_every_locked_package_carries_its_hash():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert [name for name, entry in packages.items() if name and "integrity" not in entry] == []
    pins = [line for line in (ROOT / "requirements/dev.txt").read_text().splitlines() if re.match(r"[a-z]", line)]
    assert pins
    assert [line for line in pins if not line.endswith("\\")] == []


def test_what_runs_reknit_has_the_same_versions_as_what_tests_it():
    run, dev = (
        {line for line in (ROOT / f"requirements/{name}.txt").read_text().splitlines() if re.match(r"[a-z]", line)}
        for name in ("run", "dev")
    )
    assert run
    assert run - dev == set()


def test_the_scripts_can_be_called():
    names = ["up", "test", "check", "bench", "build-assets", "setup", "lock"]
    assert [name for name in names if not (ROOT / "script" / name).stat().st_mode & 0o100] == []


def test_the_benchmark_page_shows_any_shape():
    render = script("bench").render
    shown = render({"A30": {"reknit": {"auc": 0.84567, "ap": 1200}, "recency": {"auc": None}}, "ece_A30": 0.05})
    assert "| **reknit** | 0.846 | 1,200 |" in shown
    assert "| recency |  |  |" in shown
    assert "### A30" in shown
    assert "- ece_A30: 0.050" in shown


def test_the_closing_line_adds_up_pytest_reports(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "script"))
    suites = ['tests="5" failures="1" errors="0" skipped="2"', 'tests="3" failures="0" errors="1" skipped="0"']
    reports = [tmp_path / f"{number}.xml" for number in range(len(suites))]
    for path, suite in zip(reports, suites, strict=True):
        Path(path).write_text(f"<testsuites><testsuite {suite}/></testsuites>")
    assert script("run_tests").closing_line(reports) == "4 passed, 2 failed, 2 skipped"
