import csv
import datetime as dt
import email.utils
from email.parser import BytesHeaderParser
from pathlib import Path

import msgspec
import pytest

from reknit.core.records import InteractionRecord, Unreadable
from reknit.exchange.formats import ReadOptions
from reknit.exchange.mail import FORMAT
from reknit.exchange.sources import Source, walk
from reknit.exchange.traffic import Traffic

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not on this machine")

# The standard library takes an address used as a name for the address, or dies of recursion.
LIBRARY_FAILS = {"mail/MimeKit/issue358.txt", "mail/MimeKit/stack-overflow.txt"}

OPTIONS = ReadOptions(as_of=dt.datetime(2026, 6, 1, tzinfo=dt.UTC))

# Kept among the mails, but no mail: bare text, a list of addresses, parts of a message, two names without address.
NO_MAIL = {
    "mail/bigbang/from-header-variations.txt",
    "mail/cpython/msg_19.txt",
    "mail/eds-camel/crlf-1.in",
    "mail/eds-camel/html.0.in",
    "mail/eds-camel/html.1.in",
    "mail/mime4j/malformedHeader-nocrlfcrlf.msg",
    "mail/mime4j/malformedHeader-noheader.msg",
    "mail/mime4j/sig-uu.msg",
    "mail/mime4j/uu-zeegee.msg",
}


def index(*, mail):
    if not CORPUS.is_dir():
        return []
    with (CORPUS / "INDEX.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    return [row for row in rows if (row["kind"] == "mail") == mail and (CORPUS / row["file"]).is_file()]


def source(name):
    path = CORPUS / name
    return Source(str(path), path)


def recognised(file):
    return FORMAT.recognise(file, file.head())


def records(name):
    return list(FORMAT.read(source(name), OPTIONS))


def mails():
    return [row for row in index(mail=True) if row["file"] not in NO_MAIL]


def single():
    return [row for row in mails() if row["unit"] == "message" and row["records"] == "1"]


def test_the_corpus_has_mails():
    assert len(mails()) > 200


@pytest.mark.parametrize("row", mails(), ids=lambda row: row["file"])
def test_every_message_is_accounted_for(row):
    assert recognised(source(row["file"]))
    assert len(records(row["file"])) >= int(row["records"])


@pytest.mark.parametrize("name", sorted(NO_MAIL))
def test_text_kept_among_the_mails_is_not_taken_for_one(name):
    assert not recognised(source(name))


def test_no_other_file_is_taken_for_mail():
    assert [row["file"] for row in index(mail=False) if recognised(source(row["file"]))] == []


@pytest.mark.parametrize("row", single(), ids=lambda row: row["file"])
def test_only_a_message_without_a_date_or_without_people_is_unreadable(row):
    found = records(row["file"])
    if len(found) > 1 or not isinstance(found[0], Unreadable):
        return
    header = BytesHeaderParser().parsebytes(source(row["file"]).head())
    if found[0].reason == "no readable date":
        assert not header["Date"]
        assert not header["Received"]
    else:
        assert found[0].reason == "no sender and no recipient"
        assert not any(header[name] for name in ("From", "To", "Cc", "Sender", "Reply-To"))


@pytest.mark.parametrize("row", single(), ids=lambda row: row["file"])
def test_the_addresses_that_the_standard_library_finds_are_found(row):
    found = records(row["file"])
    if len(found) > 1 or not isinstance(found[0], InteractionRecord) or row["file"] in LIBRARY_FAILS:
        return
    header = BytesHeaderParser().parsebytes(source(row["file"]).head(1 << 18).removeprefix(b"\xef\xbb\xbf"))
    for role in ("from", "to", "cc", "bcc"):
        texts = [str(value) for value in header.get_all(role, [])]
        expected = {address.lower() for _, address in email.utils.getaddresses(texts) if "@" in address}
        ours = {
            party.value
            for party in found[0].participants
            if party.role in ({"to", "cc", "bcc"} if role != "from" else {"from"})
        }
        assert expected <= ours


def test_a_month_that_stands_twice_in_one_archive_counts_once():
    keys = [record.key for record in records("mail/bigbang/2001-November.txt")]
    assert len(keys) == 164
    assert len(set(keys)) == 82


def test_one_message_id_used_for_three_mails_gives_three_keys():
    assert len({record.key for record in records("mail/roundcubemail/import.mbox")}) == 3


def test_list_archives_make_no_personal_mail():
    found = [
        record
        for file in walk([CORPUS / "mail" / "bigbang"])
        if recognised(file)
        for record in FORMAT.read(file, OPTIONS)
    ]
    assert {record.bulk for record in found if isinstance(record, InteractionRecord)} == {"a mailing list"}


def test_reading_twice_gives_the_same_records_and_every_one_can_be_stored():
    files = [file for file in walk([CORPUS / "mail"]) if recognised(file)]
    first, second = (
        [msgspec.json.encode(record) for file in files for record in FORMAT.read(file, OPTIONS)] for _ in range(2)
    )
    assert first == second
    assert not any(b"\\u0000" in text for text in first)


def test_nobody_owns_a_collection_of_other_peoples_mail():
    traffic = Traffic()
    for file in walk([CORPUS / "mail"]):
        if recognised(file):
            for record in FORMAT.read(file, OPTIONS):
                traffic.add(record)
    assert not [guess for guess in traffic.own_addresses(6) if guess.confidence >= 0.8]
