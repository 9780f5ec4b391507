"""The benchmark of identity measures what it says."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from bench.identity import Limits, Truth, baseline, best, day_of, half, read_people, records_of, reknit
from bench.identity_made import made_rows, write_rows

ROOT = Path(__file__).resolve().parents[2]
KEYS = {"same_precision", "same_recall", "same_or_ask_recall", "asks", "ask_precision", "seconds"}


def pairs(*found):
    return np.array(found, dtype=np.int64).reshape(-1, 2)


def test_pairs_count_after_the_closure():
    truth = Truth(np.array([0, 0, 0, 1, 1]))
    precision, recall = truth.measure(pairs((0, 1), (1, 3)))
    assert (precision, recall) == (pytest.approx(1 / 3), pytest.approx(1 / 4))


def test_nothing_found_is_precise_and_useless():
    assert Truth(np.array([0, 0, 1])).measure(pairs()) == (1.0, 0.0)


def test_a_baseline_gets_the_threshold_that_suits_it():
    low, high = {"same_precision": 0.97, "same_recall": 0.9}, {"same_precision": 0.995, "same_recall": 0.6}
    assert best({0.5: low, 0.9: high})[0] == 0.9
    assert best({0.5: low, 0.9: {"same_precision": 0.95, "same_recall": 1.0}})[0] == 0.5


def test_made_people_are_the_same_for_the_same_seed():
    assert made_rows(200, seed=4) == made_rows(200, seed=4)
    assert made_rows(200, seed=4) != made_rows(200, seed=5)


def test_no_two_made_people_own_one_address():
    owner = {}
    for row in made_rows(2_000):
        if row["email"]:
            owner.setdefault(row["email"], set()).add(row["cluster"])
    assert max(map(len, owner.values())) == 1


def test_halves_keep_people_whole():
    rows = made_rows(300)
    cluster = np.array([int(row["cluster"]) for row in rows])
    a, b = half(rows, cluster, "A"), half(rows, cluster, "B")
    assert len(a[0]) + len(b[0]) == 300
    assert not set(a[1]) & set(b[1])


def test_days_are_read_with_the_year_first_or_last():
    assert (day_of("1970-05-12"), day_of("12/05/1970"), day_of("")) == ("1970-05-12", "1970-05-12", "")


def test_made_people_are_found_better_than_by_the_baselines():
    rows = made_rows(1_500, seed=2)
    truth = Truth(np.array([int(row["cluster"]) for row in rows]))
    own = reknit(rows, truth, Limits())
    assert own["same_precision"] >= 0.99
    assert own["same_or_ask_recall"] >= 0.95
    assert own["asks"] * 2 <= len(rows)
    for name in ("exact_keys", "rapidfuzz_names", "sorted_neighbourhood"):
        other = best(baseline(rows, truth, name))[1]
        assert own["same_recall"] > other["same_recall"] or other["same_precision"] < 0.99


def test_any_subset_of_columns_is_read(tmp_path):
    file = tmp_path / "few.csv"
    file.write_text("surname,cluster\nHaugland,1\nHauglnad,1\nMeier,2\n", encoding="utf-8")
    rows, cluster = read_people(file)
    assert cluster.tolist() == [0, 0, 1]
    assert [record.family for record in records_of(rows)] == ["Haugland", "Hauglnad", "Meier"]


def test_a_file_without_the_truth_is_refused(tmp_path):
    file = tmp_path / "none.csv"
    file.write_text("surname\nMeier\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="no column 'cluster'"):
        read_people(file)


def test_the_command_prints_one_json_object(tmp_path):
    file = tmp_path / "made.csv"
    write_rows(file, made_rows(150))
    command = [sys.executable, "-m", "bench.identity", str(file), "--json"]
    printed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    results = json.loads(printed)
    assert {"reknit", "exact_keys", "rapidfuzz_names", "sorted_neighbourhood"} <= set(results)
    assert all(set(result) == KEYS for result in results.values())
