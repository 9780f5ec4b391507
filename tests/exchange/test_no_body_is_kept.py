"""What people wrote to each other is not kept: not in the database or its WAL, not on disk, not in a log or the export.

Every kind of source is imported with one marked word in each text it can carry; then the word is looked for everywhere.
"""

import base64
import contextlib
import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.apps import apps
from django.core import serializers
from django.urls import reverse

from reknit.jobs.runner import work_off
from tests.conftest import write_files
from tests.exchange import linkedin_archive as linkedin
from tests.web.test_imports import dropped

MARK = "Zwetschgenknoedel"

PLAIN = f"""From: Dana Liu <dana@acme.example>
To: me@own.example
Date: Mon, 2 Feb 2026 10:00:00 +0000
Message-ID: <plain@acme.example>
Subject: Lunch

Would you like {MARK} for lunch?
"""
BASE64 = base64.b64encode(f"The {MARK} were good.\n".encode()).decode()
PARTS = f"""From: me@own.example
To: Dana Liu <dana@acme.example>
Date: Tue, 3 Feb 2026 10:00:00 +0000
Message-ID: <parts@own.example>
Subject: Re: Lunch
Content-Type: multipart/mixed; boundary=xx

--xx
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

{BASE64}
--xx
Content-Type: text/html

<p>The {MARK} were <b>good</b>.</p>
--xx
Content-Type: text/plain; name="{MARK}.txt"
Content-Disposition: attachment; filename="{MARK}.txt"

{MARK}
--xx--
"""
MBOX = f"From dana@acme.example Mon Feb  2 10:00:00 2026\n{PLAIN.replace('plain@', 'mbox@')}\n"
NEWSLETTER = PLAIN.replace("plain@", "list@").replace("Subject:", "List-Id: <food.example>\nSubject:")
BROKEN_MAIL = f"Not: a mail\n\n{MARK}\n"
EVENT = f"""BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:e-1
DTSTART:20260105T100000Z
DTEND:20260105T103000Z
SUMMARY:Lunch
DESCRIPTION:We eat {MARK}.
COMMENT:{MARK}
X-ALT-DESC;FMTTYPE=text/html:<p>{MARK}</p>
ORGANIZER:mailto:me@own.example
ATTENDEE;CN=Dana Liu:mailto:dana@acme.example
BEGIN:VALARM
TRIGGER:-PT5M
DESCRIPTION:{MARK}
END:VALARM
END:VEVENT
END:VCALENDAR
"""
WHATSAPP = f"30/12/2025, 14:30 - Dana Liu: {MARK}?\n30/12/2025, 14:31 - Me Here: With plums\nand {MARK}\n"
SMS = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<smses count="1"><sms protocol="0" address="+41446681800" date='
    f'"1709287200000" type="1" subject="{MARK}" body="Your {MARK}" contact_name="Dana Liu" /></smses>'
)
TELEGRAM = {
    "name": "Dana Liu",
    "type": "personal_chat",
    "id": 11,
    "messages": [
        {
            "id": 1,
            "type": "message",
            "date": "2024-03-01T10:00:00",
            "date_unixtime": "1709287200",
            "from": "Dana Liu",
            "from_id": "user11",
            "text": [MARK, {"type": "bold", "text": MARK}],
            "text_entities": [{"type": "plain", "text": MARK}],
        }
    ],
}
META = {
    "participants": [{"name": "Dana Liu"}, {"name": "Me Here"}],
    "messages": [{"sender_name": "Dana Liu", "timestamp_ms": 1709287200000, "content": f"No {MARK} left"}],
    "title": "Dana Liu",
    "thread_path": "inbox/dana_1",
}
SLACK_USERS = [
    {
        "id": "U00000DA1",
        "team_id": "T1",
        "name": "dana",
        "profile": {"real_name": "Dana Liu", "email": "dana@acme.example"},
    },
    {"id": "U00000ME1", "team_id": "T1", "name": "me", "profile": {"real_name": "Me Here", "email": "me@own.example"}},
]
SLACK_MESSAGE = {
    "type": "message",
    "user": "U00000DA1",
    "text": MARK,
    "ts": "1709287200.000100",
    "blocks": [{"type": "rich_text", "elements": [{"type": "text", "text": MARK}]}],
}
MESSAGES = linkedin.MESSAGES + linkedin.table(
    ("c1", "", "Dana Liu", f"{linkedin.IN}dana-liu", "Me Here", f"{linkedin.IN}me", "2026-01-05 10:00:00 UTC", MARK, f"<p>{MARK}</p>", "INBOX"),
)  # fmt: skip
INVITATIONS = linkedin.INVITATIONS + linkedin.table(
    ("Dana Liu", "Me Here", "1/5/26, 10:00 AM", f"Bring {MARK}", "INCOMING", f"{linkedin.IN}dana-liu", f"{linkedin.IN}me"),
)  # fmt: skip
RECOMMENDATIONS = (
    "First Name,Last Name,Company,Job Title,Text,Creation Date,Status\n"
    f'Dana,Liu,Acme,CTO,"Nobody makes {MARK} like Nora",01/05/26 10:00 AM,VISIBLE\n'
)
UNCLEAR = f"From,To,Message\nDana Liu,me@own.example,{MARK}\nOmar Haddad,me@own.example,{MARK}\n"

SOURCES = {
    "mail/plain.eml": PLAIN,
    "mail/parts.eml": PARTS,
    "mail/news.eml": NEWSLETTER,
    "mail/broken.eml": BROKEN_MAIL,
    "all.mbox": MBOX,
    "lunch.ics": EVENT,
    "WhatsApp Chat with Dana.txt": WHATSAPP,
    "sms.xml": SMS,
    "telegram/result.json": json.dumps({"about": "", "chats": {"list": [TELEGRAM]}}),
    "inbox/dana_1/message_1.json": json.dumps(META),
    "slack/users.json": json.dumps(SLACK_USERS),
    "slack/dms.json": json.dumps([{"id": "D1", "created": 1, "members": ["U00000DA1", "U00000ME1"]}]),
    "slack/channels.json": "[]",
    "slack/D1/2024-03-01.json": json.dumps([SLACK_MESSAGE]),
    "linkedin/messages.csv": MESSAGES,
    "linkedin/Invitations.csv": INVITATIONS,
    "linkedin/Recommendations_Received.csv": RECOMMENDATIONS,
    "log.csv": UNCLEAR,
    "notes.txt": f"Recipe for {MARK}\n",
}
CHANNELS = {"mail", "meeting", "message"}


def bears_mark(data):
    """Whether the word is in there, in UTF-8, in any case, in UTF-16, or as it stands in base64."""
    plain = data.lower()
    return any(
        form in plain or form in data
        for form in (
            MARK.lower().encode(),
            MARK.encode("utf-16-le"),
            BASE64[4:20].encode(),
            BASE64[4:20].lower().encode(),
        )
    )


def files_with_mark(folder):
    return [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and bears_mark(path.read_bytes())
    ]


@pytest.fixture
def folder(tmp_path):
    write_files(tmp_path / "sources", SOURCES)
    assert len(files_with_mark(tmp_path / "sources")) == len(SOURCES) - 3  # three files of Slack hold no message
    return tmp_path / "sources"


def command(home, *args):
    env = {**os.environ, "REKNIT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "reknit.config.settings"}
    env.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-m", "reknit", *args], capture_output=True, env=env, check=True, stdin=subprocess.DEVNULL
    )
    return done.stdout + done.stderr


def test_an_import_in_the_terminal_leaves_no_text_behind(folder, tmp_path):
    home = tmp_path / "home"
    output = command(home, "doctor")
    with contextlib.closing(sqlite3.connect(home / "reknit.sqlite3", isolation_level=None)) as reader:
        # A reader that stays keeps SQLite from folding the WAL into the database, so both are looked at.
        reader.execute("BEGIN")
        reader.execute("SELECT COUNT(*) FROM store_interaction").fetchone()
        output += command(home, "import", str(folder), "--yes", "--json", "--me", "me@own.example")
        output += command(home, "import", str(folder), "--dry-run", "--me", "me@own.example")
        assert (home / "reknit.sqlite3-wal").stat().st_size > 100_000
        assert files_with_mark(home) == []
    output += command(home, "week", "--as-of", "2026-03-02") + command(home, "people", "--json")
    output += command(home, "export", str(tmp_path / "all.zip")) + command(home, "backup")
    with contextlib.closing(sqlite3.connect(home / "reknit.sqlite3")) as database:
        channels = {row[0] for row in database.execute("SELECT DISTINCT channel FROM store_interaction")}
        sources = {row[0] for row in database.execute("SELECT DISTINCT recognised_as FROM store_importfile")}
    assert channels >= CHANNELS
    assert sources >= {"mail", "calendar", "whatsapp", "phone", "telegram", "meta", "slack", "linkedin"}
    with zipfile.ZipFile(tmp_path / "all.zip") as export:
        export.extractall(tmp_path / "export")
    assert (tmp_path / "export" / "interaction.jsonl").stat().st_size > 1000
    assert files_with_mark(tmp_path / "export") == []
    assert files_with_mark(home) == []
    assert not bears_mark(output)


def rows_with_mark():
    """Tables of the database in which the word stands."""
    tables = [
        model for model in apps.get_models() if bears_mark(serializers.serialize("json", model.objects.all()).encode())
    ]
    return [model.__name__ for model in tables]


def test_an_import_on_the_page_leaves_no_text_behind(mine, home, caplog):
    caplog.set_level("DEBUG")
    address = dropped(mine, SOURCES).url
    assert len(files_with_mark(home)) > 10  # what was dropped waits for the user's word
    work_off()
    assert rows_with_mark() == []
    preview = mine.get(address).url
    mine.get(preview)
    taken = mine.post(preview, {"act": "import", "others": "me@own.example"})
    work_off()
    report = mine.get(mine.get(taken.url).url)
    assert not bears_mark(report.content)
    assert (files_with_mark(home), rows_with_mark()) == ([], [])
    assert MARK not in caplog.text


def test_putting_away_removes_the_text_too(mine, home):
    address = dropped(mine, SOURCES).url
    work_off()
    mine.post(mine.get(address).url, {"act": "put-away"})
    assert (files_with_mark(home), rows_with_mark()) == ([], [])
    assert mine.get(reverse("imports")).status_code == 200


def test_the_search_for_the_word_finds_it_where_it_is(tmp_path):
    for name, data in {"a": MARK.upper().encode(), "b": MARK.encode("utf-16"), "c": PARTS.encode()}.items():
        Path(tmp_path / name).write_bytes(data)
    assert files_with_mark(tmp_path) == ["a", "b", "c"]
