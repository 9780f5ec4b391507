import pytest
from hypothesis import given
from hypothesis import strategies as st

from reknit.exchange.contentlines import escape, fold, parameter, parse_head, split_values, unescape
from tests.exchange.vcard_cards import card, named, people, person


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\r\r\n", "\n\n"])
def test_every_kind_of_line_end_is_read(end):
    assert person("FN:Ines Okafor", "EMAIL:ines@example.org", end=end).channels[0].value == "ines@example.org"


def test_a_folded_line_is_joined_without_the_blank():
    assert named("NOTE:a long", "  remark tha", "\tt goes on").notes == ("a long remark that goes on",)


def test_a_fold_inside_a_character_does_not_break_it():
    data = card("FN:Zo\u00eb").encode().replace(b"\xc3\xab", b"\xc3\r\n \xab")
    assert people(data)[0].name.full == "Zo\u00eb"


def test_version_2_1_folds_at_blanks_and_keeps_them():
    assert named("NOTE:met in", " Lugano", version="2.1").notes == ("met in Lugano",)


def test_version_2_1_cut_at_a_fixed_width_keeps_its_words_whole():
    first = "NOTE:" + "x" * 70
    assert named(first, " yz", version="2.1").notes == ("x" * 70 + "yz",)


def test_trailing_blanks_after_begin_end_and_values_do_not_matter():
    data = "BEGIN:VCARD  \nVERSION:3.0 \nFN:Ines Okafor  \nEND:VCARD \t\n"
    assert [p.name.full for p in people(data)] == ["Ines Okafor"]


def test_names_of_properties_and_parameters_ignore_case():
    record = people("begin:vcard\nversion:2.1\nfn:Ines Okafor\ntel;cell:+41 44 668 18 00\nend:vcard\n")[0]
    assert (record.channels[0].label, record.channels[0].value) == ("mobile", "+41 44 668 18 00")


def test_escaped_characters_become_plain():
    assert named(r"NOTE:a\, b\; c\: d\\ e\nf\Ng \"h\"").notes == ('a, b; c: d\\ e\nf\ng "h"',)


def test_a_colon_in_a_quoted_parameter_does_not_end_the_head():
    record = named('TEL;TYPE=work;X-NOTE="a:b;c":+41 44 668 18 00')
    assert record.channels[0].value == "+41 44 668 18 00"


def test_a_quote_that_is_never_closed_does_not_lose_the_value():
    assert named('TEL;TYPE="work:+41 44 668 18 00').channels[0].value == "+41 44 668 18 00"


def test_a_line_break_that_was_not_escaped_stays_in_its_value():
    record = named("NOTE:first line", "and the second", "see http://example.org", "TITLE:Baker")
    assert record.notes == ("first line\nand the second\nsee http://example.org",)
    assert record.affiliations[0].title == "Baker"


def test_text_before_the_first_property_is_kept():
    record = people("BEGIN:VCARD\nthis is no property\nFN:Ines Okafor\nEND:VCARD\n")[0]
    assert record.extra == ("X-REKNIT-LINE:this is no property",)


def test_a_zero_byte_never_reaches_a_value():
    record = people(card("FN:Ines\0 Okafor", "NOTE;ENCODING=QUOTED-PRINTABLE:a=00b"))[0]
    assert (record.name.full, record.notes) == ("Ines Okafor", ("ab",))


@pytest.mark.parametrize(
    "lines",
    [
        ["NOTE;ENCODING=QUOTED-PRINTABLE:Caf=C3=A9 in L=", "ugano=0D=0Aat noon"],
        ["NOTE;QUOTED-PRINTABLE:Caf=C3=A9 in Lugano=0D=0A=", "at noon"],
        ["NOTE;ENCODING=QUOTED-PRINTABLE:Caf=C3=", "=A9 in Lugano=0Aat noon"],
        ["NOTE;ENCODING=QUOTED-PRINTABLE:Caf=C", " 3=A9 in Lugano=0Aat noon"],
        ["NOTE;ENCODING=QUOTED-PRINTABLE:Caf=C3=A9=20in= ", " =20Lugano=0Aat noon"],
        ["NOTE;ENCODING=quoted-printable;CHARSET=utf-8:Caf=c3=a9 in Lugano=0Aat noon=", ""],
        ["NOTE;ENCODING=QUOTED-PRINTABLE:Caf=C3=A9 in Lugano=0A", "at noon"],
    ],
    ids=["soft break", "bare word", "inside a character", "folded", "both, blanks encoded", "last", "no soft break"],
)
def test_quoted_printable_is_read_however_it_is_folded(lines):
    assert named(*lines, version="2.1").notes == ("Caf\u00e9 in Lugano\nat noon",)


def test_a_soft_break_at_the_end_of_a_value_does_not_swallow_the_next_property():
    record = named("NOTE;ENCODING=QUOTED-PRINTABLE:Caf=C3=A9=", "TEL;CELL:+41 44 668 18 00", version="2.1")
    assert record.notes == ("Caf\u00e9",)
    assert record.channels[0].value == "+41 44 668 18 00"


def test_a_soft_break_before_a_web_address_goes_on():
    record = named("NOTE;ENCODING=QUOTED-PRINTABLE:see =", "http://example.org/", version="2.1")
    assert record.notes == ("see http://example.org/",)


def test_types_come_as_list_as_repetition_quoted_and_bare():
    heads = ["TEL;TYPE=work,fax", "TEL;TYPE=work;TYPE=fax", 'TEL;TYPE="work,fax"', "TEL;WORK;FAX", "tel;fax,work"]
    assert {frozenset(parse_head(head).types) for head in heads} == {frozenset({"work", "fax"})}


def test_preferred_is_read_in_every_dialect():
    heads = ["EMAIL;PREF", "EMAIL;TYPE=INTERNET,PREF", "EMAIL;type=pref", "EMAIL;PREF=1"]
    assert all(parse_head(head).preferred for head in heads)
    assert not parse_head("EMAIL;PREF=2").preferred


def test_a_sentence_is_no_property():
    assert parse_head("see http") is None
    assert parse_head("http") is None


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0\r")))
def test_escaping_is_undone_by_unescaping(text):
    assert unescape(escape(text)) == text.strip()


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0\r")), min_size=1))
def test_parts_come_back_from_a_structured_value(parts):
    assert split_values(";".join(map(escape, parts)), ";") == [part.strip() for part in parts]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\n"), max_size=400))
def test_folded_lines_are_short_and_unfold_to_the_same(text):
    folded = fold(text)
    assert all(len(line.encode()) <= 75 for line in folded.split("\r\n"))
    assert folded.replace("\r\n ", "").removesuffix("\r\n") == text


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).map(str.strip).filter(bool))
def test_a_parameter_comes_back(text):
    assert parse_head("NOTE" + parameter("X-WORD", text)).param("X-WORD") == text
