"""The address book in the terminal: people, show, add, edit, delete, log."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import typer

from reknit.cli.output import JsonFlag, emit, parse_day, say, table
from reknit.cli.session import open_store
from reknit.errors import ConflictError, NotFoundError, UsageError

if TYPE_CHECKING:
    from reknit.core.facts import Seed
    from reknit.core.records import PersonRecord
    from reknit.store.policy import Actor

Emails = Annotated[list[str] | None, typer.Option("--email", metavar="ADDRESS", help="Repeat for several.")]
Phones = Annotated[list[str] | None, typer.Option("--phone", metavar="NUMBER", help="Repeat for several.")]
Profiles = Annotated[list[str] | None, typer.Option("--profile", metavar="URL", help="LinkedIn, GitHub … Repeat.")]
Org = Annotated[str, typer.Option("--org", metavar="NAME", help="Organisation.")]
Title = Annotated[str, typer.Option("--title", help="Role in the organisation.")]
Tags = Annotated[list[str] | None, typer.Option("--tag", help="Repeat for several.")]
Notes = Annotated[list[str] | None, typer.Option("--note", help="Repeat for several.")]
Offers = Annotated[list[str] | None, typer.Option("--offer", help="A skill or resource they have. Repeat.")]
Needs = Annotated[list[str] | None, typer.Option("--need", help="What they are looking for. Repeat.")]
Birthday = Annotated[str, typer.Option("--birthday", metavar="DATE", help="1970-05-12, or --05-12 without a year.")]
Met = Annotated[str, typer.Option("--met", help="How and where you met.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (people, show, add, edit, delete, log):
        app.command()(command)


def people(
    words: Annotated[list[str] | None, typer.Argument(help="Words to search for.")] = None,
    *,
    tag: Annotated[str, typer.Option("--tag", help="Only people with this tag.")] = "",
    state: Annotated[str, typer.Option("--state", help="strong, active, new, fading, dormant or unknown.")] = "",
    org: Annotated[str, typer.Option("--org", help="Only people of this organisation.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000)] = 50,
    as_json: JsonFlag = False,
) -> None:
    """List people, or search by name, organisation, address, tag, offer, need or note.

    Example: reknit people data engineer --state fading
    """
    actor = open_store()
    from reknit.store import clock
    from reknit.store.selectors import people as selector

    wanted = selector.PeopleFilter(text=" ".join(words or []), tag=tag, state=state, organisation=org)
    page = selector.list_people(actor, wanted, as_of=clock.now(), limit=limit)
    if as_json:
        emit({"people": [line.as_json() for line in page.lines], "more": page.next_cursor is not None})
        return
    table(
        ["name", "role", "organisation", "tie", "last contact"],
        [
            [line.name, line.title, line.organisation, line.state, f"{line.last_at:%Y-%m-%d}" if line.last_at else ""]
            for line in page.lines
        ],
    )
    if not page.lines:
        say("Nobody found.")
    if page.next_cursor is not None:
        say(f"The first {limit}; --limit shows more.")


def show(
    name: Annotated[list[str], typer.Argument(help="Name, part of it, e-mail address, or number.")],
    *,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="As if today were this day.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Show a person: who they are, the tie and why, what is known and from where, what happened.

    Example: reknit show Dana Liu
    """
    actor = open_store()
    from reknit.store import clock
    from reknit.store.selectors import person as selector
    from reknit.store.services.workspace import zone_of

    moment = clock.instant(parse_day(as_of), zone_of(actor)) if as_of else clock.now()
    page = selector.person_page(actor, find(actor, " ".join(name)), as_of=moment)
    if as_json:
        emit(page.as_json())
        return
    for line in page.as_text():
        say(line)


def add(
    name: Annotated[str, typer.Argument(help="Full name.")],
    *,
    email: Emails = None,
    phone: Phones = None,
    profile: Profiles = None,
    org: Org = "",
    title: Title = "",
    tag: Tags = None,
    note: Notes = None,
    offer: Offers = None,
    need: Needs = None,
    birthday: Birthday = "",
    met: Met = "",
    as_json: JsonFlag = False,
) -> None:
    """Add a person by hand.

    Example: reknit add "Dana Liu" --email dana@acme.example --org Acme --need "data engineer"
    """
    actor = open_store()
    from reknit.store.services.people import add_person

    record = _record(
        name, email=email, phone=phone, profile=profile, org=org, title=title, tag=tag, note=note, offer=offer,
        need=need, birthday=birthday, met=met,
    )  # fmt: skip
    person = add_person(actor, record)
    emit({"id": person.pk, "name": person.name}) if as_json else say(
        f"{person.name} is in the book (number {person.pk})."
    )


def edit(
    name: Annotated[str, typer.Argument(help="Name, e-mail address or number of the person.")],
    *,
    rename: Annotated[str, typer.Option("--name", help="The right name.")] = "",
    email: Emails = None,
    phone: Phones = None,
    profile: Profiles = None,
    org: Org = "",
    title: Title = "",
    tag: Tags = None,
    note: Notes = None,
    offer: Offers = None,
    need: Needs = None,
    birthday: Birthday = "",
    met: Met = "",
    remove: Annotated[
        list[int] | None, typer.Option("--remove", metavar="FACT", help="Number of a fact, as `show` prints. Repeat.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Add facts about a person or take them back. What an import brought and you remove stays away.

    Example: reknit edit "Dana Liu" --title CTO --remove 812
    """
    actor = open_store()
    from reknit.store.services.people import edit_person

    person_id = find(actor, name)
    if title and not org:
        from reknit.store.selectors.people import organisation_of

        org = organisation_of(actor, person_id)  # a new title alone is one in the same place
    record = _record(
        rename, email=email, phone=phone, profile=profile, org=org, title=title, tag=tag, note=note, offer=offer,
        need=need, birthday=birthday, met=met,
    )  # fmt: skip
    seeds = _seeds(actor, record)
    if not seeds and not remove:
        raise UsageError("Say what to change, for example --title CTO. See reknit edit --help.")
    person = edit_person(actor, person_id, add=seeds, remove=remove or ())
    emit({"id": person.pk, "name": person.name}) if as_json else say(f"{person.name} is changed. Undo: reknit undo")


def delete(
    name: Annotated[str, typer.Argument(help="Name, e-mail address or number of the person.")],
    *,
    as_json: JsonFlag = False,
) -> None:
    """Put a person into the trash. `reknit undo` brings them back.

    Example: reknit delete "Dana Liu"
    """
    actor = open_store()
    from reknit.store.services.people import delete_person

    person = delete_person(actor, find(actor, name))
    emit({"deleted": person.pk, "name": person.name}) if as_json else say(
        f"{person.name} is in the trash. Undo: reknit undo"
    )


def log(
    text: Annotated[str, typer.Argument(help="What happened, in your words.")],
    *,
    people_met: Annotated[list[str], typer.Option("--with", metavar="NAME", help="Who. Repeat for several.")],
    on: Annotated[str | None, typer.Option("--on", metavar="DATE", help="Default: today.")] = None,
    channel: Annotated[str, typer.Option("--channel", help="meeting, call, mail or message.")] = "meeting",
    promise: Annotated[str, typer.Option("--promise", help="What you promised.")] = "",
    due: Annotated[str | None, typer.Option("--due", metavar="DATE", help="By when.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Note that you have been in touch.

    Example: reknit log "Coffee, talked about hiring" --with "Dana Liu" --promise "send the deck" --due 2026-03-06
    """
    actor = open_store()
    from reknit.store.services import interactions, promises, workspace

    day = parse_day(on) if on else workspace.today(actor)
    person_ids = [find(actor, person) for person in people_met]
    noon = dt.datetime.combine(day, dt.time(12), tzinfo=workspace.zone_of(actor)).astimezone(dt.UTC)
    row = interactions.log_interaction(actor, person_ids, at=noon, channel=channel, note=text)
    if promise:
        due_on = parse_day(due) if due else None
        promises.make_promise(actor, person_ids[0], promise, made_on=day, due_on=due_on)
    emit({"interaction": row.pk, "people": person_ids}) if as_json else say("Logged. Undo: reknit undo")


def find(actor: "Actor", text: str) -> int:
    """The one person meant. Raises `NotFoundError` or, when several match, `ConflictError` naming them."""
    from reknit.store import clock
    from reknit.store.selectors.people import named

    found = named(actor, text, as_of=clock.now())
    if not found:
        raise NotFoundError(f"Nobody here is called “{text}”. Look through the book with: reknit people")
    if len(found) > 1:
        names = "; ".join(f"{line.id}: {line.name}, {line.organisation or 'no organisation'}" for line in found[:10])
        raise ConflictError(f"Several people match “{text}”. Use the number: {names}")
    return found[0].id


def _record(
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
    from reknit.core import records

    channels = [records.Channel(kind="email", value=value) for value in email or []]
    channels += [records.Channel(kind="phone", value=value) for value in phone or []]
    channels += [records.Channel(kind="profile", value=value) for value in profile or []]
    traits = [records.Trait(kind="offer", text=value) for value in offer or []]
    traits += [records.Trait(kind="need", text=value) for value in need or []]
    return records.PersonRecord(
        origin=records.Origin("typed by hand", ""),
        source="typed",
        name=records.Name(full=name),
        channels=tuple(channels),
        affiliations=(records.Affiliation(organisation=org, title=title),) if org or title else (),
        anniversaries=(records.Anniversary(kind="birthday", on=birthday),) if birthday else (),
        traits=tuple(traits),
        tags=tuple(tag or ()),
        notes=tuple(note or ()),
        met=met,
    )


def _seeds(actor: "Actor", record: "PersonRecord") -> list["Seed"]:
    from reknit.core.facts import seeds_of
    from reknit.store.services.workspace import workspace

    return [seed for seed in seeds_of(record, region=workspace(actor).region) if seed.kind != "record"]
