"""What a reader of one format has to offer, and what it is told before it reads."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from reknit.core.records import Record
from reknit.exchange.sources import Source


@dataclass(frozen=True, kw_only=True)
class ReadOptions:
    """What a reader may depend on besides the file itself.

    as_of: the instant of the import (aware, UTC); bounds the expansion of recurring events.
    zone: the user's time zone, for times that the file gives without one.
    region: ISO 3166 region for phone numbers written without a country code, "" if unknown.
    me: the user's own addresses, lower case.
    mappings: for CSV files whose columns the user has assigned: header → field name.
    """

    as_of: dt.datetime
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    region: str = ""
    me: frozenset[str] = frozenset()
    mappings: dict[tuple[str, ...], dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Format:
    """A format that Reknit reads.

    name: the word in reports (``vcard``); title: for people ("vCard address book").
    recognise: given the source and its first `HEAD_BYTES` bytes, is it this format? By content, never
        by file name alone. Must not raise and must be quick; must answer False for anything that
        does not clearly belong.
    read: a generator of records in file order. It yields `Unreadable` for a record it cannot read
        and goes on; it raises `UnreadableFileError` only when nothing at all can be read.
    """

    name: str
    title: str
    recognise: Callable[[Source, bytes], bool]
    read: Callable[[Source, ReadOptions], Iterator[Record]]
