"""The benchmark of ties on invented messages: it looks at the past alone, and its measures are right."""

import gzip
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from bench.measures import auc, average_precision, calibration_error
from bench.messages import read_messages, with_parties
from bench.tie_baselines import Past
from bench.ties import evaluate, results

ROOT = Path(__file__).resolve().parents[2]


def invented(seed=3, people=60, days=240, size=9000):
    """Pairs with rates of their own, some of which end; a few messages go to several people."""
    rng = np.random.default_rng(seed)
    source = rng.integers(0, people, size)
    target = (source + 1 + rng.geometric(0.15, size)) % people
    t = np.sort(rng.uniform(0, days, size))
    kept = (source != target) & ((source % 5 != 0) | (t < 130))
    copies = rng.random(size) < 0.1
    t[1:][copies[1:]] = t[:-1][copies[1:]]
    source[1:][copies[1:]] = source[:-1][copies[1:]]
    kept &= source != target
    return with_parties(source[kept], target[kept], t[kept])


def test_what_comes_after_the_cut_changes_no_score():
    whole, cut = invented(), 150.0
    past = whole.before(cut)
    other = with_parties(
        np.append(past.source, np.full(500, 1)),
        np.append(past.target, np.full(500, 2)),
        np.append(past.t, np.linspace(cut, 239, 500)),
    )
    one, two = evaluate(whole, cut), evaluate(other, cut)
    assert not np.array_equal(one.met30, two.met30)
    assert np.array_equal(one.chance, two.chance)
    for name, row in one.rows.items():
        for task in ("A30", "B90"):
            assert np.array_equal(row.score(task), two.rows[name].score(task)), name


def test_the_answer_has_the_agreed_shape():
    found = results([evaluate(invented(), cut) for cut in (120.0, 150.0)])
    assert set(found) == {"A30", "B90", "ece_A30"}
    for task in ("A30", "B90"):
        assert all(set(row) == {"auc", "ap"} for row in found[task].values())
        assert {"reknit", "recency", "frequency", "decay 60 d", "contact-days/(1+recency)"} <= set(found[task])
    assert 0 <= found["ece_A30"] <= 1


def test_the_command_prints_one_json_object_or_a_table(tmp_path):
    messages = invented()
    rows = "".join(
        f"{s},{t},{at:.6f}\n" for s, t, at in zip(messages.source, messages.target, messages.t, strict=True)
    )
    path = tmp_path / "mail.csv.gz"
    path.write_bytes(gzip.compress(("source,target,t_days\n" + rows).encode()))

    def run(*more):
        call = [sys.executable, "-m", "bench.ties", str(path), "--cuts", "120,150", *more]
        return subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert json.loads(run("--json"))["A30"]["reknit"]["auc"] > 0.5
    assert "reknit" in run()


def test_names_may_be_words_and_mail_to_oneself_is_left_out(tmp_path):
    path = tmp_path / "mail.csv"
    path.write_text("source,target,t_days\nann,bob,0.5\nbob,bob,1\nbob,ann,2\nann,,3\n")
    messages = read_messages(path)
    assert len(messages) == 2
    assert len(Past.before(3.0, messages).pairs) == 1


def test_rows_of_one_sender_at_one_instant_are_one_message():
    messages = with_parties(np.array([1, 1, 2, 1]), np.array([2, 3, 3, 2]), np.array([0.5, 0.5, 0.5, 0.6]))
    assert messages.parties.tolist() == [3, 3, 2, 2]


@pytest.mark.parametrize("levels", [3, 1000])
def test_auc_and_average_precision_match_scikit_learn(levels):
    rng = np.random.default_rng(levels)
    truth, score = rng.random(400) < 0.3, rng.integers(0, levels, 400) / levels
    assert auc(truth, score) == pytest.approx(roc_auc_score(truth, score))
    assert average_precision(truth, score) == pytest.approx(average_precision_score(truth, score))


def test_the_calibration_error_is_the_distance_of_ten_bins():
    truth = np.tile([True, False], 50)
    assert calibration_error(truth, np.full(100, 0.7)) == pytest.approx(0.2)
    assert calibration_error(truth, np.repeat([0.2, 0.8], 50)) == pytest.approx(0.3)
