"""States in words, layers, and the ranges that express them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reknit.core.contacts import Contact, Contacts
from reknit.core.tie_states import (
    LAYER_CADENCE_DAYS,
    NO_TIES,
    OUTSIDE,
    STATES,
    ByHand,
    StateBounds,
    cadence_days,
    fades_on,
    index_columns,
    layer_keys,
    layers_of,
    living,
    states,
)
from reknit.core.ties import Ties, build_ties

NOW = 20_500


def ties_of(*people, direction="both", now=NOW):
    """One tie for each list of days."""
    rows = [(n, Contact(at=day + 0.5, day=day, direction=direction)) for n, days in enumerate(people) for day in days]
    return build_ties(Contacts.of(rows), as_of=now + 0.9)


def state_of(days, *, now=NOW, direction="both", crowd=(), **hand):
    """State of the first tie; `crowd` are the days of others, who fill the layers."""
    ties = ties_of(days, *crowd, direction=direction, now=now)
    columns = index_columns(ties)
    bounds = StateBounds.at(now, layer_keys(columns.long_key, living(ties, as_of_day=now)))
    by_hand = ByHand.nothing(len(ties))
    for name, value in hand.items():
        getattr(by_hand, name)[0] = value
    return STATES[states(ties, columns, bounds, by_hand)[0]]


def crowd_of(count, every=3):
    return [range(NOW - 700, NOW, every)] * count


def test_one_way_traffic_is_unknown_however_much():
    assert state_of(range(NOW - 300, NOW, 3), direction="in") == "unknown"


def test_a_year_of_silence_is_dormant():
    assert state_of(range(NOW - 905, NOW - 364, 10)) == "fading"
    assert state_of(range(NOW - 906, NOW - 365, 10)) == "dormant"


def test_a_first_contact_this_season_is_new():
    assert state_of([NOW - 89, NOW - 3]) == "new"
    assert state_of([NOW - 91, NOW - 3]) == "active"


def test_weekly_contact_in_the_inner_circle_is_strong():
    assert state_of(range(NOW - 700, NOW, 7)) == "strong"


def test_the_same_contact_far_outside_the_inner_circle_is_active():
    assert state_of(range(NOW - 700, NOW, 7), crowd=crowd_of(20)) == "active"


def test_a_short_list_of_acquaintances_is_not_a_circle_of_strong_ties():
    assert state_of([NOW - 300, NOW - 200]) == "active"


def test_eight_usual_gaps_of_silence_are_fading():
    days = range(NOW - 500, NOW - 79, 10)
    assert state_of(days, crowd=crowd_of(200)) == "active"
    assert state_of(days, crowd=crowd_of(200), now=NOW + 2) == "fading"


def test_an_inner_tie_fades_before_eight_gaps_have_passed():
    days = range(NOW - 900, NOW - 139, 40)
    assert state_of(days) == "fading"
    assert state_of(days, crowd=crowd_of(200)) == "active"


def test_two_contacts_are_never_said_to_fade():
    assert state_of([NOW - 350, NOW - 300]) == "active"


def test_everybody_resting_for_three_weeks_does_not_make_ties_fade():
    people = [range(NOW - 600, NOW - 21, 7)] * 10
    ties = ties_of(*people)
    columns = index_columns(ties)
    bounds = StateBounds.at(NOW, layer_keys(columns.long_key, living(ties, as_of_day=NOW)))
    assert {STATES[code] for code in states(ties, columns, bounds)} == {"strong"}


def test_a_word_set_by_hand_wins():
    assert state_of([NOW - 3000], state=STATES.index("strong")) == "strong"


def test_a_cadence_set_by_hand_decides_what_fading_is():
    days = range(NOW - 500, NOW - 79, 10)
    assert state_of(days, cadence_days=90, now=NOW + 30) == "strong"
    assert state_of(days, cadence_days=30) == "fading"


def test_a_layer_set_by_hand_replaces_the_rank():
    days = range(NOW - 700, NOW, 7)
    assert state_of(days, layer=OUTSIDE) == "active"
    assert state_of(days, crowd=crowd_of(200), layer=0) == "strong"


def test_layers_hold_five_fifteen_fifty_and_a_hundred_and_fifty():
    people = [range(NOW - 10 - n, NOW) for n in range(200)]
    ties = ties_of(*people)
    columns = index_columns(ties)
    layers = layers_of(columns, layer_keys(columns.long_key, living(ties, as_of_day=NOW)))
    assert np.bincount(layers).tolist() == [5, 10, 35, 100, 50]
    assert layers[-5:].tolist() == [0] * 5


def test_dormant_and_one_way_ties_take_no_place_in_a_layer():
    ties = ties_of(range(NOW - 2000, NOW - 400), range(NOW - 50, NOW))
    assert living(ties, as_of_day=NOW).tolist() == [False, True]
    assert layer_keys(index_columns(ties).long_key, living(ties, as_of_day=NOW)) == NO_TIES


def test_the_expected_cadence_is_the_slower_of_layer_and_rhythm():
    ties = ties_of(range(NOW - 700, NOW, 70), range(NOW - 700, NOW, 2), [NOW])
    hand = ByHand.nothing(3)
    assert cadence_days(ties, np.array([0, 1, 2]), hand).tolist() == [70, 30, 182]
    hand.cadence_days[1] = 14
    assert cadence_days(ties, np.array([0, 1, 2]), hand)[1] == 14


histories = st.lists(st.integers(NOW - 1500, NOW), min_size=1, max_size=40) | st.builds(
    lambda start, step, count: [min(start + n * step, NOW) for n in range(count)],
    st.integers(NOW - 1500, NOW),
    st.integers(1, 90),
    st.integers(1, 60),
)
networks = st.lists(histories, min_size=1, max_size=12)


@given(networks, st.integers(0, 400))
def test_the_ranges_of_the_table_give_the_states(people, passed):
    ties = ties_of(*people)
    columns = index_columns(ties)
    keys = layer_keys(columns.long_key, living(ties, as_of_day=NOW))
    bounds = StateBounds.at(NOW + passed, keys)
    for row, code in enumerate(states(ties, columns, bounds)):
        assert STATES[code] == by_ranges(ties, columns, bounds, row)


def by_ranges(ties, columns, bounds, row):
    """The table in the docstring of `core.tie_states`, asked of one row as a database would."""
    if not columns.two_way[row]:
        return "unknown"
    if ties.last_day[row] < bounds.dormant_before_day:
        return "dormant"
    if ties.first_day[row] >= bounds.new_from_day:
        return "new"
    layer = next((n for n, key in enumerate(bounds.layer_keys) if columns.long_key[row] >= key), OUTSIDE)
    slipped = columns.rhythm_fades_day[row] < bounds.as_of_day
    slipped = slipped and columns.level_key[row] < bounds.fading_below_key[layer]
    slipped = slipped and ties.last_day[row] < bounds.fading_before_day[layer]
    if slipped or columns.flag_day[row] < bounds.as_of_day:
        return "fading"
    inner = columns.long_key[row] >= bounds.layer_keys[1]
    return "strong" if inner and columns.level_key[row] >= bounds.strong_from_key else "active"


@given(networks)
def test_a_tie_fades_on_the_day_after_the_day_that_is_shown(people):
    ties = ties_of(*people)
    columns = index_columns(ties)
    keys = layer_keys(columns.long_key, living(ties, as_of_day=NOW))
    layer = layers_of(columns, keys)
    for row, shown in enumerate(fades_on(ties, columns, layer)):
        if np.isnan(shown) or not columns.two_way[row]:
            continue
        for day, expected in ((int(np.floor(shown)), False), (int(np.floor(shown)) + 1, True)):
            found = STATES[states(ties, columns, StateBounds.at(day, keys))[row]]
            if found not in {"new", "dormant"} and abs(shown - round(shown)) > 1e-6:
                assert (found == "fading") is expected


@given(networks, st.integers(0, 300), st.integers(0, 300))
def test_time_alone_never_makes_a_fading_tie_active_again(people, sooner, later):
    ties = ties_of(*people)
    columns = index_columns(ties)
    keys = layer_keys(columns.long_key, living(ties, as_of_day=NOW))
    first, second = sorted((sooner, later))
    before = states(ties, columns, StateBounds.at(NOW + first, keys))
    after = states(ties, columns, StateBounds.at(NOW + second, keys))
    fading, settled = STATES.index("fading"), [STATES.index(word) for word in ("fading", "dormant")]
    assert np.all(np.isin(after[before == fading], settled))


def test_a_null_meets_no_range():
    ties = ties_of([NOW + 5])
    columns = index_columns(ties)
    assert np.isnan(columns.strength_key[0])
    assert STATES[states(ties, columns, StateBounds.at(NOW, NO_TIES))[0]] == "unknown"
    assert layers_of(columns, NO_TIES)[0] == OUTSIDE


@pytest.mark.parametrize("layer", range(5))
def test_the_level_threshold_of_a_layer_is_three_of_its_cadences(layer):
    cadence = LAYER_CADENCE_DAYS[layer]
    day = NOW - 10_000
    ties = ties_of([round(day + n * cadence) for n in range(60) if day + n * cadence < NOW])
    bounds = StateBounds.at(int(ties.last_day[0] + 3 * cadence) + 2, NO_TIES)
    assert isinstance(ties, Ties)
    assert index_columns(ties).level_key[0] < bounds.fading_below_key[layer]
    sooner = StateBounds.at(int(ties.last_day[0] + 3 * cadence) - 2, NO_TIES)
    assert index_columns(ties).level_key[0] >= sooner.fading_below_key[layer]
