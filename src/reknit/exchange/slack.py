"""Slack's export: a zip or folder with ``users.json``, lists of channels, and a file per channel and day."""

import datetime as dt
import re
from collections.abc import Iterator

import msgspec

from reknit.core.records import InteractionRecord, Origin, Record, Skipped, Unreadable
from reknit.errors import UnreadableFileError
from reknit.exchange.chat_json import entry_of, json_of
from reknit.exchange.formats import Format, ReadOptions
from reknit.exchange.slack_directory import Channel, Directory, directory_of
from reknit.exchange.sources import Source

NAME = "slack"

LARGE_CHANNEL = "a large group chat"

# What people do; every other subtype is a note of the program (joined, renamed, pinned …).
_WRITTEN = frozenset({"", "thread_broadcast", "file_share", "me_message", "file_comment", "reply_broadcast"})
_BOT = frozenset({"bot_message", "bot_add", "bot_remove", "slackbot_response"})

_ARRAY = re.compile(rb"[\xef\xbb\xbf\s]*\[\s*\{")
_STAMP = re.compile(rb'"ts"\s*:\s*"\d{9,11}\.\d{6}"')
_MESSAGE = re.compile(rb'"type"\s*:\s*"message"')
_IDENTITY = re.compile(rb'"id"\s*:\s*"[UWCGDT][A-Z0-9]{5,}"')
_INTEGRATION = re.compile(rb'"(?:service_id|app_id|service_type)"\s*:')


class _Message(msgspec.Struct, frozen=True):
    type: str = "message"
    subtype: str | None = None
    ts: str | float | None = None
    thread_ts: str | float | None = None
    user: str | None = None
    bot_id: str | None = None
    user_profile: msgspec.Raw = msgspec.Raw(b"null")


def recognise(source: Source, head: bytes) -> bool:  # noqa: ARG001 - the name of the file does not count
    """A JSON list of messages with Slack's time stamps, or of users, channels or integrations with Slack's ids."""
    if _ARRAY.match(head) is None:
        return False
    return bool(_STAMP.search(head) and _MESSAGE.search(head)) or _is_list_of_the_workspace(head)


def _is_list_of_the_workspace(head: bytes) -> bool:
    if _IDENTITY.search(head[:4096]):
        return (b'"profile"' in head and b'"name"' in head) or (b'"members"' in head and b'"created"' in head)
    return bool(_INTEGRATION.search(head)) and b'"change_type"' in head and b'"user_id"' in head


def read(source: Source, options: ReadOptions) -> Iterator[Record]:
    """One interaction for each message that a person wrote."""
    if not _STAMP.search(source.head()):
        yield Skipped(origin=Origin(source.label, "file"), kind="file", reason="read together with the messages")
        return
    try:
        raws = msgspec.json.decode(json_of(source), type=list[msgspec.Raw])
    except msgspec.DecodeError as error:
        raise UnreadableFileError("the file is no complete day of a Slack export") from error
    directory = directory_of(source, options.me)
    messages = [entry_of(raw, _Message) for raw in raws]
    channel = directory.channel_of(source, [message.user for message in messages if message and message.user])
    for number, message in enumerate(messages, 1):
        yield from _records(message, Origin(source.label, f"message {number}"), channel, directory)


FORMAT = Format(name=NAME, title="Slack export", recognise=recognise, read=read)


def _records(message: _Message | None, origin: Origin, channel: Channel, directory: Directory) -> Iterator[Record]:
    if message is None:
        yield Unreadable(origin=origin, reason="the message is not in Slack's form")
        return
    kind = message.subtype or ""
    user = message.user or ""
    if kind in _BOT or (kind in _WRITTEN and (not user or directory.is_bot(user))):
        yield Skipped(origin=origin, kind="interaction", reason="sent by a bot")
    elif kind in _WRITTEN and message.type == "message":
        yield _interaction(message, origin, channel, directory)


def _interaction(message: _Message, origin: Origin, channel: Channel, directory: Directory) -> Record:
    at = _instant(message.ts)
    if at is None:
        return Unreadable(origin=origin, reason="the date cannot be read")
    author = directory.participant(message.user or "", "from", profile=message.user_profile)
    others = () if channel.is_large else channel.members
    return InteractionRecord(
        origin=origin,
        source=NAME,
        key=f"{channel.id}:{message.ts}",
        at=at,
        channel="message",
        participants=(author, *(directory.participant(user, "to") for user in others if user != message.user)),
        thread=channel.id if channel.is_private else f"{channel.id}:{message.thread_ts or message.ts}",
        bulk=LARGE_CHANNEL if channel.is_large else "",
    )


def _instant(stamp: str | float | None) -> dt.datetime | None:
    """``1452837352.000006``: seconds since 1970; what follows the point only numbers the messages."""
    try:
        return dt.datetime.fromtimestamp(int(float(stamp or "")), dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None
