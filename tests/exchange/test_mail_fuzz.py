import gzip

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from reknit.core.records import InteractionRecord
from reknit.errors import UnreadableFileError
from tests.exchange.mail_files import letter, mailbox, read, recognised

PIECES = [
    b"From a@x.example Tue Mar  5 10:30:00 2024\n", b"\nFrom ", b"From: ", b"Date: ", b"Tue, 5 Mar 2024 10:30:00 +0100\n",
    b"Subject: ", b"=?utf-8?q?=C3?=", b"=?", b"?=", b"To: ", b"<a@x.example>", b"a@x.example, ", b"\r\n", b"\n", b"\n\n", b"\n\t",
    b"Message-ID: <a@x>\n", b"References: <", b"X-Gmail-Labels: Sent\n", b"Content-Type: text/plain; charset=koi8-r\n",
    b"=" * 73 + b"\n", b'"file","message"\n', b'"1","', b'""', b'"', b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"\x1b$B", b"(", b":;",
]  # fmt: skip
SAMPLES = [
    mailbox(letter("To: Jo <jo@berg.example>", "Subject: =?utf-8?q?=C3=A4?="), letter("Cc: x: a@x.example;")).encode(),
    letter("Received: x; Tue, 5 Mar 2024 10:30:00 +0100", "Comments: To: a@x.example").encode(),
    ('"file","message"\n"1","' + letter("To: jo@berg.example") + '"\n').encode(),
    (("=" * 73 + "\n") + letter("Subject: x")).encode(),
]


def survives(data: bytes) -> None:
    """Recognising and reading end, with records that can be stored, or with the one error that says that nothing can."""
    recognised(data)
    try:
        records = read(data)
    except UnreadableFileError:
        return
    for record in records:
        text = msgspec.json.encode(record).decode()
        assert "\\u0000" not in text
        if isinstance(record, InteractionRecord):
            assert record.participants
            assert record.at.utcoffset().total_seconds() == 0
            assert len(record.key) == 20


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=12)), max_size=40).map(b"".join))
def test_any_bytes_are_survived(data):
    survives(data)


@settings(max_examples=200)
@given(st.sampled_from(SAMPLES), st.data())
def test_a_damaged_mailbox_is_survived(sample, data):
    damaged = bytearray(sample)
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(damaged)))
        damaged[place : place + data.draw(st.integers(0, 9))] = data.draw(st.sampled_from(PIECES))
    survives(bytes(damaged))


@given(st.sampled_from(SAMPLES), st.integers(0, 2000), st.binary(max_size=6))
def test_a_damaged_archive_is_survived(sample, place, junk):
    packed = bytearray(gzip.compress(sample))
    packed[place % len(packed) :][:6] = junk
    survives(bytes(packed))
    survives(bytes(packed[: place % len(packed)]) + junk)
