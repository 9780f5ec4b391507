"""Environment variables, read strictly: a value that cannot be used is an error, never a guess.

Every setting is one row of `SETTINGS`; `docs/reference/settings.md` is generated from it.
"""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import platformdirs

from reknit.errors import SettingError


@dataclass(frozen=True)
class Setting:
    """One environment variable: its name, default as text, what it does, and how it is read."""

    name: str
    default: str
    help: str
    parse: Callable[[str], Any]


def _parse_bool(text: str) -> bool:
    match text.strip().lower():
        case "1" | "true" | "yes" | "on":
            return True
        case "0" | "false" | "no" | "off" | "":
            return False
    raise ValueError("neither yes nor no")


def _parse_home(text: str) -> Path:
    return Path(text).expanduser().resolve() if text else Path(platformdirs.user_data_dir("reknit", appauthor=False))


def _parse_port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise ValueError("not a port number")
    return port


def _parse_database(text: str) -> str:
    if text and urlsplit(text).scheme not in {"postgresql", "postgres"}:
        raise ValueError("only postgresql://… is understood; leave it empty for SQLite")
    return text


SETTINGS = (
    Setting("REKNIT_HOME", "", "Folder that holds all data. Default: the platform's data folder.", _parse_home),
    Setting("DATABASE_URL", "", "postgresql://user:password@host:port/name; empty: SQLite.", _parse_database),
    Setting("REKNIT_PORT", "8765", "Port of the local web server; 0 takes any free one.", _parse_port),
    Setting("REKNIT_DEBUG", "no", "Show error details in the browser. Never on a shared machine.", _parse_bool),
)


def read(name: str) -> Any:
    """The parsed value of one setting. Raises `SettingError` naming the variable and the remedy."""
    setting = next(s for s in SETTINGS if s.name == name)
    text = os.environ.get(name, setting.default)
    try:
        return setting.parse(text)
    except ValueError as error:
        raise SettingError(f"{name}={text!r} cannot be used: {error}. {setting.help}") from error


def home() -> Path:
    """The data folder, made on first use for its owner alone (0700)."""
    folder: Path = read("REKNIT_HOME")
    if not folder.is_dir():
        folder.mkdir(parents=True, mode=0o700)
    return folder


def secret_key() -> str:
    """The key that signs sessions, made on first run and readable by its owner alone (0600)."""
    path = home() / "secret-key"
    while True:
        try:
            text = path.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            _write_once(path, secrets.token_urlsafe(48))
            continue
        if text:
            return text
        path.unlink()  # a process died between making and writing it


def _write_once(path: Path, text: str) -> None:
    """Two processes may start at the same time: the first one's file stays."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as stream:
        stream.write(text + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()


def database() -> dict[str, Any]:
    """Django's connection settings: SQLite in the data folder, or PostgreSQL by `DATABASE_URL`."""
    url = urlsplit(read("DATABASE_URL"))
    if url.scheme:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(url.path.lstrip("/")),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": unquote(url.hostname or ""),
            "PORT": str(url.port or ""),
            "CONN_MAX_AGE": 60,
        }
    path = home() / "reknit.sqlite3"
    if not path.exists():
        # SQLite would make it readable for others; its journal takes over the mode of the file.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
                "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-32000; PRAGMA mmap_size=268435456;"
            ),
        },
    }
