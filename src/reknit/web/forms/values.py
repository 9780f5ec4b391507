"""What a user types, checked: an e-mail address, a phone number, the address of a page, a day of the calendar."""

import datetime as dt
import re

from django import forms
from django.utils.translation import gettext as _

from reknit.core.keys import email_key, profile_key
from reknit.core.records import Channel

FEWEST_DIGITS = 3

_PARTIAL_DATE = re.compile(r"(?P<year>\d{4})(-(?P<month>\d\d)(-(?P<day>\d\d))?)?|--(?P<months>\d\d)-(?P<days>\d\d)")
_PAGE = re.compile(r"(https?://)?[^\s/:@]+(\.[^\s/:@]+)+(:\d+)?(/\S*)?", re.IGNORECASE)
# Has a 29th of February.
_LEAP_YEAR = 2000


def email_address(text: str) -> str:
    """An e-mail address and nothing else."""
    text = text.strip().removeprefix("mailto:")
    if not email_key(text) or re.search(r"\s", text):
        raise forms.ValidationError(_("This is not an e-mail address."))
    return text


def phone_number(text: str) -> str:
    """Anything that can be dialled; it is compared in its international form where it has one."""
    text = text.strip()
    if sum(character.isdigit() for character in text) < FEWEST_DIGITS:
        raise forms.ValidationError(_("This is not a phone number."))
    return text


def page_address(text: str) -> str:
    """A web address, with or without https://; nothing else may become a link."""
    text = text.strip()
    if not _PAGE.fullmatch(text):
        raise forms.ValidationError(_("This is not the address of a page, such as linkedin.com/in/dana-liu."))
    return text


def page_channel(text: str) -> Channel:
    """A web address as a channel: a profile when it stands for one person on a network."""
    return Channel(kind="profile" if profile_key(text) else "url", value=text.strip())


def page_link(text: str) -> str:
    """What to put into href for a web address that somebody wrote; "" for anything that is not one."""
    text = text.strip()
    if not _PAGE.fullmatch(text):
        return ""
    return text if "://" in text else f"https://{text}"


def calendar_day(text: str) -> str:
    """A day with or without its year, ``1980-05-12`` or ``--05-12``, or a month or year alone."""
    return _partial_date(text, _("Write it as 1980-05-12, or --05-12 without a year."))


def month_or_year(text: str) -> str:
    """When something began or ended, as exactly as one knows: ``2024``, ``2024-05`` or ``2024-05-12``."""
    wrong = _("Write it as 2024, 2024-05 or 2024-05-12.")
    if text.startswith("--"):
        raise forms.ValidationError(wrong)
    return _partial_date(text, wrong)


def _partial_date(text: str, wrong: str) -> str:
    found = _PARTIAL_DATE.fullmatch(text.strip())
    if found is None:
        raise forms.ValidationError(wrong)
    parts = found.groupdict()
    try:
        dt.date(
            int(parts["year"] or _LEAP_YEAR),
            int(parts["month"] or parts["months"] or 1),
            int(parts["day"] or parts["days"] or 1),
        )
    except ValueError as error:
        raise forms.ValidationError(wrong) from error
    return found.group()
