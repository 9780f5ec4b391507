"""Address tables and directories of the corpus: every person is read, every other table is refused."""

import csv
import datetime as dt
from pathlib import Path

import pytest

from reknit.core.records import PersonRecord
from reknit.exchange import contacts_csv, google, ldif, linkedin, outlook, thunderbird, yahoo
from reknit.exchange.formats import Format, ReadOptions
from reknit.exchange.sources import Source, walk
from reknit.exchange.tables import open_table

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not on this machine")

OPTIONS = ReadOptions(as_of=dt.datetime(2026, 5, 1, tzinfo=dt.UTC))
TABLES = (google.FORMAT, outlook.FORMAT, thunderbird.FORMAT, yahoo.FORMAT, ldif.FORMAT, contacts_csv.FORMAT)


def formats_of(source: Source) -> list[Format]:
    head = source.head()
    return [fmt for fmt in (*TABLES, linkedin.FORMAT) if fmt.recognise(source, head)]


def index() -> dict[str, tuple[str, int]]:
    with (CORPUS / "INDEX.tsv").open(encoding="utf-8") as stream:
        rows = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["file"]: (row["unit"], int(row["records"] or 0)) for row in rows}


def test_no_file_belongs_to_two_formats():
    claimed = {source.label: [fmt.name for fmt in formats_of(source)] for source in walk([CORPUS])}
    assert {label: names for label, names in claimed.items() if len(names) > 1} == {}


def test_outside_address_books_no_table_is_taken_for_contacts():
    taken = {
        Path(source.label).relative_to(CORPUS).parts[0]
        for source in walk([CORPUS])
        if any(fmt in TABLES for fmt in formats_of(source))
    }
    assert taken == {"csv_contacts"}


def test_every_table_has_as_many_rows_as_the_index_says():
    counts = index()
    wrong = {}
    for path in sorted(CORPUS.rglob("*.csv")):
        name = str(path.relative_to(CORPUS))
        unit, expected = counts.get(name, ("", -1))
        if unit == "rows":
            found = sum(1 for _ in open_table(Source(name, path)).rows())
            if found != expected:
                wrong[name] = (found, expected)
    assert wrong == {}


def test_every_person_of_a_recognised_table_is_read():
    for source in walk([CORPUS / "csv_contacts"]):
        formats = formats_of(source)
        if formats:
            records = list(formats[0].read(source, OPTIONS))
            name = str(Path(source.label).relative_to(CORPUS))
            assert all(isinstance(record, PersonRecord) and record.name.full for record in records), name
            assert len(records) == index()[name][1], name


def test_every_refused_table_has_a_reason_of_its_own():
    reasons = {}
    for folder in ("csv_contacts", "mentoring", "skills", "dedup", "bench"):
        for path in sorted((CORPUS / folder).rglob("*.csv")):
            source = Source(str(path), path)
            if not formats_of(source):
                reasons[str(path.relative_to(CORPUS))] = contacts_csv.why_not(source, source.head())
    assert "not a format that Reknit reads" not in reasons.values()
    assert "columns that are not clear: assign them to import it" not in reasons.values()
    assert {reason for name, reason in reasons.items() if name.startswith("mentoring")} == {"a mentoring sign-up list"}
    assert {reason for name, reason in reasons.items() if name.startswith("bench")} == {"a table of numbers"}
