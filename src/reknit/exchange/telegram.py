"""Telegram Desktop's export (``result.json``, one chat or all), and updates saved from its bot interface."""

import re
from collections.abc import Iterator

import msgspec

from reknit.core.records import Channel, Name, Origin, PersonRecord, Record, Skipped, Unreadable
from reknit.errors import UnreadableFileError
from reknit.exchange.chat_json import entry_of, json_of
from reknit.exchange.formats import Format, ReadOptions
from reknit.exchange.sources import Source
from reknit.exchange.telegram_messages import NAME, Chat, Reader, updates_as_chats

_KINDS = r"personal_chat|bot_chat|saved_messages|(?:private|public)_(?:group|supergroup|channel)"
_CHAT_TYPE = re.compile(rb'"type"\s*:\s*"(?:' + _KINDS.encode() + rb')"')
_EMPTY_UPDATES = re.compile(
    rb'\s*\{\s*(?:"ok"\s*:\s*true\s*,\s*"result"\s*:\s*\[\s*\]|"result"\s*:\s*\[\s*\]\s*,\s*"ok")'
)


class _Contact(msgspec.Struct, frozen=True):
    first_name: str | None = None
    last_name: str | None = None
    phone_number: str | None = None


class _Owner(msgspec.Struct, frozen=True):
    user_id: int | str | None = None
    first_name: str | None = None
    last_name: str | None = None


class _List(msgspec.Struct, frozen=True):
    entries: list[msgspec.Raw] = msgspec.field(name="list", default_factory=list)


class _File(msgspec.Struct, frozen=True):
    """All three forms in one: a whole account, one chat, bot updates."""

    personal_information: _Owner = _Owner()
    contacts: _List = _List()
    chats: _List = _List()
    left_chats: _List = _List()
    name: str | None = None
    type: str = ""
    id: int | str | None = None
    messages: list[msgspec.Raw] | None = None
    result: list[msgspec.Raw] | None = None


def recognise(source: Source, head: bytes) -> bool:  # noqa: ARG001 - the name of the file does not count
    """A JSON object with Telegram's own field names."""
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return False
    if b'"messages"' in head and (b'"date_unixtime"' in head or b'"from_id"' in head or _CHAT_TYPE.search(head)):
        return True
    if b'"personal_information"' in head and b'"user_id"' in head:
        return True
    return (b'"result"' in head and b'"update_id"' in head) or _EMPTY_UPDATES.match(head) is not None


def read(source: Source, options: ReadOptions) -> Iterator[Record]:
    """Contacts as people; each message as an interaction, each call that was taken up as a call."""
    try:
        content = msgspec.json.decode(json_of(source), type=_File)
    except msgspec.DecodeError as error:
        raise UnreadableFileError("the file is no complete Telegram export") from error
    reader = Reader(source.label, options, _own_id(content.personal_information))
    found = False
    for record in _records(content, reader):
        found = True
        yield record
    if not found:
        yield Skipped(origin=Origin(source.label, "file"), kind="file", reason="the export holds no messages")


FORMAT = Format(name=NAME, title="Telegram export (JSON)", recognise=recognise, read=read)


def _own_id(owner: _Owner) -> str:
    return f"user{owner.user_id}" if owner.user_id is not None else ""


def _records(content: _File, reader: Reader) -> Iterator[Record]:
    for number, raw in enumerate(content.contacts.entries, 1):
        yield _person(raw, reader.origin(f"contact {number}"))
    for number, raw in enumerate(content.chats.entries + content.left_chats.entries, 1):
        chat = entry_of(raw, Chat)
        place = f"chat {number}"
        if chat is None:
            yield Unreadable(origin=reader.origin(place), reason="the chat is not in Telegram's form")
        else:
            yield from _messages(chat, place, reader)
    if content.messages is not None:
        yield from _messages(Chat(content.name, content.type, content.id, content.messages), "", reader)
    for updates in updates_as_chats(content.result or []):
        yield from reader.messages(updates, "")


def _messages(chat: Chat, place: str, reader: Reader) -> Iterator[Record]:
    if chat.type == "saved_messages":
        yield Skipped(origin=reader.origin(place or "file"), kind="interaction", reason="notes to oneself")
        return
    yield from reader.messages(chat, place)


def _person(raw: msgspec.Raw, origin: Origin) -> Record:
    contact = entry_of(raw, _Contact)
    if contact is None:
        return Unreadable(origin=origin, reason="the contact is not in Telegram's form")
    given, family = (contact.first_name or "").strip(), (contact.last_name or "").strip()
    phone = (contact.phone_number or "").strip()
    if not (given or family or phone):
        return Skipped(origin=origin, kind="person", reason="an empty entry")
    channels = (Channel(kind="phone", value=phone, label="Telegram"),) if phone else ()
    name = Name(full=f"{given} {family}".strip(), given=given, family=family)
    return PersonRecord(origin=origin, source=NAME, name=name, channels=channels)
