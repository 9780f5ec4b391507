"""A person while being read: cells go in by their meaning, one record comes out.

Used by every reader of address tables and by LDIF, so that all of them split e-mail
addresses, tell profiles from web pages and compose names and postal addresses alike.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from reknit.core.keys import profile_key
from reknit.core.records import (
    Affiliation,
    Anniversary,
    Channel,
    ChannelKind,
    Name,
    Origin,
    PersonRecord,
    Photo,
    Skipped,
    Trait,
)
from reknit.exchange.columns import AFFILIATION_FIELDS, POSTAL_FIELDS, Column, split_tags
from reknit.exchange.days import DayOrder, parse_day, partial_date

NOBODY = "neither a name nor an address"

PRIMARY_MARK = "* "
_ADDRESS = re.compile(r"[^\s@<>\"',;:()\[\]|]+@[^\s@<>\"',;:()\[\]|]+")
_SEVERAL_PHONES = re.compile(r"\s*(?:[;\n|]|:::| / )\s*")
_MIN_PHONE_DIGITS = 3
_POSTAL = frozenset({*POSTAL_FIELDS, "address"})


class Cell(NamedTuple):
    """One value: trimmed, not empty. header: its column as the file names it."""

    text: str
    label: str
    header: str
    preferred: bool


@dataclass(kw_only=True, slots=True)
class Draft:
    """What is known of one person so far. Filled by `put`, closed by `finish`.

    order: of day and month in this file's dates; latest_year: what two digits may stand for.
    postal: parts by group; roles: parts of an affiliation by group.
    """

    order: DayOrder = "mdy"
    latest_year: int = 2100
    single: dict[str, str] = field(default_factory=dict)
    channels: dict[tuple[str, str], Channel] = field(default_factory=dict)
    postal: dict[str, dict[str, str]] = field(default_factory=dict)
    postal_labels: dict[str, str] = field(default_factory=dict)
    roles: dict[str, dict[str, str]] = field(default_factory=dict)
    anniversaries: list[Anniversary] = field(default_factory=list)
    traits: list[Trait] = field(default_factory=list)
    tags: dict[str, None] = field(default_factory=dict)
    notes: dict[str, None] = field(default_factory=dict)
    extra: list[str] = field(default_factory=list)
    photo: Photo | None = None


def put(draft: Draft, column: Column, text: str, *, header: str, label: str = "") -> None:
    """Takes one value. What its field cannot hold is kept verbatim in `extra`.

    label: overrides the column's own; a leading ``* `` marks the preferred one (Google).
    """
    text = text.strip()
    if not text or column.field == "ignore":
        return
    label = label or column.label
    cell = Cell(text, label.removeprefix(PRIMARY_MARK), header, column.preferred or label.startswith(PRIMARY_MARK))
    if column.field in _POSTAL:
        parts = draft.postal.setdefault(column.group or cell.label, {})
        parts[column.field] = _joined(parts.get(column.field, ""), text, "\n")
        draft.postal_labels[column.group or cell.label] = cell.label
    elif column.field in AFFILIATION_FIELDS:
        role = draft.roles.setdefault(column.group, {})
        role[column.field] = _joined(role.get(column.field, ""), text, ", ")
    elif column.field in _PUT:
        _PUT[column.field](draft, cell)
    else:
        draft.single[column.field] = _joined(draft.single.get(column.field, ""), text, " ")


def keep(draft: Draft, header: str, text: str) -> None:
    """Keeps a value that Reknit has no place for, as an extended property of a vCard (RFC 6350 §6.10)."""
    name = re.sub(r"[^A-Z0-9]+", "-", header.upper()).strip("-") or "COLUMN"
    escaped = re.sub(r"([\\,;])", r"\\\1", text.strip()).replace("\r\n", "\n").replace("\n", "\\n")
    if escaped:
        draft.extra.append(f"X-{name.removeprefix('X-')}:{escaped}")


def finish(draft: Draft, origin: Origin, *, source: str, key: str = "") -> PersonRecord | Skipped:
    """The record; `Skipped` when nothing says who it is or how to reach them."""
    name = _name(draft.single)
    affiliations = tuple(Affiliation(**role) for role in draft.roles.values())
    channels = (*draft.channels.values(), *_postal_channels(draft))
    reachable = any(channel.kind not in {"postal", "url"} for channel in channels)
    if not (name.full or reachable or any(role.organisation for role in affiliations)):
        return Skipped(origin=origin, kind="person", reason=NOBODY)
    return PersonRecord(
        origin=origin,
        source=source,
        key=key,
        name=name,
        channels=channels,
        affiliations=affiliations,
        anniversaries=(*_birthday_in_parts(draft), *draft.anniversaries),
        traits=tuple(draft.traits),
        tags=tuple(draft.tags),
        notes=tuple(draft.notes),
        met=draft.single.get("met", ""),
        connected_on=draft.single.get("connected_on", ""),
        photo=draft.photo,
        extra=tuple(draft.extra),
    )


def postal_text(parts: dict[str, str]) -> str:
    """An address for people, line by line, from its parts."""
    town = " ".join(parts[part] for part in ("postal_code", "city") if part in parts)
    lines = [parts.get("street"), parts.get("extended"), parts.get("po_box"), town, parts.get("region")]
    return "\n".join(line for line in (*lines, parts.get("country")) if line)


def _joined(before: str, text: str, separator: str) -> str:
    if not before or before == text:
        return text
    return f"{before}{separator}{text}"


def _put_channel(draft: Draft, kind: ChannelKind, value: str, cell: Cell) -> None:
    if value and (kind, value) not in draft.channels:
        channel = Channel(kind=kind, value=value, label=cell.label, preferred=cell.preferred)
        draft.channels[kind, value] = channel


def _put_email(draft: Draft, cell: Cell) -> None:
    addresses = _ADDRESS.findall(cell.text)
    for address in addresses:
        _put_channel(draft, "email", address.strip("."), cell)
    if not addresses:
        keep(draft, cell.header, cell.text)


def _put_phone(draft: Draft, cell: Cell) -> None:
    for number in _SEVERAL_PHONES.split(cell.text):
        if sum(map(str.isdigit, number)) >= _MIN_PHONE_DIGITS:
            _put_channel(draft, "phone", number.removeprefix("tel:"), cell)
        else:
            keep(draft, cell.header, number)


def _put_url(draft: Draft, cell: Cell) -> None:
    for url in cell.text.split():
        _put_channel(draft, "profile" if profile_key(url) else "url", url.strip(";,"), cell)


def _put_profile(draft: Draft, cell: Cell) -> None:
    if "." in cell.text or "/" in cell.text:
        _put_url(draft, cell)
    else:
        _put_handle(draft, cell)


def _put_handle(draft: Draft, cell: Cell) -> None:
    _put_channel(draft, "handle", cell.text, cell._replace(label=cell.label or cell.header))


def _put_day(draft: Draft, cell: Cell, *, kind: str) -> None:
    on = parse_day(cell.text, order=draft.order, latest_year=draft.latest_year)
    if on:
        draft.anniversaries.append(Anniversary(kind=kind, on=on))
    elif cell.text.strip("0/.- "):
        keep(draft, cell.header, cell.text)


def _put_birthday(draft: Draft, cell: Cell) -> None:
    _put_day(draft, cell, kind="birthday")


def _put_anniversary(draft: Draft, cell: Cell) -> None:
    _put_day(draft, cell, kind=cell.label.lower() or "anniversary")


def _put_connected(draft: Draft, cell: Cell) -> None:
    on = parse_day(cell.text, order=draft.order, latest_year=draft.latest_year)
    if on:
        draft.single["connected_on"] = on
    else:
        keep(draft, cell.header, cell.text)


def _put_tags(draft: Draft, cell: Cell) -> None:
    draft.tags.update(dict.fromkeys(split_tags(cell.text)))


def _put_note(draft: Draft, cell: Cell) -> None:
    draft.notes[cell.text] = None


def _put_interest(draft: Draft, cell: Cell) -> None:
    draft.traits += [Trait(kind="interest", text=word, evidence=cell.header) for word in split_tags(cell.text)]


def _put_referrer(draft: Draft, cell: Cell) -> None:
    draft.single["met"] = f"referred by {cell.text}"


def _put_extra(draft: Draft, cell: Cell) -> None:
    keep(draft, cell.label or cell.header, cell.text)


_PUT: dict[str, Callable[[Draft, Cell], None]] = {
    "email": _put_email,
    "phone": _put_phone,
    "url": _put_url,
    "profile": _put_profile,
    "handle": _put_handle,
    "birthday": _put_birthday,
    "anniversary": _put_anniversary,
    "connected_on": _put_connected,
    "tags": _put_tags,
    "notes": _put_note,
    "interest": _put_interest,
    "referred_by": _put_referrer,
    "extra": _put_extra,
}


def _postal_channels(draft: Draft) -> list[Channel]:
    channels = []
    for group, parts in draft.postal.items():
        whole = parts.pop("address", "") or postal_text(parts)
        channels.append(Channel(kind="postal", value=whole, label=draft.postal_labels[group], parts=parts))
    return channels


def _birthday_in_parts(draft: Draft) -> list[Anniversary]:
    parts = [draft.single.get(f"birth_{part}", "") for part in ("year", "month", "day")]
    on = partial_date(*parts) if any(parts) else ""
    return [Anniversary(kind="birthday", on=on)] if on else []


def _name(values: dict[str, str]) -> Name:
    given, additional, family = (values.get(f"{part}_name", "") for part in ("given", "additional", "family"))
    composed = " ".join(part for part in (given, additional, family) if part)
    full = values.get("full_name", "")
    if "," in full and given and family and set(full.replace(",", " ").split()) == set(composed.split()):
        full = composed
    nickname = values.get("nickname", "")
    return Name(
        full=full or composed or values.get("display_name", "") or nickname,
        given=given,
        additional=additional,
        family=family,
        prefix=values.get("prefix", ""),
        suffix=values.get("suffix", ""),
        nickname=nickname,
        maiden=values.get("maiden_name", ""),
        phonetic=values.get("phonetic", ""),
    )
