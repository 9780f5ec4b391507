"""From a record of a file to facts: single statements about one person, each with a key to compare by."""

import msgspec

from reknit.core.keys import digest_key, email_key, name_key, phone_key, profile_key, text_key
from reknit.core.records import Affiliation, Anniversary, Channel, FavourRecord, Name, PersonRecord, Trait

# Kinds whose equal keys mean one person; the order is the order of trust.
IDENTITY_KINDS = ("email", "profile", "phone", "record")

# A number that a whole office answers says little about who is who.
SHARED_PHONE_LABELS = frozenset(
    ["work", "main", "company", "business", "office", "fax", "switchboard", "pager", "other"]
)

MAX_KEY = 330


class Seed(msgspec.Struct, frozen=True, kw_only=True):
    """A fact before it has a row. Fields as in `store.models.Fact`; `organisation` is a name.

    shared: an address that several people may answer, so it does not identify one.
    """

    kind: str
    key: str
    value: str
    data: dict[str, str] = {}
    organisation: str = ""
    starts: str = ""
    ends: str = ""
    confidence: float = 1.0
    preferred: bool = False
    state: str = ""
    shared: bool = False


def seeds_of(record: PersonRecord, *, region: str = "") -> list[Seed]:
    """Every fact the record states, without repetition, the name first.

    region: ISO 3166, for phone numbers without a country code.
    """
    seeds = [*_names(record.name)]
    seeds += [_channel(channel, region) for channel in record.channels if channel.value.strip()]
    seeds += [_affiliation(a) for a in record.affiliations if a.organisation or a.title]
    seeds += [_anniversary(a) for a in record.anniversaries if a.on]
    seeds += [trait_seed(trait) for trait in record.traits if trait.text.strip()]
    seeds += [Seed(kind="tag", key=text_key(tag) or tag[:MAX_KEY], value=tag) for tag in record.tags if tag.strip()]
    seeds += [Seed(kind="note", key=digest_key(note), value=note) for note in record.notes if note.strip()]
    if record.met:
        seeds.append(Seed(kind="met", key=digest_key(record.met), value=record.met))
    if record.connected_on:
        seeds.append(Seed(kind="connected", key=record.source, value=record.connected_on, starts=record.connected_on))
    if record.photo is not None:
        seeds.append(_photo(record))
    seeds += [Seed(kind="extra", key=digest_key(line), value=line) for line in record.extra]
    seeds.append(Seed(kind="record", key=record_key(record, seeds), value=record.source))
    return list({(seed.kind, seed.key): seed for seed in reversed(seeds) if seed.key}.values())[::-1]


def record_key(record: PersonRecord, seeds: list[Seed]) -> str:
    """The source's identifier; without one, a digest of what the record says, so that the very same
    record is recognised and any other is not.
    """
    if record.key:
        return f"{record.source}:{record.key}"[:MAX_KEY]
    content = sorted(f"{seed.kind}\x1f{seed.key}" for seed in seeds)
    return f"{record.source}:content:{digest_key(*content)}"


def trait_seed(trait: Trait) -> Seed:
    """An offer, need, interest or project; equal when their words are."""
    return Seed(
        kind=trait.kind,
        key=text_key(trait.text) or digest_key(trait.text),
        value=trait.text.strip(),
        data={"evidence": trait.evidence} if trait.evidence else {},
        starts=trait.on,
        confidence=trait.confidence,
        state="open" if trait.kind in {"offer", "need"} else "",
    )


def favour_seed(favour: FavourRecord) -> Seed:
    """A good turn, kept with the person it was exchanged with."""
    return Seed(
        kind="favour",
        key=f"{favour.source}:{favour.direction}:{favour.key}"[:MAX_KEY],
        value=favour.text,
        data={"direction": favour.direction, "kind": favour.kind},
        starts=favour.on,
    )


def name_seed(full: str, *, data: dict[str, str] | None = None, preferred: bool = False) -> Seed:
    """A name as one fact; two spellings that differ in case or accents only are one."""
    return Seed(
        kind="name",
        key=(text_key(full) or full.casefold())[:MAX_KEY],
        value=full,
        data=data or {},
        preferred=preferred,
    )


def _names(name: Name) -> list[Seed]:
    parts = {k: v for k, v in msgspec.structs.asdict(name).items() if k != "full" and v}
    full = name.full.strip() or " ".join(filter(None, (name.given, name.additional, name.family))) or name.nickname
    return [name_seed(full, data=parts)] if full else []


def _channel(channel: Channel, region: str) -> Seed:
    value = channel.value.strip()
    data = {k: v for k, v in channel.parts.items() if v}
    if channel.label:
        data["label"] = channel.label
    kind = channel.kind
    match kind:
        case "email":
            key = email_key(value)
        case "phone":
            key = phone_key(value, region)
        case "profile":
            key = profile_key(value)
        case "handle":
            key = f"{channel.label.casefold()}:{value.casefold()}"
        case "url":
            key = value.rstrip("/").casefold()
        case "postal":
            key = text_key(value)
    shared = kind == "phone" and any(word in SHARED_PHONE_LABELS for word in channel.label.casefold().split())
    # An address that cannot be normalised is kept as written, but identifies nobody.
    return Seed(
        kind=kind,
        key=(key or f"={value.casefold()}")[:MAX_KEY],
        value=value,
        data=data,
        preferred=channel.preferred,
        shared=shared,
    )


def _affiliation(role: Affiliation) -> Seed:
    return Seed(
        kind="affiliation",
        key=f"{text_key(role.organisation)}|{text_key(role.title)}"[:MAX_KEY],
        value=", ".join(filter(None, (role.title, role.organisation))),
        data={k: v for k, v in (("title", role.title), ("department", role.department)) if v},
        organisation=role.organisation.strip(),
        starts=role.start,
        ends=role.end,
    )


def _anniversary(day: Anniversary) -> Seed:
    kind = "birthday" if day.kind == "birthday" else "day"
    return Seed(kind=kind, key=f"{month_and_day(day.on)}|{day.on}|{day.kind}", value=day.on, data={"label": day.kind})


def month_and_day(on: str) -> str:
    """``05-12`` of a partial date, so that coming birthdays are a range of keys; "" when it names no day."""
    return on[-5:] if len(on) >= 7 and on[-3] == "-" and on[-6] == "-" else ""


def _photo(record: PersonRecord) -> Seed:
    assert record.photo is not None
    digest = digest_key(record.photo.data.hex())
    return Seed(kind="photo", key=digest, value="", data={"media_type": record.photo.media_type})


def is_identifying(seed: Seed) -> bool:
    """Whether an equal key of this fact means the same person."""
    return seed.kind in IDENTITY_KINDS and not seed.key.startswith("=")


def display_name_key(full: str) -> str:
    """The key by which two people are found to bear the same name."""
    return name_key(full)
