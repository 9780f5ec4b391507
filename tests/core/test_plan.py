"""One budget of minutes over everything there is to do this week."""

from itertools import combinations
from zlib import crc32

from hypothesis import given
from hypothesis import strategies as st

from reknit.core.plan import GROUPS, Line, plan_week
from reknit.core.wording import phrase, render

NOW = 20_500


def line(key, group="reconnect", minutes=10, value=0.5, *, people=None, due=None):
    return Line(
        key, group, people if people is not None else (crc32(key.encode()),), minutes, value, phrase("today"), due
    )


def keys(plan):
    return [line.key for line in plan.lines]


def test_a_week_without_lines_is_an_empty_plan():
    assert plan_week([], as_of_day=NOW).lines == ()


def test_a_due_promise_comes_before_anything_more_valuable():
    plan = plan_week(
        [line("coffee", value=1.0, minutes=60), line("slides", "promise", 20, 0.1, due=NOW + 6)], as_of_day=NOW
    )
    assert keys(plan) == ["slides"]


def test_a_promise_due_next_month_competes_by_value():
    plan = plan_week([line("goal", "goal", 60, 0.9), line("slides", "promise", 20, 0.1, due=NOW + 30)], as_of_day=NOW)
    assert keys(plan) == ["goal"]


def test_overdue_promises_come_in_the_order_of_their_days():
    lines = [line(f"p{day}", "promise", 20, 0.5, due=NOW - day) for day in (1, 9, 5, 3)]
    assert keys(plan_week(lines, as_of_day=NOW)) == ["p9", "p5", "p3"]


def test_three_reconnects_have_room_beside_richer_groups():
    lines = [line(f"r{n}", "reconnect", 10, 0.2) for n in range(5)] + [
        line(f"g{n}", "goal", 15, 0.9) for n in range(5)
    ]
    plan = plan_week(lines, as_of_day=NOW)
    assert [entry.group for entry in plan.lines] == ["reconnect"] * 3 + ["goal"] * 2


def test_the_budget_is_kept_and_the_rest_says_why():
    plan = plan_week([line(str(n), minutes=25) for n in range(4)], as_of_day=NOW, minutes=60)
    assert plan.minutes_planned == 50
    assert {render(left.why) for left in plan.left_out} == {"Left for another week: the 60 minutes are used."}


def test_one_line_per_person():
    plan = plan_week([line("a", people=(1,)), line("b", "connect", value=0.9, people=(1, 2))], as_of_day=NOW)
    assert keys(plan) == ["b"]
    assert render(plan.left_out[0].why) == "Another line is about the same person."


def test_two_promises_to_one_person_both_stay():
    plan = plan_week(
        [line("a", "promise", due=NOW, people=(1,)), line("b", "promise", due=NOW, people=(1,))], as_of_day=NOW
    )
    assert keys(plan) == ["a", "b"]


def test_groups_share_what_is_left():
    lines = [line(f"c{n}", "connect", 10, 0.60) for n in range(9)] + [
        line(f"g{n}", "goal", 10, 0.58) for n in range(9)
    ]
    chosen = [entry.group for entry in plan_week(lines, as_of_day=NOW).lines]
    assert chosen.count("goal") == chosen.count("connect") == 3


lines_of_a_week = st.lists(
    st.builds(
        lambda group, minutes, value, person, due: Line("", group, (person,), minutes, value, phrase("today"), due),
        st.sampled_from(GROUPS),
        st.integers(0, 40),
        st.floats(0, 1),
        st.integers(0, 12),
        st.none() | st.integers(NOW - 20, NOW + 40),
    ),
    max_size=12,
).map(
    lambda lines: [
        Line(f"{n:02}", e.group, e.people, e.minutes, e.value, e.reason, e.due_day) for n, e in enumerate(lines)
    ]
)


@given(lines_of_a_week, st.integers(0, 90), st.randoms(use_true_random=False))
def test_a_plan_is_deterministic_complete_and_within_its_minutes(lines, minutes, random):
    plan = plan_week(lines, as_of_day=NOW, minutes=minutes)
    random.shuffle(lines)
    assert plan_week(lines, as_of_day=NOW, minutes=minutes) == plan
    assert plan.minutes_planned <= minutes
    assert sorted(keys(plan) + [left.line.key for left in plan.left_out]) == sorted(entry.key for entry in lines)


@given(st.lists(st.tuples(st.integers(1, 30), st.floats(0, 1)), max_size=9), st.integers(0, 60))
def test_what_competes_by_value_is_chosen_best(rows, minutes):
    """Against every subset, one line of each group and so without discount."""
    groups = [group for group in GROUPS if group not in {"reconnect", "promise"}]
    lines = [line(f"{n}", groups[n], take, worth) for n, (take, worth) in enumerate(rows[: len(groups)])]
    plan = plan_week(lines, as_of_day=NOW, minutes=minutes)
    best = max(
        sum(entry.value for entry in chosen)
        for size in range(len(lines) + 1)
        for chosen in combinations(lines, size)
        if sum(entry.minutes for entry in chosen) <= minutes
    )
    assert abs(sum(entry.value for entry in plan.lines) - best) < 1e-9
