"""What a whole mailbox tells that no single message does: whose it is, and who only ever writes.

`Traffic` is fed with records as they stream by and keeps a few numbers per address, so its memory
grows with the number of people, not of messages.
"""

import re
import zlib
from array import array
from collections.abc import Iterable
from typing import NamedTuple

from reknit.core.records import InteractionRecord, Participant, PersonRecord, Record
from reknit.exchange.bulk import BY_PEOPLE, SENDER_MAY_BE_A_PERSON, bulk_by_address

# Fewer messages than this are not enough to call somebody a one-way sender (a product rule).
ONE_WAY_FROM = 5

# An address that takes part in less than half of a mailbox does not own it, whatever else.
OWNER_SHARE = 0.5

# Fewer messages than this show nobody's habits.
FEWEST_MESSAGES = 10

# If less than this share of the messages bears a mark of its owner, the marks are accidents of a collection.
MARKED_SHARE = 0.1

# When a second address comes as close as this to the first, the two correspondents cannot be told apart.
RIVAL_SHARE = 0.8

# More owners than this: the files come from several people's mailboxes, or from an archive.
MOST_OWNERS = 6

_SIGNATURE_BITS = 64
_ROLE = re.compile(
    r"^(?:info|hello|hallo|hi|team|support|service|services|kundenservice|customer-?(?:care|service)|contact|kontakt|office"
    r"|sales|news|press|jobs|careers?|hr|members?(?:hip)?|community|events?|webinars?|welcome|account|accounts|mail|email"
    r"|feedback|survey|help|helpdesk|admin|webmaster|editor|editors|subscriptions?|crew|shop|store|reservations?|bookings?)"
    r"(?:[-_.+\d].*)?$"
)


class OwnAddress(NamedTuple):
    """An address that is probably the user's. confidence: 0–1, how sure the evidence makes it."""

    address: str
    evidence: str
    confidence: float


class OneWay(NamedTuple):
    """A sender that looks like a machine: `messages` it wrote, and why it is taken for one."""

    messages: int
    reason: str


class Traffic:
    """Counts of who writes to whom."""

    def __init__(self) -> None:
        self._index: dict[str, int] = {}
        self._names: list[str] = []
        self._sent = array("I")  # messages written, without posts to lists and automatic answers
        self._sent_as_machine = array("I")  # of those, with a reason to take the sender for a machine
        self._received = array("I")
        self._sent_marked = array("I")  # the source itself says "the user wrote this"
        self._received_marked = array("I")
        self._took_part = array("I")
        # One bit per writer (by a checksum) who wrote to this address. Two writers may share a bit; then an
        # unanswered sender may pass for an answered one, which only means that a person is kept.
        self._writers = array("Q")
        self._profiles: set[str] = set()
        self._messages = 0

    def __len__(self) -> int:
        """Distinct addresses seen."""
        return len(self._names)

    def add(self, record: Record) -> None:
        """Take one record into account: mail, and the profile of the user; anything else is passed over."""
        if isinstance(record, InteractionRecord):
            if record.channel == "mail":
                self._add_mail(record)
        elif isinstance(record, PersonRecord) and record.ego:
            self._profiles.update(c.value.lower() for c in record.channels if c.kind == "email" and c.value)

    def own_addresses(self, limit: int = MOST_OWNERS) -> list[OwnAddress]:
        """The user's own addresses, surest first, at most `limit`. Empty when the data do not show whose they are."""
        found: dict[str, OwnAddress] = {
            address: OwnAddress(address, "it stands in your own profile", 0.98) for address in sorted(self._profiles)
        }
        for own in self._marked_addresses() or self._busiest_address():
            found.setdefault(own.address, own)
        for own in self._namesakes(found):
            found.setdefault(own.address, own)
        return sorted(found.values(), key=lambda own: (-own.confidence, own.address))[:limit]

    def one_way_senders(self, me: Iterable[str]) -> dict[str, OneWay]:
        """Addresses that wrote often, were never answered and look like machines: they make no people.

        me: the user's own addresses. Only mail counts that was not sent through a list. A person who writes
        one-way stays a person; only a role, a company's own name, or the header fields make a machine.
        """
        own = frozenset(address.lower() for address in me)
        answers = sum({_signature(address) for address in own})
        senders: dict[str, OneWay] = {}
        for address, i in self._index.items():
            if self._sent[i] < ONE_WAY_FROM or address in own or self._writers[i] & answers:
                continue
            reason = self._machine_reason(address, i)
            if reason:
                senders[address] = OneWay(self._sent[i], reason)
        return senders

    def _add_mail(self, record: InteractionRecord) -> None:
        to_list = record.bulk in BY_PEOPLE
        self._messages += not to_list
        parties = self._parties(record.participants)
        if not to_list:
            for index in {index for index, _ in parties}:
                self._took_part[index] += 1
        writers = 0
        for index, party in parties:
            if party.role != "from":
                self._received[index] += 1
                self._received_marked[index] += party.ego
                self._writers[index] |= writers
                continue
            writers |= _signature(party.value)
            self._sent_marked[index] += party.ego
            if record.bulk not in SENDER_MAY_BE_A_PERSON:
                self._sent[index] += 1
                self._sent_as_machine[index] += bool(record.bulk)

    def _parties(self, participants: tuple[Participant, ...]) -> list[tuple[int, Participant]]:
        """The participants with an e-mail address, senders first, with their places in the arrays."""
        parties = [(self._place(p), p) for p in participants if p.kind == "email" and p.value]
        return sorted(parties, key=lambda pair: pair[1].role != "from")

    def _place(self, party: Participant) -> int:
        index = self._index.get(party.value)
        if index is None:
            index = self._index[party.value] = len(self._names)
            self._names.append(party.name)
            for column in self._columns():
                column.append(0)
        elif party.name and not self._names[index]:
            self._names[index] = party.name
        return index

    def _columns(self) -> "tuple[array[int], ...]":
        return (
            self._sent,
            self._sent_as_machine,
            self._received,
            self._sent_marked,
            self._received_marked,
            self._took_part,
            self._writers,
        )

    def _marked_addresses(self) -> list[OwnAddress]:
        """Addresses that the mailbox itself marks as the user's; stray marks beside many others are dropped."""
        marks = {
            i: s + r for i, (s, r) in enumerate(zip(self._sent_marked, self._received_marked, strict=True)) if s + r
        }
        if sum(marks.values()) < MARKED_SHARE * self._messages:
            return []
        most = max(marks.values(), default=0)
        owners = [
            self._marked(address, i) for address, i in self._index.items() if i in marks and marks[i] * 20 >= most
        ]
        return owners if len(owners) <= MOST_OWNERS else []

    def _marked(self, address: str, index: int) -> OwnAddress:
        sent, received = self._sent_marked[index], self._received_marked[index]
        parts = [f"{_messages(sent)} in a folder of sent mail came from it"] if sent else []
        parts += [f"{_messages(received)} to it bear the mark of having been delivered there"] if received else []
        # One mark may be an accident, a hundred are not.
        sureness = (0.95 if sent else 0.85) * (1 - 1 / (sent + received + 1))
        return OwnAddress(address, " and ".join(parts), round(sureness, 2))

    def _busiest_address(self) -> list[OwnAddress]:
        """The one address that both writes and receives and is part of most messages, if there is one."""
        if self._messages < FEWEST_MESSAGES:
            return []
        both_ways = sorted(
            (
                (self._took_part[i], address)
                for address, i in self._index.items()
                if self._sent[i] and self._received[i]
            ),
            reverse=True,
        )
        if not both_ways or both_ways[0][0] < OWNER_SHARE * self._messages:
            return []
        if len(both_ways) > 1 and both_ways[1][0] > RIVAL_SHARE * both_ways[0][0]:
            return []
        count, address = both_ways[0]
        share = count / self._messages
        evidence = f"it takes part in {count} of {self._messages} messages, as sender and as recipient"
        return [OwnAddress(address, evidence, round(min(0.9, share), 2))]

    def _namesakes(self, own: dict[str, OwnAddress]) -> list[OwnAddress]:
        """Other addresses that write under the very name of an own one (a work and a private account)."""
        names = {
            self._names[self._index[address]].casefold(): address for address in sorted(own) if address in self._index
        }
        return [
            OwnAddress(address, f"it writes under the same name as {names[name.casefold()]}", 0.6)
            for address, i in self._index.items()
            if (name := self._names[i]) and " " in name and name.casefold() in names and self._sent[i]
        ]

    def _machine_reason(self, address: str, index: int) -> str:
        if self._sent_as_machine[index] * 2 > self._sent[index]:
            return "most of its messages are marked as sent by a machine"
        name = self._names[index]
        by_address = bulk_by_address(address, name)
        if by_address:
            return by_address
        local, _, domain = address.rpartition("@")
        if _ROLE.match(local):
            return "writes often, never got an answer, and its address is a role"
        if _is_company_name(name, domain):
            return "writes often, never got an answer, and its name is a company's"
        return ""


def _messages(count: int) -> str:
    return "1 message" if count == 1 else f"{count} messages"


def _signature(address: str) -> int:
    return 1 << (zlib.crc32(address.encode("utf-8", "replace")) % _SIGNATURE_BITS)


def _is_company_name(name: str, domain: str) -> bool:
    """Whether the sender's name is that of its own domain (``Example`` at ``mail.example.org``).

    Two words may be a person with a domain of their own, so one word is required.
    """
    if " " in name:
        return False
    squeezed = re.sub(r"\W", "", name.casefold())
    return len(squeezed) >= 3 and squeezed in {label.replace("-", "") for label in domain.split(".")[:-1]}
