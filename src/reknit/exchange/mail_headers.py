"""The header block of a mail: splitting it into fields, and turning their values into clean text.

RFC 5322 §2.2 (fields), RFC 2047 and 2231 (encoded words), and what programs write instead: raw 8-bit text,
wrong or unknown charsets, encoded words cut in the middle of a character. Nothing here raises, and
no text that comes out holds a NUL, another control character or a lone surrogate.
"""

import binascii
import codecs
import functools
import re
from typing import NamedTuple

_FIELD = re.compile(r"^([!-9;-~]+)[ \t]*:[ \t]*(.*(?:\n[ \t].*)*)", re.MULTILINE)

# Fields that may be written twice although they should not; the values count together.
_JOINED = frozenset({"to", "cc", "bcc", "comments", "list-id", "x-gmail-labels"})

# Codecs that Python can decode from but no mail is written in; some make surrogates, some are slow.
_NOT_CHARSETS = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined", "mbcs", "oem"})

# Wider or correctly named relatives of what mails declare.
_ALIASES = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks-c-5601-1987": "cp949",
    "euc-kr": "cp949",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "windows-874": "cp874",
    "x-mac-roman": "mac-roman",
    "macintosh": "mac-roman",
    "utf8mb4": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
}

# An encoded word that was cut off ends where the next begins, or with the field.
_WORD = re.compile(r"=\?([^?\s*]*)(?:\*[^?\s]*)?\?([BbQq])\?(.*?)(?:\?=|\?$|$|(?==\?[^?\s]*\?[BbQq]\?))", re.DOTALL)
_ESCAPED = re.compile(rb"=([0-9A-Fa-f]{2})")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_UNCLEAN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufeff\u2028\u2029]+")
_CHARSET = re.compile(r"charset\*?=[\s\"']*([A-Za-z0-9_.:+-]+)", re.IGNORECASE)


class _Word(NamedTuple):
    """One encoded word: where it stood, its charset as declared, its bytes."""

    start: int
    end: int
    charset: str
    data: bytes


def read_fields(block: bytes) -> dict[str, str]:
    """The fields of a header block: lower-case name → raw value (folded, still encoded).

    The first of several fields of one name counts, but recipients are joined. Bytes that are not
    UTF-8 are kept as surrogates until `clean_text` decodes them. Lines that are no field are passed over.
    """
    text = block.decode("utf-8", "surrogateescape")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    fields: dict[str, str] = {}
    for name, value in _FIELD.findall(text):
        key = name.lower()
        if key not in fields:
            fields[key] = value
        elif key in _JOINED:
            fields[key] += ", " + value
    return fields


def declared_charset(fields: dict[str, str]) -> str:
    """The charset of the body, the best guess for raw 8-bit text in the header too; "" if not declared."""
    found = _CHARSET.search(fields.get("content-type", ""))
    return found[1] if found else ""


def clean_text(raw: str, charset: str = "") -> str:
    """A field's value as people should see it: unfolded, decoded, on one line.

    charset: how to read raw 8-bit text that is not UTF-8.
    """
    if not raw.isascii():
        raw = _undo_raw_bytes(raw, charset)
    if "=?" in raw:
        raw = _decode_words(raw)
    if "\x1b" in raw:
        raw = _undo_raw_escapes(raw)
    return one_line(raw)


def one_line(text: str) -> str:
    """`text` without control characters and surrogates, each run of white space one blank."""
    if not text.isprintable():
        text = _UNCLEAN.sub(" ", text)
    return " ".join(text.split())


def decode_bytes(data: bytes, charset: str) -> str:
    """`data` as text, by its declared charset if that works, else as UTF-8, else as Windows-1252.

    A declared charset that fails on a few bytes still beats a guess, so it is tried again with replacements.
    """
    codec = _codec(charset)
    for name in (codec, "utf-8"):
        if name:
            try:
                return data.decode(name)
            except ValueError:
                continue
    return data.decode(codec or "cp1252", "replace")


@functools.lru_cache(maxsize=256)
def _codec(charset: str) -> str:
    """The codec for a declared charset, "" if there is none or it says nothing (``unknown-8bit``)."""
    name = charset.strip("\"' ").lower().replace("_", "-").removeprefix("charset=")
    name = _ALIASES.get(name, name)
    if name in _NOT_CHARSETS or name in {"us-ascii", "ascii", ""} or "\x00" in name:
        return ""
    try:
        "".encode(name)
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""


def _undo_raw_bytes(raw: str, charset: str) -> str:
    try:
        data = raw.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        data = raw.encode("utf-8", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return decode_bytes(data, charset)


def _undo_raw_escapes(raw: str) -> str:
    """Japanese and Korean text that was put into the header as it is (ISO 2022, 7 bit)."""
    try:
        return raw.encode("ascii").decode("iso2022_jp_2")
    except UnicodeError:
        return raw


def _decode_words(raw: str) -> str:
    """RFC 2047, tolerantly: blanks inside words, missing padding and ends, characters cut between words."""
    out: list[str] = []
    run: list[_Word] = []
    end = 0
    for found in _WORD.finditer(raw):
        between = raw[end : found.start()]
        if run and between.strip():
            out.append(_decode_run(run))
            run = []
        if between.strip() or not (run or out):
            out.append(between)
        run.append(_Word(found.start(), found.end(), found[1].lower(), _word_bytes(found[2], found[3])))
        end = found.end()
    if not run:
        return raw
    return "".join([*out, _decode_run(run), raw[end:]])


def _decode_run(words: list[_Word]) -> str:
    """Neighbouring words; those of one charset are decoded together, for they may share a character."""
    text, charset, data = "", words[0].charset, b""
    for word in words:
        if word.charset != charset:
            text += decode_bytes(data, charset)
            charset, data = word.charset, b""
        data += word.data
    return text + decode_bytes(data, charset)


def _word_bytes(encoding: str, payload: str) -> bytes:
    data = payload.encode("utf-8", "replace")
    if encoding in "Qq":
        return _ESCAPED.sub(lambda hexes: bytes.fromhex(hexes[1].decode()), data.replace(b"_", b" "))
    data = _NOT_BASE64.sub(b"", data)
    if len(data) % 4 == 1:
        data = data[:-1]
    return binascii.a2b_base64(data + b"=" * (-len(data) % 4))
