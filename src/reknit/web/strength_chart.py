"""The strength of a tie over time as an SVG drawn on the server: shapes as path data, words as percentages.

The shapes live in a box of 1000 × 100 that is stretched to the width of the page; the words do not stretch.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from reknit.core.strength_curve import Quarter, StrengthCurve, quarters, rhythm_heights, strength_curve
from reknit.core.wording import calendar_day
from reknit.store.days import day_number

WIDTH, HEIGHT = 1000.0, 100.0
HEADROOM = 1.15
LOWEST_TOP = 2.0
# Height of a line of words, so that two of them stay apart.
CLEARANCE = 14.0
# At most so many words below the line, so that they never run into each other on a phone.
TICKS = 6

RHYTHM_WORDS = {"weekly": lazy("weekly"), "monthly": lazy("monthly"), "quarterly": lazy("every quarter")}


@dataclass(frozen=True)
class Mark:
    """A word beside the drawing; at: percent from the left, or from the top."""

    at: str
    words: str


@dataclass(frozen=True)
class StrengthChart:
    """line, area, contacts: path data. heights: how strong the common rhythms are; ticks: dates below."""

    line: str
    area: str
    contacts: str
    heights: list[Mark]
    ticks: list[Mark]
    description: str
    quarters: list[Quarter]


def strength_chart(contact_days: list[int], *, today: dt.date) -> StrengthChart | None:
    """The drawing for a person's days of contact (day numbers); None when there is nothing to draw."""
    curve = strength_curve(contact_days, as_of_day=day_number(today))
    if curve is None:
        return None
    frame = _Frame(curve)
    points = [(frame.x(day), frame.y(value)) for day, value in zip(curve.days, curve.strength, strict=True)]
    line = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return StrengthChart(
        line=line,
        area=f"{line}V{HEIGHT:.0f}H{points[0][0]:.1f}Z",
        contacts="".join(f"M{frame.x(day):.1f} 0V1" for day in curve.contact_days),
        heights=[Mark(f"{y:.1f}%", words) for y, words in frame.heights()],
        ticks=[Mark(f"{x:.1f}%", words) for x, words in frame.ticks()],
        description=_description(curve),
        quarters=quarters(curve),
    )


@dataclass(frozen=True)
class _Frame:
    curve: StrengthCurve

    def x(self, day: float) -> float:
        first, last = self.curve.days[0], self.curve.days[-1]
        return float(WIDTH * (day - first) / (last - first))

    @property
    def top(self) -> float:
        return max(self.curve.highest * HEADROOM, LOWEST_TOP)

    def y(self, strength: float) -> float:
        return HEIGHT * (1 - strength / self.top)

    def heights(self) -> Iterator[tuple[float, str]]:
        """From above downwards, without those that would lie upon each other."""
        above = -HEIGHT
        for name, strength in rhythm_heights().items():
            y = self.y(strength)
            if strength < self.top and y - above >= CLEARANCE:
                yield y, str(RHYTHM_WORDS[name])
                above = y

    def ticks(self) -> Iterator[tuple[float, str]]:
        """The first of January of each year or, within one year, of each month; some left out when many."""
        first, last = calendar_day(int(self.curve.days[0])), calendar_day(int(self.curve.days[-1]))
        months = (last.year - first.year) * 12 + last.month - first.month
        step = 12 if months > 12 else 1
        starts = [dt.date(y, m, 1) for y in range(first.year, last.year + 1) for m in range(1, 13, step)]
        inside = [day for day in starts if first < day < last]
        every = -(-len(inside) // TICKS) or 1
        for day in inside[::-every][::-1]:
            words = date_format(day, "Y") if step == 12 else date_format(day, "M")
            yield self.x(day_number(day)) / WIDTH * 100, words


def _description(curve: StrengthCurve) -> str:
    first = calendar_day(int(curve.contact_days[0]))
    peak = calendar_day(int(curve.days[curve.strength.argmax()]))
    return _("First contact in %(first)s, strongest around %(peak)s at %(highest)s contact-days, now %(now)s.") % {
        "first": date_format(first, "F Y"),
        "peak": date_format(peak, "F Y"),
        "highest": f"{curve.highest:.1f}",
        "now": f"{curve.now:.1f}",
    }
