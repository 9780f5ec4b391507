"""Who and what a Slack workspace consists of: ``users.json``, ``channels.json``, ``groups.json`` and the like."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePosixPath

import msgspec

from reknit.core.records import Participant, Role
from reknit.exchange.chat_json import entry_of, json_of
from reknit.exchange.sources import Source

MAX_GROUP = 20
_SLACKBOT = "USLACKBOT"
_LISTS = ("channels.json", "groups.json", "mpims.json", "dms.json")


class _Profile(msgspec.Struct, frozen=True):
    real_name: str | None = None
    display_name: str | None = None
    name: str | None = None
    email: str | None = None
    bot_id: str | None = None


class _User(msgspec.Struct, frozen=True):
    id: str = ""
    name: str | None = None
    real_name: str | None = None
    is_bot: bool | None = None
    profile: _Profile = _Profile()


class _Channel(msgspec.Struct, frozen=True):
    id: str = ""
    name: str | None = None
    members: list[str] | None = None


@dataclass(frozen=True)
class Channel:
    """members: ids of users; those who wrote on the day when the export has no list."""

    id: str
    members: tuple[str, ...]
    is_private: bool

    @property
    def is_large(self) -> bool:
        return len(self.members) > MAX_GROUP


@dataclass(frozen=True)
class Directory:
    """own: ids that are the user's. channels: by the name of their folder."""

    users: dict[str, _User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    own: frozenset[str] = frozenset()

    def is_bot(self, user: str) -> bool:
        found = self.users.get(user)
        return user == _SLACKBOT or (found is not None and bool(found.is_bot))

    def channel_of(self, source: Source, authors: Sequence[str]) -> Channel:
        """The channel that a day's file belongs to. authors: who wrote in it."""
        folder = PurePosixPath(source.member).parent.name if source.member else source.path.parent.name
        known = self.channels.get(folder)
        members = tuple(dict.fromkeys((*(known.members if known else ()), *authors)))
        people = tuple(user for user in members if not self.is_bot(user))
        return Channel(known.id if known else folder, people, known.is_private if known else False)

    def participant(self, user: str, role: Role, *, profile: msgspec.Raw | None = None) -> Participant:
        """By e-mail where the workspace tells it, else by Slack's own id."""
        found = self.users.get(user) or _User(profile=_profile(profile))
        name = found.profile.real_name or found.real_name or found.profile.display_name or found.name or ""
        email = found.profile.email or ""
        ego = user in self.own
        if email:
            return Participant(role=role, name=name.strip(), kind="email", value=email, ego=ego)
        return Participant(role=role, name=name.strip(), kind="handle", value=f"slack:{user}", ego=ego)


def _profile(raw: msgspec.Raw | None) -> _Profile:
    return (entry_of(raw, _Profile) if raw else None) or _Profile()


def directory_of(source: Source, me: frozenset[str]) -> Directory:
    """The directory beside or above a day's file. me: the user's addresses in lower case."""
    found = [source.sibling(f"../{name}") or source.sibling(name) for name in ("users.json", *_LISTS)]
    files = tuple(file for file in found if file is not None)
    return _directory(files, tuple((file.size, file.path.stat().st_mtime_ns) for file in files), me)


# An export holds a file for each channel and day, and all of them share one directory.
@lru_cache(maxsize=2)
def _directory(files: tuple[Source, ...], stamps: tuple[tuple[int, int], ...], me: frozenset[str]) -> Directory:  # noqa: ARG001
    users: dict[str, _User] = {}
    channels: dict[str, Channel] = {}
    pairs: list[tuple[str, ...]] = []
    for file in files:
        for raw in _entries(file):
            if file.name == "users.json":
                user = entry_of(raw, _User) or _User()
                users[user.id] = user
            else:
                entry = entry_of(raw, _Channel) or _Channel()
                channel = Channel(entry.id, tuple(entry.members or ()), file.name in {"dms.json", "mpims.json"})
                channels[entry.name or entry.id] = channels[entry.id] = channel
                pairs += [channel.members] if file.name == "dms.json" else []
    return Directory(users, channels, _own(users, pairs, me))


def _own(users: dict[str, _User], pairs: list[tuple[str, ...]], me: frozenset[str]) -> frozenset[str]:
    """By address; without one, whoever is the only person in all direct conversations."""
    by_address = frozenset(user.id for user in users.values() if (user.profile.email or "").casefold() in me)
    if by_address or len(set(pairs)) < 2:
        return by_address
    counts = Counter(member for pair in pairs for member in set(pair))
    everywhere = [member for member, count in counts.items() if count == len(pairs)]
    return frozenset(everywhere) if len(everywhere) == 1 else by_address


def _entries(file: Source) -> list[msgspec.Raw]:
    try:
        return msgspec.json.decode(json_of(file), type=list[msgspec.Raw])
    except msgspec.DecodeError:
        return []  # the messages can be read without it
