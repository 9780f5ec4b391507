"""Outlook: with whom one will be in touch, and which active ties will go silent.

The score of a tie is a weighted sum of logarithms of quantities that its row keeps:

    contact-days, contact-weeks, contact-days decayed with half-lives of 15, 60 and 180 days,
    1 + days since the last contact, 14 + days since the last contact, contacts per contact-day,
    7 + days since the first contact, mean weight of a contact-day,
    and, where the book knows more than one user, how lively the quieter of the two has been with
    anybody: (1 + a₁₅)/(1 + a₆₀) and 1 + a₆₀, a = contact-days over all their ties, decayed.

In other words a product of powers, of which contact-days/(7 + days since last) is a special case.
Weeks beside days make a burst count less than the same days spread out; several half-lives let
old habits and the last fortnight speak at once.

Weights: the prior was fitted on mail of two organisations and rounded; `learn` moves it towards
the user's own past by penalised logistic regression, on what could have been known 30, 60 and 90
days ago and what then happened. The penalty equals knowing each weight with a standard deviation
of 0.1, so a small book keeps the prior and a large one, or one of another kind (chats that flare up
and end), finds its own exponents. Nothing after `as_of` is used. Scores of the two tasks differ
because what predicts a contact next month and what predicts a season of silence differ.

Sources: Ahmad, Porter & Beguerisse-Díaz 2021 (decay); Navarro et al. 2017 (persistence of ties);
ranking measured in docs/methods/ties.md. Undefined for ties without a contact: leave them out.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import expit

from reknit.core import contact_chance
from reknit.core.contacts import Bools, Contacts, Ints, by_person_and_day
from reknit.core.decay import HALF_LIFE_DAYS, LONG_HALF_LIFE_DAYS, SHORT_HALF_LIFE_DAYS, Floats
from reknit.core.ties import Ties, build_ties

CONTACT_HORIZON_DAYS: Final = 30
SILENCE_HORIZON_DAYS: Final = 90

# An active tie, whose silence would mean something: three contact-days, one of them this season.
FEWEST_CONTACT_DAYS: Final = 3


@dataclass(frozen=True, slots=True)
class Weights:
    """Of the twelve logarithms, in the order of `features`, and the constant of the logistic curve."""

    constant: float
    powers: tuple[float, ...]

    def score(self, logs: Floats) -> Floats:
        """Log-odds of contact, shape (n,)."""
        return np.asarray(self.constant + logs @ np.array(self.powers))

    def chance(self, logs: Floats) -> Floats:
        """Probability of contact within the horizon, shape (n,)."""
        return np.asarray(expit(self.score(logs)))


CONTACT_PRIOR: Final = Weights(-2.3, (0.2, 0.5, 0.2, 0.15, 0.2, -0.35, 0.3, 0.15, 0.1, 0.05, 0.5, 0.2))
SILENCE_PRIOR: Final = Weights(-0.8, (0.15, 0.7, 0.1, 0.3, 0.2, -0.3, -0.1, 0.1, 0.2, 0.05, 0.5, 0.15))

# Inverse variance of each weight around its prior.
_PRECISION: Final = 100.0
_CONSTANT_PRECISION: Final = 1e-3

# Looks back: enough outcomes to learn from, recent enough to be of today.
_SNAPSHOTS: Final = 3
_SNAPSHOT_STEP_DAYS: Final = 30.0
_SHORTEST_PAST_DAYS: Final = 60.0
_FEWEST_OUTCOMES: Final = 5


@dataclass(frozen=True, slots=True)
class Ends:
    """Who stands at the two ends of each tie, where ties of several users are looked at together.

    Row i of the arrays belongs to the tie whose `person` is i.
    """

    one: Ints
    other: Ints


@dataclass(frozen=True, slots=True)
class Outlook:
    """What was learnt from one's own past; `outcomes` says from how many ties and snapshots.

    contact: weights for a contact in the next 30 days. silence: weights whose score is low for
    active ties that will be silent for 90 days. model: MBG/NBD fitted on the same ties.
    """

    contact: Weights = CONTACT_PRIOR
    silence: Weights = SILENCE_PRIOR
    model: contact_chance.ChanceModel = contact_chance.PRIOR
    outcomes: int = 0

    def chance_of_contact(self, ties: Ties, *, as_of: float, as_of_day: int, ends: Ends | None = None) -> Floats:
        """P(contact within 30 days), shape (n,): the mean of the logistic and of MBG/NBD.

        Two forecasts that err differently are better averaged (Bates & Granger 1969).
        """
        logistic = self.contact.chance(features(ties, as_of=as_of, as_of_day=as_of_day, ends=ends))
        seen = contact_chance.histories(ties, as_of_day=as_of_day)
        return 0.5 * (logistic + self.model.contact_within(CONTACT_HORIZON_DAYS, seen))

    def chance_of_silence(self, ties: Ties, *, as_of: float, as_of_day: int, ends: Ends | None = None) -> Floats:
        """P(no contact within 90 days without anybody's doing), shape (n,)."""
        return 1.0 - self.silence.chance(features(ties, as_of=as_of, as_of_day=as_of_day, ends=ends))


def features(ties: Ties, *, as_of: float, as_of_day: int, ends: Ends | None = None) -> Floats:
    """The twelve logarithms of the module's docstring, shape (n, 12); without `ends` the last two are 0."""
    silent = np.maximum(as_of - ties.last_at, 0.0)
    days = np.maximum(ties.contact_days, 1)
    passed = as_of_day - ties.last_day
    short = ties.pulse_short * np.exp2(-passed / SHORT_HALF_LIFE_DAYS)
    middle = ties.pulse * np.exp2(-passed / HALF_LIFE_DAYS)
    long = ties.pulse_long * np.exp2(-passed / LONG_HALF_LIFE_DAYS)
    columns = [days, ties.contact_weeks, 0.02 + short, 0.02 + middle, 0.02 + long, 1 + silent, 14 + silent]
    columns += [ties.interactions / days, 7 + np.maximum(as_of - ties.first_at, 0.0), ties.mean_weight()]
    logs = np.zeros((len(ties), 12))
    for place, column in enumerate(columns):
        np.log(column, out=logs[:, place])
    if ends is not None:
        recent, usual = _liveliness(short, ties, ends), _liveliness(middle, ties, ends)
        logs[:, 10] = np.log((1 + recent) / (1 + usual))
        logs[:, 11] = np.log(1 + usual)
    return logs


def _liveliness(pulse: Floats, ties: Ties, ends: Ends) -> Floats:
    """Contact-days with anybody, decayed, of the quieter end of each tie."""
    one, other = ends.one[ties.person], ends.other[ties.person]
    size = int(max(one.max(initial=0), other.max(initial=0))) + 1
    total = np.bincount(one, pulse, size) + np.bincount(other, pulse, size)
    return np.asarray(np.minimum(total[one], total[other]))


def is_active(ties: Ties, *, as_of: float, within_days: float = SILENCE_HORIZON_DAYS) -> Bools:
    """Three contact-days or more, one of them within the season, shape (n,)."""
    return (ties.contact_days >= FEWEST_CONTACT_DAYS) & (as_of - ties.last_at <= within_days)


def learn(contacts: Contacts, *, as_of: float, as_of_day: int, ends: Ends | None = None) -> Outlook:
    """Weights and model from the user's own contacts before `as_of`.

    as_of: instant, days since 1970-01-01 UTC. as_of_day: the user's calendar day then.
    """
    past = by_person_and_day(contacts.where((contacts.at < as_of) & (contacts.direction != 0)))
    if not len(past):
        return Outlook()
    history = as_of - float(past.at.min())
    looks = _Looks(past, as_of, as_of_day, ends)
    logs, met = looks.outcomes(history, CONTACT_HORIZON_DAYS, active_only=False)
    contact = fit_weights(logs, met, prior=CONTACT_PRIOR)
    # What the user's past says about powers holds for both tasks, so it moves both priors; a season's
    # outcomes are few in a short history, where a shorter silence has to stand for a longer one.
    moved = np.add(SILENCE_PRIOR.powers, contact.powers) - CONTACT_PRIOR.powers
    season = float(np.clip(history / 2, CONTACT_HORIZON_DAYS, SILENCE_HORIZON_DAYS))
    logs, stayed = looks.outcomes(history, season, active_only=True)
    silence = fit_weights(logs, stayed, prior=Weights(SILENCE_PRIOR.constant, tuple(moved.tolist())))
    seen = contact_chance.histories(build_ties(past, as_of=as_of), as_of_day=as_of_day)
    return Outlook(contact, silence, contact_chance.fit(seen), outcomes=len(met) + len(stayed))


@dataclass(slots=True)
class _Looks:
    """The past, seen from several days of the past; the ties of one day are built once."""

    past: Contacts
    as_of: float
    as_of_day: int
    ends: Ends | None

    def outcomes(self, history: float, horizon: float, *, active_only: bool) -> tuple[Floats, Bools]:
        """Features at each snapshot (N, 12) and whether there was contact within the horizon after it (N,)."""
        logs, met = [np.zeros((0, 12))], [np.zeros(0, dtype=np.bool_)]
        for step in range(_SNAPSHOTS):
            back = horizon + step * _SNAPSHOT_STEP_DAYS
            if history - back < min(_SHORTEST_PAST_DAYS, history / 2 - 1):
                break
            then = self.as_of - back
            ties = build_ties(self.past.where(self.past.at < then), as_of=then)
            seen = features(ties, as_of=then, as_of_day=self.as_of_day - int(back), ends=self.ends)
            after = (self.past.at >= then) & (self.past.at < then + horizon)
            outcome = np.isin(ties.person, self.past.person[after])
            rows = is_active(ties, as_of=then, within_days=horizon) if active_only else np.ones(len(ties), np.bool_)
            logs.append(seen[rows])
            met.append(outcome[rows])
        return np.concatenate(logs), np.concatenate(met)


def fit_weights(logs: Floats, met: Bools, *, prior: Weights) -> Weights:
    """Maximum of the logistic likelihood times N(prior, 1/100 I), by Newton's method with halved steps.

    logs: (n, 12). met: (n,). With fewer than five outcomes of either kind, the prior.
    """
    if min(int(met.sum()), int((~met).sum())) < _FEWEST_OUTCOMES:
        return prior
    x = np.column_stack([np.ones(len(logs)), logs])
    centre = np.array([prior.constant, *prior.powers])
    penalty = np.array([_CONSTANT_PRECISION, *[_PRECISION] * len(prior.powers)])
    weights = centre.copy()
    cost = _logistic_cost(weights, x, met, centre, penalty)
    for _ in range(50):
        chance = expit(x @ weights)
        slope = x.T @ (chance - met) + penalty * (weights - centre)
        bend = (x * (chance * (1 - chance))[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(bend, slope)
        size = 1.0
        while (new := _logistic_cost(weights - size * step, x, met, centre, penalty)) > cost and size > 1e-6:
            size /= 2
        weights = weights - size * step
        if cost - new < 1e-9 * abs(cost):
            break
        cost = new
    return Weights(float(weights[0]), tuple(weights[1:].tolist()))


def _logistic_cost(weights: Floats, x: Floats, met: Bools, centre: Floats, penalty: Floats) -> float:
    odds = x @ weights
    return float(np.sum(np.logaddexp(0, odds)) - odds[met].sum() + 0.5 * penalty @ (weights - centre) ** 2)
