"""The real-world calendars: every event of every file becomes a record, or is named with a reason."""

import csv
import datetime as dt
import re
from collections import Counter
from pathlib import Path

import pytest

from reknit.core.records import InteractionRecord, Record, Skipped, Unreadable
from reknit.exchange.calendar import FORMAT
from reknit.exchange.formats import ReadOptions
from reknit.exchange.sources import Source, walk

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not on this machine")

OPTIONS = ReadOptions(as_of=dt.datetime(2025, 6, 1, tzinfo=dt.UTC))
_EVENT = re.compile(rb"^\s*BEGIN:VEVENT\s*$", re.IGNORECASE | re.MULTILINE)


def _sources() -> list[Source]:
    with (CORPUS / "INDEX.tsv").open(encoding="utf-8", newline="") as index:
        rows = csv.DictReader(index, delimiter="\t")
        names = [row["file"] for row in rows if row["kind"] == "calendar" or row["file"].endswith(".ics")]
    return [source for name in names for source in walk([CORPUS / name])]


def _recognised() -> list[Source]:
    return [source for source in _sources() if FORMAT.recognise(source, source.head())]


def _read(source: Source) -> list[Record]:
    return list(FORMAT.read(source, OPTIONS))


def _holds_start(source: Source) -> bool:
    return re.search(rb"^(?:DTSTART|RDATE|RECURRENCE-ID)", source.head(), re.MULTILINE) is not None


def test_every_file_with_a_component_of_a_calendar_is_recognised():
    missed = [source for source in _sources() if not FORMAT.recognise(source, source.head())]
    assert len(_sources()) > 200
    assert not any(b"BEGIN:V" in source.head() and b"END:V" in source.head() for source in missed)


def test_no_other_file_is_taken_for_a_calendar():
    ours = {source.label for source in _recognised()}
    taken = [
        source for source in walk([CORPUS]) if source.label not in ours and FORMAT.recognise(source, source.head())
    ]
    assert not taken


def test_every_file_yields_something_and_every_event_is_accounted_for():
    for source in _recognised():
        records = _read(source)
        named = {record.origin.record for record in records if record.origin.record.startswith("event ")}
        with source.open() as stream:
            events = len(_EVENT.findall(stream.read().replace(b"\r", b"\n")))
        assert records, source.label
        assert len(named) == events, source.label


def test_only_events_without_a_readable_start_are_unreadable():
    reasons: Counter[str] = Counter()
    for source in _recognised():
        for record in _read(source):
            if isinstance(record, Unreadable):
                reasons[record.reason] += 1
    assert set(reasons) == {"the start (DTSTART) is missing", "the start (DTSTART) is not a date"}
    assert reasons["the start (DTSTART) is not a date"] <= 4


def test_keys_are_unique_within_a_file_and_do_not_change():
    for source in _recognised():
        keys = [record.key for record in _read(source) if isinstance(record, InteractionRecord)]
        assert len(keys) == len(set(keys)), source.label
        assert keys == [record.key for record in _read(source) if isinstance(record, InteractionRecord)]


def test_nobody_is_a_calendar():
    people = [
        person
        for source in _recognised()
        for record in _read(source)
        if isinstance(record, InteractionRecord)
        for person in record.participants
    ]
    assert people
    assert not any("calendar.google" in person.value or person.value.endswith("@virtual") for person in people)


def test_a_conference_programme_is_events_without_people():
    (source,) = (source for source in _sources() if source.label.startswith(str(CORPUS / "conference")))
    records = _read(source)
    assert len(records) > 100
    assert {type(record) for record in records} <= {InteractionRecord, Skipped}
    assert {record.channel for record in records if isinstance(record, InteractionRecord)} == {"event"}
