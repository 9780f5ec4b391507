"""Activity: every act and import in words, newest first, each with its undo."""

import datetime as dt

import pytest
from django.urls import reverse

from reknit.core.facts import Seed
from reknit.store import clock
from reknit.store.models import Audit, Person
from reknit.store.policy import of
from reknit.store.services.people import delete_person, edit_person
from tests.web.test_imports import text_of

CARD = "BEGIN:VCARD\nVERSION:3.0\nFN:Dana Liu\nEMAIL:dana@acme.example\nEND:VCARD\n"


@pytest.fixture
def dana(actor, take):
    take({"book.vcf": CARD})
    return of(actor, Person).get(name="Dana Liu")


def test_without_any_act_the_page_says_what_will_be_here(mine):
    shown = text_of(mine.get(reverse("activity")))
    assert "Nothing has happened yet" in shown
    assert "Bring in your contacts" in shown


def test_acts_and_imports_stand_in_one_list(actor, mine, dana):
    edit_person(actor, dana.pk, add=[Seed(kind="note", key="n", value="met in Bern")])
    page = mine.get(reverse("activity"))
    shown = text_of(page)
    assert "Edited Dana Liu" in shown
    assert "Imported book.vcf" in shown
    assert reverse("person", args=[dana.pk]) in page.content.decode()


def test_an_act_is_undone_from_the_list(actor, mine, dana):
    delete_person(actor, dana.pk)
    act = of(actor, Audit).get()
    answer = mine.post(reverse("undo", args=[act.pk]), follow=True)
    assert "Undone: Deleted Dana Liu" in text_of(answer)
    assert of(actor, Person).get(pk=dana.pk).deleted_at is None
    assert "undone" in text_of(mine.get(reverse("activity")))


def test_a_script_is_told_to_load_the_page_again(actor, mine, dana):
    delete_person(actor, dana.pk)
    answer = mine.post(reverse("undo", args=[of(actor, Audit).get().pk]), headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Refresh"]) == (204, "true")


def test_undoing_twice_is_refused_in_words(actor, mine, dana):
    delete_person(actor, dana.pk)
    address = reverse("undo", args=[of(actor, Audit).get().pk])
    mine.post(address)
    assert "has been undone already" in text_of(mine.post(address, follow=True))


def test_undo_happens_by_post_only_and_with_its_token(mine, strict):
    assert mine.get(reverse("undo", args=[1])).status_code == 405
    assert strict.post(reverse("undo", args=[1])).status_code == 403


def test_a_stranger_sees_no_act_and_undoes_none(actor, theirs, dana):
    delete_person(actor, dana.pk)
    assert "Dana" not in theirs.get(reverse("activity")).content.decode()
    assert theirs.post(reverse("undo", args=[of(actor, Audit).get().pk])).status_code == 404
    assert of(actor, Person).get(pk=dana.pk).deleted_at is not None


def many(actor, count):
    now = clock.now()
    for number in range(count):
        Audit.objects.create(
            workspace_id=actor.workspace_id, actor_id=actor.user_id, act="person.edit", label=f"Person {number:03}",
            at=now - dt.timedelta(minutes=number), subject_id=None,
        )  # fmt: skip


def test_older_acts_come_by_and_by_and_each_once(actor, mine):
    many(actor, 120)
    seen, address, parts = [], reverse("activity"), 0
    while address:
        answer = mine.get(address, headers={"HX-Request": "true"} if parts else {})
        context = answer.context
        seen += [line.words for line in context["lines"]]
        address, parts = context["next_url"], parts + 1
    assert seen == [f"Edited Person {number:03}" for number in range(120)]
    assert parts == 3
    assert answer.templates[0].name == "activity/more.html"


@pytest.mark.parametrize("before", ["yesterday", "2026-01-01T00:00:00", "99999"])
def test_a_mark_that_is_no_instant_is_not_found(mine, before):
    assert mine.get(reverse("activity"), {"before": before}).status_code == 404


def test_the_list_asks_as_often_for_many_acts_as_for_one(actor, mine, django_assert_max_num_queries):
    many(actor, 1)
    mine.get(reverse("activity"))
    with django_assert_max_num_queries(20) as one:
        mine.get(reverse("activity"))
    many(actor, 45)
    with django_assert_max_num_queries(20) as several:
        mine.get(reverse("activity"))
    assert len(one) == len(several)
