"""When two records are one person, when the user is asked, and what is never decided silently."""

import msgspec
import pytest

from reknit.core.identity import PRIOR, Limits, Model, Record, learn, people, propose


def one_outcome(*records, **options):
    found = propose(records, **options)
    return found[0].outcome if found else "different"


def fields_for(proposal):
    return {reason.field for reason in proposal.reasons if reason.weight_bits > 0}


def test_an_equal_address_is_one_person():
    found = propose(
        [
            Record(id=1, names=("Dana Liu",), emails=("falcon@norrland.example",)),
            Record(id=2, names=("D. Liu",), emails=("falcon@norrland.example",)),
        ]
    )
    assert (found[0].outcome, found[0].reasons[0].words) == ("same", "The e-mail addresses are equal.")


def test_an_equal_profile_page_is_one_person():
    page = ("linkedin.com/in/dana-liu-7",)
    assert one_outcome(Record(id=1, names=("Dana Liu",), profiles=page), Record(id=2, profiles=page)) == "same"


def test_an_equal_number_is_one_person():
    number = ("+41446681800",)
    assert (
        one_outcome(Record(id=1, names=("Dana Liu",), phones=number), Record(id=2, names=("D. Liu",), phones=number))
        == "same"
    )


def test_colleagues_with_one_office_number_are_two_people():
    number = ("+41446681800",)
    pair = [
        Record(id=1, names=("Dana Liu",), shared_phones=number, organisations=("Norrland AB",)),
        Record(id=2, names=("Peter Meier",), shared_phones=number, organisations=("Norrland AB",)),
    ]
    assert one_outcome(*pair) != "same"


def test_a_couple_with_one_number_is_not_merged():
    number = ("+41446681800",)
    pair = [Record(id=1, names=("Anna Meier",), phones=number), Record(id=2, names=("Peter Meier",), phones=number)]
    assert one_outcome(*pair) != "same"


def test_a_role_mailbox_is_no_key():
    pair = [
        Record(id=1, names=("Dana Liu",), emails=("info@norrland.example",)),
        Record(id=2, names=("Peter Meier",), emails=("info@norrland.example",)),
    ]
    assert one_outcome(*pair) == "different"


def test_an_address_that_forwards_many_names_is_no_key():
    names = ["Dana Liu", "Peter Meier", "Ingrid Solberg", "Tomasz Nowak"]
    book = [Record(id=i, names=(name,), emails=("forward@codehost.example",)) for i, name in enumerate(names)]
    assert propose(book) == []


def test_an_equal_address_is_asked_about_when_all_else_contradicts_it():
    pair = [
        Record(id=1, names=("Dana Liu",), emails=("falcon@norrland.example",), birthday="1970-05-12"),
        Record(id=2, names=("Peter Meier",), emails=("falcon@norrland.example",), birthday="1991-11-30"),
    ]
    assert one_outcome(*pair) == "ask"


def test_name_and_firm_make_one_person_and_the_firm_is_a_reason():
    pair = [
        Record(
            id=1, names=("Jorunn Haugland",), organisations=("Fjordkraft Maritime AS",), emails=("jh@post.example",)
        ),
        Record(id=2, names=("Haugland, Jorunn",), organisations=("Fjordkraft Maritime",)),
    ]
    found = propose(pair)
    assert found[0].outcome == "same"
    assert {"organisation", "given", "family"} <= fields_for(found[0])


def test_the_domain_of_an_address_is_a_firm():
    pair = [
        Record(id=1, names=("Jorunn Haugland",), emails=("jorunn@fjordkraft.example",)),
        Record(id=2, names=("Jorunn Haugland",), organisations=("Fjordkraft AS",)),
    ]
    assert "organisation" in fields_for(propose(pair)[0])


def test_name_and_town_alone_are_asked_about():
    pair = [Record(id=i, names=("Jorunn Haugland",), place="Ålesund") for i in (1, 2)]
    assert one_outcome(*pair) == "ask"


def test_a_frequent_name_says_less_than_a_rare_one():
    crowd = [
        Record(id=100 + i, names=(f"Maria Garcia{'x' * (i % 7)}",), emails=(f"m{i}@a{i}.example",)) for i in range(140)
    ]
    frequent = [Record(id=i, names=("Maria Garcia",), organisations=("Norrland AB",)) for i in (1, 2)]
    rare = [Record(id=i, names=("Jorunn Haugland",), organisations=("Norrland AB",)) for i in (3, 4)]
    chance = {(p.low, p.high): p.probability for p in propose([*crowd, *frequent, *rare], limits=Limits(ask=0.0))}
    assert chance[3, 4] > chance.get((1, 2), 0.0)


def test_people_met_side_by_side_are_not_merged():
    alone = [Record(id=i, names=("Jorunn Haugland",), organisations=("Fjordkraft",)) for i in (1, 2)]
    met = [msgspec.structs.replace(record, interactions=frozenset([7, 8])) for record in alone]
    assert one_outcome(*alone) == "same"
    assert one_outcome(*met) != "same"
    assert all("several conversations" in " ".join(r.words for r in p.reasons) for p in propose(met))


def test_people_who_meet_the_same_people_are_likelier_one():
    apart = [Record(id=i, names=("Jorunn Haugland",), circle=frozenset([10 * i, 10 * i + 1])) for i in (1, 2)]
    close = [Record(id=i, names=("Jorunn Haugland",), circle=frozenset([10, 11, 12])) for i in (1, 2)]
    assert propose(close)[0].probability > propose(apart)[0].probability


def test_two_profiles_on_one_network_speak_against():
    plain = [Record(id=i, names=("Jorunn Haugland",)) for i in (1, 2)]
    pages = [Record(id=i, names=("Jorunn Haugland",), profiles=(f"linkedin.com/in/jh-{i}",)) for i in (1, 2)]
    assert sum(p.probability for p in propose(pages)) < propose(plain)[0].probability


@pytest.mark.parametrize(
    ("one", "other", "likelier"),
    [
        ("1970-05-12", "1970-05-12", "1970-05-13"),
        ("1970-05-12", "1970-05-13", "1970-07-01"),
        ("1970-05-12", "1970-12-05", "1984-01-31"),
        ("--05-12", "1970-05-12", "1970-11-30"),
        ("1970", "1970-05-12", "1984-05-12"),
    ],
)
def test_the_nearer_birthday_is_the_likelier(one, other, likelier):
    def chance(birthday):
        pair = [Record(id=1, names=("Dana Liu",), birthday=one), Record(id=2, names=("Dana Liu",), birthday=birthday)]
        return sum(p.probability for p in propose(pair, limits=Limits(ask=0.0)))

    assert chance(other) > chance(likelier)


def test_a_chain_of_near_misses_makes_no_single_person():
    born, town = "1970-05-12", "Lund"
    twins = [
        Record(id=1, given="Anna", family="Bergqvist", birthday=born, place=town),
        Record(id=2, family="Bergqvist", birthday=born, place=town),
        Record(id=3, given="Peter", family="Bergqvist", birthday=born, place=town),
    ]
    assert not any({1, 3} <= set(group) for group in people(propose(twins)))


def test_what_is_known_to_be_different_is_not_joined_by_a_chain():
    book = [Record(id=i, names=("Dana Liu",), emails=(f"a{i}@x.example", f"a{i + 1}@x.example")) for i in (1, 2, 3)]
    assert people(propose(book)) == [(1, 2, 3)]
    assert not any({1, 3} <= set(group) for group in people(propose(book, known_different={(3, 1)})))


def test_of_two_groups_one_question_is_asked():
    book = [
        Record(id=1, names=("Jorunn Haugland",), emails=("falcon@a.example",)),
        Record(id=2, names=("Jorunn Haugland",), emails=("falcon@a.example",)),
        Record(id=3, names=("Jorunn Haugland",), phones=("+4799999991",)),
        Record(id=4, names=("Jorunn Haugland",), phones=("+4799999991",)),
    ]
    assert sorted(p.outcome for p in propose(book)) == ["ask", "same", "same"]


def test_no_more_is_asked_than_the_limit_says():
    book = [Record(id=i, names=(name,)) for i, name in enumerate(2 * ["Jorunn Haugland", "Dana Liu", "Tomasz Wójcik"])]
    assert len(propose(book)) == 3
    assert len(propose(book, limits=Limits(asks_per_record=0.2))) == 1


def test_no_record_and_one_record_propose_nothing():
    assert propose([]) == []
    assert propose([Record(id=1, names=("Dana Liu",))]) == []


def test_records_without_anything_are_not_alike():
    assert propose([Record(id=1), Record(id=2), Record(id=3)]) == []


def ask_about_firms(count, same):
    pair = [Record(id=i, names=("Dana Liu",), organisations=("Norrland AB",), place="Lund") for i in (1, 2)]
    question = propose(pair)[0]
    return [(question, same)] * count


def test_many_answers_of_no_lower_the_chance_of_the_like():
    pair = [Record(id=i, names=("Tomasz Wójcik",), organisations=("Fjordkraft",), place="Bergen") for i in (1, 2)]
    before = propose(pair)[0].probability
    after = propose(pair, model=learn(ask_about_firms(20, same=False)))
    assert sum(p.probability for p in after) < before


def test_a_single_answer_moves_little_and_many_move_more():
    one, many = (learn(ask_about_firms(count, same=False)).bias for count in (1, 30))
    assert many < one <= 0


def test_answers_that_were_expected_teach_next_to_nothing():
    assert abs(learn(ask_about_firms(1, same=True)).bias) < 0.1


def test_without_answers_the_model_is_the_prior():
    assert learn([]) == PRIOR


def test_a_model_survives_being_stored():
    model = learn(ask_about_firms(5, same=False))
    assert msgspec.json.decode(msgspec.json.encode(model), type=Model) == model
