"""kill -9 while two people are made one: the state before or the state after, nothing between."""

import datetime as dt
import json
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from tests.store.test_kill import check_sound, complete, environment, rows

LETTERS = 3000


def letter(number):
    sent = dt.datetime(2015, 1, 1, tzinfo=dt.UTC) + dt.timedelta(hours=number)
    them = ("dana@work.example", "dana@home.example")[number % 2]
    return (
        f"From x {sent:%a %b %d %H:%M:%S %Y}\nFrom: Dana{number % 2} Liu <{them}>\nTo: me@own.example\n"
        f"Date: {sent:%a, %d %b %Y %H:%M:%S +0000}\nMessage-ID: <m{number}@x.example>\nSubject: S\n\nText\n\n"
    )


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """A data folder in which one Dana stands twice, each with many letters, and the same after they are made one."""
    folder = tmp_path_factory.mktemp("merge")
    (folder / "m.mbox").write_text("".join(map(letter, range(LETTERS))))
    home = folder / "before"
    complete(home, folder / "m.mbox", "--me", "me@own.example")
    after = folder / "after"
    shutil.copytree(home, after)
    started = time.monotonic()
    done = merge(after)
    out, err = done.communicate()
    assert done.returncode == 0, err
    assert json.loads(out)["name"]
    return home, after, time.monotonic() - started


def merge(home):
    command = [sys.executable, "-m", "reknit", "merge", "dana@work.example", "dana@home.example", "--json"]
    return subprocess.Popen(command, env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def stated(home):
    """All rows but the caches, which the next start computes, and without what holds times."""
    found = rows(home)
    for table in ("store_tie", "store_link", "store_audit", "store_merge"):
        found.pop(table)
    with sqlite3.connect(home / "reknit.sqlite3") as database:
        for table in ("store_audit", "store_merge"):
            found[table] = database.execute(f"SELECT COUNT(*) FROM {table}").fetchone()
        people = "SELECT id, kept, never, muted, archived, deleted_at FROM store_person ORDER BY id"
        found["store_person"] = database.execute(people).fetchall()
    return found


def test_a_killed_merge_leaves_the_state_before_or_after(book, tmp_path):
    home, after, seconds = book
    states = [stated(home), stated(after)]
    chance = random.Random(5)
    died = 0
    for number in range(6):
        trial = tmp_path / f"trial{number}"
        shutil.copytree(home, trial)
        process = merge(trial)
        time.sleep(chance.uniform(0.3, 1.0) * seconds)
        died += process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.communicate()
        check_sound(trial)
        assert stated(trial) in states
        open_again = subprocess.run(
            [sys.executable, "-m", "reknit", "doctor", "--mend"],
            env=environment(trial),
            capture_output=True,
            check=False,
        )
        assert open_again.returncode == 0, open_again.stdout
        ends = [rows(end)["store_tie"] for end in (home, after)]
        assert rows(trial)["store_tie"] in ends
    assert died >= 2
