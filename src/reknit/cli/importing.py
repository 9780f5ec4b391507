"""`reknit import`: files in, previewed, repeatable, undoable."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reknit.cli.output import Bar, JsonFlag, emit, fail, say, table
from reknit.cli.session import open_store
from reknit.errors import UsageError

if TYPE_CHECKING:
    from reknit.core.report import Report
    from reknit.exchange.importing import Choices
    from reknit.exchange.staging import Stage
    from reknit.store.policy import Actor

# How many reasons, senders and unreadable records are printed; --json has them all.
SHOWN = 12


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("import")(import_files)


def import_files(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files, folders or zip archives of any kind.")] = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would happen; write nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Import without asking.")] = False,
    undo: Annotated[int | None, typer.Option("--undo", metavar="ID", help="Remove what an import brought.")] = None,
    me: Annotated[list[str] | None, typer.Option("--me", metavar="ADDRESS", help="Your own address. Repeat.")] = None,
    let_in: Annotated[
        list[str] | None,
        typer.Option("--let-in", metavar="ADDRESS", help="A person after all, not a machine. Repeat."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Import mail, calendars, address books, LinkedIn archives and chats.

    Files are recognised by their content. Running it twice brings nothing twice.

    Example: reknit import ~/Downloads/Basic_LinkedInDataExport.zip ~/Mail --me you@example.org
    """
    if undo is not None:
        _undo(undo, as_json=as_json)
        return
    if not paths:
        raise UsageError("Name at least one file or folder, for example: reknit import ~/Downloads/contacts.vcf")
    actor = open_store()
    if len(paths) == 1 and _is_export(paths[0]):
        _import_export(actor, paths[0], dry_run=dry_run, as_json=as_json)
        return
    _import(actor, paths, me=me or [], let_in=let_in or [], dry_run=dry_run, yes=yes, as_json=as_json)


def _import(
    actor: "Actor", paths: list[Path], *, me: list[str], let_in: list[str], dry_run: bool, yes: bool, as_json: bool
) -> None:
    from reknit.config.env import home
    from reknit.core.keys import email_key
    from reknit.exchange.importing import Choices, preview, run, stage_files
    from reknit.store import clock
    from reknit.store.services import imports

    for address in me:
        if not email_key(address):
            raise UsageError(f"--me {address} is not an e-mail address.")
    for address in let_in:
        imports.judge_sender(actor, address, person=True)
    choices = Choices(now=clock.now(), me=frozenset(map(email_key, me)))
    asks = not yes and not dry_run and sys.stdin.isatty() and sys.stdout.isatty()
    if not (yes or dry_run or asks):
        raise UsageError("There is no terminal to ask on. Add --yes to import, or --dry-run to look first.")
    with Bar().shown() as bar:
        stage = stage_files(paths, read_options(actor, choices), parent=home() / "staging", progress=bar)
    try:
        if dry_run or asks:
            with Bar().shown() as bar:
                report = preview(actor, stage, choices, progress=bar)
            printed = {"import": None, "dry_run": True, **report.as_json()}
        if asks:
            show(printed)
            choices = _confirm(stage, report, choices)
        if not dry_run:
            with Bar().shown() as bar:
                printed = run(actor, stage, choices, progress=bar)
    finally:
        stage.drop()
    emit(printed) if as_json else show(printed)
    if not any(entry["recognised_as"] != "nothing known" for entry in printed["files"]):
        fail("None of these files holds contacts, messages or events that Reknit can read.")
        raise typer.Exit(1)


def read_options(actor: "Actor", choices: "Choices") -> Any:
    """What the readers are told, from the workspace's settings."""
    from zoneinfo import ZoneInfo

    from reknit.exchange.formats import ReadOptions
    from reknit.store.services import ego
    from reknit.store.services.workspace import workspace

    space = workspace(actor)
    return ReadOptions(
        as_of=choices.now,
        zone=ZoneInfo(space.zone),
        region=space.region,
        me=choices.me | ego.addresses(actor),
    )


def _confirm(stage: "Stage", report: "Report", choices: "Choices") -> "Choices":
    """Ask about the user's own addresses and whether to go on."""
    import dataclasses

    from reknit.core.keys import email_key
    from reknit.exchange.importing import own_addresses

    if "me" in report.assumed and not choices.me:
        guess = ", ".join(own_addresses(stage))
        answer = typer.prompt("Your own addresses, separated by commas", default=guess or "none")
        mine = frozenset(filter(None, map(email_key, answer.split(","))))
        choices = dataclasses.replace(choices, me=mine)
    typer.confirm("Import this?", default=True, abort=True)
    return choices


def _undo(run_id: int, *, as_json: bool) -> None:
    actor = open_store()
    from reknit.store.services import imports

    run = imports.undo(actor, run_id)
    if as_json:
        emit({"undone": run.pk, "label": run.label})
    else:
        say(f"Import {run.pk} ({run.label}) is undone. What other imports state too, and what you typed, stays.")


def _is_export(path: Path) -> bool:
    from reknit.store.services import archive

    return path.is_file() and archive.is_archive(path)


def _import_export(actor: "Actor", path: Path, *, dry_run: bool, as_json: bool) -> None:
    from reknit.store.services import archive

    counts = archive.look(path) if dry_run else archive.read(actor, path)
    printed = {
        "import": None,
        "dry_run": dry_run,
        "added": {table: number for table, number in counts.items() if number},
        **{outcome: {} for outcome in ("changed", "same", "ambiguous", "skipped")},
        "unreadable": [],
        "files": [{"path": str(path), "recognised_as": "reknit-export"}],
        "reasons": {},
        "kept_out": [],
        "assumed": {},
    }
    emit(printed) if as_json else show(printed)


def show(report: dict[str, Any]) -> None:
    """The report for people."""
    would = "would be " if report["dry_run"] else ""
    known = [f for f in report["files"] if f["recognised_as"] != "nothing known"]
    say(f"{len(known)} of {len(report['files'])} files recognised.")
    kinds = sorted({kind for outcome in OUTCOME_WORDS for kind in report[outcome]})
    rows = [[kind, *(str(report[outcome].get(kind, "")) for outcome in OUTCOME_WORDS), ""] for kind in kinds]
    if rows:
        table(["", *(would + word for word in OUTCOME_WORDS.values())], [row[:-1] for row in rows])
    for outcome in ("ambiguous", "skipped"):
        _reasons(report, outcome)
    for lost in report["unreadable"][:SHOWN]:
        say(f"Unreadable: {lost['file']} {lost['record']}: {lost['reason']}")
    if len(report["unreadable"]) > SHOWN:
        say(f"… and {len(report['unreadable']) - SHOWN} more unreadable records; --json lists them all.")
    for guess in report["assumed"].get("me", []):
        word = "Taken as your own address" if guess["taken"] else "Perhaps your own address"
        say(f"{word}: {guess['address']} ({guess['because']}). State it with --me to be sure.")
    if report["import"]:
        say(f"This was import {report['import']}. To take it back: reknit import --undo {report['import']}")


OUTCOME_WORDS = {
    "added": "added",
    "changed": "changed",
    "same": "unchanged",
    "ambiguous": "to be asked about",
    "skipped": "left out",
}


def _reasons(report: dict[str, Any], outcome: str) -> None:
    totals: dict[tuple[str, str], int] = {}
    for note in report["reasons"].get(outcome, []):
        key = (note["kind"], note["reason"])
        totals[key] = totals.get(key, 0) + note["count"]
    for (kind, reason), number in sorted(totals.items(), key=lambda entry: -entry[1])[:SHOWN]:
        say(f"  {number} × {kind} {OUTCOME_WORDS[outcome]}: {reason}")
