"""What a person publishes: addresses that may be fetched, entries of a feed, and when to look again."""

import datetime as dt
import ipaddress
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

from reknit.core.keys import digest_key
from reknit.errors import InvalidValueError

WEB_PORTS: Final = {"http": 80, "https": 443}
MAX_ADDRESS: Final = 1000
MAX_TITLE: Final = 300

EVERY: Final = dt.timedelta(days=1)
FIRST_PAUSE: Final = dt.timedelta(hours=1)
LONGEST_PAUSE: Final = dt.timedelta(days=7)

# With the pauses between them, ten failures take more than two weeks.
MAX_FAILURES: Final = 10

# A clock or a time zone may be off by so much; what lies further ahead is not a date of publication.
_AHEAD: Final = dt.timedelta(days=1)
_EARLIEST: Final = dt.datetime(1993, 1, 1, tzinfo=dt.UTC)

_SCHEME: Final = re.compile(r"([a-z][a-z0-9+.-]*):(?!\d+(/|$))", re.IGNORECASE)
_CONTROL: Final = re.compile(r"[\x00-\x20\x7f]")
_KEPT_IN_PATH: Final = "/%:@!$&'()*+,;=~-._"
_KEPT_IN_QUERY: Final = _KEPT_IN_PATH + "?"

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Public by number, yet answered by the machine's own host: Azure's metadata service.
_METADATA: Final = ipaddress.ip_address("168.63.129.16")
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed. key: the same for the same entry in every reading; published_at None: no date given."""

    key: str
    title: str
    url: str
    published_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document holds: a feed with its newest entries, or a page that names feeds (`alternates`)."""

    title: str = ""
    entries: tuple[Entry, ...] = ()
    alternates: tuple[str, ...] = ()


def feed_url(text: str) -> str:
    """An address that may be fetched, in one spelling (RFC 3986 §6.2): host in ASCII, no fragment.

    ``feed:`` is read as http, a missing scheme as https. Raises `InvalidValueError` for any other scheme, for a
    name and password in it, and for ports other than 80 and 443.
    """
    written = text.strip()
    if written.casefold().startswith("feed:"):
        rest = written[5:]
        written = rest if _SCHEME.match(rest) else "http://" + rest.lstrip("/")
    if not _SCHEME.match(written):
        written = "https://" + written.lstrip("/")
    try:
        parts = urlsplit(written)
        port = parts.port
    except ValueError as error:
        raise _wrong("This is not the address of a page on the web.") from error
    if parts.scheme not in WEB_PORTS:
        raise _wrong("Only addresses that begin with https:// or http:// can be followed.")
    if parts.username is not None or parts.password is not None:
        raise _wrong("The address holds a name or password; Reknit sends neither.")
    if port not in {None, *WEB_PORTS.values()}:
        raise _wrong("Only the usual ports of the web, 80 and 443, are called.")
    path = quote(parts.path or "/", safe=_KEPT_IN_PATH)
    place = _host(parts.hostname or "") + (f":{port}" if port not in {None, WEB_PORTS[parts.scheme]} else "")
    whole = urlunsplit((parts.scheme, place, path, quote(parts.query, safe=_KEPT_IN_QUERY), ""))
    if len(whole) > MAX_ADDRESS:
        raise _wrong(f"The address is longer than {MAX_ADDRESS} signs.")
    return whole


def _host(name: str) -> str:
    if ":" in name:
        return f"[{name}]"
    try:
        ascii_name = name.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise _wrong("The name of the site in this address cannot be read.") from error
    if not ascii_name or _CONTROL.search(ascii_name):
        raise _wrong("The address names no site.")
    return ascii_name


def _wrong(message: str) -> InvalidValueError:
    return InvalidValueError(message, field="url")


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet: not private, loopback, link-local, multicast,
    unspecified, reserved or a cloud's metadata service (RFC 6890). IPv6 forms that carry an IPv4 address
    (mapped, 6to4, NAT64) are judged by that address.
    """
    try:
        found = _carried(ipaddress.ip_address(address.partition("%")[0]))
    except ValueError:
        return False
    special = found.is_multicast or found.is_reserved or found.is_unspecified or found.is_link_local
    site_local = isinstance(found, ipaddress.IPv6Address) and found.is_site_local
    return found.is_global and not special and not site_local and found != _METADATA


def names_private_address(url: str) -> bool:
    """Whether the address names a machine by a number that is not public. A name says nothing until it is resolved."""
    host = urlsplit(url).hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return not is_public(host)


def _carried(address: Address) -> Address:
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour or address


def entry(*, identity: str, title: str, url: str, published_at: dt.datetime | None) -> Entry:
    """An entry with its key: the publisher's identifier, else its address, else what it says."""
    said = f"{title}|{published_at.isoformat() if published_at else ''}"
    name = ("id", identity) if identity else ("url", url) if url else ("said", said)
    return Entry(digest_key(*name), shortened(title, MAX_TITLE), url if len(url) <= MAX_ADDRESS else "", published_at)


def shortened(text: str, length: int) -> str:
    """The text in one line, cut at a word where it is longer."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    cut = line[: length - 1]
    return (cut.rpartition(" ")[0] if " " in cut[length // 2 :] else cut).rstrip(" ,;:.") + "…"


def published(stated: dt.datetime | None, *, now: dt.datetime, read_before: bool) -> dt.datetime | None:
    """When an entry that was not there before appeared.

    Without a usable date, one that a later reading brings is of now; of those the first reading brings nothing
    is known. A date that lies a little ahead is taken as now.
    """
    if stated is None or stated < _EARLIEST or stated > now + _AHEAD:
        return now if read_before else None
    return min(stated, now)


def pause(failures: int) -> dt.timedelta:
    """How long to wait after so many failures in a row: an hour, doubled each time, a week at most."""
    doublings = min(max(failures, 1) - 1, 20)
    return min(LONGEST_PAUSE, FIRST_PAUSE * (1 << doublings))
