"""Who takes part in an event: ORGANIZER and ATTENDEE (RFC 5545 §3.8.4), without rooms, groups and machines."""

import re
from collections.abc import Iterable
from email.utils import parseaddr
from urllib.parse import unquote

from reknit.core.records import Participant, Role
from reknit.exchange.calendar_mending import Property, plain_text

# Above this an event is an audience, not a meeting.
MAX_MEETING_ATTENDEES = 20

_NOT_A_PERSON = frozenset({"RESOURCE", "ROOM", "GROUP"})
_ABSENT = frozenset({"DECLINED", "DELEGATED"})

_SCHEME = re.compile(r"(?:(mailto|invalid|urn|tel|sips?|xmpp|im|https?|data|cid):)+", re.IGNORECASE)
_ADDRESS = re.compile(r"[^@\s<>\"(),:;]+@[^@\s<>\"(),:;]+")
_NAME_AND_ADDRESS = re.compile(r".*<[^<>]+>\s*")
_NO_REPLY = re.compile(
    r"(?:no|do[._-]?not)[._-]?reply|unknownorganizer|calendar-notification|mailer-daemon|imip-agent"
)
# Google's calendars, rooms and address books have addresses of their own; "virtual" is the host of its birthdays.
_MACHINE_HOST = re.compile(r"(?:.*\.)?calendar\.google\.com|virtual|(?:.*\.)?resource\.invalid")


def participants_of(properties: Iterable[Property], me: frozenset[str]) -> tuple[Participant, ...]:
    """The people among organiser and attendees, each once, the organiser first.

    Whoever is both is the organiser. `declined` also for those who sent somebody else.
    An address that cannot be written to leaves the name alone. me: lower-case addresses.
    """
    found: dict[str, Participant] = {}
    for prop in sorted(properties, key=lambda prop: prop.name != "ORGANIZER"):
        person = _participant(prop, me)
        if person is not None:
            identity = person.value.casefold() or person.name.casefold()
            found[identity] = _merged(found[identity], person) if identity in found else person
    return tuple(found.values())


def _merged(first: Participant, second: Participant) -> Participant:
    return Participant(
        role=first.role,
        name=first.name or second.name,
        kind=first.kind,
        value=first.value,
        ego=first.ego,
        declined=second.declined,
    )


def _participant(prop: Property, me: frozenset[str]) -> Participant | None:
    if prop.params.get("CUTYPE", "").upper() in _NOT_A_PERSON:
        return None
    role: Role = "organiser" if prop.name == "ORGANIZER" else "attendee"
    name, address = _name_and_address(prop)
    local, _, host = address.lower().partition("@")
    if _MACHINE_HOST.fullmatch(host):
        return None
    if _NO_REPLY.search(local):
        address = ""
    declined = prop.params.get("PARTSTAT", prop.params.get("STATUS", "")).upper() in _ABSENT
    if address:
        ego = address.lower() in me
        return Participant(role=role, name=name, kind="email", value=address, ego=ego, declined=declined)
    phone = prop.value[4:] if prop.value.lower().startswith("tel:") else ""
    if phone:
        return Participant(role=role, name=name, kind="phone", value=phone, declined=declined)
    return Participant(role=role, name=name, declined=declined) if name else None


def _name_and_address(prop: Property) -> tuple[str, str]:
    """CN and address; the address also from EMAIL (RFC 7986 §6.2) or from ``Jane Doe <jane@…>`` (vCalendar 1.0)."""
    name = plain_text(prop.params.get("CN", ""))
    text = _SCHEME.sub("", prop.value, count=1).strip()
    if _NAME_AND_ADDRESS.fullmatch(text):
        shown, text = parseaddr(text)
        name = name or shown
    address = _address(prop.params.get("EMAIL", "")) or _address(text)
    if not name and not address and " " in text.strip() and not re.search(r"[/:=\\]", text):
        name = text
    return _name(name), address


def _address(text: str) -> str:
    """An address in a value: blanks of bad folding, percent signs and ``?subject=`` taken away."""
    text = _SCHEME.sub("", text.strip().strip("'\"<>"), count=1)
    text = re.sub(r"\s", "", text.partition("?")[0])
    text = unquote(text) if "%" in text else text
    return text if _ADDRESS.fullmatch(text) else ""


def _name(text: str) -> str:
    """Without quotes; "" for what only repeats an address."""
    name = text.strip("'\" ").removeprefix("mailto:")
    return "" if "@" in name and " " not in name else name


def has_others(participants: tuple[Participant, ...], own: str) -> bool:
    """Whether anybody takes part besides the user. own: an address that the calendar is named after, "" if none.

    An organiser alone is not company: programs name one for every entry. Nor is an organiser
    who is the only attendee, nor people who all declined.
    """
    if not any(person.role == "attendee" for person in participants):
        return False
    return any(
        not person.ego and not person.declined and (not own or person.value.casefold() != own)
        for person in participants
    )


def is_audience(participants: tuple[Participant, ...]) -> bool:
    """More than 20 attendees."""
    return sum(person.role == "attendee" for person in participants) > MAX_MEETING_ATTENDEES
