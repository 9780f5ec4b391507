"""Forget this person: nothing of them is left, no import brings them back, and it cannot be undone."""

import json
import sqlite3

import pytest
from django.db import connection

from reknit.core.records import Channel, Name, PersonRecord
from reknit.errors import ConflictError, InvalidValueError, NotFoundError
from reknit.store import audit
from reknit.store.models import (
    Audit,
    Blob,
    Fact,
    ForgottenMark,
    Interaction,
    Merge,
    Organisation,
    Participant,
    Person,
    Support,
    Workspace,
)
from reknit.store.policy import of
from reknit.store.selectors import activity
from reknit.store.services import archive, forgetting, imports, interactions, merging, people, promises, workspace
from tests.conftest import NOW
from tests.store.test_backups import reknit

ME = "me@own.example"
CARD = (
    "BEGIN:VCARD\nVERSION:3.0\nUID:d-1\nFN:Dana Liu\nEMAIL:dana@acme.example\nTEL;TYPE=cell:+41 79 123 45 67\n"
    "ORG:Acme\nTITLE:Engineer\nNOTE:likes tea\nPHOTO:data:image/png;base64,iVBORw0KGgo=\nEND:VCARD\n"
)
OMAR = "BEGIN:VCARD\nVERSION:3.0\nUID:o-1\nFN:Omar Haddad\nEMAIL:omar@beta.example\nORG:Beta\nEND:VCARD\n"


def letter(sender, to, *, day):
    return (
        f"From x Fri Jan {day:2} 09:00:00 2026\nFrom: {sender}\nTo: {to}\nDate: Fri, {day:02} Jan 2026 09:00:00 +0000\n"
        f"Message-ID: <m{day}@x.example>\nSubject: Budget\n\nText\n\n"
    )


MAIL = (
    letter("Dana Liu <dana@acme.example>", ME, day=2)
    + letter(ME, "dana@acme.example", day=3)
    + letter("dana@acme.example", f"{ME}, omar@beta.example", day=4)
    + letter("omar@beta.example", ME, day=5)
)
FILES = {"book.vcf": CARD + OMAR, "m.mbox": MAIL}


@pytest.fixture
def dana(actor, take):
    take(FILES, me=[ME])
    return of(actor, Person).get(name="Dana Liu")


def traces(actor, *words):
    """Every cell of the workspace that holds one of the words."""
    found = []
    for model in archive.TABLES:
        for row in of(actor, model):
            text = json.dumps(audit.freeze(row), ensure_ascii=False).casefold()
            found += [(model.__name__, word) for word in words if word.casefold() in text]
    return found


WORDS = ("Dana Liu", "dana@acme", "791234567", "likes tea", "d-1", "Acme")


def test_nothing_of_the_forgotten_is_left(actor, dana):
    assert {word for _, word in traces(actor, *WORDS)} == set(WORDS)
    forgetting.forget(actor, [dana.pk])
    assert traces(actor, *WORDS) == []
    assert not of(actor, Blob).exists()
    assert not of(actor, Organisation).filter(name="Acme").exists()
    rows = {
        Support.RowKind.FACT: set(of(actor, Fact).values_list("id", flat=True)),
        Support.RowKind.INTERACTION: set(of(actor, Interaction).values_list("id", flat=True)),
    }
    assert all(row_id in rows[kind] for kind, row_id in of(actor, Support).values_list("row_kind", "row_id"))


def test_interactions_of_them_alone_go_and_those_with_others_stay(actor, dana):
    forgetting.forget(actor, [dana.pk])
    assert sorted(at.day for at in of(actor, Interaction).values_list("at", flat=True)) == [4, 5]
    omar = of(actor, Person).get(name="Omar Haddad")
    assert Participant.objects.filter(person=omar).count() == 2


def test_only_salted_marks_stay(actor, stranger, dana):
    forgetting.forget(actor, [dana.pk])
    marks = list(of(actor, ForgottenMark))
    assert len(marks) == 3
    assert {len(mark.digest) for mark in marks} == {64}
    assert {mark.salt for mark in marks} == {marks[0].salt}
    assert len(marks[0].salt) == 32
    other = people.add_person(stranger, person("Dana Liu", "dana@acme.example"))
    forgetting.forget(stranger, [other.pk])
    assert not {m.digest for m in of(stranger, ForgottenMark)} & {m.digest for m in marks}


def test_no_import_brings_them_back(actor, dana, take):
    forgetting.forget(actor, [dana.pk])
    report = take(FILES, me=[ME])
    assert report["added"] == {}
    assert {reason["reason"] for reason in report["reasons"]["skipped"]} >= {"somebody you have had forgotten"}
    assert traces(actor, *WORDS) == []
    assert of(actor, Interaction).count() == 2


def test_a_dry_run_says_the_same_as_the_import(actor, dana, take):
    forgetting.forget(actor, [dana.pk])
    look = take(FILES, me=[ME], dry=True)
    report = take(FILES, me=[ME])
    assert look["skipped"] == report["skipped"]
    assert look["added"] == report["added"]


def test_another_card_with_their_address_does_not_bring_them_back_either(actor, dana, take):
    forgetting.forget(actor, [dana.pk])
    other = "BEGIN:VCARD\nVERSION:3.0\nUID:z\nFN:Dana M. Liu\nEMAIL:DANA@acme.example\nEND:VCARD\n"
    assert take({"other.vcf": other})["skipped"] == {"person": 1}
    assert not of(actor, Person).filter(name__contains="Liu").exists()


def test_somebody_else_with_their_old_number_is_let_in_without_it(actor, dana, take):
    forgetting.forget(actor, [dana.pk])
    card = OMAR.replace("END:VCARD", "TEL;TYPE=cell:+41 79 123 45 67\nEND:VCARD")
    assert take({"omar.vcf": card})["same"] == {"person": 1}
    assert not of(actor, Fact).filter(kind="phone").exists()


def test_who_is_typed_in_again_is_welcome_to_imports(actor, dana, take):
    forgetting.forget(actor, [dana.pk])
    back = people.add_person(actor, person("Dana Liu", "dana@acme.example"))
    take(FILES, me=[ME])
    assert sorted(at.day for at in Participant.objects.filter(person=back).values_list("at", flat=True)) == [2, 3]


def test_the_merged_away_are_forgotten_with_the_one_they_became(actor, take):
    home = CARD.replace("d-1", "d-2").replace("dana@acme", "dliu@home").replace("123 45", "555 11")
    take({"a.vcf": CARD, "b.vcf": home})
    one, other = of(actor, Person).filter(ego=False).order_by("id")
    merging.merge(actor, one.pk, other.pk)
    forgetting.forget(actor, [one.pk])
    assert not of(actor, Merge).exists()
    assert take({"a.vcf": CARD, "b.vcf": home})["added"] == {}
    assert traces(actor, "dliu@home", *WORDS) == []


def test_acts_about_them_are_scrubbed_and_cannot_be_undone(actor, dana):
    omar = of(actor, Person).get(name="Omar Haddad")
    people.mute(actor, dana.pk)
    interactions.log_interaction(actor, [omar.pk, dana.pk], at=NOW, note="coffee")
    shared = activity.last_act(actor)
    promises.make_promise(actor, dana.pk, "the deck", made_on=NOW.date())
    forgetting.forget(actor, [dana.pk])
    assert traces(actor, *WORDS, "the deck") == []
    line = of(actor, Audit).get(act="person.mute")
    assert (line.label, line.changes, line.subject_id) == ("somebody", [], None)
    with pytest.raises(ConflictError, match="undone already"):
        audit.undo(actor, line.pk)
    audit.undo(actor, shared)
    assert Participant.objects.filter(person=omar, interaction__typed=True).count() == 0


def test_forgetting_cannot_be_undone(actor, dana):
    forgetting.forget(actor, [dana.pk])
    with pytest.raises(ConflictError, match="cannot be undone"):
        audit.undo(actor, activity.last_act(actor))


def test_the_user_is_not_forgotten(actor):
    with pytest.raises(InvalidValueError, match="That is you"):
        forgetting.forget(actor, [workspace.ego(actor).pk])


def test_a_stranger_forgets_nobody(actor, stranger, dana):
    with pytest.raises(NotFoundError):
        forgetting.forget(stranger, [dana.pk])
    assert of(actor, Person).filter(pk=dana.pk).exists()


def test_the_marks_of_one_workspace_mean_nothing_in_another(actor, stranger, dana, take):
    forgetting.forget(actor, [dana.pk])
    report = take({"book.vcf": CARD}, who=stranger)
    assert report["added"] == {"person": 1}


def test_the_marks_survive_export_and_import(actor, stranger, dana, take, tmp_path):
    forgetting.forget(actor, [dana.pk])
    archive.write(actor, tmp_path / "all.zip")
    Workspace.objects.filter(pk=actor.workspace_id).delete()
    archive.read(stranger, tmp_path / "all.zip")
    take(FILES, me=[ME], who=stranger)
    assert traces(stranger, *WORDS) == []


def test_undoing_an_import_after_forgetting_works(actor, take):
    run = take(FILES, me=[ME])["import"]
    forgetting.forget(actor, [of(actor, Person).get(name="Dana Liu").pk])
    imports.undo(actor, run)
    assert of(actor, Person).filter(ego=False).count() == 0


def test_the_file_of_the_database_holds_no_byte_of_them(tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("the file is SQLite's")
    home = tmp_path / "home"
    (tmp_path / "card.vcf").write_text(CARD)
    assert reknit(home, "import", "--yes", str(tmp_path / "card.vcf")).returncode == 0
    done = reknit(home, "forget", "Dana Liu", "--yes")
    assert done.returncode == 0, done.stderr
    raw = b"".join(path.read_bytes() for path in home.glob("reknit.sqlite3*"))
    for word in (b"dana@acme", b"Dana Liu", b"likes tea", b"41791234567"):
        assert word not in raw, word
    with sqlite3.connect(home / "reknit.sqlite3") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert reknit(home, "doctor").returncode == 0


def person(name, email):
    channels = (Channel(kind="email", value=email),)
    return PersonRecord(origin=people.TYPED, source="typed", name=Name(full=name), channels=channels)
