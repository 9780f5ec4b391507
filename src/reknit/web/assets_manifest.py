"""Names of the built front-end files: `app.js` → `app-AB12CD34.js`, as script/build-assets wrote them down."""

from functools import lru_cache
from pathlib import Path

import msgspec

from reknit.errors import SettingError

MANIFEST = Path(__file__).resolve().parent / "static" / "reknit" / "manifest.json"


class Manifest(msgspec.Struct, frozen=True):
    """What one build produced.

    files: plain name → name with the hash of its content.
    icons: the symbols inside sprite.svg.
    """

    files: dict[str, str]
    icons: frozenset[str]


def manifest() -> Manifest:
    """The current build; read again only when the file has changed. Raises `SettingError` when there is none."""
    try:
        changed = MANIFEST.stat().st_mtime_ns
    except FileNotFoundError as error:
        raise SettingError("The front end has not been built: run script/build-assets") from error
    return _read(MANIFEST, changed)


@lru_cache(maxsize=1)
def _read(path: Path, changed: int) -> Manifest:
    del changed  # part of the key only
    return msgspec.json.decode(path.read_bytes(), type=Manifest)


def asset_name(name: str) -> str:
    """The path of a built file below the static root. Raises `SettingError` for a name the build does not know."""
    try:
        return f"reknit/{manifest().files[name]}"
    except KeyError as error:
        raise SettingError(f"No built file is called {name!r}: run script/build-assets") from error
