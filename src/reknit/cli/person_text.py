"""A person in the terminal, as `reknit show` prints them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reknit.store.selectors.person import PersonPage

SOURCES_SHOWN = 2
LATEST_SHOWN = 10
KNOWN_SHOWN = 8


def lines(page: "PersonPage") -> Iterator[str]:
    """Head, tie with its factors, facts with numbers and sources, promises, latest contact, whom they know."""
    role = ", ".join(filter(None, (page.title, page.organisation, page.place)))
    yield f"{page.name} (number {page.id})" + (f" · {role}" if role else "")
    yield f"Tie: {page.tie.state}. {page.tie.sentence}"
    yield from (f"  {factor.words}" for factor in page.tie.factors)
    yield from ("", "Facts (number, kind, value, where from)")
    for fact in page.facts:
        former = "" if fact.current else " (former)"
        yield f"  {fact.id:>6}  {fact.kind:<12} {fact.value}{former}  [{_sources(fact.sources)}]"
    yield from _promises(page)
    yield from _latest(page)
    if page.knows:
        yield from ("", "Shares meetings or threads with")
        for known in page.knows[:KNOWN_SHOWN]:
            shared = filter(None, (_counted(known.meetings, "meeting"), _counted(known.threads, "thread")))
            yield f"  {known.name}: {', '.join(shared) or 'stated by hand'}"


def _sources(sources: tuple[str, ...]) -> str:
    different = list(dict.fromkeys(sources))  # each import of a file is a source of its own
    more = len(different) - SOURCES_SHOWN
    return "; ".join(different[:SOURCES_SHOWN]) + (f"; and {more} more" if more > 0 else "")


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}" if number else ""


def _promises(page: "PersonPage") -> Iterator[str]:
    kept = [promise for promise in page.promises if promise.state == "open"]
    if kept:
        yield from ("", "Promises")
    for promise in kept:
        due = f", due {promise.due_on}" if promise.due_on else ""
        yield f"  {'You' if promise.mine else page.name} promised on {promise.made_on}: {promise.what}{due}"


def _latest(page: "PersonPage") -> Iterator[str]:
    yield from ("", "Latest") if page.timeline else ("", "No recorded interaction yet.")
    for entry in page.timeline[:LATEST_SHOWN]:
        words = entry.subject or entry.note or entry.place
        yield f"  {entry.at:%Y-%m-%d}  {entry.channel:<8} {entry.direction:<5} {words}".rstrip()
