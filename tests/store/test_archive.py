"""Leave with everything, at any time: the export brings an empty Reknit to the same rows."""

import json
import zipfile

import pytest

from reknit.errors import ConflictError
from reknit.exchange.export import extras
from reknit.store import audit
from reknit.store.models import Link, Tie, Workspace
from reknit.store.policy import of
from reknit.store.services import archive, people, promises

CARD = """BEGIN:VCARD
VERSION:4.0
UID:d-1
FN:Dana Liu
EMAIL:dana@acme.example
BDAY:--0512
ORG:Acme
X-ODD;FOO=bar:kept
NOTE:first line\\nsecond
PHOTO:data:image/png;base64,iVBORw0KGgo=
END:VCARD
"""
EVENT = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:e-1
DTSTART:20260105T100000Z
DTEND:20260105T103000Z
SUMMARY:Coffee
ORGANIZER:mailto:me@own.example
ATTENDEE;CN=Dana Liu:mailto:dana@acme.example
ATTENDEE;CN=Omar Haddad:mailto:omar@beta.example
END:VEVENT
END:VCALENDAR
"""


def rows(actor):
    return {
        model.__name__: [
            audit.freeze(row) | {"workspace_id": 0, "actor_id": 0} for row in of(actor, model).order_by("pk")
        ]
        for model in archive.TABLES
        if model is not Link
    }


def links(actor):
    return [
        audit.freeze(link) | {"id": 0, "workspace_id": 0} for link in of(actor, Link).order_by("low_id", "high_id")
    ]


def ties(actor):
    return [audit.freeze(t) | {"id": 0, "workspace_id": 0} for t in of(actor, Tie).order_by("person_id")]


@pytest.fixture
def filled(actor, take):
    import datetime as dt

    take({"a.vcf": CARD, "b.ics": EVENT}, me=["me@own.example"])
    from reknit.store.models import Person

    dana = of(actor, Person).get(name="Dana Liu")
    promises.make_promise(actor, dana.pk, "send the deck", made_on=dt.date(2026, 1, 5), due_on=dt.date(2026, 1, 9))
    people.mute(actor, dana.pk)
    return actor


def test_an_export_of_everything_gives_the_same_rows_in_an_empty_reknit(filled, stranger, tmp_path):
    path = tmp_path / "all.zip"
    archive.write(filled, path, extras=extras(filled))
    before, tied, linked = rows(filled), ties(filled), links(filled)
    Workspace.objects.filter(pk=filled.workspace_id).delete()
    archive.read(stranger, path)
    assert rows(stranger) == before
    assert ties(stranger) == tied
    assert links(stranger) == linked != []


def test_an_export_does_not_go_into_a_book_with_people(filled, tmp_path):
    path = tmp_path / "all.zip"
    archive.write(filled, path)
    before = rows(filled)
    with pytest.raises(ConflictError, match="empty Reknit"):
        archive.read(filled, path)
    assert rows(filled) == before


def test_every_table_is_in_the_export():
    from django.apps import apps

    derived_or_private = {"Tie", "Job", "LoginToken", "User", "Workspace"}
    tables = {model.__name__ for model in apps.get_app_config("store").get_models()}
    assert tables - {model.__name__ for model in archive.TABLES} == derived_or_private


def test_other_programs_find_vcard_and_csv_in_the_export(filled, tmp_path):
    path = tmp_path / "all.zip"
    archive.write(filled, path, extras=extras(filled))
    with zipfile.ZipFile(path) as stored:
        card = stored.read("contacts.vcf").decode()
        table = stored.read("contacts.csv").decode()
        assert json.loads(stored.read(archive.MANIFEST))["rows"]["person"] == 3
    assert "FN:Dana Liu" in card
    assert "X-ODD;FOO=bar:kept" in card
    assert "BDAY:--0512" in card
    assert "Dana Liu,Acme" in table


def test_a_failed_export_leaves_no_file(filled, tmp_path):
    def broken():
        yield "a"
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        archive.write(filled, tmp_path / "all.zip", extras={"x": broken})
    assert list(tmp_path.glob("all.zip*")) == []
