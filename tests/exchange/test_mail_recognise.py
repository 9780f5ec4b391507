import gzip

import pytest

from tests.exchange.mail_files import letter, mailbox, recognised

RULE = "=" * 73
NO_MAIL = {
    "vcard": "BEGIN:VCARD\nVERSION:3.0\nFN:Mara Lind\nEMAIL:mara@lind.example\nEND:VCARD\n",
    "calendar": "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nORGANIZER:mailto:mara@lind.example\nEND:VEVENT\nEND:VCALENDAR\n",
    "ldif": "dn: cn=Mara Lind,mail=mara@lind.example\nobjectclass: top\ncn: Mara Lind\nmail: mara@lind.example\n",
    "csv": "From,To,Date,Subject\nmara@lind.example,jo@berg.example,2024-03-05,Lunch\n",
    "csv with a column message": 'name,message\nMara,Hello there\nJo,"To: you\nfrom me"\n',
    "source code": "import os\n\ndef main():\n    print('From: x')\n",
    "yaml": "from: robot@x.example\nto: all@x.example\nsubject: Hello\nbody: |\n  text\n",
    "settings": "Host: example\n  User: mara\n  Port: 22\n",
    "prose": "Dear Mara,\n\nFrom Oslo we went to Bergen.\n\nSubject: travel\n",
    "prose that begins like a mailbox": "From the beginning it was clear:\nnobody knew.\n",
    "notes with colons": "Subject: mathematics\nTeacher: Mara Lind\nRoom: 12\n",
    "web reply": "HTTP/1.1 200 OK\nDate: Tue, 5 Mar 2024 10:30:00 GMT\nContent-Type: text/html\nServer: x\n\n<html>",
    "header of a web reply": "Date: Tue, 5 Mar 2024 10:30:00 GMT\nContent-Type: text/html; charset=utf-8\nServer: x\nSet-Cookie: a=b\n\n",
    "web request": "POST /x HTTP/1.1\nHost: x.example\nFrom: mara@lind.example\n\n",
    "form": 'Content-Type: multipart/form-data; boundary=x\n\n--x\nContent-Disposition: form-data; name="a"\n\n1\n--x--\n',
    "saved web page": 'From: <Saved by Blink>\nSnapshot-Content-Location: https://x.example/\nSubject: X\nDate: Tue, 5 Mar 2024 10:30:00 -0000\nMIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"; boundary="b"\n\n',
    "older saved web page": 'From: "Saved by Windows Internet Explorer"\nSubject: X\nDate: Tue, 5 Mar 2024 10:30:00 +0100\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n',
    "package metadata": "Metadata-Version: 2.1\nName: x\nVersion: 1\nAuthor-email: mara@lind.example\n\n",
    "debian changes": "Format: 1.8\nDate: Tue, 5 Mar 2024 10:30:00 +0100\nSource: x\nMaintainer: Mara <mara@lind.example>\n",
    "patch by git": "From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001\nFrom: Mara <mara@lind.example>\nDate: Tue, 5 Mar 2024 10:30:00 +0100\nSubject: [PATCH] x\n\n---\n",
    "patch with a header": "From: Mara <mara@lind.example>\nDate: Tue, 5 Mar 2024 10:30:00 +0100\nSubject: fix x\n\n--- a/x.c\n+++ b/x.c\n@@ -1 +1 @@\n",
    "patch by hand": "Index: x.c\n===================================================================\n--- x.c\n+++ x.c\n",
    "underlined title": RULE + "\nRelease: notes\nAuthor: Mara\n",
    "list of addresses": "mara@lind.example (Mara Lind)\njo at berg.example (Jo Berg)\n",
    "chat": "[05/03/24, 10:30:00] Mara: Hello\n[05/03/24, 10:31:00] Jo: Hi\n",
    "json": '{"From": "mara@lind.example", "Subject": "x"}\n',
    "xml": "<?xml version='1.0'?>\n<mail><from>mara@lind.example</from></mail>\n",
    "nothing": "",
    "blank lines": "\n\n\n",
}  # fmt: skip


@pytest.mark.parametrize("text", NO_MAIL.values(), ids=NO_MAIL.keys())
def test_what_is_no_mail_is_not_taken_for_one(text):
    assert not recognised(text)
    assert not recognised(text.replace("\n", "\r\n"), "Inbox.mbox")
    assert not recognised(gzip.compress(text.encode()), "Inbox.mbox.gz")


@pytest.mark.parametrize(
    "data", [bytes(2000), b"\x89PNG\r\n\x1a\n" + bytes(50), b"PK\x03\x04", b"\x1f\x8b", b"\xff" * 70_000]
)
def test_what_is_no_text_is_not_taken_for_mail(data):
    assert not recognised(data, "Inbox.mbox")


def test_a_table_document_of_the_same_container_as_outlook_is_no_mail():
    assert not recognised(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Budget.xls")


@pytest.mark.parametrize(
    "text",
    [
        letter("To: jo@berg.example", "Subject: x"),
        letter("Subject: x", sender="From: mara at lind.example (Mara Lind)"),
        "Received: from a by b; Tue, 5 Mar 2024 10:30:00 +0100\nSubject: x\n\n",
        "Return-Path: <mara@lind.example>\nX-Odd: y\nDate: Tue, 5 Mar 2024 10:30:00 +0100\n\n",
        "MIME-Version: 1.0\nContent-Type: text/plain\n\nHello\n",
        "Path: news!not-for-mail\nNewsgroups: x.y\nFrom: mara@lind.example\nSubject: x\n\n",
        "From: mara@lind.example\nTo: jo@berg.example\nSubject: no blank line\nand then the body\n",
        "\n\n" + letter("To: jo@berg.example"),
        "\ufeff" + letter("To: jo@berg.example"),
        letter("Subject: [PATCH] x", "Message-ID: <1@x>", body="diff --git a/x b/x\n--- a/x\n+++ b/x\n"),
        ">From mara@lind.example Tue Mar  5 10:30:00 2024\n" + letter("To: jo@berg.example"),
        "312\n" + letter("To: jo@berg.example"),
        f"{RULE}\n" + letter("Subject: x"),
    ],
)
def test_one_mail_is_recognised_by_its_header(text):
    assert recognised(text, "17")
    assert recognised(text.replace("\n", "\r\n"), "17")


def test_a_mailbox_is_recognised_packed_or_not():
    text = mailbox(letter("Subject: x"))
    assert recognised(text, "x")
    assert recognised(gzip.compress(text.encode()), "x")


def test_a_mail_with_a_very_long_header_is_recognised():
    assert recognised("X-Long: " + "x" * 40_000 + "\n" + letter("Subject: x"))
    assert recognised(letter("Subject: x", "To: " + ", ".join(f"p{n}@x.example" for n in range(9000))))
