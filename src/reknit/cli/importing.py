"""`reknit import`: files in, previewed, repeatable, undoable."""

import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reknit.cli.columns import column_mappings, point_out
from reknit.cli.output import Bar, JsonFlag, emit, fail, say, table
from reknit.cli.session import open_store
from reknit.errors import UsageError

if TYPE_CHECKING:
    from reknit.core.report import Report
    from reknit.exchange.column_offers import Header
    from reknit.exchange.importing import Choices
    from reknit.exchange.staging import Stage
    from reknit.store.policy import Actor

# How many reasons, senders and unreadable records are printed; --json has them all.
SHOWN = 12


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command("import")(import_files)


def import_files(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="FILES", help="Files, folders or zip archives of any kind.")
    ] = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would happen; write nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Import without asking.")] = False,
    undo: Annotated[int | None, typer.Option("--undo", metavar="ID", help="Remove what an import brought.")] = None,
    me: Annotated[list[str] | None, typer.Option("--me", metavar="ADDRESS", help="Your own address. Repeat.")] = None,
    let_in: Annotated[
        list[str] | None,
        typer.Option("--let-in", metavar="ADDRESS", help="A person after all, not a machine. Repeat."),
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="COLUMN=FIELD", help="What a column of a table means. Repeat."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Import mail, calendars, address books, LinkedIn archives and chats.

    Files are recognised by their content. Running it twice brings nothing twice.

    Example: reknit import ~/Downloads/Basic_LinkedInDataExport.zip ~/Mail --me you@example.org
    """
    if undo is not None:
        if files:
            raise UsageError("Either import files or undo an import, not both at once.")
        _undo(undo, as_json=as_json)
        return
    if not files:
        raise UsageError("Name at least one file or folder, for example: reknit import ~/Downloads/contacts.vcf")
    paths = [_existing(text) for text in files]
    actor = open_store()
    if len(paths) == 1 and _is_export(paths[0]):
        _import_export(actor, paths[0], dry_run=dry_run, as_json=as_json)
        return
    asks = _may_ask(yes=yes, dry_run=dry_run, as_json=as_json)
    choices = _choices(me or [], let_in or [])
    mappings = column_mappings(actor, paths, columns or [], asks=asks)
    _import(actor, paths, choices, mappings, dry_run=dry_run, asks=asks, as_json=as_json)


def _existing(text: str) -> Path:
    """The path that was typed. Raises `UsageError` when nothing can be read there."""
    if not text.strip():
        raise UsageError("One of the names is empty. Name a file or folder; “.” is the current one.")
    path = Path(text)
    try:
        mode = path.stat().st_mode
    except PermissionError as error:
        raise UsageError(f"{text} cannot be opened: its folder gives no permission.") from error
    except (OSError, ValueError) as error:
        raise UsageError(f"There is no file or folder {text}.") from error
    if stat.S_ISDIR(mode) and not os.access(path, os.R_OK | os.X_OK):
        raise UsageError(f"The folder {text} cannot be opened: it gives no permission.")
    if not (stat.S_ISDIR(mode) or stat.S_ISREG(mode)):
        raise UsageError(f"{text} is neither a file nor a folder.")
    return path


def _may_ask(*, yes: bool, dry_run: bool, as_json: bool) -> bool:
    """Whether questions are asked. Raises `UsageError` where they would be needed and there is nobody to ask."""
    if yes or dry_run:
        return False
    if as_json:
        raise UsageError("With --json nothing is asked. Add --yes to import, or --dry-run to look first.")
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("There is no terminal to ask on. Add --yes to import, or --dry-run to look first.")
    return True


def _choices(me: list[str], let_in: list[str]) -> "Choices":
    from reknit.core.keys import email_key
    from reknit.exchange.importing import Choices
    from reknit.store import clock

    for option, addresses in (("--me", me), ("--let-in", let_in)):
        for address in addresses:
            if not email_key(address):
                raise UsageError(f"{option} {address} is not an e-mail address.")
    mine, people = (frozenset(map(email_key, addresses)) for addresses in (me, let_in))
    return Choices(now=clock.now(), me=mine, let_in=people)


def _remember(actor: "Actor", choices: "Choices", mappings: "dict[Header, dict[str, str]]") -> None:
    """What the user said about senders and columns holds for later imports too."""
    from reknit.store.services import imports
    from reknit.store.services.mappings import remember

    for address in sorted(choices.let_in):
        imports.judge_sender(actor, address, person=True)
    for header, mapping in mappings.items():
        remember(actor, header, mapping)


def _import(
    actor: "Actor",
    paths: list[Path],
    choices: "Choices",
    mappings: "dict[Header, dict[str, str]]",
    *,
    dry_run: bool,
    asks: bool,
    as_json: bool,
) -> None:
    import dataclasses

    from reknit.config.env import home
    from reknit.exchange.importing import options_for, preview, stage_files

    options = options_for(actor, now=choices.now, me=choices.me)
    options = dataclasses.replace(options, mappings={**options.mappings, **mappings})
    with Bar().shown() as bar:
        stage = stage_files(paths, options, parent=home() / "staging", progress=bar)
    try:
        holds_something = any(file.format for file in stage.manifest.files)
        if dry_run or asks or not holds_something:
            with Bar().shown() as bar:
                report = preview(actor, stage, choices, progress=bar)
            printed = {"import": None, "dry_run": dry_run, **report.as_json()}
        if asks and holds_something:
            show(printed | {"dry_run": True})
            choices = _confirm(stage, report, choices)
        if holds_something and not dry_run:
            _remember(actor, choices, mappings)
            with Bar().shown() as bar:
                printed = _run(actor, stage, choices, bar)
    finally:
        stage.drop()
    in_vain = _why_in_vain(printed)
    if as_json:
        emit(printed | ({"error": in_vain} if in_vain else {}))
    else:
        show(printed)
        point_out([] if asks else stage.tables)
    if in_vain:
        fail(in_vain)
        raise typer.Exit(1)


def _run(actor: "Actor", stage: "Stage", choices: "Choices", bar: Bar) -> dict[str, Any]:
    from reknit.exchange.importing import run

    try:
        return run(actor, stage, choices, progress=bar)
    except KeyboardInterrupt:
        fail("The import is not complete. The same command completes it; reknit doctor says how to take it back.")
        raise


def _why_in_vain(report: dict[str, Any]) -> str:
    """Why the files brought nothing at all, "" when they did."""
    if not report["files"]:
        return "There is no file in what you named."
    if all(entry["recognised_as"] == "nothing known" for entry in report["files"]):
        return "None of these files holds contacts, messages or events that Reknit can read."
    if report["unreadable"] and not any(report[outcome] for outcome in OUTCOME_WORDS):
        return "Nothing in these files can be read. The report names each with its reason."
    return ""


def _confirm(stage: "Stage", report: "Report", choices: "Choices") -> "Choices":
    """Ask about the user's own addresses and whether to go on."""
    import dataclasses

    from reknit.core.keys import email_key
    from reknit.exchange.importing import own_addresses

    if "me" in report.assumed and not choices.me:
        guess = ", ".join(own_addresses(stage))
        answer = typer.prompt("Your own addresses, separated by commas", default=guess or "none")
        mine = frozenset(filter(None, map(email_key, answer.split(","))))
        choices = dataclasses.replace(choices, me=mine, assume=False)
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
    from reknit.exchange import archive

    printed = (archive.would_restore if dry_run else archive.restored)(actor, path, shown=str(path))
    emit(printed) if as_json else show(printed)


def show(report: dict[str, Any]) -> None:
    """The report for people."""
    known = [f for f in report["files"] if f["recognised_as"] != "nothing known"]
    say(f"{len(known)} of {len(report['files'])} {'file' if len(report['files']) == 1 else 'files'} recognised.")
    kinds = sorted({kind for outcome in OUTCOME_WORDS for kind in report[outcome]})
    if kinds and report["dry_run"]:
        say("Nothing is written. An import would bring:")
    table(
        ["", *OUTCOME_WORDS.values()],
        [[kind, *(str(report[outcome].get(kind, "")) for outcome in OUTCOME_WORDS)] for kind in kinds],
    )
    for outcome in ("ambiguous", "skipped"):
        _reasons(report, outcome)
    for lost in report["unreadable"][:SHOWN]:
        where = ", ".join(filter(None, (lost["file"], lost["record"])))
        say(f"Unreadable: {where}: {lost['reason']}")
    if len(report["unreadable"]) > SHOWN:
        say(f"… and {len(report['unreadable']) - SHOWN} more unreadable records; --json lists them all.")
    for guess in report["assumed"].get("me", []):
        word = "Taken as your own address" if guess["taken"] else "Perhaps your own address"
        say(f"{word}: {guess['address']} ({guess['because']}). State it with --me to be sure.")
    for guess in report["assumed"].get("mappings", []):
        used = ", ".join(f"{name} = {field}" for name, field in guess["mapping"].items() if field != "ignore")
        say(f"Columns of {guess['file']} read as: {used}. To change one: --map COLUMN=FIELD")
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
