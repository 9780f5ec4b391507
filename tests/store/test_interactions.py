"""Interactions: who took part, in which direction, and what makes no tie."""

import datetime as dt

import pytest

from reknit.store import audit
from reknit.store.models import Fact, Interaction, Participant, Person, Tie
from reknit.store.policy import of
from reknit.store.selectors import activity, ties
from reknit.store.services import caches, ego, imports, interactions
from reknit.store.services.interactions_intake import turned
from tests.conftest import NOW

ME = "me@own.example"


def letter(sender, to, *, day, number=1, extra=""):
    sent = dt.datetime(2026, 1, 1, 9, tzinfo=dt.UTC) + dt.timedelta(days=day)
    return (
        f"From x {sent:%a %b %d %H:%M:%S %Y}\nFrom: {sender}\nTo: {to}\nDate: {sent:%a, %d %b %Y %H:%M:%S +0000}\n"
        f"Message-ID: <{number}-{day}-{sender.split('@')[0][-5:]}@x.example>\nSubject: Hello {day}\n{extra}\nBody\n\n"
    )


def state_of(actor, name):
    person = of(actor, Person).filter(name=name).select_related("tie").get()
    return ties.of_people([person], ties.moment(actor, NOW))[person.pk]


def directions(actor, name):
    return sorted(of(actor, Participant).filter(person__name=name).values_list("direction", flat=True))


def test_an_exchange_makes_a_tie(actor, take):
    mails = letter("Dana Liu <dana@a.example>", ME, day=1) + letter(ME, "dana@a.example", day=2)
    report = take({"m.mbox": mails}, me=[ME])
    assert report["added"] == {"interaction": 2, "person": 1}
    assert directions(actor, "Dana Liu") == ["in", "out"]
    assert state_of(actor, "Dana Liu") == "new"


def test_mail_in_one_direction_makes_no_tie(actor, take):
    take({"m.mbox": "".join(letter("Rick Ruit <rick@hire.example>", ME, day=d) for d in range(4))}, me=[ME])
    assert state_of(actor, "Rick Ruit") == "unknown"


def test_a_newsletter_makes_no_person_and_is_counted_with_its_reason(actor, take):
    mails = letter("Weekly <news@letters.example>", ME, day=1, extra="List-Unsubscribe: <mailto:u@letters.example>\n")
    report = take({"m.mbox": mails}, me=[ME])
    assert report["added"] == {}
    assert report["skipped"] == {"interaction": 1}
    assert report["kept_out"][0]["address"] == "news@letters.example"
    assert of(actor, Person).filter(ego=False).count() == 0


def test_a_sender_that_the_user_calls_a_person_is_let_in(actor, take):
    mails = letter("Ann Lee <ann@letters.example>", ME, day=1, extra="List-Unsubscribe: <mailto:u@letters.example>\n")
    take({"m.mbox": mails}, me=[ME])
    imports.judge_sender(actor, "ann@letters.example", person=True)
    assert take({"m.mbox": mails}, me=[ME])["added"] == {"interaction": 1, "person": 1}


def test_the_same_mail_in_two_folders_is_one_interaction(actor, take):
    mail = letter("Dana Liu <dana@a.example>", ME, day=1)
    report = take({"a.mbox": mail, "b.mbox": mail}, me=[ME])
    assert (report["added"]["interaction"], report["same"]["interaction"]) == (1, 1)


def test_undo_of_one_of_two_folders_keeps_the_mail_of_the_other(actor, take):
    mail = letter("Dana Liu <dana@a.example>", ME, day=1)
    run = take({"a.mbox": mail}, me=[ME])["import"]
    take({"b.mbox": mail}, me=[ME])
    imports.undo(actor, run)
    assert of(actor, Interaction).count() == 1


def test_an_own_address_learned_later_turns_the_mail_around(actor, take):
    mails = letter("Dana Liu <dana@a.example>", ME, day=1) + letter("me2@home.example", "dana@a.example", day=2)
    take({"m.mbox": mails}, me=[ME])
    assert state_of(actor, "Dana Liu") == "unknown"
    ego.claim(actor, ["me2@home.example"])
    caches.freshen(actor)
    assert directions(actor, "Dana Liu") == ["in", "out"]
    assert state_of(actor, "Dana Liu") == "new"
    assert not of(actor, Person).filter(email="me2@home.example", ego=False).exists()


def test_the_rule_in_sql_and_the_rule_in_python_say_the_same(actor, take):
    calendar = (
        "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:1\nDTSTART:20260105T100000Z\nSUMMARY:Sync\n"
        "ATTENDEE;CN=Dana Liu:mailto:dana@a.example\nATTENDEE;CN=Omar;PARTSTAT=DECLINED:mailto:omar@b.example\n"
        f"ATTENDEE:mailto:{ME}\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    mails = letter("Dana Liu <dana@a.example>", f"{ME}, Omar <omar@b.example>", day=1) + letter(
        ME, "dana@a.example", day=2
    )
    take({"c.ics": calendar, "m.mbox": mails}, me=[ME])
    from reknit.store.services.merging import redirect_interactions
    from reknit.store.services.workspace import ego as ego_person

    before = list(of(actor, Participant).order_by("id").values_list("id", "direction"))
    assert {direction for _, direction in before} == {"in", "out", "both", "none"}
    redirect_interactions(actor, ego_person(actor).pk)
    assert list(of(actor, Participant).order_by("id").values_list("id", "direction")) == before


def test_a_large_event_makes_no_people(actor, take):
    guests = "".join(f"ATTENDEE;CN=Guest {n}:mailto:g{n}@x.example\n" for n in range(30))
    event = (
        f"BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:1\nDTSTART:20260105T100000Z\nSUMMARY:All hands\n{guests}"
        "END:VEVENT\nEND:VCALENDAR\n"
    )
    assert take({"c.ics": event}, me=[ME])["added"] == {"event": 1}


def test_a_meeting_ahead_is_no_contact_yet(actor, take):
    event = (
        "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:1\nDTSTART:20990105T100000Z\nSUMMARY:Later\n"
        f"ATTENDEE;CN=Dana Liu:mailto:dana@a.example\nATTENDEE:mailto:{ME}\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    take({"c.ics": event}, me=[ME], now=dt.datetime(2098, 12, 1, tzinfo=dt.UTC))
    tie = of(actor, Tie).get()
    assert (tie.contact_days, tie.last_at) == (0, None)
    assert tie.next_at is not None
    assert state_of(actor, "Dana Liu") == "unknown"


def test_logging_moves_last_contact_and_undo_moves_it_back(actor, take):
    take({"m.mbox": letter("Dana Liu <dana@a.example>", ME, day=1) + letter(ME, "dana@a.example", day=2)}, me=[ME])
    dana = of(actor, Person).get(name="Dana Liu")
    before = audit.freeze(Tie.objects.get(person=dana)) | {"id": 0}
    interactions.log_interaction(actor, [dana.pk], at=NOW, note="coffee")
    assert Tie.objects.get(person=dana).contact_days == before["contact_days"] + 1
    audit.undo(actor, activity.last_act(actor))
    caches.freshen(actor)
    assert audit.freeze(Tie.objects.get(person=dana)) | {"id": 0} == before


def test_last_contact_never_moves_backwards(actor, take):
    take({"m.mbox": letter("Dana Liu <dana@a.example>", ME, day=30) + letter(ME, "dana@a.example", day=31)}, me=[ME])
    last = Tie.objects.get().last_day
    take({"older.mbox": letter(ME, "dana@a.example", day=1)}, me=[ME])
    assert Tie.objects.get().last_day == last
    assert Tie.objects.get().contact_days == 3


def test_a_connection_date_is_no_contact(actor, take):
    table = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\nDana,Liu,https://www.linkedin.com/in/dl,,Acme,CTO,08 Feb 2026\n"
    take({"Connections.csv": table})
    assert of(actor, Person).get(name="Dana Liu").title == "CTO"
    assert of(actor, Interaction).count() == 0
    assert not of(actor, Tie).exists()


def test_a_new_job_between_two_editions_is_noticed(actor, take):
    table = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\nDana,Liu,https://www.linkedin.com/in/dl,,{},CTO,08 Feb 2020\n"
    take({"Connections.csv": table.format("Acme")}, now=dt.datetime(2026, 1, 5, tzinfo=dt.UTC))
    assert of(actor, Person).get(name="Dana Liu").role_since is None
    take({"Connections.csv": table.format("Beta")}, now=dt.datetime(2026, 2, 20, tzinfo=dt.UTC))
    dana = of(actor, Person).get(name="Dana Liu")
    assert (dana.organisation_name, dana.role_since) == ("Beta", dt.date(2026, 2, 20))


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Liu, Dana", "Dana Liu"),
        ('"Odhiambo, Jabulani"', "Jabulani Odhiambo"),
        ("Dana Liu", "Dana Liu"),
        ("Acme, Inc.", "Acme, Inc."),
        ("Dana Liu, PhD", "Dana Liu, PhD"),
        ("Research, Sales, Support", "Research, Sales, Support"),
    ],
)
def test_family_name_first_is_turned(written, shown):
    assert turned(written) == shown


def test_names_of_an_address_book_win_over_those_of_headers(actor, take):
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:Dana Liu\nEMAIL:dana@a.example\nEND:VCARD\n"
    take({"m.mbox": letter("dana from accounts <dana@a.example>", ME, day=1), "z.vcf": card}, me=[ME])
    assert of(actor, Fact).filter(kind="name").count() == 2
    assert of(actor, Person).get(ego=False).name == "Dana Liu"
