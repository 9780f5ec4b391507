"""Which characters the bytes of an address book stand for.

vCard 4 is UTF-8 (RFC 6350 §3.1). Phones and desktop programs of the years before wrote
whatever the machine used, and often did not say what; for those the words themselves
decide, see `guess`.
"""

import codecs
import unicodedata
from collections.abc import Iterator

_WIDE_BEGIN = ("BEGIN:VCARD".encode("utf-16-le")[:-1], "begin:vcard".encode("utf-16-le")[:-1])

# Windows-1252 comes first: it wins when the bytes fit several.
_ONE_BYTE = ("cp1252", "cp1251", "koi8-r", "cp1250", "iso-8859-2", "iso-8859-5")
_TWO_BYTE = (("cp932", "shift_jis"), ("euc_kr", "euc_kr"), ("gb18030", "gb2312"), ("big5", "big5"))
# An encoding of two bytes explains many more byte pairs than occur, so it must explain them better.
_TWO_BYTE_HANDICAP = 0.1

# Declared encodings of one byte per character accept any bytes, so valid UTF-8 is the better witness.
_ACCEPTS_ANYTHING = ("iso-8859", "iso8859", "windows-125", "cp125", "latin", "us-ascii", "ascii", "x-mac", "mac")


def wide_encoding(head: bytes) -> str:
    """The flavour of UTF-16 that a file begins with, or ""; a byte order mark is not needed."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16-le" if head.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
    for pattern in _WIDE_BEGIN:
        at = head.find(pattern)
        if at >= 0:
            return "utf-16-be" if at % 2 else "utf-16-le"
    return ""


def as_utf8(chunks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """The same text in UTF-8; what cannot be decoded becomes U+FFFD."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode("utf-8")
    yield decoder.decode(b"", final=True).encode("utf-8")


class Charsets:
    """Decodes the values of one file; remembers what it had to guess, as a file rarely mixes."""

    def __init__(self) -> None:
        self._guessed = ""

    def decode(self, values: list[bytes], declared: list[str]) -> list[str]:
        """The texts of one card, never with lone surrogates. declared: the charset of each, "" if none."""
        texts = [_decode_declared(value, charset) for value, charset in zip(values, declared, strict=True)]
        unknown = [value for value, text in zip(values, texts, strict=True) if text is None]
        if unknown:
            self._guessed = guess(b"\n".join(unknown), prefer=self._guessed)
        return [
            value.decode(self._guessed, "replace") if text is None else text
            for value, text in zip(values, texts, strict=True)
        ]


def guess(sample: bytes, *, prefer: str = "") -> str:
    """The encoding in which `sample` reads most like words.

    Words do not mix alphabets, do not turn from small to capital letters, hold no signs in
    their middle and seldom three accented Latin letters in a row. Ties go to `prefer`,
    then to Windows-1252.
    """
    order = [prefer, *_ONE_BYTE] if prefer in _ONE_BYTE else list(_ONE_BYTE)
    scores: list[tuple[float, int, str]] = []
    for rank, name in enumerate(order):
        oddity = _oddity(sample.decode(name, "replace"))
        if not oddity:
            return name
        scores.append((oddity, rank, name))
    scores += [
        (_oddity(sample.decode(name, "replace")) + _TWO_BYTE_HANDICAP, len(order) + rank, name)
        for rank, (name, common) in enumerate(_TWO_BYTE)
        if _is_plausible(sample, name, common)
    ]
    return min(scores)[2]


def storable(text: str) -> str:
    """Pairs of surrogates joined, lone ones replaced, zero characters removed."""
    text = text.replace("\0", "")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _decode_declared(value: bytes, charset: str) -> str | None:
    """None when neither UTF-8 nor the declared charset fits."""
    if value.isascii() and not charset.casefold().startswith(("iso-2022", "utf-7", "hz")):
        return value.decode("ascii")
    candidates = [charset, "utf-8"] if charset else ["utf-8"]
    if charset.casefold().startswith(_ACCEPTS_ANYTHING):
        candidates.reverse()
    for name in candidates:
        try:
            return storable(value.decode(name))
        except (LookupError, ValueError):  # an unknown name; bytes that do not fit
            continue
    return _mended_utf8(value)


def _mended_utf8(value: bytes) -> str | None:
    """Text that is UTF-8 but for a cut character, or that holds surrogates as three bytes each (CESU-8)."""
    try:
        return storable(value.decode("utf-8", "surrogatepass"))
    except UnicodeDecodeError:
        text = value.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    sound = sum(c > "\x7f" for c in text) - broken
    return text.strip("\ufffd") if sound >= 2 * broken else None


def _is_plausible(sample: bytes, name: str, common: str) -> bool:
    """Whether every character exists and belongs to the everyday set of that language."""
    try:
        text = sample.decode(name)
        text.encode(common)
    except UnicodeError:
        return False
    if name == "cp932":  # few Japanese entries do without kana, and cp932 fits much else
        return any("\u3040" <= c <= "\u30ff" for c in text)
    if name == "euc_kr":
        return all(c < "\x80" or "\uac00" <= c <= "\ud7a3" for c in text)
    return True


def _oddity(text: str) -> float:
    """How unlike words the text is, per character that is not ASCII."""
    strange = sum(c > "\x7f" for c in text)
    return sum(_word_oddity(word) for word in text.split() if not word.isascii()) / max(strange, 1)


def _word_oddity(word: str) -> float:
    odd = 0.0
    scripts: set[str] = set()
    accented = 0
    before = ""
    for char in word:
        script = _script(char)
        if script == "sign":
            odd += 1 if before.isalpha() else 0.5
        elif script:
            scripts.add(script)
            odd += before.islower() and char.isupper() and not (before.isascii() and char.isascii())
        accented = accented + 1 if script == "Latin" and char > "\x7f" else 0
        odd += accented > 2
        before = char
    return odd + 2 * (len(scripts) - 1 if scripts else 0)


def _script(char: str) -> str:
    """The alphabet; "sign" for what is not a letter, but nothing for the signs and digits of ASCII."""
    if char < "\x80":
        return "Latin" if char.isalpha() else ""
    if not char.isalpha():
        return "sign"
    name = unicodedata.name(char, "")
    return "Han" if name.startswith(("CJK", "HIRAGANA", "KATAKANA", "HALFWIDTH")) else name.partition(" ")[0].title()
