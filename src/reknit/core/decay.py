"""Tie decay and forward-decay keys.

Definition (Ahmad, Porter & Beguerisse-Díaz 2021): a contact of weight w on day τ is worth
w·2^(-(t-τ)/h) on day t, so s(t) = Σ w·2^(-(t-τ)/h) with half-life h.

Forward decay (Cormode, Shkapenyuk, Srivastava & Xu 2009): K = log₂ s(τ) + τ/h does not
change as time passes. Hence the order by strength, and the day t* = h·(K - log₂ θ) on which a
tie falls below θ, can be stored and indexed; s(t) = 2^(K - t/h) whenever it is wanted.

Units: days since 1970-01-01 in the user's zone; half-lives in days. Undefined (no contact
yet, s = 0): NaN, which a database keeps as NULL, so that no comparison holds.
"""

from typing import Final, overload

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Days = npt.NDArray[np.int64]

# 60 days: 30 and 90 rank nearly as well (docs/methods/ties.md). 180 says what is usual for a tie.
HALF_LIFE_DAYS: Final = 60.0
LONG_HALF_LIFE_DAYS: Final = 180.0
SHORT_HALF_LIFE_DAYS: Final = 15.0

# After 110 years even the long decay is below 1e-66.
_LONGEST_GAP_DAYS: Final = 40_000


_MISSED: Final = 3.0


def _table(half_life_days: float) -> Floats:
    return np.exp2(-np.arange(_LONGEST_GAP_DAYS + 1) / half_life_days)


# Whole days only, from one table: the update of one tie and the rebuild of all multiply by the very
# same number, so they agree to the last bit.
_FADE: Final = {h: _table(h) for h in (SHORT_HALF_LIFE_DAYS, HALF_LIFE_DAYS, LONG_HALF_LIFE_DAYS)}


def fade(gap_days: Days, half_life_days: float) -> Floats:
    """2^(-gap/h) for whole days, shape as `gap_days`; h is one of the three half-lives above."""
    return _FADE[half_life_days][np.minimum(gap_days, _LONGEST_GAP_DAYS)]


def fade_one(gap_days: int, half_life_days: float) -> float:
    """As `fade`, for one gap."""
    return float(_FADE[half_life_days][min(gap_days, _LONGEST_GAP_DAYS)])


def decay_key(strength: Floats, on_day: Days | Floats, *, half_life_days: float = HALF_LIFE_DAYS) -> Floats:
    """K = log₂ s + τ/h, shape (n,). NaN where there is no strength."""
    positive = strength > 0
    logs = np.log2(np.where(positive, strength, 1.0))
    return np.where(positive, logs + on_day / half_life_days, np.nan)


@overload
def strength_at(key: float, at_day: float, *, half_life_days: float = ...) -> float: ...
@overload
def strength_at(key: Floats, at_day: float | Floats, *, half_life_days: float = ...) -> Floats: ...
def strength_at(
    key: float | Floats, at_day: float | Floats, *, half_life_days: float = HALF_LIFE_DAYS
) -> float | Floats:
    """s(t) = 2^(K - t/h). NaN stays NaN: no data is not zero."""
    strength: float | Floats = np.exp2(key - np.asarray(at_day) / half_life_days)
    return float(strength) if np.ndim(strength) == 0 else strength


def key_of_threshold(threshold: float, at_day: float, *, half_life_days: float = HALF_LIFE_DAYS) -> float:
    """The key of a tie that is exactly at θ on that day: a tie is below θ ⇔ its key is less."""
    return float(np.log2(threshold)) + at_day / half_life_days


@overload
def falls_below_on(key: float, threshold: float, *, half_life_days: float = ...) -> float: ...
@overload
def falls_below_on(key: Floats, threshold: float | Floats, *, half_life_days: float = ...) -> Floats: ...
def falls_below_on(
    key: float | Floats, threshold: float | Floats, *, half_life_days: float = HALF_LIFE_DAYS
) -> float | Floats:
    """t* = h·(K - log₂ θ): the day on which the tie reaches θ if nothing happens."""
    day: float | Floats = half_life_days * (key - np.log2(threshold))
    return float(day) if np.ndim(day) == 0 else day


def steady_strength(cadence_days: float | Floats, *, half_life_days: float = HALF_LIFE_DAYS) -> Floats:
    """Strength just after a contact of weight 1 when contacts come every c days: 1/(1 - 2^(-c/h))."""
    return np.asarray(1.0 / -np.expm1(-np.asarray(cadence_days) * np.log(2.0) / half_life_days))


def overdue_threshold(cadence_days: float | Floats, *, half_life_days: float = HALF_LIFE_DAYS) -> Floats:
    """What is left of the steady strength after three cadences of silence: θ(c) = 2^(-3c/h)/(1 - 2^(-c/h)).

    Someone in touch exactly every c days reaches it when a third contact has been missed;
    whoever was in touch more often reaches it later, a short acquaintance earlier.
    """
    cadence = np.asarray(cadence_days, dtype=np.float64)
    left = np.exp2(-_MISSED * cadence / half_life_days)
    return np.asarray(left * steady_strength(cadence, half_life_days=half_life_days))
