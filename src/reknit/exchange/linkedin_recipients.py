"""Who a LinkedIn message went to: a list of names beside a list of profile addresses.

``TO`` joins the names with ``, ``, and names themselves hold ``, `` (``Wren Hale, PhD``);
``RECIPIENT PROFILE URLS`` joins the addresses with ``,``. Members who have left stand among
the names without an address. So the addresses count the people, and each name is found as the
stretch of text that suits its address best.
"""

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from reknit.exchange.linkedin_profiles import folded, is_credential, is_nobody, slug_of

# A name with more commas than this is not a name.
LONGEST_NAME_PARTS = 4

# Beyond this many pieces of text the best split is not searched for; addresses say enough.
MANY_PARTS = 80

# What speaks for a stretch of text being the name at an address: it is that member's name elsewhere;
# a word of it is in the address; against it: it spans another comma, or begins with ``PhD``.
_KNOWN, _ALIKE, _TORN, _ORPHAN = 10.0, 3.0, -2.0, -4.0
_NAMELESS = -0.5


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person a message went to; `name` or `url` may be ""."""

    name: str
    url: str


def pair_recipients(names: str, urls: str, *, known: Mapping[str, str]) -> list[Recipient]:
    """The recipients in the order of the addresses, each with the name that belongs to it.

    known: names by the last part of the profile address, as the file's senders give them.
    An address that no stretch of `names` suits is kept with the known name, or without one.
    Members who have left (no address, no name) are left out.
    """
    places = [place.strip() for place in re.split(r"[,;]", urls)] if urls.strip(" ,;") else []
    addresses = [place for place in places if place]
    if not addresses:
        return [Recipient(name, "") for name in names_alone(names, ())]
    if len(addresses) == 1 and len(places) == 1 and not _holds_nobody(names):
        return [Recipient(names.strip(), addresses[0])]
    parts = _parts(names)
    if len(parts) == len(places) and not any(map(is_credential, parts[1:])):
        pairs = zip(parts, places, strict=True)
        return [Recipient("" if is_nobody(n) else n, u) for n, u in pairs if u or not is_nobody(n)]
    people = [part for part in parts if not is_nobody(part)]
    found = _split(people, addresses, known) if people and len(people) <= MANY_PARTS else []
    named = zip(found or [""] * len(addresses), addresses, strict=True)
    return [Recipient(n or known.get(slug_of(u), ""), u) for n, u in named]


def names_alone(names: str, known: Container[str]) -> list[str]:
    """The names of a file that gives no addresses of recipients (before 2023).

    known: folded names of people who are certain to exist, commas and all.
    """
    parts = [part for part in _parts(names) if not is_nobody(part)]
    people: list[str] = []
    position = 0
    while position < len(parts):
        taken = _longest_known(parts[position : position + LONGEST_NAME_PARTS], known)
        while taken == 1 and position + taken < len(parts) and is_credential(parts[position + taken]):
            parts[position : position + 2] = [", ".join(parts[position : position + 2])]
        people.append(", ".join(parts[position : position + taken]))
        position += taken
    return people


def _longest_known(parts: Sequence[str], known: Container[str]) -> int:
    for count in range(len(parts), 1, -1):
        if folded(", ".join(parts[:count])) in known:
            return count
    return 1


def _parts(names: str) -> list[str]:
    return [part.strip() for part in re.split(r"[,;]", names) if part.strip()]


def _holds_nobody(names: str) -> bool:
    return "," in names and any(map(is_nobody, _parts(names)))


def _split(parts: Sequence[str], urls: Sequence[str], known: Mapping[str, str]) -> list[str]:
    """One name for each address: the split of `parts` into consecutive names with the best total.

    ``rows[i][j]`` is the best way to use up the first i parts for the first j addresses. An
    address may go without a name, a name without an address never.
    """
    slugs = [slug_of(url) for url in urls]
    nameless = ("", _NAMELESS)
    rows = [[_Way(_NAMELESS * j, (nameless,) * j) for j in range(len(urls) + 1)]]
    for i in range(1, len(parts) + 1):
        row = [_NO_WAY]
        for j in range(1, len(urls) + 1):
            named = (
                rows[i - length][j - 1].then(_fit(parts[i - length : i], slugs[j - 1], known))
                for length in range(1, min(LONGEST_NAME_PARTS, i) + 1)
            )
            row.append(max(row[j - 1].then(nameless), *named, key=lambda way: way.score))
        rows.append(row)
    groups = rows[-1][-1].groups
    # If anything is torn or missing, the order alone does not say which name belongs to which address.
    certain = all(score >= 0 for _, score in groups)
    return [name if score > 0 or (certain and score == 0) else "" for name, score in groups]


class _Way(NamedTuple):
    """Names for the addresses so far, each with how well it suits, and the total."""

    score: float
    groups: tuple[tuple[str, float], ...]

    def then(self, group: tuple[str, float]) -> "_Way":
        return self if self is _NO_WAY else _Way(self.score + group[1], (*self.groups, group))


_NO_WAY = _Way(float("-inf"), ())


def _fit(parts: Sequence[str], slug: str, known: Mapping[str, str]) -> tuple[str, float]:
    """The name that `parts` make, and how well it suits the address."""
    name = ", ".join(parts)
    if slug in known and folded(known[slug]) == folded(name):
        return name, _KNOWN
    score = _TORN * sum(not is_credential(part) for part in parts[1:])
    if is_credential(parts[0]):
        score += _ORPHAN
    letters = _letters(slug)
    if any(len(word) > 2 and word in letters for word in folded(name).split()):
        score += _ALIKE
    return name, score


@lru_cache(maxsize=4096)
def _letters(slug: str) -> str:
    return re.sub(r"[\W\d_]", "", folded(slug))
