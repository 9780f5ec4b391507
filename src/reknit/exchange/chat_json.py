"""JSON of chat exports, read leniently: a bad letter or a bad entry costs no more than itself."""

import codecs
from typing import TypeVar

import msgspec

from reknit.exchange.sources import Source

_Entry = TypeVar("_Entry")


def json_of(source: Source) -> bytes:
    """The file in UTF-8 without mark; what is no UTF-8 becomes U+FFFD."""
    with source.open() as stream:
        data = stream.read()
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace").encode()
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace").encode()
    return data


def entry_of(raw: msgspec.Raw, kind: type[_Entry]) -> _Entry | None:
    """None when the entry is not of that form."""
    try:
        return msgspec.json.decode(raw, type=kind)
    except msgspec.ValidationError:
        return None
