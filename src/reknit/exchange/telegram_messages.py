"""Messages and calls of one Telegram chat."""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property

import msgspec

from reknit.core.records import InteractionRecord, Origin, Participant, Record, Role, Skipped, Unreadable
from reknit.exchange.chat_json import entry_of
from reknit.exchange.formats import ReadOptions

NAME = "telegram"

MAX_GROUP = 20
LARGE_GROUP = "a large group chat"
_BULK = {"bot_chat": "a bot", "private_channel": "a broadcast channel", "public_channel": "a broadcast channel"}
_PRIVATE = frozenset({"personal_chat", "private", "bot_chat"})

# Before 2021 the number of a personal chat was the person's number with a mark above its 32 bits.
_LOW_BITS = 0xFFFF_FFFF


class Message(msgspec.Struct, frozen=True):
    """What is looked at of a message; its text is not decoded at all."""

    id: int | None = None
    type: str = "message"
    date: str | int | None = None
    date_unixtime: str | int | None = None
    author: str | None = msgspec.field(name="from", default=None)
    from_id: int | str | None = None
    actor: str | None = None
    actor_id: int | str | None = None
    action: str = ""
    duration_seconds: int | None = None


class Chat(msgspec.Struct, frozen=True):
    name: str | None = None
    type: str = ""
    id: int | str | None = None
    messages: list[msgspec.Raw] = []


class _BotUser(msgspec.Struct, frozen=True):
    id: int | str | None = None
    first_name: str | None = None
    last_name: str | None = None
    title: str | None = None
    type: str = ""
    is_bot: bool = False

    @property
    def name(self) -> str:
        return self.title or " ".join(filter(None, (self.first_name, self.last_name)))


class _BotMessage(msgspec.Struct, frozen=True):
    chat: _BotUser = _BotUser()
    sender: _BotUser = msgspec.field(name="from", default_factory=_BotUser)
    message_id: int | None = None
    date: int | None = None


class _Update(msgspec.Struct, frozen=True):
    message: _BotMessage | None = None


def updates_as_chats(updates: Iterable[msgspec.Raw]) -> Iterator[Chat]:
    """The messages of bot updates by chat, in the form of the export. Edits repeat a message and are passed over."""
    chats: dict[tuple[int | str | None, str, str], list[msgspec.Raw]] = {}
    for raw in updates:
        update = entry_of(raw, _Update)
        found = update.message if update else None
        if update is None:
            chats.setdefault((None, "", ""), []).append(raw)
        elif found is not None:
            message = Message(
                id=found.message_id, date_unixtime=found.date, author=found.sender.name, from_id=found.sender.id
            )
            key = (found.chat.id, found.chat.name, found.chat.type)
            chats.setdefault(key, []).append(msgspec.Raw(msgspec.json.encode(message)))
    for (number, name, kind), messages in chats.items():
        yield Chat(name=name, type=kind, id=number, messages=messages)


class Reader:
    """own: the user's id (``user123``), "" when the export does not say."""

    def __init__(self, label: str, options: ReadOptions, own: str) -> None:
        self._label = label
        self._options = options
        self._own = own

    def origin(self, place: str) -> Origin:
        return Origin(self._label, place)

    def messages(self, chat: Chat, place: str) -> Iterator[Record]:
        """place: what a person would look for in the file, "" when there is one chat only."""
        company = _Company(chat, self._own)
        repeats: Counter[tuple[object, ...]] = Counter()
        for number, message in enumerate(_decoded(chat), 1):
            origin = self.origin(f"{place}, message {number}".removeprefix(", "))
            if message is None:
                yield Unreadable(origin=origin, reason="the message is not in Telegram's form")
            elif message.type == "message" or message.action == "phone_call":
                yield self._record(message, company, origin, repeats)

    def _record(
        self, message: Message, company: "_Company", origin: Origin, repeats: Counter[tuple[object, ...]]
    ) -> Record:
        is_call = message.type != "message"
        if is_call and not message.duration_seconds:
            return Skipped(origin=origin, kind="interaction", reason="a call that was not answered")
        at = self._time(message)
        if at is None:
            return Unreadable(origin=origin, reason="the date cannot be read")
        sender, _ = _sender(message)
        repeats[at, sender] += 1
        return InteractionRecord(
            origin=origin,
            source=NAME,
            key=company.key(message, at, repeats[at, sender]),
            at=at,
            channel="call" if is_call else "message",
            participants=company.participants(message),
            thread=company.thread,
            duration_minutes=-(-(message.duration_seconds or 0) // 60) if is_call else 0,
            bulk=company.bulk,
        )

    def _time(self, message: Message) -> dt.datetime | None:
        """The instant, else the clock of the computer that exported, taken as the user's."""
        stamp = message.date if isinstance(message.date, int) else message.date_unixtime
        try:
            if stamp is not None:
                return dt.datetime.fromtimestamp(int(stamp), dt.UTC)
            local = dt.datetime.fromisoformat(str(message.date))
            aware = local if local.tzinfo else local.replace(tzinfo=self._options.zone)
            return aware.astimezone(dt.UTC)
        except (ValueError, OverflowError, OSError):
            return None


def _decoded(chat: Chat) -> Iterator[Message | None]:
    """One at a time: decoding twice is cheaper than keeping a million messages."""
    return (entry_of(raw, Message) for raw in chat.messages)


def _sender(message: Message) -> tuple[str, str]:
    """Id (``user123``) and name. The oldest exports give the id as a bare number."""
    number = message.from_id if message.from_id is not None else message.actor_id
    identity = f"user{number}" if isinstance(number, int) else number or ""
    return identity or (message.author or message.actor or ""), (message.author or message.actor or "").strip()


class _Company:
    """Who is in the chat, as far as it tells."""

    def __init__(self, chat: Chat, own: str) -> None:
        self._chat = chat
        senders = (_sender(message) for message in _decoded(chat) if message is not None)
        self._names = {identity: name for identity, name in senders if identity}
        self._private = chat.type in _PRIVATE
        if self._private and chat.id is not None:
            self._names.setdefault(self._partner, chat.name or "")
        self._own = own or self._guessed_own()

    @property
    def _partner(self) -> str:
        number = self._chat.id
        if (
            isinstance(number, int)
            and f"user{number}" not in self._names
            and f"user{number & _LOW_BITS}" in self._names
        ):
            number &= _LOW_BITS
        return f"user{number}"

    def _guessed_own(self) -> str:
        """In a chat of two, whoever is not the one it is filed under. A bot's own updates are not the user's."""
        others = [identity for identity in self._names if identity != self._partner]
        is_known = self._chat.type in {"personal_chat", "bot_chat"} and self._chat.id is not None
        return others[0] if is_known and len(others) == 1 else ""

    @cached_property
    def bulk(self) -> str:
        large = LARGE_GROUP if len(self._names) > MAX_GROUP else ""
        return _BULK.get(self._chat.type, large)

    @cached_property
    def thread(self) -> str:
        if self._chat.id is not None:
            return str(self._chat.id)
        return _digest(*sorted(self._names)) if len(self._names) <= 2 else _digest(self._chat.name or "")

    def key(self, message: Message, at: dt.datetime, repeat: int) -> str:
        if message.id is not None and self._chat.id is not None:
            return f"{self._chat.id}:{message.id}"
        return _digest(self.thread, at.isoformat(), _sender(message)[0], str(repeat))

    def participants(self, message: Message) -> tuple[Participant, ...]:
        sender, _ = _sender(message)
        author = self._participant(sender, "from")
        if self.bulk and not self._private:
            return (author,)
        return (author, *(self._participant(identity, "to") for identity in self._names if identity != sender))

    def _participant(self, identity: str, role: Role) -> Participant:
        name = self._names.get(identity, "")
        ego = identity == self._own and bool(identity)
        if identity == name:  # no id is known
            return Participant(role=role, name=name, ego=ego)
        return Participant(role=role, name=name, kind="handle", value=f"telegram:{identity}", ego=ego)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:32]
