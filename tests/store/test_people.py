"""People typed by hand: add, edit, delete, decide; every act can be undone."""

import pytest

from reknit.core.facts import Seed, seeds_of
from reknit.core.records import Affiliation, Channel, Name, PersonRecord
from reknit.errors import ConflictError, InvalidValueError, NotFoundError
from reknit.store import audit
from reknit.store.models import Audit, Fact, Person
from reknit.store.policy import of
from reknit.store.selectors import activity
from reknit.store.selectors.people import PeopleFilter, list_people, named
from reknit.store.services import caches, people
from tests.conftest import NOW


def record(name, **fields):
    return PersonRecord(origin=people.TYPED, source="typed", name=Name(full=name), **fields)


@pytest.fixture
def dana(actor):
    return people.add_person(
        actor,
        record(
            "Dana Liu",
            channels=(Channel(kind="email", value="Dana@Acme.example"),),
            affiliations=(Affiliation(organisation="Acme", title="Engineer"),),
        ),
    )


def undo_last(actor):
    audit.undo(actor, activity.last_act(actor))
    caches.freshen(actor)


def test_a_person_typed_in_is_found_by_every_word(actor, dana):
    for text in ("dana", "LIU", "acme", "engineer", "dana@acme.example", "Li Da"):
        found = list_people(actor, PeopleFilter(text=text), as_of=NOW)
        assert [line.name for line in found.lines] == ["Dana Liu"], text


def test_text_that_looks_like_search_syntax_is_only_text(actor, dana):
    for text in ('"', "dana AND", "name:dana", "dana*", "(", "NEAR(dana liu)", "' OR 1=1 --", "%"):
        list_people(actor, PeopleFilter(text=text), as_of=NOW)


def test_a_person_without_a_name_is_refused(actor):
    with pytest.raises(InvalidValueError, match="needs a name") as failure:
        people.add_person(actor, record(""))
    assert failure.value.field == "name"
    assert of(actor, Person).filter(ego=False).count() == 0


def test_adding_can_be_undone(actor, dana):
    undo_last(actor)
    assert of(actor, Person).filter(ego=False).count() == 0
    assert of(actor, Fact).count() == 0


def test_adding_cannot_be_undone_once_more_has_been_said(actor, dana):
    first = activity.last_act(actor)
    people.edit_person(actor, dana.pk, add=[Seed(kind="note", key="x", value="likes tea")])
    with pytest.raises(ConflictError):
        audit.undo(actor, first)
    assert of(actor, Fact).filter(value="likes tea").exists()


def test_an_edit_replaces_a_value_and_undo_brings_it_back(actor, dana):
    old = of(actor, Fact).get(person=dana, kind="affiliation")
    new = seeds_of(record("Dana Liu", affiliations=(Affiliation(organisation="Beta", title="CTO"),)))
    people.edit_person(actor, dana.pk, add=[s for s in new if s.kind == "affiliation"], remove=[old.pk])
    assert of(actor, Person).get(pk=dana.pk).organisation_name == "Beta"
    undo_last(actor)
    assert of(actor, Person).get(pk=dana.pk).organisation_name == "Acme"


def test_a_deleted_person_is_in_no_list_and_comes_back_by_undo(actor, dana):
    people.delete_person(actor, dana.pk)
    assert list_people(actor, PeopleFilter(), as_of=NOW).lines == []
    assert named(actor, "Dana Liu", as_of=NOW) == []
    undo_last(actor)
    assert [line.name for line in list_people(actor, PeopleFilter(), as_of=NOW).lines] == ["Dana Liu"]


def test_done_snooze_mute_and_never_are_four_acts_and_each_can_be_undone(actor, dana):
    import datetime as dt

    before = audit.freeze(of(actor, Person).get(pk=dana.pk))
    for decide in (
        lambda: people.snooze(actor, dana.pk, dt.date(2026, 4, 1)),
        lambda: people.mute(actor, dana.pk),
        lambda: people.never(actor, dana.pk),
        lambda: people.archive(actor, dana.pk),
    ):
        decide()
        assert audit.freeze(of(actor, Person).get(pk=dana.pk)) != before
        undo_last(actor)
        assert audit.freeze(of(actor, Person).get(pk=dana.pk)) == before


def test_an_imported_fact_that_was_taken_back_stays_away(actor, take):
    card = "BEGIN:VCARD\nVERSION:3.0\nUID:1\nFN:Omar Haddad\nEMAIL:omar@old.example\nEND:VCARD\n"
    take({"a.vcf": card})
    omar = of(actor, Person).get(ego=False)
    people.edit_person(actor, omar.pk, remove=[of(actor, Fact).get(kind="email").pk])
    take({"a.vcf": card})
    assert of(actor, Person).get(pk=omar.pk).email == ""


def test_a_stranger_reaches_nobody(actor, stranger, dana):
    assert list_people(stranger, PeopleFilter(), as_of=NOW).lines == []
    assert list_people(stranger, PeopleFilter(text="dana"), as_of=NOW).lines == []
    for act in (people.delete_person, people.mute, people.never):
        with pytest.raises(NotFoundError):
            act(stranger, dana.pk)


def test_pages_of_the_list_follow_each_other_without_gap_or_repeat(actor):
    for number in range(23):
        people.add_person(actor, record(f"Person{number % 5} Family{number:02}"))
    seen, cursor = [], ""
    while True:
        page = list_people(actor, PeopleFilter(), as_of=NOW, limit=7, cursor=cursor)
        seen += [line.name for line in page.lines]
        if page.next_cursor is None:
            break
        cursor = page.next_cursor
    assert len(seen) == len(set(seen)) == 23


def test_every_act_leaves_a_line(actor, dana):
    people.mute(actor, dana.pk)
    assert list(of(actor, Audit).order_by("id").values_list("act", "label")) == [
        ("person.add", "Dana Liu"),
        ("person.mute", "Dana Liu"),
    ]
