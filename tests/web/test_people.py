"""People: found while typing, narrowed by chips, a page at a time; a new one by hand."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reknit.store import audit
from reknit.store.models import Audit, Person
from reknit.store.policy import of
from reknit.store.services import people as service
from reknit.web.views import people as view
from tests.web.network import FADED, HTMX, Page, bring, mails, person

CARDS = [
    ("Ada Nkemelu", "Tidewater Labs", "sailing", "ada@tidewater.example"),
    ("Bruno Zięba", "Kiln Studio", "clay", "bruno@kiln.example"),
    ("Carla Östberg", "Kiln Studio", "Sailing", "carla@kiln.example"),
]


def card(name, organisation, tag, email):
    return f"BEGIN:VCARD\nVERSION:3.0\nFN:{name}\nORG:{organisation}\nCATEGORIES:{tag}\nEMAIL:{email}\nEND:VCARD\n"


@pytest.fixture
def book(take):
    bring(take, book_vcf="".join(card(*fields) for fields in CARDS))


def names(answer):
    return [found for found in Page(answer).words if found in {fields[0] for fields in CARDS}]


def found(client, **wanted):
    return names(client.get(reverse("people"), wanted, headers=HTMX))


def test_an_empty_book_gives_the_ways_to_fill_it(mine):
    page = Page(mine.get(reverse("people")))
    assert "Nobody is here yet" in page.text
    assert {reverse("imports"), reverse("person-add")} <= set(page.values("href"))


def test_everybody_stands_by_family_name_with_a_count(mine, book):
    answer = mine.get(reverse("people"))
    assert names(answer) == ["Ada Nkemelu", "Carla Östberg", "Bruno Zięba"]
    assert "3 people" in Page(answer).text


@pytest.mark.parametrize("typed", ["zie", "Zię", "kiln bru", "bruno@kiln"])
def test_the_beginning_of_any_word_finds(mine, book, typed):
    assert found(mine, q=typed) == ["Bruno Zięba"]


def test_nobody_found_says_so_and_gives_the_next_step(mine, book):
    page = Page(mine.get(reverse("people"), {"q": "xyzzy"}, headers=HTMX))
    assert "0 people" in page.text
    assert "Nobody is found that way" in page.text
    assert reverse("person-add") in page.values("href")


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"tag": "sailing"}, ["Ada Nkemelu", "Carla Östberg"]),
        ({"org": "Kiln Studio"}, ["Carla Östberg", "Bruno Zięba"]),
        ({"org": "kiln studio", "tag": "sailing"}, ["Carla Östberg"]),
        ({"q": "kiln", "tag": "sailing"}, ["Carla Östberg"]),
        ({"state": "strong"}, []),
    ],
)
def test_chips_narrow_alone_and_together(mine, book, wanted, expected):
    assert found(mine, **wanted) == expected


def test_states_narrow_to_the_ties_that_are_in_them(mine, book, take):
    bring(take, old_mbox=mails("Ada Nkemelu", "ada@tidewater.example", FADED))
    assert found(mine, state="fading") == ["Ada Nkemelu"]
    assert found(mine, state="unknown") == ["Carla Östberg", "Bruno Zięba"]


def test_the_chips_show_what_is_chosen_and_how_many_there_are(mine, book):
    page = Page(mine.get(reverse("people"), {"tag": "clay", "state": "unknown"}))
    chosen = {(i["name"], i["value"]) for i in page.all("input", type="radio") if "checked" in i}
    assert chosen == {("state", "unknown"), ("tag", "clay"), ("org", "")}
    assert "Kiln Studio 2" in page.text


def test_a_chosen_tag_is_shown_even_when_nobody_bears_it(mine, book):
    page = Page(mine.get(reverse("people"), {"tag": "falconry"}))
    assert [i["value"] for i in page.all("input", name="tag") if "checked" in i] == ["falconry"]


def test_archived_people_are_shown_on_request_only(actor, mine, book):
    service.archive(actor, person(actor, "Ada Nkemelu").pk)
    assert "Ada Nkemelu" not in found(mine)
    assert "Ada Nkemelu" in found(mine, archived="1")


@pytest.mark.parametrize("wanted", [{"state": "lovely"}, {"after": "nonsense"}, {"q": "kiln", "after": "x"}])
def test_what_cannot_be_asked_is_not_found(mine, book, wanted):
    assert mine.get(reverse("people"), wanted).status_code == 404


def test_typing_brings_the_results_alone_and_names_the_address(mine, book):
    answer = mine.get(reverse("people"), {"q": "carla", "state": "", "tag": ""}, headers=HTMX)
    page = Page(answer)
    assert page.tags[0] == ("div", {"id": "results", "class": "results"})
    assert page.all("input") == [], "the box that is typed into stays, and with it the focus"
    assert answer.headers["HX-Push-Url"] == f"{reverse('people')}?q=carla"


def test_a_longer_word_takes_the_place_of_the_shorter_in_the_address(mine, book):
    headers = HTMX | {"HX-Current-URL": "http://localhost/people/?q=car"}
    answer = mine.get(reverse("people"), {"q": "carla"}, headers=headers)
    assert answer.headers["HX-Replace-Url"] == f"{reverse('people')}?q=carla"
    assert "HX-Push-Url" not in answer.headers


def test_the_search_is_wired_to_wait_and_to_let_older_requests_go(mine, book):
    (form,) = [f for f in Page(mine.get(reverse("people"))).all("form") if "data-finder" in f]
    assert "delay:150ms" in form["hx-trigger"]
    assert (form["hx-sync"], form["method"], form["action"]) == ("this:replace", "get", reverse("people"))


def test_pages_follow_each_other_without_gap_or_repeat(mine, book, monkeypatch):
    monkeypatch.setattr(view, "PAGE", 2)
    for wanted in ({}, {"q": "e"}, {"org": "Kiln Studio"}, {"q": "kiln", "org": "Kiln Studio"}):
        answer = mine.get(reverse("people"), wanted)
        seen = names(answer)
        while following := next((a["href"] for a in Page(answer).all("a") if "after=" in a.get("href", "")), None):
            answer = mine.get(following, headers=HTMX)
            assert Page(answer).all("div", id="pager", hx_swap_oob="true")
            seen += names(answer)
        assert len(seen) == len(set(seen))
        assert set(seen) == set(found(mine, **wanted)) or len(seen) == 3


def test_a_name_full_of_markup_is_shown_as_it_is_written(actor, mine, take):
    bring(take, bad_vcf=card("<script>alert(1)</script>", "<b>Bold</b> Ltd", '"><img src=x>', "eve@bad.example"))
    for address in (reverse("people"), f"{reverse('people')}?q=script&tag=%22%3E%3Cimg+src%3Dx%3E"):
        html = mine.get(address).content.decode()
        assert "<script>alert" not in html
        assert "<b>Bold" not in html
        assert "<img src=x" not in html


def test_a_stranger_finds_nobody_and_learns_no_tag(theirs, book):
    page = Page(theirs.get(reverse("people")))
    assert "Nobody is here yet" in page.text
    assert names(theirs.get(reverse("people"), {"q": "kiln"}, headers=HTMX)) == []
    assert "sailing" not in page.html


def queries(client, **wanted):
    client.get(reverse("people"), wanted)  # the first request of all also writes the session
    with CaptureQueriesContext(connection) as seen:
        assert client.get(reverse("people"), wanted).status_code == 200
    return len(seen)


@pytest.mark.parametrize("wanted", [{}, {"q": "studio"}, {"state": "unknown"}])
def test_the_list_asks_as_often_for_fifty_people_as_for_five(mine, take, wanted):
    bring(take, few_vcf="".join(card(f"Ada Nr{n}", "Studio", "t", f"a{n}@few.example") for n in range(5)))
    few = queries(mine, **wanted)
    bring(take, many_vcf="".join(card(f"Bo Nr{n}", "Studio", "t", f"b{n}@many.example") for n in range(44)))
    assert queries(mine, **wanted) == few


def test_a_person_is_added_with_everything_and_undone(actor, mine):
    form = {
        "name": "Nadia Brandt", "title": "Glazier", "organisation": "Kiln Studio", "email": "nadia@kiln.example",
        "phone": "+49 30 901820", "profile": "linkedin.com/in/nadia-brandt", "birthday": "--02-29", "met": "At the fair",
        "offers": "glazing, kilns", "needs": "a truck", "tags": "clay", "note": "Left-handed",
    }  # fmt: skip
    answer = mine.post(reverse("person-add"), form, follow=True)
    made = person(actor, "Nadia Brandt")
    assert answer.redirect_chain == [(reverse("person", args=[made.pk]), 302)]
    kinds = sorted(made.facts.values_list("kind", flat=True))
    assert kinds == sorted(
        [
            "name",
            "affiliation",
            "email",
            "phone",
            "profile",
            "birthday",
            "met",
            "offer",
            "offer",
            "need",
            "tag",
            "note",
        ]
    )
    audit.undo(actor, of(actor, Audit).get().pk)
    assert not of(actor, Person).filter(name="Nadia Brandt").exists()


def test_undoing_an_addition_leads_away_from_the_page_that_is_gone(actor, mine):
    mine.post(reverse("person-add"), {"name": "Nadia Brandt"})
    answer = mine.post(reverse("undo", args=[of(actor, Audit).get().pk]), headers=HTMX)
    assert answer.headers["HX-Redirect"] == reverse("people")


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("name", "", "This field is required."),
        ("email", "nadia at kiln", "This is not an e-mail address."),
        ("phone", "call me", "This is not a phone number."),
        ("profile", "javascript:alert(1)", "This is not the address of a page"),
        ("birthday", "1980-02-30", "Write it as 1980-05-12"),
        ("birthday", "12.5.80", "Write it as 1980-05-12"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_the_rest_is_kept(actor, mine, field, typed, words):
    form = {"name": "Nadia Brandt", "met": "At the fair"} | {field: typed}
    answer = mine.post(reverse("person-add"), form)
    page = Page(answer)
    (control,) = page.all("input", name=field)
    assert (answer.status_code, control["aria-invalid"], control.get("value", "")) == (422, "true", typed)
    assert words in page.text
    assert page.all("input", name="met", value="At the fair")
    assert not of(actor, Person).filter(ego=False).exists()


def test_a_person_is_added_by_post_only_with_its_token(strict):
    assert strict.post(reverse("person-add"), {"name": "Nadia"}).status_code == 403
