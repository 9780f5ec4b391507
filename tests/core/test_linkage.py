"""The Fellegi–Sunter model: weights, estimation without labels, and what frequencies do."""

import msgspec
import numpy as np
import pytest

from reknit.core.comparisons import AT, BY_FREQUENCY, FIELDS, LEVELS, RATE_AT, Evidence
from reknit.core.linkage import PRIOR, fit, log_odds, probability, smoothed, weights


def evidence(count=1, **levels):
    found = Evidence(
        np.zeros((count, len(FIELDS)), dtype=np.int8), np.full((count, len(BY_FREQUENCY)), np.nan, dtype=np.float32)
    )
    for field, level in levels.items():
        found.levels[:, AT[field]] = 1 + LEVELS[field].index(level)
    return found


def test_every_level_of_the_prior_is_a_probability():
    for field, names in LEVELS.items():
        for shares in (PRIOR.m[field], PRIOR.u[field]):
            assert len(shares) == len(names)
            assert sum(shares) == pytest.approx(1)


def test_a_weight_is_the_logarithm_of_m_over_u():
    found = weights(PRIOR, evidence(birthday="equal"))[0, AT["birthday"]]
    assert found == pytest.approx(np.log2(PRIOR.m["birthday"][-1] / PRIOR.u["birthday"][-1]))


def test_a_missing_field_weighs_nothing():
    assert weights(PRIOR, evidence()).sum() == 0


def test_weights_add_up_to_the_log_odds():
    both = evidence(birthday="equal", place="different")
    alone = log_odds(PRIOR, evidence(), 1_000)
    assert log_odds(PRIOR, both, 1_000) - alone == pytest.approx(weights(PRIOR, both).sum())


def test_better_agreement_never_weighs_less():
    for field in ("given", "family", "birthday", "organisation", "place"):
        first, last = (weights(PRIOR, evidence(**{field: LEVELS[field][k]})).sum() for k in (0, -1))
        assert first < 0 < last


def test_to_agree_on_a_rare_value_weighs_more():
    rare, frequent = evidence(family="equal"), evidence(family="equal")
    rare.frequency[:, RATE_AT["family"]], frequent.frequency[:, RATE_AT["family"]] = 1e-4, 1e-1
    assert weights(PRIOR, rare).sum() - weights(PRIOR, frequent).sum() == pytest.approx(np.log2(1e3), abs=1e-4)


def test_two_rare_names_that_look_alike_weigh_no_more_than_any_two():
    plain, rare = evidence(family="close"), evidence(family="close")
    rare.frequency[:, RATE_AT["family"]] = 1e-5
    assert weights(PRIOR, rare).sum() == pytest.approx(weights(PRIOR, plain).sum())


def test_a_larger_book_makes_any_pair_less_likely():
    pair = evidence(birthday="equal")
    assert log_odds(PRIOR, pair, 100_000)[0] < log_odds(PRIOR, pair, 1_000)[0]


def test_probability_is_half_at_even_odds_and_stays_in_bounds():
    assert probability(np.array([0.0, -1e6, 1e6])) == pytest.approx([0.5, 0.0, 1.0])


def test_a_value_seen_once_is_rarer_than_one_seen_often_and_never_impossible():
    once, often = smoothed("family", np.array([1.0, 50.0]), 1_000)
    assert 0 < once < often < 1


def test_the_shares_behind_unlabelled_pairs_are_found():
    draw = np.random.default_rng(5)
    one, two = 3_000, 60_000
    m = {"given": 0.9, "family": 0.8, "birthday": 0.7}
    u = {"given": 0.02, "family": 0.01, "birthday": 0.001}

    def drawn(shares, count):
        found = evidence(count)
        for field, share in shares.items():
            agreed = draw.random(count) < share
            found.levels[:, AT[field]] = np.where(agreed, len(LEVELS[field]), 1)
        return found

    parts = drawn(m, one), drawn(u, two)
    pairs = Evidence(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    size = 356  # 63,000 pairs
    model = fit(PRIOR, pairs, drawn(u, two), size)
    for field, share in m.items():
        assert model.m[field][-1] == pytest.approx(share, abs=0.05)
        assert model.u[field][-1] == pytest.approx(u[field], abs=0.005)
    assert model.duplicates * size == pytest.approx(one, rel=0.1)


def test_a_book_without_pairs_keeps_the_prior():
    model = fit(PRIOR, evidence(0), evidence(0), 1)
    assert model.m["birthday"] == pytest.approx(PRIOR.m["birthday"])
    assert msgspec.structs.asdict(model)["lessons"] == {}
