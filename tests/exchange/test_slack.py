"""Slack's exports, as a folder and as a zip."""

import datetime as dt
import json
import zipfile

import pytest

from reknit.core.records import InteractionRecord, Skipped
from reknit.errors import UnreadableFileError
from reknit.exchange.formats import ReadOptions
from reknit.exchange.slack import FORMAT
from reknit.exchange.sources import Source, walk

AS_OF = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)
ADA, CY, EVE, ME = "U0000ADA1", "U00000CY1", "U0000EVE1", "U00000ME1"


def user(number, name, email="", **fields):
    return {
        "id": number,
        "team_id": "T00000001",
        "name": name.split()[0].lower(),
        "profile": {"real_name": name, "email": email},
        **fields,
    }


USERS = [
    user(ADA, "Ada Brook", "ada@brook.example"),
    user(CY, "Cy Dorn"),
    user(EVE, "Eve Bot", is_bot=True),
    user(ME, "Me Here", "Me@here.example"),
]
CHANNELS = [{"id": "C00000001", "name": "general", "created": 1, "creator": ADA, "members": [ADA, CY, EVE, ME]}]
DMS = [{"id": "D00000001", "created": 1, "members": [ADA, ME]}, {"id": "D00000002", "created": 1, "members": [CY, ME]}]


def message(who, stamp="1709287200.000100", **fields):
    return {"type": "message", "user": who, "text": "secret", "ts": stamp, **fields}


def workspace(**days):
    files = {"users.json": USERS, "channels.json": CHANNELS, "dms.json": DMS}
    return files | {f"{folder}/2024-03-01.json": messages for folder, messages in days.items()}


@pytest.fixture
def read(tmp_path):
    def _read(files, *, me=(), zipped=False, below=""):
        if zipped:
            with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
                for name, content in files.items():
                    archive.writestr(below + name, json.dumps(content))
        else:
            for name, content in files.items():
                (tmp_path / below / name).parent.mkdir(parents=True, exist_ok=True)
                (tmp_path / below / name).write_text(json.dumps(content), encoding="utf-8")
        options = ReadOptions(as_of=AS_OF, me=frozenset(me))
        records = []
        for source in walk([tmp_path]):
            assert FORMAT.recognise(source, source.head()), source.label
            records += FORMAT.read(source, options)
        return records

    return _read


def interactions(records):
    return [record for record in records if isinstance(record, InteractionRecord)]


def who(record):
    return [(person.role, person.name, person.value) for person in record.participants]


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("below", ["", "Acme export/"])
def test_a_message_goes_to_the_other_people_of_its_channel(read, zipped, below):
    (record,) = interactions(read(workspace(general=[message(CY)]), zipped=zipped, below=below))
    assert (record.channel, record.key) == ("message", "C00000001:1709287200.000100")
    assert record.at == dt.datetime(2024, 3, 1, 10, tzinfo=dt.UTC)
    assert who(record) == [
        ("from", "Cy Dorn", f"slack:{CY}"),
        ("to", "Ada Brook", "ada@brook.example"),
        ("to", "Me Here", "Me@here.example"),
    ]


def test_the_text_is_kept_nowhere(read):
    assert "secret" not in repr(read(workspace(general=[message(CY)])))


def test_a_direct_message_has_one_receiver(read):
    (record,) = interactions(read(workspace(D00000001=[message(ADA)])))
    assert who(record) == [("from", "Ada Brook", "ada@brook.example"), ("to", "Me Here", "Me@here.example")]
    assert record.thread == "D00000001"


def test_the_user_is_known_by_address(read):
    (record,) = interactions(read(workspace(general=[message(CY)]), me=["ada@brook.example"]))
    assert [person.ego for person in record.participants] == [False, True, False]


def test_the_user_is_whoever_is_in_all_direct_conversations(read):
    (record,) = interactions(read(workspace(general=[message(CY)])))
    assert [(person.name, person.ego) for person in record.participants][-1] == ("Me Here", True)


def test_bots_are_left_out_with_a_reason(read):
    days = [message(EVE), message(None, subtype="bot_message", bot_id="B1"), message("USLACKBOT"), message(CY)]
    records = read(workspace(general=days))
    assert len(interactions(records)) == 1
    assert [record.reason for record in records if getattr(record, "kind", "") == "interaction"] == [
        "sent by a bot"
    ] * 3


@pytest.mark.parametrize("subtype", ["channel_join", "channel_topic", "pinned_item", "tombstone"])
def test_notes_of_the_program_are_no_messages(read, subtype):
    assert not interactions(read(workspace(general=[message(CY, subtype=subtype)])))


@pytest.mark.parametrize("subtype", ["thread_broadcast", "file_share", "me_message"])
def test_what_people_do_is_a_message(read, subtype):
    assert len(interactions(read(workspace(general=[message(CY, subtype=subtype)])))) == 1


def test_replies_share_the_thread_of_their_parent_even_when_older(read):
    parent = message(CY, "1709287300.000000", thread_ts="1709287300.000000")
    reply = message(ADA, "1709287200.000000", thread_ts="1709287300.000000")
    first, second = interactions(read(workspace(general=[reply, parent])))
    assert first.thread == second.thread == "C00000001:1709287300.000000"
    assert first.at < second.at


def test_a_channel_of_many_is_a_large_group(read):
    crowd = [f"U0000000{number:02}" for number in range(21)]
    channels = [CHANNELS[0] | {"members": [*crowd, CY]}]
    (record,) = interactions(read(workspace(general=[message(CY)]) | {"channels.json": channels}))
    assert (record.bulk, who(record)) == ("a large group chat", [("from", "Cy Dorn", f"slack:{CY}")])


def test_a_day_alone_is_read_by_what_it_says_itself(read):
    profile = {"real_name": "Cy Dorn", "name": "cy"}
    first, second = read(
        {"general/2024-03-01.json": [message(CY, user_profile=profile), message(ADA, "1709287201.000000")]}
    )
    assert who(first) == [("from", "Cy Dorn", f"slack:{CY}"), ("to", "", f"slack:{ADA}")]
    assert first.key == "general:1709287200.000100"
    assert who(second)[0] == ("from", "", f"slack:{ADA}")


def test_a_message_without_a_readable_time_is_named(read):
    (record, good) = read({"general/2024-03-01.json": [message(CY, "soon"), message(CY)]})
    assert record.reason == "the date cannot be read"
    assert isinstance(good, InteractionRecord)


def test_lists_of_the_workspace_make_no_people(read):
    records = read(workspace())
    assert [record.kind for record in records if isinstance(record, Skipped)] == ["file"] * 3
    assert len(records) == 3


def test_half_a_file_is_refused(tmp_path):
    path = tmp_path / "day.json"
    path.write_text(json.dumps([message(CY), message(ADA)])[:-3], encoding="utf-8")
    with pytest.raises(UnreadableFileError):
        list(FORMAT.read(Source(str(path), path), ReadOptions(as_of=AS_OF)))


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '[{"id": "abc", "text": "x", "sent": "2024"}]', '[{"timestamp": 1, "author": "Ada"}]']
)
def test_other_json_is_no_slack(tmp_path, text):
    path = tmp_path / "day.json"
    assert not FORMAT.recognise(Source(str(path), path), text.encode())
