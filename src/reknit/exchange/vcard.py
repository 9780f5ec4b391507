"""vCard address books: versions 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350), any number of cards in a file.

From bytes to people in four steps, each in its module: `vcard_stream` finds the cards,
`contentlines` their properties, `vcard_person` what these mean; here they become records.
What is read from which property is listed in ``docs/reference/vcard.md``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from reknit.core.records import Origin, PersonRecord, Record, Skipped, Unreadable
from reknit.errors import UnreadableFileError
from reknit.exchange.contentlines import content_lines, escape, unescape
from reknit.exchange.formats import Format, ReadOptions
from reknit.exchange.sources import Source
from reknit.exchange.vcard_card import Card
from reknit.exchange.vcard_charsets import Charsets, wide_encoding
from reknit.exchange.vcard_person import MAX_VALUE_CHARS, person, understand
from reknit.exchange.vcard_stream import MAX_CARD_BYTES, READ_ERRORS, RawCard, line_batches, raw_cards

EMPTY = "the card is empty"
NOT_A_CARD = "no line of the card can be understood"
NOBODY = "the card has neither a name nor an address"
TOO_LARGE = f"the card is larger than {MAX_CARD_BYTES >> 20} MB, its end is probably missing"
VALUE_TOO_LARGE = f"the property is larger than {MAX_VALUE_CHARS >> 20} MB"
NOT_PEOPLE = {
    "group": "a group of contacts, not a person",
    "org": "an organisation, not a person",
    "location": "a place, not a person",
    "application": "a program, not a person",
    "device": "a device, not a person",
    "thing": "a thing, not a person",
}

_MAX_NESTING = 2
_MAX_LINES_BEFORE = 30
_BEGIN = re.compile(rb"[ \t]*BEGIN[ \t]*:[ \t]*VCARD[ \t]*", re.IGNORECASE)
_LINE_BEFORE = re.compile(rb"[A-Za-z][A-Za-z0-9.-]*(?:;[^:]*)?:.*|--\S+", re.DOTALL)
_ELSE_BEFORE = re.compile(
    rb"(?:From|To|Cc|Subject|Date|Received|Return-Path|Message-ID|MIME-Version|BEGIN|END)[ \t]*:"
    rb"|Content-Type[ \t]*:[ \t]*(?:multipart|message)/",
    re.IGNORECASE,
)


def recognise(_source: Source, head: bytes) -> bool:
    """Whether cards are what the file consists of, not what it mentions, quotes or attaches."""
    encoding = wide_encoding(head)
    if encoding:
        head = head.decode(encoding, "replace").encode("utf-8")
    if b"VCARD" not in head.upper():
        return False
    before = 0
    for line in head.replace(b"\xef\xbb\xbf", b"").splitlines():
        if _BEGIN.fullmatch(line):
            return not before or not line[:1].isspace()
        if not line.strip():
            continue
        before += 1
        if before > _MAX_LINES_BEFORE or _ELSE_BEFORE.match(line) or not _LINE_BEFORE.fullmatch(line):
            return False
    return False


def read(source: Source, options: ReadOptions) -> Iterator[Record]:
    """The people of an address book in file order. Membership in a group of the same file becomes a tag."""
    reader = _Reader(source.label, options.as_of.year)
    try:
        reader.groups = _group_names(source)
        with source.open() as stream:
            for raw in raw_cards(stream):
                reader.count += 1
                yield from reader.records(raw, Origin(source.label, f"card {reader.count}"))
    except READ_ERRORS as error:
        if not reader.count:
            raise UnreadableFileError("the file cannot be read") from error
        yield Unreadable(origin=Origin(source.label, f"card {reader.count + 1}"), reason="the file breaks off here")
    if not reader.count:
        raise UnreadableFileError("there is no card in the file")


FORMAT = Format(name="vcard", title="vCard address book", recognise=recognise, read=read)


@dataclass
class _Reader:
    """groups: names of the groups a UID belongs to; count: cards so far."""

    label: str
    latest_year: int
    groups: dict[str, list[str]] = field(default_factory=dict)
    charsets: Charsets = field(default_factory=Charsets)
    count: int = 0

    def records(self, raw: RawCard, origin: Origin, *, depth: int = 0) -> Iterator[Record]:
        """The person of one card, then those of the cards inside it."""
        if raw.too_large:
            yield Unreadable(origin=origin, reason=TOO_LARGE)
            return
        block = raw.block
        lines, stray = content_lines(block, self.charsets)
        if not lines:
            yield Unreadable(origin=origin, reason=NOT_A_CARD if block.strip() else EMPTY)
            return
        card = understand(lines, latest_year=self.latest_year)
        card.extra += [f"X-REKNIT-LINE:{escape(text)}" for text in stray]
        inner = list(self._agents(raw, card, origin, depth)) if raw.embedded or card.agents else []
        card.extra += [f"RELATED;TYPE=agent;VALUE=text:{escape(name)}" for name in _names_of(inner)]
        yield self._record(card, origin)
        for name in card.too_large:
            yield Unreadable(origin=Origin(origin.file, f"{origin.record}, {name}"), reason=VALUE_TOO_LARGE)
        yield from inner

    def _record(self, card: Card, origin: Origin) -> Record:
        if card.kind in NOT_PEOPLE:
            return Skipped(origin=origin, kind="person", reason=NOT_PEOPLE[card.kind])
        if card.shown_as == "COMPANY" and not card.name.keys() & {"given", "family"}:
            return Skipped(origin=origin, kind="person", reason=NOT_PEOPLE["org"])
        record = person(card, origin, more_tags=self.groups.get(_bare_uid(card.uid), ()))
        if record.name.full or record.channels or record.notes or record.photo or record.anniversaries:
            return record
        has_more = record.extra or record.tags or record.traits or record.affiliations
        return Unreadable(origin=origin, reason=NOBODY if has_more else EMPTY)

    def _agents(self, raw: RawCard, card: Card, origin: Origin, depth: int) -> Iterator[Record]:
        if depth == _MAX_NESTING:
            return
        written_out = [RawCard(lines=text.encode().splitlines()[1:-1]) for text in card.agents]
        for inner in [*raw.embedded, *written_out]:
            yield from self.records(inner, Origin(origin.file, f"{origin.record}, agent"), depth=depth + 1)


def _names_of(records: list[Record]) -> list[str]:
    return [record.name.full for record in records if isinstance(record, PersonRecord) and record.name.full]


def _group_names(source: Source) -> dict[str, list[str]]:
    """Names of the groups by the UID of each member; a second pass, only for files that have groups."""
    try:
        return _read_group_names(source)
    except READ_ERRORS:  # whoever reads the people meets it too, and says so
        return {}


def _read_group_names(source: Source) -> dict[str, list[str]]:
    with source.open() as stream:
        if not any(b"KIND:GROUP" in batch.upper() for batch in line_batches(stream)):
            return {}
    groups: dict[str, list[str]] = {}
    with source.open() as stream:
        for raw in raw_cards(stream):
            if b"KIND:GROUP" in raw.block.upper():
                lines, _ = content_lines(raw.block, Charsets())
                names = [unescape(value) for head, value in lines if head.name == "FN"]
                for head, value in lines:
                    if head.name in {"MEMBER", "X-ADDRESSBOOKSERVER-MEMBER"}:
                        groups.setdefault(_bare_uid(unescape(value)), []).extend(filter(None, names[:1]))
    return groups


def _bare_uid(uid: str) -> str:
    return uid.lower().removeprefix("urn:uuid:")
