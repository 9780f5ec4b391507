"""Contacts and contact-days: the raw material of a tie.

All contacts with one person on one calendar day of the user count once, with the weight of the
richest channel, divided among the others who took part: mail to thirty people is almost
nothing to each. Counting days instead of messages helps or ties on every data set tried
(docs/methods/ties.md).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from reknit.core.decay import Days, Floats
from reknit.core.records import InteractionChannel

Direction = Literal["none", "in", "out", "both"]

Ints = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]
Bools = npt.NDArray[np.bool_]

# A meeting or a call > a mail > a message > a reaction; the order is the evidence, the numbers are ours.
CHANNEL_WEIGHTS: Final[dict[InteractionChannel, float]] = {
    "meeting": 1.0,
    "call": 1.0,
    "mail": 0.6,
    "message": 0.4,
    "event": 0.2,
    "reaction": 0.1,
}
CHANNELS: Final = tuple(CHANNEL_WEIGHTS)
_WEIGHTS: Final = np.array(list(CHANNEL_WEIGHTS.values()))

# Bits, so that "both" is "in" and "out".
IN, OUT = 1, 2
DIRECTIONS: Final[tuple[Direction, ...]] = ("none", "in", "out", "both")

# In a larger group nobody answers anybody: it adds (little) strength, and no proof of exchange.
LARGEST_CONVERSATION: Final = 12


@dataclass(frozen=True, slots=True)
class Contact:
    """One interaction between the user and one person.

    at: the instant, in days since 1970-01-01 00:00 UTC. day: the calendar day in the user's zone,
    counted from 1970-01-01; the caller decides it, so nothing here knows of zones.
    parties: how many took part, user and person included, so 2 for a letter.
    direction: seen from the user; "none" (two recipients of one mail) is no contact.
    """

    at: float
    day: int
    channel: InteractionChannel = "mail"
    parties: int = 2
    direction: Direction = "both"

    @property
    def weight(self) -> float:
        """Richness of the channel divided by the number of others who took part."""
        return CHANNEL_WEIGHTS[self.channel] / max(self.parties - 1, 1)

    @property
    def proof(self) -> int:
        """IN and OUT bits that this contact proves."""
        return DIRECTIONS.index(self.direction) if self.parties <= LARGEST_CONVERSATION else 0


@dataclass(frozen=True, slots=True)
class Contacts:
    """Many contacts in columns of equal length, in any order; columns as in `Contact`.

    channel: index into CHANNELS. direction: index into DIRECTIONS.
    """

    person: Ints
    at: Floats
    day: Days
    channel: Bytes
    parties: Ints
    direction: Bytes

    def __len__(self) -> int:
        return len(self.person)

    @classmethod
    def of(cls, rows: Iterable[tuple[int, Contact]]) -> "Contacts":
        """From (person, contact) pairs."""
        pairs = list(rows)
        contacts = [contact for _, contact in pairs]
        return cls(
            person=np.array([person for person, _ in pairs], dtype=np.int64),
            at=np.array([c.at for c in contacts], dtype=np.float64),
            day=np.array([c.day for c in contacts], dtype=np.int64),
            channel=np.array([CHANNELS.index(c.channel) for c in contacts], dtype=np.uint8),
            parties=np.array([c.parties for c in contacts], dtype=np.int64),
            direction=np.array([DIRECTIONS.index(c.direction) for c in contacts], dtype=np.uint8),
        )

    def where(self, rows: Bools | Ints) -> "Contacts":
        """The chosen rows."""
        return Contacts(
            person=self.person[rows],
            at=self.at[rows],
            day=self.day[rows],
            channel=self.channel[rows],
            parties=self.parties[rows],
            direction=self.direction[rows],
        )

    def weight(self) -> Floats:
        """Richness of the channel divided by the number of others who took part, shape (n,)."""
        weights: Floats = _WEIGHTS[self.channel] / np.maximum(self.parties - 1, 1)
        return weights

    def proof(self) -> Bytes:
        """IN and OUT bits that each contact proves, shape (n,)."""
        return np.where(self.parties <= LARGEST_CONVERSATION, self.direction, 0).astype(np.uint8)


@dataclass(frozen=True, slots=True)
class ContactDays:
    """One row per person and day, sorted by both.

    weight: of the richest contact. incoming, outgoing: contacts that prove that direction.
    """

    person: Ints
    day: Days
    weight: Floats
    first_at: Floats
    last_at: Floats
    interactions: Ints
    incoming: Ints
    outgoing: Ints

    def __len__(self) -> int:
        return len(self.person)


def by_person_and_day(contacts: Contacts) -> Contacts:
    """The same rows sorted by person, then day; what follows is faster on sorted rows."""
    if not len(contacts):
        return contacts
    # 22 bits hold every day between the years 1 and 9999.
    key = (contacts.person << 22) | (contacts.day - contacts.day.min())
    if np.all(key[1:] >= key[:-1]):
        return contacts
    return contacts.where(np.argsort(key))


def contact_days(contacts: Contacts) -> ContactDays:
    """Collapse contacts to contact-days. Every column is a maximum, a minimum or an integer sum,
    so neither the order of the rows nor of arrival matters. Contacts of direction "none" are left out.
    """
    rows = by_person_and_day(contacts.where(contacts.direction != 0))
    if not len(rows):
        none, nothing = np.zeros(0, dtype=np.int64), np.zeros(0)
        return ContactDays(none, none, nothing, nothing, nothing, none, none, none)
    new = np.empty(len(rows), dtype=np.bool_)
    new[0] = True
    np.not_equal(rows.day[1:], rows.day[:-1], out=new[1:])
    new[1:] |= rows.person[1:] != rows.person[:-1]
    starts = np.flatnonzero(new)
    proof = rows.proof()
    return ContactDays(
        person=rows.person[starts],
        day=rows.day[starts],
        weight=np.maximum.reduceat(rows.weight(), starts),
        first_at=np.minimum.reduceat(rows.at, starts),
        last_at=np.maximum.reduceat(rows.at, starts),
        interactions=np.diff(starts, append=len(rows)),
        incoming=np.add.reduceat((proof & IN).astype(np.int64), starts),
        outgoing=np.add.reduceat((proof >> 1).astype(np.int64), starts),
    )
