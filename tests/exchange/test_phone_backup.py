"""Messages and calls from an Android phone."""

import datetime as dt
import io

import pytest

from reknit.core.records import InteractionRecord, Unreadable
from reknit.errors import UnreadableFileError
from reknit.exchange.formats import ReadOptions
from reknit.exchange.phone_backup import FORMAT
from reknit.exchange.phone_xml import elements, mended
from reknit.exchange.sources import Source

AS_OF = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)
HEAD = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n<!-- by a program -->\n"
WHEN = "1709287200000"


def sms(body="hello", kind="1", address="+41446681800", **fields):
    more = "".join(f' {name}="{value}"' for name, value in fields.items())
    return f'<sms protocol="0" address="{address}" date="{WHEN}" type="{kind}" body="{body}"{more} />\n'


def call(kind="1", number="+41446681800", duration="61", name="Ada Brook"):
    return f'<call number="{number}" duration="{duration}" date="{WHEN}" type="{kind}" contact_name="{name}" />\n'


def smses(*entries):
    return f'{HEAD}<smses count="99">{"".join(entries)}</smses>'


def calls(*entries):
    return f"{HEAD}<calls count='1'>{''.join(entries)}</calls>"


@pytest.fixture
def read(tmp_path):
    def _read(content):
        path = tmp_path / "any.xml"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        source = Source(str(path), path)
        assert FORMAT.recognise(source, source.head())
        return list(FORMAT.read(source, ReadOptions(as_of=AS_OF)))

    return _read


def who(record):
    return [(person.role, person.name, person.value, person.ego) for person in record.participants]


def reasons(records):
    return [record.reason for record in records if not isinstance(record, InteractionRecord)]


def test_a_received_message_comes_to_the_owner_of_the_phone(read):
    (record,) = read(smses(sms(contact_name="Ada Brook")))
    assert (record.channel, record.source, record.at) == (
        "message",
        "phone",
        dt.datetime(2024, 3, 1, 10, tzinfo=dt.UTC),
    )
    assert who(record) == [("from", "Ada Brook", "+41446681800", False), ("to", "", "", True)]
    assert record.participants[0].kind == "phone"


def test_a_sent_message_comes_from_the_owner_of_the_phone(read):
    (record,) = read(smses(sms(kind="2", contact_name="(Unknown)")))
    assert who(record) == [("from", "", "", True), ("to", "", "+41446681800", False)]


def test_the_text_is_kept_nowhere(read):
    assert "secret" not in repr(read(smses(sms("my secret"))))


def test_two_messages_of_one_moment_have_keys_of_their_own(read):
    keys = [record.key for record in read(smses(sms("one"), sms("two"), sms("two")))]
    assert len(set(keys)) == 3
    assert [record.key for record in read(smses(sms("one"), sms("two"), sms("two")))] == keys


@pytest.mark.parametrize("kind", ["3", "4", "5"])
def test_what_was_never_sent_is_skipped(read, kind):
    (reason,) = reasons(read(smses(sms(kind=kind))))
    assert reason.endswith("not sent")


@pytest.mark.parametrize("address", ["72345", "123", "MyBank", "Info-SMS"])
def test_short_codes_and_names_for_numbers_are_bulk(read, address):
    assert read(smses(sms(address=address)))[0].bulk == "a short or alphanumeric sender"


def test_people_are_not_bulk(read):
    assert [
        record.bulk for record in read(smses(sms(), sms(address="044 668 18 00"), sms(address="a@brook.example")))
    ] == [""] * 3


def test_a_message_from_an_address_keeps_it(read):
    assert read(smses(sms(address="ada@brook.example")))[0].participants[0].kind == "email"


def test_a_taken_call_has_a_length(read):
    received, made = read(calls(call("1"), call("2")))
    assert (received.channel, received.duration_minutes) == ("call", 2)
    assert who(received)[0] == ("from", "Ada Brook", "+41446681800", False)
    assert who(made)[0] == ("from", "", "", True)


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (call("3", duration="0"), "a missed call"),
        (call("5", duration="0"), "a call that was rejected"),
        (call("2", duration="0"), "a call that was not answered"),
        (call("1", number="-1"), "the number was withheld"),
        (call("1", number=""), "the number was withheld"),
    ],
)
def test_calls_without_contact_are_skipped(read, entry, reason):
    assert reasons(read(calls(entry))) == [reason]


def test_a_multimedia_message_names_all_its_people(read):
    mms = (
        f'<mms date="{WHEN}" msg_box="1" address="+41446681800~+41446681801" contact_name="Ada Brook, Cy Dorn">'
        '<parts><part seq="0" ct="text/plain" text="secret"/></parts><addrs>'
        '<addr address="+41446681800" type="137"/><addr address="+41446681801" type="130"/>'
        '<addr address="insert-address-token" type="151"/></addrs></mms>'
    )
    (record,) = read(smses(mms))
    assert who(record) == [
        ("from", "Ada Brook", "+41446681800", False),
        ("to", "", "", True),
        ("cc", "Cy Dorn", "+41446681801", False),
    ]
    assert "secret" not in repr(record)


def test_a_sent_multimedia_message_comes_from_the_owner(read):
    mms = f'<mms date="{WHEN}" msg_box="2" address="+41446681800~+41446681801" contact_name="(Unknown)"><parts/><addrs/></mms>'
    (record,) = read(smses(mms))
    assert [(person.role, person.value) for person in record.participants] == [
        ("from", ""), ("to", "+41446681800"), ("to", "+41446681801"),
    ]  # fmt: skip


def test_emoji_in_two_halves_do_not_end_the_file(read):
    assert (
        len(read(smses(sms("party &#55357;&#56832;"), sms("&#xD83D;&#xDE00; &#55357; &#0; &#11;"), sms("a\x01b"))))
        == 3
    )


def test_halves_are_joined_and_forbidden_characters_removed():
    assert mended(b"&#55357;&#56832;") == b"&#128512;"
    assert mended(b"&#xd83d;&#xde00;!") == b"&#128512;!"
    assert mended(b"a&#0;b\x02c&#10;") == b"abc&#10;"
    assert mended(b"&amp;&#233;") == b"&amp;&#233;"


def test_references_are_mended_across_two_reads(monkeypatch):
    monkeypatch.setattr("reknit.exchange.phone_xml._CHUNK_BYTES", 5)
    text = smses(*(sms(f"{number} &#55357;&#56832;") for number in range(20)))
    assert [element.get("body") for element in elements(io.BytesIO(text.encode()))] == [
        f"{n} \U0001f600" for n in range(20)
    ]


def test_a_damaged_end_costs_only_what_follows(read):
    records = read(smses(sms(), sms())[:-60])
    assert isinstance(records[0], InteractionRecord)
    assert isinstance(records[-1], Unreadable)
    assert records[-1].reason == "the rest of the file is damaged or missing"


def test_a_file_that_cannot_be_read_at_all_is_refused(tmp_path):
    path = tmp_path / "any.xml"
    path.write_text("<smses count='1'><sms", encoding="utf-8")
    with pytest.raises(UnreadableFileError):
        list(FORMAT.read(Source(str(path), path), ReadOptions(as_of=AS_OF)))


def test_a_file_that_means_harm_is_refused(tmp_path):
    path = tmp_path / "any.xml"
    path.write_text(f'<!DOCTYPE smses [<!ENTITY a "aaaa">]><smses>{sms("&a;")}</smses>', encoding="utf-8")
    with pytest.raises(UnreadableFileError):
        list(FORMAT.read(Source(str(path), path), ReadOptions(as_of=AS_OF)))


def test_a_date_that_is_none_is_named(read):
    assert reasons(read(smses(sms().replace(WHEN, "never")))) == ["the date cannot be read"]


def test_an_empty_backup_says_so(read):
    assert reasons(read(smses())) == ["the backup is empty"]


def test_utf_16_is_read(read):
    assert len(read(smses(sms()).replace("UTF-8", "UTF-16").encode("utf-16"))) == 1


@pytest.mark.parametrize("text", ["", "<schedule/>", "<html><calls/></html>", "<smsesque/>", "calls"])
def test_other_files_are_no_backup(tmp_path, text):
    path = tmp_path / "any.xml"
    assert not FORMAT.recognise(Source(str(path), path), text.encode())
