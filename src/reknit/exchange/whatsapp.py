"""WhatsApp chats, exported as text (``WhatsApp Chat with Jane.txt``, ``_chat.txt``), alone or in a zip."""

import codecs
import datetime as dt
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from reknit.core.records import InteractionRecord, Origin, Participant, Record, Role, Skipped, Unreadable
from reknit.errors import UnreadableFileError
from reknit.exchange.formats import Format, ReadOptions
from reknit.exchange.sources import Source
from reknit.exchange.whatsapp_lines import Line, Numbers, Order, day_of, line_of, order_of

NAME = "whatsapp"

# Above this a chat is an audience: who wrote is known, who read is not.
MAX_GROUP = 20
LARGE_GROUP = "a large group chat"

_SNIFF_LINES = 30
_PHONE = re.compile(r"\+?[\d\s().-]{6,}")
_OWN_NAMES = frozenset(
    {"you", "me", "du", "ich", "vous", "moi", "tú", "yo", "tu", "io", "você", "eu", "jij", "ik", "вы"}
)
_COPY = re.compile(r"\s*\(\d+\)$")


def recognise(source: Source, head: bytes) -> bool:  # noqa: ARG001 - the name of the file does not count
    """The first line has a date, a clock and a dash or brackets, and one of the next lines a sender."""
    encoding = _encoding(head)
    text = head.decode(encoding, "ignore")
    lines = [line for line in text.split("\n", _SNIFF_LINES)[:_SNIFF_LINES] if line.strip()]
    parsed = [line_of(line) for line in lines]
    return bool(parsed) and parsed[0] is not None and any(line is not None and line.author for line in parsed)


def read(source: Source, options: ReadOptions) -> Iterator[Record]:
    """One interaction for each message, without its text. Notes of the program itself are no messages."""
    chat = _look_through(source, options)
    repeats: Counter[tuple[object, ...]] = Counter()
    for number, line in _lines(source):
        if not line.author:
            continue
        origin = Origin(source.label, f"line {number}")
        day = day_of(line.numbers, chat.order)
        if day is None:
            yield Unreadable(origin=origin, reason="the date cannot be read")
            continue
        local = dt.datetime.combine(day, line.clock)
        identity = (local, line.author, "" if chat.is_private else line.text)
        repeats[identity] += 1
        yield InteractionRecord(
            origin=origin,
            source=NAME,
            key=chat.key(local, line, repeats[identity]),
            at=local.replace(tzinfo=options.zone).astimezone(dt.UTC),
            channel="message",
            participants=chat.participants(line.author),
            thread=chat.thread,
            bulk=LARGE_GROUP if chat.is_large else "",
        )
    if not chat.authors:
        yield Skipped(origin=Origin(source.label, "file"), kind="file", reason="the chat holds no messages")


FORMAT = Format(name=NAME, title="WhatsApp chat, or one of the same form (text)", recognise=recognise, read=read)


@dataclass(frozen=True)
class _Chat:
    """What only the whole file tells. own: the author who is the user, "" if unknown."""

    order: Order
    authors: tuple[str, ...]
    own: str

    @property
    def is_private(self) -> bool:
        return len(self.authors) <= 2

    @property
    def is_large(self) -> bool:
        return len(self.authors) > MAX_GROUP

    @property
    def thread(self) -> str:
        return _digest(*sorted(self.authors)) if self.is_private else ""

    def key(self, local: dt.datetime, line: Line, repeat: int) -> str:
        """Two people make a chat; a group grows, so there the text, hashed, tells one chat from another."""
        which = self.thread or _digest(line.text)
        return _digest(which, local.isoformat(), line.author, str(repeat))

    def participants(self, author: str) -> tuple[Participant, ...]:
        others = () if self.is_large else (name for name in self.authors if name != author)
        return (self._participant(author, "from"), *(self._participant(name, "to") for name in others))

    def _participant(self, name: str, role: Role) -> Participant:
        ego = name == self.own
        if _PHONE.fullmatch(name):
            return Participant(role=role, kind="phone", value=name, ego=ego)
        return Participant(role=role, name=name, ego=ego)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def _look_through(source: Source, options: ReadOptions) -> _Chat:
    """First reading: who writes here, and which number of a date is the month."""
    dates: list[Numbers] = []
    authors: dict[str, None] = {}
    twelve = False
    for _, line in _lines(source):
        if not dates or dates[-1] != line.numbers:
            dates.append(line.numbers)
        twelve = twelve or line.twelve
        if line.author:
            authors[line.author] = None
    if not dates:
        raise UnreadableFileError("no message could be found in the chat")
    order = order_of(dates, twelve=twelve, region=options.region, as_of=options.as_of.date())
    return _with_names(source, order, list(authors))


def _with_names(source: Source, order: Order, authors: list[str]) -> _Chat:
    """A chat of two is named after the other one, so the one whose name is not in the name of the file is the user."""
    own = next((name for name in authors if name.casefold() in _OWN_NAMES), "")
    titles = [_title(source.name), _title(source.label.partition("!")[0].replace("\\", "/").rpartition("/")[2])]
    named = [name for name in authors if any(title.endswith(name.casefold()) for title in titles)]
    if not own and len(authors) == 2 and len(named) == 1:
        own = next(name for name in authors if name not in named)
    return _Chat(order, tuple(authors), own)


def _title(name: str) -> str:
    """Without the endings that stand for the kind of file, and the number of a copy."""
    stem = re.sub(r"(?:\.(?:txt|zip))+$", "", name, flags=re.IGNORECASE)
    return _COPY.sub("", stem).replace("_", " ").casefold()


def _lines(source: Source) -> Iterator[tuple[int, Line]]:
    """Where each message begins, with the number of its line."""
    with source.open() as binary:
        encoding = _encoding(source.head(4))
        with io.TextIOWrapper(binary, encoding=encoding, errors="replace", newline="\n") as stream:
            for number, raw in enumerate(stream, 1):
                line = line_of(raw)
                if line is not None:
                    yield number, line


def _encoding(head: bytes) -> str:
    return "utf-16" if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
