"""Known duplicates: the bars of issue H on the file at hand."""

from pathlib import Path

import pytest

from bench.identity import Limits, Truth, baseline, best, half, read_people, reknit

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not on this machine")

FILES = sorted((CORPUS / "dedup").rglob("*.csv")) if CORPUS.is_dir() else []
BASELINES = ("exact_keys", "rapidfuzz_names", "sorted_neighbourhood")


@pytest.fixture(scope="module", params=FILES, ids=lambda path: path.stem)
def people(request):
    return read_people(request.param)


def test_same_is_right_in_99_of_100_pairs_and_finds_more_than_every_baseline(people):
    rows, cluster = people
    truth = Truth(cluster)
    own = reknit(rows, truth, Limits())
    assert own["same_precision"] >= 0.99
    for name in BASELINES:
        assert own["same_recall"] > best(baseline(rows, truth, name))[1]["same_recall"]


def test_same_and_ask_find_nearly_all_with_one_question_for_two_records(people):
    rows, cluster = people
    own = reknit(rows, Truth(cluster), Limits())
    assert own["same_or_ask_recall"] >= 0.95
    assert own["asks"] * 2 <= len(rows)


@pytest.mark.parametrize("which", ["A", "B"])
def test_half_of_the_people_are_told_apart_as_well(people, which):
    rows, cluster = half(*people, which)
    own = reknit(rows, Truth(cluster), Limits())
    assert own["same_precision"] >= 0.99
    assert own["same_or_ask_recall"] >= 0.95


@pytest.mark.parametrize("missing", ["first_name", "surname", "dob", "city", "email"])
def test_a_missing_column_costs_recall_not_precision(people, missing):
    rows, cluster = people
    own = reknit([{**row, missing: ""} for row in rows], Truth(cluster), Limits())
    assert own["same_precision"] >= 0.98
