"""What Reknit's templates use beyond Django's own tags; loaded into every template by the settings."""

import datetime as dt
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, FileInput, Select
from django.templatetags.static import static
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from reknit.errors import SettingError
from reknit.web import human_dates
from reknit.web.assets_manifest import asset_name, manifest
from reknit.web.states import KINDS, STATES

register = template.Library()


@register.simple_tag
def asset(name: str) -> str:
    """`{% asset "app.js" %}`: the address of a built file, under its hashed name."""
    return static(asset_name(name))


@register.simple_tag
def icon(name: str) -> SafeString:
    """`{% icon "search" %}`: a picture for the eye only, so the words beside it must say the same."""
    if name not in manifest().icons:
        raise SettingError(f"The sprite has no icon {name!r}: run script/build-assets (icons.txt lists dynamic names)")
    sprite = static(asset_name("sprite.svg"))
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', sprite, name)


@register.simple_tag
def state(name: str) -> SafeString:
    """`{% state tie.state %}`: the state of a tie as word and shape; the colour only repeats them."""
    look = STATES[name or "unknown"]
    return format_html('<span class="state state-{}">{}{}</span>', name or "unknown", icon(look.icon), look.word)


@register.simple_tag
def kind_icon(name: str) -> SafeString:
    """`{% kind_icon item.kind %}`: the icon of a channel or kind; `kind_word` says the same in words."""
    return icon(KINDS[name].icon)


@register.simple_tag
def kind_word(name: str) -> str:
    """`{% kind_word item.kind %}`: the word for a channel or kind, such as "Meeting"."""
    return str(KINDS[name].word)


@register.filter
def ago(moment: dt.date | dt.datetime | None, as_of: dt.date | dt.datetime) -> SafeString | str:
    """`{{ moment|ago:as_of }}`: "three weeks ago", with the exact date on hover. Nothing for None."""
    if moment is None:
        return ""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(),
        _exact(moment),
        human_dates.relative(moment, as_of=as_of),
    )


def _exact(moment: dt.date | dt.datetime) -> str:
    if isinstance(moment, dt.datetime):
        return formats.date_format(localtime(moment), "DATETIME_FORMAT")
    return formats.date_format(moment, "DATE_FORMAT")


@register.filter
def initials(name: str) -> str:
    """`{{ person.name|initials }}`: first letters of the first and the last word; "?" for nobody's name."""
    words = [word for word in name.split() if word[0].isalnum()]
    ends = words[:1] + words[1:][-1:]
    return "".join(word[0] for word in ends).upper() or "?"


@register.simple_tag
def control(field: BoundField, **attributes: Any) -> SafeString:
    """`{% control field placeholder=… %}`: the input of a form field in the look of the house.

    Django itself adds aria-invalid and the ids of help text and errors.
    """
    widget = field.field.widget
    styled = {CheckboxInput: "form-check-input", Select: "form-select", FileInput: "form-control"}
    css = next((css for kind, css in styled.items() if isinstance(widget, kind)), "form-control")
    invalid = " is-invalid" if field.errors else ""
    named = {key.replace("_", "-"): value for key, value in attributes.items()}
    return field.as_widget(attrs={**named, "class": f"{widget.attrs.get('class', '')} {css}{invalid}".strip()})
