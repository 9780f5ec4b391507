"""Usual gaps, silence, habits and trends."""

import numpy as np
import pytest

from reknit.core.contacts import Contact, Contacts
from reknit.core.rhythm import (
    gap_spread,
    next_expected,
    rhythm_fades_day,
    season_habit,
    silence_flag_day,
    silence_ratio,
    trend,
    usual_gap,
    weekday_habit,
)
from reknit.core.ties import build_ties

DAY = 20_000


def ties_on(*days):
    rows = [(1, Contact(at=day + 0.5, day=day)) for day in days]
    return build_ties(Contacts.of(rows), as_of=max(days) + 1)


def test_the_usual_gap_is_the_mean_of_the_gaps_with_its_spread():
    ties = ties_on(DAY, DAY + 10, DAY + 30, DAY + 60)
    assert usual_gap(ties)[0] == 20
    assert gap_spread(ties)[0] == pytest.approx(np.std([10, 20, 30]))
    assert next_expected(ties)[0] == DAY + 80
    assert silence_ratio(ties, as_of_day=DAY + 100)[0] == 2


def test_two_contacts_have_no_rhythm():
    ties = ties_on(DAY, DAY + 10)
    for measure in (usual_gap, gap_spread, next_expected, silence_flag_day, rhythm_fades_day):
        assert np.isnan(measure(ties)[0])


def test_one_busy_week_has_no_rhythm():
    assert np.isnan(usual_gap(ties_on(*range(DAY, DAY + 7)))[0])


def test_silence_is_flagged_after_eight_usual_gaps():
    ties = ties_on(*range(DAY, DAY + 101, 20))
    assert silence_flag_day(ties)[0] == DAY + 100 + 160


def test_daily_contact_is_not_flagged_after_eight_days():
    ties = ties_on(*range(DAY, DAY + 60))
    assert silence_flag_day(ties)[0] == DAY + 59 + 56


def test_a_weekly_rhythm_survives_a_holiday_of_four_weeks():
    ties = ties_on(*range(DAY, DAY + 365, 7))
    assert rhythm_fades_day(ties)[0] >= ties.last_day[0] + 30


def test_a_steady_rhythm_fades_when_a_third_contact_is_missed():
    ties = ties_on(*range(DAY, DAY + 2000, 40))
    assert rhythm_fades_day(ties)[0] == pytest.approx(ties.last_day[0] + 120, abs=0.5)


def test_whoever_was_in_touch_more_lately_fades_later_than_the_mean_gap_says():
    steady = ties_on(*range(DAY, DAY + 401, 40))
    livelier = ties_on(*range(DAY, DAY + 301, 50), *range(DAY + 320, DAY + 401, 20))
    assert usual_gap(livelier)[0] == pytest.approx(40, abs=4)
    assert rhythm_fades_day(livelier)[0] > rhythm_fades_day(steady)[0]


def test_the_trend_compares_the_last_90_days_with_the_90_before():
    now = DAY + 180
    rising = trend(np.array([DAY + 5, *range(DAY + 100, now, 8)]), as_of_day=now)
    assert (rising.recent, rising.before, rising.change) == (10, 1, "rising")
    assert trend(np.arange(DAY, now, 8), as_of_day=now).change == "steady"
    assert trend(np.arange(DAY, DAY + 90, 8), as_of_day=now).change == "falling"


def test_planned_days_and_repeated_days_do_not_count_in_a_trend():
    assert trend(np.array([DAY, DAY, DAY + 5]), as_of_day=DAY).recent == 1


def test_meeting_every_friday_is_a_habit():
    habit = weekday_habit(np.arange(20_003, 20_003 + 70, 7))
    assert (habit.kind, habit.which, habit.held, habit.total) == ("weekday", (20_003 + 3) % 7, 10, 10)


def test_ten_days_spread_over_the_week_are_no_habit():
    assert weekday_habit(np.arange(DAY, DAY + 80, 8)) is None


def test_every_december_is_a_season():
    decembers = np.array([np.datetime64(f"{year}-12-18", "D").astype(int) for year in range(2018, 2025)])
    habit = season_habit(np.append(decembers, decembers[-1] + 150))
    assert (habit.kind, habit.which, habit.held) == ("month", 12, 7)


def test_one_busy_march_is_no_season():
    assert season_habit(np.arange(20_150, 20_180)) is None
