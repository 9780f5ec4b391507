"""Records between reading and importing: on disk, headers only, as JSON lines.

Files are read once. The preview and the import both work from the stage, so an upload can wait
for the user's word, and what was previewed is what is imported. A stage holds nothing that the
store would not keep: records have no field for text.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Self

import msgspec

from reknit.core.records import FavourRecord, InteractionRecord, PersonRecord, Record, Skipped, Unreadable
from reknit.exchange.column_offers import TableOffer

_encode = msgspec.json.Encoder()
_people = msgspec.json.Decoder(PersonRecord | FavourRecord)
_interactions = msgspec.json.Decoder(InteractionRecord)


class StagedFile(msgspec.Struct, frozen=True):
    """A file that was looked at: `format` is "" when no reader knows it, and then `reason` says why."""

    path: str
    format: str
    edition: str = ""
    reason: str = ""
    kind: str = "file"


class LeftOut(msgspec.Struct, frozen=True):
    """Records of one kind in one file that a reader left out for one reason."""

    kind: str
    file: str
    record: str
    reason: str
    count: int


class AssumedMapping(msgspec.Struct, frozen=True):
    """A table that was read by guess: field by column, how sure the guess was, and why."""

    file: str
    mapping: dict[str, str]
    confidence: float
    reason: str


class Manifest(msgspec.Struct):
    """What was staged."""

    label: str = ""
    inputs: str = ""
    files: list[StagedFile] = []
    skipped: list[LeftOut] = []
    unreadable: list[Unreadable] = []
    people: int = 0
    interactions: int = 0
    own_addresses: list[tuple[str, str, float]] = []
    kept_out: dict[str, str] = {}
    mappings: list[AssumedMapping] = []


@dataclass
class Stage:
    """A folder with ``people.jsonl``, ``interactions.jsonl`` and, once complete, ``manifest.json``.

    tables: those whose columns can be assigned. They hold cells of the files and are not written here.
    """

    folder: Path
    manifest: Manifest = field(default_factory=Manifest)
    tables: list[TableOffer] = field(default_factory=list)
    _people: BinaryIO | None = None
    _interactions: BinaryIO | None = None
    _skipped: dict[tuple[str, str, str], tuple[str, int]] = field(default_factory=dict)

    @classmethod
    def create(cls, parent: Path) -> Self:
        """An empty stage in a new folder below `parent`, for its owner alone."""
        parent.mkdir(parents=True, mode=0o700, exist_ok=True)
        stage = cls(Path(tempfile.mkdtemp(prefix="stage-", dir=parent)))
        stage._people = (stage.folder / "people.jsonl").open("wb", buffering=1 << 18)
        stage._interactions = (stage.folder / "interactions.jsonl").open("wb", buffering=1 << 18)
        return stage

    @classmethod
    def load(cls, folder: Path) -> Self:
        """A complete stage. Raises `FileNotFoundError` when it is not (or no longer) there."""
        manifest = msgspec.json.decode((folder / "manifest.json").read_bytes(), type=Manifest)
        return cls(folder, manifest)

    def add(self, record: Record) -> None:
        """Keep one record."""
        if isinstance(record, InteractionRecord):
            assert self._interactions is not None
            self._interactions.write(_encode.encode(record) + b"\n")
            self.manifest.interactions += 1
        elif isinstance(record, PersonRecord | FavourRecord):
            assert self._people is not None
            self._people.write(_encode.encode(record) + b"\n")
            self.manifest.people += 1
        elif isinstance(record, Skipped):
            key = (record.kind, record.origin.file, record.reason)
            first, count = self._skipped.get(key, (record.origin.record, 0))
            self._skipped[key] = (first, count + 1)
        else:
            self.manifest.unreadable.append(record)

    def complete(self) -> None:
        """All records are in: close the files and write the manifest, which makes the stage loadable."""
        for stream in (self._people, self._interactions):
            if stream is not None:
                stream.close()
        self.manifest.skipped += [
            LeftOut(kind, file, record, reason, count)
            for (kind, file, reason), (record, count) in self._skipped.items()
        ]
        draft = self.folder / "manifest.draft"
        draft.write_bytes(_encode.encode(self.manifest))
        draft.rename(self.folder / "manifest.json")

    def people(self) -> Iterator[PersonRecord | FavourRecord]:
        """Address-book records in the order read."""
        with (self.folder / "people.jsonl").open("rb") as stream:
            for line in stream:
                yield _people.decode(line)

    def interactions(self) -> Iterator[InteractionRecord]:
        """Interactions in the order read."""
        with (self.folder / "interactions.jsonl").open("rb") as stream:
            for line in stream:
                yield _interactions.decode(line)

    def drop(self) -> None:
        """Remove the stage."""
        for stream in (self._people, self._interactions):
            if stream is not None:
                stream.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def digest_of(files: list[tuple[str, int]]) -> str:
    """One text for the inputs of an import: the names and sizes of its files."""
    return hashlib.sha256("\n".join(f"{size}\t{path}" for path, size in sorted(files)).encode()).hexdigest()
