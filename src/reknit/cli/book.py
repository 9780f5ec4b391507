"""The address book in the terminal: people, show, add, edit, delete, log."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import typer

from reknit.cli import person_text
from reknit.cli.output import JsonFlag, emit, parse_day, say, table
from reknit.cli.session import open_store
from reknit.cli.typed import record_of, seeds_of
from reknit.errors import ConflictError, NotFoundError, UsageError

if TYPE_CHECKING:
    from reknit.store.policy import Actor
    from reknit.store.selectors.people import PersonLine

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
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000, help="How many at most.")] = 50,
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
        say("Nobody found." if selector.count(actor) else "Nobody is here yet. Bring your own: reknit import FILES")
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

    moment = clock.now() if as_of is None else clock.instant(parse_day(as_of), zone_of(actor))
    page = selector.person_page(actor, find(actor, " ".join(name)), as_of=moment)
    if as_json:
        emit(page.as_json())
        return
    for line in person_text.lines(page):
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

    record = record_of(
        name, email=email, phone=phone, profile=profile, org=org, title=title, tag=tag, note=note, offer=offer,
        need=need, birthday=birthday, met=met,
    )  # fmt: skip
    namesakes = _named(actor, name)
    person = add_person(actor, record)
    if as_json:
        emit({"id": person.pk, "name": person.name, "same_name": [line.id for line in namesakes]})
        return
    say(f"{person.name} is in the book (number {person.pk}). Undo: reknit undo")
    for line in namesakes:
        say(f"There is also {line.name}, {line.organisation or 'no organisation'} (number {line.id}).")


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
    record = record_of(
        rename, email=email, phone=phone, profile=profile, org=org, title=title, tag=tag, note=note, offer=offer,
        need=need, birthday=birthday, met=met,
    )  # fmt: skip
    seeds = seeds_of(actor, record)
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
    promise: Annotated[str, typer.Option("--promise", help="What you promised (the first one named).")] = "",
    due: Annotated[str | None, typer.Option("--due", metavar="DATE", help="By when.")] = None,
    as_json: JsonFlag = False,
) -> None:
    """Note that you have been in touch.

    Example: reknit log "Coffee, talked about hiring" --with "Dana Liu" --promise "send the deck" --due 2026-03-06
    """
    if due is not None and not promise:
        raise UsageError("--due is the day by which a promise is due. Add --promise, or leave it out.")
    due_on = None if due is None else parse_day(due)
    actor = open_store()
    from reknit.store.services import interactions, promises, workspace

    day = workspace.today(actor) if on is None else parse_day(on)
    person_ids = [find(actor, person) for person in people_met]
    noon = dt.datetime.combine(day, dt.time(12), tzinfo=workspace.zone_of(actor)).astimezone(dt.UTC)
    row = interactions.log_interaction(actor, person_ids, at=noon, channel=channel, note=text)
    if promise:
        promises.make_promise(actor, person_ids[0], promise, made_on=day, due_on=due_on)
    if as_json:
        emit({"interaction": row.pk, "people": person_ids})
    elif promise:
        say("Logged, and the promise is noted. Undo, the promise first: reknit undo")
    else:
        say("Logged. Undo: reknit undo")


def find(actor: "Actor", text: str) -> int:
    """The one person meant. Raises `NotFoundError` or, when several match, `ConflictError` naming them."""
    found = _named(actor, text)
    if not found:
        raise NotFoundError(f"Nobody here is called “{text}”. Look through the book with: reknit people")
    if len(found) > 1:
        names = "; ".join(f"{line.id}: {line.name}, {line.organisation or 'no organisation'}" for line in found[:10])
        raise ConflictError(f"Several people match “{text}”. Use the number: {names}")
    return found[0].id


def _named(actor: "Actor", text: str) -> "list[PersonLine]":
    from reknit.store import clock
    from reknit.store.selectors.people import named

    return named(actor, text, as_of=clock.now())
