import random
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reknit.core.records import PersonRecord, Skipped
from reknit.errors import UnreadableFileError
from reknit.exchange.linkedin import FORMAT, READERS
from reknit.exchange.linkedin_kinds import KINDS, kind_of
from reknit.exchange.sources import Source
from reknit.exchange.tables import peek
from tests.exchange.linkedin_archive import (
    CONNECTIONS,
    IN,
    INVITATIONS,
    MESSAGES,
    NOTES,
    OPTIONS,
    PROFILE,
    message,
    messages,
    read,
    read_all,
    recognised,
    source,
    table,
    write_as,
)

HEADERS = {
    "Connections.csv": "First Name,Last Name,Email Address,Company,Position,Connected On",
    "messages.csv": MESSAGES.strip(),
    "Invitations.csv": INVITATIONS.strip(),
    "Recommendations_Given.csv": "First Name,Last Name,Company,Job Title,Text,Creation Date,Status",
    "Endorsement_Given_Info.csv": "Endorsement Date,Skill Name,Endorsee First Name,Endorsee Last Name,Endorsement Status",
    "Profile.csv": PROFILE.strip(),
    "Positions.csv": "Company Name,Title,Description,Location,Started On,Finished On",
    "Education.csv": "School Name,Start Date,End Date,Notes,Degree Name,Activities",
    "Skills.csv": "Name",
    "Languages.csv": "Name,Proficiency",
    "Email Addresses.csv": "Email Address,Confirmed,Primary,Updated On",
    "PhoneNumbers.csv": "Extension,Number,Type",
    "Events.csv": "Event Name,Event Time,Status,External Url",
    "Projects.csv": "Title,Description,Url,Started On,Finished On",
    "Reactions.csv": "Date,Type,Link",
    "Shares.csv": "Date,ShareCommentary,ShareLink,SharedUrl,MediaUrl,Visibility",
    "Logins.csv": "Login Date,IP Address,User Agent,Login Type",
    "Jobs/Saved Jobs.csv": "Saved Date,Job Url,Job Title,Company Name",
}


@pytest.mark.parametrize("name", HEADERS)
def test_a_file_is_recognised_by_its_columns_in_any_order(tmp_path, name):
    columns = HEADERS[name].split(",")
    random.Random(len(columns)).shuffle(columns)
    assert recognised(write_as(tmp_path, name, table(tuple(columns))))


@pytest.mark.parametrize("name", ["Connections (1).csv", "my contacts.csv", "export.txt"])
def test_a_renamed_file_is_recognised_where_the_columns_say_enough(tmp_path, name):
    assert recognised(write_as(tmp_path, name, NOTES + CONNECTIONS))


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("people.csv", "Name"),
        ("people.csv", "Name,Proficiency"),
        ("people.csv", "First Name,Last Name,Email"),
        ("leads.csv", "First Name,Last Name,Headline,Industry,URL"),
        ("mail.csv", "Subject,From,To,Date,Content,Folder"),
        ("faq.csv", "Question,Answer"),
        ("log.csv", "Date,Type,Link"),
        ("directory.csv", "First Name,Last Name,Emails,Phone Numbers"),
        ("Connections.csv", "from,to,weight"),
        ("Groups.csv", "Name,E-mail,Phone"),
        ("messages.csv", "sender,text"),
    ],
)
def test_other_tables_are_left_to_other_readers(tmp_path, name, header):
    assert not recognised(write_as(tmp_path, name, header + "\n" + ",".join("x" for _ in header.split(",")) + "\n"))


@pytest.mark.parametrize("text", ["", "\x00\x01\x02", "{}", "BEGIN:VCARD\nEND:VCARD\n", "<html></html>"])
def test_what_is_no_table_is_not_recognised(tmp_path, text):
    assert not recognised(write_as(tmp_path, "Connections.csv", text))


def test_reading_what_is_not_recognised_raises(tmp_path):
    path = write_as(tmp_path, "people.csv", "Name\nDana\n")
    with pytest.raises(UnreadableFileError, match="not a file of a LinkedIn archive"):
        list(FORMAT.read(source(path), OPTIONS))


@given(st.binary(max_size=300))
def test_no_bytes_make_recognition_fail(data):
    found = peek(data)
    kind = None if found is None else kind_of(Source("notes.csv", Path("notes.csv")), found.header)
    assert kind is None or kind in KINDS


def test_every_kind_of_file_has_a_reader_or_a_reason():
    assert {kind.name for kind in KINDS if not kind.nothing} == set(READERS)
    assert all(kind.nothing.endswith(", no contacts") for kind in KINDS if kind.name == "nothing")


def test_a_file_that_holds_nobody_is_skipped_once_with_the_reason(tmp_path):
    path = write_as(
        tmp_path, "Reactions_123456.csv", "Date,Type,Link\n2024-01-01 10:00:00,LIKE,https://example.org\n" * 3
    )
    (record,) = read(path)
    assert isinstance(record, Skipped)
    assert (record.kind, record.reason) == ("file", "reactions to posts, no contacts")


@pytest.mark.parametrize("name", ["guide_messages.csv", "learning_coach_messages.csv", "coach_messages.csv"])
def test_conversations_with_the_assistant_make_nobody(tmp_path, name):
    row = message("c", ("Coach", ""), [("Maya Lindgren", "maya")], "2025-06-01 14:03:22 UTC")
    (record,) = read(write_as(tmp_path, name, messages(row)))
    assert isinstance(record, Skipped)
    assert record.reason == "conversations with LinkedIn's assistant, no contacts"


def test_an_article_is_skipped_and_any_other_page_is_not_ours(tmp_path):
    page = "<html><head><title>On maps</title></head><body><p>Maps.</p></body></html>"
    write_as(tmp_path, "Profile.csv", PROFILE)
    write_as(tmp_path, "Connections.csv", CONNECTIONS)
    (record,) = read(write_as(tmp_path, "Articles/Articles/on-maps.html", page))
    assert isinstance(record, Skipped)
    assert record.reason == "an article you wrote, no contacts"
    assert not recognised(write_as(tmp_path, "index.html", page))
    assert not recognised(write_as(tmp_path / "elsewhere" / "far" / "away", "Articles/on-maps.html", page))


def test_a_list_known_by_name_only_counts_where_the_rest_of_the_archive_is(tmp_path):
    text = "Name,Description\nHarbour friends,Maps\n"
    alone = write_as(tmp_path / "alone", "Groups.csv", text)
    beside = write_as(tmp_path / "archive", "Groups.csv", text)
    write_as(tmp_path / "archive", "Profile.csv", PROFILE)
    write_as(tmp_path / "archive", "Connections.csv", CONNECTIONS)
    assert not recognised(alone)
    assert recognised(beside)


def _archive(tmp_path):
    folder = tmp_path / "Basic_LinkedInDataExport_06-01-2026"
    maya, dana = ("Maya Lindgren", "maya"), ("Dana Liu", "dana-liu")
    write_as(folder, "Profile.csv", PROFILE + "Maya,Lindgren,,,,,,,,,,,\n")
    write_as(
        folder,
        "Connections.csv",
        NOTES + CONNECTIONS + table(("Dana", "Liu", IN + "dana-liu", "", "", "", "1 Jan 2020")),
    )
    write_as(folder, "messages.csv", messages(message("c1", dana, [maya], "2025-06-01 14:03:22 UTC")))
    write_as(folder, "Jobs/Saved Jobs.csv", "Saved Date,Job Url,Job Title,Company Name\n")
    return folder


def test_a_zipped_archive_reads_like_its_folder(tmp_path):
    folder = _archive(tmp_path)
    with zipfile.ZipFile(tmp_path / "archive.zip", "w") as packed:
        for path in sorted(folder.rglob("*.csv")):
            packed.write(path, path.relative_to(folder))
    plain, zipped = read_all(folder), read_all(tmp_path / "archive.zip")
    assert set(plain) == set(zipped) == {"Saved Jobs.csv", "Connections.csv", "Profile.csv", "messages.csv"}
    (person,) = zipped["Connections.csv"]
    assert isinstance(person, PersonRecord)
    assert person.origin.file.endswith("archive.zip!Connections.csv")
    assert [party.ego for party in zipped["messages.csv"][0].participants] == [False, True]
    assert [party.ego for party in plain["messages.csv"][0].participants] == [False, True]


def test_the_reference_names_every_reason_as_the_report_words_it():
    root = Path(__file__).resolve().parents[2]
    page = (root / "docs/reference/linkedin.md").read_text(encoding="utf-8")
    code = "".join(path.read_text(encoding="utf-8") for path in (root / "src/reknit/exchange").glob("linkedin*.py"))
    section = page.split("## What is skipped")[1]
    told = [line.split("|")[2].strip() for line in section.splitlines() if line.startswith("| ")][1:]
    assert len(told) > 10
    assert [reason for reason in told if f'"{reason}"' not in code] == []
    given = re.findall(r'reason="([^"]+)"', code)
    assert [reason for reason in given if reason not in page] == []
