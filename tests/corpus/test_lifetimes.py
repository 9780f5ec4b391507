"""The published numbers on CDNOW (Fader, Hardie & Lee 2005; Batislam, Denizel & Filiztekin 2007)."""

import csv
from pathlib import Path

import numpy as np
import pytest

from reknit.core.contact_chance import Histories, fit

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not on this machine")


@pytest.fixture(scope="module")
def cdnow():
    with (CORPUS / "bench" / "lifetimes" / "cdnow_customers_summary.csv").open() as file:
        rows = [(row["frequency"], row["recency"], row["T"]) for row in csv.DictReader(file)]
    repeats, last, age = np.array(rows, dtype=float).T
    return Histories(repeats, last, age, np.ones(len(rows)))


def parameters(model):
    return model.r, model.alpha, model.a, model.b


def test_bg_nbd_matches_fader_hardie_lee_2005_on_cdnow(cdnow):
    model = fit(cdnow, kind="bg", prior=None)
    assert parameters(model) == pytest.approx((0.243, 4.414, 0.793, 2.426), abs=0.0006)
    assert model.log_likelihood(cdnow) == pytest.approx(-9582.4, abs=0.05)


def test_expectation_matches_fader_hardie_lee_2005_on_cdnow(cdnow):
    one = Histories(np.array([2.0]), np.array([30.43]), np.array([38.86]), np.ones(1))
    assert fit(cdnow, kind="bg", prior=None).expected_contacts(39, one)[0] == pytest.approx(1.226, abs=0.0005)


def test_mbg_nbd_matches_batislam_denizel_filiztekin_2007_on_cdnow(cdnow):
    model = fit(cdnow, kind="mbg", prior=None)
    assert parameters(model) == pytest.approx((0.525, 6.183, 0.891, 1.614), abs=0.0006)


def test_the_weak_prior_moves_a_well_known_population_by_little(cdnow):
    plain, held = fit(cdnow, prior=None), fit(cdnow)
    chances = [model.contact_within(4, cdnow) for model in (plain, held)]
    assert np.abs(chances[0] - chances[1]).max() < 0.01
