"""WhatsApp's text exports, from phones of every language."""

import datetime as dt
import zipfile
from zoneinfo import ZoneInfo

import pytest

from reknit.core.records import InteractionRecord, Skipped
from reknit.errors import UnreadableFileError
from reknit.exchange.formats import ReadOptions
from reknit.exchange.sources import Source, walk
from reknit.exchange.whatsapp import FORMAT

AS_OF = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)


@pytest.fixture
def read(tmp_path):
    def _read(text, *, name="chat.txt", zone="UTC", region=""):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        source = Source(str(path), path)
        assert FORMAT.recognise(source, source.head())
        return list(FORMAT.read(source, ReadOptions(as_of=AS_OF, zone=ZoneInfo(zone), region=region)))

    return _read


def times(records):
    return [f"{record.at:%Y-%m-%d %H:%M}" for record in records if isinstance(record, InteractionRecord)]


def who(record):
    return [(person.role, person.name or person.value) for person in record.participants]


def test_each_message_is_an_interaction_from_one_to_the_other(read):
    first, second = read("30/12/2023, 14:30 - Ada: Hello\n30/12/2023, 14:31 - Cy Dorn: Hi: you\n")
    assert (first.channel, first.source, first.at) == (
        "message",
        "whatsapp",
        dt.datetime(2023, 12, 30, 14, 30, tzinfo=dt.UTC),
    )
    assert who(first) == [("from", "Ada"), ("to", "Cy Dorn")]
    assert who(second) == [("from", "Cy Dorn"), ("to", "Ada")]
    assert first.thread == second.thread
    assert first.origin.record == "line 1"


def test_the_text_is_kept_nowhere(read):
    assert "secret" not in repr(
        read("30/12/2023, 14:30 - Ada: secret\nmore secret\n30/12/2023, 14:31 - Cy: a secret\n")
    )


@pytest.mark.parametrize(
    "line",
    [
        "30/12/2023, 14:05 - Ada: x",
        "30.12.23, 14:05 - Ada: x",
        "30-12-2023 14:05 - Ada: x",
        "2023/12/30, 14:05 - Ada: x",
        "2023-12-30 14:05 - Ada: x",
        "12/30/23, 2:05 PM - Ada: x",
        "12/30/23, 2:05\u202fPM - Ada: x",
        "30/12/2023, 2:05 p. m. - Ada: x",
        "30/12/2023, 2:05 pm - Ada: x",
        "30.12.2023 um 14.05 - Ada: x",
        "2023/12/30 下午2:05 - Ada: x",
        "2023年12月30日 下午2:05 - Ada: x",
        "2023. 12. 30. 오후 2:05 - Ada: x",
        "2023. 12. 30. 14:05 - Ada: x",
        "٣٠/١٢/٢٠٢٣، ٢:٠٥ م - Ada: x",
        "[30/12/2023, 14:05:09] Ada: x",
        "[12/30/23, 2:05:09\u202fPM] Ada: x",
        "\u200e[30.12.23, 14:05:09] Ada: \u200e<attached: 0001-PHOTO.jpg>",
        "[2023-12-30, 14:05:09] Ada: x",
        "[2023-12-30, 14:05] Ada: x",
    ],
)
def test_every_phone_writes_its_own_time(read, line):
    assert times(read(line + "\n")) == ["2023-12-30 14:05"]


def test_midnight_and_noon_on_a_clock_of_twelve(read):
    records = read("1/13/24, 12:05 AM - Ada: x\n1/13/24, 12:05 PM - Ada: x\n1/13/24, 00:06 p. m. - Ada: x\n")
    assert [record.at.hour for record in records] == [0, 12, 12]


def test_a_day_above_twelve_anywhere_decides_the_order(read):
    assert times(read("01/02/2024, 10:00 - Ada: x\n13/02/2024, 10:00 - Ada: x\n"))[0].startswith("2024-02-01")
    assert times(read("01/02/2024, 10:00 - Ada: x\n02/13/2024, 10:00 - Ada: x\n"))[0].startswith("2024-01-02")


def test_messages_follow_each_other_in_time(read):
    text = "".join(f"{number:02}/01/2024, 10:00 - Ada: x\n" for number in (3, 4, 5)) + "01/02/2024, 10:00 - Ada: x\n"
    assert times(read(text)) == ["2024-01-03 10:00", "2024-01-04 10:00", "2024-01-05 10:00", "2024-02-01 10:00"]


def test_no_message_comes_from_the_future(read):
    assert times(read("12/05/2025, 10:00 - Ada: x\n")) == ["2025-05-12 10:00"]
    assert times(read("05/12/2025, 10:00 - Ada: x\n")) == ["2025-05-12 10:00"]


def test_where_nothing_else_decides_it_is_the_region_or_the_clock(read):
    assert times(read("03/04/2024, 10:00 - Ada: x\n", region="US")) == ["2024-03-04 10:00"]
    assert times(read("03/04/2024, 10:00 - Ada: x\n", region="GB")) == ["2024-04-03 10:00"]
    assert times(read("03/04/2024, 10:00 - Ada: x\n")) == ["2024-04-03 10:00"]
    assert times(read("03/04/2024, 10:00 AM - Ada: x\n")) == ["2024-03-04 10:00"]


def test_years_of_two_digits_may_come_first(read):
    assert times(read("23/12/30, 10:00 - Ada: x\n24/01/02, 10:00 - Ada: x\n")) == [
        "2023-12-30 10:00",
        "2024-01-02 10:00",
    ]


def test_clocks_are_the_users(read):
    assert times(read("30/12/2023, 14:30 - Ada: x\n", zone="Asia/Tokyo")) == ["2023-12-30 05:30"]


def test_notes_of_the_program_are_no_messages(read):
    text = (
        "30/12/2023, 14:00 - Messages and calls are end-to-end encrypted. Tap to learn more.\n"
        '30/12/2023, 14:01 - Ada created group "Trip: Rome"\n'
        "30/12/2023, 14:02 - You were added\n"
        "30/12/2023, 14:03 - Ada: Hello\n"
        "[30/12/2023, 14:04:00] Trip: \u200eAda changed this group's icon\n"
        "[30/12/2023, 14:05:00] Ada: \u200eMissed voice call\n"
    )
    assert times(read(text)) == ["2023-12-30 14:03"]


def test_pictures_and_other_media_are_messages(read):
    text = (
        "30/12/2023, 14:00 - Ada: <Media omitted>\n"
        "30/12/2023, 14:01 - Ada: IMG-1.jpg (file attached)\n"
        "[30/12/2023, 14:02:00] Ada: \u200eimage omitted\n"
        "[30/12/2023, 14:03:00] Ada: \u200eBild weggelassen\n"
    )
    assert len(times(read(text))) == 4


def test_lines_that_go_on_belong_to_the_message_before(read):
    text = "30/12/2023, 14:00 - Ada: one\ntwo: still one\n\n12 - three\n30/12/2023, 14:01 - Cy: four\n"
    assert len(read(text)) == 2


def test_a_number_without_a_name_is_a_phone(read):
    (record,) = read("30/12/2023, 14:00 - \u202a+41 44 668 18 00\u202c: x\n")
    assert (record.participants[0].kind, record.participants[0].value) == ("phone", "+41 44 668 18 00")


def test_the_name_that_a_stranger_gave_loses_its_tilde(read):
    (record,) = read("[30/12/2023, 14:00:00] ~\u202fAda: x\n")
    assert record.participants[0].name == "Ada"


def test_equal_messages_in_one_minute_have_keys_of_their_own(read):
    first, second = read("30/12/2023, 14:00 - Ada: ok\n30/12/2023, 14:00 - Ada: ok\n")
    assert first.key != second.key


def test_a_longer_export_of_the_same_chat_repeats_the_keys(read):
    start = "30/12/2023, 14:00 - Ada: one\n30/12/2023, 14:00 - Cy: two\n"
    first = {record.key for record in read(start)}
    again = {record.key for record in read(start + "31/12/2023, 14:00 - Ada: three\n", name="other.txt")}
    assert first < again


def test_a_group_that_grew_repeats_its_keys_too(read):
    start = "30/12/2023, 14:00 - Ada: one\n30/12/2023, 14:00 - Cy: <Media omitted>\n30/12/2023, 14:01 - Eve: three\n"
    first = {record.key for record in read(start)}
    with_media = start.replace("<Media omitted>", "IMG-1.jpg (file attached)")
    again = {record.key for record in read(with_media + "31/12/2023, 14:00 - Fay: four\n")}
    assert first < again


def test_the_same_words_to_two_people_are_two_messages(read):
    text = "30/12/2023, 14:00 - Me: happy birthday\n30/12/2023, 14:01 - {}: thanks\n"
    assert read(text.format("Ada"))[0].key != read(text.format("Cy"))[0].key


def test_a_chat_named_after_the_other_shows_who_the_user_is(read):
    text = "30/12/2023, 14:00 - Ada: x\n30/12/2023, 14:01 - Cy Dorn: y\n"
    first, second = read(text, name="WhatsApp Chat mit Cy Dorn (1).txt")
    assert [(person.name, person.ego) for person in first.participants] == [("Ada", True), ("Cy Dorn", False)]
    assert [person.ego for person in second.participants] == [False, True]
    assert not any(person.ego for person in read(text, name="chat.txt")[0].participants)


def test_a_zip_with_media_is_named_after_the_other_as_well(tmp_path):
    with zipfile.ZipFile(tmp_path / "WhatsApp Chat - Cy Dorn.zip", "w") as archive:
        archive.writestr("_chat.txt", "[30/12/2023, 14:00:00] Ada: x\n[30/12/2023, 14:01:00] Cy Dorn: y\n")
        archive.writestr("00001-PHOTO.jpg", b"\xff\xd8")
    sources = [source for source in walk([tmp_path]) if FORMAT.recognise(source, source.head())]
    (first, _) = FORMAT.read(sources[0], ReadOptions(as_of=AS_OF))
    assert [person.ego for person in first.participants] == [True, False]


def test_more_than_twenty_people_are_a_large_group(read):
    records = read("".join(f"30/12/2023, 14:00 - Person {number}: x\n" for number in range(21)))
    assert {record.bulk for record in records} == {"a large group chat"}
    assert {len(record.participants) for record in records} == {1}


def test_a_chat_of_notes_alone_says_so(read, tmp_path):
    path = tmp_path / "chat.txt"
    path.write_text("30/12/2023, 14:00 - You created this group\n", encoding="utf-8")
    (record,) = FORMAT.read(Source(str(path), path), ReadOptions(as_of=AS_OF))
    assert isinstance(record, Skipped)
    assert record.reason == "the chat holds no messages"


def test_a_file_without_any_message_is_refused(tmp_path):
    path = tmp_path / "chat.txt"
    path.write_text("nothing here\n", encoding="utf-8")
    with pytest.raises(UnreadableFileError):
        list(FORMAT.read(Source(str(path), path), ReadOptions(as_of=AS_OF)))


def test_utf_16_is_read(read):
    assert len(read("30/12/2023, 14:00 - Zoë: x\n".encode("utf-16"))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Dear Ada,\nsee you.\n",
        "2023-12-30 14:00:00 INFO start: ok\n",
        "Date,Name\n30/12/2023,Ada\n",
        "From a@b.example Sat Dec 30 14:00:00 2023\n",
    ],
)
def test_other_texts_are_no_chat(tmp_path, text):
    path = tmp_path / "chat.txt"
    path.write_text(text, encoding="utf-8")
    assert not FORMAT.recognise(Source(str(path), path), text.encode())
