"""Each mend of a calendar's values, shown on the value that needs it."""

import datetime as dt

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reknit.exchange.calendar_mending import duration_of, moment_of, plain_text, property_of, rule_of

UTC = dt.UTC


def params_and_value(line):
    prop = property_of(line)
    return prop.params, prop.value


# Properties


def test_a_property_is_split_into_name_parameters_and_value():
    prop = property_of('attendee;cn="Dorn, Cy";Role=CHAIR:mailto:cy@dorn.example')
    assert (prop.name, prop.value) == ("ATTENDEE", "mailto:cy@dorn.example")
    assert prop.params == {"CN": "Dorn, Cy", "ROLE": "CHAIR"}


def test_an_address_inside_a_quoted_parameter_is_not_the_value():
    line = 'ATTENDEE;DELEGATED-FROM= "mailto:boss@brook.example";CN=Cy Dorn :mailto:cy@dorn.example'
    assert params_and_value(line) == (
        {"DELEGATED-FROM": "mailto:boss@brook.example", "CN": "Cy Dorn"},
        "mailto:cy@dorn.example",
    )


def test_blanks_around_names_are_taken_away():
    assert params_and_value("DTSTART ; VALUE = DATE : 20250301") == ({"VALUE": "DATE"}, "20250301")


def test_empty_parameters_are_passed_over():
    assert params_and_value("DTSTART;;VALUE=DATE:20250301") == ({"VALUE": "DATE"}, "20250301")


def test_a_colon_in_an_unquoted_zone_does_not_end_the_head():
    params, value = params_and_value("DTSTART;TZID=(UTC+10:00) Sydney:20250301T100000")
    assert (params["TZID"], value) == ("(UTC+10:00) Sydney", "20250301T100000")


def test_an_address_behind_an_equals_sign_is_found():
    assert params_and_value('ORGANIZER="mailto:ada@brook.example"') == ({}, "mailto:ada@brook.example")


def test_a_quote_that_never_closes_does_not_hide_the_address():
    params, value = params_and_value('ATTENDEE;CN="Ada:mailto:ada@brook.example')
    assert value == "mailto:ada@brook.example"
    assert "mailto" not in params.get("CN", "")


def test_escapes_in_parameters_are_undone():
    assert params_and_value(r"ORGANIZER;CN=Brook\, Ada\: CEO:x")[0] == {"CN": "Brook, Ada: CEO"}
    assert params_and_value("ORGANIZER;CN=Ada ^'Bee^' Brook:x")[0] == {"CN": 'Ada "Bee" Brook'}


def test_a_line_that_is_no_property_is_none():
    assert property_of("just some words") is None
    assert property_of("") is None


def test_escaped_text_becomes_one_line():
    assert plain_text(r"Lunch\, then\n work\; done \\ ") == "Lunch, then work; done \\"


# Moments


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("20250301", dt.date(2025, 3, 1)),
        ("2025-03-01", dt.date(2025, 3, 1)),
        ("20250301Z", dt.date(2025, 3, 1)),
        ("20250301T1000", dt.datetime(2025, 3, 1, 10)),
        ("20250301t100000z", dt.datetime(2025, 3, 1, 10, tzinfo=UTC)),
        ("2025-03-01T10:00:00.000Z", dt.datetime(2025, 3, 1, 10, tzinfo=UTC)),
        ("2025-03-01 10:00", dt.datetime(2025, 3, 1, 10)),
        ("20250301T100000+0200", dt.datetime(2025, 3, 1, 8, tzinfo=UTC)),
        ("20250301T100000-05:30", dt.datetime(2025, 3, 1, 15, 30, tzinfo=UTC)),
        ("20250301T240000", dt.datetime(2025, 3, 2)),
        ("20250301T235960", dt.datetime(2025, 3, 1, 23, 59, 59)),
        (' "20250301T100000" ', dt.datetime(2025, 3, 1, 10)),
    ],
)
def test_a_moment_is_read_in_every_spelling(text, meant):
    assert moment_of(text) == meant


@pytest.mark.parametrize(
    "text", ["", "soon", "20251301", "20250230", "20250301T990000", "20250301T100000+9999", "00000101"]
)
def test_what_is_no_moment_is_none(text):
    assert moment_of(text) is None


def test_a_time_declared_a_day_is_a_day():
    assert moment_of("20250301T000000", day=True) == dt.date(2025, 3, 1)


@given(st.datetimes(min_value=dt.datetime(1583, 1, 1), max_value=dt.datetime(2200, 1, 1)))
def test_what_icalendar_writes_is_read_as_icalendar_reads_it(moment):
    text = icalendar.vDDDTypes(moment.replace(microsecond=0)).to_ical().decode()
    assert moment_of(text) == icalendar.vDDDTypes.from_ical(text)


# Lengths


@pytest.mark.parametrize(
    ("text", "hours"),
    [("PT1H", 1), ("pt60m", 1), ("P1H", 1), ("P1D", 24), ("PT1W", 168), ("P1DT2H", 26), ("-PT1H", -1), ("P1D2H", 26)],
)
def test_a_length_is_read_in_every_spelling(text, hours):
    assert duration_of(text) == dt.timedelta(hours=hours)


@pytest.mark.parametrize("text", ["", "P", "1 hour", "PT", "P99999999999999999W"])
def test_what_is_no_length_is_none(text):
    assert duration_of(text) is None


# Rules


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("FREQ=DAILY\\;COUNT=10", {"FREQ": "DAILY", "COUNT": "10"}),
        ("FREQ=WEEKLY;BYDAY=MO, TU ;WKST=SU;", {"FREQ": "WEEKLY", "BYDAY": "MO,TU", "WKST": "SU"}),
        ("RRULE:freq=daily", {"FREQ": "DAILY"}),
        ("FREQ=DAILY;COUNT=-1", {"FREQ": "DAILY"}),
        ("RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=FORWARD", {"FREQ": "YEARLY"}),
        ("FREQ=DAILY;UNTIL=2025-03-01", {"FREQ": "DAILY", "UNTIL": "2025-03-01"}),
        ("D2 #10", {"FREQ": "DAILY", "INTERVAL": "2", "COUNT": "10"}),
        ("W1 MO WE #0", {"FREQ": "WEEKLY", "INTERVAL": "1", "BYDAY": "MO,WE"}),
        (
            "MP1 1+ MO 2- FR 20250301T000000",
            {"FREQ": "MONTHLY", "INTERVAL": "1", "BYDAY": "1MO,-2FR", "UNTIL": "20250301T000000"},
        ),
        ("MD1 15 #3", {"FREQ": "MONTHLY", "INTERVAL": "1", "BYMONTHDAY": "15", "COUNT": "3"}),
    ],
)
def test_a_rule_is_read_in_every_spelling(text, meant):
    assert rule_of(text) == meant


@pytest.mark.parametrize(
    "text",
    ["", "FREQ=SOMETIMES", "COUNT=3", "FREQ=DAILY;UNTIL=soon", "FREQ=DAILY;INTERVAL=0", "RSCALE=CHINESE;FREQ=YEARLY",
     "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30,31", "FREQ=DAILY;BYMONTH=13;BYMONTHDAY=1"],
)  # fmt: skip
def test_what_is_no_rule_is_none(text):
    assert rule_of(text) is None


@given(st.text(max_size=60))
def test_nothing_that_a_file_may_hold_raises(text):
    for function in (property_of, plain_text, moment_of, duration_of, rule_of):
        function(text)
