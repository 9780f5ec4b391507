"""What an import did or would do: counts by kind, reasons in words, and every record that could not be read."""

from collections import Counter
from typing import Any

import msgspec

from reknit.core.records import Origin

OUTCOMES = ("added", "changed", "same", "ambiguous", "skipped")


class Note(msgspec.Struct, frozen=True):
    """Why records of one kind in one file were left out; the same words are counted together."""

    outcome: str
    kind: str
    file: str
    reason: str


class Report:
    """Counts and reasons; grows with the number of different reasons per file, not of records."""

    def __init__(self) -> None:
        self.counts: dict[str, Counter[str]] = {outcome: Counter() for outcome in OUTCOMES}
        self.notes: Counter[Note] = Counter()
        self.first_record: dict[Note, str] = {}
        self.unreadable: list[dict[str, str]] = []
        self.files: list[dict[str, str]] = []
        self.senders: Counter[tuple[str, str]] = Counter()
        self.assumed: dict[str, Any] = {}

    def count(self, outcome: str, kind: str) -> None:
        """One more record with this outcome."""
        self.counts[outcome][kind] += 1

    def note(self, outcome: str, kind: str, origin: Origin, reason: str, *, number: int = 1) -> None:
        """More records with this outcome, and why; `origin` is the first of them."""
        self.counts[outcome][kind] += number
        note = Note(outcome, kind, origin.file, reason)
        self.notes[note] += number
        self.first_record.setdefault(note, origin.record)

    def cannot_read(self, file: str, record: str, reason: str) -> None:
        """A record that is lost, named."""
        self.unreadable.append({"file": file, "record": record, "reason": reason})

    def as_json(self) -> dict[str, Any]:
        """The object that ``reknit import --json`` prints."""
        reasons: dict[str, list[dict[str, Any]]] = {}
        for note, number in self.notes.items():
            reasons.setdefault(note.outcome, []).append(
                {
                    "kind": note.kind,
                    "reason": note.reason,
                    "count": number,
                    "file": note.file,
                    "first_record": self.first_record[note],
                }
            )
        return {
            **{outcome: dict(sorted(counter.items())) for outcome, counter in self.counts.items()},
            "unreadable": self.unreadable,
            "files": self.files,
            "reasons": reasons,
            "kept_out": [
                {"address": address, "reason": reason, "count": number}
                for (address, reason), number in self.senders.most_common(500)
            ],
            "assumed": self.assumed,
        }
