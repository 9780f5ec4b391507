"""Settings: what the user says about themselves goes into the book as facts, whole or not at all."""

import pytest
from django.urls import reverse

from reknit.store import audit
from reknit.store.models import Audit, Fact, Participant, Person
from reknit.store.policy import of
from reknit.store.services import ego, imports, mappings
from reknit.store.services.workspace import workspace
from tests.web.test_imports import text_of

FORM = {
    "name": "Nora Lindt",
    "addresses": "nora@own.example\nNora@Work.example",
    "offers": "code review\nspeaker slots",
    "needs": "a data engineer",
    "week_minutes": "45",
    "zone": "Europe/Zurich",
    "region": "ch",
    "keep_subjects": "on",
}


def saved(client, **changes):
    return client.post(reverse("settings"), FORM | changes)


def facts(actor, kind):
    mine = of(actor, Fact).filter(person__ego=True, kind=kind).exclude(state__in=["refused", "gone"])
    return sorted(mine.values_list("value", flat=True))


def test_everything_typed_is_kept_and_shown_again(actor, mine):
    assert saved(mine).url == reverse("settings")
    space = workspace(actor)
    assert (space.zone, space.region, space.week_minutes, space.keep_subjects) == ("Europe/Zurich", "CH", 45, True)
    assert ego.addresses(actor) == {"nora@own.example", "nora@work.example"}
    assert facts(actor, "offer") == ["code review", "speaker slots"]
    page = mine.get(reverse("settings"))
    assert 'value="Nora Lindt"' in page.content.decode()
    assert "Saved." in text_of(page)


def test_saving_the_same_again_changes_nothing(actor, mine):
    saved(mine)
    acts = of(actor, Audit).count()
    saved(mine)
    assert of(actor, Audit).count() == acts


def test_what_is_no_longer_listed_is_taken_back(actor, mine):
    saved(mine)
    saved(mine, offers="speaker slots", needs="", addresses="nora@own.example", name="Nora K. Lindt")
    assert (facts(actor, "offer"), facts(actor, "need")) == (["speaker slots"], [])
    assert ego.addresses(actor) == {"nora@own.example"}
    assert of(actor, Person).get(ego=True).name == "Nora K. Lindt"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"addresses": "nora@own.example\nnot one"}, "“not one” is not an e-mail address."),
        ({"region": "1!"}, "A country is two letters, such as DE or US."),
        ({"week_minutes": "3"}, "Ensure this value is greater than or equal to 5."),
        ({"zone": "Middle/Earth"}, "Select a valid choice."),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_the_rest_is_kept(actor, mine, changes, words):
    answer = saved(mine, **changes)
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert 'value="Nora Lindt"' in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()
    assert facts(actor, "offer") == []


def test_a_claimed_address_brings_its_interactions_to_the_user(actor, mine, take):
    mail = "From: nora@own.example\nTo: Dana <dana@acme.example>\nDate: Mon, 2 Feb 2026 10:00:00 +0000\nMessage-ID: <{n}@m>\n\n"
    take({f"{n}.eml": mail.format(n=n) for n in range(3)})
    saved(mine)
    dana = of(actor, Person).get(email="dana@acme.example")
    assert set(of(actor, Participant).filter(person=dana).values_list("direction", flat=True)) == {"out"}
    assert not of(actor, Person).filter(stale__gt=0).exists()


def test_changed_settings_can_be_undone(actor, mine):
    saved(mine)
    audit.undo(actor, of(actor, Audit).get(act="settings.edit").pk)
    assert workspace(actor).week_minutes == 60


def test_tables_and_senders_are_listed_and_forgotten(actor, mine):
    mappings.remember(actor, ("Who", "Where"), {"Who": "full_name", "Where": "ignore"})
    imports.judge_sender(actor, "ann@shop.example", person=True)
    shown = text_of(mine.get(reverse("settings")))
    assert "Who, Where Read: Who" in shown
    assert "ann@shop.example a person" in shown
    mine.post(reverse("table-forget"), {"header": "Who, Where"})
    mine.post(reverse("sender-forget"), {"address": "ann@shop.example"})
    assert (mappings.remembered(actor), imports.sender_rules(actor)) == ({}, {})
    assert mine.post(reverse("table-forget"), {"header": "Who, Where"}).status_code == 404


def test_the_reporting_line_is_shown(actor, mine, take):
    take({"b.vcf": "BEGIN:VCARD\nVERSION:3.0\nFN:Dana Liu\nEND:VCARD\n"})
    of(actor, Person).filter(name="Dana Liu").update(reporting="below")
    assert "Reporting to you Dana Liu" in text_of(mine.get(reverse("settings")))


def test_a_stranger_sees_and_changes_only_their_own_settings(actor, mine, theirs):
    saved(mine)
    assert "Nora" not in theirs.get(reverse("settings")).content.decode()
    saved(theirs, name="Somebody Else", addresses="", week_minutes="30")
    assert (workspace(actor).week_minutes, facts(actor, "name")) == (45, ["Nora Lindt"])


def test_settings_without_the_form_token_are_refused(strict):
    assert saved(strict).status_code == 403


def test_settings_ask_as_often_for_many_offers_as_for_one(mine, django_assert_max_num_queries):
    saved(mine, offers="one")
    mine.get(reverse("settings"))
    with django_assert_max_num_queries(20) as one:
        mine.get(reverse("settings"))
    saved(mine, offers="\n".join(f"offer {n}" for n in range(40)))
    mine.get(reverse("settings"))
    with django_assert_max_num_queries(20) as many:
        mine.get(reverse("settings"))
    assert len(one) == len(many)
