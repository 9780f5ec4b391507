"""An upgrade runs by itself, after an automatic backup, and loses nothing; doctor finds what has drifted."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from tests.store.test_backups import reknit
from tests.store.test_kill import environment

OLD = "0004_tie_ranges"
FILLERS = {"integer": 0, "bigint": 0, "smallint": 0, "smallint unsigned": 0, "bool": 0, "real": 0.0}


def insert(database, table, **values):
    """A row of an older schema: what is not named gets something of its type where NULL is not allowed."""
    for _cid, name, kind, required, _default, key in database.execute(f"PRAGMA table_info({table})").fetchall():
        if required and not key and name not in values:
            filler = "2026-01-01 00:00:00" if kind == "datetime" else ("{}" if name in {"data", "outlook"} else "")
            values[name] = FILLERS.get(kind, filler)
    columns = ", ".join(values)
    marks = ", ".join("?" * len(values))
    return database.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(values.values())).lastrowid


@pytest.fixture
def old_home(tmp_path):
    """A data folder as an earlier Reknit left it: one person, one fact."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    for app in (["contenttypes"], ["auth"], ["sessions"], ["store", OLD]):
        command = [sys.executable, "-m", "django", "migrate", "--skip-checks", "-v", "0", *app]
        subprocess.run(command, env=environment(home), check=True, capture_output=True)
    with closing(sqlite3.connect(home / "reknit.sqlite3")) as database, database:
        space = insert(database, "store_workspace", name="Mine", zone="UTC", column_mappings="[]")
        insert(database, "store_user", name="me", workspace_id=space, is_active=1)
        insert(database, "store_person", workspace_id=space, ego=1, kept=1, tags="[]")
        dana = insert(
            database, "store_person", workspace_id=space, name="Dana Liu", sort_name="liu dana", tags="[]", kept=1
        )
        insert(
            database, "store_fact", workspace_id=space, person_id=dana, kind="name", key="dana liu", value="Dana Liu",
            confidence=1.0, current=1, typed=1,
        )  # fmt: skip
    return home


def migrations(path):
    with closing(sqlite3.connect(path)) as database:
        return {name for (name,) in database.execute("SELECT name FROM django_migrations WHERE app = 'store'")}


def test_an_older_database_is_backed_up_and_brought_up_to_date_by_itself(old_home):
    assert OLD in migrations(old_home / "reknit.sqlite3")
    done = reknit(old_home, "people", "--json")
    assert done.returncode == 0, done.stderr
    assert [person["name"] for person in json.loads(done.stdout)["people"]] == ["Dana Liu"]
    (copy,) = (old_home / "backups").glob("*before-upgrade*")
    assert oct(copy.stat().st_mode)[-3:] == "600"
    assert max(migrations(copy)) == OLD
    assert max(migrations(old_home / "reknit.sqlite3")) > OLD
    assert reknit(old_home, "doctor").stdout.strip() == "All is well."


def test_the_backup_of_an_older_reknit_can_be_restored(old_home):
    reknit(old_home, "people")
    (copy,) = (old_home / "backups").glob("*before-upgrade*")
    assert reknit(old_home, "add", "Omar Haddad").returncode == 0
    assert reknit(old_home, "restore", str(copy)).returncode == 0
    done = reknit(old_home, "people", "--json")
    assert [person["name"] for person in json.loads(done.stdout)["people"]] == ["Dana Liu"]


def test_data_of_a_newer_reknit_is_left_alone(old_home):
    reknit(old_home, "people")
    with closing(sqlite3.connect(old_home / "reknit.sqlite3")) as database, database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('store', '9999_later', '2030-01-01')"
        )
    done = reknit(old_home, "people")
    assert done.returncode == 1
    assert "written by a newer Reknit" in done.stderr


def test_doctor_finds_and_mends_a_search_index_that_has_drifted(old_home):
    reknit(old_home, "people")
    with closing(sqlite3.connect(old_home / "reknit.sqlite3")) as database, database:
        database.execute("INSERT INTO store_person_search(store_person_search) VALUES ('delete-all')")
    assert json.loads(reknit(old_home, "people", "Dana", "--json").stdout)["people"] == []
    assert "search index" in reknit(old_home, "doctor").stdout
    assert reknit(old_home, "doctor", "--mend").returncode == 0
    found = json.loads(reknit(old_home, "people", "Dana", "--json").stdout)["people"]
    assert [person["name"] for person in found] == ["Dana Liu"]


def test_doctor_finds_and_mends_caches_that_rest_on_nothing(actor, take, tmp_path):
    from reknit.store.models import Interaction, Participant, Support, Tie
    from reknit.store.policy import of
    from reknit.store.services import health_check
    from tests.store.test_merging import MAIL, ME

    take({"m.mbox": MAIL}, me=[ME])
    assert of(actor, Tie).exists()
    of(actor, Support).filter(row_kind=Support.RowKind.INTERACTION).delete()
    of(actor, Participant).delete()
    of(actor, Interaction).delete()
    found = {finding.what for finding in health_check.examine(actor, tmp_path, mend=True)}
    assert "orphans" in found
    assert not of(actor, Tie).exists()
    assert health_check.examine(actor, tmp_path, mend=False) == []
