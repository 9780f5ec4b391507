"""The queue: value, not length of silence."""

from dataclasses import fields, replace
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reknit.core.contacts import CHANNELS
from reknit.core.reconnect import OCCASION_KINDS, Candidates, Occasions, no_data, queue, score
from reknit.core.reconnect_words import Context, Details, Happening, suggest
from reknit.core.tie_states import STATES
from reknit.core.wording import render

NOW = 20_500
MAIL = CHANNELS.index("mail")

# A tie of some years, fading: what every invented person below starts from.
ORDINARY = {
    "state": STATES.index("fading"),
    "first_day": NOW - 1000,
    "last_day": NOW - 120,
    "contact_days": 30,
    "contact_weeks": 24,
    "incoming": 20,
    "outgoing": 20,
    "silence_chance": 0.6,
    "cadence_days": 30.0,
    "organisation": -1,
    "organisation_ties": np.nan,
    "field": -1,
    "field_ties": np.nan,
    "seniority": np.nan,
    "shared_contacts": np.nan,
    "fit": np.nan,
    "can_offer": np.nan,
    "channel": MAIL,
    "speaks": True,
    "muted": False,
    "snoozed_until": np.nan,
    "handled_day": np.nan,
    "connected_day": np.nan,
}


def people(*changes):
    """Candidates numbered from 1, each an ordinary tie but for the changes."""
    rows = [{"person": n, **ORDINARY, **change} for n, change in enumerate(changes, start=1)]
    return Candidates(**{f.name: np.array([row[f.name] for row in rows]) for f in fields(Candidates)})


def occasions(*rows):
    """(person, kind, day) with people numbered from 1."""
    return Occasions(
        row=np.array([person - 1 for person, _, _ in rows], dtype=np.int64),
        kind=np.array([OCCASION_KINDS.index(kind) for _, kind, _ in rows], dtype=np.int64),
        day=np.array([np.nan if day is None else day for _, _, day in rows], dtype=float),
    )


def order(candidates, *happening, **given):
    return [pick.person for pick in queue(candidates, occasions(*happening), as_of_day=NOW, **given)]


def test_the_queue_is_neither_the_longest_silent_nor_the_strongest_first():
    """Side by side with the two orders that other tools use."""
    candidates = people(
        {"last_day": NOW - 1400, "state": STATES.index("dormant"), "contact_weeks": 4, "silence_chance": 0.97},
        {"last_day": NOW - 100},
        {
            "last_day": NOW - 20,
            "state": STATES.index("strong"),
            "contact_weeks": 90,
            "silence_chance": 0.02,
            "cadence_days": 7.0,
        },
        {
            "last_day": NOW - 400,
            "state": STATES.index("dormant"),
            "contact_weeks": 40,
            "fit": 0.9,
            "silence_chance": 0.9,
        },
        {
            "last_day": NOW - 60,
            "contact_weeks": 1,
            "contact_days": 1,
            "fit": 0.9,
            "state": STATES.index("active"),
            "silence_chance": 0.8,
            "organisation_ties": 0.0,
        },
    )
    ours = order(candidates)
    overdue = (NOW - candidates.last_day) / candidates.cadence_days
    assert ours == [4, 5, 2, 1, 3]
    assert ours != candidates.person[np.argsort(-overdue)].tolist()
    assert ours != candidates.person[np.argsort(-candidates.contact_weeks)].tolist()


def test_a_former_strong_tie_and_somebody_met_once_with_a_fit_both_get_places():
    crowd = [{"silence_chance": 0.3, "contact_weeks": 6} for _ in range(30)]
    dormant = {"last_day": NOW - 700, "contact_weeks": 80, "silence_chance": 0.97, "state": STATES.index("dormant")}
    met_once = {
        "contact_days": 1,
        "contact_weeks": 1,
        "fit": 0.9,
        "silence_chance": 0.9,
        "state": STATES.index("active"),
    }
    assert set(order(people(*crowd, dormant, met_once), limit=3)) >= {31, 32}


def test_silence_alone_raises_nobody_for_ever():
    candidates = people({"last_day": NOW - 200}, {"last_day": NOW - 3000, "first_day": NOW - 4000})
    assert order(candidates) == [1, 2]


def test_an_open_promise_comes_before_an_equal_tie_without_one():
    assert order(people({}, {}), (2, "promise", NOW - 3)) == [2, 1]


def test_a_new_role_counts_for_some_weeks_and_then_less():
    weights = occasions((1, "job", NOW), (1, "job", NOW - 45), (1, "job", NOW - 450)).weights(NOW)
    assert weights.tolist() == pytest.approx([0.8, 0.4, 0.8 / 1024])


def test_a_birthday_counts_in_the_week_before_and_hardly_after():
    weights = occasions((1, "birthday", NOW + 8), (1, "birthday", NOW + 7), (1, "birthday", NOW - 10)).weights(NOW)
    assert weights[0] == 0
    assert weights[1] == 0.5
    assert weights[2] < 0.05


def test_what_can_be_offered_counts_until_it_is_settled():
    assert occasions((1, "offer", None)).weights(NOW)[0] == 0.7


@pytest.mark.parametrize(
    "excluded",
    [
        {"muted": True},
        {"snoozed_until": NOW + 1.0},
        {"handled_day": NOW - 10.0},
        {"last_day": NOW - 3},
        {"state": STATES.index("unknown"), "incoming": 0},
    ],
)
def test_excluded_people_never_appear(excluded):
    assert order(people({}, excluded), (2, "promise", NOW)) == [1]


def test_a_snooze_ends_and_a_handled_tie_returns_after_its_cadence():
    assert order(people({"snoozed_until": float(NOW)}, {"handled_day": NOW - 30.0})) == [1, 2]


def test_a_year_of_answered_mail_is_easier_than_a_year_of_unanswered_mail():
    assert order(people({"incoming": 1}, {"incoming": 20})) == [2, 1]


def test_nobody_is_lost_for_want_of_an_address():
    assert order(people({"channel": -1}, {})) == [2, 1]


def test_no_more_than_two_of_one_organisation():
    candidates = people(*[{"organisation": 7, "contact_weeks": 50}] * 5, *[{"organisation": 8}] * 2, {}, {})
    picked = order(candidates, limit=9)
    assert len([person for person in picked if person <= 5]) == 2
    assert len(picked) == 6


def test_unknown_organisations_are_not_one_organisation():
    assert len(order(people(*[{}] * 6))) == 6


def test_the_minutes_are_kept():
    picks = queue(people(*[{}] * 9), Occasions.none(), as_of_day=NOW, minutes=35)
    assert [pick.minutes for pick in picks] == [10, 10, 10]


def test_a_cheaper_line_may_use_the_minutes_that_are_left():
    candidates = people({}, {"contact_weeks": 20}, {"contact_weeks": 2, "channel": CHANNELS.index("message")})
    assert order(candidates, minutes=15) == [1, 3]


def test_equal_people_come_in_the_order_of_their_numbers():
    assert order(people(*[{}] * 5)) == [1, 2, 3, 4, 5]


def test_few_common_contacts_and_other_fields_are_novelty():
    candidates = people(
        {"shared_contacts": 30.0, "organisation_ties": 12.0}, {"shared_contacts": 0.0, "organisation_ties": 0.0}
    )
    found = score(candidates, Occasions.none(), as_of_day=NOW)
    assert found.novelty.tolist() == pytest.approx([(1 / 11 + 1 / 13) / 2, 1.0])


def test_the_list_without_data_is_ranked_by_promise():
    unknown = {
        "state": STATES.index("unknown"),
        "contact_days": 0,
        "contact_weeks": 0,
        "incoming": 0,
        "outgoing": 0,
        "last_day": -1,
        "first_day": -1,
        "silence_chance": np.nan,
    }
    candidates = people(
        unknown,
        unknown | {"fit": 0.8},
        unknown | {"connected_day": NOW - 30.0},
        unknown | {"fit": 0.8, "muted": True},
        {},
        unknown | {"fit": 0.8, "contact_days": 3, "outgoing": 3},
    )
    picks = no_data(candidates, Occasions.none(), as_of_day=NOW)
    assert [pick.person for pick in picks] == [2, 3, 1, 6]


@given(st.integers(0, 10_000), st.integers(1, 60), st.integers(0, 90))
def test_a_queue_never_breaks_its_rules(seed, size, minutes):
    rng = np.random.default_rng(seed)
    candidates = people(
        *[
            {
                "organisation": int(rng.integers(-1, 4)),
                "muted": bool(rng.random() < 0.2),
                "last_day": NOW - int(rng.integers(0, 900)),
                "channel": int(rng.integers(-1, 4)),
                "state": int(rng.integers(0, 6)),
                "fit": float(rng.choice([np.nan, rng.random()])),
            }
            for _ in range(size)
        ]
    )
    picks = queue(candidates, Occasions.none(), as_of_day=NOW, minutes=minutes)
    rows = [pick.row for pick in picks]
    assert len(rows) == len(set(rows))
    assert sum(pick.minutes for pick in picks) <= minutes
    assert not candidates.muted[rows].any()
    assert not (candidates.state[rows] == STATES.index("unknown")).any()
    known = candidates.organisation[rows][candidates.organisation[rows] >= 0]
    assert np.bincount(known, minlength=1).max() <= 2
    for pick in picks:
        assert pick.score == pytest.approx(pick.value * pick.now * pick.ease)


def test_a_hundred_thousand_people_are_ranked_in_a_fraction_of_a_second():
    one = people({})
    rng = np.random.default_rng(0)
    many = Candidates(**{f.name: np.repeat(getattr(one, f.name), 100_000) for f in fields(Candidates)})
    many = replace(many, person=np.arange(100_000), contact_weeks=rng.integers(1, 90, 100_000))
    start = perf_counter()
    picks = queue(many, Occasions.none(), as_of_day=NOW)
    assert len(picks) == 20
    assert perf_counter() - start < 1.0


# The words

DANA = Details(
    name="Dana",
    organisation="Acme",
    context=Context(NOW - 120, "mail", "Budget for the pilot", "mail.mbox"),
    offers=("an introduction to a data engineer",),
)


def suggestion(change=None, details=DANA, happening=None):
    candidates = people(change or {})
    rows = [(1, happening.kind, happening.day)] if happening else []
    if happening:
        details = replace(details, happenings=(happening,))
    find = no_data if candidates.state[0] == STATES.index("unknown") else queue
    (pick,) = find(candidates, occasions(*rows), as_of_day=NOW)
    return suggest(pick, candidates, details, as_of_day=NOW)


@pytest.mark.parametrize(
    ("happening", "sentence"),
    [
        (
            Happening("promise", "the slides of the pilot", NOW + 2),
            "You promised Dana: the slides of the pilot, due on 18 February 2026.",
        ),
        (Happening("promise", "the slides of the pilot"), "You promised Dana: the slides of the pilot."),
        (
            Happening("job", "VP Data at Acme", NOW - 20),
            "Dana has a new role (VP Data at Acme), seen in January; you were last in touch 4 months ago.",
        ),
        (
            Happening("birthday", "", NOW + 3),
            "It is the birthday of Dana in 3 days; you were last in touch 4 months ago.",
        ),
        (Happening("event", "the Data Days", NOW + 10), "You and Dana will both be at the Data Days, in 10 days."),
        (Happening("event past", "the Data Days", NOW - 8), "You and Dana were both at the Data Days 8 days ago."),
        (
            Happening("offer", "a seat in the pilot"),
            "You have something for Dana: a seat in the pilot. You were last in touch 4 months ago.",
        ),
    ],
)
def test_an_occasion_is_the_reason(happening, sentence):
    assert render(suggestion(happening=happening).reason) == sentence


def test_an_occasion_whose_text_is_missing_is_not_guessed():
    found = suggestion(happening=Happening("job", "", NOW - 20))
    assert render(found.reason) == "You and Dana used to be in touch every month; the last time was 4 months ago."


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({}, "You and Dana used to be in touch every month; the last time was 4 months ago."),
        (
            {"contact_days": 1, "contact_weeks": 1, "state": STATES.index("active")},
            "You and Dana were in touch once, 4 months ago.",
        ),
        (
            {"state": STATES.index("dormant"), "last_day": NOW - 800},
            "You and Dana were in touch on 30 different days; the last time was 2 years ago.",
        ),
        (
            {"state": STATES.index("new"), "first_day": NOW - 60, "last_day": NOW - 40, "contact_days": 2},
            "You and Dana got in touch 9 weeks ago; another conversation makes it last.",
        ),
        ({"state": STATES.index("active")}, "You and Dana were last in touch 4 months ago."),
        (
            {"state": STATES.index("unknown"), "contact_days": 0, "connected_day": NOW - 500.0},
            "You and Dana connected in October 2024; no exchange is on record yet.",
        ),
        ({"state": STATES.index("unknown"), "contact_days": 0}, "Nothing between you and Dana is on record yet."),
        (
            {"state": STATES.index("unknown"), "contact_days": 4},
            "Only one side has written so far between you and Dana.",
        ),
    ],
)
def test_without_an_occasion_the_state_is_the_reason(change, sentence):
    assert render(suggestion(change).reason) == sentence


def test_a_draft_offers_before_it_asks():
    draft = suggestion().draft
    assert draft.text() == (
        "Hello Dana,\n\n"
        "The last time we were in touch was in October, about “Budget for the pilot”.\n\n"
        "Something that may be of use to you: an introduction to a data engineer.\n\n"
        "I would like to hear what you are working on. There is no hurry."
    )


def test_the_draft_of_a_promise_is_about_the_promise():
    found = suggestion(happening=Happening("promise", "the slides of the pilot", NOW))
    assert found.promise == "the slides of the pilot"
    assert render(found.draft.subject) == "What I promised"
    assert "I owe you something: the slides of the pilot." in found.draft.text()


def test_the_last_context_names_what_when_and_from_where():
    assert render(suggestion().context) == "mail on 19 October 2025: Budget for the pilot (mail.mbox)"
    assert suggestion(details=Details("Dana")).context is None


def test_what_is_not_known_is_said():
    missing = [render(words) for words in suggestion({"channel": -1}, Details("Dana")).unknown]
    assert missing == [
        "no address or number",
        "where they work",
        "what you last talked about",
        "what they offer and need",
        "how senior they are",
    ]


def test_every_factor_is_shown_and_the_unknown_ones_have_no_number():
    found = {factor.name: factor for factor in suggestion().factors}
    assert list(found) == ["novelty", "fit", "closeness", "loss", "occasion", "ease"]
    assert found["novelty"].number is None
    assert found["closeness"].number == pytest.approx(1 - 2**-3)
    assert render(found["loss"].words) == "60 % chance of a silent season without a word from you"
