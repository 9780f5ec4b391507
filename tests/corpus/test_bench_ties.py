"""Reknit's ranking against every closed form, on mail of two organisations."""

from pathlib import Path

import pytest

from bench.messages import read_messages
from bench.tie_baselines import CLOSED_FORMS
from bench.ties import evaluate, results

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not on this machine")

CUTS = {"email-eu": (180, 240, 300, 360, 420), "manufacturing": (90, 120, 150, 180)}
CLOSED = [*CLOSED_FORMS, "BG/NBD P(contact)"]


@pytest.fixture(scope="module", params=sorted(CUTS))
def found(request):
    messages = read_messages(CORPUS / "bench" / "ties" / f"{request.param}.csv.gz")
    return results([evaluate(messages, float(cut)) for cut in CUTS[request.param]])


@pytest.mark.parametrize("task", ["A30", "B90"])
@pytest.mark.parametrize("measure", ["auc", "ap"])
@pytest.mark.parametrize("ours", ["reknit", "reknit, weights not fitted", "reknit, the tie's own past only"])
def test_reknit_ranks_at_least_as_well_as_every_closed_form(found, task, measure, ours):
    best = max(found[task][name][measure] for name in CLOSED)
    assert found[task][ours][measure] >= best


def test_the_chance_of_contact_is_calibrated_by_the_past_alone(found):
    assert found["ece_A30"] <= 0.07


def test_the_baselines_are_those_of_the_design(found):
    """Two of the table in the design, to three digits, so that ours are measured on the same ground."""
    closed = {name: tuple(round(found[task][name]["auc"], 3) for task in ("A30", "B90")) for name in CLOSED}
    assert closed["recency"] in {(0.802, 0.712), (0.813, 0.758)}
    assert closed["decay 60 d"] in {(0.844, 0.782), (0.845, 0.782), (0.878, 0.818)}
