"""What was planted in the example, so that tests and the demo can look for it."""

import datetime as dt
import json
from dataclasses import asdict, dataclass
from typing import Literal

FactKind = Literal[
    "promise",
    "request",
    "never",
    "need",
    "offer",
    "interest",
    "project",
    "my-need",
    "my-offer",
    "growth",
    "goal",
    "requirement",
    "favour",
    "reports-to",
]


@dataclass(frozen=True, kw_only=True)
class Story:
    """One thing that should surface. names and addresses run in parallel; `on` is the last day that matters."""

    key: str
    title: str
    names: tuple[str, ...]
    addresses: tuple[str, ...]
    expect: str
    on: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class Fact:
    """Something a person would type in by hand.

    person/name: mail address and name of whom it is about, "" for Marit herself.
    by: who promised ("me" or "them"). direction: of a favour, "given" or "received"; in the
    reporting line, "above" or "below" Marit ("" for herself). goal: of a requirement.
    detail: a second line: kind of favour, kind of requirement, why a goal matters, whom somebody reports to.
    count: how many people should hold a requirement. minutes: effort of a favour.
    """

    kind: FactKind
    text: str
    person: str = ""
    name: str = ""
    on: dt.date | None = None
    due: dt.date | None = None
    by: str = ""
    direction: str = ""
    goal: str = ""
    detail: str = ""
    count: int = 0
    minutes: int = 0


@dataclass(frozen=True, kw_only=True)
class ExamplePerson:
    """The truth about one person: every name, address and profile that belongs to them in any file."""

    names: tuple[str, ...]
    addresses: tuple[str, ...]
    profiles: tuple[str, ...]
    phones: tuple[str, ...]
    organisation: str
    field: str
    title: str
    city: str
    circle: str
    seniority: int


@dataclass(frozen=True, kw_only=True)
class Duplicate:
    """One person who appears twice with no key in common; `where` is the source of the second appearance."""

    where: str
    first_name: str
    first_key: str
    second_name: str
    second_key: str


@dataclass(frozen=True, kw_only=True)
class ExampleOrganisation:
    name: str
    domain: str
    field: str
    city: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class ExampleManifest:
    """Everything about one built example.

    me: the leader's own addresses. sources: what to import, relative to the folder, in this order (the
    older LinkedIn archive before the newer, so that changes of role show).
    reporting_line: addresses of everybody above and below her. bulk_senders: addresses that must make no people.
    counts: what was written, by kind.
    """

    name: str
    me: tuple[str, ...]
    profile: str
    today: dt.date
    seed: int
    sources: tuple[str, ...]
    stories: tuple[Story, ...]
    facts: tuple[Fact, ...]
    people: tuple[ExamplePerson, ...]
    organisations: tuple[ExampleOrganisation, ...]
    duplicates: tuple[Duplicate, ...]
    namesakes: tuple[tuple[str, str], ...]
    reporting_line: tuple[str, ...]
    bulk_senders: tuple[str, ...]
    conference: str
    counts: dict[str, int]

    def story(self, key: str) -> Story:
        """The story called `key`. Raises KeyError."""
        for story in self.stories:
            if story.key == key:
                return story
        raise KeyError(key)

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=2, ensure_ascii=False, default=dt.date.isoformat)
