"""Is this the beginning of a mail? By the shape of its header, never by its name.

Many files begin with lines like ``Word: value``: vCards, calendars, package metadata, web replies, YAML. What
makes a mail is which words, and what stands behind them.
"""

import re

from reknit.exchange.mail_dates import parse_date
from reknit.exchange.mail_headers import read_fields
from reknit.exchange.mbox import MAX_HEADER_BYTES, strip_lead

# Enough evidence to call it a mail; see `_evidence`.
_ENOUGH = 3

_LEADING_FIELDS = re.compile(rb"(?:(?:>From [^\n]*|[!-9;-~]+[ \t]*:[^\n]*)\n(?:[ \t]+[^\n]*\n)*)+")
_APPLE_COUNT = re.compile(rb"\d{1,10}[ \t]*\r?\n(?=[!-9;-~]+:)")

# What no mail has, but a saved web page, a reply of a web server or a package does.
_FOREIGN = (
    "snapshot-content-location", "set-cookie", "etag", "last-modified", "cache-control", "server", "host",
    "connection", "access-control-allow-origin", "transfer-encoding", "metadata-version", "manifest-version",
    "package", "begin", "dn",
)  # fmt: skip
_TRANSPORTED = ("received", "message-id", "return-path", "delivered-to", "x-mailer", "user-agent")
_DIFF = re.compile(rb"^(?:diff --git |--- a/|--- [\w./-]+\s|Index: \S+|\+\+\+ )", re.MULTILINE)
_ADDRESS = re.compile(r"[^\s<>@]@[\w.-]|\S(?: at |\(at\)|\(a\))[\w.-]+\.")
_MESSAGE_ID = re.compile(r"\s*<[^<>\s]+>")
_MIME_TYPE = re.compile(r"\s*(multipart|message|text|application|image|audio)(?:/|\s*;|\s*$)", re.IGNORECASE)
_WEB_MULTIPART = re.compile(r"multipart/(?:form-data|x-mixed-replace|byteranges)", re.IGNORECASE)


def strip_apple_count(head: bytes) -> bytes:
    """Without the line that says how long the message is, which Apple Mail puts before it (``.emlx``)."""
    count = _APPLE_COUNT.match(head)
    return head[count.end() :] if count else head


def looks_like_mail(head: bytes) -> bool:
    """Whether a file that begins with `head` holds one mail."""
    text = strip_apple_count(strip_lead(head[:MAX_HEADER_BYTES])).replace(b"\r\n", b"\n") + b"\n"
    leading = _LEADING_FIELDS.match(text)
    if leading is None:
        return False
    fields = read_fields(leading[0])
    transported = any(name in fields for name in _TRANSPORTED)
    if not transported and (any(name in fields for name in _FOREIGN) or _is_web_page(fields)):
        return False
    if not transported and "mime-version" not in fields and _DIFF.search(text[leading.end() :]):
        return False
    return _evidence(fields) >= _ENOUGH and (_is_dated(fields) or b"\nFrom:" in b"\n" + leading[0])


def _is_web_page(fields: dict[str, str]) -> bool:
    """A page that a browser saved has the form of a mail from "Saved by …" to nobody."""
    sender = fields.get("from")
    kind = fields.get("content-type", "")
    saved = sender is not None and "@" not in sender and "multipart/related" in kind.lower() and "to" not in fields
    return saved or _WEB_MULTIPART.search(kind) is not None


def _is_dated(fields: dict[str, str]) -> bool:
    """Something besides addresses and a subject, which letter templates and settings have as well."""
    return any(
        name in fields for name in ("date", "received", "message-id", "mime-version", "content-type", "return-path")
    )


def _evidence(fields: dict[str, str]) -> int:
    """Points for what stands in the fields; a sender with an address and a subject are just enough."""
    points = 0
    for name in ("from", "sender", "reply-to", "return-path", "delivered-to", "to"):
        if _ADDRESS.search(fields.get(name, "")):
            points += 1 if name == "to" else 2
        elif name == "from" and name in fields:
            points += 1
    points += 3 * bool(_MESSAGE_ID.match(fields.get("message-id", "")))
    points += 3 * any(word in fields.get("received", "") for word in ("from ", "by ", ";"))
    points += parse_date(fields.get("date", "")) is not None
    points += sum(name in fields for name in ("subject", "cc", "references", "in-reply-to", "newsgroups", "x-mailer"))
    return points + _mime_evidence(fields)


def _mime_evidence(fields: dict[str, str]) -> int:
    kind = _MIME_TYPE.match(fields.get("content-type", ""))
    points = 2 * fields.get("mime-version", "").strip().startswith("1.0")
    points += 2 * ("content-transfer-encoding" in fields) + ("content-disposition" in fields)
    if kind is not None:
        points += 3 if kind[1].lower() == "multipart" and "boundary" in fields["content-type"].lower() else 1
    return points
