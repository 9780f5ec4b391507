import pytest

from reknit.exchange.days import order_of, parse_day, partial_date, usual_order


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1984-03-09", "1984-03-09"),
        ("19840309", "1984-03-09"),
        ("1984-03", "1984-03"),
        ("1984", "1984"),
        ("--03-09", "--03-09"),
        ("--0309", "--03-09"),
        ("1984/3/9", "1984-03-09"),
        ("1984-03-09T00:00:00Z", "1984-03-09"),
        ("3/9/1984 12:00:00 AM", "1984-03-09"),
        ("3/9/84", "1984-03-09"),
        ("3/9/05", "2005-03-09"),
        ("3/9", "--03-09"),
        ("9.3.1984", "1984-03-09"),
        ("9.3.", "--03-09"),
        ("25/12/1984", "1984-12-25"),
        ("9 March 1984", "1984-03-09"),
        ("March 9, 1984", "1984-03-09"),
        ("Mar 9", "--03-09"),
        ("9. März 1984", "1984-03-09"),
        ("9 août 1984", "1984-08-09"),
        ("1er mai 1984", "1984-05-01"),
        ("9 de marzo de 1984", "1984-03-09"),
        ("9 dicembre 1984", "1984-12-09"),
        ("9 maart 1984", "1984-03-09"),
        ("9-Oct-1984", "1984-10-09"),
        ("March 1984", "1984-03"),
        ("1604-03-09", "--03-09"),
        ("0000-03-09", "--03-09"),
        ("2/29/1980", "1980-02-29"),
    ],
)
def test_days_are_read_as_people_write_them(text, day):
    assert parse_day(text, order="mdy", latest_year=2026) == day


@pytest.mark.parametrize(
    "text", ["", "0/0/00", "00/00/0000", "1/1/4501", "2/30/1980", "soon", "13/13/1980", "12345", "9 Smarch 1984"]
)
def test_what_is_no_day_is_no_day(text):
    assert parse_day(text, order="mdy", latest_year=2026) == ""


def test_the_order_decides_between_two_possible_days():
    assert parse_day("3/4/1980", order="dmy", latest_year=2026) == "1980-04-03"
    assert parse_day("3/4/1980", order="mdy", latest_year=2026) == "1980-03-04"


def test_one_clear_day_decides_for_the_column():
    assert order_of(["3/4/1980", "25/4/1980"], default="mdy") == "dmy"
    assert order_of(["3/4/1980", "4/25/1980"], default="dmy") == "mdy"
    assert order_of(["3/4/1980", "hello", ""], default="dmy") == "dmy"


def test_regions_have_their_usual_order():
    assert usual_order("US") == "mdy"
    assert usual_order("DE") == "dmy"
    assert usual_order("") == "mdy"


def test_three_columns_make_a_partial_day():
    assert partial_date("1984", "3", "9") == "1984-03-09"
    assert partial_date("", "3", "9") == "--03-09"
    assert partial_date("1984", "", "") == "1984"
    assert partial_date("", "", "") == ""
    assert partial_date("1984", "2", "31") == ""
