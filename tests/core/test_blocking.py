"""Which pairs are looked at: those worth it, and never all of them."""

from reknit.core.blocking import candidate_pairs
from reknit.core.identity_columns import Table
from reknit.core.identity_records import Record


def pairs_of(*records):
    left, right = candidate_pairs(Table(records))
    return list(zip(left.tolist(), right.tolist(), strict=True))


def crowd(size):
    """People with nothing in common but that they stand between others in the alphabet."""
    return [
        Record(
            id=100 + i, given=f"q{chr(97 + i % 26)}{i}x", family=f"v{chr(97 + i * 7 % 26)}{i}z", birthday=f"{1900 + i}"
        )
        for i in range(size)
    ]


def meets(one, other):
    return (0, 1) in pairs_of(one, other, *crowd(90))


def test_swapped_names_meet():
    assert meets(Record(id=1, given="Dana", family="Liu"), Record(id=2, given="Liu", family="Dana"))


def test_a_short_form_meets_the_full_name():
    assert meets(Record(id=1, given="Robert", family="Berg"), Record(id=2, given="Bob", family="Berg"))


def test_an_initial_meets_the_full_name():
    assert meets(Record(id=1, given="Robert", family="Berg"), Record(id=2, given="R.", family="Berg"))


def test_two_slips_meet_where_the_birthday_agrees():
    born = "1970-05-12"
    assert meets(
        Record(id=1, given="Robert", family="Berg", birthday=born),
        Record(id=2, given="Tobrer", family="Gebr", birthday=born),
    )


def test_letters_out_of_order_meet_in_an_address():
    assert meets(
        Record(id=1, emails=("falcon77@norrland.example",)), Record(id=2, emails=("aflcon77@norrlnad.example",))
    )


def test_romanisations_meet():
    assert meets(Record(id=1, names=("Юлия Чайковская",)), Record(id=2, names=("Julia Tschaikowskaja",)))


def test_pairs_grow_with_the_records_not_with_their_square():
    same = [Record(id=i, given="Maria", family="Garcia", place="Lund", birthday="1970-05-12") for i in range(4_000)]
    assert len(pairs_of(*same)) < 60 * len(same)


def test_every_pair_comes_once_and_in_order():
    found = pairs_of(*[Record(id=i, given="Maria", family=f"Garcia{i % 3}") for i in range(40)])
    assert found == sorted(set(found))
    assert all(a < b for a, b in found)
