"""The Fellegi–Sunter model: how much each comparison says for or against two records being one person.

A level of a field has m, its probability among pairs that are one person, and u, among pairs that are not.
Its weight is log2(m/u) bits; weights of independent fields add up (Fellegi & Sunter 1969). m, u and the
share of pairs that are one person are estimated from the records themselves, without labels, by expectation
maximisation (Winkler 1988) around a prior; agreement on a frequent value weighs less (Winkler 1989).
What the user answers shifts the weights by a regularised logistic regression with the model as its prior mean,
because asked pairs are chosen, and so are no sample from which to count m and u.
"""

import msgspec
import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit

from reknit.core.comparisons import AT, BY_FREQUENCY, FIELDS, LEVELS, Evidence
from reknit.core.likeness import Floats, Levels

_WIDTH = 1 + max(len(names) for names in LEVELS.values())
# Pairs to which the prior is worth as much as what is counted.
_M_STRENGTH = 60.0
_U_STRENGTH = 2_000.0
_ROUNDS = 12
_CHUNK = 100_000
# A name or firm never seen twice is still not unique in the world; counts get this many records of company.
_UNSEEN = {
    "given": (500.0, 0.004),
    "family": (500.0, 0.001),
    "organisation": (200.0, 0.01),
    "role": (100.0, 0.03),
    "place": (100.0, 0.03),
}
# Standard deviation, in bits, of what a person's answers may teach about one level of one field.
_LESSON_BITS = 1.0


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """m, u: field → probability of each level (as in `LEVELS`).

    duplicates: pairs that are one person, for each record.
    lessons: field → bits added to the weight of each level by the user's answers; bias: bits added to every pair.
    """

    m: dict[str, tuple[float, ...]]
    u: dict[str, tuple[float, ...]]
    duplicates: float
    lessons: dict[str, tuple[float, ...]] = {}
    bias: float = 0.0


# Reasoned, not fitted. m: how a person's own records differ from one another in an address book assembled from
# mail, cards and exports: names mostly agree, short forms and slips are some per cent each, jobs and addresses
# change. u: how often two people of one professional network agree by chance.
PRIOR = Model(
    duplicates=0.1,
    m={
        "given": (0.05, 0.02, 0.06, 0.05, 0.07, 0.03, 0.72),
        "family": (0.06, 0.02, 0.02, 0.05, 0.0005, 0.04, 0.8095),
        "order": (0.9, 0.1),
        "middle": (0.08, 0.4, 0.52),
        "generation": (0.02, 0.98),
        "gender": (0.01, 0.99),
        "birthday": (0.04, 0.02, 0.02, 0.06, 0.06, 0.8),
        "email": (0.6, 0.1, 0.05, 0.25),
        "phone": (0.7, 0.3),
        "profile": (0.1, 0.9),
        "organisation": (0.4, 0.1, 0.5),
        "role": (0.7, 0.3),
        "place": (0.3, 0.05, 0.65),
        "circle": (0.35, 0.35, 0.3),
        "together": (0.6, 0.4),
    },
    u={
        "given": (0.94, 0.02, 0.015, 0.006, 0.006, 0.001, 0.012),
        "family": (0.98, 0.01, 0.002, 0.003, 0.0001, 0.0009, 0.004),
        "order": (0.75, 0.25),
        "middle": (0.9, 0.06, 0.04),
        "generation": (0.5, 0.5),
        "gender": (0.45, 0.55),
        "birthday": (0.967, 0.02, 0.01, 0.0005, 0.0024, 0.0001),
        "email": (0.9989, 0.0005, 0.0005999, 0.0000001),
        "phone": (0.999, 0.001),
        "profile": (0.9999, 0.0001),
        "organisation": (0.96, 0.02, 0.02),
        "role": (0.95, 0.05),
        "place": (0.88, 0.02, 0.1),
        "circle": (0.7, 0.2, 0.1),
        "together": (0.03, 0.97),
    },
)
# Two fields whose level is known only of pairs met together: the weight is set, not a ratio of their shares.
_SET_BITS = {"together": (-3.0, -6.0)}
# Levels so rare or so lopsided that a file's own records say little; these stay as the prior has them.
_FIXED = frozenset(["generation", "gender", "phone", "profile", "middle", "circle", "together"])


def weights(model: Model, evidence: Evidence) -> Floats:
    """(pairs, fields): bits that each field adds to the log odds; 0 where a field is missing."""
    bits = _table_of_bits(model)
    found: Floats = bits[np.arange(len(FIELDS)), evidence.levels]
    for place, field in enumerate(BY_FREQUENCY):
        agreed = np.flatnonzero(~np.isnan(evidence.frequency[:, place]))
        # A frequency replaces u of full agreement. Of the weaker agreements it scales u, but only upwards:
        # that two rare names look alike is no rarer than that two names do.
        rarity = np.log2(model.u[field][-1] / evidence.frequency[agreed, place])
        weak = evidence.levels[agreed, AT[field]] < len(LEVELS[field]) - 1
        found[agreed, AT[field]] += np.where(weak, np.minimum(rarity, 0), rarity)
    return found


def log_odds(model: Model, evidence: Evidence, size: int) -> Floats:
    """(pairs,) log2 of the odds that a pair is one person among `size` records."""
    prior = _prior_bits(model, size)
    parts = [slice(start, start + _CHUNK) for start in range(0, len(evidence.levels), _CHUNK)]
    sums = [weights(model, Evidence(evidence.levels[part], evidence.frequency[part])).sum(axis=1) for part in parts]
    return np.concatenate([np.zeros(0), *sums]) + prior


def probability(odds_bits: Floats) -> Floats:
    """Odds in bits as a probability."""
    return np.asarray(1.0 / (1.0 + np.exp2(-np.clip(odds_bits, -200, 200))))


def smoothed(field: str, counts: Floats, total: float) -> Floats:
    """Frequency of a value among other records, from its count here; never 0, see `_UNSEEN`."""
    strength, unseen = _UNSEEN[field]
    return np.asarray((np.maximum(counts - 1, 0) + strength * unseen) / (total + strength))


def fit(model: Model, pairs: Evidence, chance: Evidence, size: int) -> Model:
    """The model that best explains these records, starting from and held by `model`.

    pairs: evidence of the candidate pairs; all other pairs are taken to be different people.
    chance: evidence of pairs drawn at random, from which u is counted.
    """
    prior, total = model, size * (size - 1) / 2
    for _ in range(_ROUNDS):
        same = probability(log_odds(model, pairs, size))
        other = 1 - probability(log_odds(model, chance, size))
        found = float(same.sum())
        model = msgspec.structs.replace(
            model,
            m={f: _shares(prior.m[f], pairs, same, f, _M_STRENGTH) for f in FIELDS},
            u={f: _shares(prior.u[f], chance, other, f, _U_STRENGTH) for f in FIELDS},
            duplicates=(found + 10 * prior.duplicates) / (size + 10) if total else prior.duplicates,
        )
    return model


def learn_lessons(model: Model, levels: Levels, plain_bits: Floats, same: npt.NDArray[np.bool_]) -> Model:
    """The model after the user's answers about pairs with these levels, (pairs, fields).

    plain_bits: log odds of each pair without any lesson. The maximum of the log posterior of a logistic
    regression over the levels, with a normal prior of `_LESSON_BITS` around the weights of the model: a few
    answers move little, many consistent ones much.
    """
    precision = 1 / (_LESSON_BITS * np.log(2)) ** 2
    design, base = _design(levels), plain_bits * np.log(2)

    def loss(shift: Floats) -> tuple[float, Floats]:
        odds = base + design @ shift
        surprise = np.logaddexp(0, np.where(same, -odds, odds)).sum() + precision * (shift @ shift) / 2
        return float(surprise), design.T @ (expit(odds) - same) + precision * shift

    shift = minimize(loss, np.zeros(design.shape[1]), jac=True, method="L-BFGS-B").x
    bits = shift / np.log(2)
    lessons = bits[:-1].reshape(len(FIELDS), _WIDTH)
    return msgspec.structs.replace(
        model,
        lessons={f: tuple(map(float, lessons[AT[f], 1 : 1 + len(LEVELS[f])])) for f in FIELDS if lessons[AT[f]].any()},
        bias=float(bits[-1]),
    )


def without_lessons(model: Model) -> Model:
    """The model before any answer."""
    return msgspec.structs.replace(model, lessons={}, bias=0.0)


def _design(levels: Levels) -> Floats:
    """(pairs, fields·levels + 1): which level each field has, and a constant."""
    design = np.zeros((len(levels), len(FIELDS) * _WIDTH + 1))
    for column in range(len(FIELDS)):
        known = np.flatnonzero(levels[:, column] > 0)
        design[known, column * _WIDTH + levels[known, column]] = 1
    design[:, -1] = 1
    return design


def _prior_bits(model: Model, size: int) -> float:
    # A handful of records is a sample of somebody's world, not the world.
    share = model.duplicates * 2 / max(size - 1, 500)
    return float(np.log2(share / (1 - min(share, 0.5))) + model.bias)


def _table_of_bits(model: Model) -> Floats:
    """(fields, levels): weight of each level, 0 for missing."""
    table = np.zeros((len(FIELDS), _WIDTH))
    for field, names in LEVELS.items():
        row = table[AT[field], 1 : 1 + len(names)]
        m, u = np.array(model.m[field]), np.array(model.u[field])
        row[:] = _SET_BITS.get(field, np.log2(np.maximum(m, 1e-9) / np.maximum(u, 1e-9)))
        row += model.lessons.get(field, np.zeros(len(names)))
    return table


def _shares(
    prior: tuple[float, ...], evidence: Evidence, weight: Floats, field: str, strength: float
) -> tuple[float, ...]:
    if field in _FIXED:
        return prior
    counts = np.bincount(evidence.levels[:, AT[field]], weights=weight, minlength=1 + len(prior))[1 : 1 + len(prior)]
    shares = (counts + strength * np.array(prior)) / (counts.sum() + strength)
    return tuple(float(share) for share in shares)
