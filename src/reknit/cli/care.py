"""Take everything along, keep copies, find and mend: export, backup, restore, doctor, undo."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reknit.cli.output import JsonFlag, emit, say, table
from reknit.cli.session import open_store, open_tables, setup
from reknit.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from reknit.store.selectors.activity import ActivityLine


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (export, backup, restore, doctor, undo):
        app.command()(command)


def export(
    path: Annotated[Path, typer.Argument(help="The zip file to write.")] = Path("reknit-export.zip"),
    *,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file if it is there.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Write everything into one zip of open formats; `reknit import` brings it back.

    Example: reknit export ~/reknit-export.zip
    """
    if path.is_dir():
        raise UsageError(f"{path} is a folder. Name the file to write, for example: {path / 'reknit-export.zip'}")
    if path.exists() and not overwrite:
        raise UsageError(f"{path} exists already. Choose another name, or add --overwrite.")
    if not path.absolute().parent.is_dir():
        raise UsageError(f"There is no folder {path.absolute().parent}.")
    actor = open_store()
    from reknit.exchange.export import extras
    from reknit.store.services import archive

    counts = archive.write(actor, path, extras=extras(actor))
    if as_json:
        emit({"file": str(path), "rows": counts})
    else:
        people, facts, interactions = (f"{counts[table]:,}" for table in ("person", "fact", "interaction"))
        say(f"{path}: {people} people, you among them, {facts} facts, {interactions} interactions.")


def backup(
    folder: Annotated[Path | None, typer.Argument(help="Where to; default: the data folder's backups.")] = None,
    *,
    as_json: JsonFlag = False,
) -> None:
    """Copy the database as it is at this moment, also while Reknit is in use.

    Example: reknit backup ~/safe
    """
    if folder is not None and folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is not a folder. Name the folder that the copy goes into.")
    open_tables()
    from reknit.store.services import backups

    path = backups.backup(folder)
    emit({"file": str(path)}) if as_json else say(f"Backup written: {path}")


def restore(
    path: Annotated[Path, typer.Argument(help="A file written by `reknit backup`.")],
    *,
    as_json: JsonFlag = False,
) -> None:
    """Go back to a backup. It is checked first, and what is there now is backed up before.

    Example: reknit restore ~/safe/reknit-20260301-080000-by-hand.sqlite3
    """
    setup()
    from reknit.store.services import backups

    saved = backups.restore(path)
    open_store()
    if as_json:
        emit({"restored": str(path), "before": str(saved)})
    else:
        say(f"Restored {path}. What was here before is in {saved}")


def doctor(
    *,
    mend: Annotated[bool, typer.Option("--mend", help="Mend what can be mended.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Check the data folder, the database and its caches.

    Example: reknit doctor --mend
    """
    actor = open_tables()
    from reknit.config.env import home
    from reknit.store.services import health_check

    findings = health_check.examine(actor, home(), mend=mend)
    if as_json:
        emit({"findings": [finding.as_json() for finding in findings]})
    else:
        for finding in findings:
            say(f"{'mended: ' if finding.mended else ''}{finding.words}")
        if not findings:
            say("All is well.")
        elif not all(finding.mended for finding in findings) and not mend:
            say("To mend what can be mended: reknit doctor --mend")
    if any(not finding.mended for finding in findings):
        raise typer.Exit(1)


def undo(
    number: Annotated[int | None, typer.Argument(help="Number of the act; default: the last one.")] = None,
    *,
    listed: Annotated[bool, typer.Option("--list", help="Show what you did lately, with numbers.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Take back the last thing you did, or the act with a number.

    An import is taken back by itself: reknit import --undo ID.

    Example: reknit undo
    """
    actor = open_store()
    from reknit.store import audit
    from reknit.store.selectors import activity
    from reknit.store.services import caches

    if listed:
        _list(activity.recent(actor), as_json=as_json)
        return
    try:
        line = audit.undo(actor, number if number is not None else activity.last_act(actor))
    except NotFoundError as error:
        raise NotFoundError("There is nothing to undo." if number is None else _no_act(number)) from error
    caches.freshen(actor)
    words = activity.words_of(line.act, line.label)
    emit({"undone": line.pk, "act": line.act, "label": line.label}) if as_json else say(f"Undone: {words}")


def _no_act(number: int) -> str:
    return f"You did nothing that has the number {number}. See what you did: reknit undo --list"


def _list(lines: "list[ActivityLine]", *, as_json: bool) -> None:
    if as_json:
        emit({"acts": [asdict(line) for line in lines]})
        return
    table(
        ["undo with", "when", "what"],
        [[_undone_with(line), f"{line.at:%Y-%m-%d %H:%M}", line.words] for line in lines],
    )
    if not lines:
        say("You have done nothing yet.")


def _undone_with(line: "ActivityLine") -> str:
    if line.undone:
        return "(undone)"
    return f"reknit import --undo {line.id}" if line.is_import else f"reknit undo {line.id}"
