"""Backup and restore: complete, checked, and never half."""

import os
import shutil
import signal
import subprocess
import sys
import time

import pytest


def reknit(home, *args, **more):
    env = {**os.environ, "REKNIT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "reknit.config.settings"}
    env.pop("DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, "-m", "reknit", *args], capture_output=True, text=True, env=env, check=False, **more
    )


def names(home):
    done = reknit(home, "people", "--json")
    assert done.returncode == 0, done.stderr
    import json

    return [person["name"] for person in json.loads(done.stdout)["people"]]


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "home"
    assert reknit(folder, "add", "Dana Liu").returncode == 0
    return folder


def test_a_backup_restores_what_was_there(home, tmp_path):
    assert reknit(home, "backup", str(tmp_path / "safe")).returncode == 0
    copy = next((tmp_path / "safe").iterdir())
    assert oct(copy.stat().st_mode)[-3:] == "600"
    reknit(home, "add", "Omar Haddad")
    done = reknit(home, "restore", str(copy))
    assert done.returncode == 0, done.stderr
    assert names(home) == ["Dana Liu"]
    assert list((home / "backups").glob("*before-restore*"))


def test_a_damaged_backup_replaces_nothing(home, tmp_path):
    reknit(home, "backup", str(tmp_path / "safe"))
    copy = next((tmp_path / "safe").iterdir())
    copy.write_bytes(copy.read_bytes()[:5000] + b"\0" * 3000)
    done = reknit(home, "restore", str(copy))
    assert done.returncode == 2
    assert "Nothing was changed" in done.stderr
    assert names(home) == ["Dana Liu"]


def test_a_file_that_is_no_backup_is_refused(home, tmp_path):
    (tmp_path / "x.sqlite3").write_text("hello")
    done = reknit(home, "restore", str(tmp_path / "x.sqlite3"))
    assert done.returncode == 2
    assert "not a database backup" in done.stderr


def test_a_killed_restore_leaves_old_or_new(home, tmp_path):
    reknit(home, "backup", str(tmp_path / "safe"))
    copy = next((tmp_path / "safe").iterdir())
    reknit(home, "add", "Omar Haddad")
    for number in range(4):
        trial = tmp_path / f"trial{number}"
        shutil.copytree(home, trial)
        env = {**os.environ, "REKNIT_HOME": str(trial), "DJANGO_SETTINGS_MODULE": "reknit.config.settings"}
        env.pop("DATABASE_URL", None)
        process = subprocess.Popen([sys.executable, "-m", "reknit", "restore", str(copy)], env=env)
        time.sleep(0.25 + number * 0.12)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert sorted(names(trial)) in (["Dana Liu"], ["Dana Liu", "Omar Haddad"])


def test_the_data_folder_is_for_its_owner_alone(home):
    assert oct(home.stat().st_mode)[-3:] == "700"
    for path in home.iterdir():
        assert oct(path.stat().st_mode)[-2:] == "00", path


def test_doctor_finds_open_permissions_and_mends_them(home):
    (home / "reknit.sqlite3").chmod(0o644)
    assert reknit(home, "doctor").returncode == 1
    assert reknit(home, "doctor", "--mend").returncode == 0
    done = reknit(home, "doctor")
    assert (done.returncode, done.stdout.strip()) == (0, "All is well.")
