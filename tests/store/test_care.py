"""Care for the data: the trash and its term, rules of retention, gaps, and all that is stored about one person."""

import datetime as dt
import json

import pytest

from reknit.core.facts import Seed
from reknit.core.records import Name, PersonRecord
from reknit.errors import ConflictError, InvalidValueError, NotFoundError
from reknit.store import audit, clock
from reknit.store.models import Fact, Person, RetentionRule
from reknit.store.policy import of
from reknit.store.selectors import about, activity
from reknit.store.selectors import care as selector
from reknit.store.services import caches, care, people, promises
from tests.conftest import NOW

ME = "me@own.example"
CARD = "BEGIN:VCARD\nVERSION:3.0\nUID:d-1\nFN:Dana Liu\nEMAIL:dana@acme.example\nORG:Acme\nTITLE:Engineer\nEND:VCARD\n"


def letter(address, *, year):
    return (
        f"From x Fri Jan  2 09:00:00 {year}\nFrom: {address}\nTo: {ME}\nDate: 2 Jan {year} 09:00:00 +0000\n"
        f"Message-ID: <{year}{address}>\nSubject: Hello\n\nText\n\n"
    )


@pytest.fixture
def dana(actor, take):
    take({"a.vcf": CARD})
    return of(actor, Person).get(name="Dana Liu")


def typed(actor, name):
    return people.add_person(actor, PersonRecord(origin=people.TYPED, source="typed", name=Name(full=name)))


def test_somebody_deleted_can_be_brought_back_for_thirty_days(actor, dana):
    people.delete_person(actor, dana.pk)
    (line,) = selector.trash(actor)
    assert (line.name, (line.until - line.deleted_at).days) == ("Dana Liu", 30)
    assert care.empty_trash(actor, now=line.until - dt.timedelta(minutes=1)) == 0
    care.restore(actor, dana.pk)
    assert selector.trash(actor) == []
    audit.undo(actor, activity.last_act(actor))
    assert [line.name for line in selector.trash(actor)] == ["Dana Liu"]


def test_after_its_term_the_trash_is_forgotten_and_stays_away(actor, dana, take):
    people.delete_person(actor, dana.pk)
    assert care.empty_trash(actor, now=clock.now() + dt.timedelta(days=31)) == 1
    assert not of(actor, Person).filter(pk=dana.pk).exists()
    assert take({"a.vcf": CARD})["skipped"] == {"person": 1}


def test_doctor_empties_the_trash(actor, dana, tmp_path):
    from reknit.store.services import health_check

    Person.objects.filter(pk=dana.pk).update(deleted_at=clock.now() - dt.timedelta(days=40))
    found = health_check.examine(actor, tmp_path, mend=False)
    assert [finding.what for finding in found if finding.what == "trash"] == ["trash"]
    health_check.examine(actor, tmp_path, mend=True)
    assert not of(actor, Person).filter(pk=dana.pk).exists()


def test_who_is_not_in_the_trash_is_not_restored(actor, dana):
    with pytest.raises(ConflictError, match="not in the trash"):
        care.restore(actor, dana.pk)


def test_retention_lists_who_was_not_in_contact_for_years(actor, take):
    mails = (
        letter("old@x.example", year=2012) + letter("new@x.example", year=2025) + letter("kept@x.example", year=2011)
    )
    take({"m.mbox": mails}, me=[ME])
    kept = of(actor, Person).get(email="kept@x.example")
    promises.make_promise(actor, kept.pk, "the deck", made_on=NOW.date())
    care.set_retention(actor, "archive", 10)
    (rule,) = selector.rules(actor)
    due = selector.due(actor, rule, as_of=NOW)
    assert [(line.name, line.last_on) for line in due] == [("old@x.example", dt.date(2012, 1, 2))]


def test_who_was_never_in_contact_counts_from_the_day_they_came(actor, dana):
    rule = selector.Rule("archive", 5)
    assert selector.due(actor, rule, as_of=NOW + dt.timedelta(days=4 * 365)) == []
    assert [line.name for line in selector.due(actor, rule, as_of=NOW + dt.timedelta(days=6 * 365))] == ["Dana Liu"]


def test_a_word_of_the_user_keeps_somebody(actor, dana):
    people.edit_person(actor, dana.pk, add=[Seed(kind="note", key="n", value="an old friend")])
    rule = selector.Rule("forget", 1)
    assert selector.due(actor, rule, as_of=clock.now() + dt.timedelta(days=300)) == []


def test_retention_archives_or_forgets_only_what_was_confirmed(actor, dana):
    omar = typed(actor, "Omar Haddad")
    assert care.apply_retention(actor, "archive", [dana.pk]) == 1
    assert list(of(actor, Person).filter(archived=True)) == [dana]
    audit.undo(actor, activity.last_act(actor))
    assert not of(actor, Person).filter(archived=True).exists()
    assert care.apply_retention(actor, "forget", [omar.pk]) == 1
    assert not of(actor, Person).filter(pk=omar.pk).exists()


def test_a_rule_is_changed_and_ended(actor):
    care.set_retention(actor, "archive", 10)
    care.set_retention(actor, "archive", 8)
    assert selector.rules(actor) == [selector.Rule("archive", 8)]
    care.set_retention(actor, "archive", None)
    assert not of(actor, RetentionRule).exists()
    with pytest.raises(InvalidValueError) as failure:
        care.set_retention(actor, "forget", 0)
    assert failure.value.field == "years"


def names(actor, kind, as_of=NOW):
    return [gap.name for gap in selector.gaps(actor, kind, as_of=as_of)]


def test_gaps_are_found(actor, take):
    take({"a.vcf": CARD, "m.mbox": letter("only@x.example", year=2025)}, me=[ME])
    typed(actor, "Omar Haddad")
    assert names(actor, "no-channel") == ["Omar Haddad"]
    assert names(actor, "no-name") == ["only@x.example"]
    assert names(actor, "stale-role") == []
    assert names(actor, "stale-role", NOW + dt.timedelta(days=800)) == ["Dana Liu"]
    later = NOW + dt.timedelta(days=60)
    take({"a2.vcf": CARD.replace("EMAIL:dana@acme.example\n", "")}, now=later)
    assert names(actor, "outdated", later) == ["Dana Liu"]


def test_an_old_role_that_is_confirmed_is_no_gap_any_more(actor, dana):
    later = NOW + dt.timedelta(days=800)
    (gap,) = selector.gaps(actor, "stale-role", as_of=later)
    assert (gap.value, gap.since) == ("Engineer, Acme", NOW.date())
    care.confirm_role(actor, gap.fact_id)
    assert selector.gaps(actor, "stale-role", as_of=later) == []
    audit.undo(actor, activity.last_act(actor))
    assert len(selector.gaps(actor, "stale-role", as_of=later)) == 1


def test_all_that_is_stored_about_a_person_is_one_readable_object(actor, take):
    take({"a.vcf": CARD, "m.mbox": letter("Dana Liu <dana@acme.example>", year=2025)}, me=[ME])
    dana = of(actor, Person).get(name="Dana Liu")
    promises.make_promise(actor, dana.pk, "the deck", made_on=NOW.date())
    people.mute(actor, dana.pk)
    found = json.loads(json.dumps(about.about(actor, dana.pk)))
    assert found["about"] == "Dana Liu"
    email = next(fact for fact in found["facts"] if fact["kind"] == "email")
    assert [source["record"] for source in email["sources"]] == ["card 1", "message 1"]
    assert {fact["kind"] for fact in found["facts"]} == {"name", "email", "affiliation", "record"}
    assert [entry["subject"] for entry in found["interactions"]] == ["Hello"]
    assert found["promises"][0]["what"] == "the deck"
    assert found["person"]["muted"] is True
    assert [act["act"] for act in found["acts"]] == ["promise.make", "person.mute"]
    assert len(found["facts"]) == Fact.objects.filter(person=dana).count()


def test_a_stranger_sees_no_trash_no_gaps_and_nobody(actor, stranger, dana):
    caches.freshen(actor)
    people.delete_person(actor, dana.pk)
    assert selector.trash(stranger) == []
    assert selector.counts(stranger, as_of=NOW) == dict.fromkeys(selector.GAPS, 0)
    for act in (lambda: care.restore(stranger, dana.pk), lambda: about.about(stranger, dana.pk)):
        with pytest.raises(NotFoundError):
            act()
    with pytest.raises(NotFoundError):
        care.confirm_role(stranger, Fact.objects.get(kind="affiliation").pk)
    with pytest.raises(NotFoundError):
        care.apply_retention(stranger, "archive", [dana.pk])
