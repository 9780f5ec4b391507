"""What all tests share: the user, a stranger, and a way to import a few lines of text."""

import datetime as dt
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

THOROUGH = bool(os.environ.get("REKNIT_THOROUGH"))

settings.register_profile("everyday", deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
settings.register_profile("thorough", deadline=None, max_examples=1000, suppress_health_check=list(HealthCheck))
settings.load_profile("thorough" if THOROUGH else "everyday")

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


def pytest_collection_modifyitems(items):
    skip = pytest.mark.skip(reason="only with script/test --thorough")
    for item in items:
        if "thorough" in item.keywords and not THOROUGH:
            item.add_marker(skip)


@pytest.fixture
def actor(db):
    """The user of this computer."""
    from reknit.store.services.workspace import local_actor

    return local_actor()


@pytest.fixture
def stranger(db, actor):
    """The user of another workspace on the same server."""
    from reknit.store.models import Person, User, Workspace
    from reknit.store.services.workspace import actor_of

    space = Workspace.objects.create(name="Theirs", created_at=NOW)
    user = User.objects.create(name="stranger", workspace=space)
    Person.objects.create(workspace=space, ego=True, kept=True, created_at=NOW)
    return actor_of(user)


@pytest.fixture
def take(actor, tmp_path):
    """Import texts as files: take({"a.vcf": "BEGIN:VCARD…"}, me=["me@x.example"]) → the report."""

    def run(files, *, me=(), dry=False, now=NOW, folder="in", who=None):
        paths = write_files(tmp_path / folder, files)
        return import_paths(who or actor, paths, tmp_path / "staging", me=me, dry=dry, now=now)

    return run


def write_files(folder: Path, files) -> list[Path]:
    paths = []
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        paths.append(path)
    return paths


def import_paths(actor, paths, staging: Path, *, me=(), dry=False, now=NOW):
    from reknit.exchange.formats import ReadOptions
    from reknit.exchange.importing import Choices, preview, run, stage_files

    options = ReadOptions(as_of=now, me=frozenset(me))
    stage = stage_files(paths, options, parent=staging)
    choices = Choices(now=now, me=frozenset(me))
    try:
        return preview(actor, stage, choices).as_json() if dry else run(actor, stage, choices)
    finally:
        stage.drop()


@pytest.fixture
def mine(actor):
    """The user's browser."""
    return signed_in(actor)


@pytest.fixture
def theirs(stranger):
    """A browser of somebody with another workspace."""
    return signed_in(stranger)


@pytest.fixture
def strict(actor):
    """The user's browser, with the CSRF check that tests otherwise leave out."""
    return signed_in(actor, enforce_csrf_checks=True)


@pytest.fixture
def nobody(db):
    """A browser without a session."""
    from django.test import Client

    return Client(headers={"host": "localhost"})


def signed_in(actor, **options):
    from django.test import Client

    from reknit.store.models import User

    client = Client(headers={"host": "localhost"}, **options)
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


@pytest.fixture
def home(tmp_path, settings):
    """A data folder of the test's own."""
    settings.REKNIT_HOME = tmp_path / "home"
    settings.REKNIT_HOME.mkdir(mode=0o700)
    return settings.REKNIT_HOME


@pytest.fixture
def dump(actor):
    """All stated rows of the workspace, without numbers and times of the run, to compare states."""
    return lambda: dump_of(actor)


def dump_of(actor):
    from reknit.store.models import Fact, Interaction, Participant, Person
    from reknit.store.policy import of

    facts = of(actor, Fact).values_list(
        "person__name", "kind", "key", "value", "organisation__name", "starts", "ends", "current", "state", "typed"
    )
    parts = of(actor, Participant).values_list("interaction__key", "person__name", "role", "direction", "declined")
    interactions = of(actor, Interaction).values_list("source", "key", "at", "channel", "subject", "parties")
    people = of(actor, Person).values_list("name", "sort_name", "organisation_name", "title", "email", "search_text")
    return {
        "facts": sorted(map(repr, facts)),
        "participants": sorted(map(repr, parts)),
        "interactions": sorted(map(repr, interactions)),
        "people": sorted(map(repr, people)),
    }
