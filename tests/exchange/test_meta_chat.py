"""Conversations from Facebook and Instagram."""

import datetime as dt
import json

import pytest

from reknit.core.records import InteractionRecord, Unreadable
from reknit.errors import UnreadableFileError
from reknit.exchange.formats import ReadOptions
from reknit.exchange.meta_chat import FORMAT, mended
from reknit.exchange.sources import Source

AS_OF = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)


def garbled(text):
    return text.encode().decode("latin-1")


def message(sender, stamp=1709287200000, **fields):
    return {"sender_name": garbled(sender), "timestamp_ms": stamp, "content": "secret", **fields}


def conversation(*messages, people=("Zoë Dörn", "Me"), title="Zoë Dörn"):
    names = [{"name": garbled(name)} for name in people]
    return {"participants": names, "messages": list(messages), "title": garbled(title), "thread_path": "inbox/zoe_1"}


@pytest.fixture
def read(tmp_path):
    def _read(content):
        path = tmp_path / "message_1.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        source = Source(str(path), path)
        assert FORMAT.recognise(source, source.head())
        return list(FORMAT.read(source, ReadOptions(as_of=AS_OF)))

    return _read


def who(record):
    return [(person.role, person.name, person.ego) for person in record.participants]


def test_garbled_names_are_mended(read):
    (record,) = read(conversation(message("Zoë Dörn")))
    assert who(record) == [("from", "Zoë Dörn", False), ("to", "Me", True)]
    assert (record.at, record.thread) == (dt.datetime(2024, 3, 1, 10, tzinfo=dt.UTC), "inbox/zoe_1")


def test_sound_names_stay_as_they_are():
    assert [mended(name) for name in ("Zoë", "Жанна", "Ada", garbled("Жанна"))] == ["Zoë", "Жанна", "Ada", "Жанна"]


def test_the_text_is_kept_nowhere(read):
    assert "secret" not in repr(read(conversation(message("Me"))))


def test_calls_that_were_taken_up_are_calls(read):
    taken, missed = read(conversation(message("Me", call_duration=61), message("Me", call_duration=0)))
    assert (taken.channel, taken.duration_minutes) == ("call", 2)
    assert missed.reason == "a call that was not answered"


def test_who_comes_and_goes_writes_no_message(read):
    assert len(read(conversation(message("Me"), message("Me", type="Subscribe")))) == 1


def test_equal_moments_have_keys_of_their_own_and_keep_them(read):
    first, second = read(conversation(message("Me"), message("Me")))
    assert first.key != second.key
    assert read(conversation(message("Me")))[0].key == first.key


def test_a_group_does_not_tell_who_the_user_is(read):
    (record,) = read(conversation(message("Me"), people=("Zoë", "Me", "Cy"), title="Trip"))
    assert not any(person.ego for person in record.participants)


def test_more_than_twenty_people_are_a_large_group(read):
    (record,) = read(conversation(message("Me"), people=[f"P{number}" for number in range(21)], title="Trip"))
    assert (record.bulk, len(record.participants)) == ("a large group chat", 1)


def test_the_form_of_encrypted_chats_is_read(read):
    chat = {
        "participants": ["Zoë", "Me"],
        "threadName": "Zoë_1",
        "messages": [{"senderName": "Zoë", "timestamp": 1709287200000}],
    }
    (record,) = read(chat)
    assert who(record) == [("from", "Zoë", False), ("to", "Me", False)]


def test_one_bad_message_does_not_take_its_neighbours(read):
    records = read(conversation(message("Me"), {"sender_name": 5}, {"timestamp_ms": 1709287200000}))
    assert [type(record) for record in records] == [InteractionRecord, Unreadable, Unreadable]


def test_half_a_file_is_refused(read):
    with pytest.raises(UnreadableFileError):
        read(json.dumps(conversation(message("Me")))[:-3])


@pytest.mark.parametrize(
    "text", ["", "[]", '[{"timestamp": 1, "data": []}]', '{"messages": [{"_id": "x", "ts": "2020"}]}']
)
def test_other_json_is_no_conversation(tmp_path, text):
    path = tmp_path / "x.json"
    assert not FORMAT.recognise(Source(str(path), path), text.encode())
