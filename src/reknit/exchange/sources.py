"""Files to read from, wherever they lie: a file, a folder, a member of a zip archive.

A reader sees only `Source`, so it neither knows nor cares whether a LinkedIn archive is
still zipped. Nothing is unpacked to disk.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO

HEAD_BYTES = 65_536

# An archive inside an archive inside an archive is either a mistake or an attack.
MAX_ARCHIVE_DEPTH = 2


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
        """A binary stream from the start. The caller closes it."""
        if self._archive is not None:
            return io.BufferedReader(self._archive.open(self.member), 1 << 16)  # type: ignore[arg-type, unused-ignore]
        return self.path.open("rb", buffering=1 << 18)

    def head(self, size: int = HEAD_BYTES) -> bytes:
        """The first bytes, enough to recognise the format."""
        with self.open() as stream:
            return stream.read(size)

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


def walk(paths: list[Path]) -> Iterator[Source]:
    """Every file below `paths` in a fixed order (sorted by path), looking into zip archives.

    Hidden files and folders of version control and file managers (``.git``, ``__MACOSX``,
    ``.DS_Store``) are passed over; dot-files that hold data (a Maildir++ subfolder) are not.
    """
    for path in paths:
        if path.is_dir():
            for child in sorted(p for p in path.rglob("*") if p.is_file() and not _is_noise(p.parts)):
                yield from _open_file(child, str(child))
        else:
            yield from _open_file(path, str(path))


def _open_file(path: Path, label: str) -> Iterator[Source]:
    if not zipfile.is_zipfile(path) or path.stat().st_size < 22:  # an empty archive is 22 bytes
        yield Source(label, path)
        return
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError):
        yield Source(label, path)
        return
    members = sorted(info.filename for info in archive.infolist() if not info.is_dir())
    for member in members:
        if not _is_noise(PurePosixPath(member).parts):
            yield Source(f"{label}!{member}", path, member, archive)


def _is_noise(parts: tuple[str, ...]) -> bool:
    return any(part in {".git", ".svn", "__MACOSX", ".DS_Store", "Thumbs.db", ".notmuch"} for part in parts)
