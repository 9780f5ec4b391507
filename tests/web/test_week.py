"""This week: lines that open to their evidence, acts that can all be undone, and what an empty week says."""

import datetime as dt
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reknit.core.records import Name, PersonRecord
from reknit.store import audit, clock
from reknit.store.models import Audit, Interaction, Person, Promise
from reknit.store.policy import of
from reknit.store.selectors.week import week
from reknit.store.services import people, promises
from reknit.store.services.workspace import today
from reknit.web.drafts import mailto
from tests.web.network import FADED, HTMX, Page, bring, mails, person

ROSA = ("Rosa Meyer-Lind", "rosa@kiln.example")


@pytest.fixture
def rosa(actor, take):
    bring(take, old_mbox=mails(*ROSA, FADED))
    return person(actor, ROSA[0])


@pytest.fixture
def promised(actor, rosa):
    return promises.make_promise(
        actor, rosa.pk, "send the tide tables", made_on=today(actor), due_on=today(actor) + dt.timedelta(days=2)
    )


def line_of(rosa):
    return f"reconnect-{rosa.pk}"


def act_on(client, line, act, *, htmx=True, **data):
    return client.post(reverse("week-act", args=[line, act]), data, headers=HTMX if htmx else {})


def undo(client, answer):
    (form,) = [f for f in Page(answer).all("form") if "hx-post" in f]
    return client.post(form["hx-post"], headers=HTMX)


def open_lines(client):
    return [found["id"] for found in Page(client.get(reverse("week"))).all("details", class_="line")]


def test_an_empty_book_shows_three_doors_and_no_form(mine):
    page = Page(mine.get(reverse("week")))
    for words in ("Bring your own", "Look around", "reknit up --demo", "Start with one person"):
        assert words in page.text
    assert {reverse("imports"), reverse("person-add")} <= set(page.values("href"))
    assert page.all("form", method="post") == []


def test_people_without_any_exchange_are_listed_apart_and_a_source_is_asked_for(actor, mine):
    people.add_person(actor, PersonRecord(origin=people.TYPED, source="typed", name=Name(full="Ilse Okon")))
    page = Page(mine.get(reverse("week")))
    assert "No messages, calls or meetings are on record yet" in page.text
    assert "No data yet" in page.text
    assert "Ilse Okon" in page.text


def test_when_nothing_presses_the_week_says_so(actor, mine, take):
    bring(take, new_mbox=mails(*ROSA, [1, 3, 5]))
    assert "Nothing presses this week" in Page(mine.get(reverse("week"))).text


def test_a_line_opens_to_the_message_and_the_file_it_rests_on(actor, mine, rosa):
    page = Page(mine.get(reverse("week")))
    assert "You and Rosa Meyer-Lind used to be in touch" in page.text
    assert "The atlas of tides" in page.text
    assert "old.mbox, message" in page.text
    last = of(actor, Interaction).order_by("-at").first()
    assert f"{reverse('person', args=[rosa.pk])}#moment-{last.pk}" in page.values("href")


def test_the_message_a_line_rests_on_stands_in_the_timeline_under_that_anchor(actor, mine, rosa):
    last = of(actor, Interaction).order_by("-at").first()
    assert Page(mine.get(reverse("person", args=[rosa.pk]))).all("li", id=f"moment-{last.pk}")


def test_factors_are_words_with_their_numbers_and_what_is_unknown_is_said(mine, rosa):
    page = Page(mine.get(reverse("week")))
    assert "on 13 different days in all 0." in page.text
    assert "what they offer and need is not known not known" in page.text
    assert "how senior they are" in page.text


def test_the_draft_greets_by_the_given_name_and_opens_in_the_mail_program(mine, rosa):
    page = Page(mine.get(reverse("week")))
    assert "Hello Rosa, " in page.text
    (address,) = [href for href in page.values("href") if href.startswith("mailto:")]
    parts = urlsplit(address)
    fields = parse_qs(parts.query)
    assert unquote(parts.path) == "rosa@kiln.example"
    assert fields["subject"] == ["Hello from me"]
    assert "\r\n" in fields["body"][0]
    assert "+" not in address, "a mail program would show a plus where a space is meant (RFC 6068)"


@pytest.mark.parametrize(
    ("address", "subject", "body"),
    [
        ("dana+list@acme.example", "100 % & more?", "Hello Dana,\n\nas promised: a=b&c#d"),
        ("o'neil@acme.example", "Ünïcödé – “quoted”", "Line one\nline two"),
        ("a@b.example", "cc=eve@bad.example&bcc=eve@bad.example", "x\r\nBcc: eve@bad.example"),
    ],
)
def test_a_mailto_address_says_exactly_what_the_draft_says(address, subject, body):
    parts = urlsplit(mailto(address, subject, body))
    assert (parts.scheme, unquote(parts.path)) == ("mailto", address)
    fields = dict(field.split("=", 1) for field in parts.query.split("&"))
    assert set(fields) == {"subject", "body"}
    assert unquote(fields["subject"]) == subject
    assert unquote(fields["body"]).split("\r\n") == body.splitlines()


def test_without_an_address_there_is_no_mailto():
    assert mailto("", "Hello", "Hello") == ""


def test_minutes_planned_stand_beside_the_budget(mine, promised):
    assert "10 of 60 minutes" in Page(mine.get(reverse("week"))).text


def test_the_plan_of_another_day_can_be_looked_at_and_only_that(mine, rosa):
    day = clock.now().date() - dt.timedelta(days=40)
    page = Page(mine.get(reverse("week"), {"as_of": day.isoformat()}))
    assert "the plan of another day" in page.text
    assert page.all("form", class_="acts") == []


@pytest.mark.parametrize("text", ["yesterday", "2026-02-31", "20260101T00"])
def test_a_day_that_is_none_is_not_found(mine, text):
    assert mine.get(reverse("week"), {"as_of": text}).status_code == 404


def test_done_logs_the_mail_of_today_and_undo_takes_it_back(actor, mine, rosa):
    before = of(actor, Interaction).count()
    answer = act_on(mine, line_of(rosa), "done", channel="mail")
    assert "in touch with Rosa Meyer-Lind today" in Page(answer).text
    logged = of(actor, Interaction).get(typed=True)
    assert (logged.channel, logged.participants.get().direction) == ("mail", "out")
    assert open_lines(mine) == []
    assert undo(mine, answer).headers["HX-Refresh"] == "true"
    assert of(actor, Interaction).count() == before
    assert open_lines(mine) == [f"line-{line_of(rosa)}"]


def test_what_is_logged_counts_at_once_at_any_hour(actor, mine, rosa):
    act_on(mine, line_of(rosa), "done", channel="call")
    tie = person(actor, ROSA[0]).tie
    assert tie.contact_days == len(FADED) + 1


def test_done_on_a_promise_means_kept(actor, mine, promised):
    answer = act_on(mine, f"promise-{promised.pk}", "done")
    assert "Kept: send the tide tables" in Page(answer).text
    assert of(actor, Promise).get().state == "kept"
    undo(mine, answer)
    assert of(actor, Promise).get().state == "open"


def test_not_this_on_a_promise_lets_it_go(actor, mine, promised):
    answer = act_on(mine, f"promise-{promised.pk}", "not-this")
    assert of(actor, Promise).get().state == "dropped"
    undo(mine, answer)
    assert of(actor, Promise).get().state == "open"


@pytest.mark.parametrize(("days", "waits"), [("7", 7), ("30", 30), ("91", 91), ("rubbish", 30)])
def test_snooze_leaves_a_person_out_until_a_day(actor, mine, rosa, days, waits):
    answer = act_on(mine, line_of(rosa), "snooze", days=days)
    until = today(actor) + dt.timedelta(days=waits)
    assert person(actor, ROSA[0]).snoozed_until == until
    assert week(actor, until - dt.timedelta(days=1)).lines == []
    assert [line.person_id for line in week(actor, until).lines] == [rosa.pk]
    undo(mine, answer)
    assert person(actor, ROSA[0]).snoozed_until is None


def test_a_snoozed_person_is_left_out_with_their_promises(actor, mine, promised):
    act_on(mine, f"promise-{promised.pk}", "snooze", days="30")
    assert open_lines(mine) == []


def test_not_this_is_remembered_and_undone(actor, mine, rosa):
    answer = act_on(mine, line_of(rosa), "not-this")
    assert person(actor, ROSA[0]).handled_on == today(actor)
    assert open_lines(mine) == []
    undo(mine, answer)
    assert open_lines(mine) == [f"line-{line_of(rosa)}"]


@pytest.mark.parametrize(("act", "column"), [("mute", "muted"), ("never", "never")])
def test_mute_and_never_are_different_and_both_are_undone(actor, mine, rosa, act, column):
    answer = act_on(mine, line_of(rosa), act)
    assert [getattr(person(actor, ROSA[0]), name) for name in ("muted", "never")].count(True) == 1
    assert getattr(person(actor, ROSA[0]), column)
    assert open_lines(mine) == []
    undo(mine, answer)
    assert not getattr(person(actor, ROSA[0]), column)


def test_a_muted_person_keeps_their_promises_in_the_week(actor, mine, promised):
    people.mute(actor, promised.person_id)
    assert open_lines(mine) == [f"line-promise-{promised.pk}"]


def test_never_asks_first_and_the_others_do_not(mine, rosa):
    buttons = Page(mine.get(reverse("week"))).all("button")
    asking = [button["formaction"].rpartition("/")[2] for button in buttons if "data-confirm" in button]
    assert asking == ["never"]


def test_every_act_answers_with_a_line_in_the_place_of_the_line(mine, rosa):
    page = Page(act_on(mine, line_of(rosa), "not-this"))
    assert page.tags[0][1]["id"] == f"line-{line_of(rosa)}"
    assert "<html" not in page.html


def test_without_script_an_act_leads_back_to_the_week_with_its_undo(actor, mine, rosa):
    answer = mine.post(reverse("week-act", args=[line_of(rosa), "not-this"]), follow=True)
    assert answer.redirect_chain == [(reverse("week"), 302)]
    assert reverse("undo", args=[of(actor, Audit).get().pk]) in Page(answer).values("hx-post")


def test_the_same_act_twice_offers_no_second_undo(actor, mine, rosa):
    act_on(mine, line_of(rosa), "mute")
    assert [f for f in Page(act_on(mine, line_of(rosa), "mute")).all("form") if "hx-post" in f] == []


def test_a_way_of_being_in_touch_that_is_none_is_refused_and_the_line_stays(actor, mine, rosa):
    answer = act_on(mine, line_of(rosa), "done", channel="telepathy")
    assert (answer.status_code, answer.headers["HX-Reswap"]) == (422, "none")
    assert "telepathy" in Page(answer).text
    assert not of(actor, Interaction).filter(typed=True).exists()


@pytest.mark.parametrize("line", ["reconnect-999999", "promise-999999", "reconnect-x", "nothing-1", "reconnect"])
def test_a_line_that_is_not_there_is_not_found(mine, rosa, line):
    assert act_on(mine, line, "done").status_code == 404


def test_an_act_that_is_none_is_not_found(mine, rosa):
    assert act_on(mine, line_of(rosa), "promote").status_code == 404


def test_acts_happen_by_post_only_and_with_their_token(mine, strict, rosa):
    address = reverse("week-act", args=[line_of(rosa), "mute"])
    assert mine.get(address).status_code == 405
    assert strict.post(address).status_code == 403


def test_a_stranger_sees_none_of_it_and_acts_on_none_of_it(actor, theirs, promised):
    assert ROSA[0] not in Page(theirs.get(reverse("week"))).text
    for line in (f"reconnect-{promised.person_id}", f"promise-{promised.pk}"):
        for act in ("done", "snooze", "not-this", "mute", "never"):
            assert act_on(theirs, line, act).status_code == 404
    assert not of(actor, Audit).exclude(act="promise.make").exists()


def test_nobody_without_a_session_sees_a_week(nobody, rosa):
    assert nobody.get(reverse("week")).headers["Location"] == reverse("signed-out")


def test_the_pulse_comes_after_the_page(mine, rosa):
    address = Page(mine.get(reverse("week"))).all("div", class_="pulse")[0]["hx-get"]
    page = Page(mine.get(address))
    assert "1 fading" in page.text
    assert f"{reverse('people')}?state=fading" in page.values("href")
    assert "<html" not in page.html


def test_the_pulse_of_no_ties_says_where_they_come_from(mine):
    assert "No ties yet" in Page(mine.get(reverse("pulse"))).text


def test_names_from_files_bring_no_markup_into_the_week(actor, mine, take):
    bring(
        take,
        bad_mbox=mails("<script>alert(1)</script> Eve", "eve@bad.example", FADED, subject="<img src=x onerror=y>"),
    )
    html = mine.get(reverse("week")).content.decode()
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert "&lt;script&gt;alert" in html


def queries(client):
    with CaptureQueriesContext(connection) as seen:
        assert client.get(reverse("week")).status_code == 200
    return len(seen)


def test_the_week_asks_as_often_for_fifty_people_as_for_five(actor, mine, take):
    bring(take, few_mbox="".join(mails(f"Ada Nr{n}", f"ada{n}@few.example", FADED) for n in range(5)))
    mine.get(reverse("week"))
    few = queries(mine)
    bring(take, many_mbox="".join(mails(f"Bo Nr{n}", f"bo{n}@many.example", FADED) for n in range(45)))
    assert of(actor, Person).filter(ego=False).count() == 50
    assert queries(mine) == few


def test_undo_refuses_in_words_when_the_line_was_changed_since(actor, mine, rosa):
    act_on(mine, line_of(rosa), "snooze", days="7")
    first = of(actor, Audit).latest("id")
    act_on(mine, line_of(rosa), "snooze", days="91")
    answer = mine.post(reverse("undo", args=[first.pk]), follow=True)
    assert "has been changed again since" in Page(answer).text
    audit.undo(actor, of(actor, Audit).latest("id").pk)
