"""Who will be in touch, and who goes silent."""

from dataclasses import replace

import numpy as np
import pytest

from reknit.core.contacts import Contacts
from reknit.core.outlook import (
    CONTACT_PRIOR,
    SILENCE_PRIOR,
    Ends,
    Outlook,
    Weights,
    features,
    fit_weights,
    is_active,
    learn,
)
from reknit.core.ties import build_ties

NOW = 500


def network(seed=0, people=300, days=NOW, life=100.0):
    """Ties that begin at any time, have a rate of their own, and end after a while."""
    rng = np.random.default_rng(seed)
    person, at = [], []
    for number in range(people):
        start = rng.uniform(0, days)
        end, rate = start + rng.exponential(life), rng.gamma(0.7, 0.2)
        times = np.sort(rng.uniform(start, end, rng.poisson(rate * (end - start)) + 1))
        at += times[times < days].tolist()
        person += [number] * int(np.sum(times < days))
    return contacts(np.array(person), np.array(at))


def contacts(person, at):
    size = len(person)
    return Contacts(
        person=person.astype(np.int64),
        at=at.astype(float),
        day=np.floor(at).astype(np.int64),
        channel=np.full(size, 2, dtype=np.uint8),
        parties=np.full(size, 2),
        direction=np.full(size, 3, dtype=np.uint8),
    )


def test_without_any_past_the_prior_speaks():
    assert learn(contacts(np.zeros(0), np.zeros(0)), as_of=NOW, as_of_day=NOW) == Outlook()


def test_a_handful_of_ties_keeps_the_weights_of_the_prior():
    few = network(people=6)
    outlook = learn(few, as_of=NOW, as_of_day=NOW)
    assert np.abs(np.subtract(outlook.contact.powers, CONTACT_PRIOR.powers)).max() < 0.1


def test_a_past_of_another_kind_finds_its_own_weights():
    outlook = learn(network(people=2000, life=20), as_of=NOW, as_of_day=NOW)
    moved = np.subtract(outlook.contact.powers, CONTACT_PRIOR.powers)
    assert moved[5] < -0.1  # recency says more where ties are short
    assert outlook.outcomes > 1000


def test_contacts_after_the_day_change_nothing():
    past = network()
    whole = contacts(np.append(past.person, past.person[:50]), np.append(past.at, np.full(50, NOW + 3.0)))
    assert learn(whole, as_of=NOW, as_of_day=NOW) == learn(past, as_of=NOW, as_of_day=NOW)


def test_rows_in_any_order_teach_the_same():
    past = network()
    order = np.random.default_rng(1).permutation(len(past))
    one, other = learn(past, as_of=NOW, as_of_day=NOW), learn(past.where(order), as_of=NOW, as_of_day=NOW)
    assert one.contact.powers == pytest.approx(other.contact.powers, rel=1e-9)


def test_more_recent_and_more_frequent_contact_is_likelier_to_go_on():
    ties = build_ties(
        contacts(
            np.repeat([1, 2, 3], 10),
            np.concatenate(
                [NOW - 5 - 7.0 * np.arange(10), NOW - 200 - 7.0 * np.arange(10), NOW - 5 - 7.0 * np.arange(10) * 0.01]
            ),
        ),
        as_of=NOW,
    )
    chance = Outlook().chance_of_contact(ties, as_of=NOW, as_of_day=NOW)
    silence = Outlook().chance_of_silence(ties, as_of=NOW, as_of_day=NOW)
    assert chance[0] > chance[1]
    assert chance[0] > chance[2]
    assert silence[0] < silence[1]


def test_chances_are_probabilities_that_are_about_right_on_made_up_ties():
    whole = network(people=3000)
    past, day = whole.where(whole.at < NOW - 30), NOW - 30
    ties = build_ties(past, as_of=day)
    chance = learn(past, as_of=day, as_of_day=day).chance_of_contact(ties, as_of=day, as_of_day=day)
    met = np.isin(ties.person, whole.person[whole.at >= day])
    assert np.all((chance >= 0) & (chance <= 1))
    assert abs(chance.mean() - met.mean()) < 0.05


def test_the_liveliness_of_both_ends_counts_only_when_it_is_known():
    ties = build_ties(network(people=50), as_of=NOW)
    alone = features(ties, as_of=NOW, as_of_day=NOW)
    assert np.all(alone[:, 10:] == 0)
    ends = Ends(one=np.zeros(50, dtype=np.int64), other=np.arange(1, 51))
    assert np.array_equal(features(ties, as_of=NOW, as_of_day=NOW, ends=ends)[:, :10], alone[:, :10])


def test_a_person_silent_with_everybody_is_less_likely_to_write():
    """Two equal ties; the other end of the second one talked to others until lately, that of the first did not."""
    others = np.column_stack([np.full(60, 3), NOW - 1.0 * np.arange(60)])
    own = [(person, NOW - 20 - 6.0 * n) for person in (1, 2) for n in range(10)]
    rows = np.array([*own, *others])
    ties = build_ties(contacts(rows[:, 0], rows[:, 1]), as_of=NOW)
    ends = Ends(one=np.array([0, 0, 0, 2]), other=np.array([0, 1, 2, 4]))
    score = CONTACT_PRIOR.score(features(ties, as_of=NOW, as_of_day=NOW, ends=ends))
    assert score[0] < score[1]


def test_active_means_three_days_one_of_them_this_season():
    ties = build_ties(
        contacts(np.array([1, 1, 1, 2, 2, 3, 3, 3]), np.array([100.0, 200, 450, 460, 470, 100, 200, 300])), as_of=NOW
    )
    assert is_active(ties, as_of=NOW).tolist() == [True, False, False]


def test_outcomes_of_one_kind_only_teach_nothing():
    logs = np.ones((40, 12))
    assert fit_weights(logs, np.zeros(40, dtype=bool), prior=SILENCE_PRIOR) is SILENCE_PRIOR


def test_the_fitted_weights_are_the_maximum():
    rng = np.random.default_rng(2)
    logs = rng.normal(size=(500, 12))
    met = rng.random(500) < 1 / (1 + np.exp(-logs[:, 0]))
    prior = Weights(0.0, (0.0,) * 12)
    found = fit_weights(logs, met, prior=prior)

    def cost(weights):
        odds = weights.score(logs)
        penalty = 50 * np.sum(np.square(weights.powers)) + 0.0005 * weights.constant**2
        return np.sum(np.logaddexp(0, odds)) - odds[met].sum() + penalty

    for place in range(12):
        for step in (-0.01, 0.01):
            powers = list(found.powers)
            powers[place] += step
            assert cost(replace(found, powers=tuple(powers))) > cost(found)
