"""Plain values that importers produce and services take.

A reader (`reknit.exchange`) turns a file into a stream of these; it decides nothing about
what is already known. They are immutable, carry where they came from, and serialise to
JSON (`msgspec`), so that a preview can be kept on disk between looking and importing.

Text that must not be stored unasked (mail bodies, chat text, event descriptions) has no
field here, so it cannot slip through.
"""

import datetime as dt
from typing import Literal

import msgspec


class Value(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base of the values below: immutable, compared by content."""


class Origin(msgspec.Struct, frozen=True):
    """Where a record was read.

    file: the path as the user gave it; a member of an archive as ``archive.zip!inner/name``.
    record: what a person would look for in that file: ``card 3``, ``row 17``, ``message 12``.
    """

    file: str
    record: str


# Partial dates are ISO 8601 text as vCard 4 writes them (RFC 6350 §4.3.1): ``1970-05-12``,
# ``1970-05``, ``1970``, and ``--05-12`` for a birthday without a year.
PartialDate = str

ChannelKind = Literal["email", "phone", "postal", "url", "profile", "handle"]


class Name(Value, frozen=True):
    """A person's name. `full` is never empty unless the record has no name at all."""

    full: str = ""
    given: str = ""
    additional: str = ""
    family: str = ""
    prefix: str = ""
    suffix: str = ""
    nickname: str = ""
    maiden: str = ""
    phonetic: str = ""


class Channel(Value, frozen=True):
    """One way to reach a person.

    `value` is as written in the file, trimmed; normalising for comparison is the job of
    `reknit.core.keys`. `label` is the user's word for it ("work", "mobile", "Skype").
    A postal address is one display text with lines separated by newlines, and its parts.
    kind "profile" is the address of a page on a professional or social network,
    "handle" a name on a messenger (label says which), "url" any other web page.
    """

    kind: ChannelKind
    value: str
    label: str = ""
    preferred: bool = False
    parts: dict[str, str] = {}


class Affiliation(Value, frozen=True):
    """A role in an organisation, as far as the source tells it."""

    organisation: str = ""
    title: str = ""
    department: str = ""
    start: PartialDate = ""
    end: PartialDate = ""


class Anniversary(Value, frozen=True):
    """A day of the calendar: ``birthday``, ``anniversary``, ``death`` or the file's own label."""

    kind: str
    on: PartialDate


TraitKind = Literal["offer", "need", "interest", "project"]


class Trait(Value, frozen=True):
    """Something a person offers, needs, is interested in or works on, with its evidence in words."""

    kind: TraitKind
    text: str
    on: PartialDate = ""
    confidence: float = 1.0
    evidence: str = ""


class Photo(Value, frozen=True):
    """A picture carried inside the file."""

    media_type: str
    data: bytes


class PersonRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="person"):
    """One entry of an address book, a connection, a row of a contact list.

    key: the source's own stable identifier (``uid:…``, ``linkedin:slug``), or "" when it has none.
    source: the kind of source: ``vcard``, ``linkedin``, ``google-csv``, …
    met: how and when the user met the person, in the source's words.
    extra: properties that Reknit does not understand, verbatim, for export.
    ego: the record describes the user of Reknit (a LinkedIn Profile.csv, an e-mail list of the account).
    """

    origin: Origin
    source: str
    key: str = ""
    name: Name = Name()
    channels: tuple[Channel, ...] = ()
    affiliations: tuple[Affiliation, ...] = ()
    anniversaries: tuple[Anniversary, ...] = ()
    traits: tuple[Trait, ...] = ()
    tags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    met: str = ""
    connected_on: PartialDate = ""
    photo: Photo | None = None
    extra: tuple[str, ...] = ()
    ego: bool = False


InteractionChannel = Literal["meeting", "call", "mail", "message", "reaction", "event"]

# Who somebody is in an interaction. "organiser" and "attendee" belong to meetings and events.
Role = Literal["from", "to", "cc", "bcc", "organiser", "attendee"]


class Participant(Value, frozen=True):
    """One party of an interaction, known by `name`, an address, or both.

    kind/value: like a Channel ("email", "phone", "profile", "handle"), both "" if only a name is known.
    ego: the source itself says that this is the user (device owner, "You", sent folder).
    declined: the person said no to the meeting.
    """

    role: Role
    name: str = ""
    kind: Literal["", "email", "phone", "profile", "handle"] = ""
    value: str = ""
    ego: bool = False
    declined: bool = False


class InteractionRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="interaction"):
    """One message, call, meeting or event. No body, ever.

    key: stable within `source`; the same interaction read from another copy of the file has the same key.
    at: the instant, in UTC. all_day: the date in `at` is a calendar day, its clock time means nothing.
    direction is not stated: it follows from `participants` and from who the user is.
    subject: subject of a mail, title of a meeting; "" elsewhere.
    thread: what groups messages of one conversation, "" if unknown.
    bulk: why a machine or a mailing sent it ("List-Id header", "no-reply address"), "" for personal mail.
    """

    origin: Origin
    source: str
    key: str
    at: dt.datetime
    channel: InteractionChannel
    participants: tuple[Participant, ...]
    subject: str = ""
    thread: str = ""
    duration_minutes: int = 0
    all_day: bool = False
    place: str = ""
    bulk: str = ""


FavourKind = Literal["time", "expertise", "introduction", "resource", "visibility"]


class FavourRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="favour"):
    """Evidence that one person did another a good turn: an endorsement, a written recommendation.

    person: who the other one is; direction: "received" by the user, or "given".
    text: what was endorsed, or "recommendation"; `on` its day.
    """

    origin: Origin
    source: str
    key: str
    person: PersonRecord
    direction: Literal["given", "received"]
    kind: FavourKind
    text: str
    on: PartialDate = ""


class Unreadable(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="unreadable"):
    """A record that holds something, but cannot be read; `reason` is for people."""

    origin: Origin
    reason: str


class Skipped(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag="skipped"):
    """A record that was understood and left out on purpose; `kind` as in `added` counts."""

    origin: Origin
    kind: Literal["person", "interaction", "event", "favour", "file"]
    reason: str


Record = PersonRecord | InteractionRecord | FavourRecord | Unreadable | Skipped
