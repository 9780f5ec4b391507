"""Newsletters, lists, robots and shops: mail that no person wrote to Marit in particular."""

import datetime as dt
import random
from email.utils import parseaddr
from typing import Any

from reknit.exchange.example.letters import Party, Post, my_party
from reknit.exchange.example.people import Book
from reknit.exchange.example.subjects import quarter
from reknit.exchange.example.timeline import answer_after, instant, office_time
from reknit.exchange.example.words import MONTHS, fill, texts


def write_bulk(book: Book, post: Post) -> tuple[str, ...]:
    """Put all bulk mail into the post. Returns the addresses it comes from, senders to a list included."""
    kinds = texts("bulk")
    for row in kinds["newsletter"]:
        _issues(row, _list_headers(row), book, post)
    for row in kinds["robot"]:
        _issues(row, tuple(row["header"]), book, post)
    for row in kinds["list"]:
        _discussion(row, book, post)
    senders = [row["address"] for kind in ("newsletter", "robot", "list") for row in kinds[kind]]
    posters = [parseaddr(poster)[1] for row in kinds["list"] for poster in row["posters"]]
    return (*senders, *posters)


def _list_headers(row: dict[str, Any]) -> tuple[str, ...]:
    domain = row["address"].rpartition("@")[2]
    unsubscribe = f"List-Unsubscribe: <https://{domain}/unsubscribe>, <mailto:leave@{domain}>"
    if not row["list"]:
        return (unsubscribe, "Precedence: bulk")
    return (
        f"List-Id: {row['name']} <{row['list']}>",
        unsubscribe,
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
    )


def _issues(row: dict[str, Any], headers: tuple[str, ...], book: Book, post: Post) -> None:
    """One message every so many days, with a little play, over the whole history."""
    rng = post.rng
    me = my_party(book.me, private=row.get("private_mail", False))
    sender = Party(row["name"], row["address"])
    day = post.timeline.start + dt.timedelta(days=rng.randint(0, row["every"]))
    number = rng.randint(40, 120)
    while day < post.timeline.today:
        number += 1
        subject = _subject(row["subjects"], day, number, rng)
        text = f"{subject}\n\n{_teaser(rng)}\n\nRead on: https://{row['address'].rpartition('@')[2]}/{number}\n"
        html = "list" in row
        at = instant(day, office_time(rng))
        post.send(at=at, sender=sender, to=[me], subject=subject, text=text, headers=headers, html=html)
        day += dt.timedelta(days=max(1, row["every"] + rng.randint(-1, 1)))


def _discussion(row: dict[str, Any], book: Book, post: Post) -> None:
    """Threads on a mailing list: many writers, none of whom writes to Marit."""
    rng = post.rng
    target = [Party(row["name"], row["address"])]
    headers = (
        f"List-Id: {row['name']} <{row['list']}>",
        f"List-Post: <mailto:{row['address']}>",
        f"Delivered-To: {book.me.private}",
        "Precedence: list",
    )
    posters = [Party(*parseaddr(poster)) for poster in row["posters"]]
    day = post.timeline.start
    while day < post.timeline.today:
        subject = _subject(row["subjects"], day, 0, rng)
        at, last = instant(day, office_time(rng)), None
        for _ in range(rng.choice((1, 2, 2, 3, 4))):
            last = post.send(
                at=at,
                sender=rng.choice(posters),
                to=target,
                subject=f"Re: {subject}" if last else subject,
                text=f"{_teaser(rng)}\n\n-- \n{row['name']} mailing list\n",
                after=last,
                headers=headers,
            )
            at = answer_after(at, rng, mine=False)
        day += dt.timedelta(days=1 + int(rng.expovariate(row["rate"] / 30.44)))


def _subject(subjects: list[str], day: dt.date, number: int, rng: random.Random) -> str:
    known = {
        "n": str(number),
        "month": MONTHS[day.month - 1],
        "quarter": quarter(day),
        "ticket": str(4000 + number * 7),
    }
    return fill(rng.choice(subjects), rng, **known)


def _teaser(rng: random.Random) -> str:
    lines: list[str] = texts("bulk")["teasers"]
    return " ".join(rng.sample(lines, 2))
