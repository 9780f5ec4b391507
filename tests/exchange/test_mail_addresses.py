import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reknit.exchange.mail_addresses import parse_addresses


def parsed(raw, charset=""):
    return [tuple(mailbox) for mailbox in parse_addresses(raw, charset)]


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("mara@lind.example", [("", "mara@lind.example")]),
        ("<Mara@Lind.example>", [("", "mara@lind.example")]),
        ("Mara Lind <mara@lind.example>", [("Mara Lind", "mara@lind.example")]),
        ('"Lind, Mara" <mara@lind.example>, b@x.example', [("Lind, Mara", "mara@lind.example"), ("", "b@x.example")]),
        ("mara@lind.example (Mara Lind)", [("Mara Lind", "mara@lind.example")]),
        ("mara@lind.example (Mara Lind, Head of Sea)", [("Mara Lind, Head of Sea", "mara@lind.example")]),
        ("Mara Lind mara@lind.example", [("Mara Lind", "mara@lind.example")]),
        ('Mara "Sea" Lind <mara@lind.example>', [("Mara Sea Lind", "mara@lind.example")]),
        ("Mara (the (tall) one) <mara@lind.example>", [("Mara", "mara@lind.example")]),
        ("'Mara Lind' <mara@lind.example>", [("Mara Lind", "mara@lind.example")]),
        ("Mara\n Lind <mara@lind.example>", [("Mara Lind", "mara@lind.example")]),
        ("Pat O'Neil <pat.o'neil@x.example>", [("Pat O'Neil", "pat.o'neil@x.example")]),
        ('"mara lind"@lind.example', [("", '"mara lind"@lind.example')]),
        ('Mara <"mara"@lind.example>', [("Mara", "mara@lind.example")]),
        ("mara@[192.0.2.1]", [("", "mara@[192.0.2.1]")]),
        ("Zoë <zoë@bücher.example>", [("Zoë", "zoë@bücher.example")]),
    ],
)
def test_an_entry_in_any_legal_form_is_read(raw, found):
    assert parsed(raw) == found


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (
            "Lind, Mara <mara@lind.example>, Berg, Jo <jo@x.example>",
            [("Lind, Mara", "mara@lind.example"), ("Berg, Jo", "jo@x.example")],
        ),
        ("a@x.example; b@x.example;", [("", "a@x.example"), ("", "b@x.example")]),
        ("a@x.example b@x.example", [("", "a@x.example"), ("", "b@x.example")]),
        ("<a@x.example, b@x.example>", [("", "a@x.example"), ("", "b@x.example")]),
        (",,a@x.example,,", [("", "a@x.example")]),
        ("Mara <mara@lind.example", [("Mara", "mara@lind.example")]),
        ("<<mara@lind.example>>", [("", "mara@lind.example")]),
        ('"Mara <mara@lind.example>', [("Mara", "mara@lind.example")]),
        ('"Mara <mara@lind.example>, "Jo" <jo@x.example>', [("", "jo@x.example"), ("", "mara@lind.example")]),
        ("Mara (office <mara@lind.example>", [("Mara office", "mara@lind.example")]),
        ("mailto:mara@lind.example", [("", "mara@lind.example")]),
        ("<@relay.example,@b.example:mara@lind.example>", [("", "mara@lind.example")]),
        ("'mara@lind.example'", [("", "mara@lind.example")]),
        ("mara@lind.example.", [("", "mara@lind.example")]),
    ],
)
def test_a_malformed_list_still_gives_its_addresses(raw, found):
    assert parsed(raw) == found


def test_a_stray_bracket_does_not_blank_the_list():
    raw = "a@x.example, Lind, Mara <mara@lind.example>, b@x.example)"
    assert [address for _, address in parsed(raw)] == ["a@x.example", "mara@lind.example", "b@x.example"]


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("Friends: a@x.example, Jo <jo@x.example>;", [("", "a@x.example"), ("Jo", "jo@x.example")]),
        ("Friends: a@x.example;, b@x.example", [("", "a@x.example"), ("", "b@x.example")]),
        ("Nobody:;", []),
        ("undisclosed-recipients:;", []),
        ("undisclosed-recipients", []),
        ("Undisclosed recipients: ;", []),
        ("recipient list not shown: ;", []),
        ("", []),
        ("<>", []),
    ],
)
def test_groups_give_their_members(raw, found):
    assert parsed(raw) == found


@pytest.mark.parametrize(
    "raw",
    [
        "mara at lind.example (Mara Lind)",
        "mara AT lind.example (Mara Lind)",
        "mara(a)lind.example (Mara Lind)",
        "mara (at) lind.example (Mara Lind)",
        "mara [at] lind [dot] example (Mara Lind)",
        "Mara Lind <mara at lind.example>",
    ],
)
def test_an_address_that_an_archive_disguised_is_uncovered(raw):
    assert parsed(raw) == [("Mara Lind", "mara@lind.example")]


def test_an_address_that_an_archive_cut_short_is_none():
    assert parsed("mara@lind.... (Mara Lind)") == [("Mara Lind", "")]


def test_somebody_without_an_address_is_known_by_name():
    assert parsed("Mara Lind") == [("Mara Lind", "")]
    assert parsed("Mara Lind </o=EX/cn=MLIND>") == [("Mara Lind", "")]


@pytest.mark.parametrize(
    "raw",
    [
        "mara@lind.example <mara@lind.example>",
        '"Mara@Lind.example" <mara@lind.example>',
        "mara at lind.example (mara at lind.example)",
    ],
)
def test_an_address_is_no_name(raw):
    assert parsed(raw) == [("", "mara@lind.example")]


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("=?utf-8?q?Lind=2C_M=C3=A4ra?= <mara@lind.example>", "Lind, Mära"),
        ('"=?utf-8?q?M=C3=A4ra?=" <mara@lind.example>', "Mära"),
        ("=?utf-8?q?Lind, M=C3=A4ra?= <mara@lind.example>", "Lind, Mära"),
        ("mara@lind.example (=?utf-8?q?M=C3=A4ra?=)", "Mära"),
        ("=?utf-8?b?TcOkcmEgPG1AeD4=?= <mara@lind.example>", ""),
    ],
)
def test_an_encoded_name_is_decoded_after_the_list_is_taken_apart(raw, name):
    assert parsed(raw) == [(name, "mara@lind.example")]


def test_a_raw_name_is_read_by_the_declared_charset():
    raw = "Мара".encode("koi8-r").decode("utf-8", "surrogateescape")
    assert parsed(f"{raw} <mara@lind.example>", "koi8-r") == [("Мара", "mara@lind.example")]


def test_nobody_is_listed_twice():
    assert parsed("a@x.example, A <A@x.example>") == [("", "a@x.example")]


def test_thousands_of_recipients_are_read_at_once():
    raw = ",\n ".join(f'"Person, {n}" <p{n}@x.example>' for n in range(5000))
    assert len(parsed(raw)) == 5000


@pytest.mark.parametrize(
    "piece",
    ['"\\', "(", "<", "=?", '"\\"', "a,", "@", "<a@", "a at ", "(a", " ", "[at]", '"@', "<:@", '"a"@', "=?a?q?"],
)
def test_no_field_takes_long(piece):
    start = time.process_time()
    parse_addresses(piece * 30_000)
    assert time.process_time() - start < 2


@given(st.text(alphabet="abX@.<>()[]\"\\,;:=?'- \n\udce4ä", max_size=80))
def test_any_field_gives_addresses_that_can_be_kept(raw):
    for mailbox in parse_addresses(raw):
        assert mailbox.name or mailbox.address
        assert mailbox.address == mailbox.address.lower()
        assert mailbox.address.count("@") >= bool(mailbox.address)
        "".join(mailbox).encode()
