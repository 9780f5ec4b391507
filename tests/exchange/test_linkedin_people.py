import pytest

from reknit.core.records import Affiliation, Anniversary, Channel, Name, Origin, PersonRecord, Skipped
from tests.exchange.linkedin_archive import CONNECTIONS, IN, NOTES, read, table, write_as

OLD_HEADER = "First Name,Last Name,Email Address,Company,Position,Connected On\n"


def _connections(tmp_path, *rows, header=CONNECTIONS, before=NOTES):
    return read(write_as(tmp_path, "Connections.csv", before + header + table(*rows)))


def test_a_connection_has_name_profile_role_and_day(tmp_path):
    row = ("Dana", "Liu", IN + "dana-liu", "dana@example.org", "Meridian, Inc.", "Head of Data", "08 Feb 2026")
    assert _connections(tmp_path, row) == [
        PersonRecord(
            origin=Origin("Connections.csv", "row 5"),
            source="linkedin",
            key="linkedin:dana-liu",
            name=Name(full="Dana Liu", given="Dana", family="Liu"),
            channels=(
                Channel(kind="profile", value=IN + "dana-liu", label="LinkedIn"),
                Channel(kind="email", value="dana@example.org"),
            ),
            affiliations=(Affiliation(organisation="Meridian, Inc.", title="Head of Data"),),
            connected_on="2026-02-08",
        )
    ]


def test_an_export_without_notes_and_addresses_is_read(tmp_path):
    (person,) = _connections(
        tmp_path, ("Dana", "Liu", "", "Meridian", "", "12 Mar 2021"), header=OLD_HEADER, before=""
    )
    assert isinstance(person, PersonRecord)
    assert (person.key, person.channels, person.connected_on) == ("", (), "2021-03-12")
    assert person.origin.record == "row 2"


def test_the_address_column_may_stand_last(tmp_path):
    header = "Last Name,First Name,Connected On,Company,URL\n"
    (person,) = _connections(tmp_path, ("Liu", "Dana", "08 Feb 2026", "Meridian", IN + "dana-liu"), header=header)
    assert isinstance(person, PersonRecord)
    assert (person.name.full, person.key) == ("Dana Liu", "linkedin:dana-liu")


def test_everything_may_be_quoted_and_saved_with_a_byte_order_mark(tmp_path):
    text = '\ufeff"First Name","Last Name","URL","Connected On"\r\n"Zoë","Brandt","","01 Jan 2020"\r\n'
    (person,) = read(write_as(tmp_path, "Connections.csv", text))
    assert isinstance(person, PersonRecord)
    assert person.name.full == "Zoë Brandt"


def test_a_hidden_member_is_skipped_with_the_reason(tmp_path):
    assert _connections(tmp_path, ("", "", "", "", "", "", "07 Jun 2026")) == [
        Skipped(origin=Origin("Connections.csv", "row 5"), kind="person", reason="a hidden or closed LinkedIn member")
    ]


def test_a_hidden_member_with_an_e_mail_is_kept(tmp_path):
    (person,) = _connections(tmp_path, ("", "", "", "dana@example.org", "", "", "07 Jun 2026"))
    assert isinstance(person, PersonRecord)
    assert person.channels == (Channel(kind="email", value="dana@example.org"),)


def test_a_day_that_cannot_be_is_dropped_and_the_person_kept(tmp_path):
    (person,) = _connections(tmp_path, ("Dana", "Liu", "", "", "", "", "05 Jun 1833"))
    assert isinstance(person, PersonRecord)
    assert person.connected_on == ""


@pytest.mark.parametrize(
    ("url", "value", "key"),
    [
        (IN + "dana-liu?trk=people-guest#about", IN + "dana-liu", "linkedin:dana-liu"),
        ("www.linkedin.com/in/Dana-Liu/", "www.linkedin.com/in/Dana-Liu/", "linkedin:dana-liu"),
        (
            "https://de.linkedin.com/in/zo%C3%AB-brandt",
            "https://de.linkedin.com/in/zo%C3%AB-brandt",
            "linkedin:zoë-brandt",
        ),
    ],
)
def test_a_profile_address_is_kept_as_written_but_without_tracking(tmp_path, url, value, key):
    (person,) = _connections(tmp_path, ("Dana", "Liu", url, "", "", "", "08 Feb 2026"))
    assert isinstance(person, PersonRecord)
    assert (person.channels[0].value, person.key) == (value, key)


def test_letters_behind_the_name_are_set_apart(tmp_path):
    (person,) = _connections(tmp_path, ("Wren", "Hale, PhD, PMP®", "", "", "", "", "08 Feb 2026"))
    assert isinstance(person, PersonRecord)
    assert person.name == Name(full="Wren Hale, PhD, PMP®", given="Wren", family="Hale", suffix="PhD, PMP®")


def test_every_connection_is_accounted_for(tmp_path):
    rows = [(f"P{n}", "Q", "", "", "", "", "08 Feb 2026") for n in range(20)] + [
        ("", "", "", "", "", "", "1 Jan 2020")
    ] * 3
    records = _connections(tmp_path, *rows)
    assert [record.origin.record for record in records] == [f"row {5 + n}" for n in range(23)]


CONTACTS = (
    "Source,FirstName,LastName,Companies,Title,Emails,PhoneNumbers,CreatedAt,Addresses,Sites,"
    "InstantMessageHandles,FullName,Birthday,Location,BookmarkedAt,Profiles\n"
)


def test_the_uploaded_address_book_makes_people(tmp_path):
    row = (
        *(
            "MOBILE",
            "Dana",
            "Liu",
            "Meridian",
            "Head of Data",
            "dana@example.org, d.liu@example.net",
            "+41 44 668 18 00",
        ),
        *(
            "1/2/20, 3:04 PM",
            "Seestrasse 1, Zürich",
            "https://dana.example.org",
            "dana.l",
            "",
            "May 12, 1980",
            "",
            "",
            IN + "dana-liu",
        ),
    )
    (person,) = read(write_as(tmp_path, "Contacts.csv", CONTACTS + table(row)))
    assert isinstance(person, PersonRecord)
    assert person.key == "linkedin:dana-liu"
    assert [(channel.kind, channel.value) for channel in person.channels] == [
        ("email", "dana@example.org"),
        ("email", "d.liu@example.net"),
        ("phone", "+41 44 668 18 00"),
        ("profile", IN + "dana-liu"),
        ("url", "https://dana.example.org"),
        ("handle", "dana.l"),
        ("postal", "Seestrasse 1, Zürich"),
    ]
    assert person.affiliations == (Affiliation(organisation="Meridian", title="Head of Data"),)
    assert person.anniversaries == (Anniversary(kind="birthday", on="1980-05-12"),)


def test_the_newer_address_book_gives_all_parts_of_a_name(tmp_path):
    header = (
        "FirstName,MiddleName,LastName,MaidenName,NickName,NamePrefix,NameSuffix,Title,Emails,PhoneNumbers,CreatedAt\n"
    )
    row = ("Dana", "Mei", "Liu", "Wu", "Dee", "Dr", "II", "", "dana@example.org", "", "1/2/20, 3:04 PM")
    (person,) = read(write_as(tmp_path, "ImportedContacts.csv", header + table(row)))
    assert isinstance(person, PersonRecord)
    assert person.name == Name(
        full="Dana Mei Liu",
        given="Dana",
        additional="Mei",
        family="Liu",
        maiden="Wu",
        nickname="Dee",
        prefix="Dr",
        suffix="II",
    )


def test_an_entry_of_the_address_book_with_nothing_to_go_by_is_skipped(tmp_path):
    row = ("MOBILE", "", "", "", "", "", "", "1/2/20, 3:04 PM", "", "", "", "", "", "", "", "")
    (record,) = read(write_as(tmp_path, "Contacts.csv", CONTACTS + table(row)))
    assert isinstance(record, Skipped)
    assert record.reason == "neither a name nor an address"


def test_a_note_about_a_connection_goes_to_that_person(tmp_path):
    header = "Connection First Name,Connection Last Name,Connection Profile URL,Note,Created On,Edited On\n"
    row = ("Dana", "Liu", IN + "dana-liu", "met at the harbour", "2025-07-30 18:20:00 UTC", "")
    (person,) = read(write_as(tmp_path, "Notes.csv", header + table(row)))
    assert isinstance(person, PersonRecord)
    assert (person.key, person.notes) == ("linkedin:dana-liu", ("met at the harbour",))
