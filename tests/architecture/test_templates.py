"""No inline script or style, nothing from elsewhere, no text outside gettext: and the check that says so sees it."""

import re

import pytest

from tests.architecture.house_scripts import ROOT, script

ASSETS = ROOT / "src" / "reknit" / "web" / "assets"
LONGEST_STYLE_SHEET = 300

check = script("check_templates")


def test_the_templates_of_reknit_are_clean():
    assert list(check.all_findings()) == []


@pytest.mark.parametrize(
    ("source", "line", "what"),
    [
        ("<p>\n<button onclick='go()'></button></p>", 2, "onclick"),
        ("<p hx-on:click='go()'></p>", 1, "hx-on:click"),
        ("<script>go()</script>", 1, "script inside"),
        ("<style>p{}</style>", 1, "<style>"),
        ("\n\n<p style='color:red'></p>", 3, "style attribute"),
        ("<a href='javascript:go()'></a>", 1, "javascript:"),
        ("<script src='https://cdn.example/x.js'></script>", 1, "another origin"),
        ("<link href='//cdn.example/x.css'>", 1, "another origin"),
        ("{# no\nno #}<p>\nHello {{ name }}</p>", 3, "'Hello'"),
        ("{% if a %}\nHello\n{% endif %}", 2, "'Hello'"),
        ("<input placeholder='Search people'>", 1, "placeholder"),
        ("<button aria-label='Close'></button>", 1, "aria-label"),
        ("<input type='submit' value='Save'>", 1, "'Save'"),
        ("<p data-confirm='Delete Dana?'></p>", 1, "data-confirm"),
        ('{% include "x.html" with title="Nothing here yet" %}', 1, "'Nothing here yet'"),
        ('<p>\n{{ name|default:"No name" }}</p>', 2, "'No name'"),
    ],
)
def test_the_check_finds(source, line, what):
    ((found_line, found),) = check.findings_in(source)
    assert (found_line, what in found) == (line, True)


@pytest.mark.parametrize(
    "source",
    [
        "{% comment %}Words for authors{% endcomment %}",
        "{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}",
        '<p title="{% translate "Close" %}">{% translate \'Hello\' %}</p>',
        '{% include "x.html" with title=_("Nothing here yet") icon_name="map-off" target="#people li" %}',
        "<kbd>Ctrl K</kbd> <code>reknit up</code> · Reknit · 12 &amp; {{ name }}",
        '<a href="https://example.org/">{{ name }}</a>',
        '<script src="{% asset "app.js" %}" defer></script>',
        '<script type="application/json">{"a": 1}</script>',
        "{% block page_class %}wide{% endblock %}",
        '{{ day|date:"j F Y" }}',
        '{% icon "chevron-down" %}{% state tie.state %}',
    ],
)
def test_the_check_is_content_with(source):
    assert check.findings_in(source) == []


def test_our_own_styles_stay_small():
    assert len((ASSETS / "reknit.css").read_text().splitlines()) < LONGEST_STYLE_SHEET


def test_the_scripts_hold_no_words_for_people():
    """Texts reach a script through the page, so that they are translated with it."""
    sentence = re.compile(r"""["'`][A-Z][a-z]+( [a-z]+)*[.…]?["'`]""")
    files = list(ASSETS.glob("*.ts"))
    assert files
    # Key names of the DOM look like words ("Escape"), and are compared, never shown.
    shown = [
        f"{path.name}:{number}"
        for path in files
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if sentence.search(line) and "event.key ===" not in line and "includes(" not in line
    ]
    assert shown == []
