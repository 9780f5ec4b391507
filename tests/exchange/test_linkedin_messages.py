import csv
import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

import msgspec
import pytest

from reknit.core.records import InteractionRecord, Origin, Participant, Skipped, Unreadable
from tests.exchange.linkedin_archive import (
    CONNECTIONS,
    IN,
    INVITATIONS,
    MESSAGES,
    OPTIONS,
    PROFILE,
    message,
    messages,
    read,
    table,
    write_as,
)

MAYA = ("Maya Lindgren", "maya")
DANA = ("Dana Liu", "dana-liu")
OMAR = ("Omar Haddad, MBA", "omar77")
GONE = ("LinkedIn Member", "")
FIRST, SECOND, THIRD = "2025-06-01 14:03:22 UTC", "2025-06-02 09:00:00 UTC", "2025-06-03 09:00:00 UTC"

# Two conversations, so that the one who is in both stands out.
BOTH = (message("c1", DANA, [MAYA], FIRST), message("c2", MAYA, [OMAR], SECOND))


def _read(tmp_path, *rows, name="messages.csv"):
    return read(write_as(tmp_path, name, messages(*rows)))


def _who(record):
    assert isinstance(record, InteractionRecord)
    return [(party.role, party.name, party.value.removeprefix(IN), party.ego) for party in record.participants]


def test_a_message_is_an_interaction_between_members(tmp_path):
    record, _ = _read(tmp_path, *BOTH)
    assert record == InteractionRecord(
        origin=Origin("messages.csv", "row 2"),
        source="linkedin",
        key="c1|2025-06-01T14:03:22",
        at=dt.datetime(2025, 6, 1, 14, 3, 22, tzinfo=dt.UTC),
        channel="message",
        participants=(
            Participant(role="from", name="Dana Liu", kind="profile", value=IN + "dana-liu"),
            Participant(role="to", name="Maya Lindgren", kind="profile", value=IN + "maya", ego=True),
        ),
        thread="c1",
    )


def test_the_text_of_a_message_is_nowhere_in_the_record(tmp_path):
    rows = [
        message("c1", DANA, [MAYA], FIRST, content="a heron at dawn"),
        message("c1", DANA, [MAYA], FIRST, content="a heron at dusk"),
    ]
    records = _read(tmp_path, *rows)
    assert b"heron" not in msgspec.json.encode(records)


def test_every_field_may_be_quoted_and_text_may_span_lines(tmp_path):
    rows = (
        tuple(MESSAGES.strip().split(",")),
        *BOTH,
        message("c1", MAYA, [DANA], THIRD, content='One,\r\n"two"\n\nthree'),
    )
    records = read(write_as(tmp_path, "messages.csv", table(*rows, quoting=csv.QUOTE_ALL)))
    assert [type(record) for record in records] == [InteractionRecord] * 3


def test_a_group_message_names_every_recipient_once(tmp_path):
    record, *_ = _read(tmp_path, message("g", DANA, [MAYA, OMAR, DANA], FIRST), *BOTH)
    assert _who(record) == [
        ("from", "Dana Liu", "dana-liu", False),
        ("to", "Maya Lindgren", "maya", True),
        ("to", "Omar Haddad, MBA", "omar77", False),
    ]


def test_tracking_is_cut_from_profile_addresses(tmp_path):
    record, *_ = _read(tmp_path, message("c1", ("Dana Liu", IN + "dana-liu?trk=x"), [MAYA], FIRST), *BOTH)
    assert _who(record)[0] == ("from", "Dana Liu", "dana-liu", False)


def test_a_member_who_has_left_is_left_out_of_a_group(tmp_path):
    record, *_ = _read(tmp_path, message("g", DANA, [GONE, MAYA], FIRST), *BOTH)
    assert [name for _, name, _, _ in _who(record)] == ["Dana Liu", "Maya Lindgren"]


@pytest.mark.parametrize("row", [message("c3", GONE, [MAYA], THIRD), message("c3", MAYA, [GONE], THIRD)])
def test_a_message_with_nobody_but_a_member_who_has_left_is_skipped(tmp_path, row):
    *_, record = _read(tmp_path, *BOTH, row)
    assert record == Skipped(
        origin=Origin("messages.csv", "row 4"), kind="interaction", reason="with a member who has left LinkedIn"
    )


def test_a_message_to_oneself_is_skipped(tmp_path):
    *_, record = _read(tmp_path, *BOTH, message("c3", MAYA, [MAYA], THIRD))
    assert isinstance(record, Skipped)
    assert record.reason == "no other person is named"


@pytest.mark.parametrize("column", ["IS MESSAGE DRAFT", "IS CONVERSATION DRAFT"])
@pytest.mark.parametrize("value", ["Yes", "true"])
def test_a_draft_is_skipped(tmp_path, column, value):
    header = MESSAGES.strip() + f",ATTACHMENTS,{column}\n"
    rows = [(*BOTH[0], "", "No"), (*BOTH[1], "", value)]
    kept, draft = read(write_as(tmp_path, "messages.csv", header + table(*rows)))
    assert isinstance(kept, InteractionRecord)
    assert isinstance(draft, Skipped)
    assert draft.reason == "a draft that was never sent"


def test_the_spam_folder_is_skipped_and_the_archive_folder_is_not(tmp_path):
    spam, archived = _read(
        tmp_path,
        message("c1", DANA, [MAYA], FIRST, folder="SPAM"),
        message("c2", DANA, [MAYA], FIRST, folder="ARCHIVE"),
    )
    assert isinstance(spam, Skipped)
    assert spam.reason == "in the spam folder"
    assert isinstance(archived, InteractionRecord)


PAID = '<p class="spinmail-quill-editor__spin-break">Hi %FIRSTNAME%,</p>'


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (message("a", ("Casey Morgan", ""), [MAYA], FIRST, content=PAID), "sponsored message"),
        (message("a", ("Casey Morgan", ""), [MAYA], FIRST), "sender without a profile"),
        (
            message("a", ("Meridian", "https://www.linkedin.com/company/meridian"), [MAYA], FIRST),
            "message from a company page",
        ),
        (message("a", DANA, [MAYA], FIRST), ""),
        (message("a", MAYA, [DANA], FIRST, content=PAID), ""),
    ],
)
def test_what_a_mailing_sent_is_marked_with_the_reason(tmp_path, row, reason):
    record, *_ = _read(tmp_path, row, *BOTH)
    assert isinstance(record, InteractionRecord)
    assert record.bulk == reason


def test_a_sender_without_a_profile_whom_the_user_answered_is_no_mailing(tmp_path):
    records = _read(
        tmp_path,
        message("a", ("Casey Morgan", ""), [MAYA], FIRST),
        message("a", MAYA, [("Casey Morgan", "")], SECOND),
        *BOTH,
    )
    assert isinstance(records[0], InteractionRecord)
    assert records[0].bulk == ""


def test_the_file_of_before_2023_has_no_addresses_of_recipients(tmp_path):
    header = MESSAGES.replace("RECIPIENT PROFILE URLS,", "")
    rows = [
        row[:5] + row[6:]
        for row in (
            message("g", DANA, [MAYA, OMAR], FIRST),
            message("g", OMAR, [MAYA, DANA], SECOND),
            message("c", MAYA, [("Wu Lei", "wu")], THIRD),
        )
    ]
    records = read(write_as(tmp_path, "messages.csv", header + table(*rows)))
    # Omar's address is known because he writes in the same conversation; Wu Lei never does.
    assert [_who(record) for record in records] == [
        [
            ("from", "Dana Liu", "dana-liu", False),
            ("to", "Maya Lindgren", "", True),
            ("to", "Omar Haddad, MBA", "omar77", False),
        ],
        [
            ("from", "Omar Haddad, MBA", "omar77", False),
            ("to", "Maya Lindgren", "", True),
            ("to", "Dana Liu", "dana-liu", False),
        ],
        [("from", "Maya Lindgren", "maya", True), ("to", "Wu Lei", "", False)],
    ]


def test_the_oldest_file_has_directions_instead_of_conversations(tmp_path):
    text = (
        "From,To,Date,Subject,Content,Direction,Folder\n"
        'Maya Lindgren,Dana Liu,"8/21/17, 3:47 AM",,Hello,OUTGOING,SENT\n'
    )
    (record,) = read(write_as(tmp_path, "Messages.csv", text))
    assert _who(record) == [("from", "Maya Lindgren", "", True), ("to", "Dana Liu", "", False)]


def test_columns_may_come_in_any_order(tmp_path):
    header = "CONVERSATION ID,FROM,TO,DATE,CONTENT,FOLDER,SENDER PROFILE URL,RECIPIENT PROFILE URLS\n"
    row = ("c1", "Dana Liu", "Maya Lindgren", FIRST, "Hello", "INBOX", IN + "dana-liu", IN + "maya")
    (record,) = read(write_as(tmp_path, "messages.csv", header + table(row)))
    assert [name for _, name, _, _ in _who(record)] == ["Dana Liu", "Maya Lindgren"]


@pytest.mark.parametrize(("date", "reason"), [("", "the date is missing"), ("yesterday", "the date cannot be read")])
def test_a_message_without_a_date_cannot_be_read(tmp_path, date, reason):
    *_, record = _read(tmp_path, *BOTH, message("c3", DANA, [MAYA], date))
    assert record == Unreadable(origin=Origin("messages.csv", "row 4"), reason=reason)


def test_a_row_that_breaks_off_does_not_end_the_file(tmp_path):
    broken, *others = read(write_as(tmp_path, "messages.csv", MESSAGES + "OOPS\n" + table(*BOTH)))
    assert isinstance(broken, Unreadable)
    assert [type(record) for record in others] == [InteractionRecord] * 2


def test_a_message_from_before_linkedin_is_skipped(tmp_path):
    *_, record = _read(tmp_path, *BOTH, message("c3", DANA, [MAYA], "1833-06-05 14:00:00 UTC"))
    assert isinstance(record, Skipped)
    assert record.reason == "dated before LinkedIn existed"


def test_the_same_message_in_another_export_has_the_same_key(tmp_path):
    old = read(write_as(tmp_path / "old", "messages.csv", messages(*BOTH)))
    renamed = message("c1", ("Dana Liu-Roth", "dana-liu-roth"), [MAYA], "2025/06/01 14:03:22 UTC", content="Hello")
    new = read(write_as(tmp_path / "new", "messages.csv", messages(BOTH[1], renamed)))
    assert {record.key for record in old} == {record.key for record in new}


def test_the_key_does_not_depend_on_the_users_time_zone(tmp_path):
    path = write_as(tmp_path, "messages.csv", messages(message("c1", DANA, [MAYA], "6/1/25, 2:03 PM")))
    (here,) = read(path)
    (there,) = read(path, replace(OPTIONS, zone=ZoneInfo("Asia/Tokyo")))
    assert here.key == there.key
    assert here.at != there.at


def test_messages_of_the_same_second_keep_apart_in_any_order(tmp_path):
    rows = [message("c1", DANA, [MAYA], FIRST, content=text) for text in ("one", "two", "three")]
    keys = [record.key for record in _read(tmp_path, *rows)]
    turned = [record.key for record in _read(tmp_path, *rows[::-1])]
    assert len(set(keys)) == 3
    assert keys == turned[::-1]
    assert all(len(key.rpartition("|")[2]) == 4 for key in keys)


def _owners(records):
    return {party.name for record in records for party in record.participants if party.ego}


def test_the_user_is_whoever_is_in_every_conversation(tmp_path):
    assert _owners(_read(tmp_path, *BOTH)) == {"Maya Lindgren"}


def test_with_one_conversation_nobody_is_taken_for_the_user(tmp_path):
    assert _owners(_read(tmp_path, BOTH[0], message("c1", MAYA, [DANA], SECOND))) == set()


def test_with_one_conversation_the_one_who_is_a_contact_is_not_the_user(tmp_path):
    write_as(
        tmp_path, "Connections.csv", CONNECTIONS + table(("Dana", "Liu", IN + "dana-liu", "", "", "", "1 Jan 2020"))
    )
    assert _owners(_read(tmp_path, BOTH[0])) == {"Maya Lindgren"}


def test_the_profile_beside_the_file_says_who_the_user_is(tmp_path):
    write_as(tmp_path, "Profile.csv", PROFILE + "Maya,Lindgren,,,,,,,,,,,\n")
    assert _owners(_read(tmp_path, BOTH[0])) == {"Maya Lindgren"}


def test_invitations_beside_the_file_say_who_the_user_is(tmp_path):
    invitation = ("Maya Lindgren", "Wu Lei", "1/29/26, 2:37 PM", "", "OUTGOING", IN + "maya", IN + "wu")
    write_as(tmp_path, "Invitations.csv", INVITATIONS + table(invitation))
    assert _owners(_read(tmp_path, BOTH[0])) == {"Maya Lindgren"}


def test_only_the_user_writes_drafts(tmp_path):
    header = MESSAGES.strip() + ",IS MESSAGE DRAFT\n"
    text = header + table((*BOTH[0], "No"), (*message("c1", MAYA, [DANA], SECOND), "Yes"))
    sent, _ = read(write_as(tmp_path, "messages.csv", text))
    assert _owners([sent]) == {"Maya Lindgren"}


def test_a_profile_address_stated_by_the_user_settles_it(tmp_path):
    path = write_as(tmp_path, "messages.csv", messages(BOTH[0]))
    me = frozenset(["linkedin.com/in/maya", "maya@example.org"])
    assert _owners(read(path, replace(OPTIONS, me=me))) == {"Maya Lindgren"}


def test_a_namesake_of_the_user_with_another_address_is_somebody_else(tmp_path):
    record, *_ = _read(tmp_path, message("c1", ("Maya Lindgren", "maya-2"), [MAYA], FIRST), *BOTH)
    assert [ego for *_, ego in _who(record)] == [False, True]


def test_a_namesake_who_writes_is_not_taken_for_the_user_who_never_does(tmp_path):
    write_as(tmp_path, "Profile.csv", PROFILE + "Maya,Lindgren,,,,,,,,,,,\n")
    namesake = ("Maya Lindgren", "maya-2")
    records = _read(tmp_path, message("c1", namesake, [MAYA], FIRST), message("c2", DANA, [MAYA], SECOND))
    assert [[ego for *_, ego in _who(record)] for record in records] == [[False, True], [False, True]]
