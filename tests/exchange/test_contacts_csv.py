import dataclasses
import io
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reknit.core.records import PersonRecord, Skipped, Unreadable
from reknit.exchange import contacts_csv, google, ldif, outlook, thunderbird, yahoo
from reknit.exchange.columns import FIELDS
from reknit.exchange.contacts_csv import FORMAT
from reknit.exchange.guessing import Guess, guess_mapping
from reknit.exchange.sources import walk
from reknit.exchange.tables import open_table
from tests.exchange.table_files import OPTIONS, person, read, recognised, source_of, values


def guess(text: str) -> Guess:
    return guess_mapping(open_table(io.BytesIO(text.encode())))


def reason(text: str | bytes, name: str = "file.csv") -> str:
    source = source_of(text, name)
    head = source.head()
    assert not FORMAT.recognise(source, head)
    return contacts_csv.why_not(source, head)


@pytest.mark.parametrize(
    "header",
    [
        "First Name,Last Name,Email",
        "first_name,last_name,email",
        "firstName,lastName,emailAddress",
        "FNAME,LNAME,EMAIL",
        "Given Name,Surname,E-mail address",
        "Vorname,Nachname,E-Mail-Adresse",
        "Vorname,Name,E-Mail",
        "Prénom,Nom,Courriel",
        "Prénom,Nom de famille,Adresse e-mail",
        "Nombre,Apellidos,Correo electrónico",
        "Nome,Cognome,Indirizzo email",
        "Voornaam,Achternaam,E-mailadres",
        "Nome,Sobrenome,Endereço de e-mail",
        "Your first name,Your last name,Your work email address",
    ],
)
def test_names_and_mail_are_found_in_seven_languages(header):
    found = guess(f"{header}\nDana,Liu,dana@example.org\nIvo,Kohl,ivo@example.org\n")
    assert list(found.mapping.values()) == ["given_name", "family_name", "email"]
    assert found.sure


@pytest.mark.parametrize(
    "header",
    ["Name,Email", "Full Name,E-mail", "Nom complet,Courriel", "Nombre,Correo", "Naam,E-mail", "Contact,Mail"],
)
def test_a_whole_name_in_one_column_is_enough(header):
    found = guess(f"{header}\nDana Liu,dana@example.org\nIvo Kohl,ivo@example.org\n")
    assert list(found.mapping.values()) == ["full_name", "email"]
    assert found.sure


def test_a_crm_export_is_mapped_column_by_column():
    header = "Record ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Job Title,Company name,Contact owner,Lead Status,City,Postal Code,Country/Region,LinkedIn URL,Website URL,Date of birth,Tags,Notes"
    row = '17,Dana,Liu,dana@example.org,044 668 18 00,079 000 00 00,CTO,Northwind,Ivo Kohl,Open,Zürich,8002,CH,https://www.linkedin.com/in/dana-liu,https://northwind.example,1984-03-09,"Board, Chess",met at a fair'
    found = guess(f"{header}\n{row}\n")
    assert found.mapping == {
        "Record ID": "ignore",
        "First Name": "given_name",
        "Last Name": "family_name",
        "Email": "email",
        "Phone Number": "phone",
        "Mobile Phone Number": "phone",
        "Job Title": "title",
        "Company name": "organisation",
        "Contact owner": "ignore",
        "Lead Status": "ignore",
        "City": "city",
        "Postal Code": "postal_code",
        "Country/Region": "country",
        "LinkedIn URL": "profile",
        "Website URL": "url",
        "Date of birth": "birthday",
        "Tags": "tags",
        "Notes": "notes",
    }
    assert (
        found.reason
        == "names in “First Name” and “Last Name”, e-mail in “Email”, phone in “Phone Number” and “Mobile Phone Number”, profile in “LinkedIn URL”"
    )


def test_a_recognised_table_is_read_with_labels_from_its_column_names():
    text = "Vorname;Nachname;E-Mail geschäftlich;Handy;Telefon privat;Firma;Funktion;Straße;PLZ;Ort;Geburtstag;Gruppe\nDana;Liu;dana@example.org;079 000 00 00;044 668 18 00;Nordwind;CTO;Seeweg 4;8002;Zürich;9.3.1984;Chor, Beirat\n"
    assert recognised(FORMAT, text)
    record = person(FORMAT, text.encode("cp1252"))
    assert record.name.full == "Dana Liu"
    assert values(record, "email") == [("dana@example.org", "work")]
    assert values(record, "phone") == [("079 000 00 00", "mobile"), ("044 668 18 00", "home")]
    assert values(record, "postal") == [("Seeweg 4\n8002 Zürich", "")]
    assert record.affiliations[0].title == "CTO"
    assert record.anniversaries[0].on == "1984-03-09"
    assert record.tags == ("Chor", "Beirat")
    assert (record.source, record.key, record.origin.record) == ("contacts-csv", "", "row 2")


def test_home_and_work_addresses_stay_apart():
    text = (
        "Name,Email,Home Street,Home City,Work Street,Work City\nDana Liu,d@example.org,Seeweg 4,Zürich,Ring 1,Bern\n"
    )
    assert values(person(FORMAT, text), "postal") == [("Seeweg 4\nZürich", "home"), ("Ring 1\nBern", "work")]


def test_an_address_in_a_column_without_a_name_is_found_by_its_look():
    text = "id,first_name,last_name\n0,Dana,Liu,,,dana@example.org\n1,Ivo,Kohl,,,ivo@example.org\n"
    assert recognised(FORMAT, text)
    records = read(FORMAT, text)
    assert [values(record, "email") for record in records] == [[("dana@example.org", "")], [("ivo@example.org", "")]]


def test_profile_pages_make_a_table_reachable():
    text = "Name,Link\nDana Liu,https://www.linkedin.com/in/dana-liu\nIvo Kohl,https://www.linkedin.com/in/ivo\n"
    assert guess(text).mapping["Link"] == "profile"
    assert recognised(FORMAT, text)


def test_last_name_first_is_turned_round_and_degrees_are_not():
    text = 'Name,Email\n"Liu, Dana",dana@example.org\n"Ivo Kohl, PhD",ivo@example.org\n'
    assert [record.name.full for record in read(FORMAT, text)] == ["Dana Liu", "Ivo Kohl, PhD"]


def test_a_title_column_with_forms_of_address_is_no_role():
    found = guess("Title,First Name,Last Name,Email\nMr,Ivo,Kohl,ivo@example.org\nDr.,Dana,Liu,dana@example.org\n")
    assert found.mapping["Title"] == "prefix"


def test_two_words_that_only_qualify_still_name_a_phone():
    found = guess("Vorname,Nachname,Mobil privat,Mobile No\nDana,Liu,079 000 00 00,079 000 00 01\n")
    assert found.columns_of("phone") == ["Mobil privat", "Mobile No"]


def test_columns_that_are_not_assigned_are_not_read():
    record = person(FORMAT, "Name,Email,Shoe size\nDana Liu,dana@example.org,38\n")
    assert record.extra == ()


def test_somebody_elses_address_is_not_the_persons():
    found = guess("Name,Manager Email,Assistant Phone\nDana Liu,boss@example.org,044 668 18 00\n")
    assert found.mapping == {"Name": "full_name", "Manager Email": "ignore", "Assistant Phone": "ignore"}
    assert not found.sure


def test_a_column_called_email_without_addresses_is_no_address():
    found = guess("First Name,Last Name,Email\nDana,Liu,yes\nIvo,Kohl,no\n")
    assert not found.sure


def test_the_users_mapping_wins_over_the_guess():
    text = "A,B,C\nDana Liu,dana@example.org,chess\n"
    assert not recognised(FORMAT, text)
    mappings = {("A", "B", "C"): {"A": "full_name", "B": "email", "C": "ignore"}}
    record = person(FORMAT, text, dataclasses.replace(OPTIONS, mappings=mappings))
    assert (record.name.full, values(record, "email")) == ("Dana Liu", [("dana@example.org", "")])
    assert contacts_csv.has_mapping(text.encode(), mappings)


def test_a_table_without_a_header_can_be_mapped_and_loses_no_row():
    text = "Dana Liu,dana@example.org\nIvo Kohl,ivo@example.org\n"
    assert not recognised(FORMAT, text)
    mappings = {("column 1", "column 2"): {"column 1": "full_name", "column 2": "email"}}
    records = read(FORMAT, text, dataclasses.replace(OPTIONS, mappings=mappings))
    assert [record.name.full for record in records] == ["Dana Liu", "Ivo Kohl"]


def test_a_row_without_name_and_address_is_skipped():
    records = read(FORMAT, "Name,Email,City\nDana Liu,dana@example.org,Bern\n,,Genf\n")
    assert isinstance(records[0], PersonRecord)
    assert isinstance(records[1], Skipped)


def test_several_addresses_in_one_cell_are_several():
    record = person(FORMAT, 'Name,Email\nDana Liu,"Dana <dana@example.org>; d.liu@example.org"\n')
    assert [value for value, _ in values(record, "email")] == ["dana@example.org", "d.liu@example.org"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Order #,First Name,Last Name,Email,Ticket Type,Attendee #\n1,Dana,Liu,d@example.org,Free,2\n", "an attendee list: import it with an event"),
        ("name,email,rsvp_status,checked_in_at\nDana Liu,d@example.org,yes,\n", "an attendee list: import it with an event"),
        ("first name,last name,email address,both mentor and mentee,job title\nDana,Liu,d@example.org,no,CTO\n", "a mentoring sign-up list"),
        ("First name,Last name,Email,Ethnicity\nDana,Liu,d@example.org,x\n", "a table with sensitive personal details: assign its columns to import it"),
        ("unique_id,first_name,surname,email,cluster\n0,Dana,Liu,d@example.org,0\n1,Dana,Lui,d@example.org,0\n", "a data set for matching records"),
        ("from,to,subject,message\na@example.org,b@example.org,hi,hello\n", "a table of messages or calls"),
        ("Name,Phone,Date,Duration\nDana Liu,044 668 18 00,1 May,20\n", "a table of messages or calls"),
        ("name,amount,contact_email\nNew Website,100,d@example.org\n", "a table of deals, tasks or orders"),
        ("name,domain,email\nRed Hill,red.example,info@red.example\nBlue Lake,blue.example,info@blue.example\n", "a list of companies"),
        ("title,speaker,room,start\nOn birds,Dana Liu,A1,10:00\n", "a schedule of sessions"),
        ("conceptType,conceptUri,preferredLabel\nSkill,http://x.example/1,cook fish\n", "a list of skills or occupations"),
        ("name,account_owner_email\nNorthwind Inc,a@example.org\nSeeweg GmbH,b@example.org\n", "a list of companies"),
        ("Company,Email\nNorthwind Inc,a@example.org\nSeeweg GmbH,b@example.org\n", "a list of companies"),
        ("Primary Email\na@example.org\nb@example.org\n", "addresses without names"),
        ("First Name,Last Name,City\nDana,Liu,Bern\n", "names without e-mail, phone or profile"),
        ("from,to,timestamp\n1,2,1246360340.0\n2,3,1246360360.0\n", "a table of numbers"),
        ("file,kind,records\na.vcf,vcard,3\n", "a table without people's names and addresses"),
        ("First Name,Email\nDana,d@example.org\n", "columns that are not clear: assign them to import it"),
        ("Timestamp,Your name,Your e-mail,Why would you like to come to dinner?\n1,Dana Liu,d@example.org,fish\n", "answers to a form: assign its columns to import it"),
        ("First Name,Last Name,Email\n", "a table without rows"),
        ("Dear Dana,\n\nplease, come to dinner, and bring fish.\n\nIvo\n", "not a format that Reknit reads"),
        ("# Inputs\n\n| From | Message |\n|---|---|\n| a | b |\n", "not a format that Reknit reads"),
        (b"\x1f\x8b\x08\x08aaaa", "a compressed file: unpack it to import it"),
        (b"%PDF-1.7 \xe2\xe3", "a PDF document"),
    ],
)  # fmt: skip
def test_what_is_no_address_book_is_refused_with_a_plain_reason(text, why):
    assert reason(text) == why


def test_a_spreadsheet_is_named_as_such(tmp_path):
    path = tmp_path / "people.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
    [source] = walk([path])
    assert contacts_csv.why_not(source, source.head()) == "part of a spreadsheet: save it as CSV to import it"


SNIPPETS = st.sampled_from([
    "First Name", "Name", "E-mail 1 - Value", "Primary Email", "Email", "dana@example.org", "sep=;", "dn: cn=x", '"',
    "0/0/00", "::: ", "044 668 18 00", "Notes:", "\r", "\n", "\r\n", ",", ";", "\t", "|", "é", "\0", "\ufeff", " ", "1",
])  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(SNIPPETS, max_size=60), st.sampled_from(["utf-8", "utf-16", "cp1252"]))
def test_recognising_and_reading_never_fail_on_odd_text(snippets, encoding):
    source = source_of("".join(snippets).encode(encoding, "replace"))
    head = source.head()
    for fmt in (google.FORMAT, outlook.FORMAT, thunderbird.FORMAT, yahoo.FORMAT, ldif.FORMAT, FORMAT):
        if fmt.recognise(source, head):
            for record in fmt.read(source, OPTIONS):
                assert isinstance(record, PersonRecord | Skipped | Unreadable)
    assert contacts_csv.why_not(source, head)
    contacts_csv.guess(head)


def test_linkedins_own_tables_are_left_to_its_reader():
    assert not recognised(
        FORMAT,
        "First Name,Last Name,URL,Email Address,Company,Position,Connected On\nDana,Liu,https://www.linkedin.com/in/dana,d@example.org,N,CTO,08 Feb 2026\n",
    )


def test_the_reference_page_lists_every_field_with_its_meaning():
    page = Path(__file__).resolve().parents[2] / "docs" / "reference" / "csv.md"
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", page.read_text(encoding="utf-8"), re.MULTILINE))
    assert rows == FIELDS
