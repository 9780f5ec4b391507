"""One document from the web, fetched so that neither its publisher nor whoever sits between can do harm.

http and https on their usual ports, no credentials, no cookies, no proxy. The name is resolved once for each hop,
every address is checked, and the connection goes to a checked address: a name that resolves differently a moment
later (DNS rebinding) changes nothing. Redirects are followed up to three times, each checked like the first
address. One clock runs over everything, names and redirects included; what is larger than the limit is dropped.
"""

import errno
import http.client
import io
import queue
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import SplitResult, urljoin, urlsplit

from reknit import __version__
from reknit.core.feeds import WEB_PORTS, feed_url, is_public
from reknit.errors import InvalidValueError

Resolve = Callable[[str, int], Sequence[tuple[str, int]]]

USER_AGENT: Final = f"Reknit/{__version__} (address book of one person; reads a feed once a day)"
ACCEPT: Final = (
    "application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.5, */*;q=0.1"
)

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
TRY_LATER: Final = frozenset({429, 503})
ONE_ADDRESS_SECONDS: Final = 5.0
CHUNK: Final = 65_536

TOO_SLOW = "The site did not answer in time."
TOO_LARGE = "The document is larger than Reknit takes."
PRIVATE = "The address leads to a private network, and Reknit calls public sites only."
NO_SUCH_SITE = "There is no site of this name."
NO_NETWORK = "The site cannot be reached from here at the moment."
NOT_TAKEN = "The site did not take the call."
BAD_CERTIFICATE = "The site cannot show that it is the one it says: its certificate is not valid."
BAD_ANSWER = "The site's answer cannot be understood."
MANY_REDIRECTS = "The site sends on from address to address without an end."
BAD_REDIRECT = "The site sends on to an address that cannot be followed."
DOWNGRADE = "The site sends on from a protected address to an unprotected one."
GONE = "The publisher says that this address is gone for good."
BUSY = "The site asks to be called later."
REFUSED = "The site does not hand this out."
MISSING = "There is nothing at this address."
FAILING = "The site has a fault of its own."


def resolve(host: str, port: int) -> list[tuple[str, int]]:
    """The addresses of a name, as the system knows them. Raises `OSError`."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys((str(entry[4][0]), int(entry[4][1])) for entry in found))


@dataclass(frozen=True)
class Rules:
    """The limits of a fetch. trusted: addresses that may be called although they are not public, for a test that
    has a server of its own; nothing in Reknit sets it.
    """

    seconds: float = 15.0
    most_bytes: int = 2_000_000
    redirects: int = 3
    resolve: Resolve = resolve
    trusted: frozenset[str] = frozenset()
    tls: ssl.SSLContext | None = None


@dataclass(frozen=True)
class Fetched:
    """A document. url: where it was found after redirects."""

    url: str
    body: bytes
    content_type: str
    etag: str
    last_modified: str


@dataclass(frozen=True)
class Unchanged:
    """The publisher says that it is still the document of the etag or day that was sent along."""


@dataclass(frozen=True)
class Failed:
    """Nothing came. offline: the network here may be at fault. wait_seconds: how long the site asks to be left
    alone. gone: it will not come back.
    """

    words: str
    offline: bool = False
    wait_seconds: int = 0
    gone: bool = False


Answer = Fetched | Unchanged | Failed


class _BrokenOffError(Exception):
    """Carries the failure out of the depth of a fetch."""

    def __init__(self, failure: Failed) -> None:
        super().__init__(failure.words)
        self.failure = failure


def _break_off(words: str, *, offline: bool = False) -> _BrokenOffError:
    return _BrokenOffError(Failed(words, offline=offline))


def fetch(url: str, *, etag: str = "", last_modified: str = "", rules: Rules | None = None) -> Answer:
    """Fetch a document unless it is still the one known by `etag` or `last_modified` (RFC 9110 §13)."""
    given = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    conditions = {name: value for name, value in given.items() if value}
    try:
        return _follow(url, conditions, rules or Rules())
    except _BrokenOffError as broken:
        return broken.failure
    except TimeoutError:
        return Failed(TOO_SLOW)
    except ssl.SSLCertVerificationError:
        return Failed(BAD_CERTIFICATE)
    except (http.client.HTTPException, zlib.error, ssl.SSLError, ValueError):
        return Failed(BAD_ANSWER)
    except OSError:
        return Failed(NOT_TAKEN)


def _follow(url: str, conditions: Mapping[str, str], rules: Rules) -> Answer:
    deadline = time.monotonic() + rules.seconds
    for _ in range(rules.redirects + 1):
        answer = _call(_checked(url), conditions, rules, deadline)
        if not isinstance(answer, str):
            return answer
        url = _onward(url, answer)
    raise _break_off(MANY_REDIRECTS)


def _onward(url: str, location: str) -> str:
    try:
        onward = urljoin(url, location)
        schemes = (urlsplit(url).scheme, urlsplit(onward).scheme)
    except ValueError as error:
        raise _break_off(BAD_REDIRECT) from error
    if schemes == ("https", "http"):
        raise _break_off(DOWNGRADE)
    return onward


def _checked(url: str) -> str:
    if urlsplit(url).scheme not in WEB_PORTS:
        raise _break_off(BAD_REDIRECT)
    try:
        return feed_url(url)
    except InvalidValueError as error:
        raise _break_off(BAD_REDIRECT) from error


def _call(url: str, conditions: Mapping[str, str], rules: Rules, deadline: float) -> Answer | str:
    """One request: its answer, or the address it sends on to."""
    parts = urlsplit(url)
    connection = _Connection(parts, rules, deadline)
    try:
        connection.request("GET", parts.path + (f"?{parts.query}" if parts.query else ""), headers={
            "Host": parts.netloc, "User-Agent": USER_AGENT, "Accept": ACCEPT, "Accept-Encoding": "gzip",
            "Connection": "close", **conditions,
        })  # fmt: skip
        return _answer(url, connection.getresponse(), rules, asked_for_news=bool(conditions))
    finally:
        connection.close()


def _answer(url: str, response: http.client.HTTPResponse, rules: Rules, *, asked_for_news: bool) -> Answer | str:
    if response.status in REDIRECTS:
        onward = response.getheader("Location", "")
        if not onward:
            raise _break_off(BAD_REDIRECT)
        return _as_meant(onward)
    if response.status == http.client.NOT_MODIFIED and asked_for_news:
        return Unchanged()
    if response.status != http.client.OK:
        return _refusal(response)
    return Fetched(
        url,
        _body(response, rules.most_bytes),
        content_type=_plain(response.getheader("Content-Type", "")),
        etag=_plain(response.getheader("ETag", "")),
        last_modified=_plain(response.getheader("Last-Modified", "")),
    )


def _as_meant(value: str) -> str:
    """http.client reads headers as Latin-1; an address that is not ASCII is UTF-8 as a rule."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return value


def _refusal(response: http.client.HTTPResponse) -> Failed:
    match response.status:
        case http.client.GONE:
            return Failed(GONE, gone=True)
        case status if status in TRY_LATER:
            wait = response.getheader("Retry-After", "")
            return Failed(BUSY, wait_seconds=int(wait) if wait.isascii() and wait.isdigit() else 0)
        case http.client.NOT_FOUND:
            return Failed(MISSING)
        case status if 400 <= status < 500:
            return Failed(REFUSED)
        case status if status >= 500:
            return Failed(FAILING)
        case _:
            return Failed(BAD_ANSWER)


def _plain(value: str) -> str:
    """A header's value, if it may be sent back as it is."""
    return value if value.isascii() and value.isprintable() else ""


def _body(response: http.client.HTTPResponse, most: int) -> bytes:
    if response.length is not None and response.length > most:
        raise _break_off(TOO_LARGE)
    parts: list[bytes] = []
    size = 0
    while chunk := response.read(CHUNK):
        size += len(chunk)
        if size > most:
            raise _break_off(TOO_LARGE)
        parts.append(chunk)
    body = b"".join(parts)
    match response.getheader("Content-Encoding", "identity").strip().lower():
        case "identity" | "":
            return body
        case "gzip" | "x-gzip" | "deflate":
            return _unpacked(body, most)
        case _:
            raise _break_off(BAD_ANSWER)


def _unpacked(body: bytes, most: int) -> bytes:
    """At most as much as is allowed, however small it came."""
    unpacked = zlib.decompressobj(wbits=47).decompress(body, most + 1)  # 47: the header says gzip or zlib
    if len(unpacked) > most:
        raise _break_off(TOO_LARGE)
    return unpacked


def _left(deadline: float) -> float:
    seconds = deadline - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


class _Connection(http.client.HTTPConnection):
    """Goes to a checked address of the name, under the one clock of the fetch."""

    def __init__(self, parts: SplitResult, rules: Rules, deadline: float) -> None:
        super().__init__(parts.hostname or "", parts.port or WEB_PORTS[parts.scheme])
        self._secure = parts.scheme == "https"
        self._rules = rules
        self._deadline = deadline
        self.response_class = self._make_response  # type: ignore[assignment]

    def connect(self) -> None:
        """Open the socket; for https with the name, so that the certificate is checked against it."""
        self.sock = _open(_addresses(self.host, self.port, self._rules, self._deadline), self._deadline)
        if self._secure:
            context = self._rules.tls or ssl.create_default_context()
            self.sock.settimeout(_left(self._deadline))
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
        self.sock.settimeout(_left(self._deadline))

    def _make_response(self, sock: socket.socket, **options: Any) -> http.client.HTTPResponse:
        return http.client.HTTPResponse(_UnderTheClock(sock, self._deadline), **options)  # type: ignore[arg-type]


class _UnderTheClock:
    """A socket for reading whose every wait ends at the deadline; a publisher that drips bytes gains nothing."""

    def __init__(self, sock: socket.socket, deadline: float) -> None:
        self._sock = sock
        self._deadline = deadline

    def makefile(self, mode: str) -> io.BufferedReader:
        """What `http.client` reads from."""
        assert mode == "rb"
        return io.BufferedReader(_TimedReads(self._sock, self._deadline))


class _TimedReads(io.RawIOBase):
    def __init__(self, sock: socket.socket, deadline: float) -> None:
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(_left(self._deadline))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


def _addresses(host: str, port: int, rules: Rules, deadline: float) -> list[tuple[str, int]]:
    """The addresses of the name that may be called, as many as there is a point in trying."""
    found = _resolved(host, port, rules.resolve, deadline)
    allowed = [place for place in found if is_public(place[0]) or place[0] in rules.trusted]
    if not allowed:
        raise _break_off(PRIVATE if found else NO_SUCH_SITE)
    return allowed[:4]


def _resolved(host: str, port: int, ask: Resolve, deadline: float) -> Sequence[tuple[str, int]]:
    """Asked in a thread of its own, because the system's resolver knows no deadline."""
    answers: queue.SimpleQueue[Sequence[tuple[str, int]] | Exception] = queue.SimpleQueue()

    def run() -> None:
        try:
            answers.put(ask(host, port))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=run, name="reknit-resolve", daemon=True).start()
    try:
        answer = answers.get(timeout=_left(deadline))
    except queue.Empty as error:
        raise TimeoutError from error
    if isinstance(answer, socket.gaierror) and answer.errno == socket.EAI_AGAIN:
        raise _break_off(NO_NETWORK, offline=True)
    if isinstance(answer, Exception):
        raise _break_off(NO_SUCH_SITE)
    return answer


_UNREACHABLE: Final = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EADDRNOTAVAIL})


def _open(addresses: Sequence[tuple[str, int]], deadline: float) -> socket.socket:
    """A connection to the first address that takes it."""
    problem: OSError = TimeoutError()
    for place in addresses:
        try:
            return socket.create_connection(place, timeout=min(_left(deadline), ONE_ADDRESS_SECONDS))
        except OSError as error:
            problem = error
    if problem.errno in _UNREACHABLE:
        raise _break_off(NO_NETWORK, offline=True)
    raise problem
