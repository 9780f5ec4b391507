"""What holds of every set of records."""

import random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from reknit.core.identity import Record, people, propose

NAMES = [
    "Dana Liu", "Liu, Dana", "D. Liu", "Dana Liuu", "Robert Berg", "Bob Berg", "Roberta Berg", "Berg", "Anna Meier",
    "Peter Meier", "Anna Meier-Berg", "王小明", "Xiaoming Wang", "", "JM",
]  # fmt: skip
ONE_PERSON = ["Robert Berg", "Bob Berg", "R. Berg", "Berg, Robert", "Robert Bergg", "Rob Berg", "", "Berg"]
OWN = ["falcon@a.example", "owl@b.example", "hawk77@c.example", "dana.liu@a.example"]


def some(values, *, most=2):
    return st.lists(st.sampled_from(values), max_size=most, unique=True).map(tuple)


def records(names=NAMES, *, alone=False):
    """Up to eight records; `alone`: with names and nothing else."""
    more = {
        "emails": some(OWN),
        "phones": some(["+41446681800", "+4799999991"], most=1),
        "profiles": some(["linkedin.com/in/a", "linkedin.com/in/b", "xing.com/profile/c"], most=1),
        "organisations": some(["Norrland AB", "Norrland", "Fjordkraft"], most=1),
        "place": st.sampled_from(["", "Lund", "Lnud", "Bergen"]),
        "birthday": st.sampled_from(["", "1970-05-12", "1970-12-05", "--05-12", "1970", "1984-01-31", "soon"]),
        "interactions": st.sampled_from([frozenset(), frozenset([1]), frozenset([1, 2, 3])]),
    }
    one = st.builds(Record, id=st.just(0), names=some(names), **({} if alone else more))
    return st.lists(one, min_size=2, max_size=8).map(
        lambda found: [msgspec.structs.replace(record, id=10 + i) for i, record in enumerate(found)]
    )


def grouped(proposals, a, b):
    return any({a, b} <= set(group) for group in people(proposals))


@settings(max_examples=60, deadline=None)
@given(records(), st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(book, chance: random.Random):
    shuffled = list(book)
    chance.shuffle(shuffled)
    assert propose(shuffled) == propose(book)


@settings(max_examples=60, deadline=None)
@given(records())
def test_which_of_two_records_comes_first_does_not_matter(book):
    one, other = book[:2]
    turned = [msgspec.structs.replace(one, id=other.id), msgspec.structs.replace(other, id=one.id)]
    assert propose(turned) == propose([one, other])


@settings(max_examples=60, deadline=None)
@given(records(alone=True))
def test_a_name_alone_is_never_merged(book):
    assert {p.outcome for p in propose(book)} <= {"ask"}


@settings(max_examples=60, deadline=None)
@given(
    records(), st.sets(st.tuples(st.integers(10, 17), st.integers(10, 17)).filter(lambda p: p[0] != p[1]), max_size=6)
)
def test_what_is_known_to_be_different_stays_so(book, apart):
    found = propose(book, known_different=apart)
    for a, b in apart:
        assert (min(a, b), max(a, b)) not in {(p.low, p.high) for p in found}
        assert not grouped(found, a, b)


@settings(max_examples=60, deadline=None)
@given(records(ONE_PERSON, alone=True), st.data())
def test_an_equal_address_always_makes_one_person(book, data):
    keyed = [
        msgspec.structs.replace(record, emails=data.draw(some(OWN)), profiles=data.draw(some(["linkedin.com/in/a"])))
        for record in book
    ]
    found = propose(keyed)
    for a in keyed:
        for b in keyed:
            if a.id < b.id and {*a.emails, *a.profiles} & {*b.emails, *b.profiles}:
                assert grouped(found, a.id, b.id)


@settings(max_examples=60, deadline=None)
@given(records())
def test_proposals_are_a_forest_with_reasons_in_order(book):
    found = propose(book)
    assert len(found) <= len(book) - 1
    for p in found:
        assert p.low < p.high
        assert 0 <= p.probability <= 1
        assert p.reasons
        assert all(reason.words for reason in p.reasons)
        weights = [abs(reason.weight_bits) for reason in p.reasons]
        assert weights == sorted(weights, reverse=True)
