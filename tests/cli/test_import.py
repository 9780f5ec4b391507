"""`reknit import`: looks, imports, undoes; asks only on a terminal; one JSON object; exit codes that mean something."""

import json
import os
import pty
import select
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import write_files

CARD = "BEGIN:VCARD\nVERSION:3.0\nFN:Dana Liu\nEMAIL:dana@acme.example\nEND:VCARD\n"
UNCLEAR = "Who,Where\nDana Liu,dana@acme.example\nOmar Haddad,omar@beta.example\n"
CLEAR = "Name,E-Mail\nDana Liu,dana@acme.example\nOmar Haddad,omar@beta.example\n"
NEWSLETTER = """From: Ann Roe <ann@shop.example>
To: me@own.example
Date: Mon, 2 Feb 2026 10:00:00 +0000
Message-ID: <n1@mail.example>
List-Id: <news.shop.example>

"""
WORDS = ["--map", "Who=full_name", "--map", "Where=email"]
SHAPE = ["import", "dry_run", "added", "changed", "same", "ambiguous", "skipped"]
SHAPE += ["unreadable", "files", "reasons", "kept_out", "assumed"]


def environment(folder):
    env = {**os.environ, "REKNIT_HOME": str(folder / "home"), "DJANGO_SETTINGS_MODULE": "reknit.config.settings"}
    env.pop("DATABASE_URL", None)
    return env


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory):
    """A data folder with a fresh database, to be copied: making one takes longer than most commands."""
    folder = tmp_path_factory.mktemp("empty")
    command = [sys.executable, "-m", "reknit", "doctor"]
    subprocess.run(command, env=environment(folder), check=True, stdout=subprocess.DEVNULL)
    return folder / "home"


@pytest.fixture
def reknit(tmp_path, empty_home):
    """Run a command in a data folder of its own, without a terminal."""
    shutil.copytree(empty_home, tmp_path / "home")

    def run(*args):
        command = [sys.executable, "-m", "reknit", *map(str, args)]
        return subprocess.run(
            command, capture_output=True, text=True, env=environment(tmp_path), check=False, stdin=subprocess.DEVNULL
        )

    return run


@pytest.fixture
def put(tmp_path):
    """Write files; returns their folder."""

    def write(files):
        write_files(tmp_path / "in", files)
        return tmp_path / "in"

    return write


def loaded(done):
    """The one JSON object on stdout."""
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def people(reknit):
    return sorted(person["name"] for person in loaded(reknit("people", "--json"))["people"])


def test_a_dry_run_says_what_would_happen_and_writes_nothing(reknit, put):
    report = loaded(reknit("import", put({"book.vcf": CARD}), "--dry-run", "--json"))
    assert list(report) == SHAPE
    assert (report["import"], report["dry_run"], report["added"]) == (None, True, {"person": 1})
    assert people(reknit) == []


def test_yes_imports_and_says_how_to_take_it_back(reknit, put):
    done = reknit("import", put({"book.vcf": CARD}), "--yes")
    assert done.returncode == 0
    assert "To take it back: reknit import --undo 1" in done.stdout
    assert people(reknit) == ["Dana Liu"]
    assert loaded(reknit("import", "--undo", "1", "--json")) == {"undone": 1, "label": "in"}
    assert people(reknit) == []


def test_the_second_time_brings_nothing(reknit, put):
    folder = put({"book.vcf": CARD, "list.csv": CLEAR})
    loaded(reknit("import", folder, "--yes", "--json"))
    again = loaded(reknit("import", folder, "--yes", "--json"))
    assert (again["added"], again["changed"], again["same"]) == ({}, {}, {"person": 3})


def test_with_json_there_is_nothing_but_the_object_on_stdout_and_progress_elsewhere(reknit, put):
    done = reknit("import", put({"book.vcf": CARD}), "--yes", "--json")
    json.loads(done.stdout)
    assert done.stderr == ""


def test_unreadable_records_are_named_and_no_failure(reknit, put):
    report = loaded(
        reknit("import", put({"book.vcf": CARD + "BEGIN:VCARD\nVERSION:3.0\nEND:VCARD\n"}), "--yes", "--json")
    )
    (lost,) = report["unreadable"]
    assert (Path(lost["file"]).name, lost["record"]) == ("book.vcf", "card 2")
    assert lost["reason"]


def test_nothing_to_process_is_a_failure(reknit, put):
    done = reknit("import", put({"a.bin": bytes(range(256)) * 9}), "--yes", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["skipped"] == {"file": 1}
    assert "None of these files holds" in done.stderr


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ([], "Name at least one file or folder"),
        (["nowhere.vcf", "--yes"], "There is no file or folder nowhere.vcf."),
        (["{in}"], "There is no terminal to ask on."),
        (["{in}", "--json"], "With --json nothing is asked."),
        (["{in}", "--yes", "--me", "nobody"], "--me nobody is not an e-mail address."),
        (["{in}", "--yes", "--let-in", "nobody"], "--let-in nobody is not an e-mail address."),
        (["{in}", "--yes", "--map", "Who"], "--map Who is not understood."),
        (["{in}", "--yes", "--map", "Who=shoe size"], "there is no field “shoe size”"),
        (["{in}", "--yes", "--map", "Nope=email"], "No table here has a column “Nope”."),
        (["{in}", "--yes", "--map", "Who=notes", "--map", "Where=ignore"], "Say which column holds names"),
        (["{in}", "--undo", "1"], "Either import files or undo an import"),
    ],
)
def test_wrong_usage_is_told_apart_from_failure(reknit, put, args, words):
    folder = put({"list.csv": UNCLEAR})
    done = reknit("import", *(str(folder) if arg == "{in}" else arg for arg in args))
    assert done.returncode == 2
    assert ("error" in json.loads(done.stdout)) if "--json" in args else (done.stdout == "")
    assert words in done.stderr


def test_undoing_what_is_not_there_fails(reknit):
    done = reknit("import", "--undo", "7")
    assert done.returncode == 1
    assert done.stderr == "reknit: There is no import number 7.\n"


def test_own_addresses_are_stated_with_me(reknit, put):
    mail = "From: nora@own.example\nTo: Dana Liu <dana@acme.example>\nDate: Mon, 2 Feb 2026 10:00:00 +0000\nMessage-ID: <1@m>\n\n"
    report = loaded(reknit("import", put({"m.eml": mail}), "--yes", "--json", "--me", "Nora@own.example"))
    assert (report["added"], report["assumed"]) == ({"interaction": 1, "person": 1}, {})
    assert people(reknit) == ["Dana Liu"]


def test_a_guessed_table_is_reported_as_assumed(reknit, put):
    folder = put({"list.csv": CLEAR})
    for how in ("--dry-run", "--yes"):
        (guess,) = loaded(reknit("import", folder, how, "--json"))["assumed"]["mappings"]
        assert guess["mapping"] == {"Name": "full_name", "E-Mail": "email"}
    assert "read as: Name = full_name, E-Mail = email." in reknit("import", folder, "--dry-run").stdout


def test_columns_are_stated_with_map_and_remembered(reknit, put):
    folder = put({"list.csv": UNCLEAR})
    assert loaded(reknit("import", folder, "--dry-run", "--json", *WORDS))["added"] == {"person": 2}
    assert reknit("import", folder, "--dry-run").returncode == 1
    assert loaded(reknit("import", folder, "--yes", "--json", *WORDS))["added"] == {"person": 2}
    assert loaded(reknit("import", folder, "--yes", "--json"))["same"] == {"person": 2}


def test_a_table_that_could_be_assigned_is_pointed_out(reknit, put):
    done = reknit("import", put({"list.csv": UNCLEAR, "book.vcf": CARD}), "--dry-run")
    assert "list.csv has the columns Who, Where. Say what they are: --map Who=FIELD" in done.stdout


def test_a_dry_run_with_let_in_remembers_nothing(reknit, put):
    folder = put({"n.eml": NEWSLETTER})
    added = loaded(
        reknit("import", folder, "--dry-run", "--json", "--let-in", "Ann@shop.example", "--me", "me@own.example")
    )
    assert added["added"] == {"interaction": 1, "person": 1}
    assert loaded(reknit("import", folder, "--dry-run", "--json", "--me", "me@own.example"))["added"] == {}


def test_the_export_of_reknit_fills_an_empty_one(reknit, put, tmp_path):
    loaded(reknit("import", put({"book.vcf": CARD}), "--yes", "--json"))
    loaded(reknit("export", tmp_path / "all.zip", "--json"))
    refused = reknit("import", tmp_path / "all.zip", "--dry-run")
    assert (refused.returncode, "goes into an empty Reknit" in refused.stderr) == (1, True)
    (tmp_path / "home").rename(tmp_path / "old")
    report = loaded(reknit("import", tmp_path / "all.zip", "--yes", "--json"))
    assert list(report) == SHAPE
    assert people(reknit) == ["Dana Liu"]


def on_a_terminal(tmp_path, args, answers):
    """Run the command on a pseudo terminal; `answers` are (what is waited for, what is typed). Returns (code, output)."""
    child, terminal = pty.fork()
    if child == 0:
        os.execve(sys.executable, [sys.executable, "-m", "reknit", *map(str, args)], environment(tmp_path))
    output, waiting, deadline = "", list(answers), time.monotonic() + 60
    while time.monotonic() < deadline:
        if not select.select([terminal], [], [], 1)[0]:
            continue
        try:
            read = os.read(terminal, 65_536)
        except OSError:  # the other end is closed
            break
        output += read.decode(errors="replace")
        if waiting and waiting[0][0] in output.rpartition("\x00")[2]:
            os.write(terminal, f"{waiting.pop(0)[1]}\n".encode())
            output += "\x00"
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), output


def test_on_a_terminal_columns_addresses_and_the_import_are_asked(reknit, put, tmp_path):
    folder = put({"list.csv": UNCLEAR})
    answers = [
        ("Read it so?", "c"),
        ("Who [", "full_name"),
        ("Where [", ""),
        ("Your own addresses", ""),
        ("Import this?", "y"),
    ]
    code, output = on_a_terminal(tmp_path, ["import", folder], answers)
    assert code == 0, output
    assert "is not read: addresses without names" in output
    assert people(reknit) == ["Dana Liu", "Omar Haddad"]


def test_on_a_terminal_no_means_nothing_is_written_or_remembered(reknit, put, tmp_path):
    folder = put({"list.csv": CLEAR, "book.vcf": CARD})
    answers = [("Read it so?", "n"), ("Your own addresses", ""), ("Import this?", "n")]
    code, output = on_a_terminal(tmp_path, ["import", folder], answers)
    assert (code, "Nothing was done." in output) == (1, True)
    assert people(reknit) == []
    assert loaded(reknit("import", folder, "--dry-run", "--json"))["added"] == {"person": 2}
