import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reknit.exchange.mail_dates import parse_date, parse_received


def at(*parts):
    return dt.datetime(*parts, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Tue, 5 Mar 2024 10:30:15 +0100", at(2024, 3, 5, 9, 30, 15)),
        ("5 Mar 2024 10:30:15 -0330", at(2024, 3, 5, 14, 0, 15)),
        ("Tue, 05 Mar 2024 10:30 +0000", at(2024, 3, 5, 10, 30)),
        ("Tue,5 Mar 2024 10:30:15 GMT", at(2024, 3, 5, 10, 30, 15)),
        ("Tue, 5 Mar 2024 9:30:15 +0100 (CET)", at(2024, 3, 5, 8, 30, 15)),
        ("Tue, 5 Mar 2024 10:30:15 (EST) -0500", at(2024, 3, 5, 15, 30, 15)),
        ("Tue, 5 Mar 2024 10:30:15 EST", at(2024, 3, 5, 15, 30, 15)),
        ("Tue, 5 Mar 2024 10:30:15 GMT+0200", at(2024, 3, 5, 8, 30, 15)),
        ("Tue, 5 Mar 2024 10:30:15 +01:00", at(2024, 3, 5, 9, 30, 15)),
        ("Tue, 5 Mar 2024 10:30:15 +100", at(2024, 3, 5, 9, 30, 15)),
        ("Tue, 5-Mar-24 10:30:15 UT", at(2024, 3, 5, 10, 30, 15)),
        ("Tue, 5 Mar 96 10:30:15 UT", at(1996, 3, 5, 10, 30, 15)),
        ("Tue, 5 Mar 104 10:30:15 UT", at(2004, 3, 5, 10, 30, 15)),
        ("Sun, 31 Dec 2023 24:00:00 +0000", at(2024, 1, 1)),
        ("Sat, 31 Dec 2016 23:59:60 +0000", at(2016, 12, 31, 23, 59, 59)),
        ("Tue Mar  5 10:30:15 EST 2024", at(2024, 3, 5, 15, 30, 15)),
        ("Tue Mar 05 10:30:15 +0100 2024", at(2024, 3, 5, 9, 30, 15)),
        ("2024-03-05T10:30:15Z", at(2024, 3, 5, 10, 30, 15)),
        ("2024-03-05 10:30:15.250 +0100", at(2024, 3, 5, 9, 30, 15)),
        ("\n\tTue, 5 Mar 2024\n\t10:30:15 +0100", at(2024, 3, 5, 9, 30, 15)),
    ],
)
def test_a_date_with_a_zone_is_an_instant(text, moment):
    assert parse_date(text) == (moment, True)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Tue Mar  5 10:30:15 2024", at(2024, 3, 5, 10, 30, 15)),
        ("Tue, 5 Mar 2024 10:30:15", at(2024, 3, 5, 10, 30, 15)),
        ("Tue, 5 Mar 2024", at(2024, 3, 5)),
        ("Tue, 5 Mar 2024 10:30:15 +5328", at(2024, 3, 5, 10, 30, 15)),
        ("Tue, 5 Mar 2024 10:30:15 XYZ", at(2024, 3, 5, 10, 30, 15)),
        ("March 5, 2024 10:30 PM", at(2024, 3, 5, 22, 30)),
        ("March 5th 2024 12:30 am", at(2024, 3, 5, 0, 30)),
        ("05.03.2024 10:30", at(2024, 3, 5, 10, 30)),
        ("Di, 5. März 2024 um 10:30 Uhr", at(2024, 3, 5, 10, 30)),
        ("mar. 5 févr. 2024 10:30", at(2024, 2, 5, 10, 30)),
        ("jeudi 13 juin 2024 à 10:30", at(2024, 6, 13, 10, 30)),
        ("5 de marzo de 2024 10:30", at(2024, 3, 5, 10, 30)),
        ("5 dicembre 2024 10:30", at(2024, 12, 5, 10, 30)),
        ("5 окт. 2024 10:30", at(2024, 10, 5, 10, 30)),
    ],
)
def test_a_date_without_a_usable_zone_is_a_clock_time(text, moment):
    assert parse_date(text) == (moment, False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tomorrow",
        "Fri, 30 Feb 2024 10:30:15 +0000",
        "Thu, 1 Jan 1970 00:00:00 +0000",
        "Tue, 5 Mar 1800 10:30:15 +0000",
        "Tue, 5 Mar 9999 23:30:15 -0100",
        "Tue, 5 Mar 2024 25:99:15 +0000",
        "03/05/2024 10:30",
        "9" * 5000,
    ],
)
def test_what_is_no_date_gives_none(text):
    assert parse_date(text) is None


def test_the_date_of_a_journey_follows_the_last_semicolon():
    text = "from a (x; y) by b; id 5; Tue, 5 Mar 2024 10:30:15 +0100 (CET)"
    assert parse_received(text) == (at(2024, 3, 5, 9, 30, 15), True)


@given(st.datetimes(dt.datetime(1971, 1, 3), dt.datetime(2099, 12, 30)), st.integers(-14 * 60, 14 * 60))
def test_a_date_as_the_standard_says_is_read_to_the_second(local, minutes):
    zone = dt.timezone(dt.timedelta(minutes=minutes))
    moment = local.replace(microsecond=0, tzinfo=zone)
    text = f"{moment.day} {['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][moment.month - 1]} {moment:%Y %H:%M:%S %z}"
    assert parse_date(text) == (moment.astimezone(dt.UTC), True)


@given(st.text(alphabet="0123456789 :+-/.,;()TZMarchDecmai\n٣", max_size=60))
def test_no_text_is_too_odd(text):
    moment = parse_date(text)
    assert moment is None or 1970 <= moment.at.year <= 2100
