"""Files to read from, wherever they lie: a file, a folder, a member of a zip archive.

A reader sees only `Source`, so it neither knows nor cares whether a LinkedIn archive is
still zipped. Nothing is unpacked to disk.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from reknit.errors import UnreadableFileError

HEAD_BYTES = 65_536

# An archive inside an archive is read from memory; one inside that is a mistake or an attack.
MAX_ARCHIVE_DEPTH = 2
MAX_INNER_ARCHIVE_BYTES = 512 << 20


@dataclass(frozen=True)
class Source:
    """One readable file.

    label: the path shown to people, ``takeout.zip!Contacts/All.vcf`` inside an archive.
    path, member: where it lies; `member` is "" for a plain file.
    """

    label: str
    path: Path
    member: str = ""
    _archive: zipfile.ZipFile | None = field(default=None, compare=False, repr=False)

    @property
    def name(self) -> str:
        """File name without its folders."""
        return PurePosixPath(self.member).name if self.member else self.path.name

    @property
    def size(self) -> int:
        """Bytes when uncompressed."""
        if self._archive is not None:
            return self._archive.getinfo(self.member).file_size
        return self.path.stat().st_size

    @property
    def edition(self) -> str:
        """The day an archive wrote this member, as ISO text; "" for plain files, whose times copying changes."""
        if self._archive is None:
            return ""
        year, month, day, *_ = self._archive.getinfo(self.member).date_time
        return f"{year:04}-{month:02}-{day:02}" if year > 1980 else ""  # 1980 is ZIP's "no time"

    def open(self) -> BinaryIO:
        """A binary stream from the start. The caller closes it. Raises `UnreadableFileError`."""
        try:
            if self._archive is not None:
                return io.BufferedReader(self._archive.open(self.member), 1 << 16)  # type: ignore[type-var]
            return self.path.open("rb", buffering=1 << 18)
        except OSError as error:
            raise UnreadableFileError(f"the file cannot be opened ({error.strerror})") from error
        except (RuntimeError, NotImplementedError, zipfile.BadZipFile) as error:
            raise UnreadableFileError("the archive is damaged, or protected by a password") from error

    def head(self, size: int = HEAD_BYTES) -> bytes:
        """The first bytes, enough to recognise the format."""
        with self.open() as stream:
            try:
                return stream.read(size)
            except (zipfile.BadZipFile, zlib.error, OSError, EOFError) as error:
                raise UnreadableFileError("the file is damaged and cannot be read") from error

    def sibling(self, relative: str) -> "Source | None":
        """The file at `relative` to this one's folder (``../users.json``), if there is one."""
        if self._archive is None:
            path = (self.path.parent / relative).resolve()
            if not path.is_file():
                return None
            return Source(str(path), path)
        parts: list[str] = list(PurePosixPath(self.member).parent.parts)
        for part in PurePosixPath(relative).parts:
            if part != "..":
                parts.append(part)
            elif parts:
                parts.pop()
            else:
                return None
        member = "/".join(parts)
        if member not in self._archive.NameToInfo:
            return None
        return Source(f"{self.path}!{member}", self.path, member, self._archive)


def walk(paths: list[Path], *, relative_to: Path | None = None) -> Iterator[Source]:
    """Every file below `paths` in a fixed order (sorted by path), looking into zip archives.

    Hidden files and folders of version control and file managers (``.git``, ``__MACOSX``,
    ``.DS_Store``) are passed over; dot-files that hold data (a Maildir++ subfolder) are not.
    Labels are shown relative to `relative_to` if it is given.
    """
    for path in paths:
        found = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for child in found:
            if not _is_noise(child.relative_to(path).parts):
                yield from _open_file(child, str(child.relative_to(relative_to) if relative_to else child))


def _open_file(path: Path, label: str) -> Iterator[Source]:
    archive = _as_archive(path)
    if archive is None:
        yield Source(label, path)
    else:
        yield from _members(archive, path, label, depth=1)


def _members(archive: zipfile.ZipFile, path: Path, label: str, *, depth: int) -> Iterator[Source]:
    for info in sorted(archive.infolist(), key=lambda info: info.filename):
        if info.is_dir() or _is_noise(PurePosixPath(info.filename).parts):
            continue
        source = Source(f"{label}!{info.filename}", path, info.filename, archive)
        inner = _inner_archive(source) if depth < MAX_ARCHIVE_DEPTH else None
        if inner is None:
            yield source
        else:
            yield from _members(inner, path, source.label, depth=depth + 1)


def _inner_archive(source: Source) -> zipfile.ZipFile | None:
    if not source.name.lower().endswith(".zip") or source.size > MAX_INNER_ARCHIVE_BYTES:
        return None
    try:
        with source.open() as stream:
            return _as_archive(io.BytesIO(stream.read()))
    except UnreadableFileError:
        return None  # shown under its own name, where opening it says why


def _as_archive(file: Path | BinaryIO) -> zipfile.ZipFile | None:
    try:
        if zipfile.is_zipfile(file):
            return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError):
        pass  # the beginnings of an archive and no more: read as a file like any other
    return None


def _is_noise(parts: tuple[str, ...]) -> bool:
    return any(part in {".git", ".svn", "__MACOSX", ".DS_Store", "Thumbs.db", ".notmuch"} for part in parts)
