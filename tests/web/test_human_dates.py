"""Dates as a person says them."""

import datetime as dt

import pytest
from django.utils import timezone

from reknit.web.human_dates import relative

NOW = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today"),
        (1, "yesterday"),
        (2, "two days ago"),
        (13, "13 days ago"),
        (14, "two weeks ago"),
        (22, "three weeks ago"),
        (60, "nine weeks ago"),
        (61, "two months ago"),
        (250, "eight months ago"),
        (729, "24 months ago"),
        (731, "two years ago"),
        (1100, "three years ago"),
        (-1, "tomorrow"),
        (-3, "in three days"),
        (-21, "in three weeks"),
    ],
)
def test_a_day_is_told_by_its_distance(days, words):
    assert relative(NOW.date() - dt.timedelta(days=days), as_of=NOW) == words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "just now"),
        (1, "one minute ago"),
        (40, "40 minutes ago"),
        (60, "one hour ago"),
        (185, "three hours ago"),
        (-20, "in 20 minutes"),
    ],
)
def test_an_instant_of_the_same_day_is_told_in_minutes_and_hours(minutes, words):
    assert relative(NOW - dt.timedelta(minutes=minutes), as_of=NOW) == words


def test_yesterday_is_a_calendar_day_and_not_24_hours():
    shortly_after_midnight = dt.datetime(2026, 11, 23, 0, 30, tzinfo=dt.UTC)
    shortly_before_midnight = dt.datetime(2026, 11, 22, 23, 50, tzinfo=dt.UTC)
    assert relative(shortly_before_midnight, as_of=shortly_after_midnight) == "yesterday"


def test_the_calendar_day_is_the_users_own():
    late_in_utc = dt.datetime(2026, 11, 22, 23, 50, tzinfo=dt.UTC)
    early_in_utc = dt.datetime(2026, 11, 23, 0, 30, tzinfo=dt.UTC)
    with timezone.override(dt.timezone(dt.timedelta(hours=-5))):
        assert relative(late_in_utc, as_of=early_in_utc) == "40 minutes ago"


def test_a_day_beside_an_instant_of_that_day_is_today():
    assert relative(NOW.date(), as_of=NOW) == "today"
