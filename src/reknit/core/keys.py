"""Normal forms by which two spellings of the same address, profile or name are found equal.

Each function returns "" when the text is not such a thing at all; "" never equals anything.
"""

import functools
import hashlib
import re
import unicodedata
from urllib.parse import unquote, urlsplit

import phonenumbers

_EMAIL = re.compile(r"[^\s@<>\"',;:()\[\]]+@[^\s@<>\"',;:()\[\]]+")
_NAME_NOISE = re.compile(r"\(.*?\)|[^\w\s'-]|_")
_HONORIFICS = frozenset(
    re.findall(
        r"\w+",
        "mr mrs ms miss mx dr prof professor sir dame herr frau hr fr m mme mlle sr sra srta sig dott ing dipl"
        " phd md mba esq jr ii iii",
    )
)
# Hosts whose pages stand for one person, and how many leading path parts name that person.
_PROFILE_PATHS = {
    "linkedin.com": 2,
    "xing.com": 2,
    "github.com": 1,
    "gitlab.com": 1,
    "twitter.com": 1,
    "x.com": 1,
    "facebook.com": 1,
    "instagram.com": 1,
    "medium.com": 1,
    "orcid.org": 1,
    "about.me": 1,
    "keybase.io": 1,
    "bsky.app": 2,
}


def email_key(text: str) -> str:
    """Lower-case address without display name or ``mailto:`` (RFC 5321 §2.4: domains ignore case;
    local parts in practice do too).
    """
    found = _EMAIL.search(unicodedata.normalize("NFC", text.strip()))
    return found.group().strip(".").casefold() if found else ""


@functools.lru_cache(maxsize=65_536)
def phone_key(text: str, region: str = "") -> str:
    """E.164 form, ``+41446681800``. "" without a country code when `region` (ISO 3166) is unknown."""
    if sum(c.isdigit() for c in text) < 6:
        return ""
    candidate = re.sub(r"^tel:", "", text.strip(), flags=re.IGNORECASE)
    if candidate.startswith("00") and not region:
        candidate = "+" + candidate[2:]
    try:
        number = phonenumbers.parse(candidate, region or None)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    number.extension = None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def profile_key(url: str) -> str:
    """``host/path`` of a personal page on a network, without scheme, ``www.``, country host, query
    and trailing slash: ``linkedin.com/in/dana-liu``. "" for pages that do not stand for one person.
    """
    text = url.strip()
    if not text:
        return ""
    try:
        parts = urlsplit(text if "//" in text else "//" + text)
        host = (parts.hostname or "").lower()
    except ValueError:
        return ""
    for known, depth in _PROFILE_PATHS.items():
        if host == known or host.endswith("." + known):
            names = [unquote(p).casefold() for p in parts.path.split("/") if p]
            if known == "linkedin.com" and names[:1] == ["pub"]:
                depth = 5  # an old address tells people of one name apart by three more parts
            elif known == "linkedin.com" and names[:1] != ["in"]:
                return ""
            return "/".join([known, *names[:depth]]) if len(names) >= depth else ""
    return ""


@functools.lru_cache(maxsize=65_536)
def name_key(text: str) -> str:
    """Words of a name, lower case, without accents, titles, brackets and order: ``dana liu``.

    "" for names of a single word: too weak to say that two records might be one person.
    """
    words = name_words(text)
    return " ".join(sorted(words)) if len(words) > 1 else ""


def name_words(text: str) -> list[str]:
    """Words of a name in their order, folded as in `name_key`."""
    folded = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()
    words = _NAME_NOISE.sub(" ", folded).replace("-", " ").split()
    return [w.strip("'") for w in words if w.strip("'") and w not in _HONORIFICS]


def text_key(text: str) -> str:
    """Letters and digits of a short text, folded, one space between words; for tags, organisations, skills."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(re.findall(r"[^\W_]+|[+#&]+", folded))[:200]


def digest_key(*parts: str) -> str:
    """First 20 hexadecimal digits of SHA-1 over the parts: an identifier, not a protection."""
    return hashlib.sha1("\x1f".join(parts).encode("utf-8", "replace"), usedforsecurity=False).hexdigest()[:20]
