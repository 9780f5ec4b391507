"""One person: every fact with its source, changed and taken back in place; the timeline; acts with undo."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reknit.core.facts import Seed
from reknit.core.records import Affiliation, Name, PersonRecord
from reknit.store import clock
from reknit.store.models import Audit, Fact, Interaction, Person, Promise
from reknit.store.policy import of
from reknit.store.services import interactions, people, promises
from reknit.store.services.workspace import edit_workspace, ego, today
from reknit.web.views import person as view
from tests.web.network import FADED, HTMX, Page, bring, mails, person

PNG = b"\x89PNG\r\n\x1a\n" + b"picture"
CARD = """BEGIN:VCARD
VERSION:3.0
FN:Rosa Meyer-Lind
EMAIL;TYPE=work:rosa@kiln.example
TEL;TYPE=cell:+49 30 901820
ORG:Kiln Studio
TITLE:Potter
BDAY:1980-05-12
CATEGORIES:clay
NOTE:Left-handed.
URL:https://kiln.example/rosa
END:VCARD
"""


@pytest.fixture
def rosa(actor, take):
    bring(take, book_vcf=CARD)
    return person(actor, "Rosa Meyer-Lind")


def shown(client, someone, **query):
    return Page(client.get(reverse("person", args=[someone.pk]), query))


def facts(someone, kind):
    rows = Fact.objects.filter(person=someone, kind=kind).exclude(state="refused").order_by("id")
    return list(rows.values_list("value", flat=True))


def fact(someone, kind):
    return Fact.objects.filter(person=someone, kind=kind).exclude(state="refused").latest("id")


def post(client, name, *args, **data):
    return client.post(reverse(name, args=args), data, follow=True)


def undo_last(client, actor):
    answer = client.post(reverse("undo", args=[of(actor, Audit).filter(undone_at=None).latest("id").pk]), follow=True)
    assert "Undone" in Page(answer).text


def test_everything_stands_on_the_page(mine, rosa):
    page = shown(mine, rosa)
    for words in ("Potter, Kiln Studio", "+49 30 901820", "kiln.example/rosa", "May 12, 1980", "clay", "Left-handed."):
        assert words in page.text
    assert {"mailto:rosa@kiln.example", "tel:+4930901820", "https://kiln.example/rosa"} <= set(page.values("href"))
    assert f"{reverse('people')}?tag=clay" in page.values("href")


def test_without_contact_nothing_is_drawn_and_nothing_is_blamed(mine, rosa):
    page = shown(mine, rosa)
    assert "No contact on record yet, so nothing can be said." in page.text
    assert page.all("figure") == []
    assert "That says nothing about the two of you" in page.text


def test_the_strength_is_drawn_told_and_given_as_a_table(mine, rosa, take):
    bring(take, old_mbox=mails("Rosa", "rosa@kiln.example", FADED))
    page = shown(mine, rosa)
    (drawing,) = page.all("svg", role="img")
    assert drawing["aria-labelledby"].split() == ["strength-title", "strength-description"]
    assert "First contact in" in page.text
    (line,) = page.all("path", class_="curve-line")
    assert line["d"].startswith("M0.0 ")
    (marks,) = page.all("path", class_="curve-contacts")
    assert marks["d"].count("M") == len(FADED)
    assert "Days of contact" in page.text
    assert not any("style" in found for _tag, found in page.tags)


def test_the_sources_of_a_fact_are_shown_on_demand(actor, mine, rosa):
    email = fact(rosa, "email")
    page = Page(mine.get(reverse("fact", args=[rosa.pk, email.pk]), {"edit": ""}, headers=HTMX))
    assert "Comes from: book.vcf, card 1" in page.text
    people.edit_person(actor, rosa.pk, add=[Seed(kind="email", key=email.key, value=email.value)])
    page = Page(mine.get(reverse("fact", args=[rosa.pk, email.pk]), {"edit": ""}, headers=HTMX))
    assert "Comes from: you; book.vcf, card 1" in page.text


def test_a_row_opens_to_its_form_and_closes_again(mine, rosa):
    address = reverse("fact", args=[rosa.pk, fact(rosa, "email").pk])
    form = Page(mine.get(address, {"edit": ""}, headers=HTMX))
    (box,) = form.all("input", name="value")
    assert (box["value"], "data-focus" in box) == ("rosa@kiln.example", True)
    assert form.all("input", name="label", value="work")
    row = Page(mine.get(address, headers=HTMX))
    assert row.all("input", name="value") == []
    assert row.tags[0][1]["id"] == f"fact-{fact(rosa, 'email').pk}"


def test_without_script_the_form_opens_on_the_page_itself(mine, rosa):
    answer = mine.get(reverse("fact", args=[rosa.pk, fact(rosa, "email").pk]), follow=True)
    assert Page(answer).all("input", name="value", value="rosa@kiln.example")
    answer = mine.get(reverse("fact-new", args=[rosa.pk, "need"]), follow=True)
    assert Page(answer).all("form", action=reverse("fact-add", args=[rosa.pk, "need"]))


EVERY_KIND = [
    ("name", {"value": "Rosa Lind"}, "Rosa Lind"),
    ("affiliation", {"value": "Tidewater", "title": "Partner", "starts": "2024-05"}, "Partner, Tidewater"),
    ("email", {"value": "r@tide.example", "label": "private"}, "r@tide.example"),
    ("phone", {"value": "030 555 123"}, "030 555 123"),
    ("profile", {"value": "linkedin.com/in/rosa-ml"}, "linkedin.com/in/rosa-ml"),
    ("handle", {"value": "@rosa", "label": "Signal"}, "@rosa"),
    ("postal", {"value": "Kai 1", "city": "Kiel", "country": "Germany"}, "Kai 1"),
    ("birthday", {"value": "--05-13"}, "--05-13"),
    ("day", {"value": "2011-06-01", "label": "wedding"}, "2011-06-01"),
    ("met", {"value": "At the fair"}, "At the fair"),
    ("tag", {"value": "kilns"}, "kilns"),
    ("note", {"value": "Likes\nlong letters"}, "Likes\nlong letters"),
    ("offer", {"value": "glazing"}, "glazing"),
    ("need", {"value": "a truck"}, "a truck"),
    ("interest", {"value": "tides"}, "tides"),
    ("project", {"value": "a new kiln"}, "a new kiln"),
]


@pytest.mark.parametrize("case", EVERY_KIND, ids=[case[0] for case in EVERY_KIND])
def test_every_kind_of_fact_is_added_and_undone(actor, mine, rosa, case):
    kind, form, value = case
    before = facts(rosa, kind)
    answer = post(mine, "fact-add", rosa.pk, kind, **form)
    assert facts(rosa, kind) == [*before, value]
    assert Page(answer).text.count("Saved.") == 1
    undo_last(mine, actor)
    assert facts(rosa, kind) == before


@pytest.mark.parametrize("case", EVERY_KIND, ids=[case[0] for case in EVERY_KIND])
def test_every_kind_of_fact_is_changed_removed_and_undone(actor, mine, rosa, case):
    kind, form, value = case
    post(mine, "fact-add", rosa.pk, kind, **form)
    added = fact(rosa, kind)
    others = [v for v in facts(rosa, kind) if v != value]
    other = {"name": "Rosalind", "email": "x@y.example", "phone": "030 555 999", "profile": "github.com/rosalind"}
    changed = other.get(kind, "--06-13" if kind == "birthday" else "2012-06-01" if kind == "day" else "Another")
    post(mine, "fact-change", rosa.pk, added.pk, **(form | {"value": changed}))
    said = "Partner, Another" if kind == "affiliation" else changed
    assert facts(rosa, kind) == [*others, said]
    undo_last(mine, actor)
    assert sorted(facts(rosa, kind)) == sorted([*others, value])
    post(mine, "fact-remove", rosa.pk, fact(rosa, kind).pk)
    assert facts(rosa, kind) == others
    undo_last(mine, actor)
    assert sorted(facts(rosa, kind)) == sorted([*others, value])


def test_a_fact_that_came_with_a_file_and_was_removed_stays_away(mine, rosa, take):
    post(mine, "fact-remove", rosa.pk, fact(rosa, "email").pk)
    bring(take, again_vcf=CARD.replace("Left-handed.", "Left-handed, still."))
    assert facts(rosa, "email") == []


def test_a_role_ends_and_becomes_a_former_fact(actor, mine, rosa):
    role = fact(rosa, "affiliation")
    post(mine, "fact-change", rosa.pk, role.pk, value="Kiln Studio", title="Potter", starts="2019", ends="2025-03")
    assert "1 former fact" in shown(mine, rosa).text
    assert "2019 to March 2025" in shown(mine, rosa).text
    undo_last(mine, actor)
    assert "former fact" not in shown(mine, rosa).text


def test_a_postal_address_keeps_its_town(actor, mine, rosa):
    post(mine, "fact-add", rosa.pk, "postal", value="Kai 1", city="Kiel", country="Germany")
    assert person(actor, "Rosa Meyer-Lind").place == "Kiel, Germany"
    page = Page(mine.get(reverse("fact", args=[rosa.pk, fact(rosa, "postal").pk]), {"edit": ""}, headers=HTMX))
    assert page.all("input", name="city", value="Kiel")


WRONG = [
    ("email", {"value": "rosa(at)kiln"}, "value", "This is not an e-mail address."),
    ("email", {"value": ""}, "value", "This field is required."),
    ("phone", {"value": "x"}, "value", "This is not a phone number."),
    ("profile", {"value": "javascript:alert(1)"}, "value", "This is not the address of a page"),
    ("birthday", {"value": "1980-13-01"}, "value", "Write it as 1980-05-12"),
    ("affiliation", {"value": "", "title": ""}, "value", "Give the organisation, the role, or both."),
    ("affiliation", {"value": "A", "starts": "--05-12"}, "starts", "Write it as 2024"),
    ("affiliation", {"value": "A", "starts": "2024-05", "ends": "2023"}, "ends", "This is before it began."),
    ("handle", {"value": "@rosa"}, "label", "This field is required."),
]


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept(mine, rosa, case):
    kind, form, field, words = case
    before = Fact.objects.count()
    answer = post(mine, "fact-add", rosa.pk, kind, **form)
    page = Page(answer)
    wrong = [box for box in page.all("input", name=field) if box.get("aria-invalid") == "true"]
    assert (answer.status_code, len(wrong), wrong[0].get("value", "")) == (422, 1, form.get(field, ""))
    assert words in page.text
    assert Fact.objects.count() == before


def test_a_wrong_change_is_refused_in_the_row_of_the_fact(mine, rosa):
    email = fact(rosa, "email")
    answer = post(mine, "fact-change", rosa.pk, email.pk, value="nonsense")
    assert answer.status_code == 422
    assert Page(answer).all("li", id=f"fact-{email.pk}", class_="fact-open")
    assert facts(rosa, "email") == ["rosa@kiln.example"]


def test_a_form_saved_without_a_change_leaves_no_act(actor, mine, rosa):
    email = fact(rosa, "email")
    post(mine, "fact-change", rosa.pk, email.pk, value=email.value, label="work")
    assert not of(actor, Audit).exists()


def test_a_contact_is_logged_shown_and_undone(actor, mine, rosa):
    answer = post(mine, "log", rosa.pk, on=today(actor).isoformat(), channel="meeting", note="Coffee at the harbour")
    assert "Coffee at the harbour" in Page(answer).text
    assert "First contact today" in Page(answer).text
    undo_last(mine, actor)
    assert not of(actor, Interaction).exists()


def test_a_contact_of_an_earlier_day_is_kept_on_that_day(actor, mine, rosa):
    day = today(actor) - dt.timedelta(days=10)
    post(mine, "log", rosa.pk, on=day.isoformat(), channel="call", note="")
    assert of(actor, Interaction).get().at.date() == day


def test_a_contact_in_the_future_is_refused_beside_the_day(actor, mine, rosa):
    day = today(actor) + dt.timedelta(days=2)
    answer = post(mine, "log", rosa.pk, on=day.isoformat(), channel="call", note="Kept words")
    page = Page(answer)
    assert (answer.status_code, page.all("input", name="on")[0]["aria-invalid"]) == (422, "true")
    assert "That day has not come yet." in page.text
    assert "Kept words" in page.text
    assert not of(actor, Interaction).exists()


def test_what_was_logged_is_taken_back_later_and_that_too(actor, mine, rosa):
    post(mine, "log", rosa.pk, on=today(actor).isoformat(), channel="meeting", note="")
    row = of(actor, Interaction).get()
    assert reverse("log-remove", args=[rosa.pk, row.pk]) in shown(mine, rosa).values("action")
    post(mine, "log-remove", rosa.pk, row.pk)
    assert not of(actor, Interaction).exists()
    undo_last(mine, actor)
    assert of(actor, Interaction).get().pk == row.pk


def test_what_an_import_brought_is_not_removed_by_hand(actor, mine, rosa, take):
    bring(take, one_mbox=mails("Rosa", "rosa@kiln.example", [3]))
    row = of(actor, Interaction).first()
    assert not [a for a in shown(mine, rosa).values("action") if "/log/" in a]
    answer = post(mine, "log-remove", rosa.pk, row.pk)
    assert "undo the import to remove it" in Page(answer).text
    assert of(actor, Interaction).count() == 2


def test_a_promise_is_noted_kept_and_opened_again(actor, mine, rosa):
    post(mine, "promise", rosa.pk, what="send the deck", mine="yes", due_on=today(actor).isoformat())
    promise = of(actor, Promise).get()
    assert (promise.what, promise.mine, promise.due_on) == ("send the deck", True, today(actor))
    post(mine, "promise-settle", rosa.pk, promise.pk, state="kept")
    assert "1 settled" in shown(mine, rosa).text
    post(mine, "promise-settle", rosa.pk, promise.pk, state="open")
    assert of(actor, Promise).get().state == "open"
    undo_last(mine, actor)
    assert of(actor, Promise).get().state == "kept"


def test_an_empty_promise_is_refused_beside_the_field(actor, mine, rosa):
    answer = post(mine, "promise", rosa.pk, what="", mine="yes")
    assert (answer.status_code, Page(answer).all("input", name="what")[0]["aria-invalid"]) == (422, "true")


def test_the_users_own_word_on_the_tie_is_one_act(actor, mine, rosa):
    form = {"cadence_days": "45", "layer_override": "2", "strength_override": "strong", "reporting": "below"}
    post(mine, "rhythm", rosa.pk, **form)
    now = person(actor, rosa.name)
    assert (now.cadence_days, now.layer_override, now.strength_override, now.reporting) == (45, 2, "strong", "below")
    assert "You set this to strong" in shown(mine, rosa).text
    undo_last(mine, actor)
    now = person(actor, rosa.name)
    assert (now.cadence_days, now.layer_override, now.strength_override, now.reporting) == (None, None, "", "")


def test_a_cadence_beyond_reason_is_refused_beside_the_field(mine, rosa):
    answer = post(mine, "rhythm", rosa.pk, cadence_days="0")
    assert (answer.status_code, Page(answer).all("input", name="cadence_days")[0]["aria-invalid"]) == (422, "true")


def test_saving_the_same_rhythm_again_offers_no_undo(actor, mine, rosa):
    post(mine, "rhythm", rosa.pk, cadence_days="45")
    page = Page(post(mine, "rhythm", rosa.pk, cadence_days="45"))
    assert "Saved." in page.text
    assert not [address for address in page.values("hx-post") if address.endswith("/undo")]
    assert of(actor, Audit).count() == 1


@pytest.mark.parametrize(
    "case", [("mute", "muted", "unmute"), ("never", "never", "allow"), ("archive", "archived", "unarchive")]
)
def test_each_decision_is_shown_taken_back_and_undone(actor, mine, rosa, case):
    act, column, back = case
    post(mine, "decide", rosa.pk, act)
    assert getattr(person(actor, rosa.name), column)
    assert reverse("decide", args=[rosa.pk, back]) in shown(mine, rosa).values("action")
    undo_last(mine, actor)
    assert not getattr(person(actor, rosa.name), column)
    post(mine, "decide", rosa.pk, act)
    post(mine, "decide", rosa.pk, back)
    assert not getattr(person(actor, rosa.name), column)


def test_a_snooze_is_shown_and_ended(actor, mine, rosa):
    post(mine, "decide", rosa.pk, "snooze", days="365")
    assert person(actor, rosa.name).snoozed_until == today(actor) + dt.timedelta(days=365)
    assert "Snoozed until" in shown(mine, rosa).text
    post(mine, "decide", rosa.pk, "wake")
    assert person(actor, rosa.name).snoozed_until is None


def test_a_decision_that_is_none_is_not_found(mine, rosa):
    assert mine.post(reverse("decide", args=[rosa.pk, "promote"])).status_code == 404


def test_deleting_leads_to_the_list_and_undo_brings_everything_back(actor, mine, rosa, dump):
    before = dump()
    answer = post(mine, "person-delete", rosa.pk)
    assert answer.redirect_chain == [(reverse("people"), 302)]
    assert "Rosa Meyer-Lind is in the trash." in Page(answer).text
    assert mine.get(reverse("person", args=[rosa.pk])).status_code == 404
    undo_last(mine, actor)
    assert "Rosa Meyer-Lind" in shown(mine, rosa).text
    assert dump() == before


def test_a_picture_is_shown_in_place_of_initials_and_removed(actor, mine, rosa):
    assert "RM" in shown(mine, rosa).text
    post(mine, "photo-upload", rosa.pk, photo=SimpleUploadedFile("a.png", PNG))
    (image,) = shown(mine, rosa).all("img")
    answer = mine.get(image["src"])
    assert (answer.headers["Content-Type"], answer.content) == ("image/png", PNG)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    (row,) = Page(mine.get(reverse("people"))).all("img", class_="face")
    assert row["src"] == image["src"]
    post(mine, "photo-remove", rosa.pk)
    assert shown(mine, rosa).all("img") == []
    undo_last(mine, actor)
    assert shown(mine, rosa).all("img") == [image]


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"<svg onload=alert(1)>", "this file is none of them"), (PNG + b"x" * 5_000_001, "larger than 5 MB")],
)
def test_a_picture_that_is_none_is_refused_beside_the_field(mine, rosa, data, words):
    answer = post(mine, "photo-upload", rosa.pk, photo=SimpleUploadedFile("a.png", data))
    assert answer.status_code == 422
    assert words in Page(answer).text


def test_no_picture_at_all_is_said_beside_the_field(mine, rosa):
    assert post(mine, "photo-upload", rosa.pk).status_code == 422


def test_the_timeline_is_told_with_direction_source_and_others(actor, mine, rosa, take):
    bring(take, one_mbox=mails("Rosa", "rosa@kiln.example", [3], subject="Glaze recipe"))
    page = shown(mine, rosa)
    assert "Mail from them · three days ago" in page.text
    assert "Mail from you · three days ago" in page.text
    assert "one.mbox, message 2" in page.text


def test_days_are_those_of_the_users_own_zone(actor, mine, rosa):
    evening = dt.datetime(2026, 1, 1, 20, 0, tzinfo=dt.UTC)
    interactions.log_interaction(actor, [rosa.pk], at=evening, channel="call")
    assert shown(mine, rosa).all("time", title="Jan. 1, 2026")
    edit_workspace(actor, zone="Pacific/Auckland", region="", week_minutes=60, keep_subjects=True)
    assert shown(mine, rosa).all("time", title="Jan. 2, 2026")


def test_the_timeline_goes_on_where_it_stopped_also_within_one_instant(actor, mine, rosa, monkeypatch):
    monkeypatch.setattr(view, "TIMELINE_PAGE", 3)
    noon = clock.now() - dt.timedelta(days=2)
    for n in range(8):
        interactions.log_interaction(actor, [rosa.pk], at=noon, channel="call", note=f"note {n}")
    page = shown(mine, rosa)
    seen = [m["id"] for m in page.all("li", class_="moment")]
    while following := next((a["hx-get"] for a in page.all("a") if "before=" in a.get("hx-get", "")), None):
        page = Page(mine.get(following, headers=HTMX))
        assert page.all("div", id="pager", hx_swap_oob="true")
        seen += [m["id"] for m in page.all("li", class_="moment")]
    assert (len(seen), len(set(seen))) == (8, 8)


def test_the_timeline_is_narrowed_to_one_kind_of_contact(actor, mine, rosa, take):
    bring(take, one_mbox=mails("Rosa", "rosa@kiln.example", [3]))
    interactions.log_interaction(actor, [rosa.pk], at=clock.now(), channel="call", note="On the phone")
    for page in (
        Page(mine.get(reverse("timeline", args=[rosa.pk]), {"channel": "call"}, headers=HTMX)),
        Page(mine.get(reverse("timeline", args=[rosa.pk]), {"channel": "call"}, follow=True)),
    ):
        assert len(page.all("li", class_="moment")) == 1
        assert "On the phone" in page.text
        assert page.all("a", id="channel-call", aria_current="true")


@pytest.mark.parametrize("before", ["yesterday", "2026-01-01T00:00:00+00:00/x", "2026-01-01T00:00:00/4"])
def test_a_place_in_the_timeline_that_is_none_is_not_found(mine, rosa, before):
    address = reverse("timeline", args=[rosa.pk])
    assert mine.get(address, {"before": before}, headers=HTMX).status_code == 404


def test_whom_they_know_is_told_from_shared_threads(actor, mine, take):
    text = mails("Rosa", "rosa@kiln.example", [3]).replace(
        "To: me@home.example", "To: me@home.example, bo@kiln.example"
    )
    bring(take, one_mbox=text)
    rosa, bo = (of(actor, Person).get(email=f"{name}@kiln.example") for name in ("rosa", "bo"))
    assert reverse("person", args=[bo.pk]) in shown(mine, rosa).values("href")
    people.delete_person(actor, bo.pk)
    assert reverse("person", args=[bo.pk]) not in shown(mine, rosa).values("href")


HOSTILE = "<script>alert(1)</script>"


def test_nothing_a_file_says_becomes_markup(actor, mine, rosa):
    record = PersonRecord(
        origin=people.TYPED, source="typed", name=Name(full=HOSTILE), affiliations=(Affiliation(HOSTILE, HOSTILE),)
    )
    eve = people.add_person(actor, record)
    seeds = [
        Seed(kind=kind, key=f"k{n}", value=f'"><img src=x>{HOSTILE}', data={"label": HOSTILE, "evidence": HOSTILE})
        for n, kind in enumerate(["email", "phone", "url", "postal", "note", "tag", "offer", "need", "met"])
    ]
    people.edit_person(actor, eve.pk, add=seeds)
    interactions.log_interaction(actor, [eve.pk], at=clock.now(), note=HOSTILE)
    promises.make_promise(actor, eve.pk, HOSTILE, made_on=today(actor))
    html = shown(mine, eve).html
    assert HOSTILE not in html
    assert "<img src=x" not in html
    links = Page(mine.get(reverse("person", args=[eve.pk]))).values("href")
    assert not [link for link in links if link.split(":")[0] in {"javascript", "data"}]


def test_an_address_that_is_no_page_is_shown_and_leads_nowhere(actor, mine, rosa):
    people.edit_person(actor, rosa.pk, add=[Seed(kind="url", key="j", value="javascript:alert(1)")])
    page = shown(mine, rosa)
    assert "javascript:alert(1)" in page.text
    assert "javascript:alert(1)" not in page.values("href")


def addresses(someone, promise, interaction, stated):
    return {
        "get": [
            reverse("person", args=[someone]),
            reverse("timeline", args=[someone]),
            reverse("photo", args=[someone]),
            reverse("fact", args=[someone, stated]),
        ],
        "post": [
            reverse("fact-add", args=[someone, "note"]),
            reverse("fact-change", args=[someone, stated]),
            reverse("fact-remove", args=[someone, stated]),
            reverse("log", args=[someone]),
            reverse("log-remove", args=[someone, interaction]),
            reverse("promise", args=[someone]),
            reverse("promise-settle", args=[someone, promise]),
            reverse("rhythm", args=[someone]),
            reverse("photo-upload", args=[someone]),
            reverse("photo-remove", args=[someone]),
            reverse("person-delete", args=[someone]),
            reverse("decide", args=[someone, "never"]),
        ],
    }


def test_a_stranger_gets_nothing_but_not_found(actor, theirs, mine, rosa):
    promise = promises.make_promise(actor, rosa.pk, "a deck", made_on=today(actor))
    row = interactions.log_interaction(actor, [rosa.pk], at=clock.now())
    people.set_photo(actor, rosa.pk, PNG)
    acts = of(actor, Audit).count()
    form = {"value": "x", "what": "x", "mine": "yes", "on": today(actor).isoformat(), "channel": "call"}
    everything = addresses(rosa.pk, promise.pk, row.pk, fact(rosa, "email").pk)
    for address in everything["get"]:
        assert theirs.get(address, headers=HTMX).status_code == 404
    for address in everything["post"]:
        data = form | {"photo": SimpleUploadedFile("a.png", PNG)}
        assert theirs.post(address, data).status_code == 404
    assert of(actor, Audit).count() == acts


def test_acts_happen_by_post_only_and_with_their_token(mine, strict, rosa):
    for address in addresses(rosa.pk, 1, 1, fact(rosa, "email").pk)["post"]:
        assert mine.get(address).status_code == 405
        assert strict.post(address, {"value": "x"}).status_code == 403


def test_the_user_is_no_person_of_the_book(actor, mine, rosa):
    me = ego(actor).pk
    assert mine.get(reverse("person", args=[me])).status_code == 404
    assert mine.post(reverse("person-delete", args=[me])).status_code == 404
    assert mine.post(reverse("decide", args=[me, "archive"])).status_code == 404


def test_a_fact_of_somebody_else_is_not_reached_through_a_person(actor, mine, rosa, take):
    bring(take, more_vcf=CARD.replace("Rosa Meyer-Lind", "Bo Ek").replace("rosa@", "bo@").replace("901820", "555111"))
    bo = person(actor, "Bo Ek")
    for name in ("fact-change", "fact-remove"):
        assert (
            mine.post(reverse(name, args=[rosa.pk, fact(bo, "email").pk]), {"value": "a@b.example"}).status_code == 404
        )
    assert facts(bo, "email") == ["bo@kiln.example"]


def queries(client, someone):
    client.get(reverse("person", args=[someone.pk]))
    with CaptureQueriesContext(connection) as seen:
        assert client.get(reverse("person", args=[someone.pk])).status_code == 200
    return len(seen)


def test_the_page_asks_as_often_for_much_as_for_little(actor, mine, rosa, take):
    bring(take, few_mbox=mails("Rosa", "rosa@kiln.example", [5]))
    few = queries(mine, rosa)
    bring(take, many_mbox=mails("Rosa", "rosa@kiln.example", range(10, 60)))
    people.edit_person(actor, rosa.pk, add=[Seed(kind="offer", key=f"o{n}", value=f"offer {n}") for n in range(40)])
    for n in range(5):
        promises.make_promise(actor, rosa.pk, f"promise {n}", made_on=today(actor))
    assert queries(mine, rosa) == few
