"""Delimited text as people have it: every file here is written by the test itself."""

import csv
import io
import string
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reknit.errors import UnreadableFileError
from reknit.exchange import tables
from reknit.exchange.sources import HEAD_BYTES, Source, walk
from reknit.exchange.tables import Table, open_table, peek


def table_of(text: str, encoding: str = "utf-8") -> Table:
    return open_table(io.BytesIO(text.encode(encoding)))


def rows_of(text: str, encoding: str = "utf-8") -> list[tuple[int, dict[str, str]]]:
    return list(table_of(text, encoding).rows())


def test_a_plain_table_gives_its_cells_by_column_name():
    assert rows_of("Name,City\nDana,Bern\nIvo,Genf\n") == [
        (2, {"Name": "Dana", "City": "Bern"}),
        (3, {"Name": "Ivo", "City": "Genf"}),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter):
    table = table_of(f"Name{delimiter}City{delimiter}Note\nDana{delimiter}Bern{delimiter}a, b; c\n")
    assert table.delimiter == delimiter
    assert table.header == ("Name", "City", "Note")


def test_commas_inside_cells_do_not_beat_the_semicolons_of_the_header():
    text = "Name;Address\nLiu, Dana;Main Street, 5, Bern\nKohl, Ivo;Side Street, 7, Genf\n"
    assert table_of(text).delimiter == ";"


def test_a_first_line_with_sep_names_the_delimiter_and_is_no_row():
    table = table_of("sep=;\r\nName;City\r\nDana;Bern\r\n")
    assert table.header == ("Name", "City")
    assert list(table.rows()) == [(2, {"Name": "Dana", "City": "Bern"})]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_accents_survive_in_every_encoding(encoding):
    rows = rows_of("Name,City\nZoë Müller,Orléans\n", encoding)
    assert rows == [(2, {"Name": "Zoë Müller", "City": "Orléans"})]


def test_one_line_in_an_old_encoding_does_not_spoil_the_others():
    data = "Name,City\nZoë,Bern\n".encode() + "José,Málaga\n".encode("cp1252") + "Ægir,Århus\n".encode()
    cells = [cells["Name"] for _, cells in open_table(io.BytesIO(data)).rows()]
    assert cells == ["Zoë", "José", "Ægir"]


def test_bytes_that_no_encoding_knows_become_no_surrogates():
    data = b"Name,City\nDa\x81na \x9d\xff,Bern\n"
    [(_, cells)] = open_table(io.BytesIO(data)).rows()
    assert cells["Name"].encode("utf-8")
    assert cells["City"] == "Bern"


def test_nul_bytes_are_removed():
    data = b"Name,City\nDa\0na,Bern\n"
    assert list(open_table(io.BytesIO(data)).rows()) == [(2, {"Name": "Dana", "City": "Bern"})]


def test_a_preamble_is_not_taken_for_the_header():
    text = 'Notes:\n"A long explanation, with commas."\n\nFirst Name,Last Name,URL\nDana,Liu,x\n'
    table = table_of(text)
    assert table.header == ("First Name", "Last Name", "URL")
    assert table.preamble == ("Notes:", "A long explanation, with commas.", "")
    assert list(table.rows()) == [(5, {"First Name": "Dana", "Last Name": "Liu", "URL": "x"})]


def test_a_preamble_without_a_blank_line_and_with_unquoted_commas_is_passed_over():
    text = "Notes:\nWhen exporting your data, you may notice that some of the addresses are missing.\nFirst Name,Last Name,URL\nDana,Liu,x\n"
    assert table_of(text).header == ("First Name", "Last Name", "URL")


def test_a_header_without_rows_is_a_table():
    table = table_of("First Name,Last Name\n")
    assert table.header == ("First Name", "Last Name")
    assert list(table.rows()) == []


def test_a_short_row_is_padded():
    assert rows_of("Name,City,Note\nDana\n") == [(2, {"Name": "Dana", "City": "", "Note": ""})]


def test_a_long_row_keeps_what_is_beyond_the_header():
    table = table_of("Name,City\nDana,Bern,,extra\n")
    [(_, cells)] = table.rows()
    assert cells == {"Name": "Dana", "City": "Bern", "column 4": "extra"}
    assert table.surplus(cells) == ("extra",)


def test_trailing_empty_cells_are_no_surplus():
    table = table_of("Name,City\nDana,Bern,,,\n")
    [(_, cells)] = table.rows()
    assert table.surplus(cells) == ()


def test_repeated_and_empty_column_names_are_told_apart():
    assert table_of("Name,Tag,Tag, \nDana,a,b,c\n").header == ("Name", "Tag", "Tag (2)", "column 4")


def test_rows_without_text_are_counted_and_passed_over():
    assert [number for number, _ in rows_of("Name,City\n\nDana,Bern\n,\nIvo,Genf\n")] == [3, 5]


def test_a_line_break_in_quotes_is_one_row_of_a_spreadsheet():
    rows = rows_of('Name,Note\nDana,"one\ntwo\r\nthree"\nIvo,x\n')
    assert rows[0] == (2, {"Name": "Dana", "Note": "one\ntwo\r\nthree"})
    assert rows[1][0] == 3


def test_a_missing_newline_at_the_end_loses_nothing():
    assert rows_of("Name,City\nDana,Bern")[-1] == (2, {"Name": "Dana", "City": "Bern"})


def test_old_macintosh_line_ends_are_read():
    assert rows_of("Name,City\rDana,Bern\rIvo,Genf\r")[-1] == (3, {"Name": "Ivo", "City": "Genf"})


def test_quotes_after_a_space_are_quotes():
    assert rows_of('"Name", "City"\n"Liu, Dana", "Bern, BE"\n') == [(2, {"Name": "Liu, Dana", "City": "Bern, BE"})]


def test_a_quote_that_is_never_closed_does_not_swallow_the_rows_after_it():
    text = 'Name,City\nDana,"Bern\n' + "".join(f"Person {i},City {i}\n" for i in range(40))
    rows = rows_of(text)
    assert len(rows) == 41
    assert rows[0] == (2, {"Name": "Dana", "City": "Bern"})
    assert rows[-1] == (42, {"Name": "Person 39", "City": "City 39"})


def test_a_long_last_cell_cut_off_inside_quotes_stays_one_cell():
    rows = rows_of('Name,Note\nDana,"one\ntwo\nthree')
    assert rows == [(2, {"Name": "Dana", "Note": "one\ntwo\nthree"})]


def test_a_first_row_with_an_address_is_data():
    table = table_of("Dana Liu,dana@example.org\nIvo Kohl,ivo@example.org\n")
    assert table.header == ("column 1", "column 2")
    assert [number for number, _ in table.rows()] == [1, 2]


def test_a_header_given_from_outside_makes_every_row_data():
    table = open_table(io.BytesIO(b"Dana,Bern\nIvo,Genf\n"), header=("Name", "City"))
    assert next(table.rows()) == (1, {"Name": "Dana", "City": "Bern"})


def test_a_cell_may_be_longer_than_the_limit_of_the_csv_module():
    long = "x" * 300_000
    assert rows_of(f"Name,Note\nDana,{long}\n")[0][1]["Note"] == long


def test_rows_can_be_read_twice():
    table = table_of("Name,City\nDana,Bern\n")
    assert list(table.rows()) == list(table.rows())


@pytest.mark.parametrize("data", [b"", b"  \n\n", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\x01\x02\x03\x04\x05"])
def test_what_is_no_text_is_refused(data):
    with pytest.raises(UnreadableFileError):
        open_table(io.BytesIO(data))


@pytest.mark.parametrize(
    "start", [b"<html>a,b</html>", b'{"a": 1}', b"BEGIN:VCARD\n", b"From dana@example.org x\n", b"dn: cn=x\n"]
)
def test_peek_leaves_other_formats_alone(start):
    assert peek(start) is None


def test_peek_does_not_show_half_a_row():
    head = ("Name,City\n" + "Dana Liu,Bern\n" * 10_000).encode()[:HEAD_BYTES]
    table = peek(head)
    assert table is not None
    assert {cells["City"] for _, cells in table.rows()} == {"Bern"}


def test_a_member_of_an_archive_is_read_in_place(tmp_path: Path):
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner/people.csv", "Name,City\n" + "Dana,Bern\n" * 20_000)
    [source] = walk([path])
    assert sum(1 for _ in open_table(source).rows()) == 20_000


def test_a_large_table_is_not_held_in_memory(tmp_path: Path):
    path = tmp_path / "large.csv"
    with path.open("w", newline="") as stream:
        stream.write("Name,City,Note\n")
        stream.writelines(f"Person {i},Bern,a note that makes the row a little longer\n" for i in range(60_000))
    tracemalloc.start()
    count = sum(1 for _ in open_table(Source(str(path), path)).rows())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 60_000
    assert peak < 2_000_000 < path.stat().st_size


def test_an_endless_quoted_cell_is_given_up_before_it_fills_the_memory(monkeypatch):
    monkeypatch.setattr(tables, "MAX_RECORD_CHARS", 1_000)
    text = 'Name,City\nDana,"Bern\n' + "".join(f"Person {i},City {i}\n" for i in range(500)) + 'Last,"Genf"\n'
    rows = rows_of(text)
    assert len(rows) == 502
    assert rows[-1][1] == {"Name": "Last", "City": "Genf"}


# No letter here makes valid UTF-8 out of Windows-1252, as the rare pair "ßœ" would.
CELL = st.text(alphabet=string.ascii_letters + string.digits + " ,;\t|'\"\n.-éüßñ", max_size=12)


@settings(max_examples=150, deadline=None)
@given(
    cells=st.integers(2, 5).flatmap(
        lambda n: st.lists(st.lists(CELL, min_size=n, max_size=n), min_size=1, max_size=8)
    ),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"]),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC]),
    line_end=st.sampled_from(["\n", "\r\n"]),
    last_newline=st.booleans(),
)
def test_what_the_csv_module_writes_is_read_back(*, cells, delimiter, encoding, quoting, line_end, last_newline):
    header = [f"Column {string.ascii_uppercase[i]}" for i in range(len(cells[0]))]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=line_end)
    writer.writerow(header)
    writer.writerows(cells)
    written = text.getvalue() if last_newline else text.getvalue().removesuffix(line_end)
    table = open_table(io.BytesIO(written.encode(encoding)))
    assert table.header == tuple(header)
    assert table.delimiter == delimiter
    expected = [row for row in cells if any(cell.strip() for cell in row)]
    assert [list(row.values()) for _, row in table.rows()] == expected


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_are_refused(data):
    try:
        table = open_table(io.BytesIO(data))
    except UnreadableFileError:
        return
    for number, cells in table.rows():
        assert number > table.header_row
        assert all("\0" not in cell for cell in cells.values())
        "".join(cells.values()).encode("utf-8")
