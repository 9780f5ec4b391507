"""The user: name, addresses, offers, needs, settings."""

from dataclasses import dataclass
from typing import Any

from reknit.store.models import Fact, Person
from reknit.store.policy import Actor, of
from reknit.store.services.workspace import ego, workspace


@dataclass(frozen=True)
class Me:
    """Facts by id, so that a form can take single ones back."""

    id: int
    name: str
    names: dict[int, str]
    addresses: dict[int, str]
    offers: dict[int, str]
    needs: dict[int, str]
    zone: str
    region: str
    week_minutes: int
    keep_subjects: bool
    above: list[tuple[int, str]]
    below: list[tuple[int, str]]

    def as_initial(self) -> dict[str, Any]:
        """What the settings form starts with."""
        return {
            "name": self.name,
            "addresses": "\n".join(self.addresses.values()),
            "offers": "\n".join(self.offers.values()),
            "needs": "\n".join(self.needs.values()),
            "zone": self.zone,
            "region": self.region,
            "week_minutes": self.week_minutes,
            "keep_subjects": self.keep_subjects,
        }


def me(actor: Actor) -> Me:
    """The user as the settings page shows them."""
    person, space = ego(actor), workspace(actor)
    facts: dict[str, dict[int, str]] = {"name": {}, "email": {}, "offer": {}, "need": {}}
    rows = of(actor, Fact).filter(person=person, kind__in=facts).exclude(state__in=["refused", "gone"]).order_by("id")
    for fact in rows:
        facts[fact.kind][fact.pk] = fact.value
    line = of(actor, Person).filter(deleted_at=None).exclude(reporting="").order_by("sort_name")
    return Me(
        id=person.pk,
        name=person.name if facts["name"] else "",
        names=facts["name"],
        addresses=facts["email"],
        offers=facts["offer"],
        needs=facts["need"],
        zone=space.zone,
        region=space.region,
        week_minutes=space.week_minutes,
        keep_subjects=space.keep_subjects,
        above=[(p.pk, p.name) for p in line if p.reporting == "above"],
        below=[(p.pk, p.name) for p in line if p.reporting == "below"],
    )
