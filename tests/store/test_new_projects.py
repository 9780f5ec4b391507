"""The difference between two imports is a reason to write: a new project, a new role; and anniversaries."""

import datetime as dt

import pytest
from django.db import connection

from reknit.core.facts import Seed
from reknit.store import bulk
from reknit.store.models import Fact, Person
from reknit.store.policy import of
from reknit.store.selectors import projects, ties
from reknit.store.selectors import week as weeks
from reknit.store.selectors.occasions import occasions
from reknit.store.selectors.projects import new_projects
from reknit.store.services import imports, people
from reknit.store.services.people import edit_person
from tests.store.test_feeds import COFFEE

FIRST = dt.datetime(2025, 11, 1, tzinfo=dt.UTC)
LATER = dt.datetime(2026, 2, 20, tzinfo=dt.UTC)
DAY = dt.date(2026, 3, 2)


def card(*lines, uid="d-1", name="Dana Liu", email="dana@acme.example"):
    shared = ["BEGIN:VCARD", "VERSION:3.0", f"UID:{uid}", f"FN:{name}", f"EMAIL:{email}"]
    return "\r\n".join([*shared, *lines, "END:VCARD", ""])


@pytest.fixture
def book(take):
    """Import a card as it was on a day."""

    def run(*lines, on, folder, **card_options):
        return take({"dana.vcf": card(*lines, **card_options)}, now=on, folder=folder)

    return run


def moment(actor, day=DAY):
    return ties.moment(actor, weeks.instant_of(actor, day))


def found(actor, day=DAY):
    return [(project.text, project.day) for project in new_projects(actor, moment(actor, day))]


def day_of(instant):
    return (instant.date() - dt.date(1970, 1, 1)).days


def test_a_project_that_a_later_edition_tells_of_is_new(actor, book):
    book("X-REKNIT-PROJECT:River atlas", on=FIRST, folder="1")
    book("X-REKNIT-PROJECT:River atlas", "X-REKNIT-PROJECT:Flood maps", on=LATER, folder="2")
    assert found(actor) == [("Flood maps", day_of(LATER))]


def test_what_the_first_edition_tells_is_nothing_new(actor, book):
    book("X-REKNIT-PROJECT:River atlas", on=LATER, folder="1")
    assert found(actor) == []


def test_the_first_edition_of_another_record_is_nothing_new_either(actor, book):
    book(on=FIRST, folder="1")
    book("X-REKNIT-PROJECT:River atlas", on=LATER, folder="2", uid="other")
    assert found(actor) == []


def test_an_older_edition_that_comes_later_tells_nothing_new(actor, book):
    book(on=LATER, folder="1")
    book("X-REKNIT-PROJECT:River atlas", on=FIRST, folder="2")
    assert found(actor) == []


def test_after_some_months_a_project_is_not_new_any_more(actor, book):
    book(on=FIRST, folder="1")
    book("X-REKNIT-PROJECT:Flood maps", on=LATER, folder="2")
    assert found(actor, dt.date(2026, 2, 1)) == []
    assert len(found(actor, dt.date(2026, 6, 1))) == 1
    assert found(actor, dt.date(2026, 7, 1)) == []


def test_what_is_refused_or_undone_is_no_reason(actor, book):
    book(on=FIRST, folder="1")
    run = book("X-REKNIT-PROJECT:Flood maps", on=LATER, folder="2")
    fact = of(actor, Fact).get(kind="project")
    edit_person(actor, fact.person_id, remove=[fact.pk])
    assert found(actor) == []
    Fact.objects.filter(pk=fact.pk).update(state="")
    assert len(found(actor)) == 1
    imports.undo(actor, run["import"])
    assert found(actor) == []


def test_a_project_typed_by_hand_is_known_to_who_typed_it(actor, book):
    book(on=FIRST, folder="1")
    dana = of(actor, Person).get(name="Dana Liu")
    people.edit_person(actor, dana.pk, add=[Seed(kind="project", key="x", value="X")])
    assert found(actor) == []


def test_people_who_have_just_come_take_nobody_s_place(actor, book, monkeypatch):
    monkeypatch.setattr(projects, "PROJECTS", 1)
    book(on=FIRST, folder="1")
    book("X-REKNIT-PROJECT:Flood maps", on=LATER, folder="2")
    later = LATER + dt.timedelta(days=1)
    book("X-REKNIT-PROJECT:Dam", on=later, folder="3", uid="o-1", name="Omar", email="omar@b.example")
    assert [text for text, _ in found(actor)] == ["Flood maps"]


def test_a_stranger_sees_none(actor, stranger, book):
    book(on=FIRST, folder="1")
    book("X-REKNIT-PROJECT:Flood maps", on=LATER, folder="2")
    assert list(new_projects(stranger, moment(stranger))) == []


@pytest.fixture
def met(take):
    files = {f"{month}.ics": COFFEE.format(n=month, month=month) for month in range(1, 11)}
    take(files, me=["me@own.example"], now=FIRST, folder="met")


def line(actor, day=DAY):
    return next(line for line in weeks.week(actor, day).lines if line.name == "Dana Liu")


def test_a_new_project_becomes_the_reason_of_the_week_with_its_source(actor, met, book):
    book("X-REKNIT-PROJECT:River atlas", on=FIRST, folder="1")
    book("X-REKNIT-PROJECT:River atlas", "X-REKNIT-PROJECT:Flood maps", on=LATER, folder="2")
    told = line(actor)
    assert told.sentence.startswith("Dana Liu works on something new (Flood maps)")
    assert [(one.words, one.source) for one in told.evidence[:1]] == [("Flood maps", "dana.vcf, card 1")]
    assert "River atlas" not in repr(told)


def test_a_new_role_becomes_the_reason_of_the_week(actor, met, book):
    book("ORG:Acme", "TITLE:Engineer", on=FIRST, folder="1")
    book("ORG:Beta", "TITLE:Head of data", on=LATER, folder="2")
    assert line(actor).sentence.startswith("Dana Liu has a new role (Head of data, Beta)")


@pytest.mark.parametrize("written", ["ANNIVERSARY:2015-03-05", "X-ANNIVERSARY:2015-03-05"])
def test_an_anniversary_becomes_the_reason_of_its_week(actor, met, book, written):
    book(written, on=FIRST, folder="1")
    told = line(actor)
    assert told.sentence.startswith("Dana Liu has an anniversary in 3 days")
    assert occasions(actor, moment(actor, DAY + dt.timedelta(days=30))) == {}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's way to show a plan")
def test_new_projects_are_found_by_an_index(actor):
    plan = bulk.fetch("EXPLAIN QUERY PLAN " + projects._RECORDED, [actor.workspace_id, "2026", "2027", 9])
    assert "fact_new_project" in repr(plan)
