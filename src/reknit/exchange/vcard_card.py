"""A card while it is being understood: properties go in one by one, in the order of the file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from reknit.core.records import Anniversary, Channel, Photo, Trait
from reknit.exchange.contentlines import Head, Line, unescape
from reknit.exchange.vcard_channels import label_of
from reknit.exchange.vcard_roles import Roles

_BUILT_IN_LABEL = re.compile(r"_\$!<(.*)>!\$_", re.DOTALL)


@dataclass(kw_only=True, slots=True)
class Card:
    """What has been understood of a card so far.

    labels: X-ABLabel by group. latest_year: for birthdays with two digits.
    kind: the KIND of vCard 4 in lower case, "" for a person. agents: cards inside this one, as text.
    too_large: names of the properties that are not kept for their size.
    """

    latest_year: int
    labels: Mapping[str, str]
    labels_used: set[str] = field(default_factory=set)
    labels_kept: dict[str, str] = field(default_factory=dict)
    uid: str = ""
    kind: str = ""
    shown_as: str = ""
    full: str = ""
    name: dict[str, str] = field(default_factory=dict)
    phonetic: dict[str, str] = field(default_factory=dict)
    channels: dict[tuple[str, str], Channel] = field(default_factory=dict)
    roles: Roles = field(default_factory=Roles)
    anniversaries: dict[Anniversary, None] = field(default_factory=dict)
    traits: dict[Trait, None] = field(default_factory=dict)
    tags: dict[str, None] = field(default_factory=dict)
    notes: dict[str, None] = field(default_factory=dict)
    met: str = ""
    connected_on: str = ""
    photo: Photo | None = None
    address_labels: list[Line] = field(default_factory=list)
    agents: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    too_large: list[str] = field(default_factory=list)

    def label(self, head: Head) -> str:
        """The user's own word for it (X-ABLabel), else what the TYPE parameters say."""
        if head.group not in self.labels:
            return label_of(head.types)
        self.labels_used.add(head.group)
        if head.group in self.labels_kept:
            self.extra.remove(self.labels_kept.pop(head.group))
        label = unescape(self.labels[head.group])
        built_in = _BUILT_IN_LABEL.fullmatch(label)
        return built_in[1].lower() if built_in else label

    def add(self, channel: Channel) -> None:
        """A way to reach the person; the same address twice is one, and preferred if either is."""
        identity = channel.kind, channel.value
        before = self.channels.get(identity)
        if before is None:
            self.channels[identity] = channel
        elif channel.preferred and not before.preferred:
            self.channels[identity] = Channel(
                kind=before.kind, value=before.value, label=before.label, preferred=True, parts=before.parts
            )
