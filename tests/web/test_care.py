"""Care: gaps with one act each, the trash, rules of retention, forgetting, all that is stored about a person."""

import datetime as dt
import json

import pytest
from django.urls import reverse

from reknit.store import clock
from reknit.store.models import Fact, Person, RetentionRule
from reknit.store.policy import of
from reknit.store.services import people
from tests.web.network import Page, bring, person

CARD = "BEGIN:VCARD\nVERSION:3.0\nUID:d-1\nFN:Dana Liu\nEMAIL:dana@acme.example\nORG:Acme\nTITLE:Engineer\nEND:VCARD\n"
BARE = "BEGIN:VCARD\nVERSION:3.0\nUID:o-1\nFN:Omar Haddad\nEND:VCARD\n"


@pytest.fixture
def dana(actor, take):
    bring(take, book_vcf=CARD + BARE)
    return person(actor, "Dana Liu")


def test_nothing_missing_says_so(mine):
    assert "Nothing is missing" in Page(mine.get(reverse("care"))).text


def test_a_gap_is_shown_with_the_act_that_closes_it(mine, actor, dana):
    page = Page(mine.get(reverse("care")))
    omar = person(actor, "Omar Haddad")
    assert "No way to reach them" in page.text
    assert reverse("fact-new", args=[omar.pk, "email"]) in page.values("href")


def test_an_old_role_is_confirmed_with_one_act(mine, actor, take):
    take({"old.vcf": CARD}, now=clock.now() - dt.timedelta(days=900))
    fact = of(actor, Fact).get(kind="affiliation")
    assert reverse("care-still", args=[fact.pk]) in Page(mine.get(reverse("care"))).values("action")
    mine.post(reverse("care-still", args=[fact.pk]))
    assert "Engineer, Acme" not in Page(mine.get(reverse("care"))).text


def test_an_unknown_kind_is_404(mine):
    assert mine.get(reverse("care"), {"kind": "nonsense"}).status_code == 404


def test_the_trash_gives_back(mine, actor, dana):
    assert "The trash is empty" in Page(mine.get(reverse("trash"))).text
    people.delete_person(actor, dana.pk)
    assert "Dana Liu" in Page(mine.get(reverse("trash"))).text
    mine.post(reverse("person-restore", args=[dana.pk]))
    assert of(actor, Person).get(pk=dana.pk).deleted_at is None


def test_forgetting_asks_first_and_erases(mine, actor, dana):
    people.delete_person(actor, dana.pk)
    page = Page(mine.get(reverse("trash")))
    assert "Forget Dana Liu for good?" in page.values("data-confirm")
    mine.post(reverse("person-forget", args=[dana.pk]))
    assert not of(actor, Person).filter(pk=dana.pk).exists()


def test_a_rule_lists_and_acts_only_on_those_ticked(mine, actor, take, dana):
    omar = person(actor, "Omar Haddad")
    of(actor, Person).filter(ego=False).update(created_at=clock.now() - dt.timedelta(days=3000))
    mine.post(reverse("care-rule"), {"years": "5", "action": "archive"})
    page = Page(mine.get(reverse("care")))
    assert {str(dana.pk), str(omar.pk)} <= set(page.values("value"))
    mine.post(reverse("care-due"), {"action": "archive", "person": [omar.pk]})
    assert list(of(actor, Person).filter(archived=True)) == [omar]
    mine.post(reverse("care-rule"), {"years": "", "action": "archive"})
    assert not of(actor, RetentionRule).exists()


def test_a_rule_that_makes_no_sense_is_refused(mine, actor):
    page = Page(mine.post(reverse("care-rule"), {"years": "soon", "action": "archive"}, follow=True))
    assert "Between 1 and" in page.text
    assert not of(actor, RetentionRule).exists()


def test_all_about_a_person_is_a_file(mine, dana):
    answer = mine.get(reverse("person-about", args=[dana.pk]))
    assert answer.headers["Content-Disposition"] == f'attachment; filename="about-{dana.pk}.json"'
    assert json.loads(answer.content)["about"] == "Dana Liu"


def test_a_stranger_gets_404(theirs, actor, dana):
    fact = Fact.objects.get(kind="affiliation")
    for name, number in (("person-restore", dana.pk), ("person-forget", dana.pk), ("care-still", fact.pk)):
        assert theirs.post(reverse(name, args=[number])).status_code == 404
    assert theirs.get(reverse("person-about", args=[dana.pk])).status_code == 404
    assert theirs.post(reverse("care-due"), {"action": "forget", "person": [dana.pk]}).status_code == 404
    assert of(actor, Person).filter(pk=dana.pk).exists()
