"""Ties are a cache: whatever the way to it, the row is the same to the last bit."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from reknit.core.contacts import CHANNELS, DIRECTIONS, Contact, Contacts
from reknit.core.decay import strength_at
from reknit.core.ties import build_ties, tie_of

NOW = 20_400.25

contacts = st.builds(
    lambda day, part, channel, parties, direction: Contact(day + part, day, channel, parties, direction),
    st.integers(20_000, 20_500) | st.integers(17_000, 20_400),
    st.sampled_from([0.0, 0.2, 0.5, 0.999]),
    st.sampled_from(CHANNELS),
    st.sampled_from([2, 2, 3, 12, 13, 40]),
    st.sampled_from(DIRECTIONS),
)
many = st.lists(contacts, max_size=30)


def same(one, other):
    """Equal in every bit; repr tells every float apart and holds NaN equal to NaN."""
    return repr(one) == repr(other)


def arrive(arrivals, now=NOW):
    """The way of a running system: in order in O(1), else recomputed from what is there."""
    seen, tie = [], None
    for contact in arrivals:
        seen.append(contact)
        following = tie.followed_by(contact, as_of=now) if tie else None
        tie = following or tie_of(seen, as_of=now)
    return tie


@given(many)
def test_arriving_one_by_one_gives_the_tie_of_all_at_once(arrivals):
    assert same(arrive(arrivals), tie_of(arrivals, as_of=NOW))


@given(many, st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(arrivals, random):
    shuffled = arrivals.copy()
    random.shuffle(shuffled)
    assert same(arrive(shuffled), arrive(sorted(arrivals, key=lambda c: c.at)))


@given(many, many)
def test_an_undone_import_leaves_no_trace(before, after):
    # Undoing recomputes from what is left; what arrives later goes on from there in O(1).
    tie = tie_of(before, as_of=NOW)
    seen = before.copy()
    for contact in after:
        seen.append(contact)
        tie = (tie.followed_by(contact, as_of=NOW) if tie else None) or tie_of(seen, as_of=NOW)
    assert same(tie, tie_of(before + after, as_of=NOW))


@given(many, many)
def test_merging_two_people_is_computing_on_the_union(one, other):
    merged = build_ties(Contacts.of([*((1, c) for c in one), *((1, c) for c in other)]), as_of=NOW)
    apart = tie_of(one + other, as_of=NOW)
    assert same(merged.row(0) if len(merged) else None, apart)


@given(st.lists(st.tuples(st.integers(1, 4), contacts), max_size=40))
def test_the_rebuild_of_all_is_the_rebuild_of_each(rows):
    ties = build_ties(Contacts.of(rows), as_of=NOW)
    for index, person in enumerate(ties.person.tolist()):
        own = [contact for owner, contact in rows if owner == person]
        assert same(ties.row(index), tie_of(own, as_of=NOW))


@given(many, st.floats(0, 80))
def test_time_passing_needs_no_write_until_a_planned_contact_has_come(arrivals, passed):
    tie = tie_of(arrivals, as_of=NOW)
    later = tie_of(arrivals, as_of=NOW + passed)
    if tie is not None and not tie.is_stale(NOW + passed):
        assert same(tie, later)


@given(many)
def test_a_clock_set_back_only_makes_contacts_future_again(arrivals):
    earlier = tie_of(arrivals, as_of=NOW - 50)
    past = [c for c in arrivals if c.at <= NOW - 50]
    counted = tie_of(past, as_of=NOW)
    if earlier is not None and earlier.contact_days:
        assert same(replace(earlier, next_at=0.0), replace(counted, next_at=0.0))


@given(many, st.integers(-50, 50))
def test_the_zone_decides_only_which_day_it_is(arrivals, weeks):
    shift = 7 * weeks
    moved = tie_of([replace(c, day=c.day + shift) for c in arrivals], as_of=NOW)
    tie = tie_of(arrivals, as_of=NOW)
    if tie is not None and tie.contact_days:
        back = replace(moved, first_day=moved.first_day - shift, last_day=moved.last_day - shift)
        assert same(back, tie)


@given(st.lists(st.tuples(st.integers(1, 6), contacts), max_size=40), st.floats(20_500, 30_000))
def test_the_order_by_key_is_the_order_by_strength_on_any_later_day(rows, day):
    ties = build_ties(Contacts.of(rows), as_of=NOW)
    keys = ties.strength_key()[ties.contact_days > 0]
    strengths = strength_at(np.sort(keys), day)
    assert np.all(np.diff(strengths) >= 0)
