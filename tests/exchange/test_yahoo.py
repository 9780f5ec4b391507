from reknit.exchange.yahoo import FORMAT
from tests.exchange.table_files import person, recognised, row, values

COLUMNS = [
    *(
        "First",
        "Middle",
        "Last",
        "Nickname",
        "Email",
        "Category",
        "Distribution Lists",
        "Messenger ID",
        "Home",
        "Work",
    ),
    *("Mobile", "Yahoo Phone", "Alternate Email 1", "Personal Website", "Title", "Company", "Work Address"),
    *("Work City", "Birthday", "Anniversary", "Custom 1", "Comments", "Messenger ID1", "Skype ID"),
]


def test_yahoo_is_recognised_by_its_own_columns():
    assert recognised(FORMAT, row(COLUMNS))
    assert not recognised(FORMAT, "First,Last,Email\nDana,Liu,dana@example.org\n")


def test_entities_words_in_phone_cells_and_line_breaks_are_handled():
    record = person(
        FORMAT,
        row(
            COLUMNS,
            First="Dana",
            Last="O&#39;Hara",
            Email="dana@example.org",
            Home="not in service",
            Mobile="555 010 99",
            Comments="one\ntwo",
            Birthday="3/9/1984",
            Skype_ID="dana.o",
            Distribution_Lists="Chess, Board",
        ),
    )
    assert record.name.full == "Dana O'Hara"
    assert values(record, "phone") == [("555 010 99", "mobile")]
    assert record.extra == ("X-HOME:not in service",)
    assert record.notes == ("one\ntwo",)
    assert record.anniversaries[0].on == "1984-03-09"
    assert values(record, "handle") == [("dana.o", "Skype")]
    assert record.tags == ("Chess", "Board")


def test_a_row_with_only_an_address_is_still_somebody():
    record = person(FORMAT, row(COLUMNS, Email="dana@example.org"))
    assert (record.name.full, values(record, "email")) == ("", [("dana@example.org", "")])
