from hypothesis import given
from hypothesis import strategies as st

from reknit.exchange.linkedin_recipients import Recipient, names_alone, pair_recipients

IN = "https://www.linkedin.com/in/"


def _pair(names, *slugs, known=None):
    found = pair_recipients(names, ",".join(IN + slug for slug in slugs), known=known or {})
    return [(recipient.name, recipient.url.removeprefix(IN)) for recipient in found]


def test_one_address_takes_the_whole_text_as_its_name():
    assert _pair("Dana Liu, PhD, PMP", "dana-liu") == [("Dana Liu, PhD, PMP", "dana-liu")]


def test_names_and_addresses_are_paired_in_order():
    assert _pair("Dana Liu, Omar Haddad", "x1", "x2") == [("Dana Liu", "x1"), ("Omar Haddad", "x2")]


def test_letters_behind_a_name_stay_with_it():
    assert _pair("Dana Liu, Ph.D., Omar Haddad, MBA, CFA, Wu Lei", "x1", "x2", "x3") == [
        ("Dana Liu, Ph.D.", "x1"),
        ("Omar Haddad, MBA, CFA", "x2"),
        ("Wu Lei", "x3"),
    ]


def test_a_name_with_a_comma_is_found_by_the_senders_own_spelling():
    known = {"x1": "Liu, Dana"}
    assert _pair("Liu, Dana, Omar Haddad", "x1", "x2", known=known) == [("Liu, Dana", "x1"), ("Omar Haddad", "x2")]


def test_a_member_who_has_left_has_a_name_but_no_address():
    assert _pair("LinkedIn Member, Dana Liu, Omar Haddad", "dana-liu", "omar") == [
        ("Dana Liu", "dana-liu"),
        ("Omar Haddad", "omar"),
    ]


def test_a_member_who_has_left_is_not_given_the_only_address():
    assert _pair("LinkedIn Member, Dana Liu", "dana-liu") == [("Dana Liu", "dana-liu")]


def test_an_empty_place_among_the_addresses_keeps_the_rest_in_order():
    found = pair_recipients("Dana Liu, Omar Haddad, Wu Lei", f"{IN}a,,{IN}c", known={})
    assert found == [Recipient("Dana Liu", IN + "a"), Recipient("Omar Haddad", ""), Recipient("Wu Lei", IN + "c")]


def test_with_a_name_missing_only_a_name_that_is_in_the_address_is_used():
    assert _pair("Omar Haddad", "x1", "omar-haddad-77") == [("", "x1"), ("Omar Haddad", "omar-haddad-77")]
    assert _pair("Wu Lei", "x1", "x2") == [("", "x1"), ("", "x2")]


def test_with_a_name_too_many_no_name_is_guessed():
    assert _pair("Dana Liu, Omar Haddad, Wu Lei", "x1", "x2") == [("", "x1"), ("", "x2")]


def test_an_address_without_a_name_gets_the_name_its_member_writes_under():
    assert _pair("Wu Lei", "x1", "x2", known={"x1": "Dana Liu"}) == [("Dana Liu", "x1"), ("", "x2")]


def test_no_names_at_all_still_give_the_people():
    assert _pair("", "x1", "x2") == [("", "x1"), ("", "x2")]


def test_names_without_addresses_are_split_except_before_letters():
    assert names_alone("Dana Liu, Ph.D., Omar Haddad, LinkedIn Member", {}) == ["Dana Liu, Ph.D.", "Omar Haddad"]


def test_names_without_addresses_are_put_together_when_such_a_person_writes():
    assert names_alone("Haddad, Omar, Dana Liu", {"haddad omar"}) == ["Haddad, Omar", "Dana Liu"]


_words = st.sampled_from(
    ["Dana", "Omar", "Wu", "Ines", "Karel", "Priya", "Tomás", "Zoë", "Liu", "Haddad", "Novák", "Raman"]
)
_names = st.builds("{} {}".format, _words, _words)
_letters = st.sampled_from(["", ", PhD", ", Ph.D.", ", MBA", ", CFA, PMP", ", M.Sc.", ", PMI-ACP"])
_people = st.lists(st.tuples(_names, _letters), min_size=1, max_size=12)


@given(_people, st.randoms(use_true_random=False))
def test_every_group_is_put_back_together(people, random):
    slugs = [f"m{position}{random.choice('qxz')}" for position in range(len(people))]
    names = [name + letters for name, letters in people]
    assert _pair(", ".join(names), *slugs) == list(zip(names, slugs, strict=True))


@given(_people, st.integers(min_value=0, max_value=12))
def test_those_who_have_left_never_take_anybodys_address(people, place):
    names = [name for name, _ in people]
    slugs = [f"m{position}q" for position in range(len(people))]
    names.insert(min(place, len(names)), "LinkedIn Member")
    expected = [name for name in names if name != "LinkedIn Member"]
    assert _pair(", ".join(names), *slugs) == list(zip(expected, slugs, strict=True))


@given(st.text(max_size=60), st.lists(st.text("abc,; ", max_size=5), max_size=6))
def test_no_address_is_lost_whatever_the_names_are(names, slugs):
    urls = ",".join(IN + slug for slug in slugs)
    wanted = [url.strip() for url in urls.replace(";", ",").split(",") if url.strip()]
    assert [found.url for found in pair_recipients(names, urls, known={}) if found.url] == wanted
