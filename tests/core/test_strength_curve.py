"""The line above the timeline: what it is worth on each day, and the same as a table."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reknit.core.decay import steady_strength
from reknit.core.strength_curve import POINTS, quarters, rhythm_heights, strength_curve

TODAY = 20_500
DAYS = st.lists(st.integers(TODAY - 8000, TODAY + 200), max_size=60)


def by_definition(contact_days, day):
    return sum(2 ** (-(day - tau) / 60) for tau in set(contact_days) if tau <= day)


def test_nobody_without_contact_has_a_curve():
    assert strength_curve([], as_of_day=TODAY) is None
    assert strength_curve([TODAY + 1], as_of_day=TODAY) is None


def test_one_contact_is_worth_one_and_half_of_it_after_sixty_days():
    curve = strength_curve([TODAY - 60], as_of_day=TODAY)
    assert curve.now == pytest.approx(0.5)
    assert curve.highest == 1.0


def test_before_the_first_contact_there_is_nothing():
    curve = strength_curve([TODAY - 10], as_of_day=TODAY)
    assert np.all(curve.strength[curve.days < TODAY - 10] == 0)


def test_the_same_day_twice_counts_once():
    assert strength_curve([TODAY, TODAY], as_of_day=TODAY).now == 1.0


@given(DAYS)
def test_every_point_is_the_sum_of_what_is_left_of_each_contact(contact_days):
    curve = strength_curve(contact_days, as_of_day=TODAY)
    if curve is None:
        assert not [day for day in contact_days if day <= TODAY]
        return
    expected = [by_definition(contact_days, int(day)) for day in curve.days]
    assert curve.strength == pytest.approx(expected, rel=1e-9, abs=1e-12)


@given(DAYS)
def test_the_line_ends_today_and_has_no_more_points_than_a_screen_shows(contact_days):
    curve = strength_curve(contact_days, as_of_day=TODAY)
    if curve is not None:
        assert curve.days[-1] == TODAY
        assert curve.days[0] < curve.contact_days[0]
        assert len(curve.days) <= POINTS + 2


@given(DAYS)
def test_what_happens_later_changes_nothing(contact_days):
    known = strength_curve([day for day in contact_days if day <= TODAY], as_of_day=TODAY)
    all_days = strength_curve(contact_days, as_of_day=TODAY)
    assert (known is None) == (all_days is None)
    if known is not None:
        assert np.array_equal(known.strength, all_days.strength)


def test_the_table_has_every_quarter_with_its_days_of_contact():
    def day(text):
        return (dt.date.fromisoformat(text) - dt.date(1970, 1, 1)).days

    as_of = day("2026-02-10")
    curve = strength_curve([day("2025-06-30"), day("2025-07-01"), day("2026-01-05")], as_of_day=as_of)
    table = quarters(curve)
    assert [(q.year, q.number, q.contacts) for q in table] == [
        (2026, 1, 1),
        (2025, 4, 0),
        (2025, 3, 1),
        (2025, 2, 1),
    ]
    assert table[0].strength == pytest.approx(curve.now)
    assert table[-1].strength == pytest.approx(1.0)


@given(DAYS)
def test_the_table_counts_every_day_of_contact_once(contact_days):
    curve = strength_curve(contact_days, as_of_day=TODAY)
    if curve is not None:
        assert sum(quarter.contacts for quarter in quarters(curve)) == len(curve.contact_days)


def test_somebody_in_touch_every_week_stands_at_the_weekly_height():
    curve = strength_curve(range(TODAY - 7 * 400, TODAY + 1, 7), as_of_day=TODAY)
    assert curve.now == pytest.approx(rhythm_heights()["weekly"], rel=1e-3)
    assert rhythm_heights()["monthly"] == pytest.approx(float(steady_strength(30)))
