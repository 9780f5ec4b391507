"""The drawing above the timeline: inside its frame, with words that do not run into each other."""

import datetime as dt
import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reknit.store.days import day_number
from reknit.web.strength_chart import CLEARANCE, TICKS, strength_chart

TODAY = dt.date(2026, 11, 23)
NOW = day_number(TODAY)


DAYS = st.sampled_from([9000, 1000, 500]).flatmap(
    lambda longest: st.lists(st.integers(NOW - longest, NOW), min_size=1, max_size=50)
)


def numbers(path):
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", path)]


def percent(mark):
    return float(mark.at.rstrip("%"))


def test_without_contact_there_is_no_drawing():
    assert strength_chart([], today=TODAY) is None


@given(DAYS)
def test_every_point_lies_inside_the_frame(days):
    chart = strength_chart(days, today=TODAY)
    points = numbers(chart.line)
    assert all(0 <= x <= 1000 for x in points[::2])
    assert all(0 <= y <= 100 for y in points[1::2])
    assert points[-2] == 1000
    assert chart.contacts.count("M") == len(set(days))


@given(DAYS)
def test_words_stay_apart(days):
    chart = strength_chart(days, today=TODAY)
    heights = [percent(mark) for mark in chart.heights]
    assert all(below - above >= CLEARANCE - 0.1 for above, below in itertools.pairwise(heights))
    assert len(chart.ticks) <= TICKS
    assert len({mark.words for mark in chart.ticks}) == len(chart.ticks)


def test_years_are_marked_at_their_first_day():
    chart = strength_chart([day_number(dt.date(2023, 11, 24))], today=TODAY)
    assert [mark.words for mark in chart.ticks] == ["2024", "2025", "2026"]
    assert percent(chart.ticks[0]) == pytest.approx(100 * 39 / 1096, abs=0.5)


def test_within_a_year_months_are_marked():
    chart = strength_chart([NOW - 100], today=TODAY)
    assert [mark.words for mark in chart.ticks] == ["Sep", "Oct", "Nov"]


def test_the_description_says_when_it_began_and_where_it_stands():
    chart = strength_chart([NOW - 60], today=TODAY)
    assert chart.description == (
        "First contact in September 2026, strongest around September 2026 at 1.0 contact-days, now 0.5."
    )
