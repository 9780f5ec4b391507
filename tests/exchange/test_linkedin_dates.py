import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reknit.exchange.linkedin_dates import (
    LAUNCH,
    read_day,
    read_day_between,
    read_day_on_linkedin,
    read_moment,
    reason_against,
)

AS_OF = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("08 Feb 2026", "2026-02-08"),
        ("8 February 2026", "2026-02-08"),
        ("Feb 8, 2026", "2026-02-08"),
        ("Sept 3, 2019", "2019-09-03"),
        ("2024/02/01 15:02:55 UTC", "2024-02-01"),
        ("2024-02-01T15:02:55Z", "2024-02-01"),
        ("02/01/2024, 09:12 AM", "2024-02-01"),
        ("2/1/24", "2024-02-01"),
        ("25/12/2023", "2023-12-25"),
        ("4-Apr-21", "2021-04-04"),
        ("Jan 2024", "2024-01"),
        ("September 2019", "2019-09"),
        ("2019-09", "2019-09"),
        ("2019", "2019"),
        ("Dec 10", "--12-10"),
        ("29 February", "--02-29"),
        ("", ""),
        ("soon", ""),
        ("31 Feb 2024", ""),
        ("2024-13-01", ""),
    ],
)
def test_a_day_is_read_as_precisely_as_it_is_written(text, day):
    assert read_day(text) == day


@pytest.mark.parametrize(
    ("text", "local", "zoned"),
    [
        ("2025-06-01 14:03:22 UTC", "2025-06-01T14:03:22", True),
        ("2025/06/01 14:03:22 UTC", "2025-06-01T14:03:22", True),
        ("2025-06-01 14:03:22", "2025-06-01T14:03:22", False),
        ("2025-06-01T14:03:22Z", "2025-06-01T14:03:22", True),
        ("1/29/26, 2:37 PM", "2026-01-29T14:37:00", False),
        ("1/29/26, 2:37\u202fPM", "2026-01-29T14:37:00", False),
        ("1/29/26, 12:05 AM", "2026-01-29T00:05:00", False),
        ("12/9/25, 12:05 PM", "2025-12-09T12:05:00", False),
        ("Mar 5, 2025, 1:00 PM", "2025-03-05T13:00:00", False),
        ("Thu Jan 29 14:37:00 UTC 2026", "2026-01-29T14:37:00", True),
    ],
)
def test_a_time_is_read_in_every_form_that_linkedin_has_written(text, local, zoned):
    moment = read_moment(text)
    assert moment is not None
    assert (moment.local.isoformat(), moment.zoned, moment.clock) == (local, zoned, True)


def test_a_time_without_a_zone_is_in_the_users_zone():
    moment = read_moment("1/29/26, 2:37 PM")
    assert moment is not None
    assert moment.in_utc(BERLIN) == dt.datetime(2026, 1, 29, 13, 37, tzinfo=dt.UTC)


def test_a_time_in_utc_stays_whatever_the_users_zone():
    moment = read_moment("2025-06-01 14:03:22 UTC")
    assert moment is not None
    assert moment.in_utc(BERLIN) == dt.datetime(2025, 6, 1, 14, 3, 22, tzinfo=dt.UTC)


def test_a_bare_day_stays_that_day_in_every_zone():
    moment = read_moment("08 Feb 2026")
    assert moment is not None
    assert not moment.clock
    assert moment.in_utc(ZoneInfo("Pacific/Auckland")) == dt.datetime(2026, 2, 8, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "text", ["", "INBOX", "Jan 2024", "25:61", "2025-06-01 25:03:22 UTC", "2025-02-30 10:00:00 UTC"]
)
def test_what_is_no_full_date_is_no_time(text):
    assert read_moment(text) is None


@pytest.mark.parametrize(("text", "kept"), [("05 Jun 1833", ""), ("01 Jan 2009", "2009-01-01"), ("01 Jan 2093", "")])
def test_a_day_outside_the_life_of_linkedin_is_dropped(text, kept):
    assert read_day_on_linkedin(text, AS_OF) == kept


def test_a_year_that_may_lie_within_the_bounds_is_kept():
    assert read_day_between("2003", LAUNCH, AS_OF.date()) == "2003"
    assert read_day_between("2002", LAUNCH, AS_OF.date()) == ""
    assert read_day_between("Dec 10", LAUNCH, AS_OF.date()) == "--12-10"


def test_a_time_before_linkedin_or_long_after_the_import_is_refused():
    assert reason_against(dt.datetime(1844, 1, 1, tzinfo=dt.UTC), AS_OF) == "dated before LinkedIn existed"
    assert reason_against(dt.datetime(2093, 1, 1, tzinfo=dt.UTC), AS_OF) == "dated in the future"
    assert reason_against(AS_OF, AS_OF) == ""


@given(st.text(max_size=40))
def test_no_text_makes_the_reader_fail(text):
    assert read_day(text) == "" or read_day(text)[0] in "-0123456789"
    moment = read_moment(text)
    assert moment is None or moment.local.tzinfo is None


@given(st.datetimes(min_value=dt.datetime(2003, 6, 1), max_value=dt.datetime(2060, 1, 1)))
def test_every_spelling_of_one_time_is_read_as_that_time(moment):
    moment = moment.replace(second=0, microsecond=0)
    hour = f"{moment.hour % 12 or 12}:{moment:%M} {'PM' if moment.hour > 11 else 'AM'}"
    spellings = [
        f"{moment:%Y-%m-%d %H:%M:%S} UTC",
        f"{moment:%Y/%m/%d %H:%M:%S} UTC",
        f"{moment.month}/{moment.day}/{moment:%y}, {hour}",
        f"{moment:%b} {moment.day}, {moment.year}, {hour}",
    ]
    assert {found.local for text in spellings if (found := read_moment(text))} == {moment}
