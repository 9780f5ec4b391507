"""Telegram's JSON exports."""

import datetime as dt
import json
from zoneinfo import ZoneInfo

import pytest

from reknit.core.records import InteractionRecord, PersonRecord, Unreadable
from reknit.errors import UnreadableFileError
from reknit.exchange.formats import ReadOptions
from reknit.exchange.sources import Source
from reknit.exchange.telegram import FORMAT

AS_OF = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)


def message(number=1, who=("Ada", "user11"), **fields):
    stamp = {"date": "2024-03-01T10:00:00", "date_unixtime": "1709287200"}
    return {"id": number, "type": "message", **stamp, "from": who[0], "from_id": who[1], "text": "secret", **fields}


def chat(*messages, kind="personal_chat", name="Ada", number=11):
    return {"name": name, "type": kind, "id": number, "messages": list(messages)}


ME = ("Me Here", "user99")


@pytest.fixture
def read(tmp_path):
    def _read(content):
        path = tmp_path / "result.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        source = Source(str(path), path)
        assert FORMAT.recognise(source, source.head())
        return list(FORMAT.read(source, ReadOptions(as_of=AS_OF, zone=ZoneInfo("Europe/Berlin"))))

    return _read


def who(record):
    return [(person.role, person.name, person.value, person.ego) for person in record.participants]


def test_a_personal_chat_is_between_its_partner_and_the_user(read):
    first, second = read(chat(message(1), message(2, ME)))
    assert (first.channel, first.key, first.at) == ("message", "11:1", dt.datetime(2024, 3, 1, 10, tzinfo=dt.UTC))
    assert who(first) == [("from", "Ada", "telegram:user11", False), ("to", "Me Here", "telegram:user99", True)]
    assert who(second) == [("from", "Me Here", "telegram:user99", True), ("to", "Ada", "telegram:user11", False)]


def test_the_text_is_kept_nowhere(read):
    assert "secret" not in repr(read(chat(message(1), message(2, ME))))


def test_a_chat_in_which_only_the_user_writes_still_has_a_partner(read):
    (record,) = read(chat(message(1, ME)))
    assert who(record) == [("from", "Me Here", "telegram:user99", True), ("to", "Ada", "telegram:user11", False)]


def test_numbers_of_old_exports_are_understood(read):
    first, _ = read(chat(message(1, ("Ada", 11)), message(2, ("Me Here", 99)), number=(1 << 32) + 11))
    assert who(first) == [("from", "Ada", "telegram:user11", False), ("to", "Me Here", "telegram:user99", True)]


def test_a_whole_account_tells_who_the_user_is(read):
    contacts = [{"first_name": "Ada", "last_name": "Brook", "phone_number": "+41446681800"}, {"first_name": ""}]
    group = chat(message(1), message(2, ME), kind="private_group", name="Team", number=5)
    account = {
        "personal_information": {"user_id": 99, "first_name": "Me"},
        "contacts": {"list": contacts},
        "chats": {"list": [group]},
        "left_chats": {"list": [chat(message(7))]},
    }
    records = read(account)
    (person,) = (record for record in records if isinstance(record, PersonRecord))
    assert (person.name.full, person.channels[0].value) == ("Ada Brook", "+41446681800")
    found = [record for record in records if isinstance(record, InteractionRecord)]
    assert [record.key for record in found] == ["5:1", "5:2", "11:7"]
    assert [person.ego for person in found[0].participants] == [False, True]
    assert found[2].origin.record == "chat 2, message 1"


def test_one_chat_and_the_whole_account_give_the_same_keys(read):
    (alone,) = read(chat(message(1)))
    (among,) = read({"personal_information": {"user_id": 99}, "chats": {"list": [chat(message(1))]}})
    assert alone.key == among.key


def test_a_call_that_was_taken_up_is_a_call(read):
    service = {
        "type": "service",
        "action": "phone_call",
        "actor": "Ada",
        "actor_id": "user11",
        "from": None,
        "from_id": None,
    }
    taken, missed = read(chat(message(1, **service, duration_seconds=61), message(2, **service)))
    assert (taken.channel, taken.duration_minutes, who(taken)[0][1]) == ("call", 2, "Ada")
    assert missed.reason == "a call that was not answered"


def test_notes_of_the_program_are_no_messages(read):
    assert len(read(chat(message(1), message(2, type="service", action="pin_message")))) == 1


def test_notes_to_oneself_are_skipped(read):
    (record,) = read(chat(message(1, ME), kind="saved_messages"))
    assert record.reason == "notes to oneself"


@pytest.mark.parametrize(
    ("kind", "bulk"),
    [("bot_chat", "a bot"), ("public_channel", "a broadcast channel"), ("private_group", ""), ("personal_chat", "")],
)
def test_bots_and_channels_are_bulk(read, kind, bulk):
    assert read(chat(message(1), kind=kind))[0].bulk == bulk


def test_more_than_twenty_people_are_a_large_group(read):
    crowd = [message(number, (f"P{number}", f"user{number}")) for number in range(21)]
    records = read(chat(*crowd, kind="private_supergroup", number=5))
    assert {(record.bulk, len(record.participants)) for record in records} == {("a large group chat", 1)}


def test_a_deleted_account_has_no_name(read):
    (record,) = read(chat(message(1, (None, "user12")), kind="private_group", number=5))
    assert who(record) == [("from", "", "telegram:user12", False)]


def test_without_ids_names_and_times_make_the_key(read):
    bare = {"type": "message", "date_unixtime": "1709287200", "from": "Ada", "text": ""}
    first, second = read({"messages": [bare, bare]})
    assert first.key != second.key
    assert who(first) == [("from", "Ada", "", False)]
    assert first == read({"messages": [bare]})[0]


def test_a_clock_without_an_instant_is_the_users(read):
    fields = message(1)
    del fields["date_unixtime"]
    assert read(chat(fields))[0].at == dt.datetime(2024, 3, 1, 9, tzinfo=dt.UTC)


def test_one_bad_message_does_not_take_its_neighbours(read):
    records = read(chat(message(1), {"id": "x", "type": 5}, message(3, date="never", date_unixtime=None)))
    assert [type(record) for record in records] == [InteractionRecord, Unreadable, Unreadable]
    assert [record.reason for record in records[1:]] == [
        "the message is not in Telegram's form",
        "the date cannot be read",
    ]


def test_updates_of_a_bot_are_read(read):
    def update(number, text="message"):
        sender = {"id": 8, "first_name": "Cy", "last_name": "Dorn"}
        group = {"id": -1, "title": "Team", "type": "group"}
        return {"update_id": number, text: {"chat": group, "date": 1709287200, "from": sender, "message_id": number}}

    (record,) = read({"ok": True, "result": [update(1), update(2, "edited_message")]})
    assert (record.key, who(record)) == ("-1:1", [("from", "Cy Dorn", "telegram:user8", False)])


def test_an_export_without_messages_says_so(read):
    assert read({"result": [], "ok": True})[0].reason == "the export holds no messages"


def test_half_a_file_is_refused(read):
    with pytest.raises(UnreadableFileError):
        read(json.dumps(chat(message(1), message(2)))[:-40])


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"messages": []}', '{"messages": [{"sender_name": "A", "timestamp_ms": 1}]}', '{"ok": true}'],
)
def test_other_json_is_no_telegram(tmp_path, text):
    path = tmp_path / "result.json"
    assert not FORMAT.recognise(Source(str(path), path), text.encode())
