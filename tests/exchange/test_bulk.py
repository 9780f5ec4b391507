import pytest

from reknit.exchange.bulk import bulk_by_address, bulk_by_headers
from tests.exchange.mail_files import mail


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"list-id": "<dev.x.example>"}, "a mailing list"),
        ({"list-post": "<mailto:dev@x.example>", "list-unsubscribe": "<mailto:x@x.example>"}, "a mailing list"),
        ({"precedence": "list"}, "a mailing list"),
        ({"mailing-list": "contact dev-help@x.example; run by ezmlm"}, "a mailing list"),
        ({"x-beenthere": "dev@x.example"}, "a mailing list"),
        ({"precedence": "bulk", "x-loop": "dev@x.example"}, "a mailing list"),
        ({"sender": "owner-dev@x.example"}, "a mailing list"),
        ({"return-path": "<dev-bounces+mara=lind.example@x.example>"}, "a mailing list"),
        ({"newsgroups": "x.y.z"}, "a newsgroup"),
        ({"list-unsubscribe": "<https://x.example/u>"}, "a newsletter"),
        ({"list-unsubscribe": "<https://x.example/u>", "list-id": "<news.x.example>"}, "a newsletter"),
        ({"list-post": "NO", "list-unsubscribe": "<mailto:x@x.example>"}, "a newsletter"),
        ({"x-campaign": "spring"}, "a newsletter"),
        ({"feedback-id": "1:2:3:mailer"}, "a newsletter"),
        ({"precedence": "bulk"}, "a bulk mailing"),
        ({"auto-submitted": "auto-generated"}, "an automatic notification"),
        ({"x-github-reason": "mention", "list-id": "<x.y.example>"}, "an automatic notification"),
        ({"x-auto-response-suppress": "All"}, "an automatic notification"),
        ({"auto-submitted": "auto-replied (vacation)"}, "an automatic reply"),
        ({"x-autoreply": "yes"}, "an automatic reply"),
        ({"precedence": "auto_reply"}, "an automatic reply"),
        ({"content-type": "multipart/report; report-type=delivery-status"}, "a delivery report"),
        ({"content-type": "multipart/report; report-type=disposition-notification"}, "a delivery report"),
        ({"return-path": "<>"}, "a delivery report"),
        ({"x-failed-recipients": "a@x.example"}, "a delivery report"),
        ({"x-spam-flag": "YES"}, "marked as spam"),
        ({"x-spam-status": "Yes, score=9"}, "marked as spam"),
        ({"x-gmail-labels": "Spam,Unread"}, "marked as spam"),
    ],
)
def test_header_fields_tell_what_no_person_wrote(fields, reason):
    assert bulk_by_headers(fields) == reason


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"subject": "Lunch", "content-type": "text/plain", "return-path": "<mara@lind.example>"},
        {"auto-submitted": "no"},
        {"precedence": "first-class"},
        {"x-spam-flag": "NO", "x-spam-status": "No, score=0"},
        {"feedback-id": "1.eu-west-1:AmazonSES"},
        {"x-auto-response-suppress": "DR, RN"},
        {"x-gmail-labels": "Inbox,Important"},
        {"content-type": 'multipart/mixed; boundary="report-5"'},
        {"sender": "secretary@x.example"},
    ],
)
def test_a_personal_mail_is_not_bulk(fields):
    assert bulk_by_headers(fields) == ""


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("noreply@x.example", "a no-reply address"),
        ("No-Reply@x.example", "a no-reply address"),
        ("do_not_reply@x.example", "a no-reply address"),
        ("team-noreply+17@x.example", "a no-reply address"),
        ("nicht-antworten@x.example", "a no-reply address"),
        ("ne-pas-repondre@x.example", "a no-reply address"),
        ("mailer-daemon@x.example", "a delivery report"),
        ("bounces+17-mara=lind.example@x.example", "a delivery report"),
        ("dev-request@x.example", "a mailing list"),
        ("owner-dev@x.example", "a mailing list"),
        ("newsletter@x.example", "a newsletter"),
        ("news@x.example", "a newsletter"),
        ("hello@newsletter.x.example", "a newsletter"),
        ("notifications@x.example", "an automatic notification"),
        ("jobalerts-alert@x.example", "an automatic notification"),
        ("info@notify.x.example", "an automatic notification"),
        ("auto-confirm@x.example", "a receipt or an order"),
        ("invoice+17@x.example", "a receipt or an order"),
        ("rechnung@x.example", "a receipt or an order"),
        ("build-bot@x.example", "a bot"),
        ("root@host.x.example", "a bot"),
        ("jenkins@x.example", "a bot"),
        ("c_1234@resource.calendar.google.com", "a room or a shared calendar"),
        ("en.german#holiday@group.v.calendar.google.com", "a room or a shared calendar"),
    ],
)
def test_an_address_tells_that_no_person_writes_from_it(address, reason):
    assert bulk_by_address(address) == reason


@pytest.mark.parametrize(
    "address",
    [
        "mara@lind.example",
        "jan.bot@x.example",
        "abbott@x.example",
        "m.newsom@x.example",
        "autohaus.lind@x.example",
        "rob.root@x.example",
        "renoreply.person@x.example".replace("noreply", "nor"),
        "info@x.example",
        "digby@x.example",
        "orderic@x.example",
        "systema@x.example",
        "",
    ],
)
def test_an_address_of_a_person_is_not_bulk(address):
    assert bulk_by_address(address) == ""


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("Mail Delivery Subsystem", "a delivery report"),
        ("Lind Newsletter", "a newsletter"),
        ("deploy[bot]", "a bot"),
        ("Mara via LinkedIn", "an automatic notification"),
        ("Please do not reply", "a no-reply address"),
        ("Mara Lind", ""),
    ],
)
def test_a_name_tells_what_the_address_does_not(name, reason):
    assert bulk_by_address("x17@x.example", name) == reason


def test_the_senders_address_counts_when_the_header_is_silent():
    assert mail("To: jo@berg.example", sender="From: Shop <noreply@shop.example>").bulk == "a no-reply address"


def test_what_the_user_wrote_to_a_no_reply_address_is_not_bulk():
    assert mail("To: noreply@shop.example", label="Sent").bulk == ""


def test_a_subject_that_bears_the_name_of_a_list_it_was_sent_to_makes_it_a_list():
    assert mail("To: sailing@club.example", "Subject: Re: [Sailing] Boats").bulk == "a mailing list"
    assert mail("To: jo@berg.example", "Subject: Re: [Sailing] Boats").bulk == ""
    assert (
        mail("To: jo@berg.example, sailing-team@club.example", "Subject: AW: Re: [sailing team] Boats").bulk
        == "a mailing list"
    )


def test_a_personal_mail_makes_no_bulk_record():
    assert mail("To: jo@berg.example", "Subject: Lunch").bulk == ""
