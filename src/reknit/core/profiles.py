"""From the facts about a person to the few lines shown in lists. Pure: the same facts give the same profile."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from reknit.core.keys import name_words

MAX_NAME_WORDS = 4

# What the search box looks through, besides name and organisation.
SEARCHED = frozenset(
    ["name", "email", "profile", "handle", "affiliation", "tag", "note", "offer", "need", "interest", "project", "met"]
)


class FactView(NamedTuple):
    """A fact as the profile needs it; fields as in `store.models.Fact`."""

    id: int
    kind: str
    value: str
    data: dict[str, Any]
    organisation_id: int | None
    organisation: str
    ends: str
    starts: str
    confidence: float
    current: bool
    preferred: bool
    state: str
    typed: bool


class Profile(NamedTuple):
    """The cached columns of a person."""

    name: str
    sort_name: str
    organisation_id: int | None
    organisation_name: str
    title: str
    place: str
    email: str
    phone: str
    tags: list[str]
    search_text: str


def profile_of(facts: Iterable[FactView]) -> Profile:
    """The best of each kind: what the user typed, then what still holds, then the surer source."""
    known = [fact for fact in facts if fact.state not in {"refused", "gone"}]
    name = _best(known, "name", _name_rank)
    role = _best([f for f in known if not f.ends], "affiliation", _role_rank)
    post = _best(known, "postal", _rank)
    email = _best(known, "email", _rank)
    phone = _best(known, "phone", _rank)
    handle = _best(known, "handle", _rank) or _best(known, "profile", _rank)
    shown = name.value if name else next((f.value for f in (email, phone, handle) if f), "")
    tags = sorted({f.value for f in known if f.kind == "tag"}, key=str.casefold)
    return Profile(
        name=shown[:300],
        sort_name=_sort_name(name)[:300] or shown.casefold()[:300],
        organisation_id=role.organisation_id if role else None,
        organisation_name=role.organisation[:300] if role else "",
        title=str(role.data.get("title", ""))[:300] if role else "",
        place=_place(post)[:200],
        email=email.value[:320] if email else "",
        phone=phone.value[:60] if phone else "",
        tags=tags,
        search_text="\n".join(dict.fromkeys(f.value for f in known if f.kind in SEARCHED)),
    )


def _best(facts: list[FactView], kind: str, rank: Any) -> FactView | None:
    return max((f for f in facts if f.kind == kind), key=rank, default=None)


def _rank(fact: FactView) -> tuple[Any, ...]:
    return (fact.typed, fact.current, fact.preferred, fact.confidence, _age(fact))


def _age(fact: FactView) -> int:
    """Of two things the user typed the later counts; of two that files say, the one known longer."""
    return fact.id if fact.typed else -fact.id


def _name_rank(fact: FactView) -> tuple[Any, ...]:
    words = min(len(name_words(fact.value)), MAX_NAME_WORDS)
    return (fact.typed, fact.preferred, fact.current, fact.confidence, words > 1, words, _age(fact))


def _role_rank(fact: FactView) -> tuple[Any, ...]:
    return (fact.typed, fact.current, fact.starts, bool(fact.organisation), fact.confidence, _age(fact))


def _sort_name(name: FactView | None) -> str:
    """Family name first where the source tells it apart, else the last word first."""
    if name is None:
        return ""
    family, given = name.data.get("family", ""), name.data.get("given", "")
    if family:
        return " ".join(name_words(f"{family} {given}")) or str(family).casefold()
    words = name_words(name.value)
    return " ".join([words[-1], *words[:-1]]) if words else ""


def _place(post: FactView | None) -> str:
    if post is None:
        return ""
    parts = [post.data.get(part, "") for part in ("city", "country")]
    return ", ".join(part for part in parts if part)
