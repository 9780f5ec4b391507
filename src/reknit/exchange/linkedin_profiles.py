"""Who is meant: profile addresses and names as LinkedIn writes them."""

import re
from functools import lru_cache

from reknit.core.keys import name_words, profile_key
from reknit.core.records import Channel, Name, PersonRecord
from reknit.exchange.linkedin_rows import NAME, Row

_PEOPLE = "linkedin.com/in/"
_PAGES = re.compile(r"linkedin\.com/(?:company|showcase|school|groups)/", re.IGNORECASE)

# What LinkedIn writes in place of a member who has closed the account or hides the name.
_NOBODY = frozenset(["linkedin member", "linkedin user", "member linkedin"])

_CREDENTIAL = re.compile(r"(?:[^\W\d_]{1,4}\.)+[^\W\d_]{0,4}|[A-Z]{2,5}|[A-Z][a-z]{0,2}[A-Z][a-z]{0,2}|[JS]r|Esq")


def without_tracking(url: str) -> str:
    """The address as written, without its query (``?trk=…``) and fragment."""
    return re.split(r"[?#]", url.strip(), maxsplit=1)[0]


@lru_cache(maxsize=65_536)
def slug_of(url: str) -> str:
    """The last part of a member's address, lower case; "" for a page of anything else."""
    key = profile_key(url)
    return key.removeprefix(_PEOPLE) if key.startswith(_PEOPLE) else ""


def is_company_page(url: str) -> bool:
    """Whether the address belongs to an organisation."""
    return bool(_PAGES.search(url))


@lru_cache(maxsize=65_536)
def is_nobody(name: str) -> bool:
    """Whether the name stands for a member who has left or hides."""
    return " ".join(name.casefold().split()) in _NOBODY


@lru_cache(maxsize=65_536)
def folded(name: str) -> str:
    """A name without accents, case and titles, to compare names within one archive."""
    return " ".join(name_words(name))


@lru_cache(maxsize=4096)
def is_credential(text: str) -> bool:
    """Whether the words are what people put behind their name: ``Ph.D.``, ``MBA``, ``CFA, PMP®``."""
    words = [word.strip("®™()") for word in re.split(r"[\s,/-]+", text) if word]
    return bool(words) and all(map(_CREDENTIAL.fullmatch, words))


def full_name(first: str, last: str, **parts: str) -> Name:
    """A name from its two columns, letters behind the family name set apart."""
    first, last = " ".join(first.split()), " ".join(last.split())
    family, comma, behind = last.partition(",")
    suffix = behind.strip() if comma and is_credential(behind) else ""
    return Name(
        full=" ".join(filter(None, (first, last))),
        given=first,
        family=family.strip() if suffix else last,
        suffix=suffix or parts.pop("suffix", ""),
        **parts,
    )


def profile_channel(url: str) -> Channel:
    """A member's page as a channel of that person; any other page as a web address."""
    return Channel(kind="profile" if slug_of(url) else "url", value=without_tracking(url), label="LinkedIn")


def key_of(url: str) -> str:
    """The identifier that LinkedIn itself uses: ``linkedin:dana-liu``; "" without one."""
    slug = slug_of(url)
    return f"{NAME}:{slug}" if slug else ""


def member(row: Row, name: Name, url: str) -> PersonRecord:
    """A member known by name and, where the file has it, by profile address."""
    return PersonRecord(
        origin=row.origin,
        source=NAME,
        key=key_of(url),
        name=name,
        channels=(profile_channel(url),) if url else (),
    )
