"""The report of an import as pages show it: counts in words, reasons summed over files, no endless lists."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from reknit.web.import_words import FORMATS, KINDS

# Shown of each list before "and … more"; the report in the terminal (--json) has them all.
SHOWN = 50

# Senders beyond the first few are folded away.
SENDERS_AT_ONCE = 12

COUNTED = (("added", _("new")), ("changed", _("changed")), ("same", _("known already")))

Report = dict[str, Any]


def readable(report: Report) -> dict[str, Any]:
    """Everything the templates under imports/ show of a report."""
    kept_out = report.get("kept_out", [])
    known, unknown = _known_files(report), _unknown_files(report)
    return {
        "tally": _tally(report),
        "brings_something": any(report.get(outcome) for outcome in ("added", "changed")),
        "left_out": _left_out(report),
        "questions_raised": report.get("ambiguous", {}).get("person", 0),
        "known_files": known,
        "known_files_total": sum(group["count"] for group in known),
        "unknown_files": unknown,
        "unknown_files_total": sum(group["count"] for group in unknown),
        "unreadable": _unreadable(report),
        "unreadable_total": len(report.get("unreadable", [])),
        "senders": kept_out[:SENDERS_AT_ONCE],
        "more_senders": kept_out[SENDERS_AT_ONCE:],
        "senders_total": len(kept_out),
        "senders_messages": sum(entry["count"] for entry in kept_out),
        "assumed_own": [guess for guess in report.get("assumed", {}).get("me", []) if guess["taken"]],
    }


def _tally(report: Report) -> list[dict[str, Any]]:
    """One line for each kind of record, with the counts that are not zero."""
    lines = []
    for kind, word in KINDS.items():
        counts = [(report.get(outcome, {}).get(kind, 0), words) for outcome, words in COUNTED]
        if any(number for number, _words in counts):
            lines.append({"word": word, "counts": [(number, words) for number, words in counts if number]})
    return lines


def _notes(report: Report, outcome: str) -> list[dict[str, Any]]:
    notes: list[dict[str, Any]] = report.get("reasons", {}).get(outcome, [])
    return notes


def _left_out(report: Report) -> list[dict[str, Any]]:
    """Records left out on purpose, by kind, each reason once, the most frequent first. Whole files stand apart."""
    reasons: dict[str, Counter[str]] = {}
    for note in _notes(report, "skipped"):
        reasons.setdefault(note["kind"], Counter())[note["reason"]] += note["count"]
    return [
        {"word": word, "total": reasons[kind].total(), "reasons": reasons[kind].most_common()}
        for kind, word in KINDS.items()
        if kind in reasons
    ]


def _known_files(report: Report) -> list[dict[str, Any]]:
    """The files that were recognised, by format."""
    found: dict[str, list[str]] = {}
    for file in report.get("files", []):
        if file["recognised_as"] != "nothing known":
            found.setdefault(file["recognised_as"], []).append(file["path"])
    return _groups({FORMATS.get(name, name): paths for name, paths in found.items()})


def _unknown_files(report: Report) -> list[dict[str, Any]]:
    """The files that were left out as a whole, by reason."""
    found: dict[str, list[str]] = {}
    for note in _notes(report, "skipped"):
        if note["kind"] == "file":
            found.setdefault(note["reason"], []).append(note["file"])
    return _groups(found)


def _groups(found: Mapping[Any, list[str]]) -> list[dict[str, Any]]:
    """The largest first."""
    return [
        {"word": word, "count": len(paths), "paths": paths[:SHOWN], "more": max(0, len(paths) - SHOWN)}
        for word, paths in sorted(found.items(), key=lambda entry: -len(entry[1]))
    ]


def _unreadable(report: Report) -> list[dict[str, Any]]:
    """Lost records by reason, the most frequent first."""
    found: dict[str, list[dict[str, str]]] = {}
    for lost in report.get("unreadable", []):
        found.setdefault(lost["reason"], []).append(lost)
    return [
        {"reason": reason, "count": len(lost), "lost": lost[:SHOWN], "more": max(0, len(lost) - SHOWN)}
        for reason, lost in sorted(found.items(), key=lambda entry: -len(entry[1]))
    ]
