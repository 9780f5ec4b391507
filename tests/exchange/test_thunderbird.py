from reknit.core.records import Anniversary
from reknit.exchange.thunderbird import FORMAT
from tests.exchange.table_files import person, read, recognised, row, values

ENGLISH = [
    *("First Name", "Last Name", "Display Name", "Nickname", "Primary Email", "Secondary Email"),
    *("Screen Name", "Work Phone", "Home Phone", "Fax Number", "Pager Number", "Mobile Number"),
    *("Home Address", "Home Address 2", "Home City", "Home State", "Home ZipCode", "Home Country"),
    *("Work Address", "Work Address 2", "Work City", "Work State", "Work ZipCode", "Work Country"),
    *("Job Title", "Department", "Organization", "Web Page 1", "Web Page 2", "Birth Year", "Birth Month"),
    *("Birth Day", "Custom 1", "Custom 2", "Custom 3", "Custom 4", "Notes"),
]
GERMAN = [
    *("Vorname", "Nachname", "Anzeigename", "Spitzname", "Primäre E-Mail-Adresse", "Sekundäre E-Mail-Adresse"),
    *("Messenger-Name", "Tel. dienstlich", "Tel. privat", "Fax-Nummer", "Pager-Nummer", "Mobil-Tel.-Nr."),
    *("Privat: Adresse", "Privat: Adresse 2", "Privat: Ort", "Privat: Bundesland", "Privat: PLZ"),
    *("Privat: Land", "Dienstlich: Adresse", "Dienstlich: Adresse 2", "Dienstlich: Ort"),
    *("Dienstlich: Bundesland", "Dienstlich: PLZ", "Dienstlich: Land", "Arbeitstitel", "Abteilung"),
    *("Organisation", "Webseite 1", "Webseite 2", "Geburtsjahr", "Geburtsmonat", "Geburtstag"),
    *("Benutzerdef. 1", "Benutzerdef. 2", "Benutzerdef. 3", "Benutzerdef. 4", "Notizen"),
]
CELLS = [
    *("Dana", "Liu", "Dana Liu", "Dee", "dana@example.org", "dee@example.org", "", "044 668 18 00", "", "", ""),
    *("079 000 00 00", "Seeweg 4", "left door", "Zürich", "ZH", "8002", "Switzerland", "", "", "", "", "", ""),
    *("CTO", "Research", "Northwind", "https://northwind.example", "https://www.linkedin.com/in/dana-liu"),
    *("1984", "3", "9", "blue", "", "", "", "met at a fair"),
]


def line(cells: list[str]) -> str:
    return ",".join(f'"{cell}"' if cell else "" for cell in cells) + "\n"


def expect_dana(record):
    assert (record.name.full, record.name.given, record.name.nickname) == ("Dana Liu", "Dana", "Dee")
    assert values(record, "email") == [("dana@example.org", ""), ("dee@example.org", "")]
    assert values(record, "phone") == [("044 668 18 00", "work"), ("079 000 00 00", "mobile")]
    assert values(record, "postal") == [("Seeweg 4\nleft door\n8002 Zürich\nZH\nSwitzerland", "home")]
    assert values(record, "profile") == [("https://www.linkedin.com/in/dana-liu", "home")]
    assert record.affiliations[0].department == "Research"
    assert record.anniversaries == (Anniversary(kind="birthday", on="1984-03-09"),)
    assert record.notes == ("met at a fair",)


def test_an_english_export_with_a_comma_at_the_end_of_each_line_is_read():
    text = ",".join(ENGLISH) + ",\n" + line([*CELLS, ""])
    assert recognised(FORMAT, text)
    expect_dana(person(FORMAT, text))


def test_a_german_header_means_the_same():
    text = line(GERMAN) + line(CELLS)
    assert recognised(FORMAT, text)
    expect_dana(person(FORMAT, text))


def test_tab_separated_text_is_read_as_well():
    text = "\t".join(ENGLISH) + "\n" + "\t".join(CELLS) + "\n"
    assert recognised(FORMAT, text)
    expect_dana(person(FORMAT, text))


def test_an_old_export_without_a_header_is_known_by_its_columns():
    text = line(CELLS) + line(["Ivo", "Kohl", "Ivo Kohl", "", "ivo@example.org", *[""] * 32])
    assert recognised(FORMAT, text)
    first, second = read(FORMAT, text)
    expect_dana(first)
    assert (second.name.full, second.origin.record) == ("Ivo Kohl", "row 2")


def test_a_birthday_without_a_year_is_a_day_without_a_year():
    record = person(FORMAT, row(ENGLISH, First_Name="Dana", Birth_Month="3", Birth_Day="9"))
    assert record.anniversaries[0].on == "--03-09"


def test_own_fields_are_kept_for_export():
    assert person(FORMAT, row(ENGLISH, First_Name="Dana", Custom_1="blue")).extra == ("X-CUSTOM-1:blue",)


def test_words_in_a_phone_cell_are_no_number_and_are_kept():
    record = person(FORMAT, row(ENGLISH, First_Name="Dana", Work_Phone="ask reception"))
    assert values(record, "phone") == []
    assert record.extra == ("X-WORK-PHONE:ask reception",)


def test_a_list_of_addresses_alone_is_not_taken_for_thunderbird():
    assert not recognised(FORMAT, "Primary Email\ndana@example.org\n")
