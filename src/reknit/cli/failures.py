"""The edge of the process: whatever happens becomes one plain sentence and an exit code that means something.

0: it ran. 1: it could not be done. 2: the call was wrong. 130: stopped with Ctrl-C.
The sentence goes to stderr; with ``--json`` stdout gets ``{"error": "…"}`` besides, so that it is one object always.
"""

import errno
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import typer

from reknit.cli.output import emit, fail
from reknit.errors import InvalidValueError, ReknitError, SettingError

COULD_NOT, WRONG_USAGE, STOPPED = 1, 2, 130

_REMEDIES = {
    errno.EACCES: "Change its permissions, or choose another place.",
    errno.EPERM: "Change its permissions, or choose another place.",
    errno.EROFS: "Choose another place.",
    errno.ENOSPC: "Make room on the disk, then try again.",
    errno.EDQUOT: "Make room on the disk, then try again.",
}

_WHAT = {
    errno.EACCES: "it gives no permission",
    errno.EPERM: "it gives no permission",
    errno.EEXIST: "there is a file of that name",
    errno.ENOTDIR: "a part of the name is a file",
    errno.ENOENT: "it is not there and cannot be made",
    errno.EROFS: "its disk cannot be written",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your share of the disk is full",
}

# What SQLite says → what it means here, and what to do. {home} is the data folder.
_SQLITE = (
    ("readonly", "The data folder {home} cannot be written. Change its permissions, or set REKNIT_HOME to another."),
    ("unable to open", "The database in {home} cannot be opened. Look at the permissions of that folder."),
    ("locked", "Another Reknit is writing and has not finished for a while. Try again in a moment."),
    ("disk is full", "The disk is full. Make room on it, then try again."),
    ("not a database", "{damaged}"),
    ("malformed", "{damaged}"),
    ("disk i/o error", "The disk under {home} reports an error. Copy your backups to another one."),
)
_DAMAGED = (
    "The database {home}/reknit.sqlite3 is damaged. Move it out of the folder, then bring a backup back, "
    "for example: reknit restore {backup}"
)


def guarded(app: Callable[..., Any], arguments: list[str]) -> int:
    """Run the command line and return its exit code. `arguments` without the name of the program."""
    as_json = "--json" in arguments
    try:
        code = app(arguments or ["--help"], prog_name="reknit", standalone_mode=False) or 0
    except ReknitError as error:
        return _say(str(error), as_json=as_json, code=_code_of(error))
    except typer.TyperException as error:
        return _say(_usage(error), as_json=as_json, code=error.exit_code)
    except typer.Abort:
        return _refused(as_json=as_json)
    except _outside() as error:
        return _say(_words_of(error), as_json=as_json, code=COULD_NOT)
    except Exception as error:  # a mistake of ours: a screen full of code helps nobody who is not looking for it
        if _shows_details():
            raise
        return _say(_our_mistake(error), as_json=as_json, code=COULD_NOT)
    if code == STOPPED:
        fail("Stopped.")
    return int(code)


def _say(message: str, *, as_json: bool, code: int) -> int:
    if as_json:
        emit({"error": message})
    fail(message)
    return code


def _code_of(error: ReknitError) -> int:
    """What was typed and cannot be kept is wrong usage here; a form shows it beside the field instead."""
    return WRONG_USAGE if isinstance(error, InvalidValueError) else error.exit_code


def _usage(error: typer.TyperException) -> str:
    context = getattr(error, "ctx", None)
    message = error.format_message().rstrip(".")
    return f"{message}. See: {context.command_path if context else 'reknit'} --help"


def _refused(*, as_json: bool) -> int:
    if sys.stdin is None or not sys.stdin.isatty():
        words = "There is no terminal to answer on, so nothing was done. See --help for the option that says yes."
        return _say(words, as_json=as_json, code=WRONG_USAGE)
    return _say("Nothing was done.", as_json=as_json, code=COULD_NOT)


def _outside() -> tuple[type[Exception], ...]:
    """What fails around Reknit. Databases are known only when a command has loaded them."""
    known = {"sqlite3": "Error", "django.db.utils": "Error", "django.core.exceptions": "ImproperlyConfigured"}
    loaded = {name: sys.modules[name] for name in known if name in sys.modules}
    return (OSError, *(getattr(module, known[name]) for name, module in loaded.items()))


def _words_of(error: Exception) -> str:
    if isinstance(error, OSError):
        return _file_words(error)
    text = str(error).strip().partition("\n")[0]
    if _database_is_elsewhere():
        return f"The database named by DATABASE_URL does not answer ({text}). Start it, or correct DATABASE_URL."
    known = next((words for part, words in _SQLITE if part in text.lower()), "")
    if not known:
        return f"The database says: {text}. Look with: reknit doctor"
    home = _home()
    newest = max((home / "backups").glob("*.sqlite3"), default="FILE", key=lambda path: path.stat().st_mtime)
    return known.format(home=home, damaged=_DAMAGED.format(home=home, backup=newest))


def _file_words(error: OSError) -> str:
    what = _WHAT.get(error.errno or 0) or str(error.strerror or error).rstrip(".")
    if not error.filename:
        return f"{what}."
    path, home = Path(str(error.filename)), _home()
    if path == home:
        return f"The data folder {home} cannot be used: {what}. Set REKNIT_HOME to another folder."
    if home in path.parents:
        within = path.relative_to(home)
        return f"In the data folder {home}, {within} cannot be used: {what}. Look at the permissions of that folder."
    return f"{path} cannot be used: {what}. {_REMEDIES.get(error.errno or 0, '')}".strip()


def _home() -> Path:
    from reknit.config import env

    home: Path = env.read("REKNIT_HOME")
    return home


def _database_is_elsewhere() -> bool:
    from reknit.config import env

    return bool(env.read("DATABASE_URL"))


def _shows_details() -> bool:
    from reknit.config import env

    try:
        return bool(env.read("REKNIT_DEBUG"))
    except SettingError:
        return False


def _our_mistake(error: Exception) -> str:
    where = " > ".join(_places(error.__traceback__))
    return (
        f"This is a mistake in Reknit, not yours: {type(error).__name__}: {error} ({where}). What was written before "
        "stays sound. With REKNIT_DEBUG=yes the same command shows all that is needed to report it."
    )


def _places(trace: TracebackType | None) -> Iterator[str]:
    """The last two places in Reknit's own code."""
    own = []
    while trace is not None:
        name = trace.tb_frame.f_globals.get("__name__", "")
        if name.startswith("reknit."):
            own.append(f"{name}:{trace.tb_lineno}")
        trace = trace.tb_next
    yield from own[-2:]
