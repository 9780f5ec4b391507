"""Fetching from the web: polite to publishers, and safe from them."""

import gzip
import shutil
import socket
import threading
import time
import tracemalloc

import pytest

from reknit.jobs import fetching
from reknit.jobs.fetching import Failed, Fetched, Rules, Unchanged, fetch
from tests.jobs.publisher import Publisher, certificate, document, redirect, tagged

FEED = "http://dana.example/feed.xml"


@pytest.fixture
def site():
    publisher = Publisher()
    yield publisher
    publisher.stop()


def failed(answer):
    assert isinstance(answer, Failed), answer
    return answer.words


def test_a_document_comes_with_its_address_type_and_marks(site):
    site.publish(
        "/feed.xml",
        "<rss/>",
        Content_Type="application/rss+xml",
        ETag='"v1"',
        Last_Modified="Mon, 02 Mar 2026 10:00:00 GMT",
    )
    answer = fetch(FEED, rules=site.rules())
    assert answer == Fetched(FEED, b"<rss/>", "application/rss+xml", '"v1"', "Mon, 02 Mar 2026 10:00:00 GMT")


def test_what_has_not_changed_is_not_sent_again(site):
    site.answers["/feed.xml"] = tagged("<rss/>", '"v1"')
    first = fetch(FEED, rules=site.rules())
    assert (
        fetch(FEED, etag=first.etag, last_modified="Mon, 02 Mar 2026 10:00:00 GMT", rules=site.rules()) == Unchanged()
    )
    assert site.requests[1][1]["If-Modified-Since"] == "Mon, 02 Mar 2026 10:00:00 GMT"


def test_an_unchanged_answer_that_nobody_asked_for_is_a_fault(site):
    site.answers["/feed.xml"] = document(b"", status=304)
    assert failed(fetch(FEED, rules=site.rules())) == fetching.BAD_ANSWER


def test_a_request_says_who_asks_and_carries_nothing_else(site):
    site.publish("/feed.xml", "<rss/>", Set_Cookie="id=1")
    fetch(FEED, rules=site.rules())
    fetch(FEED, rules=site.rules())
    _, headers = site.requests[1]
    assert headers["User-Agent"].startswith("Reknit/")
    assert headers["Host"] == "dana.example"
    assert set(headers) == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}


def test_a_proxy_of_the_environment_is_not_used(site, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    site.publish("/feed.xml", "<rss/>")
    assert isinstance(fetch(FEED, rules=site.rules()), Fetched)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_and_the_last_address_told(site, status):
    site.answers["/feed.xml"] = redirect("/new/feed.xml?a=ü".encode().decode("latin-1"), status)
    site.publish("/new/feed.xml?a=%C3%BC", "<rss/>")
    answer = fetch(FEED, rules=site.rules())
    assert isinstance(answer, Fetched)
    assert site.paths() == ["/feed.xml", "/new/feed.xml?a=%C3%BC"]


def test_three_redirects_are_followed_and_no_more(site):
    for number in range(5):
        site.answers[f"/{number}"] = redirect(f"/{number + 1}")
    site.publish("/4", "<rss/>")
    assert isinstance(fetch("http://dana.example/1", rules=site.rules()), Fetched)
    assert failed(fetch("http://dana.example/0", rules=site.rules())) == fetching.MANY_REDIRECTS
    site.answers["/round"] = redirect("/round")
    assert failed(fetch("http://dana.example/round", rules=site.rules())) == fetching.MANY_REDIRECTS


@pytest.mark.parametrize(
    "onward",
    ["file:///etc/passwd", "ftp://dana.example/x", "gopher://dana.example:70/", "http://dana.example:22/",
     "http://me:secret@dana.example/", "javascript:alert(1)", "http://[::1"],
)  # fmt: skip
def test_a_redirect_to_what_cannot_be_followed_ends_there(site, onward):
    site.answers["/feed.xml"] = redirect(onward)
    assert failed(fetch(FEED, rules=site.rules())) == fetching.BAD_REDIRECT
    assert site.paths() == ["/feed.xml"]


def test_a_redirect_without_an_address_is_a_fault(site):
    site.answers["/feed.xml"] = document(b"", status=302)
    assert failed(fetch(FEED, rules=site.rules())) == fetching.BAD_REDIRECT


@pytest.fixture
def inside():
    """A machine of the private network, which nobody may call: another address of the loopback stands for it."""
    publisher = Publisher(address="127.0.0.2")
    publisher.publish("/secret", "of the house")
    yield publisher
    publisher.stop()


def names(**addresses):
    """A resolver that knows these names and takes numbers as they are."""
    return lambda host, port: [addresses.get(host.partition(".")[0], (host, port))]


def test_a_redirect_into_the_private_network_is_not_followed(site, inside):
    site.answers["/feed.xml"] = redirect("http://inside.example/secret")
    places = names(dana=("127.0.0.1", site.port), inside=("127.0.0.2", inside.port))
    assert failed(fetch(FEED, rules=site.rules(resolve=places))) == fetching.PRIVATE
    assert inside.requests == []


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.100.100.200", "168.63.129.16",
     "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fd00:ec2::254", "ff02::1",
     "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::1", "fec0::1", "fe80::1%lo"],
)  # fmt: skip
def test_no_address_that_is_not_public_is_called(address, monkeypatch):
    def no_connection(*place, **options):
        raise AssertionError(place)

    monkeypatch.setattr(socket, "create_connection", no_connection)
    rules = Rules(seconds=5, resolve=lambda host, port: [(address, port)])
    assert failed(fetch(FEED, rules=rules)) == fetching.PRIVATE


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://[::1]/", "http://localhost/"]
)
def test_every_spelling_of_the_loopback_is_refused_by_the_system_s_own_resolver(url):
    assert failed(fetch(url)) in {fetching.PRIVATE, fetching.NO_SUCH_SITE}


def test_a_name_that_resolves_differently_a_moment_later_gains_nothing(site, inside):
    """DNS rebinding: the address that was checked is the one that is called, and nobody asks twice."""
    answers = [[("127.0.0.1", site.port)], [("127.0.0.2", inside.port)]]
    asked = []

    def rebinding(host, port):
        asked.append(host)
        return answers[min(len(asked), 2) - 1]

    site.publish("/secret", "of the publisher")
    answer = fetch("http://dana.example/secret", rules=site.rules(resolve=rebinding))
    assert answer.body == b"of the publisher"
    assert asked == ["dana.example"]
    assert inside.requests == []


def test_of_several_addresses_only_those_that_may_be_called_are(site, inside):
    both = [("127.0.0.2", inside.port), ("127.0.0.1", site.port)]
    site.publish("/secret", "of the publisher")
    answer = fetch("http://dana.example/secret", rules=site.rules(resolve=lambda host, port: both))
    assert answer.body == b"of the publisher"
    assert inside.requests == []


def test_a_name_nobody_has_is_told_from_a_missing_network():
    def nobody(host, port):
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    def no_network(host, port):
        raise socket.gaierror(socket.EAI_AGAIN, "later")

    assert fetch(FEED, rules=Rules(resolve=nobody)) == Failed(fetching.NO_SUCH_SITE)
    assert fetch(FEED, rules=Rules(resolve=no_network)) == Failed(fetching.NO_NETWORK, offline=True)
    assert fetch(FEED, rules=Rules(resolve=lambda host, port: [])) == Failed(fetching.NO_SUCH_SITE)


def test_a_site_that_takes_no_calls_is_a_failure(site):
    rules = site.rules()
    site.stop()
    assert failed(fetch(FEED, rules=rules)) == fetching.NOT_TAKEN


def silent(handler):
    time.sleep(3)


def drips_its_headers(handler):
    for sign in b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100:
        handler.wfile.write(bytes([sign]))
        time.sleep(0.1)


def drips_its_body(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b"a")
        time.sleep(0.1)


def sends_on_slowly(handler):
    time.sleep(0.3)
    redirect("/feed.xml")(handler)


@pytest.mark.parametrize("answer", [silent, drips_its_headers, drips_its_body, sends_on_slowly])
def test_one_clock_runs_over_everything(site, answer):
    site.answers["/feed.xml"] = answer
    started = time.monotonic()
    assert failed(fetch(FEED, rules=site.rules(seconds=0.6))) == fetching.TOO_SLOW
    assert time.monotonic() - started < 1.5


def test_a_resolver_that_hangs_is_not_waited_for():
    release = threading.Event()
    started = time.monotonic()
    rules = Rules(seconds=0.3, resolve=lambda host, port: release.wait(5) and [])
    assert failed(fetch(FEED, rules=rules)) == fetching.TOO_SLOW
    assert time.monotonic() - started < 1.0
    release.set()


def endless(handler):
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    for _ in range(10_000):
        handler.wfile.write(b"8000\r\n" + b"a" * 0x8000 + b"\r\n")


def claims_to_be_small(handler):
    handler.send_response(200)
    handler.send_header("Connection", "close")
    handler.end_headers()
    handler.wfile.write(b"a" * 3_000_000)
    handler.close_connection = True


BOMB = gzip.compress(b"a" * 50_000_000)


@pytest.mark.parametrize(
    "answer",
    [endless, claims_to_be_small, document(b"a" * 2_000_001), document(BOMB, Content_Encoding="gzip")],
)
def test_a_document_beyond_the_limit_is_dropped(site, answer):
    site.answers["/feed.xml"] = answer
    assert failed(fetch(FEED, rules=site.rules())) == fetching.TOO_LARGE


def test_what_was_packed_to_burst_is_never_unpacked_whole(site):
    site.publish("/feed.xml", BOMB, Content_Encoding="gzip")
    tracemalloc.start()
    fetch(FEED, rules=site.rules())
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 12_000_000


def test_a_packed_document_is_unpacked(site):
    site.publish("/feed.xml", gzip.compress(b"<rss/>"), Content_Encoding="gzip")
    assert fetch(FEED, rules=site.rules()).body == b"<rss/>"


@pytest.mark.parametrize(
    "answer",
    [document(b"not packed", Content_Encoding="gzip"), document(b"x", Content_Encoding="br"),
     lambda handler: handler.wfile.write(b"\x00\xffnonsense\r\n\r\n"), document(b"x", status=204)],
)  # fmt: skip
def test_an_answer_that_makes_no_sense_is_a_failure(site, answer):
    site.answers["/feed.xml"] = answer
    assert failed(fetch(FEED, rules=site.rules())) == fetching.BAD_ANSWER


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (404, fetching.MISSING),
        (403, fetching.REFUSED),
        (401, fetching.REFUSED),
        (500, fetching.FAILING),
        (502, fetching.FAILING),
    ],
)
def test_each_refusal_is_told_in_words(site, status, words):
    site.answers["/feed.xml"] = document(b"", status=status)
    assert fetch(FEED, rules=site.rules()) == Failed(words)


def test_what_is_gone_for_good_is_told_from_what_is_missing(site):
    site.answers["/feed.xml"] = document(b"", status=410)
    assert fetch(FEED, rules=site.rules()) == Failed(fetching.GONE, gone=True)


@pytest.mark.parametrize(
    ("asked", "seconds"), [("3600", 3600), ("Mon, 02 Mar 2026 10:00:00 GMT", 0), ("", 0), ("-5", 0)]
)
def test_a_site_that_asks_for_time_gets_it(site, asked, seconds):
    site.answers["/feed.xml"] = document(b"", status=429, Retry_After=asked)
    assert fetch(FEED, rules=site.rules()) == Failed(fetching.BUSY, wait_seconds=seconds)


def test_a_mark_that_could_not_be_sent_back_is_not_kept(site):
    site.publish("/feed.xml", "<rss/>", ETag='"\xfc"')
    assert fetch(FEED, rules=site.rules()).etag == ""


needs_openssl = pytest.mark.skipif(not shutil.which("openssl"), reason="there is no openssl to make a certificate")


@pytest.fixture
def secure(tmp_path):
    """(a site behind TLS for dana.example, the context that trusts it, the names that were called)"""
    server, client = certificate(tmp_path, "dana.example")
    called = []
    server.sni_callback = lambda sock, name, context: called.append(name)
    publisher = Publisher(tls=server)
    yield publisher, client, called
    publisher.stop()


@needs_openssl
def test_a_protected_site_is_called_by_its_name_and_its_certificate_checked(secure):
    site, client, called = secure
    site.publish("/feed.xml", "<rss/>")
    answer = fetch("https://dana.example/feed.xml", rules=site.rules(tls=client))
    assert isinstance(answer, Fetched)
    assert called == ["dana.example"]
    assert failed(fetch("https://omar.example/feed.xml", rules=site.rules(tls=client))) == fetching.BAD_CERTIFICATE
    assert failed(fetch("https://dana.example/feed.xml", rules=site.rules())) == fetching.BAD_CERTIFICATE
    assert site.paths() == ["/feed.xml"]


@needs_openssl
def test_nobody_is_sent_on_from_a_protected_to_an_unprotected_address(secure):
    site, client, _ = secure
    site.answers["/feed.xml"] = redirect("http://dana.example/plain.xml")
    answer = fetch("https://dana.example/feed.xml", rules=site.rules(tls=client))
    assert failed(answer) == fetching.DOWNGRADE
