"""The real-world chats and phone backups: who claims which file, and what comes out."""

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from reknit.core.records import InteractionRecord, Skipped, Unreadable
from reknit.exchange import calendar, meta_chat, phone_backup, slack, telegram, whatsapp
from reknit.exchange.formats import Format, ReadOptions
from reknit.exchange.sources import Source, walk

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not on this machine")

OPTIONS = ReadOptions(as_of=dt.datetime(2025, 6, 1, tzinfo=dt.UTC))
FORMATS = (calendar.FORMAT, whatsapp.FORMAT, telegram.FORMAT, slack.FORMAT, meta_chat.FORMAT, phone_backup.FORMAT)


def _claims() -> list[tuple[Source, list[Format]]]:
    return [(source, [fmt for fmt in FORMATS if fmt.recognise(source, source.head())]) for source in walk([CORPUS])]


def _records(fmt: Format) -> list[tuple[str, object]]:
    found = [source for source, formats in _claims() if fmt in formats]
    return [(source.label, record) for source in found for record in fmt.read(source, OPTIONS)]


def test_no_file_is_claimed_twice():
    assert [source.label for source, formats in _claims() if len(formats) > 1] == []


def test_chats_are_claimed_in_their_folders_alone():
    claimed: dict[str, set[str]] = {}
    for source, formats in _claims():
        for fmt in formats:
            claimed.setdefault(fmt.name, set()).add(source.path.relative_to(CORPUS).parts[0])
    assert claimed == {
        "calendar": {"calendar", "conference"},
        "whatsapp": {"chat"},
        "telegram": {"chat"},
        "slack": {"chat"},
        "meta": {"chat"},
        "phone": {"phone"},
    }


@pytest.mark.parametrize("fmt", FORMATS[1:], ids=lambda fmt: fmt.name)
def test_nothing_in_the_chats_is_unreadable(fmt):
    records = _records(fmt)
    assert any(isinstance(record, InteractionRecord) for _, record in records)
    assert not any(isinstance(record, Unreadable) for _, record in records)


def test_one_chat_in_every_order_of_dates_gives_the_same_messages():
    keys: dict[str, list[str]] = {}
    for label, record in _records(whatsapp.FORMAT):
        if "chat-miner/whatsapp" in label and isinstance(record, InteractionRecord):
            keys.setdefault(label, []).append(record.key)
    assert len(keys) == 5
    assert len({tuple(found) for found in keys.values()}) == 1


def test_the_slack_export_is_people_talking_and_bots_skipped():
    kinds = Counter(type(record) for _, record in _records(slack.FORMAT))
    reasons = {record.reason for _, record in _records(slack.FORMAT) if isinstance(record, Skipped)}
    assert kinds[InteractionRecord] > 50
    assert reasons == {"sent by a bot", "read together with the messages"}


def test_calls_and_messages_of_a_phone_are_counted():
    found = Counter(
        record.channel if isinstance(record, InteractionRecord) else record.reason
        for _, record in _records(phone_backup.FORMAT)
    )
    assert found == {
        "message": 4,
        "call": 5,
        "a missed call": 1,
        "a call that was not answered": 1,
        "the number was withheld": 1,
    }
