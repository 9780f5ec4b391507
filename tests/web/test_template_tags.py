"""The tags and partials from which pages are made."""

import datetime as dt
from html.parser import HTMLParser

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string

from reknit.errors import SettingError
from reknit.web.assets_manifest import asset_name, manifest
from reknit.web.states import KINDS, STATES

NOW = dt.datetime(2026, 11, 23, 9, 30, tzinfo=dt.UTC)


def rendered(source, **context):
    return Template(source).render(Context({"as_of": NOW, **context}))


class Parts(HTMLParser):
    """The start tags of a page, as (tag, attributes)."""

    def __init__(self, html):
        super().__init__()
        self.tags = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def all(self, tag, **wanted):
        named = {key.replace("_", "-"): value for key, value in wanted.items()}
        return [found for name, found in self.tags if name == tag and named.items() <= found.items()]


def test_an_asset_is_served_under_the_name_with_its_hash():
    assert rendered('{% asset "app.js" %}') == f"/static/reknit/{manifest().files['app.js']}"


def test_an_asset_that_was_not_built_is_named_with_the_remedy():
    with pytest.raises(SettingError, match="script/build-assets"):
        asset_name("nowhere.js")


def test_an_icon_is_for_the_eye_only():
    html = rendered('{% icon "search" %}')
    assert 'aria-hidden="true"' in html
    assert html.count("#search") == 1


def test_an_icon_that_is_not_in_the_sprite_is_an_error_and_not_a_gap():
    with pytest.raises(SettingError, match="no-such-icon"):
        rendered('{% icon "no-such-icon" %}')


def test_every_state_and_kind_has_its_icon_in_the_sprite():
    assert {look.icon for look in [*STATES.values(), *KINDS.values()]} <= manifest().icons


def test_a_state_is_told_by_word_and_by_shape():
    shapes = {name: rendered(f'{{% state "{name}" %}}') for name in STATES}
    assert all(f"#state-{name}" in html and f">{name}<" in html for name, html in shapes.items())


def test_a_tie_without_a_state_is_unknown_and_not_empty():
    assert "unknown" in rendered("{% state nothing %}", nothing="")


def test_a_human_date_carries_the_exact_one():
    (time,) = Parts(rendered("{{ day|ago:as_of }}", day=dt.date(2026, 11, 2))).all("time")
    assert time == {"datetime": "2026-11-02", "title": "Nov. 2, 2026"}


def test_a_missing_date_is_nothing():
    assert rendered("{{ day|ago:as_of }}", day=None) == ""


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Dana Liu", "DL"), ("Мария Соколова", "МС"), ("Sam", "S"), ("Ana de la Cruz (Acme)", "AC"), ("", "?")],
)
def test_initials_are_the_first_and_the_last_word(name, letters):
    assert rendered("{{ name|initials }}", name=name) == letters


class Form(forms.Form):
    email = forms.EmailField(label="E-mail", help_text="The one she reads.")
    layer = forms.ChoiceField(choices=[("inner", "inner")])
    weekly = forms.BooleanField(required=False)


def field_html(name, data):
    return render_to_string("partials/field.html", {"field": Form(data)[name]})


def test_a_wrong_field_says_so_beside_it_and_keeps_what_was_typed():
    html = field_html("email", {"email": "dana(at)example"})
    (control,) = Parts(html).all("input")
    assert control["value"] == "dana(at)example"
    assert control["aria-invalid"] == "true"
    described = control["aria-describedby"].split()
    ids = {found["id"] for found in Parts(html).all("p") if "id" in found}
    assert described
    assert set(described) <= ids
    assert "Enter a valid email address." in html


def test_a_right_field_has_no_error():
    html = field_html("email", {"email": "dana@example.org"})
    assert "field-error" not in html
    assert "aria-invalid" not in html


@pytest.mark.parametrize(
    ("name", "tag", "css"), [("layer", "select", "form-select"), ("weekly", "input", "form-check-input")]
)
def test_each_kind_of_control_has_its_look(name, tag, css):
    assert Parts(field_html(name, {"email": "a@example.org", "layer": "inner"})).all(tag, **{"class": css})


LINE = {
    "id": 7,
    "person": {"name": "Dana <b>Liu</b>", "url": "/people/7/", "state": "fading"},
    "sentence": "Dana <b>Liu</b> and you last spoke in March.",
    "reason": "She has moved to Acme.",
    "effort_minutes": 1,
    "evidence": [{"text": "Mail: review", "at": NOW - dt.timedelta(days=250), "source": "mail.mbox", "url": "/i/1/"}],
    "offer": ["Your notes"],
    "unknown": [],
    "draft": {"text": "Hello Dana", "mailto": "mailto:dana@example.org?subject=Hello"},
    "urls": {"done": "/w/7/done/", "snooze": "/w/7/snooze/", "not_this": "/w/7/not/", "never": "/w/7/never/"},
}


def week_line(**changed):
    return render_to_string("partials/week_line.html", {"as_of": NOW, "csrf_token": "t", "line": LINE | changed})


def test_a_line_of_the_week_offers_four_different_acts_with_and_without_script():
    buttons = [found for found in Parts(week_line()).all("button") if "formaction" in found]
    assert [found["formaction"] for found in buttons] == list(LINE["urls"].values())
    assert all(found["hx-post"] == found["formaction"] for found in buttons)


def test_a_line_shows_its_evidence_with_source_and_date():
    html = week_line()
    assert "Mail: review" in html
    assert "eight months ago" in html
    assert "mail.mbox" in html


def test_names_from_files_cannot_bring_markup_into_a_page():
    assert "<b>" not in week_line()


def test_the_copy_button_points_at_the_draft():
    parts = Parts(week_line())
    (button,) = [found for found in parts.all("button") if "data-copy" in found]
    assert parts.all("p", id=button["data-copy"])


def test_a_line_without_a_draft_has_no_empty_frame():
    assert "draft" not in week_line(draft=None)


def test_one_minute_is_not_minutes():
    assert "1 minute<" in week_line()
    assert "5 minutes<" in week_line(effort_minutes=5)


def test_work_of_unknown_length_shows_a_bar_without_a_value():
    job = {"url": "/j/1/", "text": "Looking", "done": 0, "total": 0, "cancel_url": ""}
    (bar,) = Parts(render_to_string("partials/progress.html", {"job": job})).all("progress")
    assert "value" not in bar


def test_work_of_known_length_shows_how_far_it_is():
    job = {"url": "/j/1/", "text": "Reading", "done": 41200, "total": 100000, "cancel_url": "/j/1/stop/"}
    html = render_to_string("partials/progress.html", {"job": job})
    (bar,) = Parts(html).all("progress")
    assert (bar["max"], bar["value"]) == ("100000", "41200")
    assert "41,200 of 100,000" in html


def test_a_person_without_interactions_is_shown_without_blame():
    person = {"name": "Sam", "url": "/p/1/", "role": "", "state": "unknown", "last_contact": None, "tags": []}
    html = render_to_string("partials/person_row.html", {"as_of": NOW, "person": person})
    assert "no data yet" in html
