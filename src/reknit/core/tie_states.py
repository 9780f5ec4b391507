"""States of a tie in words, and the layers of a network.

| state   | holds when (first that fits; a word set by hand comes before all)                      |
|---------|----------------------------------------------------------------------------------------|
| unknown | no exchange in both directions: one-way traffic makes no tie until it is answered        |
| dormant | no contact for more than 365 days                                                        |
| new     | first contact within the last 90 days                                                    |
| fading  | silent longer than 8 usual gaps; or below the threshold of its layer *and* of its own rhythm |
| strong  | among the inner 15, and at least as lively as contact once a month                       |
| active  | otherwise                                                                                |

Layers (Dunbar's 5, 15, 50, 150) rank the living two-way ties by `Ties.long_key`, what is usual between
two people. They adapt to the user: nobody has an empty inner circle for writing seldom. Each
layer expects contact about weekly, monthly, half-yearly, yearly; that is a default, so a tie is
measured by the slower of its layer and its own rhythm, and fades when it is three contacts behind
(`decay.overdue_threshold`): whoever was in touch more often keeps longer, a short acquaintance
fades sooner. A layer or a cadence set by hand replaces the computed one; with a cadence by hand,
fading means silent for more than twice the cadence, nothing else.

**No state is stored, and time passing needs no write.** A tie's row keeps `IndexColumns`, which
change only with a contact; every state on any day is a set of ranges on them (`StateBounds`):

    two_way                                    else unknown
    last_day   <  dormant_before_day           dormant
    first_day  >= new_from_day                 new
    flag_day   <  as_of_day                    fading
    rhythm_fades_day < as_of_day  and, for the layer l with layer_keys[l] <= long_key (< layer_keys[l-1]):
    level_key  <  fading_below_key[l]  and  last_day < fading_before_day[l]     fading
    long_key   >= layer_keys[1]  and  level_key >= strong_from_key              strong

"Fading before day D" is the same ranges at as_of_day = D. A NULL (NaN) meets no range.
Units: calendar days since 1970-01-01 in the user's zone; keys as in `core.decay`.
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from reknit.core.contacts import Bools, Bytes, Ints
from reknit.core.decay import (
    HALF_LIFE_DAYS,
    Floats,
    falls_below_on,
    key_of_threshold,
    overdue_threshold,
    steady_strength,
)
from reknit.core.rhythm import SHORTEST_FADING_DAYS, rhythm_fades_day, silence_flag_day, usual_gap
from reknit.core.ties import Ties

State = Literal["unknown", "dormant", "new", "fading", "strong", "active"]
STATES: Final[tuple[State, ...]] = ("unknown", "dormant", "new", "fading", "strong", "active")

LAYERS: Final = (5, 15, 50, 150)
# About weekly, monthly, half-yearly, yearly; the last is for those outside all layers.
LAYER_CADENCE_DAYS: Final = (7.0, 30.0, 182.0, 365.0, 365.0)
OUTSIDE: Final = len(LAYERS)

DORMANT_AFTER_DAYS: Final = 365
NEW_FOR_DAYS: Final = 90
_STRONG_LAYER: Final = 1
_STRONG_CADENCE_DAYS: Final = 30.0
LONGEST_CADENCE_DAYS: Final = 730.0

LayerKeys = tuple[float, float, float, float]
NO_TIES: Final[LayerKeys] = (-np.inf, -np.inf, -np.inf, -np.inf)


@dataclass(frozen=True, slots=True)
class IndexColumns:
    """What a store keeps beside the tie's own columns, with an index each; shape (n,), NaN for NULL.

    strength_key: order by strength. long_key: order of the layers. level_key: liveliness in the
    tie's own contact-days. flag_day: silence passes 8 usual gaps. rhythm_fades_day: below its own rhythm.
    """

    two_way: Bools
    strength_key: Floats
    long_key: Floats
    level_key: Floats
    flag_day: Floats
    rhythm_fades_day: Floats


def index_columns(ties: Ties) -> IndexColumns:
    """The columns that ranges are asked of."""
    return IndexColumns(
        two_way=ties.two_way(),
        strength_key=ties.strength_key(),
        long_key=ties.long_key(),
        level_key=ties.level_key(),
        flag_day=silence_flag_day(ties),
        rhythm_fades_day=rhythm_fades_day(ties),
    )


def layer_keys(long_key: Floats, living: Bools) -> LayerKeys:
    """`long_key` of the 5th, 15th, 50th and 150th of the living two-way ties; -inf where there are fewer.

    A store reads the same four numbers from its index on long_key.
    """
    keys = long_key[living & ~np.isnan(long_key)]
    found = [float(np.partition(keys, len(keys) - size)[-size]) if len(keys) >= size else -np.inf for size in LAYERS]
    return found[0], found[1], found[2], found[3]


def living(ties: Ties, *, as_of_day: int) -> Bools:
    """Two-way and not dormant, shape (n,)."""
    return ties.two_way() & (ties.last_day >= as_of_day - DORMANT_AFTER_DAYS)


@dataclass(frozen=True, slots=True)
class StateBounds:
    """The ranges that make the states of one day; see the table above. Tuples have one entry a layer."""

    as_of_day: int
    layer_keys: LayerKeys
    dormant_before_day: int
    new_from_day: int
    fading_below_key: tuple[float, ...]
    fading_before_day: tuple[float, ...]
    strong_from_key: float

    @classmethod
    def at(cls, as_of_day: int, layers: LayerKeys) -> "StateBounds":
        """Bounds of that day, given the network's layer keys."""
        return cls(
            as_of_day=as_of_day,
            layer_keys=layers,
            dormant_before_day=as_of_day - DORMANT_AFTER_DAYS,
            new_from_day=as_of_day - NEW_FOR_DAYS,
            fading_below_key=tuple(
                key_of_threshold(float(overdue_threshold(cadence)), as_of_day) for cadence in LAYER_CADENCE_DAYS
            ),
            fading_before_day=tuple(as_of_day - max(cadence, SHORTEST_FADING_DAYS) for cadence in LAYER_CADENCE_DAYS),
            strong_from_key=key_of_threshold(float(steady_strength(_STRONG_CADENCE_DAYS)) - 1.0, as_of_day),
        )


@dataclass(frozen=True, slots=True)
class ByHand:
    """What the user set, per tie, shape (n,). It wins, and is shown as set by hand.

    state: index into STATES, or -1. layer: 0 … 3, 4 for outside all, or -1. cadence_days: NaN if not set.
    """

    state: Ints
    layer: Ints
    cadence_days: Floats

    @classmethod
    def nothing(cls, count: int) -> "ByHand":
        """No word of the user about any of `count` ties."""
        return cls(np.full(count, -1), np.full(count, -1), np.full(count, np.nan))


def layers_of(columns: IndexColumns, keys: LayerKeys, by_hand: ByHand | None = None) -> Ints:
    """Layer of each tie: 0 … 3 for the inner 5, 15, 50, 150, and 4 outside, shape (n,)."""
    inside = np.where(np.isnan(columns.long_key) | ~columns.two_way, -np.inf, columns.long_key)
    layer = np.full(len(inside), OUTSIDE, dtype=np.int64)
    for number in range(OUTSIDE - 1, -1, -1):
        layer[(inside >= keys[number]) & (inside > -np.inf)] = number
    return layer if by_hand is None else np.where(by_hand.layer >= 0, by_hand.layer, layer)


def cadence_days(ties: Ties, layer: Ints, by_hand: ByHand | None = None) -> Floats:
    """How often contact is expected, shape (n,): by hand, else the slower of layer and own rhythm."""
    expected = np.fmax(np.array(LAYER_CADENCE_DAYS)[layer], usual_gap(ties))
    expected = np.minimum(expected, LONGEST_CADENCE_DAYS)
    return expected if by_hand is None else np.where(np.isnan(by_hand.cadence_days), expected, by_hand.cadence_days)


def states(ties: Ties, columns: IndexColumns, bounds: StateBounds, by_hand: ByHand | None = None) -> Bytes:
    """State of each tie as index into STATES, shape (n,)."""
    hand = by_hand or ByHand.nothing(len(ties))
    layer = layers_of(columns, bounds.layer_keys, hand)
    below, before = np.array(bounds.fading_below_key)[layer], np.array(bounds.fading_before_day)[layer]
    slipped = (columns.rhythm_fades_day < bounds.as_of_day) & (columns.level_key < below) & (ties.last_day < before)
    fading = slipped | (columns.flag_day < bounds.as_of_day)
    overdue = ties.last_day + 2 * hand.cadence_days < bounds.as_of_day
    fading = np.where(np.isnan(hand.cadence_days), fading, overdue)
    computed = np.select(
        [
            ~columns.two_way,
            ties.last_day < bounds.dormant_before_day,
            ties.first_day >= bounds.new_from_day,
            fading,
            (layer <= _STRONG_LAYER) & (columns.level_key >= bounds.strong_from_key),
        ],
        range(len(STATES) - 1),
        default=len(STATES) - 1,
    )
    return np.where(hand.state >= 0, hand.state, computed).astype(np.uint8)


def fades_on(ties: Ties, columns: IndexColumns, layer: Ints, by_hand: ByHand | None = None) -> Floats:
    """Last day before the tie is fading if nothing happens, shape (n,).

    The day on which the ranges above begin to hold; NaN where neither rhythm nor cadence is
    known, so that only a year of silence would be said.
    """
    hand = by_hand or ByHand.nothing(len(ties))
    cadence = np.array(LAYER_CADENCE_DAYS)[layer]
    level_day = falls_below_on(columns.level_key, overdue_threshold(cadence), half_life_days=HALF_LIFE_DAYS)
    slips = np.maximum(level_day, ties.last_day + np.maximum(cadence, SHORTEST_FADING_DAYS))
    slips = np.maximum(columns.rhythm_fades_day, slips)
    return np.where(
        np.isnan(hand.cadence_days), np.fmin(columns.flag_day, slips), ties.last_day + 2 * hand.cadence_days
    )
