"""One person, one record, in the terminal: same, merge, split."""

from typing import TYPE_CHECKING, Annotated

import typer

from reknit.cli.book import find
from reknit.cli.output import JsonFlag, emit, say, table
from reknit.cli.session import open_store
from reknit.errors import ConflictError, NotFoundError, UsageError

if TYPE_CHECKING:
    from reknit.store.policy import Actor


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (same, merge, split):
        app.command()(command)


def same(
    *,
    yes: Annotated[
        list[int] | None, typer.Option("--yes", metavar="N", help="Question N: one person. Repeat for several.")
    ] = None,
    no: Annotated[
        list[int] | None, typer.Option("--no", metavar="N", help="Question N: two people, for good. Repeat.")
    ] = None,
    all_above: Annotated[
        float | None,
        typer.Option(
            "--all-above", metavar="P", help="One person wherever at least this likely; never by name alone."
        ),
    ] = None,
    sure: Annotated[bool, typer.Option("--sure", help="With --all-above: do not ask.")] = False,
    look: Annotated[bool, typer.Option("--look", help="Compare the whole book first.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000)] = 30,
    as_json: JsonFlag = False,
) -> None:
    """Are these the same person? List the questions, or answer them.

    Example: reknit same --yes 12 --no 15
    """
    actor = open_store()
    from reknit.store.services import identity

    if look:
        identity.look(actor)
    answered = {"same": 0, "different": 0}
    for number in yes or ():
        identity.same(actor, number)
        answered["same"] += 1
    for number in no or ():
        identity.different(actor, number)
        answered["different"] += 1
    if all_above is not None:
        answered["same"] += _accept(actor, all_above, sure=sure, as_json=as_json)
    _show(actor, answered, limit=limit, as_json=as_json)


def _accept(actor: "Actor", threshold: float, *, sure: bool, as_json: bool) -> int:
    from reknit.store.services import identity

    number = len(identity.above(actor, threshold))
    if number and not sure:
        if as_json:
            raise UsageError(f"{number} pairs are at least that likely. With --json nothing is asked: add --sure.")
        typer.confirm(f"Make one person of each of {number} pairs? Each can be undone by itself.", abort=True)
    return identity.accept_above(actor, threshold)


def _show(actor: "Actor", answered: dict[str, int], *, limit: int, as_json: bool) -> None:
    from reknit.store.selectors import same as selector

    lines = selector.questions(actor, limit=limit)
    total = selector.count(actor)
    if as_json:
        emit({"answered": answered, "open": total, "questions": [line.as_json() for line in lines]})
        return
    if any(answered.values()):
        say(f"One person: {answered['same']}. Two people: {answered['different']}. Undo the last: reknit undo")
    table(
        ["number", "likely", "one", "other", "why"],
        [
            [str(q.id), "" if q.probability is None else f"{min(q.probability, 0.99):.0%}", q.left, q.right, q.reason]
            for q in lines
        ],
    )
    say(f"{total} open. Answer with --yes NUMBER or --no NUMBER." if total else "No two records look like one person.")


def merge(
    one: Annotated[str, typer.Argument(help="Name, e-mail address or number of who stays.")],
    other: Annotated[str, typer.Argument(help="Who is the same person.")],
    *,
    organisations: Annotated[bool, typer.Option("--organisations", help="These are names of organisations.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Make one of two people, or of two organisations. Nothing is lost, and it can be taken apart at any time.

    Example: reknit merge "Dana Liu" dliu@home.example
    """
    actor = open_store()
    if organisations:
        from reknit.store.services import organisations as service

        organisation = service.merge(actor, _organisation(actor, one), _organisation(actor, other))
        kept_id, name = organisation.pk, organisation.name
    else:
        from reknit.store.services import merging

        person = merging.merge(actor, find(actor, one), find(actor, other))
        kept_id, name = person.pk, person.name
    if as_json:
        emit({"id": kept_id, "name": name})
    else:
        say(f"One now: {name} (number {kept_id}). Undo: reknit undo, or later: reknit split")


def _organisation(actor: "Actor", text: str) -> int:
    from reknit.core.keys import text_key
    from reknit.store.services.organisations import known

    found = known(actor).get(text_key(text))
    if found is None:
        raise NotFoundError(f"No organisation here is called “{text}”.")
    return found


def split(
    name: Annotated[str | None, typer.Argument(help="Name of either, or the number of the merge.")] = None,
    *,
    organisations: Annotated[
        bool, typer.Option("--organisations", help="The name is that of an organisation merged away.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Make two people again of one; that they are two is remembered for good. Without a name: list what was merged.

    Example: reknit split "Dana Liu"
    """
    actor = open_store()
    if organisations:
        _split_organisation(actor, name or "", as_json=as_json)
        return
    from reknit.store.selectors import same as selector
    from reknit.store.services import splitting

    found = selector.merges(actor)
    if name is not None:
        found = [m for m in found if name == str(m.id) or name.casefold() in {m.name.casefold(), m.into.casefold()}]
        if not found:
            raise NotFoundError(f"“{name}” was not merged with anybody. See what was: reknit split")
    if name is not None and len(found) == 1:
        person = splitting.split(actor, found[0].id)
        result = {"id": person.pk if person else None, "name": person.name if person else None}
        words = f"{found[0].name} and {found[0].into} are two people." if person else "Nothing was left to split off."
        emit(result) if as_json else say(words)
        return
    if name is not None and not as_json:
        raise ConflictError(
            "Several merges match. Use the number: " + "; ".join(f"{m.id}: {m.name} into {m.into}" for m in found)
        )
    if as_json:
        emit({"merges": [line.as_json() for line in found]})
        return
    table(["number", "merged", "into", "on"], [[str(m.id), m.name, m.into, m.at] for m in found])


def _split_organisation(actor: "Actor", name: str, *, as_json: bool) -> None:
    from reknit.core.keys import text_key
    from reknit.store.services.organisations import split as split_off

    organisation = split_off(actor, text_key(name))
    emit({"id": organisation.pk, "name": organisation.name}) if as_json else say(
        f"{organisation.name} is an organisation of its own again."
    )
