"""Files that a browser handed over: kept for their owner alone until the import is taken or put away.

An upload is one folder: ``files/`` as they were dropped, ``stage/`` with what was read from them, and
``tables.json`` with the tables whose columns can be assigned. Dropping the folder drops all of it.
"""

import json
import secrets
import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import msgspec

from reknit.exchange.column_offers import TableOffer

# File systems take 255 bytes for a name.
LONGEST_NAME_BYTES = 200
DEEPEST = 20


@dataclass(frozen=True)
class Incoming:
    """One file on its way in.

    path: as the browser says, so anything at all. chunks: its content. spooled: where it lies already, to be moved.
    """

    path: str
    chunks: Callable[[], Iterable[bytes]]
    spooled: Path | None = None


def keep(home: Path, incoming: Sequence[Incoming]) -> Path:
    """Write files into a new upload below the data folder. Raises `OSError`, and then nothing is left behind."""
    folder = home / "uploads" / secrets.token_hex(8)
    try:
        for number, file in enumerate(incoming):
            target = _free(files_of(folder), parts_of(file.path) or [f"file-{number}"], number)
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write(file, target)
    except OSError:
        drop(folder)
        raise
    return folder


def _write(file: Incoming, target: Path) -> None:
    if file.spooled is not None:
        shutil.move(file.spooled, target)
    else:
        with target.open("wb") as stream:
            for chunk in file.chunks():
                stream.write(chunk)
    target.chmod(0o600)


def parts_of(path: str) -> list[str]:
    """The folders and the name in a path, such that it can only lead downwards and be written anywhere."""
    clean = "".join(c for c in path.replace("\\", "/") if c.isprintable()).encode("utf-8", "replace").decode()
    parts = [part.strip() for part in PurePosixPath(clean).parts]
    return [_shortened(part) for part in parts if part.strip("./") and not part.endswith(":")][-DEEPEST:]


def _shortened(name: str) -> str:
    if len(name.encode()) <= LONGEST_NAME_BYTES:
        return name
    suffix = PurePosixPath(name).suffix[:20]
    return name.encode()[: LONGEST_NAME_BYTES - 30].decode("utf-8", "ignore") + suffix


def _free(folder: Path, parts: list[str], number: int) -> Path:
    """The place for a file; in a folder of its own when another file stands where it or its folder should be."""
    target = folder.joinpath(*parts)
    taken = target.exists() or any(parent.is_file() for parent in target.parents)
    return folder / f"again {number}" / parts[-1] if taken else target


def files_of(upload: Path) -> Path:
    """The folder with the files themselves."""
    return upload / "files"


def stages_of(upload: Path) -> Path:
    """The folder in which a stage of this upload lies."""
    return upload / "stage"


def label_of(paths: Sequence[str]) -> str:
    """What to call an upload: its one file, or the one folder that all of it lies in; "" when it has no name."""
    split = [parts_of(path) for path in paths]
    if len(split) == 1 and split[0]:
        return split[0][-1]
    first = {parts[0] for parts in split if len(parts) > 1}
    return first.pop() if len(first) == 1 and all(len(parts) > 1 for parts in split) else ""


def write_tables(upload: Path, tables: Sequence[TableOffer]) -> None:
    """Keep the tables for the page that asks about them. They hold cells, so they stay out of the database."""
    (upload / "tables.json").write_bytes(msgspec.json.encode(list(tables)))


def read_tables(upload: Path) -> list[TableOffer]:
    """The tables to ask about; none when the upload is gone."""
    try:
        return msgspec.json.decode((upload / "tables.json").read_bytes(), type=list[TableOffer])
    except FileNotFoundError:
        return []


def paths_from(text: str, names: Sequence[str]) -> list[str]:
    """The JSON list of paths that a browser sends beside its files; their bare names when it sent none."""
    try:
        paths = json.loads(text)
    except ValueError:
        paths = None
    if not isinstance(paths, list) or len(paths) != len(names):
        return list(names)
    return [str(path) for path in paths]


def drop(upload: Path) -> None:
    """Remove an upload with all that was read from it."""
    shutil.rmtree(upload, ignore_errors=True)
