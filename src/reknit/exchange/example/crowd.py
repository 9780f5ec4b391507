"""The people around the named ones: drawn from the pools of names, the organisations and their jobs."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from reknit.exchange.example.people import CardPlace, City, Organisation, Person, Phase
from reknit.exchange.example.spelling import slug, work_address
from reknit.exchange.example.timeline import Timeline
from reknit.exchange.example.words import fill, texts

PROFILE_PREFIX = "https://www.linkedin.com/in/"
PEOPLE_AT_HOME = {"team": 36, "peers": 36}
YOUNGER = 8
ACQUAINTANCES = 54

# Conversations a month: median, and spread of its logarithm.
_RATES = {
    "team": (0.20, 0.7),
    "peers": (0.30, 0.8),
    "former": (0.07, 0.9),
    "client": (0.20, 0.9),
    "vendor": (0.16, 0.8),
    "community": (0.09, 0.9),
    "younger": (0.20, 0.5),
}
_ON_LINKEDIN = {"team": 0.55, "peers": 0.65, "client": 0.7}
_IN_GOOGLE, _IN_PHONE = 0.36, 0.22


@dataclass
class Crowd:
    """Draws people one after the other; no two get the same name or address."""

    timeline: Timeline
    rng: random.Random
    names: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    notes: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        lines = texts("notes")
        for kind in ("needs", "offers", "projects"):
            self.notes += [{"kind": kind, "text": line} for line in lines[kind]]
        self.rng.shuffle(self.notes)

    def name(self) -> tuple[str, str]:
        """Given and family name, mostly from one culture, now and then from two."""
        pools: list[dict[str, list[str]]] = texts("names")["pool"]
        while True:
            pool = self.rng.choice(pools)
            other = self.rng.choice(pools) if self.rng.random() < 0.12 else pool
            given, family = self.rng.choice(pool["given"]), self.rng.choice(other["family"])
            if f"{given} {family}" not in self.names:
                self.names.add(f"{given} {family}")
                return given, family

    def person(self, circle: str, organisation: Organisation, *, writes: bool = True) -> Person:
        rng = self.rng
        given, family = self.name()
        job = _job(circle, organisation, rng)
        address = self._address(given, family, organisation) if writes else ""
        online = rng.random() < _ON_LINKEDIN.get(circle, 0.8) or not writes
        card = _card(rng) if writes else ""
        note = self._note() if card else {}
        name = slug(f"{given} {family}")
        return Person(
            key=name,
            given=given,
            family=family,
            organisation=organisation,
            title=job["title"],
            circle=circle,
            seniority=2 if circle == "younger" else job["seniority"],
            city=organisation.city,
            address=address,
            phases=self._phases(circle) if writes else (),
            private_mail=circle in ("former", "younger") or (circle == "community" and rng.random() < 0.4),
            phone=phone_number(organisation.city, rng) if card and rng.random() < 0.7 else "",
            card=card,
            profile=f"{PROFILE_PREFIX}{name}-example" if online else "",
            # Who has no card that names the profile shows the address, so that the two belong together.
            linkedin_email=writes and (not card or rng.random() < 0.25),
            connected_on=self._connected_on() if online else None,
            birthday=_birthday(rng) if card == "phone" and rng.random() < 0.45 else "",
            skills=tuple(job["skills"]),
            note=note.get("text", ""),
            met=_met(rng) if card and rng.random() < 0.2 else "",
            tags=_tags(circle, organisation),
            interests=_interests(rng) if card == "phone" and rng.random() < 0.25 else (),
            generated=True,
        )

    def _address(self, given: str, family: str, organisation: Organisation) -> str:
        address = work_address(given, family, organisation)
        if address in self.addresses:
            local, domain = address.split("@")
            address = f"{local}2@{domain}"
        self.addresses.add(address)
        return address

    def _phases(self, circle: str) -> tuple[Phase, ...]:
        """One phase, or none at all to begin with, and for some an end before today."""
        rng, start, today = self.rng, self.timeline.start, self.timeline.today
        median, spread = _RATES[circle]
        first, end = start, today
        if rng.random() < 0.45:
            first = start + dt.timedelta(days=rng.randint(30, 1000))
        if rng.random() < 0.3:
            end = first + dt.timedelta(days=rng.randint(90, max(91, (today - first).days)))
        rate = min(rng.lognormvariate(0, spread) * median, 2.5)
        return (Phase(first, min(end, today), rate),)

    def _connected_on(self) -> dt.date:
        """Some weeks ago to some years ago; one in eight since the older archive was made."""
        recent = self.rng.random() < 0.12
        days = self.rng.randint(8, 200) if recent else self.rng.randint(230, 3200)
        return self.timeline.today - dt.timedelta(days=days)

    def _note(self) -> dict[str, str]:
        return self.notes.pop() if self.notes and self.rng.random() < 0.4 else {}


def _job(circle: str, organisation: Organisation, rng: random.Random) -> dict[str, Any]:
    """A title that people of the circle hold in the organisation's field."""
    kind = "former" if circle == "younger" else circle
    titles = next(job["titles"] for job in texts("organisations")["job"] if job["circle"] == kind)
    fitting = [title for title in titles if organisation.field in title.get("fields", (organisation.field,))]
    if circle == "younger":
        fitting = [title for title in fitting if title["seniority"] <= 3]
    drawn: dict[str, Any] = rng.choices(fitting, weights=[title["weight"] for title in fitting])[0]
    return drawn


def _card(rng: random.Random) -> CardPlace:
    mark = rng.random()
    if mark < _IN_GOOGLE:
        return "google"
    return "phone" if mark < _IN_GOOGLE + _IN_PHONE else ""


def phone_number(city: City, rng: random.Random) -> str:
    """A number from the city's fictional range, with as many digits as the range leaves open."""
    if not city.phone:
        return ""
    if city.phone.endswith(("555 01", "465 004")):
        return f"{city.phone}{'' if city.phone.endswith('01') else ' '}{rng.randint(10, 99)}"
    if city.phone.endswith("99 00"):
        return f"{city.phone} {rng.randint(10, 99)} {rng.randint(10, 99)}"
    return f"{city.phone}{rng.randint(300, 999)}"


def _birthday(rng: random.Random) -> str:
    day = dt.date(1958, 1, 1) + dt.timedelta(days=rng.randrange(365 * 42))
    return day.isoformat() if rng.random() < 0.6 else f"--{day:%m-%d}"


def _met(rng: random.Random) -> str:
    return fill(rng.choice(texts("notes")["met"]), rng)


def _interests(rng: random.Random) -> tuple[str, ...]:
    return tuple(rng.sample(texts("notes")["interests"], 2))


def _tags(circle: str, organisation: Organisation) -> tuple[str, ...]:
    named = {
        "client": (organisation.field,),
        "former": ("alumni",),
        "younger": ("mentee",),
        "community": ("community",),
    }
    return named.get(circle, ())


def invent_crowd(organisations: list[Organisation], crowd: Crowd) -> Iterator[Person]:
    """Everybody who has no name in ``cast.toml``."""
    own = next(organisation for organisation in organisations if organisation.kind == "own")
    for circle, count in PEOPLE_AT_HOME.items():
        for _ in range(count):
            yield crowd.person(circle, own)
    outside = [organisation for organisation in organisations if organisation.people]
    for organisation in outside:
        for _ in range(organisation.people):
            yield crowd.person(organisation.kind, organisation)
    former = [organisation for organisation in outside if organisation.kind in ("former", "community")]
    for _ in range(YOUNGER):
        yield crowd.person("younger", crowd.rng.choice(former))
    for _ in range(ACQUAINTANCES):
        organisation = crowd.rng.choice(outside)
        yield crowd.person(organisation.kind, organisation, writes=False)
