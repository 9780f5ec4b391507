"""Pictures and other binary values carried inside a card, in every way programs write them."""

import binascii
import re
from urllib.parse import unquote_to_bytes

from reknit.exchange.contentlines import Head

_DATA_URI = re.compile(r"data:([^,]*?)(;base64)?\\?,(.*)", re.IGNORECASE | re.DOTALL)
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]{40,}[=\s]*")
_BLANKS = re.compile(r"\s+")

# The first bytes tell; programs often declare JPEG for whatever they have.
_SIGNATURES = (
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb"....ftyp(?:heic|heix|mif1|msf1)", re.DOTALL), "image/heic"),
    (re.compile(rb"....ftypavif", re.DOTALL), "image/avif"),
    (re.compile(rb"BM....\0\0\0\0", re.DOTALL), "image/bmp"),
    (re.compile(rb"II\*\0|MM\0\*"), "image/tiff"),
)


def picture_type(data: bytes) -> str:
    """Media type of a raster picture, "" for anything else (SVG too: it may hold a program)."""
    return next((media_type for pattern, media_type in _SIGNATURES if pattern.match(data)), "")


def inline_bytes(head: Head, value: str) -> bytes:
    """What the value carries: a ``data:`` URI (RFC 2397), base64 with or without saying so; else nothing."""
    value = value.strip()
    if match := _DATA_URI.fullmatch(value):
        return _from_base64(match[3]) if match[2] else unquote_to_bytes(match[3])
    if head.encoding == "base64" or _BASE64.fullmatch(value):
        return _from_base64(value)
    return b""


def verbatim(head: Head, value: str) -> str:
    """The property as one vCard 4 line: decoded, unfolded, binary values as ``data:`` URIs."""
    if head.encoding == "base64" and value.lstrip()[:5].lower() != "data:":
        media_type = picture_type(inline_bytes(head, value[:4096])) or "application/octet-stream"
        value = f"data:{media_type};base64,{_BLANKS.sub('', value)}"
    return f"{head.text}:{value.strip()}".replace("\n", "\\n")


def _from_base64(text: str) -> bytes:
    """Lenient: blanks and missing padding do not matter. Empty when it is not base64."""
    try:
        return binascii.a2b_base64(text.rstrip("= \n") + "===")
    except (binascii.Error, ValueError):  # one letter too many; letters that are not ASCII
        return b""
