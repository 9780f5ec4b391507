import io
import tracemalloc

import pytest

from reknit.exchange.mbox import MBOX, split_messages
from tests.exchange.mail_files import letter, mailbox, mails

A, B = letter("Subject: A"), letter("Subject: B")


def subjects(text):
    return [record.subject for record in mails(text)]


@pytest.mark.parametrize(
    "line",
    [
        "From mara@lind.example Tue Mar  5 10:30:00 2024",
        "From mara@lind.example  Tue Mar 5 10:30:00 +0100 2024",
        "From 1234567890@xxx Tue Mar 05 10:30:00 +0000 2024",
        "From MAILER-DAEMON Tue Mar  5 10:30:00 2024",
        "From - Tue Mar 05 10:30:00 2024",
        "From - ",
        "From -",
        "From ",
        "From mara@lind.example",
        "From mara at lind.example  Tue Mar  5 10:30:00 2024",
        "From mboxrd@z Thu Jan  1 00:00:00 1970",
        "From Mära Lindström Tue Mär  5 10:30:00 2024",
        "From mara@lind.example 2024-03-05 10:30:00",
        "From ???@??? Tue Mar 05 10:30:00 2024",
    ],
)
def test_a_separating_line_of_any_program_is_known(line):
    assert subjects(mailbox(A, B, line=line)) == ["A", "B"]


def test_a_separating_line_that_is_not_unicode_is_known():
    text = mailbox(A, B).encode().replace(b"From mara@", b"From m\xe4ra@")
    assert subjects(text) == ["A", "B"]


def test_windows_line_ends_are_understood():
    assert subjects(mailbox(A, B).replace("\n", "\r\n")) == ["A", "B"]


def test_old_macintosh_line_ends_are_understood():
    assert subjects(mailbox(A, B).replace("\n", "\r")) == ["A", "B"]


def test_a_mail_may_follow_without_a_blank_line():
    assert subjects(mailbox(A.rstrip("\n"), B)) == ["A", "B"]


def test_an_undated_line_without_a_blank_line_before_needs_a_full_header_after_it():
    with_all = letter("To: jo@berg.example", "Subject: B")
    assert subjects(mailbox(A.rstrip("\n"), with_all, line="From - ")) == ["A", "B"]


def test_a_mail_may_be_all_header():
    assert subjects(mailbox("Subject: A\nFrom: a@x.example\nDate: 5 Mar 2024 10:00", B)) == ["A", "B"]


@pytest.mark.parametrize(
    "text",
    [
        "From what I hear, it is Tuesday.\n",
        "From the minutes:\nNote: we are late.\n",
        "From 10:30 on:\nwe meet.\n",
        ">From mara@lind.example Tue Mar  5 10:30:00 2024\nSubject: quoted\n",
        "From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001\nFrom: Ann <ann@x.example>\nSubject: [PATCH] x\n",
        "From: Ann <ann@x.example>\nSubject: forwarded\n",
    ],
)
def test_a_body_may_hold_lines_that_begin_like_a_mail(text):
    assert subjects(mailbox(letter("Subject: A", body=f"Hello,\n\n{text}\nBye\n"), B)) == ["A", "B"]


def test_a_dated_line_after_a_blank_one_is_a_mail_even_without_a_header():
    text = mailbox(A, "\nOnly a body.\n", B)
    assert [type(record).__name__ for record in mails(text)] == ["InteractionRecord"] * 3


def test_header_lines_escaped_as_in_a_body_are_passed_over():
    assert subjects(mailbox(f">From mara@lind.example Tue Mar  5 10:30:00 2024\n{A}")) == ["A"]


@pytest.mark.parametrize("cut", [1, 7, 100, 4096])
def test_messages_are_found_wherever_a_block_ends(monkeypatch, cut):
    monkeypatch.setattr("reknit.exchange.mbox.BLOCK_BYTES", cut)
    text = mailbox(*(letter(f"Subject: {n}", body="From here to there\n\nx\n" * 9) for n in range(20))).encode()
    found = list(split_messages(io.BytesIO(text), MBOX))
    assert [message.number for message in found] == list(range(1, 21))
    assert all(f"Subject: {n}\n".encode() in message.header for n, message in enumerate(found))
    assert not any(b"here to there" in message.header for message in found)


def test_a_huge_message_is_not_held_in_memory():
    body = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5eg==\n" * 400_000
    stream = io.BytesIO(mailbox(letter("Subject: A", body=body), B).encode())
    tracemalloc.start()
    found = list(split_messages(stream, MBOX))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(found) == 2
    assert peak < 6_000_000


def test_a_header_without_end_does_not_fill_the_memory():
    stream = io.BytesIO(b"From a@x.example Tue Mar  5 10:30:00 2024\n" + b"X-Field: value\n" * 1_000_000)
    tracemalloc.start()
    (message,) = split_messages(stream, MBOX)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(message.header) == 1 << 18
    assert peak < 8_000_000
