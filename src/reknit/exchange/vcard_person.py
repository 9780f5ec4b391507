"""One person from the properties of one card.

`_HANDLERS` says what each property means. A property without a handler, and a value that
its handler cannot use, is kept verbatim in `extra` for the export.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

from reknit.core.keys import text_key
from reknit.core.records import Anniversary, Channel, Name, Origin, PersonRecord, Photo, Trait, TraitKind
from reknit.exchange import vcard_channels as channels
from reknit.exchange.contentlines import Head, Line, pieces_of, split_values, unescape
from reknit.exchange.vcard_dates import partial_date
from reknit.exchange.vcard_photos import inline_bytes, picture_type, verbatim
from reknit.exchange.vcard_roles import Roles

SOURCE = "vcard"

# One value; a photo of 6 MB in base64 stays below.
MAX_VALUE_CHARS = 8 << 20

_NAME_PARTS = ("family", "given", "additional", "prefix", "suffix")
# Google and Android put every contact into this group.
_SYSTEM_TAGS = frozenset({"mycontacts", "my contacts"})
_BUILT_IN_LABEL = re.compile(r"_\$!<(.*)>!\$_", re.DOTALL)
_EAST_ASIAN = re.compile(r"[\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+")
_ANDROID_DAYS = {"1": "anniversary", "3": "birthday"}


@dataclass(kw_only=True, slots=True)
class Card:
    """What has been understood of a card so far.

    labels: X-ABLabel by group. latest_year: for birthdays with two digits.
    kind: the KIND of vCard 4 in lower case, "" for a person. agents: cards inside this one, as text.
    too_large: names of the properties that are not kept for their size.
    """

    latest_year: int
    labels: Mapping[str, str]
    labels_used: set[str] = field(default_factory=set)
    uid: str = ""
    kind: str = ""
    shown_as: str = ""
    full: str = ""
    name: dict[str, str] = field(default_factory=dict)
    phonetic: dict[str, str] = field(default_factory=dict)
    channels: dict[tuple[str, str], Channel] = field(default_factory=dict)
    roles: Roles = field(default_factory=Roles)
    anniversaries: dict[Anniversary, None] = field(default_factory=dict)
    traits: list[Trait] = field(default_factory=list)
    tags: dict[str, None] = field(default_factory=dict)
    notes: dict[str, None] = field(default_factory=dict)
    met: str = ""
    connected_on: str = ""
    photo: Photo | None = None
    address_labels: list[Line] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    too_large: list[str] = field(default_factory=list)


def understand(lines: Iterable[Line], *, latest_year: int) -> Card:
    """Every property in its place; nothing is lost but what is about the file itself."""
    labels = {head.group: value for head, value in lines if head.name == "X-ABLABEL" and head.group}
    card = Card(latest_year=latest_year, labels=labels)
    alternatives: set[tuple[str, str]] = set()
    for head, value in lines:
        if len(value) > MAX_VALUE_CHARS:
            card.too_large.append(head.name)
            continue
        if "ALTID" in head.params:  # the same statement again, in another language
            statement = head.name, head.param("ALTID")
            if statement in alternatives:
                card.extra.append(verbatim(head, value))
                continue
            alternatives.add(statement)
        handler = _HANDLERS.get(head.name, _unknown)
        if not handler(card, head, value) and value.strip():
            card.extra.append(verbatim(head, value))
    _place_address_labels(card)
    if labels:
        _keep_unused_labels(card, lines)
    return card


def person(card: Card, origin: Origin, *, more_tags: Iterable[str] = ()) -> PersonRecord:
    """The record. A name that is missing is made of what else there is, see `_full_name`."""
    affiliations, unused = card.roles.finish()
    first_organisation = next((role.organisation for role in affiliations if role.organisation), "")
    email = next((c.value for c in card.channels.values() if c.kind == "email"), "")
    return PersonRecord(
        origin=origin,
        source=SOURCE,
        key=f"uid:{card.uid}" if card.uid else "",
        name=Name(
            full=card.full or _full_name(card.name) or card.name.get("nickname", "") or first_organisation or email,
            phonetic=" ".join(card.phonetic[part] for part in ("first", "middle", "last") if part in card.phonetic),
            **card.name,
        ),
        channels=tuple(card.channels.values()),
        affiliations=affiliations,
        anniversaries=tuple(card.anniversaries),
        traits=tuple(card.traits),
        tags=tuple(dict.fromkeys([*card.tags, *more_tags])),
        notes=tuple(card.notes),
        met=card.met,
        connected_on=card.connected_on,
        photo=card.photo,
        extra=(*card.extra, *(verbatim(head, value) for head, value in unused)),
    )


def _full_name(name: Mapping[str, str]) -> str:
    """In the order in which it is spoken: East Asian names begin with the family."""
    family, given = name.get("family", ""), name.get("given", "")
    if family and given and _EAST_ASIAN.fullmatch(family + given):
        return family + given
    parts = (name.get(part, "") for part in ("prefix", "given", "additional", "family", "suffix"))
    return " ".join(part for part in parts if part)


def _label(card: Card, head: Head) -> str:
    """The user's own word for it (X-ABLabel), else what the TYPE parameters say."""
    if head.group in card.labels:
        card.labels_used.add(head.group)
        label = unescape(card.labels[head.group])
        built_in = _BUILT_IN_LABEL.fullmatch(label)
        return built_in[1].lower() if built_in else label
    return channels.label_of(head.types)


def _keep_unused_labels(card: Card, lines: Iterable[Line]) -> None:
    for head, value in lines:
        if head.name == "X-ABLABEL" and head.group and head.group not in card.labels_used:
            card.extra.append(verbatim(head, value))


def _place_address_labels(card: Card) -> None:
    """LABEL of vCard 2.1 and 3.0: the words of an ADR once more, or an address on its own."""
    addresses = [channel for channel in card.channels.values() if channel.kind == "postal"]
    for head, value in card.address_labels:
        text, label = unescape(value), channels.label_of(head.types)
        words = set(text_key(text).split())
        if any(words <= set(text_key(address.value).split()) for address in addresses):
            continue
        if any(address.label == label for address in addresses):
            card.extra.append(verbatim(head, value))
        else:
            _add(card, Channel(kind="postal", value=text, label=label, preferred=head.preferred))


def _add(card: Card, channel: Channel) -> None:
    """Adds a way to reach the person; the same address twice is one, and preferred if either is."""
    before = card.channels.get((channel.kind, channel.value))
    if before is None:
        card.channels[channel.kind, channel.value] = channel
    elif channel.preferred and not before.preferred:
        preferred = Channel(
            kind=before.kind, value=before.value, label=before.label, preferred=True, parts=before.parts
        )
        card.channels[channel.kind, channel.value] = preferred


# Handlers: True when the property is dealt with, False when it shall be kept verbatim.
Handler = Callable[[Card, Head, str], bool]


def _unknown(_card: Card, _head: Head, _value: str) -> bool:
    return False


def _bookkeeping(_card: Card, _head: Head, _value: str) -> bool:
    """About the file, not about the person; differs from one export to the next."""
    return True


def _full(card: Card, _head: Head, value: str) -> bool:
    text = unescape(value)
    if card.full and text and text != card.full:
        return False
    card.full = card.full or text
    return True


def _name(card: Card, _head: Head, value: str) -> bool:
    pieces = pieces_of(value, ";")
    parts = {
        part: (", " if part == "suffix" else " ").join(filter(None, split_values(piece, ",")))
        for part, piece in zip(_NAME_PARTS, pieces, strict=False)
    }
    parts = {part: text for part, text in parts.items() if text}
    if not parts:
        return not value.strip("; ")
    if any(part in card.name for part in _NAME_PARTS):
        return all(card.name.get(part) == text for part, text in parts.items())
    card.name.update(parts)
    return not any(piece.strip() for piece in pieces[len(_NAME_PARTS) :])


def _nickname(card: Card, _head: Head, value: str) -> bool:
    names = [card.name.get("nickname", ""), *split_values(value, ",")]
    joined = ", ".join(dict.fromkeys(filter(None, names)))
    if joined:
        card.name["nickname"] = joined
    return True


def _maiden(card: Card, _head: Head, value: str) -> bool:
    return _set_once(card.name, "maiden", unescape(value))


def _phonetic(card: Card, head: Head, value: str) -> bool:
    return _set_once(card.phonetic, head.name.split("-")[2].lower(), unescape(value))


def _sound(card: Card, head: Head, value: str) -> bool:
    """Japanese telephones spell the reading of the name in SOUND;X-IRMC-N, family name first."""
    if "x-irmc-n" not in head.types:
        return False
    return _set_once(card.phonetic, "first", " ".join(filter(None, split_values(value, ";"))))


def _set_once(target: dict[str, str], key: str, text: str) -> bool:
    if key in target:
        return text in {"", target[key]}
    if text:
        target[key] = text
    return True


def _uid(card: Card, _head: Head, value: str) -> bool:
    text = unescape(value)
    if card.uid:
        return text == card.uid
    card.uid = text
    return True


def _kind(card: Card, _head: Head, value: str) -> bool:
    kind = unescape(value).lower()
    card.kind = "" if kind == "individual" else kind
    return True


def _shown_as(card: Card, _head: Head, value: str) -> bool:
    card.shown_as = unescape(value).upper()
    return False


def _channel(card: Card, head: Head, value: str, *, read: Callable[[Head, str, str], Channel | None]) -> bool:
    channel = read(head, value, _label(card, head))
    if channel is None:
        return False
    _add(card, channel)
    return True


def _email(card: Card, head: Head, value: str) -> bool:
    found = channels.emails(head, value, _label(card, head))
    for channel in found:
        _add(card, channel)
    return bool(found)


def _address_label(card: Card, head: Head, value: str) -> bool:
    if unescape(value):
        card.address_labels.append((head, value))
    return True


def _organisation(card: Card, head: Head, value: str) -> bool:
    card.roles.add_organisation(head, value)
    return True


def _title(card: Card, head: Head, value: str) -> bool:
    card.roles.add_title(head, value)
    return True


def _function(card: Card, head: Head, value: str) -> bool:
    if unescape(value):
        card.roles.functions.append((head, value))
    return True


def _department(card: Card, head: Head, value: str) -> bool:
    if card.roles.department is not None or not unescape(value):
        return False
    card.roles.department = (head, value)
    return True


def _day(card: Card, head: Head, value: str, *, kind: str) -> bool:
    on = partial_date(unescape(value), omitted_year=head.param("X-APPLE-OMIT-YEAR"), latest_year=card.latest_year)
    if on:
        card.anniversaries[Anniversary(kind=kind, on=on)] = None
    return bool(on)


def _labelled_day(card: Card, head: Head, value: str) -> bool:
    return _day(card, head, value, kind=_label(card, head) or "date")


def _android(card: Card, head: Head, value: str) -> bool:
    """X-ANDROID-CUSTOM: a row of Android's own table, its columns separated by semicolons."""
    mime, data, kind, label, *_ = [*split_values(value, ";"), "", "", "", ""]
    match mime.removeprefix("vnd.android.cursor.item/"):
        case "nickname" if data:
            return _nickname(card, head, data)
        case "contact_event" if data:
            return _day(card, head, data, kind=_ANDROID_DAYS.get(kind, label or "date"))
    return False


def _trait(card: Card, head: Head, value: str, *, kind: TraitKind) -> bool:
    text = unescape(value)
    level = head.param("LEVEL")
    trait = Trait(
        kind=kind,
        text=text,
        on=head.param("X-REKNIT-ON"),
        confidence=_fraction(head.param("X-REKNIT-CONFIDENCE")),
        evidence=head.param("X-REKNIT-EVIDENCE") or (f"level: {level}" if level else ""),
    )
    if text and trait not in card.traits:
        card.traits.append(trait)
    return True


def _fraction(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 1.0


def _tags(card: Card, _head: Head, value: str) -> bool:
    for piece in pieces_of(value, ","):
        for tag in split_values(piece, ";"):
            if tag and tag.lower() not in _SYSTEM_TAGS:
                card.tags[tag] = None
    return True


def _note(card: Card, _head: Head, value: str) -> bool:
    if text := unescape(value):
        card.notes[text] = None
    return True


def _met(card: Card, _head: Head, value: str) -> bool:
    card.met = card.met or unescape(value)
    return True


def _connected(card: Card, _head: Head, value: str) -> bool:
    on = partial_date(unescape(value), latest_year=card.latest_year)
    card.connected_on = card.connected_on or on
    return bool(on)


def _photo(card: Card, head: Head, value: str) -> bool:
    if card.photo is not None:
        return False
    data = inline_bytes(head, value)
    media_type = picture_type(data)
    if media_type:
        card.photo = Photo(media_type=media_type, data=data)
    return bool(media_type)


def _agent(card: Card, _head: Head, value: str) -> bool:
    text = unescape(value)
    if text[:11].upper() == "BEGIN:VCARD":
        card.agents.append(text)
        return True
    return not text


_HANDLERS: dict[str, Handler] = {
    **dict.fromkeys(["VERSION", "PRODID", "REV", "PROFILE", "NAME", "BEGIN", "END"], _bookkeeping),
    "X-ABLABEL": lambda _card, head, _value: bool(head.group),
    "FN": _full,
    "N": _name,
    **dict.fromkeys(["NICKNAME", "X-NICKNAME", "X-EPOCSECONDNAME"], _nickname),
    **dict.fromkeys(["X-MAIDENNAME", "X-MAIDEN-NAME"], _maiden),
    **dict.fromkeys(["X-PHONETIC-FIRST-NAME", "X-PHONETIC-MIDDLE-NAME", "X-PHONETIC-LAST-NAME"], _phonetic),
    "SOUND": _sound,
    "UID": _uid,
    **dict.fromkeys(["KIND", "X-ADDRESSBOOKSERVER-KIND"], _kind),
    "X-ABSHOWAS": _shown_as,
    "EMAIL": _email,
    **dict.fromkeys(["TEL", "X-MS-TEL", "X-TEL"], partial(_channel, read=channels.phone)),
    "URL": partial(_channel, read=channels.web_page),
    "IMPP": partial(_channel, read=channels.handle),
    "ADR": partial(_channel, read=channels.postal),
    **dict.fromkeys(channels.MESSENGERS, partial(_channel, read=channels.handle)),
    **dict.fromkeys(
        ["X-SOCIALPROFILE", "SOCIALPROFILE", *channels.NETWORKS], partial(_channel, read=channels.social_profile)
    ),
    **dict.fromkeys(channels.KDE_MESSENGERS, partial(_channel, read=channels.kde_handle)),
    "LABEL": _address_label,
    "ORG": _organisation,
    "TITLE": _title,
    "ROLE": _function,
    "X-DEPARTMENT": _department,
    **dict.fromkeys(["BDAY", "X-BIRTHDAY"], partial(_day, kind="birthday")),
    **dict.fromkeys(
        [
            "ANNIVERSARY",
            "X-ANNIVERSARY",
            "X-EVOLUTION-ANNIVERSARY",
            "X-MS-ANNIVERSARY",
            "X-KADDRESSBOOK-X-ANNIVERSARY",
        ],
        partial(_day, kind="anniversary"),
    ),
    **dict.fromkeys(["DEATHDATE", "X-DEATHDATE"], partial(_day, kind="death")),
    "X-ABDATE": _labelled_day,
    "X-ANDROID-CUSTOM": _android,
    **dict.fromkeys(["EXPERTISE", "X-EXPERTISE", "SKILL", "X-SKILL"], partial(_trait, kind="offer")),
    **dict.fromkeys(["INTEREST", "HOBBY", "X-INTEREST", "X-HOBBY"], partial(_trait, kind="interest")),
    "X-REKNIT-NEED": partial(_trait, kind="need"),
    "X-REKNIT-PROJECT": partial(_trait, kind="project"),
    **dict.fromkeys(["CATEGORIES", "X-CATEGORIES"], _tags),
    "NOTE": _note,
    "X-REKNIT-MET": _met,
    "X-REKNIT-CONNECTED-ON": _connected,
    "PHOTO": _photo,
    "AGENT": _agent,
}
