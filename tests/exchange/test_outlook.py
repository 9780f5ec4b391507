import dataclasses

import pytest

from reknit.core.records import Anniversary, Trait, Unreadable
from reknit.exchange import outlook_headers
from reknit.exchange.outlook import FORMAT
from tests.exchange.table_files import OPTIONS, person, read, recognised, row, values

DESKTOP = [
    *("Title", "First Name", "Middle Name", "Last Name", "Suffix", "Company", "Department", "Job Title"),
    *("Business Street", "Business Street 2", "Business City", "Business State", "Business Postal Code"),
    *("Business Country/Region", "Home Street", "Home City", "Home Postal Code", "Business Fax", "Business Phone"),
    *("Home Phone", "Mobile Phone", "Primary Phone", "Anniversary", "Birthday", "Categories", "E-mail Address"),
    *("E-mail Type", "E-mail Display Name", "E-mail 2 Address", "Gender", "Hobby", "Manager's Name", "Notes"),
    *("Priority", "Private", "Referred By", "Sensitivity", "Web Page"),
]
WEB = [
    *("First Name", "Middle Name", "Last Name", "Title", "Suffix", "Nickname", "Given Yomi", "Surname Yomi"),
    *("E-mail Address", "E-mail 2 Address", "Home Phone", "Business Phone", "Mobile Phone", "IMAddress", "Job Title"),
    *(
        "Department",
        "Company",
        "Business Street",
        "Business City",
        "Personal Web Page",
        "Web Page",
        "Birthday",
        "Notes",
    ),
]
GERMAN = [
    *("Anrede", "Vorname", "Weitere Vornamen", "Nachname", "Suffix", "Firma", "Abteilung", "Position"),
    *("Straße geschäftlich", "Ort geschäftlich", "Postleitzahl geschäftlich", "Telefon geschäftlich"),
    *("Telefon privat", "Mobiltelefon", "E-Mail-Adresse", "E-Mail: Angezeigter Name", "E-Mail 2: Adresse"),
    *("Geburtstag", "Kategorien", "Notizen", "Ort", "Privat", "Webseite"),
]
FRENCH = [
    *("Titre", "Prénom", "Deuxième prénom", "Nom", "Suffixe", "Société", "Service", "Titre"),
    *("Rue (bureau)", "Ville (bureau)", "Code postal (bureau)", "Téléphone (bureau)", "Tél. mobile"),
    *("Adresse de messagerie", "Adresse de messagerie 2", "Anniversaire", "Catégories", "Notes", "Page Web"),
]


def test_desktop_web_and_localised_headers_are_recognised():
    for columns in (DESKTOP, WEB, GERMAN, FRENCH):
        assert recognised(FORMAT, row(columns))


def test_other_tables_of_people_are_not_outlook():
    assert not recognised(FORMAT, "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n")
    assert not recognised(FORMAT, "First Name,Last Name,E-mail Address\nDana,Liu,dana@example.org\n")
    assert not recognised(FORMAT, '"First","Middle","Last","Nickname","Email","Category","Messenger ID"\n')


def test_a_desktop_contact_is_read_in_full():
    cells = {
        "Title": "Dr.", "First Name": "Dana", "Last Name": "Liu", "Company": "Northwind", "Department": "Research",
        "Job Title": "CTO", "Business Street": "Seeweg 4", "Business Street 2": "3rd floor", "Business City": "Zürich",
        "Business Postal Code": "8002", "Business Country/Region": "Switzerland", "Business Phone": "+41 44 668 18 00",
        "Business Fax": "+41 44 668 18 01", "Mobile Phone": "+41 79 000 00 00", "Birthday": "3/19/1984",
        "Anniversary": "0/0/00", "Categories": "Board;Chess", "E-mail Address": "dana@example.org",
        "E-mail Display Name": "Dana Liu (dana@example.org)", "E-mail Type": "SMTP", "Gender": "Unspecified",
        "Hobby": "sailing", "Manager's Name": "Ivo Kohl", "Notes": "line 1\nline 2", "Priority": "Normal",
        "Private": "False", "Referred By": "Ana", "Sensitivity": "Normal", "Web Page": "https://northwind.example",
    }  # fmt: skip
    record = person(FORMAT, row(DESKTOP, **cells))
    assert record.name.full == "Dana Liu"
    assert record.name.prefix == "Dr."
    assert values(record, "email") == [("dana@example.org", "")]
    assert values(record, "phone") == [
        ("+41 44 668 18 01", "work fax"),
        ("+41 44 668 18 00", "work"),
        ("+41 79 000 00 00", "mobile"),
    ]
    assert values(record, "postal") == [("Seeweg 4\n3rd floor\n8002 Zürich\nSwitzerland", "work")]
    assert values(record, "url") == [("https://northwind.example", "")]
    assert (record.affiliations[0].organisation, record.affiliations[0].title) == ("Northwind", "CTO")
    assert record.anniversaries == (Anniversary(kind="birthday", on="1984-03-19"),)
    assert record.tags == ("Board", "Chess")
    assert record.traits == (Trait(kind="interest", text="sailing", evidence="Hobby"),)
    assert record.met == "referred by Ana"
    assert record.notes == ("line 1\nline 2",)
    assert record.extra == ("X-MANAGER-S-NAME:Ivo Kohl",)


def test_a_german_header_is_understood_and_the_day_comes_first():
    cells = {
        "Vorname": "Jörg", "Nachname": "Weiß", "Firma": "Nordwind GmbH", "Position": "Leiter IT",
        "Ort geschäftlich": "Köln", "Telefon geschäftlich": "0221 471110", "E-Mail-Adresse": "joerg@example.org",
        "Geburtstag": "4.3.1980", "Kategorien": "Beirat", "Privat": "Aus", "Ort": "bei der Messe",
    }  # fmt: skip
    record = person(FORMAT, row(GERMAN, **cells).encode("cp1252"))
    assert record.name.full == "Jörg Weiß"
    assert values(record, "email") == [("joerg@example.org", "")]
    assert values(record, "phone") == [("0221 471110", "work")]
    assert record.anniversaries[0].on == "1980-03-04"
    assert record.affiliations[0].title == "Leiter IT"
    assert record.tags == ("Beirat",)
    assert record.extra == ("X-ORT:bei der Messe",)


def test_a_french_header_names_title_twice_and_means_two_things():
    header = ",".join(f'"{name}"' for name in FRENCH)
    cells = 'Mme,Zoé,,Dupré,,Vent du Nord,Recherche,Directrice,"1, rue du Lac",Lyon,69001,04 72 00 00 00,06 00 00 00 00,zoe@example.org,,,VIP,,\n'
    record = person(FORMAT, f"{header}\n{cells}")
    assert (record.name.prefix, record.name.full) == ("Mme", "Zoé Dupré")
    assert record.affiliations[0].title == "Directrice"
    assert values(record, "phone") == [("04 72 00 00 00", "work"), ("06 00 00 00 00", "mobile")]


def test_the_web_export_with_a_mark_and_a_messenger_is_read():
    text = row(
        WEB, First_Name="Dana", Last_Name="Liu", IMAddress="dana@chat.example", Job_Title="CTO", Company="Northwind"
    )
    record = person(FORMAT, text.encode("utf-8-sig"))
    assert values(record, "handle") == [("dana@chat.example", "messenger")]
    assert record.affiliations[0].organisation == "Northwind"


@pytest.mark.parametrize(
    ("days", "read_as"),
    [
        (["3/4/1980", "25/12/1975"], ["1980-04-03", "1975-12-25"]),
        (["3/4/1980", "12/25/1975"], ["1980-03-04", "1975-12-25"]),
        (["3.4.1980", "4.5.1975"], ["1980-04-03", "1975-05-04"]),
    ],
)
def test_the_order_of_day_and_month_is_decided_from_the_whole_column(days, read_as):
    lines = [row(DESKTOP, First_Name="Dana", Birthday=day) for day in days]
    text = lines[0] + "".join(line.split("\n", 1)[1] for line in lines[1:])
    assert [record.anniversaries[0].on for record in read(FORMAT, text)] == read_as


def test_undecided_days_follow_the_users_region():
    text = row(DESKTOP, First_Name="Dana", Birthday="3/4/1980")
    assert person(FORMAT, text).anniversaries[0].on == "1980-03-04"
    swiss = dataclasses.replace(OPTIONS, region="CH")
    assert person(FORMAT, text, swiss).anniversaries[0].on == "1980-04-03"


@pytest.mark.parametrize("nothing", ["0/0/00", "00/00/0000", "1/1/4501", ""])
def test_the_ways_to_write_no_birthday_are_no_birthday(nothing):
    assert person(FORMAT, row(DESKTOP, First_Name="Dana", Birthday=nothing)).anniversaries == ()


def test_an_exchange_path_is_no_address_and_the_display_name_steps_in():
    cells = {
        "E-mail Address": "/o=ExchangeLabs/ou=Exchange/cn=Recipients/cn=abc-dliu",
        "E-mail Display Name": "Dana Liu <dliu@example.org>",
    }
    record = person(FORMAT, row(DESKTOP, **cells))
    assert record.name.full == "Dana Liu"
    assert values(record, "email") == []
    assert record.extra == ("X-E-MAIL-ADDRESS:/o=ExchangeLabs/ou=Exchange/cn=Recipients/cn=abc-dliu",)


def test_a_row_shifted_by_an_unquoted_comma_is_reported_not_guessed():
    named = {
        "First Name": "Dana",
        "Company": "Northwind, Inc.",
        "E-mail Address": "a@example.org",
        "Categories": "Board",
        "Web Page": "w.example",
    }
    cells = ",".join(named.get(name, "") for name in DESKTOP)
    [record] = read(FORMAT, ",".join(DESKTOP) + "\n" + cells + "\n")
    assert isinstance(record, Unreadable)
    assert record.reason == "more cells than the table has columns"


def test_googles_version_of_the_layout_has_whole_addresses_and_system_groups():
    columns = [*WEB, "Categories", "Home Address"]
    record = person(
        FORMAT, row(columns, First_Name="Dana", Categories="myContacts;Chess;starred", Home_Address="Seeweg 4\nZürich")
    )
    assert record.tags == ("Chess",)
    assert values(record, "postal") == [("Seeweg 4\nZürich", "home")]


def test_every_translation_leads_to_a_column_that_exists():
    english = set(outlook_headers.GERMAN.values()) | set(outlook_headers.FRENCH.values())
    header = row(sorted(english))
    assert recognised(FORMAT, header)
    assert set(outlook_headers.GERMAN.values()) - set(outlook_headers.FRENCH.values()) <= english
