"""Care for people's data in the terminal: trash, forget, retention, about, care."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reknit.cli.book import find
from reknit.cli.output import JsonFlag, emit, say, table
from reknit.cli.session import open_store
from reknit.errors import ConflictError, NotFoundError, UsageError

if TYPE_CHECKING:
    from reknit.store.policy import Actor
    from reknit.store.selectors.care import Due, Rule

GAP_WORDS = {
    "no-name": ("No name", 'reknit edit {id} --name "…"'),
    "no-channel": ("No way to reach them", 'reknit edit {id} --email "…"'),
    "outdated": ("Only addresses their source no longer has", 'reknit edit {id} --email "…"'),
    "stale-role": ("A role nobody has told of for two years", "reknit care --still {fact}"),
}


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (trash, forget, retention, about, care):
        app.command()(command)


def trash(
    *,
    restore: Annotated[
        str | None, typer.Option("--restore", metavar="NAME", help="Bring somebody back (name or number).")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Who was deleted. After thirty days they are forgotten.

    Example: reknit trash --restore "Dana Liu"
    """
    actor = open_store()
    from reknit.store.selectors import care as selector
    from reknit.store.services import care as service

    found = selector.trash(actor)
    if restore is not None:
        matching = [line for line in found if restore.casefold() in {str(line.person_id), line.name.casefold()}]
        if not matching:
            raise NotFoundError(f"Nobody in the trash is called “{restore}”. See who is: reknit trash")
        if len(matching) > 1:
            raise ConflictError("Several match. Use the number: " + ", ".join(str(m.person_id) for m in matching))
        person = service.restore(actor, matching[0].person_id)
        emit({"id": person.pk, "name": person.name}) if as_json else say(f"{person.name} is back.")
        return
    if as_json:
        emit({"trash": [line.as_json() for line in found]})
        return
    table(
        ["number", "name", "organisation", "deleted", "forgotten on"],
        [[str(d.person_id), d.name, d.organisation, f"{d.deleted_at:%Y-%m-%d}", f"{d.until:%Y-%m-%d}"] for d in found],
    )
    if not found:
        say("The trash is empty.")


def forget(
    name: Annotated[str, typer.Argument(help="Name, e-mail address or number of the person.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Erase all that is stored about a person, for good. No import brings them back.

    Only a salted mark of their addresses stays. It cannot be undone. Backups made before still hold them.

    Example: reknit forget "Dana Liu"
    """
    actor = open_store()
    from reknit.config.env import home
    from reknit.store.services import forgetting

    person_id = _anybody(actor, name)
    if not yes:
        if as_json:
            raise UsageError("With --json nothing is asked. Add --yes to forget.")
        typer.confirm("Erase everything about this person? It cannot be undone.", abort=True)
    forgetting.forget(actor, [person_id])
    copies = sorted(str(path) for path in (home() / "backups").glob("*.sqlite3"))
    if as_json:
        emit({"forgotten": person_id, "backups": copies})
        return
    say("Forgotten.")
    if copies:
        say(f"{len(copies)} backups made before still hold them; delete these when you no longer need them:")
        for copy in copies:
            say(f"  {copy}")


def _anybody(actor: "Actor", name: str) -> int:
    """Also somebody in the trash may be forgotten."""
    from reknit.store.selectors import care as selector

    deleted = [d.person_id for d in selector.trash(actor) if name.casefold() in {str(d.person_id), d.name.casefold()}]
    return deleted[0] if len(deleted) == 1 else find(actor, name)


def retention(
    *,
    years: Annotated[int | None, typer.Option("--years", help="Without contact for so many years …")] = None,
    then: Annotated[str, typer.Option("--then", help="… archive, or forget.")] = "archive",
    off: Annotated[bool, typer.Option("--off", help="End the rule.")] = False,
    apply: Annotated[bool, typer.Option("--apply", help="Carry the rules out on everybody listed.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --apply: do not ask.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """How long people stay without any contact. A rule lists them; nothing happens before you confirm.

    Example: reknit retention --years 10 --then archive
    """
    actor = open_store()
    from reknit.store import clock
    from reknit.store.selectors import care as selector
    from reknit.store.services import care as service

    if years is not None or off:
        service.set_retention(actor, then, None if off else years)
    found = [(rule, selector.due(actor, rule, as_of=clock.now())) for rule in selector.rules(actor)]
    done: dict[str, int] = {}
    if apply:
        for rule, people in found:
            if people and _agreed(rule, people, yes=yes, as_json=as_json):
                done[rule.action] = service.apply_retention(actor, rule.action, [line.person_id for line in people])
        found = [(rule, selector.due(actor, rule, as_of=clock.now())) for rule in selector.rules(actor)]
    if as_json:
        listed = [{"action": r.action, "years": r.years, "due": [d.as_json() for d in people]} for r, people in found]
        emit({"rules": listed, "done": done})
        return
    for rule, people in found:
        say(f"After {rule.years} years without contact: {rule.action}. {len(people)} people.")
        table(
            ["number", "name", "organisation", "last contact"],
            [[str(d.person_id), d.name, d.organisation, str(d.last_on or "")] for d in people[:50]],
        )
    if not found:
        say("No rule. Set one, for example: reknit retention --years 10 --then archive")


def _agreed(rule: "Rule", people: "list[Due]", *, yes: bool, as_json: bool) -> bool:
    if yes:
        return True
    if as_json:
        raise UsageError("With --json nothing is asked. Add --yes to carry the rules out.")
    undo = "It cannot be undone." if rule.action == "forget" else "It can be undone."
    return typer.confirm(f"{rule.action.capitalize()} {len(people)} people? {undo}")


def about(
    name: Annotated[str, typer.Argument(help="Name, e-mail address or number of the person.")],
    path: Annotated[Path, typer.Argument(help="The JSON file to write.")],
    *,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file if it is there.")] = False,
) -> None:
    """Write all that is stored about a person into one readable file, with where each fact comes from.

    Example: reknit about "Dana Liu" dana.json
    """
    if path.exists() and not overwrite:
        raise UsageError(f"{path} exists already. Choose another name, or add --overwrite.")
    if not path.absolute().parent.is_dir():
        raise UsageError(f"There is no folder {path.absolute().parent}.")
    actor = open_store()
    import json

    from reknit.store.selectors.about import about as stored

    found = stored(actor, _anybody(actor, name))
    text = json.dumps(found, ensure_ascii=False, indent=2, default=str)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
        stream.write(text + "\n")
    say(f"{path}: {len(found['facts'])} facts, {len(found['interactions'])} interactions.")


def care(
    kind: Annotated[str, typer.Argument(help="no-name, no-channel, outdated or stale-role; default: all.")] = "",
    *,
    still: Annotated[
        int | None, typer.Option("--still", metavar="FACT", help="This role still holds, old as its source is.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=100_000)] = 20,
    as_json: JsonFlag = False,
) -> None:
    """What is missing or doubtful in the book, and what to do about each.

    Example: reknit care no-channel
    """
    actor = open_store()
    from reknit.store import clock
    from reknit.store.selectors import care as selector
    from reknit.store.services import care as service

    if still is not None:
        service.confirm_role(actor, still)
    if kind and kind not in selector.GAPS:
        raise UsageError(f"“{kind}” is none of: {', '.join(selector.GAPS)}.")
    kinds = [kind] if kind else list(selector.GAPS)
    found = {each: selector.gaps(actor, each, as_of=clock.now(), limit=limit) for each in kinds}
    if as_json:
        emit({each: [gap.as_json() for gap in gaps] for each, gaps in found.items()})
        return
    for each, gaps in found.items():
        words, remedy = GAP_WORDS[each]
        if gaps:
            columns = ["number", words, "organisation", "what to do"]
            table(
                columns,
                [
                    _gap_row(gap.person_id, gap.fact_id, gap.name, gap.value or gap.organisation, remedy)
                    for gap in gaps
                ],
            )
    if not any(found.values()):
        say("Nothing is missing.")


def _gap_row(person_id: int, fact_id: int | None, name: str, detail: str, remedy: str) -> list[str]:
    return [str(person_id), name or "?", detail, remedy.format(id=person_id, fact=fact_id)]
