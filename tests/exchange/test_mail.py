import datetime as dt
import gzip
import json

import msgspec
import pytest

from reknit.core.records import Origin, Skipped, Unreadable
from reknit.errors import UnreadableFileError
from tests.exchange.mail_files import letter, mail, mailbox, mails, people, read, reasons

TO = "To: Jo Berg <jo@berg.example>"


def test_a_mail_becomes_one_interaction_without_its_body():
    record = mail(TO, "Subject: Lunch on Friday", "Message-ID: <one@lind.example>", body="The secret is 4711.\n")
    assert (record.source, record.channel, record.subject) == ("mail", "mail", "Lunch on Friday")
    assert record.at == dt.datetime(2024, 3, 5, 9, 30, tzinfo=dt.UTC)
    assert people(record, "from") == [("Mara Lind", "mara@lind.example")]
    assert people(record, "to") == [("Jo Berg", "jo@berg.example")]
    assert b"4711" not in msgspec.json.encode(record)


def test_each_mail_says_where_it_stands():
    found = mails(mailbox(letter(TO), letter(TO)), "Mail/Inbox")
    assert [record.origin for record in found] == [
        Origin("Mail/Inbox", "message 1"),
        Origin("Mail/Inbox", "message 2"),
    ]


def test_the_same_mail_in_another_folder_has_the_same_key():
    text = letter(TO, "Message-ID: <one@lind.example>")
    assert mail(TO, "Message-ID: <one@lind.example>").key == mails(mailbox(text), "Archive.mbox")[0].key


def test_one_message_id_with_another_date_or_sender_is_another_mail():
    one = mail(TO, "Message-ID: <one@lind.example>")
    later = mail(TO, "Message-ID: <one@lind.example>", "Date: Wed, 6 Mar 2024 10:30:00 +0100")
    other = mail(TO, "Message-ID: <one@lind.example>", "From: Ana <ana@lind.example>")
    assert len({one.key, later.key, other.key}) == 3


def test_an_equal_instant_in_another_zone_is_the_same_mail():
    one = mail(TO, "Message-ID: <one@lind.example>")
    assert mail(TO, "Message-ID: <one@lind.example>", "Date: Tue, 5 Mar 2024 09:30:00 +0000").key == one.key


def test_mails_without_a_message_id_are_told_apart_by_subject_and_recipient():
    keys = {mail(TO, "Subject: A").key, mail(TO, "Subject: B").key, mail("To: ann@x.example", "Subject: A").key}
    assert len(keys) == 3
    assert mail(TO, "Subject: A").key in keys


def test_a_key_does_not_depend_on_the_users_time_zone():
    text = letter(TO, "Date: Tue, 5 Mar 2024 10:30:00")
    (here,), (there,) = read(text, zone="UTC"), read(text, zone="America/New_York")
    assert here.key == there.key
    assert there.at - here.at == dt.timedelta(hours=5)


def test_a_month_that_stands_twice_in_an_archive_gives_each_key_twice():
    month = [letter(TO, f"Message-ID: <{n}@lind.example>") for n in range(5)]
    keys = [record.key for record in mails(mailbox(*month, *month))]
    assert len(keys) == 10
    assert len(set(keys)) == 5


def test_the_subject_is_decoded_and_on_one_line():
    record = mail(TO, "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n =?utf-8?q?_aus?=   Oslo")
    assert record.subject == "Grüße aus Oslo"


def test_a_subject_is_cut_at_200_characters():
    assert len(mail(TO, "Subject: " + "word " * 200).subject) <= 200


@pytest.mark.parametrize(
    ("fields", "thread"),
    [
        (["References: <root@x> <child@x>", "In-Reply-To: <child@x>"], "root@x"),
        (["In-Reply-To: <child@x>"], "child@x"),
        (["In-Reply-To: Message from Ann <ann@x.example> of today <child@x>"], "child@x"),
        (["In-Reply-To: Your message of Monday"], "own@x"),
        (["References:", "In-Reply-To:"], "own@x"),
        (["References: <own@x>"], "own@x"),
        (["References: root@x child@x"], "root@x"),
    ],
)
def test_a_conversation_is_named_after_its_first_mail(fields, thread):
    assert mail(TO, "Message-ID: <own@x>", *fields).thread == thread


def test_mails_that_refer_to_each_other_in_a_circle_do_no_harm():
    one = mail(TO, "Message-ID: <a@x>", "In-Reply-To: <b@x>")
    two = mail(TO, "Message-ID: <b@x>", "In-Reply-To: <a@x>")
    assert (one.thread, two.thread) == ("b@x", "a@x")


@pytest.mark.parametrize(
    ("fields", "sender"),
    [
        (["Sender: ann@x.example"], "ann@x.example"),
        (["Reply-To: ann@x.example", "Return-Path: <bounce@x.example>"], "ann@x.example"),
        (["From: <>", "Sender: ann@x.example"], "ann@x.example"),
    ],
)
def test_somebody_stands_in_for_a_missing_sender(fields, sender):
    (record,) = mails(letter(TO, *fields, sender=""))
    assert people(record, "from") == [("", sender)]


def test_the_separating_line_names_the_sender_when_nothing_else_does():
    (record,) = mails(mailbox(letter(TO, "Subject: x", sender="")))
    assert people(record, "from") == [("", "mara@lind.example")]


def test_reply_to_is_not_a_participant_when_there_is_a_sender():
    record = mail(TO, "Reply-To: other@x.example", "Sender: secretary@x.example")
    assert people(record, "from") == [("Mara Lind", "mara@lind.example")]


def test_copies_are_participants_and_nobody_is_listed_twice():
    record = mail(TO, "Cc: jo@berg.example, Ann <ann@x.example>", "Bcc: ann@x.example, eve@x.example")
    assert people(record, "to") == [("Jo Berg", "jo@berg.example")]
    assert people(record, "cc") == [("Ann", "ann@x.example")]
    assert people(record, "bcc") == [("", "eve@x.example")]


def test_recipients_in_two_to_fields_all_count():
    record = mail("To: a@x.example", "To: b@x.example")
    assert people(record, "to") == [("", "a@x.example"), ("", "b@x.example")]


@pytest.mark.parametrize("field", ["Delivered-To", "X-Original-To", "Envelope-To"])
def test_the_address_it_was_delivered_to_is_the_user(field):
    record = mail("To: Ann <ann@x.example>, jo@berg.example", f"{field}: jo@berg.example")
    assert [p.value for p in record.participants if p.ego] == ["jo@berg.example"]


def test_a_list_that_mail_was_delivered_to_is_not_the_user():
    record = mail("To: dev@list.example", "Delivered-To: dev@list.example", "List-Post: <mailto:dev@list.example>")
    assert not any(p.ego for p in record.participants)


@pytest.mark.parametrize(
    "label",
    [
        "Mail/Sent",
        "Mail/.INBOX.Sent Items/cur/17",
        "Gesendete Objekte.mbox/mbox",
        "sent-mail-2023",
        "Éléments envoyés.gz",
    ],
)
def test_the_sender_of_a_sent_mail_is_the_user(label):
    record = mail(TO, label=label)
    assert [p.value for p in record.participants if p.ego] == ["mara@lind.example"]


def test_gmail_says_what_was_sent_in_any_language():
    assert mail(TO, "X-Gmail-Labels: Wichtig,=?utf-8?q?Gesendet?=").participants[0].ego
    assert not mail(TO, "X-Gmail-Labels: Inbox,Opened").participants[0].ego


@pytest.mark.parametrize(
    ("fields", "label"),
    [
        (["X-Mozilla-Draft-Info: internal/draft; vcard=0"], "Inbox"),
        (["X-Gmail-Labels: =?utf-8?q?Entw=C3=BCrfe?=,Sent"], "All mail"),
        (["X-Unsent: 1"], "x.eml"),
        ([], "Mail/Drafts"),
        ([], "Maildir/cur/1700000000.M1P2.host:2,DS"),
    ],
)
def test_a_draft_was_never_sent(fields, label):
    (record,) = read(letter(TO, *fields), label)
    assert isinstance(record, Skipped)
    assert (record.kind, record.reason) == ("interaction", "a draft that was never sent")


def test_the_folder_note_of_a_mail_program_is_no_mail():
    note = letter(
        "Subject: DON'T DELETE THIS MESSAGE -- FOLDER INTERNAL DATA",
        "X-IMAP: 1 2",
        sender="From: Mail System Internal Data <MAILER-DAEMON@host.example>",
    )
    assert reasons(note) == ["a note that the mail program keeps about the folder"]


def test_a_junk_folder_makes_no_people():
    assert mail(TO, label="Mail/Junk E-mail").bulk == "marked as spam"


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        (["Date: whenever", "Received: from a by b; Tue, 5 Mar 2024 11:00:00 +0000"], (2024, 3, 5, 11)),
        (["Date: Fri, 30 Feb 2024 10:00:00 +0000", "Delivery-date: Tue, 5 Mar 2024 12:00:00 +0000"], (2024, 3, 5, 12)),
        (["Date: =?utf-8?q?5_Mar_2024_13:00:00_+0000?="], (2024, 3, 5, 13)),
        (["Date: Thu, 1 Jan 1970 00:00:00 +0000", "Received: x; Tue, 5 Mar 2024 14:00:00 +0000"], (2024, 3, 5, 14)),
    ],
)
def test_a_broken_date_is_made_up_for(fields, at):
    assert mail(TO, *fields).at == dt.datetime(*at, tzinfo=dt.UTC)


def test_the_separating_line_dates_a_mail_without_a_date():
    (record,) = mails(mailbox(letter(TO, "Date: never")))
    assert record.at == dt.datetime(2024, 3, 5, 10, 30, tzinfo=dt.UTC)


def test_a_clock_in_the_future_is_corrected_by_the_journey():
    fields = [TO, "Date: Tue, 5 Mar 2041 10:30:00 +0000", "Received: x; Tue, 5 Mar 2024 11:00:00 +0000"]
    assert mail(*fields).at.year == 2024
    assert mail(*fields[:2]).at.year == 2041


def test_a_mail_without_any_date_is_named_as_unreadable():
    (record,) = read(letter(TO, "Date: soon", "Subject: x"))
    assert isinstance(record, Unreadable)
    assert (record.origin.record, record.reason) == ("message 1", "no readable date")


def test_a_mail_between_nobody_and_nobody_is_named_as_unreadable():
    text = "Received: x by y; Tue, 5 Mar 2024 11:00:00 +0000\nSubject: x\nTo: undisclosed-recipients:;\n\n"
    assert reasons(text) == ["no sender and no recipient"]


def test_one_bad_mail_does_not_end_the_mailbox():
    found = read(mailbox(letter(TO), letter(TO, "Date: soon"), letter(TO), line="From MAILER-DAEMON"))
    assert [type(record).__name__ for record in found] == ["InteractionRecord", "Unreadable", "InteractionRecord"]


def test_a_gzipped_archive_is_read():
    assert len(mails(gzip.compress(mailbox(letter(TO), letter(TO)).encode()), "2024-March.txt.gz")) == 2


def test_a_gzipped_archive_that_breaks_off_gives_what_is_left():
    whole = mailbox(*(letter(TO, f"Message-ID: <{n}@x>", body=f"{n * 7919}\n" * 400) for n in range(400)))
    packed = gzip.compress(whole.encode())
    found = read(packed[: len(packed) // 2])
    assert isinstance(found[-1], Unreadable)
    assert found[-1].reason == "the compressed file is damaged from here on"


def test_a_message_with_a_byte_order_mark_and_windows_line_ends_is_read():
    text = letter(TO, "Subject: Hei").replace("\n", "\r\n")
    assert mails(b"\xef\xbb\xbf" + text.encode())[0].subject == "Hei"


def test_a_message_as_apple_mail_keeps_it_is_read():
    text = letter(TO, "Subject: Hei")
    assert mails(f"{len(text)}\n{text}<?xml version='1.0'?><plist></plist>", "12.emlx")[0].subject == "Hei"


def test_mails_in_the_cells_of_a_table_are_read():
    one = letter(TO, 'Subject: The "new" plan', body='He said: "x",\nSubject: no, "Date: never",\n')
    two = letter(TO, "Subject: Re: plan")
    rows = [("lind-m/inbox/1.", one), ("lind-m/_sent_mail/2.", two)]
    table = '"file","message"\n' + "".join('"{}","{}"\n'.format(path, text.replace('"', '""')) for path, text in rows)
    found = mails(table, "emails.csv")
    assert [record.subject for record in found] == ['The "new" plan', "Re: plan"]
    assert [record.origin.record for record in found] == ["row 2", "row 3"]
    assert [record.participants[0].ego for record in found] == [False, True]


def test_the_log_of_a_list_server_is_read():
    rule = "=" * 73
    one = letter("Subject: One", 'Comments: To: "Berg, Jo" <jo@berg.example>', "Comments: cc: ann@x.example")
    log = f"{rule}\n{one}{rule}\nnot a mail\n{rule}\n{letter('Subject: Two')}".replace("\n", "\r\n")
    found = mails(log, "NEWS.LOG2403A")
    assert [record.subject for record in found] == ["One", "Two"]
    assert people(found[0], "to") == [("Berg, Jo", "jo@berg.example")]
    assert people(found[0], "cc") == [("", "ann@x.example")]
    assert {record.bulk for record in found} == {"a mailing list"}


def test_a_public_list_archive_disguises_addresses_and_is_a_list():
    text = letter("From: mara at lind.example (Mara Lind)", "Subject: [dev] Hello")
    (record,) = mails(mailbox(text, line="From mara at lind.example  Tue Mar  5 10:30:00 2024"))
    assert people(record, "from") == [("Mara Lind", "mara@lind.example")]
    assert record.bulk == "a mailing list"


@pytest.mark.parametrize(
    ("data", "label", "word"),
    [
        (b"!BDN" + bytes(600), "backup.pst", ".pst"),
        (b"\xcf\xad\x12\xfe" + bytes(600), "Inbox.dbx", ".dbx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Offer.msg", ".msg"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "__substg1.0_001A001E".encode("utf-16-le"), "Offer", ".msg"),
    ],
)
def test_what_only_outlook_reads_is_named_with_a_remedy(data, label, word):
    (record,) = read(data, label)
    assert isinstance(record, Skipped)
    assert record.kind == "file"
    assert word in record.reason
    assert "import" in record.reason


def test_a_file_without_any_mail_is_refused_as_a_whole():
    with pytest.raises(UnreadableFileError):
        read("Dear diary,\ntoday nothing happened.\n")


def test_raw_text_is_read_by_the_charset_of_the_body():
    fields = "From: Ян <yan@x.example>\nSubject: Привет\nDate: Tue, 5 Mar 2024 10:30:00 +0100\n"
    data = (fields + "Content-Type: text/plain; charset=koi8-r\n\n").encode("koi8-r")
    (record,) = mails(data)
    assert (record.subject, record.participants[0].name) == ("Привет", "Ян")


def test_no_surrogate_and_no_nul_comes_out():
    data = b"From: \xff\xfe\x00 <a@x.example>\nTo: =?utf-7?q?+2AA-?= <b@x.example>\nSubject: a\x00b =?utf-16?b?2AA=?= \xed\xa0\x80\n"
    (record,) = mails(data + b"Message-ID: <\xed\xa0\x80@x>\nDate: Tue, 5 Mar 2024 10:30:00 +0100\n\n")
    text = msgspec.json.encode(record).decode()
    assert "\\u0000" not in text
    assert "\x00" not in json.dumps(json.loads(text), ensure_ascii=False)


def test_a_name_that_an_exchange_archive_keeps_apart_is_used():
    record = mail(TO, "From: mara@lind.example", "X-From: Mara Lind </O=EX/CN=MLIND>")
    assert people(record, "from") == [("Mara Lind", "mara@lind.example")]
