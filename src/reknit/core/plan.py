"""The weekly plan: one budget of minutes over lines of several groups.

1. Promises due by the end of the week come first, the earliest due first, as far as the minutes go.
2. Then room for three reconnects, as far as there are any and the minutes go.
3. The rest is the set of lines with the greatest total value that still fits (a knapsack, solved
   exactly by dynamic programming over minutes), where the j-th best remaining line of a group counts
   0.85^(j + lines of the group already chosen) of its value, so that no group crowds out the others.

One line per person and week; the more urgent, then the more valuable, stays. Equal values are
decided by the line's key, so the same input gives the same plan.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from reknit.core.wording import Phrase, phrase

Group = Literal["reconnect", "connect", "promise", "goal", "mentoring", "event"]
GROUPS: Final[tuple[Group, ...]] = ("promise", "reconnect", "connect", "goal", "mentoring", "event")

DEFAULT_MINUTES: Final = 60
RECONNECTS: Final = 3
WEEK_DAYS: Final = 7
_NEXT_OF_GROUP: Final = 0.85


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to do. key: stable between two looks at the same week. value: 0 … 1, comparable across groups.

    people: ids of those it is about (two for an introduction). due_day: calendar day, for promises and
    follow-ups; None if there is none.
    """

    key: str
    group: Group
    people: tuple[int, ...]
    minutes: int
    value: float
    reason: Phrase
    due_day: int | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line that is not in the plan, and why."""

    line: Line
    why: Phrase


@dataclass(frozen=True, slots=True)
class Plan:
    """lines: what to do, group by group in the order of GROUPS, the most urgent or valuable first."""

    lines: tuple[Line, ...]
    left_out: tuple[LeftOut, ...]
    minutes: int

    @property
    def minutes_planned(self) -> int:
        """Minutes of the chosen lines; never more than `minutes`."""
        return sum(line.minutes for line in self.lines)


def plan_week(
    lines: Iterable[Line], *, as_of_day: int, minutes: int = DEFAULT_MINUTES, reconnects: int = RECONNECTS
) -> Plan:
    """The lines that fit the week. as_of_day: today; the week is the seven days from it."""
    ordered = sorted(lines, key=lambda line: _urgency(line, as_of_day))
    single, doubled = _one_per_person(ordered)
    due = [line for line in single if _is_due(line, as_of_day)]
    chosen = _as_they_fit(due, minutes)
    left = minutes - sum(line.minutes for line in chosen)
    writing = [line for line in single if line.group == "reconnect" and line not in due]
    chosen += _as_they_fit(writing, left, at_most=reconnects)
    left = minutes - sum(line.minutes for line in chosen)
    chosen += _most_valuable([line for line in single if line not in chosen], chosen, left)
    over = [LeftOut(line, phrase("left out budget", minutes=minutes)) for line in single if line not in chosen]
    again = [LeftOut(line, phrase("left out person")) for line in doubled]
    chosen.sort(key=lambda line: (GROUPS.index(line.group), _urgency(line, as_of_day)))
    return Plan(tuple(chosen), (*over, *again), minutes)


def _is_due(line: Line, as_of_day: int) -> bool:
    return line.due_day is not None and line.due_day < as_of_day + WEEK_DAYS


def _urgency(line: Line, as_of_day: int) -> tuple[bool, int, float, str]:
    due = _is_due(line, as_of_day)
    return (not due, (line.due_day or 0) if due else 0, -line.value, line.key)


def _one_per_person(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """What is due is never dropped for being the second line about somebody."""
    taken: set[int] = set()
    single, doubled = [], []
    for line in lines:
        if line.due_day is None and taken.intersection(line.people):
            doubled.append(line)
            continue
        taken.update(line.people)
        single.append(line)
    return single, doubled


def _as_they_fit(lines: list[Line], minutes: int, at_most: int | None = None) -> list[Line]:
    chosen: list[Line] = []
    for line in lines:
        if len(chosen) == at_most:
            break
        if line.minutes <= minutes:
            chosen.append(line)
            minutes -= line.minutes
    return chosen


def _most_valuable(lines: list[Line], already: list[Line], minutes: int) -> list[Line]:
    """Greatest total of discounted values within the minutes: 0/1 knapsack, best[m] = (total, chosen)."""
    best: list[tuple[float, tuple[int, ...]]] = [(0.0, ())] * (max(minutes, 0) + 1)
    rank = {group: sum(line.group == group for line in already) for group in GROUPS}
    for place, line in enumerate(lines):
        worth = line.value * _NEXT_OF_GROUP ** rank[line.group]
        rank[line.group] += 1
        for room in range(minutes, line.minutes - 1, -1):
            total, chosen = best[room - line.minutes]
            if total + worth > best[room][0] + 1e-12:
                best[room] = (total + worth, (*chosen, place))
    return [lines[place] for place in best[-1][1]]
