"""People as vCard 4.0 (RFC 6350), for other programs and for coming back.

Everything but the photo's declared type survives `vcard.read`. What vCard has no property
for is written as Apple (X-ABLabel, X-ABDate, X-MAIDENNAME) or as ``X-REKNIT-…``, which
other programs pass over. `PersonRecord.ego` is not written: whoever sends a card must not
decide who the user is.
"""

import base64
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import quote

from reknit.core.keys import profile_key
from reknit.core.records import Affiliation, Anniversary, Channel, Name, PersonRecord, Trait
from reknit.exchange.columns import POSTAL_FIELDS
from reknit.exchange.contentlines import escape, fold, parameter, split_line
from reknit.exchange.drafts import postal_text
from reknit.exchange.vcard_channels import SCHEMES, label_of
from reknit.exchange.vcard_dates import basic_format

_PRODUCT = "-//Reknit//Reknit//EN"
_TYPE_OF_WORD = {"mobile": "cell"}
_TYPES = frozenset({"home", "work"})
_PHONE_TYPES = _TYPES | {"cell", "fax", "pager", "textphone", "video", "main", "car"}
_SCHEME_OF = {name: scheme for scheme, name in reversed(SCHEMES.items()) if name}
_DAY_PROPERTIES = {"birthday": "BDAY", "anniversary": "ANNIVERSARY", "death": "DEATHDATE"}
_TRAIT_PROPERTIES = {
    "offer": "EXPERTISE",
    "interest": "INTEREST",
    "need": "X-REKNIT-NEED",
    "project": "X-REKNIT-PROJECT",
}
_LEVEL = "level: "
_STRUCTURE = frozenset({"BEGIN", "END", "VERSION"})
_GROUP = re.compile(r"([\w-]+)\.")


def write_cards(records: Iterable[PersonRecord]) -> Iterator[str]:
    """One card after the other; written to a file in UTF-8 they are an address book."""
    return map(write_card, records)


def write_card(record: PersonRecord) -> str:
    """One card with CRLF line ends, lines of at most 75 octets (RFC 6350 §3.2)."""
    card = _Writer(taken={match[1].lower() for line in record.extra if (match := _GROUP.match(line))})
    card.line("BEGIN", "VCARD")
    card.line("VERSION", "4.0")
    card.line("PRODID", _PRODUCT)
    if record.key:
        card.text("UID", record.key.removeprefix("uid:"))
    _write_name(card, record.name)
    for channel in record.channels:
        _write_channel(card, channel)
    _write_affiliations(card, record.affiliations)
    for day in record.anniversaries:
        _write_day(card, day)
    for trait in record.traits:
        _write_trait(card, trait)
    if record.tags:
        card.line("CATEGORIES", ",".join(map(escape, record.tags)))
    for note in record.notes:
        card.text("NOTE", note)
    card.text("X-REKNIT-MET", record.met)
    card.text("X-REKNIT-CONNECTED-ON", record.connected_on)
    if record.photo is not None:
        data = base64.b64encode(record.photo.data).decode("ascii")
        card.line("PHOTO", f"data:{record.photo.media_type};base64,{data}")
    for line in record.extra:
        _write_verbatim(card, line)
    card.line("END", "VCARD")
    return "".join(card.lines)


@dataclass
class _Writer:
    """taken: groups that the verbatim properties use."""

    taken: set[str]
    lines: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def line(self, head: str, value: str) -> None:
        """A property whose value is already in its final form."""
        self.lines.append(fold(f"{head}:{value}"))

    def text(self, head: str, text: str) -> None:
        """A property that is one text; nothing when the text is empty."""
        if text:
            self.line(head, escape(text))

    def new_group(self) -> str:
        """A group that no other property has."""
        return next(name for number in self.numbers if (name := f"item{number}") not in self.taken)

    def labelled(self, head: str, value: str, label: str) -> None:
        """A property and the user's word for it, which only a group can hold together."""
        if not label:
            self.line(head, value)
            return
        group = self.new_group()
        self.line(f"{group}.{head}", value)
        self.text(f"{group}.X-ABLabel", label)


def _write_name(card: _Writer, name: Name) -> None:
    card.line("FN", escape(name.full))
    parts = (name.family, name.given, name.additional, name.prefix, name.suffix)
    if any(parts):
        card.line("N", ";".join(map(escape, parts)))
    card.text("NICKNAME", name.nickname)
    card.text("X-MAIDENNAME", name.maiden)
    card.text("X-PHONETIC-FIRST-NAME", name.phonetic)


def _write_channel(card: _Writer, channel: Channel) -> None:
    preferred = parameter("PREF", "1") if channel.preferred else ""
    if channel.kind == "handle":
        service = parameter("X-SERVICE-TYPE", channel.label) if channel.label else ""
        scheme = _SCHEME_OF.get(channel.label, "im")
        card.line(f"IMPP{service}{preferred}", f"{scheme}:{quote(channel.value, safe='@+.-_~')}")
        return
    types, label = _types(channel)
    if channel.kind == "postal":
        head, value = _address(channel)
    else:
        head, value = _property(channel), escape(channel.value)
    card.labelled(head + types + preferred, value, label)


def _property(channel: Channel) -> str:
    """Every program shows URL; X-SOCIALPROFILE only where the address alone would not tell a profile."""
    if channel.kind == "profile":
        return "URL" if profile_key(channel.value) else "X-SOCIALPROFILE"
    return {"email": "EMAIL", "phone": "TEL"}.get(channel.kind, "URL")


def _types(channel: Channel) -> tuple[str, str]:
    """The TYPE parameter, or else the label that vCard has no type for."""
    types = tuple(_TYPE_OF_WORD.get(word, word) for word in channel.label.split())
    known = _PHONE_TYPES if channel.kind == "phone" else _TYPES
    if types and known.issuperset(types) and label_of(types) == channel.label:
        return parameter("TYPE", *types), ""
    return "", channel.label


def _address(channel: Channel) -> tuple[str, str]:
    value = ";".join(escape(channel.parts.get(name, "")) for name in POSTAL_FIELDS)
    if channel.value == postal_text(channel.parts):
        return "ADR", value
    return "ADR" + parameter("LABEL", channel.value.replace("\\", "\\\\")), value


def _write_affiliations(card: _Writer, affiliations: tuple[Affiliation, ...]) -> None:
    for role in affiliations:
        # One organisation and one title need no group; of several each pair has its own.
        group = card.new_group() + "." if len(affiliations) > 1 else ""
        head = f"{group}ORG"
        head += parameter("X-REKNIT-START", role.start) if role.start else ""
        head += parameter("X-REKNIT-END", role.end) if role.end else ""
        units = [role.organisation, role.department] if role.department else [role.organisation]
        if group or any(units) or role.start or role.end:
            card.line(head, ";".join(map(escape, units)))
        if group or role.title:
            card.line(f"{group}TITLE", escape(role.title))


def _write_day(card: _Writer, day: Anniversary) -> None:
    name = _DAY_PROPERTIES.get(day.kind)
    if name:
        card.line(name, basic_format(day.on))
    else:
        card.labelled("X-ABDATE", day.on, "" if day.kind == "date" else day.kind)


def _write_trait(card: _Writer, trait: Trait) -> None:
    head = _TRAIT_PROPERTIES[trait.kind]
    if trait.evidence.startswith(_LEVEL):
        head += parameter("LEVEL", trait.evidence.removeprefix(_LEVEL))
    elif trait.evidence:
        head += parameter("X-REKNIT-EVIDENCE", trait.evidence)
    if trait.on:
        head += parameter("X-REKNIT-ON", trait.on)
    if trait.confidence != 1.0:
        head += parameter("X-REKNIT-CONFIDENCE", repr(trait.confidence))
    card.text(head, trait.text)


def _write_verbatim(card: _Writer, line: str) -> None:
    """A kept property; never one that would end this card or begin another."""
    line = line.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    parsed = split_line(line)
    if parsed is None:
        card.text("X-REKNIT-LINE", line)
    elif parsed[0].name not in _STRUCTURE:
        card.lines.append(fold(line))
