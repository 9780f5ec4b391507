"""The real-world LinkedIn archives: every row of every file is accounted for."""

import csv
import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from reknit.core.records import FavourRecord, InteractionRecord, PersonRecord, Record, Skipped, Unreadable
from reknit.exchange.formats import ReadOptions
from reknit.exchange.linkedin import FORMAT
from reknit.exchange.sources import Source, walk

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not on this machine")

OPTIONS = ReadOptions(as_of=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))


def _rows_in_index() -> dict[str, int]:
    with (CORPUS / "INDEX.tsv").open(encoding="utf-8", newline="") as index:
        rows = csv.DictReader(index, delimiter="\t")
        return {row["file"]: int(row["records"] or 1) for row in rows if row["kind"] == "linkedin"}


def _files() -> dict[str, Source]:
    return {source.path.relative_to(CORPUS).as_posix(): source for source in walk([CORPUS / "linkedin"])}


def _read(source: Source) -> list[Record]:
    return list(FORMAT.read(source, OPTIONS))


def _about_rows(records: list[Record]) -> list[Record]:
    return [record for record in records if record.origin.record.startswith("row ")]


def test_every_file_of_an_archive_is_recognised():
    assert [name for name, source in _files().items() if not FORMAT.recognise(source, source.head())] == []


def test_every_file_gives_one_record_for_each_row_or_one_reason():
    expected = _rows_in_index()
    files = _files()
    assert set(files) == set(expected)
    for name, source in files.items():
        records = _read(source)
        if isinstance(records[0], Skipped) and records[0].kind == "file":
            assert len(records) == 1, name
            continue
        numbers = [record.origin.record for record in _about_rows(records)]
        assert (len(numbers), len(set(numbers))) == (expected[name], expected[name]), name


def test_no_other_file_of_the_corpus_is_taken_for_linkedin():
    others = [path for path in sorted(CORPUS.iterdir()) if path.is_dir() and path.name not in {"linkedin", "mail"}]
    assert [source.label for source in walk(others) if FORMAT.recognise(source, source.head())] == []


def test_every_connection_becomes_a_person_with_a_key_of_its_own():
    people = [
        record
        for name, source in _files().items()
        if name.endswith("Connections.csv")
        for record in _read(source)
        if isinstance(record, PersonRecord)
    ]
    assert len(people) == 2012
    assert len({person.key for person in people}) == 2012
    assert all(person.name.full and person.channels[0].kind == "profile" for person in people)


def test_favours_are_told_apart():
    favours = [record for source in _files().values() for record in _read(source) if isinstance(record, FavourRecord)]
    assert Counter((favour.direction, favour.text == "recommendation") for favour in favours) == {
        ("given", False): 1500,
        ("received", False): 700,
        ("given", True): 21,
        ("received", True): 27,
    }
    assert len({(favour.direction, favour.key) for favour in favours}) == len(favours)


def test_what_is_left_out_has_a_reason():
    records = [record for source in _files().values() for record in _read(source)]
    rows = [record for record in records if isinstance(record, Skipped) and record.kind != "file"]
    assert Counter(record.reason for record in rows) == {
        "dated before LinkedIn existed": 83,
        "an invitation without a message": 79,
        "an event you did not say you would attend": 5,
    }
    assert [record.reason for record in records if isinstance(record, Unreadable)] == ["the date is missing"]


def test_no_text_of_a_message_survives():
    source = next(source for name, source in _files().items() if name.endswith("kawsay/messages.csv"))
    messages = [record for record in _read(source) if isinstance(record, InteractionRecord)]
    with source.path.open(encoding="utf-8", newline="") as stream:
        texts = [row["CONTENT"] for row in csv.DictReader(stream) if row["CONTENT"]]
    assert len(messages) == len(texts) == 2
    assert not [text for text in texts if text in repr(messages)]


def test_two_readings_give_the_same_records():
    for source in _files().values():
        assert _read(source) == _read(source)
