"""What is typed about a person on the command line, checked by the same rules as on the page."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

from reknit.errors import UsageError

if TYPE_CHECKING:
    from reknit.core.facts import Seed
    from reknit.core.records import PersonRecord
    from reknit.store.policy import Actor

Checked = TypeVar("Checked")


def record_of(
    name: str,
    *,
    email: list[str] | None,
    phone: list[str] | None,
    profile: list[str] | None,
    org: str,
    title: str,
    tag: list[str] | None,
    note: list[str] | None,
    offer: list[str] | None,
    need: list[str] | None,
    birthday: str,
    met: str,
) -> "PersonRecord":
    """The record. Raises `UsageError` naming the option whose value is no such thing."""
    from reknit.core import records
    from reknit.web.forms import values

    channels = [
        records.Channel(kind="email", value=text) for text in _each("--email", email or (), values.email_address)
    ]
    channels += [
        records.Channel(kind="phone", value=text) for text in _each("--phone", phone or (), values.phone_number)
    ]
    channels += [values.page_channel(text) for text in _each("--profile", profile or (), values.page_address)]
    days = _each("--birthday", filter(None, [birthday]), values.calendar_day)
    traits = [records.Trait(kind="offer", text=value) for value in offer or ()]
    traits += [records.Trait(kind="need", text=value) for value in need or ()]
    return records.PersonRecord(
        origin=records.Origin("typed by hand", ""),
        source="typed",
        name=records.Name(full=name),
        channels=tuple(channels),
        affiliations=(records.Affiliation(organisation=org, title=title),) if org or title else (),
        anniversaries=tuple(records.Anniversary(kind="birthday", on=day) for day in days),
        traits=tuple(traits),
        tags=tuple(tag or ()),
        notes=tuple(note or ()),
        met=met,
    )


def seeds_of(actor: "Actor", record: "PersonRecord") -> "list[Seed]":
    """The facts it states."""
    from reknit.core import facts
    from reknit.store.services.workspace import workspace

    return [seed for seed in facts.seeds_of(record, region=workspace(actor).region) if seed.kind != "record"]


def _each(option: str, texts: Iterable[str], check: Callable[[str], Checked]) -> list[Checked]:
    from django.core.exceptions import ValidationError

    checked = []
    for text in texts:
        try:
            checked.append(check(text))
        except ValidationError as error:
            raise UsageError(f"{option} {text}: {' '.join(error.messages)}") from error
    return checked
