"""Conversations from Facebook and Instagram (``message_1.json``), with their garbled letters mended.

Meta writes the bytes of UTF-8 as if each were a character (``Jos\u00c3\u00a9``). The newer form for
encrypted chats is not garbled and names its fields otherwise.
"""

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Iterator

import msgspec

from reknit.core.records import InteractionRecord, Origin, Participant, Record, Role, Skipped, Unreadable
from reknit.errors import UnreadableFileError
from reknit.exchange.chat_json import entry_of, json_of
from reknit.exchange.formats import Format, ReadOptions
from reknit.exchange.sources import Source

NAME = "meta"

MAX_GROUP = 20
LARGE_GROUP = "a large group chat"

# People who come and go are no messages.
_NOTES = frozenset({"Subscribe", "Unsubscribe"})

_SENDER = re.compile(rb'"sender_?[nN]ame"\s*:')
_STAMP = re.compile(rb'"timestamp(?:_ms)?"\s*:\s*\d{12,14}\b')


class _Message(msgspec.Struct, frozen=True):
    sender_name: str = ""
    senderName: str = ""  # noqa: N815 - the field's name in the newer form
    timestamp_ms: int | None = None
    timestamp: int | None = None
    type: str = ""
    call_duration: int | None = None


class _Named(msgspec.Struct, frozen=True):
    name: str = ""


class _Conversation(msgspec.Struct, frozen=True):
    participants: list[_Named | str] = []
    messages: list[msgspec.Raw] = []
    title: str = ""
    thread_path: str = ""
    threadName: str = ""  # noqa: N815 - the field's name in the newer form


def recognise(source: Source, head: bytes) -> bool:  # noqa: ARG001 - the name of the file does not count
    """A JSON object of messages with a sender's name and a time in milliseconds."""
    is_object = head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    return is_object and b'"messages"' in head and bool(_SENDER.search(head) and _STAMP.search(head))


def read(source: Source, options: ReadOptions) -> Iterator[Record]:  # noqa: ARG001 - all times are instants
    """One interaction for each message, or for each call that was taken up."""
    try:
        conversation = msgspec.json.decode(json_of(source), type=_Conversation)
    except msgspec.DecodeError as error:
        raise UnreadableFileError("the file is no complete conversation") from error
    decoded = [entry_of(raw, _Message) for raw in conversation.messages]
    chat = _Chat(conversation, [message for message in decoded if message is not None])
    repeats: Counter[tuple[object, ...]] = Counter()
    for number, message in enumerate(decoded, 1):
        origin = Origin(source.label, f"message {number}")
        if message is None:
            yield Unreadable(origin=origin, reason="the message is not in Meta's form")
        elif message.type not in _NOTES:
            yield _record(message, chat, origin, repeats)


FORMAT = Format(name=NAME, title="Facebook or Instagram messages (JSON)", recognise=recognise, read=read)


def mended(text: str) -> str:
    """Letters that were written as the bytes of UTF-8, put back; other text stays as it is."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _sender(message: _Message) -> str:
    return mended(message.sender_name or message.senderName).strip()


def _record(message: _Message, chat: "_Chat", origin: Origin, repeats: Counter[tuple[object, ...]]) -> Record:
    sender, stamp = _sender(message), message.timestamp_ms or message.timestamp
    at = _instant(stamp)
    is_call = message.call_duration is not None
    if is_call and not message.call_duration:
        return Skipped(origin=origin, kind="interaction", reason="a call that was not answered")
    if not sender or at is None:
        return Unreadable(origin=origin, reason="the sender or the date cannot be read")
    repeats[stamp, sender] += 1
    return InteractionRecord(
        origin=origin,
        source=NAME,
        key=_digest(chat.thread, str(stamp), sender, str(repeats[stamp, sender])),
        at=at,
        channel="call" if is_call else "message",
        participants=chat.participants(sender),
        thread=chat.thread,
        duration_minutes=-(-(message.call_duration or 0) // 60),
        bulk=chat.bulk,
    )


def _instant(stamp: int | None) -> dt.datetime | None:
    """From milliseconds since 1970."""
    try:
        return None if stamp is None else dt.datetime.fromtimestamp(stamp // 1000, dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None


class _Chat:
    def __init__(self, conversation: _Conversation, messages: list[_Message]) -> None:
        listed = [mended(one if isinstance(one, str) else one.name).strip() for one in conversation.participants]
        self._names = [name for name in dict.fromkeys((*listed, *map(_sender, messages))) if name]
        title = mended(conversation.title or conversation.threadName).strip()
        self.thread = conversation.thread_path or conversation.threadName or _digest(*sorted(self._names))
        self.bulk = LARGE_GROUP if len(self._names) > MAX_GROUP else ""
        self._own = self._owner(title)

    def _owner(self, title: str) -> str:
        """A conversation of two bears the name of the other one."""
        others = [name for name in self._names if name != title]
        return others[0] if len(self._names) == 2 and len(others) == 1 else ""

    def participants(self, sender: str) -> tuple[Participant, ...]:
        others = () if self.bulk else (name for name in self._names if name != sender)
        return (self._participant(sender, "from"), *(self._participant(name, "to") for name in others))

    def _participant(self, name: str, role: Role) -> Participant:
        return Participant(role=role, name=name, ego=name == self._own)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:32]
