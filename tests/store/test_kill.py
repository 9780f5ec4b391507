"""kill -9 at any moment of an import: whole batches or nothing, and running again completes it."""

import datetime as dt
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "data"

# Columns that say when a run happened, not what it brought.
TIMES = {"recorded_at", "created_at", "started_at", "finished_at", "report", "edition", "role_since", "made_at"}

# Not brought by the import, or (notes) the report of the last run alone, which tells what that run still found to do.
NOT_BROUGHT = {"store_user", "store_workspace", "store_job", "store_logintoken", "store_importnote"}


def environment(home):
    env = {**os.environ, "REKNIT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "reknit.config.settings"}
    env.pop("DATABASE_URL", None)
    return env


def start(home, *paths):
    command = [sys.executable, "-m", "reknit", "import", "--yes", "--json", *map(str, paths)]
    return subprocess.Popen(command, env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def complete(home, *paths):
    process = start(home, *paths)
    out, err = process.communicate()
    assert process.returncode == 0, err
    return json.loads(out)


def rows(home):
    """Every row of every table the import writes, without the times of the run."""
    with sqlite3.connect(home / "reknit.sqlite3") as database:
        tables = [
            name
            for (name,) in database.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'store_%'"
            )
            if "search" not in name and name not in NOT_BROUGHT
        ]
        found = {}
        for table in tables:
            columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})") if row[1] not in TIMES]
            if table in {"store_link", "store_importnote", "store_support"}:
                columns.remove("id")
            found[table] = sorted(database.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall(), key=repr)
        return found


def check_sound(home):
    with sqlite3.connect(home / "reknit.sqlite3") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []


def kill_and_complete(tmp_path, paths, *, kills, seed, share=0.6):
    clean = tmp_path / "clean"
    before = time.monotonic()
    complete(clean, *paths)
    seconds = time.monotonic() - before
    home = tmp_path / "killed"
    chance = random.Random(seed)
    died = 0
    for _ in range(kills):
        process = start(home, *paths)
        time.sleep(chance.uniform(0.3, max(share * seconds, 0.5)))
        died += process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.communicate()
        if has_tables(home):
            check_sound(home)
            if is_done(home):
                break  # the kill came after the last commit; one more run would be a second import
    else:
        complete(home, *paths)
    return clean, home, died


def has_tables(home):
    path = home / "reknit.sqlite3"
    if not path.exists():
        return False
    with sqlite3.connect(path) as database:
        query = "SELECT COUNT(*) FROM sqlite_master WHERE name = 'store_import'"
        return database.execute(query).fetchone()[0] == 1


def is_done(home):
    with sqlite3.connect(home / "reknit.sqlite3") as database:
        return database.execute("SELECT COUNT(*) FROM store_import WHERE state = 'done'").fetchone()[0] > 0


def card(number):
    return (
        f"BEGIN:VCARD\nVERSION:3.0\nUID:u{number}\nFN:First{number} Last{number}\n"
        f"EMAIL:p{number}@x{number % 50}.example\nORG:Org {number % 40}\nEND:VCARD\n"
    )


def letter(number):
    sent = dt.datetime(2025, 1, 1, tzinfo=dt.UTC) + dt.timedelta(hours=number)
    out = number % 2
    me, them = "me@own.example", f"p{number % 300}@x{number % 50}.example"
    return (
        f"From x {sent:%a %b %d %H:%M:%S %Y}\nFrom: {me if out else them}\nTo: {them if out else me}\n"
        f"Date: {sent:%a, %d %b %Y %H:%M:%S +0000}\nMessage-ID: <m{number}@x.example>\nSubject: No {number}\n\nText\n\n"
    )


def test_a_killed_import_is_completed_by_running_it_again(tmp_path):
    (tmp_path / "book.vcf").write_text("".join(map(card, range(4000))))
    (tmp_path / "mail.mbox").write_text("".join(map(letter, range(6000))))
    paths = [tmp_path / "book.vcf", tmp_path / "mail.mbox"]
    clean, killed, died = kill_and_complete(tmp_path, paths, kills=4, seed=3)
    assert died >= 1
    assert rows(killed) == rows(clean)


@pytest.mark.thorough
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not on this machine")
def test_twenty_kills_while_importing_the_whole_corpus_leave_the_same_rows(tmp_path):
    clean, killed, died = kill_and_complete(tmp_path, [CORPUS], kills=20, seed=7, share=0.5)
    assert died >= 2
    assert rows(killed) == rows(clean)
