"""RSS and Atom as publishers really write them, and as somebody hostile would."""

import datetime as dt
import time

import pytest

from reknit.errors import UnreadableFileError
from reknit.exchange import feeds
from reknit.exchange.feeds import read, read_apart

HERE = "https://dana.example/blog/feed.xml"

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>Dana's notes</title>
<item><title>On hiring</title><link>https://dana.example/1</link><guid>1</guid>
 <pubDate>Mon, 02 Mar 2026 10:00:00 +0100</pubDate><description>The whole text.</description></item>
<item><title>On teams</title><link>https://dana.example/2</link><guid>2</guid>
 <pubDate>Tue, 03 Mar 2026 10:00:00 GMT</pubDate></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Dana's notes</title>
<entry><id>urn:1</id><title>On hiring</title><link href="https://dana.example/1"/>
 <published>2026-03-02T10:00:00+01:00</published><updated>2026-03-05T00:00:00Z</updated></entry></feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Dana's notes</title></channel>
<item rdf:about="https://dana.example/1"><title>On hiring</title><link>https://dana.example/1</link>
 <dc:date>2026-03-02T09:00:00Z</dc:date></item></rdf:RDF>"""


def at(*parts):
    return dt.datetime(*parts, tzinfo=dt.UTC)


def one(document, **options):
    data = document.encode() if isinstance(document, str) else document
    return read(data, **{"url": HERE, **options})


def item(inside, channel="<title>Dana</title>"):
    return f'<rss version="2.0"><channel>{channel}<item>{inside}</item></channel></rss>'


def test_the_newest_entry_comes_first_and_the_text_is_left_behind():
    reading = one(RSS)
    assert reading.title == "Dana's notes"
    assert [(e.title, e.url, e.published_at) for e in reading.entries] == [
        ("On teams", "https://dana.example/2", at(2026, 3, 3, 10)),
        ("On hiring", "https://dana.example/1", at(2026, 3, 2, 9)),
    ]
    assert "whole text" not in repr(reading)


@pytest.mark.parametrize("document", [ATOM, RDF])
def test_every_kind_of_feed_gives_the_same_entry(document):
    (entry,) = one(document).entries
    assert (entry.title, entry.url, entry.published_at) == ("On hiring", "https://dana.example/1", at(2026, 3, 2, 9))


def test_the_other_process_reads_the_same():
    assert read_apart(RSS.encode(), url=HERE, content_type="text/xml") == one(RSS, content_type="text/xml")


def test_a_relative_link_is_one_on_the_publisher_s_site():
    assert one(item("<title>a</title><link>/p/1</link>")).entries[0].url == "https://dana.example/p/1"
    assert one(item("<title>a</title><link>p 1</link>")).entries[0].url == "https://dana.example/blog/p%201"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "mailto:a@b.example", "ftp://a.example/"])
def test_only_a_web_page_becomes_a_link(link):
    assert one(item(f"<title>a</title><link>{link}</link>")).entries[0].url == ""


def test_an_entry_without_a_date_has_none():
    assert one(item("<title>a</title>")).entries[0].published_at is None


@pytest.mark.parametrize("date", ["yesterday", "", "Mon, 32 Foo 2026 99:99:99 GMT", "0000-00-00T00:00:00Z"])
def test_a_date_that_is_none_is_no_date(date):
    assert one(item(f"<title>a</title><pubDate>{date}</pubDate>")).entries[0].published_at is None


def test_the_same_entry_keeps_its_key_when_its_title_changes():
    first = one(item("<title>a</title><guid>7</guid>")).entries[0]
    later = one(item("<title>b</title><guid>7</guid>")).entries[0]
    assert first.key == later.key != one(item("<title>a</title><guid>8</guid>")).entries[0].key


def test_an_entry_without_identifier_or_link_is_known_by_what_it_says():
    assert one(item("<title>a</title>")).entries[0].key == one(item("<title>a</title>")).entries[0].key
    assert one(item("<title>a</title>")).entries[0].key != one(item("<title>b</title>")).entries[0].key


def test_mark_up_in_a_title_is_left_out():
    assert (
        one(item("<title>A &lt;b&gt;bold&lt;/b&gt; word &amp;amp; more</title>")).entries[0].title
        == "A bold word & more"
    )
    plain = ATOM.replace("<title>On hiring</title>", '<title type="text">1 &lt; 2 &gt; 0</title>')
    assert one(plain).entries[0].title == "1 < 2 > 0"


def test_an_entry_without_a_title_is_called_by_its_first_words():
    words = "A short message that has no title " * 9
    (entry,) = one(item(f"<description>&lt;p&gt;{words}&lt;/p&gt;</description>")).entries
    assert entry.title.startswith("A short message that has no title")
    assert len(entry.title) <= 100


def test_a_title_is_cut_to_what_is_kept():
    assert len(one(item(f"<title>{'long ' * 200}</title>")).entries[0].title) <= 300


def test_only_the_newest_of_a_long_feed_are_taken():
    items = "".join(
        f"<item><title>{n}</title><pubDate>{n % 28 + 1:02} Feb 2026 10:00:00 GMT</pubDate></item>" for n in range(300)
    )
    entries = one(f'<rss version="2.0"><channel>{items}</channel></rss>').entries
    assert len(entries) == feeds.MOST_ENTRIES
    assert entries[0].published_at == at(2026, 2, 28, 10)


@pytest.mark.parametrize(
    ("codec", "content_type"),
    [
        ("latin-1", "text/xml; charset=utf-8"),
        ("utf-8", "application/rss+xml; charset=iso-8859-1x"),
        ("utf-8", "text/xml"),
        ("cp1252", "application/rss+xml"),
        ("utf-16", "application/rss+xml"),
        ("utf-8-sig", "text/html"),
    ],
)
def test_a_wrong_character_set_does_no_harm(codec, content_type):
    document = item("<title>Grüße aus Köln</title>", channel="<title>Blog</title>").encode(codec)
    assert one(document, content_type=content_type).entries[0].title == "Grüße aus Köln"


@pytest.mark.parametrize("before", ["\n\n", "  ", "\ufeff"])
def test_blanks_before_the_declaration_do_no_harm(before):
    assert len(one(before + RSS).entries) == 2


def test_a_feed_that_is_not_well_formed_is_read_as_far_as_it_goes():
    assert [e.title for e in one(RSS.replace("</channel></rss>", "<item><title>R&D & more")).entries][:2] == [
        "On teams",
        "On hiring",
    ]
    assert one(item("<title>caf&eacute;&nbsp;x</title>")).entries[0].title == "café x"


def test_a_feed_without_entries_is_a_feed():
    assert one('<rss version="2.0"><channel><title>New</title></channel></rss>').title == "New"


def test_a_page_names_its_feeds():
    page = """<!doctype html><html><head>
    <link rel="alternate" type="application/rss+xml" href="/feed">
    <link rel="ALTERNATE home" type="application/atom+xml; charset=utf-8" href="https://b.example/atom">
    <link rel="alternate" type="application/rss+xml" href="/feed"><link rel="stylesheet" href="/s.css">
    <link rel="alternate" type="application/rss+xml" href="file:///etc/passwd"></head></html>"""
    assert one(page, content_type="text/html").alternates == ("https://dana.example/feed", "https://b.example/atom")


@pytest.mark.parametrize(
    "document", ["", "hello", "<html></html>", "\x00\x01\x02", "<<<<>>>>", '{"version": "1"}', "<a/>"]
)
def test_what_is_no_feed_is_said_to_be_none(document):
    with pytest.raises(UnreadableFileError) as failure:
        one(document)
    assert str(failure.value) == feeds.NO_FEED


LAUGHS = '<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {this} "{f"&{before};" * 10}">' for before, this in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "prolog",
    [
        f"<!DOCTYPE rss [{LAUGHS}]>",
        f'<?xml version="1.0"?><!DOCTYPE rss [{LAUGHS}]>',
        f"<!DOCTYPE x>\n<!-- --><!DOCTYPE rss [{LAUGHS}]>",
        '<!DOCTYPE rss [<!ENTITY i SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss [<!ENTITY % i SYSTEM "http://127.0.0.1/">%i;]>',
        f'<!DOCTYPE rss [<!ENTITY i "{"a" * 100_000}">]>',
    ],
)
@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_a_document_with_entities_of_its_own_is_not_read(prolog, codec):
    document = (prolog + item("<title>&i;</title>")).encode(codec)
    started = time.monotonic()
    with pytest.raises(UnreadableFileError) as failure:
        one(document)
    assert str(failure.value) == feeds.ENTITIES
    assert time.monotonic() - started < 2


def test_an_old_feed_with_a_document_type_is_read():
    kind = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd">'
    assert one(kind + item("<title>old</title>")).entries[0].title == "old"


def test_words_about_entities_in_a_text_are_only_words():
    assert one(item("<title><![CDATA[Why <!ENTITY a 'b'> is dangerous]]></title>")).entries


def test_a_document_made_to_hold_up_the_reader_is_given_up():
    document = b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='xhtml'>" + b"<div>" * 400_000
    started = time.monotonic()
    with pytest.raises(UnreadableFileError) as failure:
        read_apart(document, url=HERE, content_type="", seconds=1.5)
    assert str(failure.value) == feeds.TOO_LONG
    assert time.monotonic() - started < 4


def test_a_reader_that_breaks_is_a_document_that_cannot_be_read():
    with pytest.raises(UnreadableFileError) as failure:
        read_apart(RSS.encode(), url=HERE, content_type="application/xml; charset=punycode")
    assert str(failure.value) == feeds.UNREADABLE
