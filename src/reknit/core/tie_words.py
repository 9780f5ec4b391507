"""Why a tie is in its state: the factors in words with their numbers, and one sentence.

No data is said as such, never as 0: a factor that is not known has no number and says so.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from reknit.core.decay import Days, strength_at
from reknit.core.rhythm import SILENCE_FACTOR, Habit, gap_spread, season_habit, trend, usual_gap, weekday_habit
from reknit.core.tie_states import (
    STATES,
    ByHand,
    LayerKeys,
    State,
    StateBounds,
    cadence_days,
    fades_on,
    index_columns,
    layers_of,
    states,
)
from reknit.core.ties import Tie, Ties
from reknit.core.wording import Phrase, ago, date_words, in_days, month_name, on_day, phrase, weekday_name


@dataclass(frozen=True, slots=True)
class Factor:
    """One thing that counts: `number` in `unit`, None when it is not known."""

    name: str
    words: Phrase
    number: float | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Hand:
    """What the user set for one tie; None means not set. layer: 0 … 3, 4 for outside the closest 150."""

    state: State | None = None
    layer: int | None = None
    cadence_days: float | None = None

    def columns(self) -> ByHand:
        """The same for a table of one row."""
        return ByHand(
            state=np.array([STATES.index(self.state) if self.state else -1]),
            layer=np.array([-1 if self.layer is None else self.layer]),
            cadence_days=np.array([np.nan if self.cadence_days is None else self.cadence_days]),
        )


@dataclass(frozen=True, slots=True)
class Explanation:
    """A tie's state on a day, with its reasons. `computed` is the state without the user's word."""

    state: State
    computed: State
    sentence: Phrase
    factors: tuple[Factor, ...]


NOTHING_BY_HAND: Final = Hand()


@dataclass(frozen=True, slots=True)
class _Seen:
    """One tie with everything that follows from its row."""

    tie: Tie
    state: State
    as_of_day: int
    gap: float
    spread: float
    layer: int
    cadence: float
    strength: float
    fades: float
    flagged: bool

    @property
    def silent(self) -> int:
        return self.as_of_day - self.tie.last_day


def explain(
    tie: Tie | None,
    *,
    as_of_day: int,
    layers: LayerKeys,
    days: Days | None = None,
    hand: Hand = NOTHING_BY_HAND,
    chance: float | None = None,
) -> Explanation:
    """The state of one tie and why.

    tie: None, or a tie without contacts, for a person with none on record. days: the person's contact-day
    numbers, for trend and habits; without them these are left out. chance: P(contact within 30 days).
    """
    if tie is None or not tie.contact_days:
        return _without_contacts(tie, as_of_day, hand)
    ties = Ties.of([(0, tie)])
    columns, bounds, by_hand = index_columns(ties), StateBounds.at(as_of_day, layers), hand.columns()
    unstated = ByHand(np.array([-1]), by_hand.layer, by_hand.cadence_days)
    computed = STATES[states(ties, columns, bounds, unstated)[0]]
    layer = layers_of(columns, layers, by_hand)
    seen = _Seen(
        tie=tie,
        state=computed,
        as_of_day=as_of_day,
        gap=float(usual_gap(ties)[0]),
        spread=float(gap_spread(ties)[0]),
        layer=int(layer[0]),
        cadence=float(cadence_days(ties, layer, by_hand)[0]),
        strength=float(strength_at(columns.strength_key, as_of_day)[0]),
        fades=float(fades_on(ties, columns, layer, by_hand)[0]),
        flagged=bool(columns.flag_day[0] < as_of_day),
    )
    factors = _record(seen)
    if computed != "unknown":
        factors += [*_rhythm(seen), *_place(seen, hand), *_times(seen, days), *_chance(chance)]
    return _said(hand, computed, _sentence(seen, hand), tuple(factors))


def _without_contacts(tie: Tie | None, as_of_day: int, hand: Hand) -> Explanation:
    sentence = phrase("no data")
    if tie is not None and not np.isnan(tie.next_at):
        sentence = phrase("only coming", when=in_days(max(int(tie.next_at) - as_of_day, 0)))
    return _said(hand, "unknown", sentence, (Factor("contact-days", phrase("no number"), None, "days"),))


def _said(hand: Hand, computed: State, sentence: Phrase, factors: tuple[Factor, ...]) -> Explanation:
    if hand.state is None:
        return Explanation(computed, computed, sentence, factors)
    word = phrase(f"state {hand.state}")
    set_by = Factor("by hand", phrase("by hand", word=word))
    return Explanation(hand.state, computed, phrase("set by hand", word=word, sentence=sentence), (set_by, *factors))


def _sentence(seen: _Seen, hand: Hand) -> Phrase:
    tie, last = seen.tie, ago(seen.silent)
    match seen.state:
        case "unknown":
            return _one_way(tie)
        case "new":
            return phrase("is new", first=ago(seen.as_of_day - tie.first_day), ago=last)
        case "fading":
            return _fading(seen, hand)
        case "strong" if not np.isnan(seen.gap):
            return phrase("is strong", rhythm=every(seen.gap), ago=last)
        case _:
            name = "is dormant" if seen.state == "dormant" else "is active"
            return phrase(name, ago=last, days=phrase("days", tie.contact_days))


def _fading(seen: _Seen, hand: Hand) -> Phrase:
    if hand.cadence_days is not None:
        return phrase("is fading cadence", rhythm=every(hand.cadence_days), ago=ago(seen.silent))
    return phrase("is fading flag" if seen.flagged else "is fading", rhythm=every(seen.gap), ago=ago(seen.silent))


def _one_way(tie: Tie) -> Phrase:
    if tie.incoming:
        return phrase("one way in", tie.incoming)
    return phrase("one way out", tie.outgoing) if tie.outgoing else phrase("only groups")


def every(gap_days: float) -> Phrase:
    """A gap in words: "every 3 weeks"."""
    if gap_days < 1.5:
        return phrase("every day")
    units = (("days", 1.0, 6.5), ("weeks", 7.0, 25.0), ("months", 30.44, 330.0), ("years", 365.25, np.inf))
    unit, length, _ = next(entry for entry in units if gap_days < entry[2])
    return phrase(f"every {unit}", max(round(gap_days / length), 1))


def _record(seen: _Seen) -> list[Factor]:
    tie = seen.tie
    exchange = phrase("exchange", incoming=tie.incoming, outgoing=tie.outgoing)
    held = phrase("contact days", days=phrase("days", tie.contact_days), weeks=phrase("weeks", tie.contact_weeks))
    last = phrase("last contact", ago=ago(seen.silent), on=on_day(tie.last_day))
    worth = phrase("strength", number=round(seen.strength, 1)) if seen.strength >= 0.1 else phrase("strength little")
    return [
        Factor("strength", worth, seen.strength, "contact-days"),
        Factor("last contact", last, float(seen.silent), "days"),
        Factor("contact-days", held, float(tie.contact_days), "days"),
        Factor("exchange", exchange, float(min(tie.incoming, tie.outgoing)), "contacts"),
    ]


def _rhythm(seen: _Seen) -> list[Factor]:
    if np.isnan(seen.gap):
        return [Factor("rhythm", phrase("no rhythm"), None, "days")]
    times = seen.silent / max(seen.gap, 1.0)
    said = str(round(times, 1)) if times < SILENCE_FACTOR else str(round(times))
    return [
        Factor("rhythm", phrase("rhythm", rhythm=every(seen.gap), spread=round(seen.spread)), seen.gap, "days"),
        Factor("silence", phrase("silence", times=said), times, "usual gaps"),
    ]


def _place(seen: _Seen, hand: Hand) -> list[Factor]:
    layer, cadence = phrase(f"layer {seen.layer}"), phrase("cadence", rhythm=every(seen.cadence))
    if hand.layer is not None:
        layer = phrase("by hand", word=layer)
    if hand.cadence_days is not None:
        cadence = phrase("by hand", word=cadence)
    return [Factor("layer", layer, float(seen.layer), "layer"), Factor("cadence", cadence, seen.cadence, "days")]


def _times(seen: _Seen, days: Days | None) -> list[Factor]:
    factors = []
    if not np.isnan(seen.fades) and seen.state != "dormant":
        word = "faded on" if seen.fades < seen.as_of_day else "fades on"
        factors.append(Factor("fades", phrase(word, when=date_words(int(seen.fades))), seen.fades, "day"))
    if not np.isnan(seen.tie.next_at):
        planned = phrase("planned", when=on_day(int(seen.tie.next_at)))
        factors.append(Factor("planned", planned, seen.tie.next_at, "day"))
    elif not np.isnan(seen.gap) and (due := seen.tie.last_day + seen.gap) >= seen.as_of_day:
        factors.append(Factor("next", phrase("next expected", when=date_words(round(due))), due, "day"))
    if days is None:
        return factors
    past = days[days <= seen.as_of_day]
    moved = trend(past, as_of_day=seen.as_of_day)
    words = phrase(f"trend {moved.change}", moved.recent, before=moved.before)
    factors.append(Factor("trend", words, float(moved.recent - moved.before), "contact-days"))
    return [*factors, *(_habit(habit) for habit in (weekday_habit(past), season_habit(past)) if habit is not None)]


def _habit(habit: Habit) -> Factor:
    if habit.kind == "weekday":
        words = phrase("weekday habit", weekday=weekday_name(habit.which), held=habit.held, total=habit.total)
    else:
        words = phrase("month habit", month=month_name(habit.which), held=habit.held, total=habit.total)
    return Factor(f"{habit.kind} habit", words, habit.held / habit.total, "share")


def _chance(chance: float | None) -> list[Factor]:
    if chance is None or np.isnan(chance):
        return []
    return [Factor("chance", phrase("chance", percent=round(100 * chance)), chance, "probability")]
