"""Same person? Two records side by side, an answer each, many at once, nothing on a name alone."""

import re

import pytest
from django.urls import reverse

from reknit.store.models import Audit, Merge, PairQuestion, Person
from reknit.store.policy import of
from reknit.store.services import identity
from tests.web.network import HTMX, Page, bring


def card(uid, name, email, *, org, phone=""):
    return (
        f"BEGIN:VCARD\nVERSION:3.0\nUID:{uid}\nFN:{name}\nEMAIL:{email}\nORG:{org}\nTITLE:Engineer\n"
        f"{f'TEL;TYPE=work:{phone}' if phone else 'NOTE:none'}\nBDAY:1980-05-12\nEND:VCARD\n"
    )


NAMESAKES = card("d-1", "Dana Liu", "dana@acme.example", org="Acme") + card(
    "d-2", "Dana Liu", "dliu@home.example", org="Beta"
).replace("BDAY:1980-05-12\n", "").replace("TITLE:Engineer\n", "")
COLLEAGUES = card("o-1", "Omar Haddad", "omar@acme.example", org="Acme") + card(
    "o-2", "Omar Hadad", "omar.haddad@acme.example", org="Acme"
)


@pytest.fixture
def pairs(actor, take):
    bring(take, book_vcf=NAMESAKES + COLLEAGUES)
    return list(of(actor, PairQuestion).filter(answer="").order_by("id"))


def shown(answer):
    """The number of the question on the page."""
    found = re.search(rf"{reverse('same')}(\d+)/yes", answer.content.decode())
    return int(found[1]) if found else None


def count(actor):
    return of(actor, Person).filter(ego=False).count()


def test_an_empty_queue_says_what_will_be_here(mine):
    page = Page(mine.get(reverse("same")))
    assert "Nobody is here twice" in page.text
    assert reverse("people") in page.values("href")


def test_the_likeliest_pair_stands_side_by_side_with_its_reasons(mine, pairs):
    answer = mine.get(reverse("same"))
    page = Page(answer)
    assert "Are Omar Haddad and Omar Hadad one person?" in page.text
    assert "omar.haddad@acme.example" in page.text
    assert "differs" in page.text
    assert "Why Reknit asks" in page.text
    assert shown(answer) == max(pairs, key=lambda question: question.probability or 0).pk


def test_every_answer_has_its_key(mine, pairs):
    assert {"y", "n", "s", "u"} <= set(Page(mine.get(reverse("same"))).values("data-key"))


def test_yes_makes_one_person_and_shows_the_next_pair(mine, actor, pairs):
    number = shown(mine.get(reverse("same")))
    before = count(actor)
    answer = mine.post(reverse("same-answer", args=[number, "yes"]), headers=HTMX)
    assert answer.status_code == 200
    assert shown(answer) not in {None, number}
    assert count(actor) == before - 1
    assert "is one person now" in Page(answer).text


def test_no_is_remembered_for_good(mine, actor, pairs, take):
    number = shown(mine.get(reverse("same")))
    mine.post(reverse("same-answer", args=[number, "no"]), headers=HTMX)
    bring(take, book_vcf=NAMESAKES + COLLEAGUES)
    mine.post(reverse("same-look"))
    assert of(actor, PairQuestion).get(pk=number).answer == "different"
    assert shown(mine.get(reverse("same"))) != number


def test_undo_shows_the_question_again(mine, actor, pairs):
    number = shown(mine.get(reverse("same")))
    for answer in ("yes", "no"):
        mine.post(reverse("same-answer", args=[number, answer]), headers=HTMX)
        back = mine.post(reverse("same-undo"), headers=HTMX)
        assert shown(back) == number
    assert not of(actor, Merge).exists()
    assert of(actor, Audit).filter(undone_at=None).count() == 0


def test_undo_without_an_answer_says_so(mine, pairs):
    page = Page(mine.post(reverse("same-undo"), follow=True))
    assert "There is no answer to take back." in page.text


def test_skipped_questions_come_at_the_end_again(mine, pairs):
    first = shown(mine.get(reverse("same")))
    second = shown(mine.get(reverse("same"), {"after": first}, headers=HTMX))
    last = mine.get(reverse("same"), {"after": second}, headers=HTMX)
    assert second not in {None, first}
    assert shown(last) is None
    assert "2 questions were skipped" in Page(last).text


def test_many_at_once_are_shown_first_and_never_on_a_name_alone(mine, actor, pairs):
    page = Page(mine.get(reverse("same-above"), {"threshold": "0.5"}))
    assert "Omar Hadad" in page.text
    assert "Dana Liu" not in page.text
    assert "Make one person of 1 pair" in page.text
    mine.post(reverse("same-above"), {"threshold": "0.5"})
    assert of(actor, Person).filter(name="Dana Liu").count() == 2
    assert of(actor, Person).filter(name__startswith="Omar").count() == 1


@pytest.mark.parametrize("text", ["0.2", "1.5", "much"])
def test_a_threshold_that_makes_no_sense_is_refused_beside_the_field(mine, pairs, text):
    answer = mine.get(reverse("same-above"), {"threshold": text})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()


def test_a_merge_is_listed_and_can_be_taken_apart(mine, actor, pairs):
    identity.same(actor, pairs[0].pk)
    page = Page(mine.get(reverse("same")))
    assert "Made one so far" in page.text
    mine.post(reverse("split", args=[of(actor, Merge).get().pk]))
    assert count(actor) == 4


def test_an_answered_question_is_not_answered_again(mine, actor, pairs):
    mine.post(reverse("same-answer", args=[pairs[0].pk, "no"]))
    page = Page(mine.post(reverse("same-answer", args=[pairs[0].pk, "yes"]), follow=True))
    assert "answered already" in page.text
    assert count(actor) == 4


def test_a_stranger_gets_404(theirs, actor, pairs):
    identity.same(actor, pairs[0].pk)
    for name, *args in (
        ("same-answer", pairs[1].pk, "yes"),
        ("same-answer", pairs[1].pk, "no"),
        ("split", of(actor, Merge).get().pk),
    ):
        assert theirs.post(reverse(name, args=args)).status_code == 404
    assert "Nobody is here twice" in Page(theirs.get(reverse("same"))).text


def test_an_answer_that_does_not_exist_is_404(mine, pairs):
    assert mine.post(reverse("same-answer", args=[pairs[0].pk, "maybe"])).status_code == 404


def test_without_script_an_answer_leads_back_to_the_page(mine, pairs):
    answer = mine.post(reverse("same-answer", args=[pairs[0].pk, "no"]))
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("same"))


def test_the_page_asks_the_database_no_more_with_more_questions(
    mine, actor, take, pairs, django_assert_max_num_queries
):
    bring(
        take,
        more_vcf="".join(card(f"x-{n}", f"Nia Okafor{n % 2}", f"nia{n}@x.example", org=f"O{n}") for n in range(30)),
    )
    with django_assert_max_num_queries(30):
        mine.get(reverse("same"))
