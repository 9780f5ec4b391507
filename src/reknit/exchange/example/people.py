"""The values of the invented network: organisations, people, and how often they write."""

import datetime as dt
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

HeaderStyle = Literal["plain", "comma", "suffix"]
CardPlace = Literal["", "phone", "google"]
SecondKind = Literal["mail", "card", "linkedin"]


@dataclass(frozen=True, kw_only=True)
class City:
    """phone: the start of a number from a range kept free for fiction, "" where there is none."""

    name: str
    country: str
    zone: ZoneInfo
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class Organisation:
    """header: how its mail system writes names. kind: own, former, client, vendor, community, other."""

    name: str
    domain: str
    field: str
    city: City
    kind: str
    people: int = 0
    header: HeaderStyle = "plain"


@dataclass(frozen=True)
class Phase:
    """From one day up to another (not included), so many conversations a month begin."""

    first: dt.date
    end: dt.date
    per_month: float


@dataclass(frozen=True)
class Second:
    """The second spelling under which somebody appears, and where: a planted duplicate."""

    kind: SecondKind
    name: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody Marit knows. `name` is the usual spelling, `address` the usual mail address ("" for none).

    circle: how they are connected (line, managers, team, peers, former, client, vendor, …).
    seniority: 1 (student) to 5 (board). alone: kept out of other people's threads and meetings.
    card: the address book they are in. profile: the LinkedIn address of their page, "" for none.
    new_organisation/new_title: what the newer LinkedIn archive says instead.
    """

    key: str
    given: str
    family: str
    organisation: Organisation
    title: str
    circle: str
    seniority: int
    city: City
    address: str
    phases: tuple[Phase, ...] = ()
    alone: bool = False
    private_mail: bool = False
    phone: str = ""
    card: CardPlace = ""
    profile: str = ""
    linkedin_email: bool = False
    connected_on: dt.date | None = None
    birthday: str = ""
    skills: tuple[str, ...] = ()
    note: str = ""
    met: str = ""
    tags: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    new_organisation: str = ""
    new_title: str = ""
    second: Second | None = None
    generated: bool = False

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    def rate(self, day: dt.date) -> float:
        """Conversations a month that begin around `day`."""
        return sum(phase.per_month for phase in self.phases if phase.first <= day < phase.end)


@dataclass(frozen=True, kw_only=True)
class Me:
    """The leader: her two addresses and what her profile says."""

    given: str
    family: str
    title: str
    organisation: str
    city: str
    address: str
    private: str
    headline: str
    summary: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"

    @property
    def addresses(self) -> tuple[str, str]:
        return self.address, self.private


@dataclass(frozen=True, kw_only=True)
class Group:
    """People who write to each other with Marit among them; a project is a group for some months.

    hub_always: every letter and meeting has the hub in it.
    """

    key: str
    hub: Person
    members: tuple[Person, ...]
    topics: str
    phase: Phase
    private_mail: bool = False
    hub_always: bool = False
    project: str = ""


@dataclass(frozen=True, kw_only=True)
class Book:
    """Everything that is known before the first letter is written."""

    me: Me
    organisations: tuple[Organisation, ...]
    people: dict[str, Person]
    groups: tuple[Group, ...]

    def circle(self, *names: str) -> tuple[Person, ...]:
        return tuple(p for p in self.people.values() if p.circle in names)

    def at_organisation(self, name: str) -> tuple[Person, ...]:
        return tuple(p for p in self.people.values() if p.organisation.name == name)
