"""Take everything along, keep copies, find and mend: export, backup, restore, doctor, undo."""

from pathlib import Path
from typing import Annotated

import typer

from reknit.cli.output import JsonFlag, emit, say
from reknit.cli.session import open_store, setup
from reknit.errors import UsageError


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
        say(f"{path}: {counts['person']} people, {counts['fact']} facts, {counts['interaction']} interactions.")


def backup(
    folder: Annotated[Path | None, typer.Argument(help="Where to; default: the data folder's backups.")] = None,
    *,
    as_json: JsonFlag = False,
) -> None:
    """Copy the database as it is at this moment, also while Reknit is in use.

    Example: reknit backup ~/safe
    """
    open_store()
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
    open_store()
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
    setup()
    from reknit.config.env import home
    from reknit.store.services import health_check, upgrade, workspace

    upgrade.migrate()
    findings = health_check.examine(workspace.local_actor(), home(), mend=mend)
    if as_json:
        emit({"findings": [finding.as_json() for finding in findings]})
    else:
        for finding in findings:
            say(f"{'mended: ' if finding.mended else ''}{finding.words}")
        say("All is well." if not findings else "")
    if any(not finding.mended for finding in findings):
        raise typer.Exit(1)


def undo(
    number: Annotated[int | None, typer.Argument(help="Number of the act; default: the last one.")] = None,
    *,
    as_json: JsonFlag = False,
) -> None:
    """Take back the last thing you did, or the act with a number.

    Example: reknit undo
    """
    actor = open_store()
    from reknit.store import audit
    from reknit.store.selectors import activity
    from reknit.store.services import caches

    line = audit.undo(actor, number if number is not None else activity.last_act(actor))
    caches.freshen(actor)
    emit({"undone": line.pk, "act": line.act, "label": line.label}) if as_json else say(f"Undone: {line.label}")
