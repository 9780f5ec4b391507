"""Imports: repeatable, undoable, one fact with all its sources."""

import pytest

from reknit.core.facts import Seed
from reknit.errors import ConflictError, NotFoundError
from reknit.store.models import Fact, PairQuestion, Person, Support
from reknit.store.policy import of
from reknit.store.services import imports
from reknit.store.services.people import edit_person

DANA = """BEGIN:VCARD
VERSION:3.0
UID:d-1
FN:Dana Liu
EMAIL:dana@acme.example
TEL;TYPE=cell:+41 79 123 45 67
ORG:Acme
TITLE:Engineer
BDAY:1980-05-12
END:VCARD
"""
OMAR = (
    DANA.replace("Dana Liu", "Omar Haddad").replace("dana@", "omar@").replace("d-1", "o-1").replace("123 45", "555 11")
)


def people(actor):
    return of(actor, Person).filter(ego=False)


def test_an_import_brings_people_and_their_facts(actor, take):
    report = take({"book.vcf": DANA + OMAR})
    assert report["added"] == {"person": 2}
    dana = people(actor).get(name="Dana Liu")
    assert (dana.organisation_name, dana.title, dana.email) == ("Acme", "Engineer", "dana@acme.example")
    assert dana.sort_name == "liu dana"


def test_the_same_file_again_adds_nothing(actor, take, dump):
    take({"book.vcf": DANA + OMAR})
    before = dump()
    report = take({"book.vcf": DANA + OMAR})
    assert (report["added"], report["changed"], report["same"]) == ({}, {}, {"person": 2})
    assert dump() == before


def test_a_changed_file_brings_only_the_change(actor, take):
    take({"book.vcf": DANA + OMAR})
    report = take({"book.vcf": DANA.replace("Engineer", "CTO") + OMAR})
    assert (report["added"], report["changed"], report["same"]) == ({}, {"person": 1}, {"person": 1})


def test_a_later_edition_ends_what_it_no_longer_states(actor, take):
    take({"book.vcf": DANA})
    import datetime as dt

    later = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
    take({"book.vcf": DANA.replace("Engineer", "CTO").replace("dana@acme", "dana@beta")}, now=later)
    dana = people(actor).get()
    assert (dana.title, dana.email) == ("CTO", "dana@beta.example")
    former = set(of(actor, Fact).filter(person=dana, current=False).values_list("value", flat=True))
    assert former == {"Engineer, Acme", "dana@acme.example"}


def test_a_dry_run_counts_the_same_and_writes_nothing(actor, take, dump):
    files = {"a.vcf": DANA + OMAR, "b.vcf": DANA.replace("Engineer", "CTO")}
    before = dump()
    look = take(files, dry=True)
    assert dump() == before
    report = take(files)
    for outcome in ("added", "changed", "same", "ambiguous", "skipped"):
        assert look[outcome] == report[outcome]


def test_undo_removes_exactly_what_the_import_brought(actor, take, dump):
    take({"a.vcf": DANA})
    before = dump()
    run = take({"b.vcf": OMAR + DANA.replace("Engineer", "CTO")})["import"]
    assert dump() != before
    imports.undo(actor, run)
    assert dump() == before


def test_undo_leaves_what_another_import_states_too(actor, take):
    first = take({"x.vcf": DANA})["import"]
    take({"y.vcf": DANA})
    imports.undo(actor, first)
    assert people(actor).get().name == "Dana Liu"
    assert of(actor, Fact).filter(kind="email").count() == 1
    assert of(actor, Support).exclude(file__path__endswith="y.vcf").count() == 0


def test_undo_leaves_what_the_user_edited(actor, take):
    run = take({"x.vcf": DANA})["import"]
    dana = people(actor).get()
    edit_person(actor, dana.pk, add=[Seed(kind="note", key="n", value="met in Bern")])
    imports.undo(actor, run)
    assert list(of(actor, Fact).filter(person=dana).values_list("value", flat=True)) == ["met in Bern"]


def test_undoing_twice_is_refused(actor, take):
    run = take({"x.vcf": DANA})["import"]
    imports.undo(actor, run)
    with pytest.raises(ConflictError, match="undone already"):
        imports.undo(actor, run)


def test_another_workspace_sees_and_undoes_nothing(actor, stranger, take):
    run = take({"x.vcf": DANA})["import"]
    assert people(stranger).count() == 0
    with pytest.raises(NotFoundError):
        imports.undo(stranger, run)


def test_a_name_alone_makes_two_people_and_one_question(actor, take):
    namesake = DANA.replace("d-1", "d-2").replace("dana@acme", "dana@other").replace("123 45", "777 88")
    report = take({"book.vcf": DANA + namesake})
    assert report["added"] == {"person": 2}
    assert report["ambiguous"] == {"person": 1}
    again = take({"book.vcf": DANA + namesake})
    assert again["ambiguous"] == {}
    assert of(actor, PairQuestion).count() == 1


def test_one_office_number_does_not_make_one_person(actor, take):
    office = "TEL;TYPE=work:+41 44 668 18 00"
    cards = DANA.replace("TEL;TYPE=cell:+41 79 123 45 67", office) + OMAR.replace(
        "TEL;TYPE=cell:+41 79 555 11 67", office
    )
    assert take({"book.vcf": cards})["added"] == {"person": 2}


def test_an_equal_mobile_number_is_one_person(actor, take):
    other = DANA.replace("d-1", "d-9").replace("dana@acme", "d.liu@home").replace("+41 79 123 45 67", "0041791234567")
    assert take({"book.vcf": DANA + other})["added"] == {"person": 1}


def test_a_deleted_person_stays_deleted_when_imported_again(actor, take):
    from reknit.store.services.people import delete_person

    take({"book.vcf": DANA})
    delete_person(actor, people(actor).get().pk)
    report = take({"book.vcf": DANA})
    assert report["skipped"] == {"person": 1}
    assert people(actor).filter(deleted_at=None).count() == 0
