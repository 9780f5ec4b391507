"""What identity is decided from, and what is said about it."""

from typing import Literal

import msgspec

Pair = tuple[int, int]
Outcome = Literal["same", "ask"]


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One description of a person: a card, a row, a person of the store with all that is known.

    Every field but `id` may be empty. Addresses are normal forms of `reknit.core.keys`.

    names: as displayed, in any order. given, family, additional, maiden, nickname: parts, where the source tells them.
    phones: E.164. shared_phones: numbers that an office or a household answers.
    place: town or region. birthday: ``1970-05-12``, ``1970-05``, ``1970`` or ``--05-12``.
    interactions: identifiers of meetings and messages in which this record is a participant of its own.
    circle: identifiers of the other people in them, without the user.
    """

    id: int
    names: tuple[str, ...] = ()
    given: str = ""
    family: str = ""
    additional: str = ""
    maiden: str = ""
    nickname: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    shared_phones: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    place: str = ""
    birthday: str = ""
    interactions: frozenset[int] = frozenset()
    circle: frozenset[int] = frozenset()


class Reason(msgspec.Struct, frozen=True):
    """What one field says. `weight_bits` > 0 speaks for one person; 1 bit doubles the odds.

    level: as in `comparisons.LEVELS`, or "key" for an exact key.
    """

    field: str
    level: str
    words: str
    weight_bits: float


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """Two records, low id first, that are one person ("same") or may be ("ask").

    probability: that they are one person. reasons: every field that both have, the weightiest first.
    plain_bits: log odds without what the user's answers taught; `identity.learn` starts from it.
    """

    low: int
    high: int
    probability: float
    outcome: Outcome
    reasons: tuple[Reason, ...]
    plain_bits: float
