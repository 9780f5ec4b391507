"""A first pass over a file of messages: who takes part where, so that the second can tell who is who."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from reknit.exchange.linkedin_dates import read_moment
from reknit.exchange.linkedin_owner import Owner
from reknit.exchange.linkedin_profiles import folded, is_nobody, slug_of
from reknit.exchange.linkedin_recipients import names_alone
from reknit.exchange.linkedin_rows import Row

# "In almost all conversations": the share above which somebody is taken for the owner of the archive.
ALMOST_ALL = 0.8

YES = frozenset(["yes", "true", "1", "y"])


@dataclass
class Census:
    """What a file of messages says about its people as a whole.

    names: a member's name by slug; links: slugs by folded name.
    writers: who wrote in a conversation; spoken: addresses of its writers by folded name.
    present: members (slug, or ``~`` and the folded name) by conversation.
    own: who wrote what only the owner can have written, drafts and messages marked as outgoing.
    crowded: hashes of conversation and time that occur more than once.
    """

    names: dict[str, str] = field(default_factory=dict)
    links: dict[str, set[str]] = field(default_factory=dict)
    writers: dict[str, set[str]] = field(default_factory=dict)
    spoken: dict[str, dict[str, str]] = field(default_factory=dict)
    present: dict[str, set[str]] = field(default_factory=dict)
    own: Counter[str] = field(default_factory=Counter)
    crowded: set[int] = field(default_factory=set)

    def presence(self) -> Counter[str]:
        """In how many conversations each member takes part; names with one known slug count as that."""
        counts: Counter[str] = Counter()
        for members in self.present.values():
            counts.update({self._slug_or_name(member) for member in members})
        return counts

    def _slug_or_name(self, member: str) -> str:
        slugs = self.links.get(member.removeprefix("~"), set()) if member.startswith("~") else set()
        return next(iter(slugs)) if len(slugs) == 1 else member


def take_census(rows: Iterable[Row]) -> Census:
    """Reads every row once."""
    census = Census()
    seen: set[int] = set()
    for row in rows:
        _count(census, row)
        moment = read_moment(row["date"])
        if moment is not None and not is_draft(row):
            place = place_of(row, moment.local.isoformat())
            (census.crowded if place in seen else seen).add(place)
    return census


def place_of(row: Row, time: str) -> int:
    """A number for a conversation and a time, the same throughout one run of the program."""
    return hash((conversation_of(row), time))


def conversation_of(row: Row) -> str:
    """The conversation's identifier; in files without one, the names of those who take part."""
    return row["conversationid"] or "|".join(sorted(filter(None, (row["from"], row["to"]))))


def is_draft(row: Row) -> bool:
    """Whether the row says that it was never sent."""
    return row["ismessagedraft"].casefold() in YES or row["isconversationdraft"].casefold() in YES


def identity(name: str, url: str) -> str:
    """Slug of a member, else ``~`` and the folded name; "" for one who has left."""
    slug = slug_of(url)
    if slug:
        return slug
    return "" if is_nobody(name) or not folded(name) else f"~{folded(name)}"


def find_owner(census: Census, archive: Owner, *, me: Iterable[str], connected: Iterable[str]) -> Owner:
    """Who the user is: what the archive says, else whoever takes part in almost all conversations.

    archive: what the neighbouring files say. me: addresses the user has given.
    connected: slugs of the user's contacts, who are certainly not the user; asked for only if needed.
    Returns `archive` unchanged when nobody stands out.
    """
    counts = census.presence()
    for slug in filter(None, (*map(slug_of, me), archive.slug)):
        if slug in counts:
            return Owner(archive.name or census.names.get(slug, ""), slug)
    namesakes = census.links.get(folded(archive.name), set()) if archive.name else set()
    if namesakes:
        return Owner(archive.name, max(sorted(namesakes), key=counts.__getitem__))
    if archive.name and f"~{folded(archive.name)}" in counts:
        return archive
    member = next((who for who, _ in census.own.most_common(1)), "") or _who_is_everywhere(
        counts, len(census.present), connected
    )
    if not member:
        return archive
    return Owner(member[1:], "") if member.startswith("~") else Owner(census.names.get(member, archive.name), member)


def _who_is_everywhere(counts: Counter[str], conversations: int, connected: Iterable[str]) -> str:
    most = max(counts.values(), default=0)
    candidates = {member for member, count in counts.items() if count == most}
    if len(candidates) > 1 and most == conversations:
        known = set(connected)
        candidates = candidates - known if candidates & known else set()
    elif most < 2 or most < ALMOST_ALL * conversations:
        return ""
    return candidates.pop() if len(candidates) == 1 else ""


def _count(census: Census, row: Row) -> None:
    name, url = row["from"], row["senderprofileurl"]
    sender = identity(name, url)
    conversation = conversation_of(row)
    members = census.present.setdefault(conversation, set())
    if sender:
        members.add(sender)
        census.writers.setdefault(conversation, set()).add(sender)
    if _learn_name(census, name, url):
        census.spoken.setdefault(conversation, {}).setdefault(folded(name), url)
    if sender and (is_draft(row) or row["direction"].casefold() == "outgoing"):
        census.own[sender] += 1
    addresses = row["recipientprofileurls"].replace(";", ",").split(",")
    if addresses != [""]:
        members.update(filter(None, map(slug_of, addresses)))
        if len(addresses) == 1:
            _learn_name(census, row["to"], addresses[0])
    else:
        members.update(
            f"~{folded(name)}" for name in names_alone(row["to"], census.spoken.get(conversation, {})) if folded(name)
        )


def _learn_name(census: Census, name: str, url: str) -> bool:
    """Notes that the member at `url` bears `name`, if both are known."""
    slug = slug_of(url)
    if not slug or is_nobody(name) or not folded(name):
        return False
    census.names.setdefault(slug, name)
    census.links.setdefault(folded(name), set()).add(slug)
    return True
