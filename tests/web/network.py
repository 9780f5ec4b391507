"""A few invented people with a history of mail, told back from today, because a week looks at today."""

import datetime as dt
from email.utils import format_datetime
from html.parser import HTMLParser

from reknit.store import clock
from reknit.store.models import Person
from reknit.store.policy import of

ME = "me@home.example"
# In touch every month for a year, then silent for five months.
FADED = tuple(30 * n for n in range(5, 18))


def mails(name, address, days_ago, *, subject="The atlas of tides"):
    """Two mails for each day: one there, one back."""
    texts = []
    for day in days_ago:
        at = clock.now() - dt.timedelta(days=day)
        texts.append(mail(f'"{name}" <{address}>', ME, at, subject, f"{address}-{day}-in"))
        texts.append(mail(ME, f'"{name}" <{address}>', at + dt.timedelta(hours=1), subject, f"{address}-{day}-out"))
    return "".join(texts)


def mail(sender, to, at, subject, number):
    return (
        f"From sender@mail.example {at:%a %b %d %H:%M:%S %Y}\n"
        f"From: {sender}\nTo: {to}\nSubject: {subject}\nDate: {format_datetime(at)}\n"
        f"Message-ID: <{number}@mail.example>\n\nA body that nobody keeps.\n\n"
    )


def bring(take, **files):
    """Import files, today."""
    return take({name.replace("_", "."): text for name, text in files.items()}, me=[ME], now=clock.now())


def person(actor, name):
    return of(actor, Person).get(name=name)


class Page(HTMLParser):
    """Start tags of an answer as (tag, attributes), and its text."""

    def __init__(self, answer):
        super().__init__()
        self.tags, self.words = [], []
        self.html = answer.content.decode()
        self.feed(self.html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())

    def all(self, tag, **wanted):
        named = {key.strip("_").replace("_", "-"): value for key, value in wanted.items()}
        return [found for name, found in self.tags if name == tag and named.items() <= found.items()]

    def values(self, attribute):
        return [found[attribute] for _tag, found in self.tags if attribute in found]


HTMX = {"HX-Request": "true"}
