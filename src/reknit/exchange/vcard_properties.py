"""What each property of a vCard means.

`HANDLERS` maps a name to a function that puts the value where it belongs in the `Card` and
answers whether it could; what has no handler, or a value that its handler cannot use, is
kept verbatim by the caller.
"""

from collections.abc import Callable
from functools import partial

from reknit.core.records import Anniversary, Channel, Photo, Trait, TraitKind
from reknit.exchange import vcard_channels as channels
from reknit.exchange.contentlines import Head, pieces_of, split_values, unescape
from reknit.exchange.vcard_card import Card
from reknit.exchange.vcard_dates import partial_date
from reknit.exchange.vcard_photos import inline_bytes, picture_type, verbatim

NAME_PARTS = ("family", "given", "additional", "prefix", "suffix")
# Google and Android put every contact into this group.
_SYSTEM_TAGS = frozenset({"mycontacts", "my contacts"})
_ANDROID_DAYS = {"1": "anniversary", "3": "birthday"}

Handler = Callable[[Card, Head, str], bool]


def _group_label(card: Card, head: Head, value: str) -> bool:
    """X-ABLabel: has been looked up beforehand; stays beside a property that is kept verbatim."""
    if head.group in card.labels_used or not value.strip():
        return True
    card.labels_kept.setdefault(head.group, verbatim(head, value))
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
    parts: dict[str, str] = {}
    for part, piece in zip(NAME_PARTS, pieces, strict=False):
        if piece:
            parts[part] = _several(piece, ", " if part == "suffix" else " ") if "," in piece else unescape(piece)
    parts = {part: text for part, text in parts.items() if text}
    if not parts:
        return not value.strip("; ")
    if card.name and any(part in card.name for part in NAME_PARTS):
        return all(card.name.get(part) == text for part, text in parts.items())
    card.name.update(parts)
    return len(pieces) <= len(NAME_PARTS) or not any(piece.strip() for piece in pieces[len(NAME_PARTS) :])


def _several(piece: str, separator: str) -> str:
    """The values of one part of a name as one text: ``Philip,Paul`` are two middle names."""
    return separator.join(filter(None, split_values(piece, ",")))


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
    channel = read(head, value, card.label(head))
    if channel is None:
        return False
    card.add(channel)
    return True


def _email(card: Card, head: Head, value: str) -> bool:
    found = channels.emails(head, value, card.label(head))
    for channel in found:
        card.add(channel)
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
    return _day(card, head, value, kind=card.label(head) or "date")


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
    if text:
        card.traits[trait] = None
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


HANDLERS: dict[str, Handler] = {
    **dict.fromkeys(["VERSION", "PRODID", "REV", "PROFILE", "NAME", "BEGIN", "END"], _bookkeeping),
    "X-ABLABEL": _group_label,
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
