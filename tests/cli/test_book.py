"""The commands of the book: add, show, people, edit, delete, log, week, undo, export and back."""

import json
import os
import subprocess
import sys

import pytest


@pytest.fixture
def reknit(tmp_path):
    """Run a command in a data folder of its own; the answer has returncode, stdout, stderr."""

    def run(*args, home="home"):
        env = {**os.environ, "REKNIT_HOME": str(tmp_path / home), "DJANGO_SETTINGS_MODULE": "reknit.config.settings"}
        env.pop("DATABASE_URL", None)
        command = [sys.executable, "-m", "reknit", *args]
        return subprocess.run(command, capture_output=True, text=True, env=env, check=False, stdin=subprocess.DEVNULL)

    return run


def loaded(done):
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_person_goes_through_add_show_edit_delete_and_undo(reknit):
    added = loaded(
        reknit("add", "Dana Liu", "--email", "dana@acme.example", "--org", "Acme", "--need", "data engineer", "--json")
    )
    shown = loaded(reknit("show", "dana", "--json"))
    assert shown["id"] == added["id"]
    assert {fact["kind"] for fact in shown["facts"]} == {"name", "email", "affiliation", "need"}
    assert shown["facts"][0]["sources"] == ["you"]
    need = next(fact["id"] for fact in shown["facts"] if fact["kind"] == "need")
    loaded(reknit("edit", "Dana Liu", "--title", "CTO", "--org", "Beta", "--remove", str(need), "--json"))
    shown = loaded(reknit("show", "dana@acme.example", "--json"))
    assert (shown["organisation"], shown["title"]) == ("Beta", "CTO")
    assert "need" not in {fact["kind"] for fact in shown["facts"]}
    loaded(reknit("delete", "Dana Liu", "--json"))
    assert loaded(reknit("people", "--json"))["people"] == []
    loaded(reknit("undo", "--json"))
    assert [p["name"] for p in loaded(reknit("people", "--json"))["people"]] == ["Dana Liu"]


def test_an_unknown_name_is_an_error_with_a_remedy(reknit):
    done = reknit("show", "Nobody")
    assert done.returncode == 1
    assert "reknit people" in done.stderr
    assert done.stdout == ""


def test_a_name_of_two_people_is_asked_back_with_their_numbers(reknit):
    first = loaded(reknit("add", "Dana Liu", "--org", "Acme", "--json"))["id"]
    second = loaded(reknit("add", "Dana Liu", "--org", "Beta", "--json"))["id"]
    done = reknit("show", "Dana Liu")
    assert done.returncode == 1
    assert f"{first}: Dana Liu, Acme" in done.stderr
    assert loaded(reknit("show", str(second), "--json"))["organisation"] == "Beta"


def test_a_logged_coffee_and_its_promise_are_in_the_week(reknit):
    loaded(reknit("add", "Dana Liu", "--email", "dana@acme.example", "--json"))
    loaded(
        reknit(
            "log",
            "Coffee",
            "--with",
            "Dana Liu",
            "--on",
            "2026-03-02",
            "--promise",
            "send the deck",
            "--due",
            "2026-03-06",
            "--json",
        )
    )
    week = loaded(reknit("week", "--as-of", "2026-03-04", "--json"))
    assert [(line["group"], line["name"], line["due_on"]) for line in week["lines"]] == [
        ("promise", "Dana Liu", "2026-03-06")
    ]
    assert "send the deck" in week["lines"][0]["sentence"]


def test_a_week_before_anything_happened_knows_nothing_of_it(reknit):
    loaded(reknit("add", "Dana Liu", "--json"))
    loaded(reknit("log", "Coffee", "--with", "Dana Liu", "--on", "2026-03-02", "--promise", "send the deck", "--json"))
    week = loaded(reknit("week", "--as-of", "2026-02-01", "--json"))
    assert week["lines"] == []


def test_wrong_usage_exits_with_2(reknit):
    assert reknit("week", "--as-of", "soon").returncode == 2
    assert reknit("log", "Coffee").returncode == 2
    assert reknit("nonsense").returncode == 2
    loaded(reknit("add", "Dana Liu", "--json"))
    assert reknit("edit", "Dana Liu").returncode == 2


def test_an_export_fills_an_empty_data_folder(reknit, tmp_path):
    loaded(reknit("add", "Dana Liu", "--birthday", "--05-12", "--tag", "mentor", "--json"))
    path = tmp_path / "all.zip"
    loaded(reknit("export", str(path), "--json"))
    assert reknit("export", str(path)).returncode == 2
    report = loaded(reknit("import", str(path), "--yes", "--json", home="other"))
    assert report["added"]["person"] == 2
    here, there = (loaded(reknit("show", "Dana Liu", "--json", home=home)) for home in ("home", "other"))
    assert here == there
    assert reknit("import", str(path), "--yes", home="other").returncode == 1


@pytest.mark.parametrize(
    "command",
    [
        "",
        "import",
        "week",
        "people",
        "show",
        "add",
        "edit",
        "delete",
        "log",
        "export",
        "backup",
        "restore",
        "doctor",
        "undo",
        "up",
    ],
)
def test_help_has_an_example(reknit, command):
    done = reknit(*filter(None, [command, "--help"]))
    assert done.returncode == 0
    assert command == "" or "Example" in done.stdout
