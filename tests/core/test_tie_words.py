"""Every number explains itself, and no data is never zero."""

import string

import numpy as np
import pytest

from reknit.core.contacts import Contact
from reknit.core.texts import TEXTS
from reknit.core.tie_states import NO_TIES
from reknit.core.tie_words import Hand, every, explain
from reknit.core.ties import tie_of
from reknit.core.wording import Phrase, ago, in_days, in_month, phrase, render

NOW = 20_500


def explained(days, *, direction="both", **given):
    contacts = [Contact(at=day + 0.5, day=day, direction=direction) for day in days]
    return explain(
        tie_of(contacts, as_of=NOW + 0.9), as_of_day=NOW, layers=NO_TIES, days=np.array(days, dtype=int), **given
    )


def factor(explanation, name):
    return next(f for f in explanation.factors if f.name == name)


def test_no_data_is_said_and_is_not_zero():
    explanation = explain(None, as_of_day=NOW, layers=NO_TIES)
    assert explanation.state == "unknown"
    assert render(explanation.sentence) == "No contact on record yet, so nothing can be said."
    assert [f.number for f in explanation.factors] == [None]


def test_a_first_meeting_in_the_calendar_is_named():
    assert render(explained([NOW + 8]).sentence) == "No contact on record yet; the first is planned in 8 days."


def test_unanswered_messages_are_counted_and_not_called_a_tie():
    assert render(explained([NOW - 9, NOW - 2], direction="in").sentence) == (
        "2 messages from them and none from you: no tie yet."
    )
    assert render(explained([NOW - 9], direction="out").sentence) == (
        "One message from you and no answer on record: no tie yet."
    )


def test_a_fading_tie_names_its_rhythm_and_its_silence():
    explanation = explained(range(NOW - 900, NOW - 139, 40))
    assert explanation.state == "fading"
    assert render(explanation.sentence) == "Less contact than usual: every month as a rule, last 5 months ago."
    assert factor(explanation, "rhythm").number == 40
    assert factor(explanation, "silence").number == 3.5


def test_the_eight_fold_silence_is_said():
    sentence = render(explained(range(NOW - 500, NOW - 129, 14)).sentence)
    assert sentence == "Usually in touch every 2 weeks; last 4 months ago, more than eight times as long."


def test_too_few_contacts_have_no_rhythm_instead_of_a_wrong_one():
    rhythm = factor(explained([NOW - 30, NOW - 20]), "rhythm")
    assert rhythm.number is None
    assert render(rhythm.words) == "too few contacts to see a rhythm"


def test_a_word_set_by_hand_is_shown_as_such_beside_the_computed_one():
    explanation = explained([NOW - 3000], hand=Hand(state="strong"))
    assert (explanation.state, explanation.computed) == ("strong", "dormant")
    assert render(explanation.sentence).startswith("You set this to strong. From the record: Last contact 8 years ago")
    assert render(explanation.factors[0].words) == "strong, set by you"


def test_a_cadence_set_by_hand_is_shown_as_such():
    explanation = explained(range(NOW - 400, NOW - 100, 7), hand=Hand(cadence_days=30.0))
    assert render(explanation.sentence) == "You want to be in touch every month; last 3 months ago."
    assert render(factor(explanation, "cadence").words) == "contact expected every month, set by you"


def test_the_trend_is_in_contact_days():
    explanation = explained([*range(NOW - 80, NOW, 8), NOW - 120])
    assert (
        render(factor(explanation, "trend").words) == "rising: contact on 10 days of the last 90, 1 of the 90 before"
    )


def test_the_next_date_is_the_planned_one_before_the_expected_one():
    planned = explained([*range(NOW - 100, NOW, 10), NOW + 4])
    assert factor(planned, "planned").number == NOW + 4.5
    assert "next" not in {f.name for f in planned.factors}
    assert factor(explained(range(NOW - 100, NOW, 10)), "next").number == NOW


def test_habits_and_chance_are_shown_when_known():
    explanation = explained(range(NOW - 140, NOW, 7), chance=0.634)
    assert render(factor(explanation, "chance").words) == "63 % chance of contact within 30 days"
    assert render(factor(explanation, "weekday habit").words) == "mostly on Mondays: 20 of 20 days"


def test_an_old_tie_is_worth_little_and_not_nothing():
    assert (
        render(factor(explained([NOW - 3000]), "strength").words) == "worth less than a tenth of a recent contact-day"
    )


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (1, "almost every day"),
        (4, "every 4 days"),
        (7, "every week"),
        (15, "every 2 weeks"),
        (30, "every month"),
        (95, "every 3 months"),
        (360, "every year"),
        (740, "every 2 years"),
    ],
)
def test_gaps_are_said_in_the_unit_of_everyday(days, said):
    assert render(every(days)) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "today"),
        (1, "yesterday"),
        (5, "5 days ago"),
        (13, "13 days ago"),
        (20, "3 weeks ago"),
        (100, "3 months ago"),
        (400, "13 months ago"),
        (800, "2 years ago"),
    ],
)
def test_times_past_are_said_in_the_unit_of_everyday(days, said):
    assert render(ago(days)) == said


def test_times_to_come_and_months():
    assert [render(in_days(n)) for n in (0, 1, 3, 21)] == ["today", "tomorrow", "in 3 days", "in 3 weeks"]
    assert render(in_month(NOW - 30, as_of_day=NOW)) == "in January"
    assert render(in_month(NOW - 400, as_of_day=NOW)) == "in January 2025"


def test_a_translation_is_put_in_at_one_place():
    german = {"{count} week ago": "vor {count} Woche", "{count} weeks ago": "vor {count} Wochen"}

    def translate(one, many, count):
        return german[one if count == 1 else many]

    assert render(ago(21), translate) == "vor 3 Wochen"


def test_no_text_flatters_shouts_or_sells():
    words = " ".join(text if isinstance(text, str) else " ".join(text) for text in TEXTS.values()).casefold()
    for banned in ("!", "lead", "prospect", "pipeline", "funnel", "neglect", "guilt", "amazing", "great"):
        assert banned not in words


def test_both_forms_of_a_text_take_the_same_values():
    for text in TEXTS.values():
        if isinstance(text, tuple):
            named = [
                {field for _, field, _, _ in string.Formatter().parse(form) if field} - {"count"} for form in text
            ]
            assert named[0] == named[1]


def test_a_phrase_without_its_text_is_an_error_at_once():
    with pytest.raises(AssertionError):
        phrase("no such text")
    with pytest.raises(KeyError):
        render(Phrase("date"))
