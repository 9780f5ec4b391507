import pytest

from reknit.core.records import Anniversary, Skipped
from reknit.exchange.google import FORMAT
from tests.exchange.table_files import person, read, recognised, values

NEW_FIXED = (
    "First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name,Name Prefix,"
    "Name Suffix,Nickname,File As,Organization Name,Organization Title,Organization Department,Birthday,Notes,Photo,Labels"
)


def old(header: str, cells: str) -> str:
    return f"Name,Given Name,Family Name,{header}\nDana Liu,Dana,Liu,{cells}\n"


def new(header: str, cells: str, labels: str = "") -> str:
    fixed = f"Dana,Wei,Liu,,,,Dr.,,,,Northwind,Head of Data,Research,1984-03-09,Met at a fair,,{labels}"
    return f"{NEW_FIXED},{header}\n{fixed},{cells}\n"


def test_both_layouts_are_recognised_and_others_are_not():
    assert recognised(FORMAT, old("E-mail 1 - Type,E-mail 1 - Value", "Work,dana@example.org"))
    assert recognised(FORMAT, new("E-mail 1 - Label,E-mail 1 - Value", "Work,dana@example.org"))
    assert recognised(FORMAT, NEW_FIXED + "\n" + "Dana,,Liu" + "," * 14 + "\n")
    assert not recognised(FORMAT, "Name,Email\nDana Liu,dana@example.org\n")
    assert not recognised(FORMAT, "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n")


def test_the_layout_since_2024_is_read_in_full():
    record = person(
        FORMAT,
        new(
            "E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value",
            "Work,dana@example.org,Mobile,+41 44 668 18 00",
        ),
    )
    assert record.name.full == "Dana Wei Liu"
    assert (record.name.prefix, record.name.given, record.name.family) == ("Dr.", "Dana", "Liu")
    assert values(record, "email") == [("dana@example.org", "work")]
    assert values(record, "phone") == [("+41 44 668 18 00", "mobile")]
    assert record.affiliations[0].organisation == "Northwind"
    assert record.affiliations[0].title == "Head of Data"
    assert record.affiliations[0].department == "Research"
    assert record.anniversaries == (Anniversary(kind="birthday", on="1984-03-09"),)
    assert record.notes == ("Met at a fair",)
    assert (record.source, record.key, record.origin.record) == ("google-csv", "", "row 2")


def test_several_values_in_one_cell_are_several_addresses():
    record = person(FORMAT, old("E-mail 1 - Type,E-mail 1 - Value", "Work,dana@example.org ::: d.liu@example.org"))
    assert values(record, "email") == [("dana@example.org", "work"), ("d.liu@example.org", "work")]


def test_the_star_marks_the_preferred_address_and_is_no_part_of_the_label():
    record = person(
        FORMAT,
        old(
            "E-mail 1 - Type,E-mail 1 - Value,E-mail 2 - Type,E-mail 2 - Value",
            "Home,a@example.org,* Work,b@example.org",
        ),
    )
    assert [(c.value, c.label, c.preferred) for c in record.channels] == [
        ("a@example.org", "home", False),
        ("b@example.org", "work", True),
    ]


def test_googles_own_labels_are_words_and_the_users_stay_as_written():
    record = person(
        FORMAT,
        old(
            "Phone 1 - Type,Phone 1 - Value,Phone 2 - Type,Phone 2 - Value",
            "Work Fax,044 668 18 01,Porter's Lodge,044 668 18 02",
        ),
    )
    assert values(record, "phone") == [("044 668 18 01", "work fax"), ("044 668 18 02", "Porter's Lodge")]


def test_system_groups_are_no_tags_and_labels_are():
    record = person(
        FORMAT,
        old("Group Membership,E-mail 1 - Value", "* myContacts ::: Board ::: * Starred ::: Chess,a@example.org"),
    )
    assert record.tags == ("Board", "Chess")
    record = person(
        FORMAT, new("E-mail 1 - Label,E-mail 1 - Value", ",a@example.org", labels="Alumni ::: * myContacts")
    )
    assert record.tags == ("Alumni",)


def test_groups_that_the_user_chose_are_tags_even_when_google_named_them():
    assert person(
        FORMAT, old("Group Membership,E-mail 1 - Value", "* Friends ::: * My Contacts,a@example.org")
    ).tags == ("Friends",)


@pytest.mark.parametrize(("cell", "day"), [("--12-01", "--12-01"), ("1984-03-09", "1984-03-09"), ("", None)])
def test_a_birthday_may_lack_its_year(cell, day):
    record = person(FORMAT, old("Birthday,E-mail 1 - Value", f"{cell},a@example.org"))
    assert [a.on for a in record.anniversaries] == ([day] if day else [])


def test_a_website_on_a_network_is_a_profile():
    record = person(
        FORMAT,
        old(
            "Website 1 - Type,Website 1 - Value,Website 2 - Type,Website 2 - Value",
            "Profile,https://www.linkedin.com/in/dana-liu,Blog,https://dana.example",
        ),
    )
    assert values(record, "profile") == [("https://www.linkedin.com/in/dana-liu", "profile")]
    assert values(record, "url") == [("https://dana.example", "blog")]


def test_a_postal_address_keeps_its_parts_and_googles_own_layout():
    record = person(
        FORMAT,
        old(
            "Address 1 - Type,Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - PO Box,"
            "Address 1 - Region,Address 1 - Postal Code,Address 1 - Country,Address 1 - Extended Address",
            'Home,"Seeweg 4\n8002 Zürich",Seeweg 4,Zürich,,ZH,8002,Switzerland,',
        ),
    )
    [postal] = [c for c in record.channels if c.kind == "postal"]
    assert (postal.value, postal.label) == ("Seeweg 4\n8002 Zürich", "home")
    assert postal.parts == {
        "street": "Seeweg 4",
        "city": "Zürich",
        "region": "ZH",
        "postal_code": "8002",
        "country": "Switzerland",
    }


def test_two_organisations_stay_two_roles():
    record = person(
        FORMAT,
        old(
            "Organization 1 - Type,Organization 1 - Name,Organization 1 - Title,Organization 2 - Name,Organization 2 - Title",
            ",Northwind,CTO,Chess Club,Treasurer",
        ),
    )
    assert [(a.organisation, a.title) for a in record.affiliations] == [
        ("Northwind", "CTO"),
        ("Chess Club", "Treasurer"),
    ]


def test_messengers_are_handles_with_the_service_as_label():
    record = person(FORMAT, old("IM 1 - Type,IM 1 - Service,IM 1 - Value", "Home,Skype,dana.liu"))
    assert values(record, "handle") == [("dana.liu", "Skype")]


def test_relations_and_own_fields_are_kept_under_their_labels():
    record = person(
        FORMAT,
        old(
            "Relation 1 - Type,Relation 1 - Value,Custom Field 1 - Type,Custom Field 1 - Value,Event 1 - Type,Event 1 - Value",
            "Spouse,Ivo,Locker number,17; left,Anniversary,2010-06-05",
        ),
    )
    assert record.extra == ("X-SPOUSE:Ivo", "X-LOCKER-NUMBER:17\\; left")
    assert record.anniversaries == (Anniversary(kind="anniversary", on="2010-06-05"),)


def test_a_comma_between_first_and_last_name_is_mended_from_the_parts():
    text = 'Name,Given Name,Family Name,E-mail 1 - Value\n"Zoë, Smith",Zoë,Smith,zoe@example.org\n'
    assert person(FORMAT, text).name.full == "Zoë Smith"


def test_a_contact_with_nothing_but_a_note_is_skipped_with_its_reason():
    [record] = read(FORMAT, "Name,Given Name,Notes,E-mail 1 - Value\n,,call back,\n")
    assert isinstance(record, Skipped)
    assert record.reason == "neither a name nor an address"
    assert record.origin.record == "row 2"


def test_a_company_without_a_person_is_still_read():
    record = person(FORMAT, "Name,Given Name,Organization 1 - Name,Phone 1 - Value\n,,Northwind,044 668 18 00\n")
    assert record.name.full == ""
    assert record.affiliations[0].organisation == "Northwind"
