"""Dates as a person says them: "three weeks ago", "in two days". The caller says what "now" is."""

import datetime as dt

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext

MINUTES_AN_HOUR = 60
DAYS_A_WEEK = 7
DAYS_A_MONTH = 30.44
DAYS_A_YEAR = 365.25


def relative(moment: dt.date | dt.datetime, *, as_of: dt.date | dt.datetime) -> str:
    """The distance in words, in the user's zone.

    Two instants on one calendar day differ by minutes or hours, everything else by whole calendar days, so that
    "yesterday" is yesterday also at one in the morning. Rounded as in `core.wording.ago`, because both stand side by
    side on a page.
    """
    if isinstance(moment, dt.datetime) and isinstance(as_of, dt.datetime) and _day(moment) == _day(as_of):
        return _within_a_day((as_of - moment).total_seconds() / 60)
    return _in_days((_day(as_of) - _day(moment)).days)


def _day(moment: dt.date | dt.datetime) -> dt.date:
    return localtime(moment).date() if isinstance(moment, dt.datetime) else moment


def _within_a_day(minutes: float) -> str:
    distance = int(abs(minutes))
    if distance < 1:
        return gettext("just now")
    if distance < MINUTES_AN_HOUR:
        text = ngettext("%(count)s minute", "%(count)s minutes", distance)
    else:
        distance //= MINUTES_AN_HOUR
        text = ngettext("%(count)s hour", "%(count)s hours", distance)
    return _directed(text % {"count": apnumber(distance)}, is_past=minutes > 0)


def _in_days(days: int) -> str:
    match days:
        case 0:
            return gettext("today")
        case 1:
            return gettext("yesterday")
        case -1:
            return gettext("tomorrow")
    distance = abs(days)
    if distance < 2 * DAYS_A_WEEK:
        count, text = distance, ngettext("%(count)s day", "%(count)s days", distance)
    elif distance < 2 * DAYS_A_MONTH:
        count = round(distance / DAYS_A_WEEK)
        text = ngettext("%(count)s week", "%(count)s weeks", count)
    elif distance < 2 * DAYS_A_YEAR:
        count = round(distance / DAYS_A_MONTH)
        text = ngettext("%(count)s month", "%(count)s months", count)
    else:
        count = round(distance / DAYS_A_YEAR)
        text = ngettext("%(count)s year", "%(count)s years", count)
    return _directed(text % {"count": apnumber(count)}, is_past=days > 0)


def _directed(distance: str, *, is_past: bool) -> str:
    pattern = gettext("%(distance)s ago") if is_past else gettext("in %(distance)s")
    return pattern % {"distance": distance}
