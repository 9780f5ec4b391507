"""RSS and Atom: from the bytes of a document to title, address and date of its newest entries.

feedparser reads what publishers really write: broken XML, wrong character sets, dates in many forms. It is slow on
purpose-made input, so `read_apart` runs it in a process of its own, which is ended when it takes too long or too
much memory; nothing a publisher sends holds up the pages. Entities that a document declares itself are refused
before (defusedxml), because expanding them is how a small document becomes a huge one.
"""

import calendar
import codecs
import contextlib
import datetime as dt
import io
import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import quote, urljoin
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

import msgspec

from reknit.core.feeds import MAX_TITLE, Entry, Reading, entry, feed_url, shortened
from reknit.errors import InvalidValueError, UnreadableFileError

# More than anybody publishes between two readings, and enough to start with.
MOST_ENTRIES: Final = 50
# An entry without a title is called by its first words.
FIRST_WORDS: Final = 100

SECONDS: Final = 10.0
MEMORY_BYTES: Final = 1 << 30

NO_FEED = "This is neither a feed nor a page that names one."
ENTITIES = "The document declares entities of its own, which can be harmful; Reknit does not read it."
TOO_LONG = "Reading the document took too long."
UNREADABLE = "The document cannot be read."

_TAG = re.compile(r"<[^>]*>")
_WIDE: Final = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_KEPT: Final = "/%:?#[]@!$&'()*+,;=~"
_FEED_TYPES: Final = frozenset({"application/rss+xml", "application/atom+xml"})


def read_apart(document: bytes, *, url: str, content_type: str, seconds: float = SECONDS) -> Reading:
    """What `read` gives, from a process of its own with a limit of time and memory. Raises `UnreadableFileError`."""
    command = [sys.executable, "-P", "-m", "reknit.exchange.feeds", url, content_type]
    try:
        done = subprocess.run(command, input=document, capture_output=True, timeout=seconds, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise UnreadableFileError(TOO_LONG) from error
    try:
        answer = msgspec.json.decode(done.stdout, type=Reading | str)
    except msgspec.DecodeError as error:
        raise UnreadableFileError(UNREADABLE) from error
    if isinstance(answer, str):
        raise UnreadableFileError(answer)
    return answer


def main() -> None:
    """The other process: a document on stdin, its reading as JSON on stdout, or the reason why there is none."""
    _limit_memory()
    url, content_type = sys.argv[1:3]
    answer: Reading | str
    try:
        answer = read(sys.stdin.buffer.read(), url=url, content_type=content_type)
    except UnreadableFileError as error:
        answer = str(error)
    sys.stdout.buffer.write(msgspec.json.encode(answer))


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows; the limit of time still holds
        return
    with contextlib.suppress(ValueError, OSError):  # macOS knows the limit and does not always take it
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def read(document: bytes, *, url: str, content_type: str = "") -> Reading:
    """The newest entries of a feed, or the feeds that a page names. url: where the document was found.

    Raises `UnreadableFileError` with the reason alone.
    """
    import feedparser  # type: ignore[import-untyped]
    from feedparser.sanitizer import replace_doctype  # type: ignore[import-untyped]

    text = _as_utf8(document, content_type)
    for form in (text, replace_doctype(text)[1]):  # as it came, and as feedparser gives it to its parser
        _refuse_entities(form)
    found = feedparser.parse(
        io.BytesIO(text),
        sanitize_html=False,
        resolve_relative_uris=False,
        response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
    )
    if not found.version and not found.entries:
        alternates = tuple(_alternates(text.decode("utf-8", "replace"), url))
        if not alternates:
            raise UnreadableFileError(NO_FEED)
        return Reading(alternates=alternates)
    entries = sorted(map(_entry, found.entries), key=_newest_first)
    return Reading(title=shortened(_plain(found.feed, "title"), MAX_TITLE), entries=tuple(entries[:MOST_ENTRIES]))


def _as_utf8(document: bytes, content_type: str) -> bytes:
    from feedparser.encodings import convert_to_utf8  # type: ignore[import-untyped]

    # A type of text without a character set means ASCII by RFC 3023, and nobody keeps to it.
    charset = content_type.partition("charset=")[2].strip("\"' ;") or _WIDE.get(document[:2], "")
    headers = {"content-type": "application/xml" + (f"; charset={charset}" if charset else "")}
    return bytes(convert_to_utf8(headers, document.lstrip(b"\t\n\r "), {}))


def _newest_first(found: Entry) -> float:
    """Undated entries come last; among equals the publisher's order stays."""
    return -found.published_at.timestamp() if found.published_at else 0.0


def _entry(found: Any) -> Entry:
    title = _plain(found, "title") or shortened(_plain(found, "summary"), FIRST_WORDS)
    link = quote(str(found.get("link", "")).strip(), safe=_KEPT)
    url = link if link.startswith(("https://", "http://")) else ""
    return entry(identity=str(found.get("id", "")), title=title, url=url, published_at=_day(found))


def _day(found: Any) -> dt.datetime | None:
    """The date stated, to the second. An entry that only says when it was changed counts from then."""
    for name in ("published_parsed", "updated_parsed", "created_parsed"):
        stated = dict.get(found, name)  # feedparser's own look-up gives one date for another, with a warning
        if stated is not None:
            try:
                return dt.datetime.fromtimestamp(calendar.timegm(stated), tz=dt.UTC)
            except (ValueError, OverflowError, OSError):
                continue
    return None


def _plain(found: Any, name: str) -> str:
    """The text of an element without mark-up."""
    text = str(found.get(name, ""))
    kind = found.get(f"{name}_detail", {}).get("type", "")
    return unescape(_TAG.sub(" ", text)) if kind != "text/plain" or name == "summary" else text


class _Prolog(ContentHandler):
    """Ends the parse at the first element: entities are declared before it, and nowhere else."""

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: ARG002, N802 - as xml.sax calls it
        raise _PrologEndError


class _PrologEndError(Exception):
    """The first element has begun."""


def _refuse_entities(document: bytes) -> None:
    from defusedxml.common import DefusedXmlException
    from defusedxml.sax import parseString

    try:
        parseString(document, _Prolog(), forbid_dtd=False, forbid_entities=True, forbid_external=False)
    except _PrologEndError:
        return
    except DefusedXmlException as error:
        raise UnreadableFileError(ENTITIES) from error
    except SAXException:
        return  # broken before its first element, which the parser of feedparser finds too, and expands nothing


def _alternates(page: str, url: str) -> Iterator[str]:
    """The feeds that a web page names (RFC 5023's ``rel="alternate"``), in its order, each once."""
    finder = _LinkFinder()
    finder.feed(page)
    seen: set[str] = set()
    for href in finder.found:
        try:
            address = feed_url(urljoin(url, href))
        except InvalidValueError:
            continue
        if address not in seen:
            seen.add(address)
            yield address


class _LinkFinder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        is_feed = given.get("type", "").partition(";")[0].strip().casefold() in _FEED_TYPES
        if tag == "link" and is_feed and "alternate" in given.get("rel", "").casefold().split():
            self.found.append(given.get("href", ""))


if __name__ == "__main__":
    main()
