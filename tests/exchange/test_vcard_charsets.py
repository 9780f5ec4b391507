import codecs

import pytest

from reknit.exchange.vcard_charsets import guess
from tests.exchange.vcard_cards import card, people, read, recognised

NAME = "Zo\u00eb M\u00fcller-\u0141ukasz"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_read_with_and_without_a_byte_order_mark(encoding):
    data = card(f"FN:{NAME}").encode(encoding)
    assert recognised(data)
    assert people(data)[0].name.full == NAME


def test_utf_16_big_endian_with_a_mark_is_read():
    assert people(codecs.BOM_UTF16_BE + card(f"FN:{NAME}").encode("utf-16-be"))[0].name.full == NAME


def test_a_byte_order_mark_between_two_files_put_together_is_passed_over():
    data = card("FN:Ines Okafor").encode("utf-8-sig") + card("FN:Ada Roth").encode("utf-8-sig")
    assert [p.name.full for p in people(data)] == ["Ines Okafor", "Ada Roth"]


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("Jos\u00e9 Mu\u00f1oz", "cp1252"),
        ("Bj\u00f6rn \u00c5kesson", "iso-8859-1"),
        ("Siobh\u00e1n O\u2019Brien", "cp1252"),
        ("\u0418\u0432\u0430\u043d \u041f\u0435\u0442\u0440\u043e\u0432", "cp1251"),
        ("\u0418\u0432\u0430\u043d \u041f\u0435\u0442\u0440\u043e\u0432", "koi8-r"),
        ("Ma\u0142gorzata W\u0119grzyn", "cp1250"),
        ("\u5f20\u4f1f", "gb18030"),
        ("\u738b\u82b3", "gb18030"),
        ("\u5c71\u7530\u3055\u304f\u3089", "cp932"),
    ],
)
@pytest.mark.parametrize("quoted", [False, True], ids=["raw", "quoted-printable"])
def test_a_name_without_declared_charset_is_read(name, encoding, quoted):
    raw = name.encode(encoding)
    if quoted:
        raw = b"".join(b"=%02X" % byte for byte in raw)
    head = b"FN;ENCODING=QUOTED-PRINTABLE:" if quoted else b"FN:"
    data = b"BEGIN:VCARD\r\nVERSION:2.1\r\n" + head + raw + b"\r\nEND:VCARD\r\n"
    assert people(data)[0].name.full == name


@pytest.mark.parametrize("charset", ["windows-1251", "KOI8-R", "ISO-8859-5", "UTF-8"])
def test_each_property_has_its_own_charset(charset):
    name = "\u0418\u0432\u0430\u043d"
    line = f"FN;CHARSET={charset}:".encode() + name.encode(charset)
    data = b"BEGIN:VCARD\nVERSION:2.1\n" + line + "\nNOTE;CHARSET=ISO-8859-1:caf\u00e9\nEND:VCARD\n".encode("latin-1")
    assert people(data)[0].name.full == name
    assert people(data)[0].notes == ("caf\u00e9",)


@pytest.mark.parametrize("charset", ["x-unknown", "hex", "undefined", "us-ascii", "a\u00fc", ""])
def test_a_charset_that_does_not_exist_or_fit_is_not_believed(charset):
    data = card(f"FN;CHARSET={charset}:Jos\u00e9").encode()
    assert people(data)[0].name.full == "Jos\u00e9"


def test_utf_8_that_is_called_latin_1_is_still_utf_8():
    assert people(card("FN;CHARSET=ISO-8859-1:Jos\u00e9").encode())[0].name.full == "Jos\u00e9"


def test_a_character_cut_off_at_the_end_is_dropped_and_the_rest_is_utf_8():
    data = card("FN:\u0418\u0432\u0430\u043d").encode().replace("\u043d".encode(), "\u043d".encode()[:1])
    assert people(data)[0].name.full == "\u0418\u0432\u0430"


def test_surrogates_written_as_three_bytes_each_are_joined():
    data = card("FN:Ines @").encode().replace(b"@", "\ud83d\ude80".encode("utf-8", "surrogatepass"))
    assert people(data)[0].name.full == "Ines \U0001f680"


def test_a_lone_surrogate_never_reaches_a_value():
    data = card("FN:Ines @", "NOTE;CHARSET=utf-7:+2AA-").encode()
    data = data.replace(b"@", "\ud83d".encode("utf-8", "surrogatepass"))
    for record in read(data):
        assert record.name.full.encode("utf-8")
        assert all(note.encode("utf-8") for note in record.notes)


def test_a_short_name_follows_the_charset_of_the_names_before_it():
    long = "FN:\u041f\u0435\u0442\u0440\u043e\u0432 \u0418\u0432\u0430\u043d".encode("koi8-r")
    short = "FN:\u044f".encode("koi8-r")
    data = b"".join(b"BEGIN:VCARD\nVERSION:2.1\n" + line + b"\nTEL:1234567\nEND:VCARD\n" for line in (long, short))
    assert people(data)[1].name.full == "\u044f"


def test_windows_1252_is_taken_when_several_encodings_read_as_words():
    assert guess("Andr\u00e9".encode("cp1252")) == "cp1252"
