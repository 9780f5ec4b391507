"""Chance of contact within h days: BG/NBD and MBG/NBD.

Model (Fader, Hardie & Lee 2005). While a tie is alive its contacts form a Poisson process with
rate λ ~ Gamma(r, α); after each repeat contact it ends with probability p ~ Beta(a, b). In the
modified model (Batislam, Denizel & Filiztekin 2007) it may also end right after the first contact,
so that one contact long ago does not count as certainly alive.

A tie is (x, t_x, T): x repeat contact-days, t_x days from the first to the last of them, T days
from the first until now. With n = x chances to end (BG/NBD) or n = x + 1 (MBG/NBD) the likelihood is

    L = Γ(r+x) α^r / Γ(r) · { B(a, b+n)/B(a, b) · (α+T)^-(r+x)  +  [n > 0] B(a+1, b+n-1)/B(a, b) · (α+t_x)^-(r+x) }

whose two terms are "still alive" and "ended at t_x". Hence

    P(alive)          = 1 / (1 + a/(b+n-1) · ((α+T)/(α+t_x))^(r+x)),      1 if n = 0
    P(contact in h)   = P(alive) · (1 - ((α+T)/(α+T+h))^(r+x))
    E(contacts in h)  = P(alive) · (a+b+n-1)/(a-1) · [1 - (1-z)^(a-1) · ₂F₁(a-1, a+b+n-1-r-x; a+b+n-1; z)]
                        with z = h/(α+T+h)

The last line is the published expectation after Euler's transformation of ₂F₁, which stays
finite where the published form overflows.

P(alive) is never shown and never ranks: under BG/NBD it is 1 for everybody met once.
All functions take and return arrays of shape (n,); time is in any one unit, days in Reknit.
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from scipy.optimize import minimize
from scipy.special import betaln, digamma, expit, gammaln, hyp2f1

from reknit.core.decay import Floats
from reknit.core.ties import Ties

Model = Literal["bg", "mbg"]


@dataclass(frozen=True, slots=True)
class Histories:
    """What the models see of each tie: x (repeat contact-days), t_x, T; and how many ties are like it."""

    repeats: Floats
    last: Floats
    age: Floats
    count: Floats

    def __len__(self) -> int:
        return len(self.repeats)


@dataclass(frozen=True, slots=True)
class ChanceModel:
    """Fitted parameters; `kind` says whether a tie may end after its first contact ("mbg") or not ("bg")."""

    r: float
    alpha: float
    a: float
    b: float
    kind: Model = "mbg"

    def log_likelihood(self, ties: Histories) -> float:
        """Σ count · log L."""
        logs = np.log([self.r, self.alpha, self.a, self.b])
        return -_cost(logs, ties, self.kind, None)[0]

    def alive(self, ties: Histories) -> Floats:
        """P(alive); for the formulas below only."""
        return np.asarray(expit(-self._log_odds_ended(ties)))

    def contact_within(self, horizon: float, ties: Histories) -> Floats:
        """P(at least one contact in the next `horizon`)."""
        power = (self.r + ties.repeats) * np.log1p(horizon / (self.alpha + ties.age))
        return self.alive(ties) * -np.expm1(-power)

    def expected_contacts(self, horizon: float, ties: Histories) -> Floats:
        """E(number of contact-days in the next `horizon`)."""
        # At a = 1 both factors below vanish together; a step aside gives the limit.
        a = self.a if abs(self.a - 1) > 1e-6 else 1 + 1e-6
        z = horizon / (self.alpha + ties.age + horizon)
        c = a + self.b + _endings(ties, self.kind) - 1
        series = hyp2f1(a - 1, c - self.r - ties.repeats, c, z)
        return np.asarray(self.alive(ties) * c / (a - 1) * (1 - (1 - z) ** (a - 1) * series))

    def _log_odds_ended(self, ties: Histories) -> Floats:
        n = _endings(ties, self.kind)
        with np.errstate(divide="ignore"):
            odds = np.log(np.where(n > 0, self.a / np.where(n > 0, self.b + n - 1, 1.0), 0.0))
        ratio: Floats = (self.r + ties.repeats) * np.log((self.alpha + ties.age) / (self.alpha + ties.last))
        return odds + ratio


# Fitted on mail of two organisations and rounded (docs/methods/contact-chance.md); in days.
PRIOR: Final = ChanceModel(r=0.5, alpha=10.0, a=0.3, b=1.5)

# With fewer ties of one's own the prior speaks alone.
FEWEST_TIES: Final = 50

# The prior counts as much as knowing each log-parameter with this standard deviation.
_PRIOR_SPREAD: Final = 1.0


def histories(ties: Ties, *, as_of_day: float) -> Histories:
    """(x, t_x, T) of ties with contacts, in days."""
    return Histories(
        repeats=(ties.contact_days - 1).astype(np.float64),
        last=(ties.last_day - ties.first_day).astype(np.float64),
        age=np.maximum(as_of_day - ties.first_day, ties.last_day - ties.first_day).astype(np.float64),
        count=np.ones(len(ties)),
    )


def fit(ties: Histories, *, kind: Model = "mbg", prior: ChanceModel | None = PRIOR) -> ChanceModel:
    """Maximum of the likelihood times the weak prior; prior None is plain maximum likelihood.

    With a prior and fewer than FEWEST_TIES ties, the prior itself: too few to say otherwise.
    """
    if prior is not None and float(ties.count.sum()) < FEWEST_TIES:
        return prior
    start = prior or PRIOR
    logs = np.log([start.r, start.alpha, start.a, start.b])
    found = minimize(
        _cost,
        logs,
        args=(_grouped(ties), kind, logs if prior is not None else None),
        jac=True,
        method="L-BFGS-B",
        bounds=[(-12.0, 12.0)] * 4,
        options={"maxiter": 500, "ftol": 1e-13, "gtol": 1e-7},
    )
    r, alpha, a, b = (float(value) for value in np.exp(found.x))
    return ChanceModel(r=r, alpha=alpha, a=a, b=b, kind=kind)


def _endings(ties: Histories, kind: Model) -> Floats:
    return ties.repeats + (1.0 if kind == "mbg" else 0.0)


def _grouped(ties: Histories) -> Histories:
    """Equal histories once, with their count: most people have few contacts, so this saves much."""
    rows = np.stack([ties.repeats, ties.last, ties.age])
    order = np.lexsort(rows)
    rows = rows[:, order]
    starts = np.flatnonzero(np.append(True, np.any(np.diff(rows, axis=1) != 0, axis=0)))
    repeats, last, age = rows[:, starts]
    return Histories(repeats, last, age, np.add.reduceat(ties.count[order], starts))


def _cost(logs: Floats, ties: Histories, kind: Model, prior_logs: Floats | None) -> tuple[float, Floats]:
    """-log posterior and its gradient by the logarithms of r, α, a, b."""
    r, alpha, a, b = np.exp(logs)
    x, n = ties.repeats, _endings(ties, kind)
    some = n > 0
    safe = np.where(some, b + n - 1, 1.0)
    alive = betaln(a, b + n) - (r + x) * np.log(alpha + ties.age)
    ended = np.where(some, betaln(a + 1, safe) - (r + x) * np.log(alpha + ties.last), -np.inf)
    log_sum = np.logaddexp(alive, ended)
    p = np.exp(ended - log_sum)
    log_l = gammaln(r + x) - gammaln(r) + r * np.log(alpha) - betaln(a, b) + log_sum
    q = 1 - p
    by_r = digamma(r + x) - digamma(r) + np.log(alpha) - q * np.log(alpha + ties.age) - p * np.log(alpha + ties.last)
    by_alpha = r / alpha - (r + x) * (q / (alpha + ties.age) + p / (alpha + ties.last))
    total = digamma(a + b + n)
    by_a = q * digamma(a) + p * digamma(a + 1) - total - digamma(a) + digamma(a + b)
    by_b = q * digamma(b + n) + p * digamma(safe) - total - digamma(b) + digamma(a + b)
    gradient = np.array([r * by_r, alpha * by_alpha, a * by_a, b * by_b]) @ ties.count
    cost = -float(ties.count @ log_l)
    if prior_logs is None:
        return cost, -gradient
    off = (logs - prior_logs) / _PRIOR_SPREAD
    return cost + 0.5 * float(off @ off), -gradient + off / _PRIOR_SPREAD
