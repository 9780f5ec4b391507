"""One person from the properties of one card."""

import re
from collections.abc import Iterable, Mapping

from reknit.core.keys import text_key
from reknit.core.records import Channel, Name, Origin, PersonRecord
from reknit.exchange.contentlines import Line, unescape
from reknit.exchange.vcard_card import Card
from reknit.exchange.vcard_channels import label_of
from reknit.exchange.vcard_photos import verbatim
from reknit.exchange.vcard_properties import HANDLERS

SOURCE = "vcard"

# One value; a photo of 6 MB in base64 stays below.
MAX_VALUE_CHARS = 8 << 20

_EAST_ASIAN = re.compile(r"[\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]+")


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
        handler = HANDLERS.get(head.name)
        if (handler is None or not handler(card, head, value)) and value.strip():
            card.extra.append(verbatim(head, value))
    return card


def person(card: Card, origin: Origin, *, more_tags: Iterable[str] = ()) -> PersonRecord:
    """The record. A name that is missing is made of what else there is, see `_full_name`."""
    if card.address_labels:
        _place_address_labels(card)
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


def _place_address_labels(card: Card) -> None:
    """LABEL of vCard 2.1 and 3.0: the words of an ADR once more, or an address on its own."""
    addresses = [channel for channel in card.channels.values() if channel.kind == "postal"]
    for head, value in card.address_labels:
        text, label = unescape(value), label_of(head.types)
        words = set(text_key(text).split())
        if any(words <= set(text_key(address.value).split()) for address in addresses):
            continue
        if any(address.label == label for address in addresses):
            card.extra.append(verbatim(head, value))
        else:
            card.add(Channel(kind="postal", value=text, label=label, preferred=head.preferred))
