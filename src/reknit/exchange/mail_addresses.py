"""Lists of addresses as they stand in From, To and Cc, however broken.

RFC 5322 §3.4 with its obsolete forms (§4.4): groups, comments as names, routes. Beyond it: unquoted commas
in names, semicolons between addresses, lost brackets and quotes, and addresses that an archive
disguised (``user at example.org``). Unlike `email.utils.getaddresses`, one bad entry never
blanks the others. Nothing here raises.
"""

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from reknit.exchange.mail_headers import clean_text, one_line

# RFC 5321 §4.5.3.1: 64 octets before the @, 255 after; a longer one is no address.
LONGEST_ADDRESS = 320
LONGEST_NAME = 200

# Encoded, a name of that length may take this much.
_LONGEST_RAW_NAME = 4000

# Values up to this length are remembered, since most of a mailbox is between the same few people.
_MEMORABLE = 300


class Mailbox(NamedTuple):
    """One entry of an address list; `address` is lower case. Either may be "", never both."""

    name: str
    address: str


_BARE = r"""[^\s<>@,;:"()\[\]=?]{1,200}@[A-Za-z0-9._-]{0,200}[A-Za-z0-9]"""
_COMMENT = r"""\(([^()"\\@<>]{0,200})\)"""
# The usual forms of one entry: "Name" <address>, Name <address>, address (Name), user at host (Name).
_USUAL = re.compile(
    rf"""\s*(?:(?:"([^"\\@<>]{{0,200}})"|([^"<>()@,;:\\\[\]]{{0,200}}?))\s?<({_BARE})>
    |({_BARE})(?:\s{{1,2}}{_COMMENT})?|([\w.+-]{{1,200}})\sat\s([\w-]{{1,60}}(?:\.[\w-]{{1,60}})+)\s{{1,2}}{_COMMENT})\s*(?:,|$)""",
    re.VERBOSE,
)
_TOKEN = re.compile(
    r"""(?P<word>(?:=\?[^?\s]+\?[BbQq]\?[^?]*\?=\s*)+)
    |"(?P<quoted>(?:[^"\\]|\\.)*)"
    |(?P<open>\()
    |<(?P<angle>[^<>]*)>?
    |(?P<mark>[,;:])
    |(?P<atom>(?:(?!=\?)[^\s<>(),;:"])+|=)
    |\s+|.""",
    re.VERBOSE | re.DOTALL,
)
_ADDRESS = re.compile(r"""(?:[^\s<>@,;:"()\[\]|]|"[^"\s]*")+@(?:[^\s<>@,;:"()\[\]|]+|\[[^\s\[\]<>@]*\])""")
_QUOTED_ADDRESS = re.compile(r'"[^"<>]*"@[^\s<>@,;:"()]+')
_NEEDLESS_QUOTES = re.compile(r'"([\w.+-]+)"(?=@)')
_BRACKETED = re.compile(r"<\s*([^\s<>@,;:\"()]+@[^\s<>@,;:\"()]+)\s*>")
_DISGUISED_AT = re.compile(r"(?<=[\w.+-]) ?[(\[{] ?(?:at|a) ?[)\]}] ?(?=\w)", re.IGNORECASE)
_DISGUISED_DOT = re.compile(r" ?[(\[{] ?dot ?[)\]}] ?| dot ", re.IGNORECASE)
_NOBODY = re.compile(
    r"undisclosed|unspecified|unlisted|suppressed|destinatarios? no revelado|verborgene|nicht genannte|liste masquée"
    r"|^(?:recipients? list not shown|no to-header on input|empfänger:?|mailing list)",
    re.IGNORECASE,
)


def parse_addresses(raw: str, charset: str = "") -> tuple[Mailbox, ...]:
    """The entries of an address field, in order, each address once.

    raw: the field's value as in the file (folded, still encoded). An entry without any address is kept by its
    name alone; groups give their members; "undisclosed recipients" give nothing.
    """
    if len(raw) <= _MEMORABLE:
        return _remembered(raw, charset)
    return _parse(raw, charset)


def _parse(raw: str, charset: str) -> tuple[Mailbox, ...]:
    found = _simple_list(raw, charset)
    if found is None:
        found = _any_list(raw, charset)
    unique: dict[Mailbox | str, Mailbox] = {}
    for mailbox in found:
        if not (mailbox.name or mailbox.address):
            continue
        unique.setdefault(mailbox.address or mailbox, mailbox)
    return tuple(unique.values())


_remembered = functools.lru_cache(maxsize=8192)(_parse)


def _simple_list(raw: str, charset: str) -> list[Mailbox] | None:
    """The list if every entry has one of the usual forms, None if it needs a closer look."""
    mailboxes = []
    position, end = 0, len(raw)
    while position < end:
        usual = _USUAL.match(raw, position)
        if usual is None:
            return None
        quoted, name, address, bare, comment, local, domain, archived = usual.groups()
        name = quoted or name or comment or archived
        address = address or bare or f"{local}@{domain}"
        mailboxes.append(_tidy(clean_text(name, charset), address) if name else Mailbox("", _address(address)))
        position = usual.end()
    return mailboxes


class _Entry:
    """What has been read of one entry of the list."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.comments: list[str] = []
        self.angles: list[str] = []

    def mailboxes(self, charset: str) -> Iterator[Mailbox]:
        text = "".join(self.words).strip()
        comment = clean_text(" ".join(self.comments)[:_LONGEST_RAW_NAME], charset)
        addresses = [address for angle in self.angles for address in _addresses_in(angle)]
        if addresses:
            name = clean_text(text[:_LONGEST_RAW_NAME], charset) or comment
        else:
            addresses = _addresses_in(text)
            name = comment or clean_text(_without(text, addresses)[:_LONGEST_RAW_NAME], charset)
        for address in addresses:
            yield _tidy(name if len(addresses) == 1 else "", address)
        if not addresses and name and not _NOBODY.search(name):
            yield _tidy(name, "")


def _any_list(raw: str, charset: str) -> list[Mailbox]:
    """Read entry by entry, whatever is wrong with them."""
    raw = " ".join(raw.split())
    if "@" not in raw:
        raw, disguised = _DISGUISED_AT.subn("@", raw)
        raw = _DISGUISED_DOT.sub(".", raw) if disguised else raw
    mailboxes: list[Mailbox] = []
    for entry in _entries(raw):
        found = list(entry.mailboxes(charset))
        before = mailboxes[-1] if mailboxes else None
        # ``Doe, Jane <jane@…>`` without quotes: the comma belongs to the name.
        if len(found) == 1 and found[0].name and found[0].address and entry.angles and _is_surname(before):
            found = [Mailbox(f"{before.name}, {found[0].name}" if before else "", found[0].address)]
            mailboxes.pop()
        mailboxes.extend(found)
    known = {mailbox.address for mailbox in mailboxes}
    lost = [address for found in _BRACKETED.findall(raw) if (address := _address(found)) not in known]
    return mailboxes + [Mailbox("", address) for address in lost]


def _is_surname(before: Mailbox | None) -> bool:
    return before is not None and not before.address and "," not in before.name


def _entries(raw: str) -> Iterator[_Entry]:
    closing = _closing_brackets(raw) if "(" in raw else {}
    entry, position = _Entry(), 0
    while token := _TOKEN.match(raw, position):
        position = token.end()
        kind, value = token.lastgroup, token[0]
        if kind == "open" and token.start() in closing:
            close = closing[token.start()]
            entry.comments.append(raw[position:close])
            position = close + 1
        elif kind == "mark":
            # Before a colon stands a group's name, a route, or a scheme such as ``mailto``.
            if value != ":":
                yield entry
            if value != ":" or not entry.angles:
                entry = _Entry()
        elif value == '"':
            # No quote closes this one, so none is left to be read as such.
            raw = raw[:position] + raw[position:].replace('"', " ")
        else:
            _add_token(entry, raw, token)
    yield entry


def _add_token(entry: _Entry, raw: str, token: re.Match[str]) -> None:
    kind = token.lastgroup
    if kind == "quoted":
        _add_quoted(entry, raw, token)
    elif kind == "angle":
        entry.angles.append(token["angle"])
    elif kind in {"word", "atom"}:
        entry.words.append(token[0])
    elif kind is None and token[0].isspace():
        entry.words.append(" ")


def _add_quoted(entry: _Entry, raw: str, token: re.Match[str]) -> None:
    inner = re.sub(r"\\(.)", r"\1", token["quoted"], flags=re.DOTALL)
    if raw.startswith("@", token.end()):
        # RFC 5322 §3.4.1: a local part with blanks or signs in it is quoted.
        entry.words.append(f'"{inner}"')
    else:
        entry.words.extend((" ", inner, " "))


def _closing_brackets(raw: str) -> dict[int, int]:
    """Where each round bracket that is closed is closed."""
    closing: dict[int, int] = {}
    opened: list[int] = []
    for index, character in enumerate(raw):
        if character == "(":
            opened.append(index)
        elif character == ")" and opened:
            closing[opened.pop()] = index
    return closing


def _addresses_in(text: str) -> list[str]:
    """Every address in a piece of text, also where an archive wrote "at" for the sign."""
    if "@" in text:
        if '"@' in text:
            return _QUOTED_ADDRESS.findall(text)
        # A route (``@relay,@relay:user@host``) names the address last.
        words = text.rpartition(":")[2].split() or text.split()
        return [found for word in words if len(word) <= LONGEST_ADDRESS for found in _ADDRESS.findall(word)]
    words = text.split()
    for index in range(1, len(words) - 1):
        if words[index] in {"at", "AT"} and "." in words[index + 1][1:-1]:
            return [f"{words[index - 1]}@{words[index + 1]}"]
    return []


def _without(text: str, addresses: list[str]) -> str:
    """What is left as a name when an address stands bare behind it (``Jane Doe jane@example.org``)."""
    if not addresses:
        return text
    return text.removesuffix(addresses[0]) if len(addresses) == 1 else ""


def _tidy(name: str, address: str) -> Mailbox:
    name = name.strip("'\"`,; ")[:LONGEST_NAME].strip()
    if "@" in name or (" at " in name and "." in name.rpartition(" at ")[2]):
        name = ""
    return Mailbox(name, _address(address))


def _address(text: str) -> str:
    """The address in lower case, "" if it can be none."""
    if '"' in text:
        text = _NEEDLESS_QUOTES.sub(r"\1", text)
    text = (one_line(text) if text.isascii() else clean_text(text)).strip("'`<>,; ").lower()
    if ".." not in text:
        text = text.strip(".")
    return text if _is_address(text) else ""


def _is_address(text: str) -> bool:
    """Whether it can be an address: ``user@example....`` as some archives print it cannot."""
    local, _, domain = text.rpartition("@")
    if not local or not domain or len(text) > LONGEST_ADDRESS:
        return False
    return ".." not in domain and " " not in (domain if local.startswith('"') else text)
