"""Addresses that may be followed, addresses that are public, when to look again."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reknit.core import feeds
from reknit.errors import InvalidValueError

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("dana.example/blog", "https://dana.example/blog"),
        ("  https://Dana.Example  ", "https://dana.example/"),
        ("http://dana.example:80/a?b=c#d", "http://dana.example/a?b=c"),
        ("http://dana.example:443/", "http://dana.example:443/"),
        ("feed://dana.example/rss", "http://dana.example/rss"),
        ("feed:https://dana.example/rss", "https://dana.example/rss"),
        ("https://bücher.example/ä b?q=ü", "https://xn--bcher-kva.example/%C3%A4%20b?q=%C3%BC"),
        ("https://dana.example/%C3%A4", "https://dana.example/%C3%A4"),
        ("https://[2001:db8::1]/", "https://[2001:db8::1]/"),
    ],
)
def test_an_address_has_one_spelling(written, url):
    assert feeds.feed_url(written) == url
    assert feeds.feed_url(url) == url


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("file:///etc/passwd", "begin with https"),
        ("javascript:alert(1)", "begin with https"),
        ("mailto:dana@acme.example", "begin with https"),
        ("https://me:secret@dana.example/", "name or password"),
        ("https://me@dana.example/", "name or password"),
        ("dana.example:8080/feed", "ports"),
        ("https://dana.example:22/", "ports"),
        ("https://dana.example:99999/", "not the address"),
        ("https://[::1", "not the address"),
        ("https://", "names no site"),
        ("", "names no site"),
        ("https://a..b/", "cannot be read"),
        ("https://dana.example/" + "a" * 1000, "longer than"),
    ],
)
def test_what_cannot_be_followed_is_said_beside_the_field(written, why):
    with pytest.raises(InvalidValueError, match=why) as failure:
        feeds.feed_url(written)
    assert failure.value.field == "url"


@given(st.text())
def test_whatever_is_typed_is_an_address_or_an_error(text):
    try:
        url = feeds.feed_url(text)
    except InvalidValueError:
        return
    assert url.startswith(("https://", "http://"))
    assert url.isascii()
    assert not any(sign in url for sign in " \r\n\t")


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"])
def test_a_public_address_is_public(address):
    assert feeds.is_public(address)


@given(
    st.sampled_from(["10.0.0.0/8", "192.168.0.0/16", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "0.0.0.0/8"]),
    st.data(),
)
def test_no_address_of_a_private_network_is_public_in_any_form(network, data):
    import ipaddress

    inside = data.draw(st.ip_addresses(network=network))
    assert not feeds.is_public(str(inside))
    for prefix in ("::ffff:0:0", "64:ff9b::"):
        assert not feeds.is_public(str(ipaddress.IPv6Address(int(ipaddress.IPv6Address(prefix)) | int(inside))))


def test_what_is_no_address_is_not_public():
    assert not feeds.is_public("dana.example")


def test_the_pause_doubles_up_to_a_week_and_ten_failures_take_more_than_two():
    pauses = [feeds.pause(failures) for failures in range(1, feeds.MAX_FAILURES + 1)]
    assert pauses[:3] == [dt.timedelta(hours=1), dt.timedelta(hours=2), dt.timedelta(hours=4)]
    assert pauses[-1] == feeds.pause(10_000) == dt.timedelta(days=7)
    assert sum(pauses[:-1], dt.timedelta(0)) > dt.timedelta(days=14)


def test_a_date_counts_unless_it_cannot_be_true():
    stated = NOW - dt.timedelta(days=40)
    ahead, far, old = NOW + dt.timedelta(hours=3), NOW + dt.timedelta(days=90), dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    assert feeds.published(stated, now=NOW, read_before=False) == stated
    assert feeds.published(ahead, now=NOW, read_before=False) == NOW
    for unusable in (None, far, old):
        assert feeds.published(unusable, now=NOW, read_before=False) is None
        assert feeds.published(unusable, now=NOW, read_before=True) == NOW


def test_a_long_title_is_cut_at_a_word():
    assert feeds.shortened("one  two\nthree", 20) == "one two three"
    assert feeds.shortened("one two three", 10) == "one two…"
    assert feeds.shortened("a" * 30, 10) == "a" * 9 + "…"
    assert all(len(feeds.shortened("word " * 99, length)) <= length for length in range(2, 40))
