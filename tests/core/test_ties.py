"""What a tie keeps of its contacts."""

from math import isnan, log2

import numpy as np
import pytest

from reknit.core.contacts import Contact, Contacts, contact_days
from reknit.core.decay import falls_below_on, strength_at
from reknit.core.ties import Ties, build_ties, tie_of, week_of

DAY = 20_000


def contact(day, *, hour=12.0, channel="mail", parties=2, direction="both"):
    return Contact(at=day + hour / 24, day=day, channel=channel, parties=parties, direction=direction)


def test_many_mails_on_one_day_are_one_contact_day():
    tie = tie_of([contact(DAY, hour=h) for h in (8, 9, 10)], as_of=DAY + 1)
    assert (tie.contact_days, tie.interactions, tie.last_weight) == (1, 3, 0.6)


def test_the_richest_channel_of_the_day_counts():
    tie = tie_of([contact(DAY), contact(DAY, channel="meeting"), contact(DAY, channel="reaction")], as_of=DAY + 1)
    assert tie.last_weight == 1.0


def test_mail_to_thirty_people_is_almost_nothing():
    assert tie_of([contact(DAY, parties=31)], as_of=DAY + 1).last_weight == pytest.approx(0.02)


def test_strength_is_the_sum_of_decayed_weights():
    days = [DAY, DAY + 10, DAY + 60]
    ties = build_ties(Contacts.of((7, contact(day, channel="call")) for day in days), as_of=DAY + 90)
    expected = sum(2 ** (-(DAY + 90 - day) / 60) for day in days)
    assert strength_at(ties.strength_key()[0], DAY + 90) == pytest.approx(expected, rel=1e-12)


def test_the_day_of_falling_below_a_threshold_is_when_the_strength_is_there():
    key = build_ties(Contacts.of([(1, contact(DAY, channel="call"))]), as_of=DAY + 1).strength_key()[0]
    day = falls_below_on(key, 0.25)
    assert day == pytest.approx(DAY + 120)
    assert strength_at(key, day) == pytest.approx(0.25)


def test_a_contact_on_the_day_it_happens_is_worth_its_weight():
    ties = build_ties(Contacts.of([(1, contact(DAY))]), as_of=DAY + 1)
    assert ties.strength_key()[0] == pytest.approx(log2(0.6) + DAY / 60)


def test_a_newsletter_makes_no_tie():
    letters = [contact(DAY + 7 * n, direction="in") for n in range(20)]
    assert not tie_of(letters, as_of=DAY + 200).two_way


def test_an_answer_makes_a_tie():
    assert tie_of([contact(DAY, direction="in"), contact(DAY + 1, direction="out")], as_of=DAY + 2).two_way


def test_two_mails_in_a_large_group_prove_no_exchange():
    crowd = [contact(DAY, direction="in", parties=40), contact(DAY + 1, direction="out", parties=40)]
    assert not tie_of(crowd, as_of=DAY + 2).two_way


def test_being_two_recipients_of_one_mail_is_no_contact():
    assert tie_of([contact(DAY, direction="none")], as_of=DAY + 1) is None


def test_a_meeting_next_week_does_not_count_before_it_happened():
    tie = tie_of([contact(DAY), contact(DAY + 7)], as_of=DAY + 1)
    assert (tie.contact_days, tie.last_day, tie.next_at) == (1, DAY, DAY + 7.5)
    assert not tie.is_stale(DAY + 7.4)
    assert tie.is_stale(DAY + 7.5)


def test_somebody_with_only_a_coming_meeting_has_a_row_without_contacts():
    tie = tie_of([contact(DAY + 7)], as_of=DAY)
    assert tie.contact_days == 0
    assert isnan(tie.last_at)
    ties = Ties.of([(1, tie)])
    assert np.isnan(ties.strength_key()[0])


def test_last_contact_never_moves_backwards():
    tie = tie_of([contact(DAY)], as_of=DAY + 30)
    assert tie.followed_by(contact(DAY - 3), as_of=DAY + 30) is None
    assert tie_of([contact(DAY), contact(DAY - 3)], as_of=DAY + 30).last_day == DAY


def test_days_in_two_calendar_weeks_are_two_contact_weeks():
    monday = next(day for day in range(DAY, DAY + 7) if week_of(day) != week_of(day - 1))
    tie = tie_of([contact(monday - 1), contact(monday), contact(monday + 6)], as_of=monday + 7)
    assert tie.contact_weeks == 2


def test_contacts_before_1970_are_days_like_others():
    tie = tie_of([contact(-50_000), contact(-49_990)], as_of=0)
    assert (tie.first_day, tie.contact_days, tie.gap_squares) == (-50_000, 2, 100)


def test_no_contacts_are_no_ties():
    assert len(build_ties(Contacts.of([]), as_of=DAY)) == 0
    assert len(contact_days(Contacts.of([]))) == 0


def test_every_contact_of_many_people_is_counted():
    rng = np.random.default_rng(1)
    size = 200_000
    day = rng.integers(18_000, DAY, size)
    contacts = Contacts(
        person=rng.integers(0, 20_000, size),
        at=day + 0.5,
        day=day,
        channel=np.full(size, 2, dtype=np.uint8),
        parties=np.full(size, 2),
        direction=rng.integers(1, 4, size).astype(np.uint8),
    )
    ties = build_ties(contacts, as_of=DAY)
    assert len(ties) == 20_000
    assert ties.interactions.sum() == size
