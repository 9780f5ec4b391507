"""Finds what a template of Reknit must not hold, and prints it as file:line.

* script or style inside the page: <script> without src, <style>, style="…", on…="…", hx-on, javascript: addresses
  (the content security policy would refuse them anyway, silently for the author);
* anything loaded from another origin;
* words for people that do not go through gettext.
"""

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "src" / "reknit" / "web" / "templates"

# What a reader sees or hears although it stands in an attribute.
SPOKEN = {"title", "placeholder", "aria-label", "aria-description", "aria-roledescription", "alt", "label", "summary"}
SPOKEN |= {"data-confirm", "data-confirm-detail", "data-confirm-action", "data-copied", "data-key-label"}
LOADED = {"script", "link", "img", "iframe", "source", "use", "video", "audio", "object", "embed", "image", "form"}
ADDRESSES = {"src", "href", "srcset", "data", "action", "poster"}
BUTTONS = {"submit", "button", "reset"}
# Text inside these is a name, a key or code, the same in every language.
UNTRANSLATED = {"code", "kbd", "pre", "samp", "script", "style"}
NAMES = {"Reknit"}
# Arguments of a template tag whose values are for machines although they may look like a sentence.
MACHINE_WORDS = {"class=", "target="}

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

Finding = tuple[int, str]

_COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}|<!--.*?-->", re.DOTALL)
_TRANSLATED = re.compile(r"\{%\s*blocktrans(late)?\b.*?%\}.*?\{%\s*endblocktrans(late)?\s*%\}", re.DOTALL)
_CLASSES = re.compile(r"\{%\s*block \w*class\s*%\}.*?\{%\s*endblock.*?%\}", re.DOTALL)
_GETTEXT = re.compile(r"""\{%\s*trans(late)?\b.*?%\}|_\((?:"[^"]*"|'[^']*')\)|\b(date|time):"[^"]*\"""", re.DOTALL)
_STRING = re.compile(r"""(?P<before>[\w-]+=)?(["'])(?P<text>.*?)\2""", re.DOTALL)
_SENTENCE = re.compile(r"^[A-Z][a-z]|^[^#.]*[a-z] [a-z]")
_TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_LETTER = re.compile(r"[^\W\d_]")
_OTHER_ORIGIN = re.compile(r"\s*(https?:)?//", re.IGNORECASE)


def _blank(found: re.Match[str]) -> str:
    """As many lines as before, so that every position still fits."""
    return "\n" * found[0].count("\n") or " "


def _without_template_language(text: str) -> str:
    for pattern in (_COMMENT, _TRANSLATED, _CLASSES, _TAG):
        text = pattern.sub(_blank, text)
    return text


def _literals(text: str) -> Iterator[Finding]:
    """Sentences written inside a tag, such as {% include "…" with title="Nothing here" %}; _("…") is translated."""
    for pattern in (_COMMENT, _TRANSLATED, _GETTEXT):
        text = pattern.sub(_blank, text)
    for tag in _TAG.finditer(text):
        for found in _STRING.finditer(tag[0]):
            if found["before"] not in MACHINE_WORDS and _SENTENCE.search(found["text"]):
                line = text.count("\n", 0, tag.start() + found.start()) + 1
                yield line, f"text outside gettext: {found['text']!r}"


def _is_spoken(text: str) -> bool:
    words = [word for word in text.split() if word.strip("·,.:;…()") not in NAMES]
    return bool(_LETTER.search(" ".join(words)))


class _Reader(HTMLParser):
    """Walks one template whose tags have been blanked out, and keeps what it finds."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.findings: list[Finding] = []
        self.open: list[str] = []

    def _add(self, what: str) -> None:
        self.findings.append((self.getpos()[0], what))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "style":
            self._add("a <style> element: put it into assets/reknit.css")
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self._add("a script inside the page: put it into assets/*.ts")
        for name, value in given.items():
            self._attribute(tag, name, value)
        if tag == "input" and given.get("type") in BUTTONS and _is_spoken(given.get("value", "")):
            self._add(f"text outside gettext: {given['value']!r}")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name == "style":
            self._add("a style attribute: use a class")
        if name.startswith(("on", "hx-on")):
            self._add(f"an event handler in {name}: listen in assets/*.ts")
        if value.strip().lower().startswith("javascript:"):
            self._add("a javascript: address")
        if tag in LOADED and name in ADDRESSES and _OTHER_ORIGIN.match(value):
            self._add(f"loaded from another origin: {value.strip()}")
        if name in SPOKEN and _is_spoken(value):
            self._add(f"text outside gettext in {name}: {' '.join(value.split())!r}")

    def handle_data(self, data: str) -> None:
        if not self.open or self.open[-1] in UNTRANSLATED or not _is_spoken(data):
            return
        before = data[: len(data) - len(data.lstrip())]
        line = self.getpos()[0] + before.count("\n")
        self.findings.append((line, f"text outside gettext: {' '.join(data.split())!r}"))


def findings_in(text: str) -> list[Finding]:
    """(line, what is wrong) for one template."""
    reader = _Reader()
    # A fragment has no root of its own, and text at its top counts like any other.
    reader.open.append("template")
    reader.feed(_without_template_language(text))
    reader.close()
    return sorted([*reader.findings, *_literals(text)])


def all_findings(folder: Path = TEMPLATES) -> Iterator[str]:
    """`file:line: what is wrong` for every template under `folder`."""
    for path in sorted(folder.rglob("*.html")):
        shown = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
        for line, what in findings_in(path.read_text(encoding="utf-8")):
            yield f"{shown}:{line}: {what}"


def main() -> int:
    found = list(all_findings(*map(Path, sys.argv[1:2])))
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
