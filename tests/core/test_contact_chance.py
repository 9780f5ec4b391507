"""BG/NBD and MBG/NBD: known answers, limits, stability."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import dblquad
from scipy.stats import beta, gamma

from reknit.core.contact_chance import FEWEST_TIES, PRIOR, ChanceModel, Histories, fit, histories
from reknit.core.contacts import Contact, Contacts
from reknit.core.ties import build_ties

# Fader, Hardie & Lee 2005, table 2 (CDNOW).
PUBLISHED = ChanceModel(r=0.243, alpha=4.414, a=0.793, b=2.426, kind="bg")


def seen(*rows):
    repeats, last, age = np.array(rows, dtype=float).T
    return Histories(repeats, last, age, np.ones(len(rows)))


def test_expected_contacts_match_fader_hardie_lee_2005():
    assert PUBLISHED.expected_contacts(39, seen((2, 30.43, 38.86)))[0] == pytest.approx(1.226, abs=0.0005)


def test_whoever_was_met_once_is_certainly_alive_under_bg_and_not_under_mbg():
    once = seen((0, 0, 1000))
    assert PUBLISHED.alive(once)[0] == 1.0
    assert ChanceModel(0.525, 6.183, 0.891, 1.614).alive(once)[0] < 0.5


def test_one_contact_long_ago_makes_contact_unlikely():
    chance = PRIOR.contact_within(30, seen((0, 0, 3000), (0, 0, 10)))
    assert chance[0] < 0.01
    assert chance[1] > 0.1


def brute_force(model, repeats, last, age, horizon):
    """P(contact within the horizon) by integrating over every rate and every chance to end."""
    n = repeats + (model.kind == "mbg")

    def weights(p, rate):
        density = gamma.pdf(rate, model.r, scale=1 / model.alpha) * beta.pdf(p, model.a, model.b)
        alive = (1 - p) ** n * rate**repeats * np.exp(-rate * age)
        ended = p * (1 - p) ** (n - 1) * rate**repeats * np.exp(-rate * last) if n else 0.0
        return density * alive, density * ended

    top = 60 * (model.r + repeats) / model.alpha
    total = dblquad(lambda p, rate: sum(weights(p, rate)), 0, top, 0, 1)[0]
    contact = dblquad(lambda p, rate: weights(p, rate)[0] * -np.expm1(-rate * horizon), 0, top, 0, 1)[0]
    return contact / total


@pytest.mark.parametrize("kind", ["bg", "mbg"])
def test_the_chance_of_contact_is_the_integral_of_the_model(kind):
    model = ChanceModel(r=1.3, alpha=20, a=1.2, b=2.5, kind=kind)
    assert model.contact_within(30, seen((3, 40, 70)))[0] == pytest.approx(brute_force(model, 3, 40, 70, 30), rel=1e-5)


def test_parameters_of_made_up_ties_are_found_again():
    rng = np.random.default_rng(4)
    truth = ChanceModel(r=0.8, alpha=12, a=0.6, b=2.0)
    rows = []
    for _ in range(4000):
        rate, end, age = rng.gamma(truth.r, 1 / truth.alpha), rng.beta(truth.a, truth.b), rng.uniform(50, 700)
        at, repeats, last = 0.0, 0, 0.0
        while rng.random() >= end and (at := at + rng.exponential(1 / rate)) < age:
            repeats, last = repeats + 1, at
        rows.append((repeats, last, age))
    found = fit(seen(*rows), prior=None)
    for name in ("r", "alpha", "a", "b"):
        assert getattr(found, name) == pytest.approx(getattr(truth, name), rel=0.2)


def test_few_ties_leave_the_prior_as_it_is():
    assert fit(seen(*[(1, 5, 9)] * (FEWEST_TIES - 1))) == PRIOR
    assert fit(seen(*[(1, 5, 9)] * FEWEST_TIES)) != PRIOR


def test_equal_histories_may_be_counted_instead_of_repeated():
    repeated = seen(*[(0, 0, 300)] * 40, *[(4, 100, 120)] * 30)
    counted = Histories(np.array([0.0, 4]), np.array([0.0, 100]), np.array([300.0, 120]), np.array([40.0, 30]))
    assert fit(repeated).alpha == pytest.approx(fit(counted).alpha, rel=1e-6)
    assert fit(repeated).log_likelihood(repeated) == pytest.approx(fit(repeated).log_likelihood(counted), rel=1e-9)


def test_histories_count_repeat_contact_days():
    rows = [(1, Contact(at=day + 0.5, day=day)) for day in (100, 100, 130, 190)]
    found = histories(build_ties(Contacts.of(rows), as_of=300), as_of_day=300)
    assert (found.repeats[0], found.last[0], found.age[0]) == (2, 90, 200)


@given(
    st.integers(0, 5000), st.floats(0, 1), st.floats(0.1, 20_000), st.floats(0.1, 4000), st.sampled_from(["bg", "mbg"])
)
def test_chances_stay_between_0_and_1_and_expectations_finite(repeats, share, age, horizon, kind):
    model = ChanceModel(r=0.5, alpha=8, a=0.3, b=1.5, kind=kind)
    tie = seen((repeats, share * age if repeats else 0, age))
    chance, expected = model.contact_within(horizon, tie)[0], model.expected_contacts(horizon, tie)[0]
    assert 0 <= chance <= model.alive(tie)[0] <= 1
    assert np.isfinite(expected)
    assert expected >= chance - 1e-6


def test_the_expectation_passes_smoothly_over_a_equal_to_one():
    around = [ChanceModel(0.5, 8, a, 1.5).expected_contacts(100, seen((5, 80, 90)))[0] for a in (0.999, 1.0, 1.001)]
    assert around[1] == pytest.approx((around[0] + around[2]) / 2, rel=1e-4)
