"""The letters and meetings of the stories, which are written by hand."""

import datetime as dt
from typing import Any

from reknit.exchange.example.letters import Letter, Party, Post, my_party, party, signed
from reknit.exchange.example.people import Book
from reknit.exchange.example.words import fill, texts

ME = "me"


def write_threads(book: Book, post: Post) -> None:
    """Put every thread of ``threads.toml`` into the post."""
    for thread in texts("threads")["thread"]:
        last: Letter | None = None
        for line in thread["letters"]:
            last = _write(thread, line, last, book, post)


def _write(thread: dict[str, Any], line: dict[str, Any], last: Letter | None, book: Book, post: Post) -> Letter:
    private = thread.get("private_mail", False)
    first = last is None
    return post.send(
        at=post.timeline.at(post.timeline.week_of(line), line["weekday"], line["time"]),
        sender=_party(line["from"], book, private=private),
        to=[_party(key, book, private=private) for key in line["to"]],
        cc=[_party(key, book, private=private) for key in line.get("cc", ())],
        subject=thread["subject"] if first else f"Re: {thread['subject']}",
        text=signed(line["text"], reader=_given(line["to"][0], book), writer=_given(line["from"], book), rng=post.rng),
        after=last,
    )


def _party(key: str, book: Book, *, private: bool) -> Party:
    return my_party(book.me, private=private) if key == ME else party(book.people[key])


def _given(key: str, book: Book) -> str:
    return book.me.given if key == ME else book.people[key].given


def write_one_way(book: Book, post: Post) -> None:
    """The letters of somebody who is never answered."""
    row = texts("bulk")["one_way"]
    person, rng = book.people[row["person"]], post.rng
    day = post.timeline.start + dt.timedelta(days=200)
    while day < post.timeline.today:
        at = post.timeline.at((day - post.timeline.day(0)).days // 7, rng.choice(("tue", "wed", "thu")), "09:42")
        text = signed(rng.choice(row["bodies"]), reader=book.me.given, writer=person.name, rng=rng)
        subject = fill(rng.choice(row["subjects"]), rng)
        post.send(at=at, sender=party(person), to=[my_party(book.me, private=False)], subject=subject, text=text)
        day += dt.timedelta(days=row["every"] + rng.randint(-4, 6))
