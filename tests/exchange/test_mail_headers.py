import pytest
from hypothesis import given
from hypothesis import strategies as st

from reknit.exchange.mail_headers import clean_text, declared_charset, read_fields


def test_fields_are_found_whatever_their_case_and_spacing():
    assert read_fields(b"SUBJECT:One\nTo : two\nx-three:\tthree\n") == {
        "subject": "One",
        "to": "two",
        "x-three": "three",
    }


def test_a_folded_field_is_one_field():
    assert clean_text(read_fields(b"Subject: one\r\n two\r\n\tthree\r\n")["subject"]) == "one two three"


def test_the_first_of_two_fields_counts():
    assert read_fields(b"Subject: one\nSubject: two\n") == {"subject": "one"}


def test_recipients_in_two_fields_are_joined():
    assert read_fields(b"To: a@x\nTo: b@x\n") == {"to": "a@x, b@x"}


def test_lines_that_are_no_fields_are_passed_over():
    block = b">From a@x Tue Mar  5 10:30:00 2024\nno field\n: nothing\nB\xe4d: x\nSubject: good\n"
    assert read_fields(block) == {"subject": "good"}


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("=?utf-8?q?J=C3=BCrgen?=", "Jürgen"),
        ("=?UTF-8?B?SsO8cmdlbg==?=", "Jürgen"),
        ("=?iso-8859-1?Q?J=FCrgen_M?= =?iso-8859-1?q?=FCller?=", "Jürgen Müller"),
        ("=?iso-8859-1?Q?J=FCrgen?= and =?utf-8?q?=C3=84nne?=", "Jürgen and Änne"),
        ("=?utf-8?q?J=C3?= =?utf-8?q?=BCrgen?=", "Jürgen"),
        ("=?utf-8?Q?two words?=", "two words"),
        ("=?utf-8?Q?J=C3=BCrgen", "Jürgen"),
        ("=?utf-8?Q?J=C3=BC =?utf-8?Q?rgen?=", "Jü rgen"),
        ("=?utf-8?B?SsO8cmdlbg?=", "Jürgen"),
        ("=?utf-8?B?SsO8cm dlbg==?=", "Jürgen"),
        ("=?utf-8*de?q?J=C3=BCrgen?=", "Jürgen"),
        ("=?x-nobody-knows?q?J=FCrgen?=", "Jürgen"),
        ("=?us-ascii?q?J=C3=BCrgen?=", "Jürgen"),
        ("=?utf-8?q?J=FCrgen?=", "J\ufffdrgen"),
        ("=?gb2312?B?xOO6ww==?=", "你好"),
        ("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本"),
        ("=?utf-8?Q?why??=", "why?"),
        ("1 =? 2", "1 =? 2"),
        ("=?utf-8?Q??=", ""),
    ],
)
def test_encoded_words_are_decoded_however_broken(raw, text):
    assert clean_text(raw) == text


@pytest.mark.parametrize("charset", ["unicode_escape", "idna", "punycode", "hex", "rot13", "undefined", "a\x00b"])
def test_a_charset_that_is_none_does_no_harm(charset):
    assert clean_text(f"=?{charset}?q?plain?=").endswith("plain")


def test_raw_bytes_are_read_as_utf_8_first():
    assert clean_text(read_fields("Subject: Grüße".encode())["subject"], "koi8-r") == "Grüße"


def test_raw_bytes_are_read_by_the_declared_charset_next():
    raw = read_fields("Subject: Привет".encode("koi8-r"))["subject"]
    assert clean_text(raw, "koi8-r") == "Привет"
    assert clean_text(read_fields("Subject: Grüße".encode("cp1252"))["subject"]) == "Grüße"


def test_japanese_escapes_without_encoded_words_are_read():
    assert clean_text(read_fields(b"Subject: \x1b$BF|K\\\x1b(B!")["subject"]) == "日本!"


def test_the_charset_of_the_body_is_found():
    assert declared_charset({"content-type": 'text/plain; CHARSET="KOI8-R"; format=flowed'}) == "KOI8-R"
    assert declared_charset({"content-type": "text/plain; charset*=us-ascii''koi8-r"}) == "us-ascii"
    assert declared_charset({}) == ""


@given(st.binary(max_size=300), st.sampled_from(["", "utf-8", "utf-7", "utf-16", "cp932", "iso2022_jp", "nonsense"]))
def test_text_of_any_bytes_can_be_kept(data, charset):
    for value in read_fields(b"Subject: " + data).values():
        text = clean_text(value, charset)
        text.encode()
        assert "\x00" not in text
        assert "\n" not in text


@given(st.text(alphabet="=?utf-8QqBb_ \n\udce4äAz09+/", max_size=120))
def test_encoded_words_of_any_shape_can_be_kept(raw):
    clean_text(raw).encode()
