"""What people publish, in the terminal: follow, feeds, unfollow."""

from typing import TYPE_CHECKING, Annotated

import typer

from reknit.cli.book import find
from reknit.cli.output import Bar, JsonFlag, emit, say
from reknit.cli.session import open_store
from reknit.errors import NotFoundError

if TYPE_CHECKING:
    from reknit.jobs.feeds import Look
    from reknit.store.policy import Actor
    from reknit.store.selectors.feeds import FeedLine

# How many entries of a feed are printed; --json has a few more.
SHOWN = 3

Name = Annotated[str, typer.Argument(help="Name, e-mail address or number of the person.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    for command in (follow, feeds, unfollow):
        app.command()(command)


def follow(
    name: Name,
    url: Annotated[str, typer.Argument(help="Address of a feed, or of a page that names one.")],
    *,
    as_json: JsonFlag = False,
) -> None:
    """Follow what a person publishes (RSS or Atom), and read it at once. What is new becomes a reason to write.

    Example: reknit follow "Dana Liu" https://dana.example/blog
    """
    actor = open_store()
    from reknit.store.selectors import feeds as selector
    from reknit.store.services import feeds as service

    person_id = find(actor, name)
    followed = service.follow(actor, person_id, url)
    _check(actor, feed_id=followed.pk)
    line = next(line for line in selector.of_person(actor, person_id) if line.id == followed.pk)
    if as_json:
        emit(line.as_json())
        return
    say(f"You follow {line.name} of {line.person}. {line.words}")
    _entries(line)


def feeds(
    *,
    check: Annotated[bool, typer.Option("--check", help="Look at all of them now.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """The feeds you follow, how they do, and their newest entries. While `reknit up` runs it looks once a day.

    Example: reknit feeds --check
    """
    actor = open_store()
    from reknit.store.selectors import feeds as selector

    looks = _check(actor) if check else []
    lines = selector.followed(actor)
    if as_json:
        checked = {"looked_at": len(looks), "new": sum(one.new for one in looks)} if check else None
        emit({"checked": checked, "feeds": [line.as_json() for line in lines]})
        return
    if check:
        say(f"Looked at {len(looks)}, new entries: {sum(one.new for one in looks)}.")
    for line in lines:
        say(f"{line.person}: {line.name}, {line.url}")
        _entries(line)
        say(f"  {line.words}")
    if not lines:
        say("You follow nobody's feed yet: reknit follow NAME URL")


def unfollow(
    name: Name,
    url: Annotated[str, typer.Argument(help="Its address, as `reknit feeds` prints it.")],
    *,
    as_json: JsonFlag = False,
) -> None:
    """Stop following a feed. `reknit undo` brings it back with its entries.

    Example: reknit unfollow "Dana Liu" https://dana.example/blog/feed.xml
    """
    actor = open_store()
    from reknit.core.feeds import feed_url
    from reknit.store.selectors import feeds as selector
    from reknit.store.services import feeds as service

    address = feed_url(url)
    line = next((line for line in selector.of_person(actor, find(actor, name)) if line.url == address), None)
    if line is None:
        raise NotFoundError(f"You do not follow {address}. See what you follow with: reknit feeds")
    service.unfollow(actor, line.id)
    emit({"unfollowed": line.id, "url": line.url}) if as_json else say(
        f"No longer followed: {line.name} of {line.person}. Undo: reknit undo"
    )


def _check(actor: "Actor", *, feed_id: int | None = None) -> "list[Look]":
    from reknit.jobs import feeds as jobs
    from reknit.store import clock
    from reknit.store.services import feeds as service

    targets = service.by_hand(actor, clock.now(), feed_id=feed_id)
    with Bar().shown() as bar:
        return jobs.check_now(actor, targets, progress=bar)


def _entries(line: "FeedLine") -> None:
    for entry in line.entries[:SHOWN]:
        day = f"{entry.published_at:%Y-%m-%d}" if entry.published_at else "no date   "
        say(f"  {day}  {entry.title}")
