"""Content lines: ``group.NAME;PARAM=value:value``, as vCard 2.1, 3.0 (RFC 2425) and 4.0 (RFC 6350 §3.3) write them.

Reading goes from the bytes of one card to (`Head`, text) pairs: folded lines are joined,
quoted-printable and charsets decoded, line breaks that somebody forgot to escape put back
into the value they belong to. What a property means is not known here. Writing goes the
other way: `escape`, `parameter`, `fold`.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from reknit.exchange.vcard_charsets import Charsets

MAX_LINE_OCTETS = 75

Encoding = Literal["", "quoted-printable", "base64"]

# vCard 2.1 writes encodings and value types without their parameter's name.
_BARE_ENCODINGS: dict[str, Encoding] = {
    "QUOTED-PRINTABLE": "quoted-printable",
    "Q": "quoted-printable",
    "BASE64": "base64",
    "B": "base64",
}
_BARE_WORDS = {
    "8BIT": "ENCODING",
    "7BIT": "ENCODING",
    "URL": "VALUE",
    "URI": "VALUE",
    "CID": "VALUE",
    "INLINE": "VALUE",
}
_BLANKS = frozenset([b" ", b"\t"])
_PLACES = frozenset({"work", "home"})

# Names that are a property in any case of letters; others only when written in capitals or with ``X-``.
_NAMES = frozenset(
    re.findall(
        r"[\w-]+",
        "VERSION FN N NICKNAME PHOTO BDAY ANNIVERSARY BIRTHPLACE DEATHPLACE DEATHDATE GENDER ADR LABEL TEL EMAIL"
        " MAILER IMPP LANG TZ GEO TITLE ROLE LOGO AGENT ORG ORG-DIRECTORY MEMBER RELATED CATEGORIES NOTE PRODID REV"
        " SORT-STRING SOUND UID CLIENTPIDMAP URL CLASS KEY FBURL CALADRURI CALURI KIND XML SOURCE NAME PROFILE"
        " EXPERTISE HOBBY INTEREST SOCIALPROFILE CREATED LANGUAGE PRONOUNS GRAMGENDER CONTACT-URI END BEGIN",
    )
)

_NAME = re.compile(r"(?:([\w./-]*)\.)?([A-Za-z0-9][\w/-]*)", re.ASCII)
_QUOTED_OR_SEMICOLON = re.compile(r'"[^"]*"|;')
_QUOTED_OR_COMMA = re.compile(r'"[^"]*"|,')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_CARET = {"n": "\n", "'": '"', "^": "^"}
_VERSION_2 = re.compile(rb"^\s*VERSION\s*:\s*2", re.IGNORECASE | re.MULTILINE)
_PROPERTY_START = re.compile(rb"(?:[A-Za-z0-9-]+\.)?(?:X-[A-Z0-9-]+|([A-Z-]+))(?:;[^:]*:|:\S|:$)")


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before the colon.

    name: upper case, without its group; group: lower case. params: upper-case names, values as written.
    types: the TYPE values in lower case, without PREF, which is `preferred`.
    text: the head in vCard 4 form, without what told how the value was encoded.
    """

    name: str
    group: str
    params: dict[str, tuple[str, ...]]
    types: tuple[str, ...]
    preferred: bool
    encoding: Encoding
    charset: str
    text: str

    def param(self, name: str) -> str:
        """The first value of a parameter, "" if it is not there."""
        values = self.params.get(name)
        return values[0] if values else ""


Line = tuple[Head, str]


def content_lines(block: bytes, charsets: Charsets) -> tuple[list[Line], list[str]]:
    """The properties of one card, and the texts before its first property that belong to none.

    Values are decoded but still escaped; pictures and keys are still in base64. Never raises.
    """
    lines = _plain_lines(block)
    return (lines, []) if lines is not None else _difficult_lines(block, charsets)


def _plain_lines(block: bytes) -> list[Line] | None:
    """The quick way for the ordinary card: UTF-8, folded by the book. None when it is not one."""
    if b"\n " in block or b"\n\t" in block:
        if _VERSION_2.search(block):
            return None
        block = block.replace(b"\n ", b"").replace(b"\n\t", b"")
    try:
        text = block.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if "\0" in text:
        text = text.replace("\0", "")
    lines: list[Line] = []
    for physical in text.split("\n"):
        line = split_line(physical)
        if line is not None:
            if line[0].encoding == "quoted-printable" or line[0].charset:
                return None
            lines.append(line)
        elif physical and not physical.isspace():
            return None
    return lines


def split_line(text: str) -> Line | None:
    """Head and value of an unfolded line; None when it is no property."""
    before, colon, value = text.partition(":")
    if not colon:
        return None
    if '"' in before and before.count('"') % 2:
        end = _colon_outside_quotes(text)
        before, value = text[:end], text[end + 1 :]
    head = parse_head(before)
    return None if head is None else (head, value)


def _colon_outside_quotes(text: str) -> int:
    """Where the value begins; the first colon of all when a quote is never closed."""
    quoted = False
    for at, char in enumerate(text):
        if char == '"':
            quoted = not quoted
        elif char == ":" and not quoted:
            return at
    return text.index(":")


@lru_cache(maxsize=8192)
def parse_head(text: str) -> Head | None:
    """``item1.TEL;TYPE=WORK,VOICE`` → `Head`; None when the name cannot be a property's."""
    pieces = [piece.strip() for piece in _split(text, _QUOTED_OR_SEMICOLON)]
    match = _NAME.fullmatch(pieces[0])
    if match is None:
        return None
    group, name = (match[1] or "").lower(), match[2].upper()
    if name not in _NAMES and not name.startswith("X-") and match[2] != name:
        return None
    params: dict[str, list[str]] = {}
    for piece in pieces[1:]:
        for key, value in _parameters(piece):
            params.setdefault(key, []).append(value)
    encoding = _BARE_ENCODINGS.get("".join(params.pop("ENCODING", ["8BIT"])[:1]).upper(), "")
    charset = "".join(params.pop("CHARSET", [])[:1])
    types = [value.strip().lower() for value in params.get("TYPE", [])]
    if group in _PLACES and group not in types:
        types.append(group)
    return Head(
        name=name,
        group=group,
        params={key: tuple(values) for key, values in params.items()},
        types=tuple(dict.fromkeys(kind for kind in types if kind and kind != "pref")),
        preferred="pref" in types or "1" in params.get("PREF", []),
        encoding=encoding,
        charset="" if charset.lower() in {"utf-8", "utf8"} else charset,
        text=pieces[0] + "".join(parameter(key, *values) for key, values in params.items()),
    )


def _parameters(piece: str) -> list[tuple[str, str]]:
    key, equals, rest = piece.partition("=")
    key = key.strip().upper()
    if not equals:
        return [_bare_parameter(word) for word in _split(piece, _QUOTED_OR_COMMA) if word.strip()]
    values = [_unquoted(value) for value in _split(rest, _QUOTED_OR_COMMA)]
    if key == "TYPE":  # vCard 4 quotes the whole list: TYPE="work,voice"
        values = [part for value in values for part in value.split(",")]
    return [(key, value) for value in values if value]


def _bare_parameter(word: str) -> tuple[str, str]:
    word = _unquoted(word)
    known = "ENCODING" if word.upper() in _BARE_ENCODINGS else _BARE_WORDS.get(word.upper(), "TYPE")
    return known, word


def _unquoted(value: str) -> str:
    """A parameter's value without its quotes, RFC 6868 undone."""
    value = value.strip().strip('"')
    return re.sub(r"\^([n'^])", lambda m: _CARET[m[1]], value) if "^" in value else value


def _split(text: str, pattern: re.Pattern[str]) -> list[str]:
    """At the separators that `pattern` finds outside of quotes."""
    pieces, start = [], 0
    for match in pattern.finditer(text):
        if match[0][0] != '"':
            pieces.append(text[start : match.start()])
            start = match.end()
    pieces.append(text[start:])
    return pieces


def _difficult_lines(block: bytes, charsets: Charsets) -> tuple[list[Line], list[str]]:
    heads: list[Head] = []
    values: list[bytearray] = []
    stray: list[bytes] = []
    for raw in _unfolded(block.replace(b"\0", b""), blanks_count=bool(_VERSION_2.search(block))):
        line = _split_bytes(raw) if raw else None
        if line is not None:
            heads.append(line[0])
            values.append(bytearray(line[1]))
        elif raw and not heads:
            stray.append(raw.strip())
        elif raw:
            values[-1] += raw if heads[-1].encoding else b"\\n" + raw
    decoded = [_transfer_decoded(head, bytes(value)) for head, value in zip(heads, values, strict=True)]
    texts = charsets.decode(decoded + stray, [head.charset for head in heads] + [""] * len(stray))
    return list(zip(heads, texts[: len(heads)], strict=True)), texts[len(heads) :]


def _split_bytes(raw: bytes) -> tuple[Head, bytes] | None:
    """As `split_line`, for a value whose charset is in the head and therefore not yet known."""
    if b":" not in raw:
        return None
    try:
        line = split_line(raw.decode("utf-8"))
    except UnicodeDecodeError:
        line = split_line(raw.decode("latin-1"))
        return None if line is None else (line[0], line[1].encode("latin-1"))
    return None if line is None else (line[0], line[1].encode("utf-8"))


def _transfer_decoded(head: Head, value: bytes) -> bytes:
    if head.encoding == "quoted-printable":
        return binascii.a2b_qp(value).replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\0", b"")
    return value


def _unfolded(block: bytes, *, blanks_count: bool) -> Iterator[bytes]:
    """Logical lines. blanks_count: vCard 2.1, which folds at blanks and keeps them."""
    logical = bytearray()
    encoding: Encoding = ""
    length = 0
    for line in block.split(b"\n"):
        if encoding == "quoted-printable" and logical[-4:].rstrip().endswith(b"="):
            del logical[logical.rindex(b"=") :]
            if line.strip() and not _starts_property(line):
                logical += _soft_continuation(logical, line)
                continue
        if logical and line[:1] in _BLANKS:
            logical += _continuation(line, encoding, blank=blanks_count and not 74 <= length <= 77)
            encoding = encoding or _encoding_of(logical)
        elif line.strip():
            yield bytes(logical)
            logical = bytearray(line)
            encoding = _encoding_of(line)
        length = len(line)
    yield bytes(logical)


def _continuation(line: bytes, encoding: Encoding, *, blank: bool) -> bytes:
    if encoding:
        return line.strip()
    # A program that cuts at a fixed width cuts words, so the blank is its own, whatever the version.
    return b" " + line.lstrip() if blank else line[1:]


def _soft_continuation(soft: bytearray, line: bytes) -> bytes:
    """A blank at the start is text, unless the program writes its blanks as =20 and folds besides."""
    folded = line[:1] in _BLANKS and b" " not in soft.partition(b":")[2]
    return line[1:] if folded else line


def _starts_property(line: bytes) -> bool:
    """Whether a new property follows although the last line promised to go on."""
    match = _PROPERTY_START.match(line)
    return match is not None and (match[1] is None or match[1].decode("ascii") in _NAMES)


def _encoding_of(line: bytes | bytearray) -> Encoding:
    before = bytes(line[:512]).partition(b":")[0].upper()
    if b"QUOTED-PRINTABLE" in before:
        return "quoted-printable"
    return "base64" if b"BASE64" in before or b"ENCODING=B" in before else ""


def unescape(value: str) -> str:
    r"""Plain text: ``\n``, ``\,``, ``\;``, ``\:`` and ``\\`` undone, blanks around it removed."""
    if "\\" not in value:
        return value.strip()
    return _ESCAPED.sub(_unescaped_char, value).strip()


def _unescaped_char(match: re.Match[str]) -> str:
    char = match[1]
    if char in "nN":
        return "\n"
    return char if char in '\\,;:"' else match[0]


def pieces_of(value: str, separator: str) -> list[str]:
    """The value cut at separators that no backslash precedes; the pieces are still escaped."""
    pieces = value.split(separator)
    if "\\" not in value:
        return pieces
    merged = pieces[:1]
    for piece in pieces[1:]:
        last = merged[-1]
        if (len(last) - len(last.rstrip("\\"))) % 2:
            merged[-1] = last + separator + piece
        else:
            merged.append(piece)
    return merged


def split_values(value: str, separator: str) -> list[str]:
    """The parts of a list or of a structured value, each as plain text."""
    return [unescape(piece) for piece in pieces_of(value, separator)]


def escape(text: str) -> str:
    """A text as a value or as one part of a structured value (RFC 6350 §3.4)."""
    text = text.replace("\\", "\\\\").replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\n", "\\n").replace(",", "\\,").replace(";", "\\;")


def parameter(name: str, *values: str) -> str:
    """``;NAME=value,value``, quoted where needed (RFC 6350 §5, RFC 6868)."""
    return f";{name}=" + ",".join(_quoted(value) for value in values)


def _quoted(value: str) -> str:
    value = value.replace("^", "^^").replace('"', "^'").replace("\r\n", "^n").replace("\n", "^n").replace("\r", "^n")
    return f'"{value}"' if any(char in ":;," for char in value) else value


def fold(line: str) -> str:
    """The line cut into pieces of at most 75 octets, never inside a character, with CRLF at the end."""
    data = line.encode("utf-8")
    if len(data) <= MAX_LINE_OCTETS:
        return line + "\r\n"
    pieces, start, room = [], 0, MAX_LINE_OCTETS
    while len(data) - start > room:
        end = start + room
        while data[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(data[start:end].decode("utf-8"))
        start, room = end, MAX_LINE_OCTETS - 1
    pieces.append(data[start:].decode("utf-8"))
    return "\r\n ".join(pieces) + "\r\n"
