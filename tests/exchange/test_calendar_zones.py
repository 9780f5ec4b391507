"""What the names of time zones mean."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from reknit.exchange.calendar_zones import Zones

SUMMER = dt.datetime(2025, 7, 1, 12)
WINTER = dt.datetime(2025, 1, 1, 12)


def definition(tzid, *, standard="+0100", daylight="+0200", extra=()):
    return [
        "BEGIN:VTIMEZONE",
        f"TZID:{tzid}",
        *extra,
        "BEGIN:STANDARD",
        "DTSTART:16010101T030000",
        f"TZOFFSETFROM:{daylight}",
        f"TZOFFSETTO:{standard}",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
        "END:STANDARD",
        "BEGIN:DAYLIGHT",
        "DTSTART:16010101T020000",
        f"TZOFFSETFROM:{standard}",
        f"TZOFFSETTO:{daylight}",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        "END:DAYLIGHT",
        "END:VTIMEZONE",
    ]


def hours(zone):
    return tuple(int(moment.replace(tzinfo=zone).utcoffset() / dt.timedelta(hours=1)) for moment in (WINTER, SUMMER))


@pytest.mark.parametrize(
    ("tzid", "name"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("/Europe/Stockholm", "Europe/Stockholm"),
        ("/vendor.example/20250101_1/America/Argentina/Ushuaia", "America/Argentina/Ushuaia"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("Eastern Standard Time 1", "America/New_York"),
        ("Eastern Time (US & Canada)", "America/New_York"),
        ("(UTC-08:00) Pacific Time (US & Canada)", "America/Los_Angeles"),
        ("(GMT+01:00) Amsterdam, Berlin, Bern", "Europe/Amsterdam"),
        ("Europe_London", "Europe/London"),
        ("GMT -0500 (Standard) / GMT -0400 (Daylight)", "America/New_York"),
        ("GMT+01.00/+02.00", "Europe/Berlin"),
        ("tzone://Microsoft/Utc", "UTC"),
        ("America/New York", "America/New_York"),
    ],
)
def test_known_names_are_found(tzid, name):
    assert Zones([]).get(tzid) == ZoneInfo(name)


@pytest.mark.parametrize(
    ("tzid", "minutes"), [("UTC+11", 660), ("(UTC+07:30) Nowhere", 450), ("GMT-3", -180), ("+0200", 120)]
)
def test_an_offset_in_the_name_is_the_last_resort(tzid, minutes):
    assert Zones([]).get(tzid) == dt.timezone(dt.timedelta(minutes=minutes))


@pytest.mark.parametrize("tzid", ["Customized Time Zone", "FOO", "UTC+5328", "tzone://Microsoft/Custom", ""])
def test_a_name_that_nobody_knows_is_none(tzid):
    assert Zones([]).get(tzid) is None


def test_the_file_may_define_a_zone_of_its_own():
    assert hours(Zones([definition("Ours", standard="+0500", daylight="+0600")]).get("Ours")) == (5, 6)


def test_a_known_name_wins_over_the_files_definition():
    assert Zones([definition("Europe/Berlin", standard="+0900", daylight="+0900")]).get("Europe/Berlin") == ZoneInfo(
        "Europe/Berlin"
    )


def test_a_definition_may_name_the_place_it_stands_for():
    zones = Zones([definition("Ours", extra=["X-LIC-LOCATION:Asia/Kolkata"])])
    assert zones.get("Ours") == ZoneInfo("Asia/Kolkata")


def test_a_definition_in_letters_of_any_alphabet_is_found():
    assert hours(Zones([definition("Москва\\, Россия")]).get("Москва, Россия")) == (1, 2)


def test_an_impossible_offset_in_a_definition_does_no_harm():
    assert hours(Zones([definition("Ours", standard="+0100", daylight="+5328")]).get("Ours"))[0] == 1


def test_a_definition_without_its_end_is_read():
    assert hours(Zones([definition("Ours")[:-1]]).get("Ours")) == (1, 2)


def test_unknown_lines_and_empty_dates_in_a_definition_are_passed_over():
    lines = definition("Ours", extra=["X-NOISE;A=B:c"])
    lines.insert(5, "RDATE:")
    assert hours(Zones([lines]).get("Ours")) == (1, 2)


def test_a_definition_of_nothing_is_none():
    assert Zones([["BEGIN:VTIMEZONE", "TZID:Ours", "END:VTIMEZONE"]]).get("Ours") is None
