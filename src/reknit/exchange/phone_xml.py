"""XML that Android backup programs write, mended on its way into the parser.

Emoji come as two surrogate references (``&#55357;&#56832;``) and control characters as references
of their own; neither is allowed in XML 1.0 (§2.2), and a parser gives up at the first.
"""

import io
import re
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

_CHUNK_BYTES = 1 << 18
_REFERENCES = re.compile(rb"(?:&#(?:[xX][0-9a-fA-F]{1,6}|[0-9]{1,7});)+")
_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));")
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_WIDE_STARTS = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


class DamagedXmlError(Exception):
    """The rest of the file is no XML, or XML that could do harm."""


def elements(stream: BinaryIO) -> Iterator[Element]:
    """The children of the root, each complete, one at a time. Raises `DamagedXmlError` where reading ends early."""
    depth = 0
    root: Element | None = None
    try:
        for event, element in iterparse(_Mended(stream), events=("start", "end")):
            if event == "start":
                root = element if root is None else root
                depth += 1
                continue
            depth -= 1
            if depth == 1:
                yield element
                if root is not None:
                    root.clear()
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise DamagedXmlError from error


class _Mended(io.RawIOBase):
    """Passes on whole tags only, so that no reference is cut in two."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream = stream
        self._rest = b""
        self._is_wide: bool | None = None

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:  # noqa: ARG002 - the parser takes what it gets
        while True:
            chunk = self._stream.read(_CHUNK_BYTES)
            if self._is_wide is None:
                self._is_wide = chunk.startswith(_WIDE_STARTS)
            if self._is_wide:  # UTF-16: the parser decodes it, and no known program garbles there
                return chunk
            data = self._rest + chunk
            if not chunk:
                self._rest = b""
                return mended(data)
            end = data.rfind(b"<")
            if end > 0:
                self._rest = data[end:]
                return mended(data[:end])
            self._rest = data


def mended(data: bytes) -> bytes:
    """References to surrogates joined into the character they mean; what XML forbids taken out."""
    if b"&#" in data:
        data = _REFERENCES.sub(_run, data)
    return _CONTROLS.sub(b"", data)


def _run(match: re.Match[bytes]) -> bytes:
    codes = [int(hexa, 16) if hexa else int(decimal) for hexa, decimal in _REFERENCE.findall(match[0])]
    text = "".join(chr(code) for code in codes if code <= 0x10FFFF)
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return "".join(f"&#{ord(char)};" for char in whole if char >= " " or char in "\t\n\r").encode("ascii")
