"""Text messages and calls from Android, as "SMS Backup & Restore" writes them (XML)."""

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from reknit.core.records import (
    InteractionChannel,
    InteractionRecord,
    Origin,
    Participant,
    Record,
    Role,
    Skipped,
    Unreadable,
)
from reknit.errors import UnreadableFileError
from reknit.exchange.formats import Format, ReadOptions
from reknit.exchange.phone_xml import DamagedXmlError, elements
from reknit.exchange.sources import Source

NAME = "phone"

MAX_GROUP = 20
_LARGE_GROUP = "a large group chat"
_SHORT_CODE = "a short or alphanumeric sender"
_MAX_SHORT_DIGITS = 6

_ROOT = re.compile(rb"(?:[\xef\xbb\xbf\s]|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*>)*<(?:smses|calls)\b", re.DOTALL)
_NO_NAME = frozenset({"", "(unknown)", "null", "unknown"})
_WITHHELD = frozenset({"", "-1", "-2", "-3", "null", "unknown", "private", "anonymous"})
_OWN_TOKEN = "insert-address-token"  # noqa: S105 - Android's word for the owner of the phone

_RECEIVED, _SENT = "1", "2"
_UNSENT = {"3": "a draft that was not sent", "4": "a message that was not sent", "5": "a message that was not sent"}
_UNTAKEN = {
    "3": "a missed call",
    "4": "a message on the answering machine",
    "5": "a call that was rejected",
    "6": "a call that was blocked",
}
# Roles of a number in a multimedia message (PduHeaders of Android): from, to, cc, bcc.
_MMS_ROLES: dict[str, Role] = {"137": "from", "151": "to", "130": "cc", "129": "bcc"}
_ORDER: tuple[Role, ...] = ("from", "to", "cc", "bcc")


def recognise(source: Source, head: bytes) -> bool:  # noqa: ARG001 - the name of the file does not count
    """XML whose root is ``smses`` or ``calls``."""
    plain = head.decode("utf-16", "ignore").encode() if head[:2] in {b"\xff\xfe", b"\xfe\xff"} else head
    return _ROOT.match(plain) is not None


def read(source: Source, options: ReadOptions) -> Iterator[Record]:  # noqa: ARG001 - all times are instants
    """One interaction for each message and each call that was taken up."""
    numbers: Counter[str] = Counter()
    repeats: Counter[str] = Counter()
    with source.open() as stream:
        try:
            for element in elements(stream):
                numbers[element.tag] += 1
                yield from _records(element, Origin(source.label, f"{element.tag} {numbers[element.tag]}"), repeats)
        except DamagedXmlError as error:
            if not numbers:
                raise UnreadableFileError("the file is damaged from its beginning") from error
            place = f"after {numbers.total()} entries"
            yield Unreadable(origin=Origin(source.label, place), reason="the rest of the file is damaged or missing")
    if not numbers:
        yield Skipped(origin=Origin(source.label, "file"), kind="file", reason="the backup is empty")


FORMAT = Format(name=NAME, title="Messages and calls of an Android phone (XML)", recognise=recognise, read=read)


def _records(element: Element, origin: Origin, repeats: Counter[str]) -> Iterator[Record]:
    if element.tag == "call":
        yield _call(element, origin, repeats)
    elif element.tag in {"sms", "mms"}:
        yield _message(element, origin, repeats)
    else:
        yield Skipped(origin=origin, kind="interaction", reason="neither a message nor a call")


def _call(element: Element, origin: Origin, repeats: Counter[str]) -> Record:
    kind, number = element.get("type", ""), element.get("number", "").strip()
    seconds = _number(element.get("duration", ""))
    reason = _UNTAKEN.get(kind, "" if seconds else "a call that was not answered")
    if number.casefold() in _WITHHELD:
        reason = reason or "the number was withheld"
    if reason:
        return Skipped(origin=origin, kind="interaction", reason=reason)
    at = _instant(element.get("date", ""))
    if at is None:
        return Unreadable(origin=origin, reason="the date cannot be read")
    people = _pair(_party(number, _name(element)), sent=kind == _SENT)
    key = _key(repeats, "call", number, element.get("date", ""), kind)
    minutes = -(-seconds // 60)
    return _interaction(origin, key, at, "call", people, bulk=_bulk([number]), minutes=minutes)


def _message(element: Element, origin: Origin, repeats: Counter[str]) -> Record:
    kind = element.get("type" if element.tag == "sms" else "msg_box", "")
    address = element.get("address", "").strip()
    reason = _UNSENT.get(kind, "")
    if address.casefold() in _WITHHELD:
        reason = reason or "the number was withheld"
    if reason:
        return Skipped(origin=origin, kind="interaction", reason=reason)
    at = _instant(element.get("date", ""))
    if at is None:
        return Unreadable(origin=origin, reason="the date cannot be read")
    if element.tag == "sms":
        numbers, people = [address], _pair(_party(address, _name(element)), sent=kind == _SENT)
    else:
        numbers, people = _mms_parties(element, sent=kind == _SENT)
    key = _key(repeats, element.tag, address, element.get("date", ""), kind, _text(element))
    return _interaction(origin, key, at, "message", people, bulk=_bulk(numbers))


def _interaction(
    origin: Origin,
    key: str,
    at: dt.datetime,
    channel: InteractionChannel,
    people: tuple[Participant, ...],
    *,
    bulk: str,
    minutes: int = 0,
) -> InteractionRecord:
    return InteractionRecord(
        origin=origin,
        source=NAME,
        key=key,
        at=at,
        channel=channel,
        participants=people,
        duration_minutes=minutes,
        bulk=bulk,
    )


def _party(number: str, name: str) -> Participant:
    return Participant(role="to", name=name, kind="email" if "@" in number else "phone", value=number)


def _pair(other: Participant, *, sent: bool) -> tuple[Participant, ...]:
    """The owner of the phone and the other one, the sender first."""
    if sent:
        return (Participant(role="from", ego=True), other)
    return (_with_role(other, "from"), Participant(role="to", ego=True))


def _with_role(person: Participant, role: Role) -> Participant:
    return Participant(role=role, name=person.name, kind=person.kind, value=person.value)


def _mms_parties(element: Element, *, sent: bool) -> tuple[list[str], tuple[Participant, ...]]:
    """The numbers in a multimedia message and who they are; the owner's own number is not told from the others."""
    address, names = element.get("address", ""), _name(element)
    listed = [number.strip() for number in address.split("~") if number.strip()]
    shown = [name.strip() for name in names.split(",")] if len(listed) > 1 else [names]
    named = dict(zip(listed, shown, strict=True)) if len(shown) == len(listed) else {}
    roles = {addr.get("address", ""): _MMS_ROLES.get(addr.get("type", "")) for addr in element.iter("addr")}
    sender = next((number for number, role in roles.items() if role == "from" and number in listed), "")
    people = [Participant(role="from", ego=True)] if sent else []
    for number in listed:
        role = roles.get(number) or "to"
        if not sent and (number == sender or len(listed) == 1):
            role = "from"
        people.append(_with_role(_party(number, named.get(number, "")), role))
    if not sent:
        people.append(Participant(role="to", ego=True))
    return listed, tuple(sorted(people, key=lambda person: _ORDER.index(person.role)))


def _name(element: Element) -> str:
    name = element.get("contact_name", "").strip()
    return "" if name.casefold() in _NO_NAME else name


def _bulk(numbers: list[str]) -> str:
    if len(numbers) > MAX_GROUP:
        return _LARGE_GROUP
    return _SHORT_CODE if len(numbers) == 1 and _is_short_code(numbers[0]) else ""


def _is_short_code(number: str) -> bool:
    """Five or six digits, or a name where a number should be: nobody's telephone."""
    if "@" in number:
        return False
    digits = sum(char.isdigit() for char in number)
    has_letters = any(char.isalpha() for char in number)
    return has_letters or (digits <= _MAX_SHORT_DIGITS and not number.startswith("+"))


def _instant(text: str) -> dt.datetime | None:
    """Milliseconds since 1970."""
    stamp = _number(text)
    try:
        return dt.datetime.fromtimestamp(stamp // 1000, dt.UTC) if stamp > 0 else None
    except (ValueError, OverflowError, OSError):
        return None


def _number(text: str) -> int:
    return int(text) if text.strip().isdecimal() else 0


def _text(element: Element) -> str:
    """What was said, to tell two messages of one moment apart; it goes into a hash and nowhere else."""
    parts = (part.get("text", "") for part in element.iter("part"))
    return element.get("body") or "\n".join(parts)


def _key(repeats: Counter[str], *parts: str) -> str:
    digest = hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:32]
    repeats[digest] += 1
    return digest if repeats[digest] == 1 else f"{digest}:{repeats[digest]}"
