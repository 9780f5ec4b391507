"""Measures of a ranking and of a forecast."""

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def auc(truth: Bools, score: Floats) -> float:
    """P(a positive scores above a negative), ties counting half. NaN if a class is missing."""
    positives = int(truth.sum())
    negatives = len(truth) - positives
    if not positives or not negatives:
        return float("nan")
    ranks = rankdata(score)
    return float((ranks[truth].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def average_precision(truth: Bools, score: Floats) -> float:
    """Σ (recall gained × precision) from the top down; equal scores enter together. NaN without positives."""
    positives = int(truth.sum())
    if not positives:
        return float("nan")
    order = np.argsort(-score, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(score[order])), len(order) - 1)
    found = np.cumsum(truth[order])[ends]
    return float(np.sum(np.diff(found, prepend=0) * found / (ends + 1)) / positives)


def calibration_error(truth: Bools, forecast: Floats, *, bins: int = 10) -> float:
    """Mean |predicted - observed| over bins of equal count, weighted by count. NaN without rows."""
    if not len(truth):
        return float("nan")
    parts = np.array_split(np.argsort(forecast, kind="stable"), bins)
    return float(sum(abs(forecast[part].sum() - truth[part].sum()) for part in parts) / len(truth))
