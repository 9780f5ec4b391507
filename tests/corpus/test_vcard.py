import csv
import datetime as dt
from pathlib import Path

import msgspec
import pytest

from reknit.core.records import Origin, PersonRecord, Skipped, Unreadable
from reknit.exchange.formats import ReadOptions
from reknit.exchange.sources import Source, walk
from reknit.exchange.vcard import FORMAT
from reknit.exchange.vcard_export import write_cards

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not on this machine")

OPTIONS = ReadOptions(as_of=dt.datetime(2026, 6, 1, tzinfo=dt.UTC))
NOWHERE = Origin("", "")


def index():
    with (CORPUS / "INDEX.tsv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def source(row):
    path = CORPUS / row["file"]
    return Source(str(path), path)


def records(file):
    return list(FORMAT.read(file, OPTIONS))


def texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner)


def cards():
    return [row for row in index() if row["file"].endswith(".vcf")] if CORPUS.is_dir() else []


def test_the_corpus_has_cards():
    assert len(cards()) > 100


@pytest.mark.parametrize("row", cards(), ids=lambda row: row["file"])
def test_every_card_is_a_person(row):
    file = source(row)
    assert FORMAT.recognise(file, file.head())
    found = records(file)
    assert not [record for record in found if isinstance(record, Unreadable | Skipped)]
    assert sum(isinstance(record, PersonRecord) for record in found) >= int(row["records"])


@pytest.mark.parametrize("row", cards(), ids=lambda row: row["file"])
def test_every_text_can_be_stored(row):
    for record in records(source(row)):
        for text in texts(msgspec.json.decode(msgspec.json.encode(record))):
            assert "\0" not in text
            assert "\ufffd" not in text
            assert text.encode("utf-8") is not None


@pytest.mark.parametrize("row", cards(), ids=lambda row: row["file"])
def test_every_person_survives_being_written(row, tmp_path):
    people = [msgspec.structs.replace(record, origin=NOWHERE) for record in records(source(row))]
    copy = tmp_path / "copy.vcf"
    copy.write_text("".join(write_cards(people)), encoding="utf-8", newline="")
    again = [msgspec.structs.replace(record, origin=NOWHERE) for record in records(Source(str(copy), copy))]
    assert again == people


def test_no_other_file_is_taken_for_an_address_book():
    taken = {file.label for file in walk([CORPUS]) if FORMAT.recognise(file, file.head())}
    assert taken == {str(CORPUS / row["file"]) for row in cards()}
