import base64
import datetime as dt
import io
import tracemalloc
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reknit.core.records import PersonRecord, Skipped, Unreadable
from reknit.errors import UnreadableFileError
from reknit.exchange import vcard, vcard_stream
from reknit.exchange.sources import Source
from tests.exchange.vcard_cards import (
    JPEG,
    OPTIONS,
    MemorySource,
    card,
    people,
    read,
    recognised,
    skipped,
    source,
    unreadable,
)


def names(data):
    return [record.name.full for record in people(data)]


# One bad card among good ones


def test_a_card_without_an_end_is_read_and_so_is_the_next():
    data = "BEGIN:VCARD\nFN:Ada\nTEL:1001\n" + card("FN:Bo")
    assert names(data) == ["Ada", "Bo"]


def test_the_card_that_the_file_breaks_off_in_is_read():
    assert names(card("FN:Ada") + "BEGIN:VCARD\nFN:Bo\nNOTE:half a sen") == ["Ada", "Bo"]


def test_an_end_too_many_does_no_harm():
    assert names(card("FN:Ada") + "END:VCARD\nstray text\n" + card("FN:Bo")) == ["Ada", "Bo"]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("BEGIN:VCARD\nEND:VCARD\n", vcard.EMPTY),
        ("BEGIN:VCARD\nVERSION:3.0\nUID:7\nREV:2020\nEND:VCARD\n", vcard.EMPTY),
        ("BEGIN:VCARD\nVERSION:3.0\nFN:\nN:;;;;\nTEL:\nEND:VCARD\n", vcard.EMPTY),
        ("BEGIN:VCARD\n\x01\x02 nothing but noise\nmore noise\nEND:VCARD\n", vcard.NOT_A_CARD),
        ("BEGIN:VCARD\nCATEGORIES:Friends\nEND:VCARD\n", vcard.NOBODY),
    ],
)
def test_a_bad_card_between_good_ones_is_named_and_the_rest_is_read(bad, reason):
    data = card("FN:Ada") + bad + card("FN:Bo")
    assert names(data) == ["Ada", "Bo"]
    assert [(u.origin.record, u.reason) for u in unreadable(data)] == [("card 2", reason)]


def test_a_card_with_any_way_to_reach_somebody_is_a_person():
    for line in ("TEL:1001", "ADR:;;12 Quay St;;;;", "URL:http://example.org", "NOTE:the plumber"):
        assert len(people(card(line))) == 1


def test_a_card_that_never_ends_does_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(vcard_stream, "MAX_CARD_BYTES", 1000)
    data = "BEGIN:VCARD\nFN:Ada\n" + "NOTE:x\n" * 1000 + card("FN:Bo")
    assert names(data) == ["Bo"]
    assert [u.reason for u in unreadable(data)] == [vcard.TOO_LARGE]


def test_a_photo_that_is_too_large_is_named_and_the_person_is_kept(monkeypatch):
    monkeypatch.setattr("reknit.exchange.vcard_person.MAX_VALUE_CHARS", 1000)
    photo = base64.b64encode(JPEG * 50).decode()
    person, too_large = read(card("FN:Ada", f"PHOTO;ENCODING=b:{photo}"))
    assert (person.name.full, person.photo) == ("Ada", None)
    assert (too_large.origin.record, too_large.reason) == ("card 1, PHOTO", vcard.VALUE_TOO_LARGE)


def test_a_file_without_a_card_is_unreadable_as_a_whole():
    with pytest.raises(UnreadableFileError, match="no card"):
        read("nothing here")


@dataclass(frozen=True)
class BreakingSource(MemorySource):
    """Like a damaged member of an archive: fails after its data."""

    def open(self):
        return io.BufferedReader(_Breaking(self.data))


class _Breaking(io.RawIOBase):
    def __init__(self, data):
        self.rest = data

    def readable(self):
        return True

    def readinto(self, buffer):
        if not self.rest:
            raise EOFError("compressed file ended before the end-of-stream marker")
        size = min(len(buffer), len(self.rest), 8192)
        buffer[:size], self.rest = self.rest[:size], self.rest[size:]
        return size


def test_a_file_that_cannot_be_read_to_its_end_gives_what_it_has():
    data = (card("FN:Ada", "NOTE:" + "x" * 500) * 2000).encode()
    records = list(vcard.read(BreakingSource("b.vcf", Path("b.vcf"), data=data), OPTIONS))
    assert len(records) > 100
    assert isinstance(records[-1], Unreadable)
    assert records[-1].reason == "the file breaks off here"


def test_a_file_that_cannot_be_read_at_all_is_unreadable(tmp_path):
    missing = Source("missing.vcf", tmp_path / "missing.vcf")
    with pytest.raises(UnreadableFileError):
        list(vcard.read(missing, OPTIONS))


# Cards that are no people


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["KIND:group", "FN:Sailors"], "a group of contacts, not a person"),
        (["X-ADDRESSBOOKSERVER-KIND:group", "FN:Sailors", "N:Sailors"], "a group of contacts, not a person"),
        (["KIND:org", "FN:Acme"], "an organisation, not a person"),
        (["KIND:location", "FN:Pier 7"], "a place, not a person"),
        (["FN:Acme", "N:;;;;", "ORG:Acme", "X-ABShowAs:COMPANY"], "an organisation, not a person"),
    ],
)
def test_cards_that_are_no_people_are_skipped_with_a_reason(lines, reason):
    assert read(card(*lines)) == [
        Skipped(origin=skipped(card(*lines))[0].origin, kind="person", reason=reason),
    ]


def test_a_person_who_is_shown_under_the_company_is_a_person():
    assert names(card("FN:Acme", "N:Okafor;Ines;;;", "X-ABShowAs:COMPANY")) == ["Acme"]


def test_kind_individual_is_a_person_and_not_kept():
    assert [p.extra for p in people(card("FN:Ada", "KIND:individual"))] == [()]


def test_members_of_a_group_bear_its_name_as_a_tag():
    group = ["KIND:group", "FN:Sailors", "MEMBER:urn:uuid:aa-1", "X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:BB-2"]
    data = card("FN:Ada", "UID:aa-1") + card("FN:Bo", "UID:urn:uuid:bb-2", "CATEGORIES:Rowers") + card("FN:Cy")
    assert [p.tags for p in people(data + card(*group))] == [("Sailors",), ("Rowers", "Sailors"), ()]


# Cards inside cards


@pytest.mark.parametrize(
    "agent",
    [
        "AGENT:\r\nBEGIN:VCARD\r\nVERSION:2.1\r\nFN:Bo\r\nTEL:1002\r\nEND:VCARD",
        "AGENT:BEGIN:VCARD\r\nFN:Bo\r\nTEL:1002\r\nEND:VCARD",
        r"AGENT:BEGIN:VCARD\nFN:Bo\nTEL\;CELL:1002\nEND:VCARD\n",
    ],
)
def test_an_agent_is_a_person_of_its_own(agent):
    ada, bo = people(card("FN:Ada", agent, "TEL:1001"))
    assert (ada.name.full, ada.channels[0].value, ada.extra) == ("Ada", "1001", ("RELATED;TYPE=agent;VALUE=text:Bo",))
    assert (bo.name.full, bo.channels[0].value, bo.origin.record) == ("Bo", "1002", "card 1, agent")


def test_agents_of_agents_of_agents_come_to_an_end():
    text = "FN:Z"
    for _ in range(6):
        text = "FN:A\nAGENT:\nBEGIN:VCARD\n" + text + "\nEND:VCARD"
    assert 1 <= len(people("BEGIN:VCARD\n" + text + "\nEND:VCARD\n")) <= 3


# Recognising


@pytest.mark.parametrize(
    "data",
    [
        card("FN:Ada"),
        "\n\n  \n" + card("FN:Ada"),
        "begin:vcard\nfn:Ada\nend:vcard\n",
        "BEGIN:VCARD \nFN:Ada\n",
        "\ufeff" + card("FN:Ada"),
        "PRODID:-//Someone//EN\nX-COUNT:3\n" + card("FN:Ada"),
        "Content-Type: text/x-vcard; charset=utf-8\nContent-Disposition: attachment\n\n" + card("FN:Ada"),
        "--part-1\nContent-Type: text/vcard\n\n" + card("FN:Ada"),
        "  BEGIN:VCARD\n  FN:Ada\n  END:VCARD\n",
    ],
)
def test_address_books_are_recognised(data):
    assert recognised(data)
    assert names(data) == ["Ada"]


@pytest.mark.parametrize(
    "data",
    [
        "",
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nATTENDEE:ada\nEND:VEVENT\nEND:VCALENDAR\n" + card("FN:Ada"),
        "From: ada@example.org\nTo: bo@example.org\nSubject: my card\n\n" + card("FN:Ada"),
        "Content-Type: multipart/mixed; boundary=x\n\n--x\n\n" + card("FN:Ada"),
        "From ada@example.org Mon Jan  1 00:00:00 2024\nSubject: card\n\n" + card("FN:Ada"),
        'text = "BEGIN:VCARD\\nFN:Ada\\nEND:VCARD"\n',
        'import sys\n\nCARD = """\\\n' + card("FN:Ada") + '"""\n',
        "# How to write a card\n\n" + card("FN:Ada"),
        "name: Ada\ncard: |\n  BEGIN:VCARD\n  FN:Ada\n  END:VCARD\n",
        '["vcard", [["fn", {}, "text", "Ada"]]]',
        "<vcards><vcard><fn>Ada</fn></vcard></vcards>",
        "BEGIN:VMSG\nVERSION:1.1\n" + card("FN:Ada"),
        "Name,E-mail\nBEGIN:VCARD,ada@example.org\n",
        "\0" * 100,
    ],
)
def test_files_that_only_mention_cards_are_not_recognised(data):
    assert not recognised(data)


# Anything at all


@given(st.binary(max_size=600))
def test_random_bytes_are_read_or_refused(data):
    _read_or_refuse(data)


@given(st.lists(st.binary(max_size=60), max_size=12))
def test_random_bytes_inside_a_card_are_read(lines):
    _read_or_refuse(b"BEGIN:VCARD\n" + b"\n".join(lines) + b"\nEND:VCARD\n")


_HEADS = st.sampled_from(
    [
        "FN",
        "N",
        "ORG",
        "TITLE",
        "TEL;CELL",
        "EMAIL;TYPE=pref",
        "ADR",
        "LABEL;HOME",
        "BDAY",
        "NOTE",
        "PHOTO;BASE64",
        "item1.X-ABLabel",
        "item1.URL",
        "IMPP",
        "X-SOCIALPROFILE;type=x",
        "AGENT",
        "CATEGORIES",
        "KIND",
        "UID",
        "NOTE;ENCODING=QUOTED-PRINTABLE",
        "FN;CHARSET=utf-7",
        'TEL;TYPE="a',
        "X-ANDROID-CUSTOM",
        "SOUND;X-IRMC-N",
        "X-ABDATE",
        "N;ALTID=1",
    ]
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(_HEADS, st.text(max_size=40)), max_size=12))
def test_any_value_of_any_property_is_read(lines):
    text = "\n".join(f"{head}:{value}" for head, value in lines)
    _read_or_refuse(f"BEGIN:VCARD\n{text}\nEND:VCARD\n".encode("utf-8", "surrogatepass"))


_WHOLE = (
    card("FN:Ada", "N:Roth;Ada;;;", "TEL;CELL:1001", "NOTE;ENCODING=QUOTED-PRINTABLE:a=\r\n=C3=A9", version="2.1")
    + card("FN:Bo", "item1.TEL:1002", "item1.X-ABLabel:Boat", "PHOTO;ENCODING=b:" + base64.b64encode(JPEG).decode())
    + card("FN:Cy", 'ADR;LABEL="a\\nb":;;c;;;;', "BDAY:--0512", "CATEGORIES:x,y", "AGENT:", version="4.0")
).encode()


@given(st.data())
def test_a_damaged_address_book_is_read_or_refused(data):
    mutated = bytearray(_WHOLE)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(mutated)))
        length = data.draw(st.integers(0, 8))
        mutated[at : at + length] = data.draw(st.binary(max_size=8))
    _read_or_refuse(bytes(mutated))


def _read_or_refuse(data):
    recognised(data)
    try:
        records = read(data)
    except UnreadableFileError:
        return
    for record in records:
        if isinstance(record, PersonRecord):
            texts = [record.name.full, *record.notes, *record.extra, *(c.value + c.label for c in record.channels)]
            assert all("\0" not in text and text.encode() is not None for text in texts)
            assert record.name.full or record.channels or record.notes or record.photo or record.anniversaries


# Large files


def test_a_large_address_book_needs_no_more_memory_than_a_small_one():
    small, large = (_peak_of(count) for count in (2_000, 20_000))
    assert large < small + 2_000_000


def _peak_of(count):
    data = card("FN:Ada", "NOTE:" + "x" * 300, "TEL:1001").encode() * count
    file = source(data)
    tracemalloc.start()
    try:
        assert sum(1 for _ in vcard.read(file, OPTIONS)) == count
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_reading_does_not_depend_on_the_clock():
    later = type(OPTIONS)(as_of=dt.datetime(2040, 1, 1, tzinfo=dt.UTC))
    assert list(vcard.read(source(_WHOLE), later)) == read(_WHOLE)
