"""A look at a feed from the queue to the rows, over real HTTP."""

import datetime as dt
import time

import pytest

from reknit.core.records import Name, PersonRecord
from reknit.exchange.feeds import ENTITIES, NO_FEED
from reknit.jobs import feeds as jobs
from reknit.jobs import fetching, runner
from reknit.store import clock
from reknit.store.models import Feed, FeedEntry, Job
from reknit.store.policy import of
from reknit.store.selectors import feeds as selector
from reknit.store.services import feeds, people
from reknit.store.services.jobs import claim
from tests.jobs.publisher import Publisher, document, redirect, tagged

URL = "http://dana.example/feed.xml"


@pytest.fixture
def site():
    publisher = Publisher()
    yield publisher
    publisher.stop()


@pytest.fixture
def dana(actor):
    record = PersonRecord(origin=people.TYPED, source="typed", name=Name(full="Dana Liu"))
    return people.add_person(actor, record)


@pytest.fixture
def feed(actor, dana):
    return feeds.follow(actor, dana.pk, URL)


def rss(*titles, day=None):
    date = f"<pubDate>{day:%a, %d %b %Y %H:%M:%S} GMT</pubDate>" if day else ""
    items = "".join(
        f"<item><title>{title}</title><guid>{title}</guid><link>/{title}</link>{date}</item>" for title in titles
    )
    return f'<rss version="2.0"><channel><title>Notes</title>{items}</channel></rss>'


def make_due(actor):
    of(actor, Feed).update(next_check_at=clock.now() - dt.timedelta(minutes=1))


def work(actor, site):
    """Put the next job into the queue and do it, with rules that let the test's own site be called."""
    assert feeds.enqueue_due(clock.now())
    job = claim()
    result = jobs.check(job, lambda words, done, total: None, rules=site.rules())
    Job.objects.filter(pk=job.id).update(state=Job.State.DONE)
    return result


def titles(actor):
    return sorted(of(actor, FeedEntry).values_list("title", flat=True))


def test_a_feed_is_read_and_then_only_what_is_new(actor, site, feed):
    site.answers["/feed.xml"] = tagged(rss("a", "b", day=clock.now()), '"1"')
    assert work(actor, site) == {"looked_at": 1, "new": 2, "problems": 0}
    make_due(actor)
    assert work(actor, site) == {"looked_at": 1, "new": 0, "problems": 0}
    assert site.requests[1][1]["If-None-Match"] == '"1"'
    site.answers["/feed.xml"] = tagged(rss("b", "c", day=clock.now()), '"2"')
    make_due(actor)
    assert work(actor, site)["new"] == 1
    assert titles(actor) == ["a", "b", "c"]
    assert of(actor, FeedEntry).get(title="c").url == "http://dana.example/c"
    assert of(actor, Feed).get().etag == '"2"'


def test_a_page_that_names_a_feed_leads_to_it(actor, site, dana):
    feeds.follow(actor, dana.pk, "http://dana.example/")
    site.publish("/", '<html><link rel="alternate" type="application/rss+xml" href="/feed.xml"></html>')
    site.publish("/feed.xml", rss("a"))
    assert work(actor, site)["new"] == 1
    assert of(actor, Feed).get().url == URL
    make_due(actor)
    work(actor, site)
    assert site.paths() == ["/", "/feed.xml", "/feed.xml"]


def test_a_page_that_names_a_page_is_no_feed(actor, site, dana):
    feeds.follow(actor, dana.pk, "http://dana.example/")
    site.publish("/", '<html><link rel="alternate" type="application/rss+xml" href="/"></html>')
    assert work(actor, site)["problems"] == 1
    assert selector.followed(actor)[0].error == NO_FEED
    assert len(site.requests) == 2


def test_a_page_that_names_a_feed_in_the_private_network_is_not_obeyed(actor, site, dana):
    feeds.follow(actor, dana.pk, "http://dana.example/")
    site.publish("/", '<html><link rel="alternate" type="application/rss+xml" href="http://inside.example/x"></html>')
    places = {"dana.example": ("127.0.0.1", site.port), "inside.example": ("192.168.1.1", 80)}
    (target,) = feeds.by_hand(actor, clock.now())
    look = jobs.look(actor, target, rules=site.rules(resolve=lambda host, port: [places[host]]))
    assert look.problem == fetching.PRIVATE


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (document("this is no feed"), NO_FEED),
        (document('<!DOCTYPE rss [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><rss><channel>&c;</channel></rss>'), ENTITIES),
        (document(b"", status=500), fetching.FAILING),
        (redirect("http://dana.example:8080/"), fetching.BAD_REDIRECT),
    ],
)
def test_a_feed_that_cannot_be_read_says_why_and_is_tried_again(actor, site, feed, answer, problem):
    site.answers["/feed.xml"] = answer
    assert work(actor, site) == {"looked_at": 1, "new": 0, "problems": 1}
    (line,) = selector.followed(actor)
    assert (line.error, line.failures, line.given_up) == (problem, 1, False)
    assert line.words == f"Could not be read: {problem} Reknit will try again."
    assert dt.timedelta(minutes=59) < line.next_check_at - clock.now() <= dt.timedelta(hours=1)
    site.publish("/feed.xml", rss("a"))
    make_due(actor)
    work(actor, site)
    assert selector.followed(actor)[0].words == "Up to date."


def test_ten_failures_in_a_row_end_it(actor, site, feed):
    for _ in range(10):
        make_due(actor)
        work(actor, site)
    assert selector.followed(actor)[0].given_up
    assert not feeds.enqueue_due(clock.now() + dt.timedelta(days=999))
    assert len(site.requests) == 10


def test_a_feed_that_is_gone_for_good_is_not_asked_for_again(actor, site, feed):
    site.answers["/feed.xml"] = document(b"", status=410)
    work(actor, site)
    assert selector.followed(actor)[0].given_up


def test_trying_early_by_hand_does_not_count_as_a_failure(actor, site, feed):
    of(actor, Feed).update(next_check_at=clock.now() + dt.timedelta(hours=5))
    targets = feeds.by_hand(actor, clock.now())
    (look,) = jobs.check_now(actor, targets, progress=lambda *_: None, rules=site.rules())
    assert look.problem == fetching.MISSING
    assert of(actor, Feed).get().failures == 0


def test_a_feed_that_another_worker_has_in_hand_is_left_to_it(actor, site, feed):
    (target,) = feeds.by_hand(actor, clock.now())
    feeds.claim(actor, target, clock.now())
    assert jobs.look(actor, target, rules=site.rules()) == jobs.Look(feed.pk)
    assert site.requests == []


def test_a_feed_left_while_it_is_read_brings_nothing(actor, site, feed):
    (target,) = feeds.by_hand(actor, clock.now())
    feeds.unfollow(actor, feed.pk)
    assert jobs.look(actor, target, rules=site.rules()) == jobs.Look(feed.pk)
    assert site.requests == []


def test_feeds_of_one_site_are_called_one_after_the_other(actor, site, dana):
    inside, most = [], []

    def slowly(handler):
        inside.append(handler.path)
        most.append(len(inside))
        time.sleep(0.05)
        inside.remove(handler.path)
        document(rss(handler.path[1:]))(handler)

    for number in range(4):
        site.answers[f"/{number}"] = slowly
        feeds.follow(actor, dana.pk, f"http://dana.example/{number}")
    assert work(actor, site)["looked_at"] == 4
    assert most == [1, 1, 1, 1]
    assert titles(actor) == ["0", "1", "2", "3"]


def test_a_job_ends_in_time_and_the_rest_comes_next(actor, site, dana, monkeypatch):
    monkeypatch.setattr(jobs, "JOB_SECONDS", -1.0)
    for number in range(2):
        feeds.follow(actor, dana.pk, f"http://dana.example/{number}")
    assert work(actor, site)["looked_at"] == 0
    assert feeds.enqueue_due(clock.now())


def test_the_worker_knows_the_job_and_calls_nobody_in_the_private_network(actor, dana, feed):
    """Without a test's rules: what came in by another way than `follow` is checked all the same."""
    of(actor, Feed).update(url="http://127.0.0.1/feed.xml")
    feeds.enqueue_due(clock.now())
    assert runner.work_off()
    assert of(actor, Job).get().result == {"looked_at": 1, "new": 0, "problems": 1}
    assert selector.followed(actor)[0].error == fetching.PRIVATE


@pytest.mark.django_db(transaction=True)
def test_an_idle_worker_puts_due_feeds_into_the_queue_by_itself(actor, feed):
    of(actor, Feed).update(url="http://127.0.0.1/feed.xml")
    with runner.running():
        until = time.monotonic() + 10
        while not of(actor, Feed).get().failures and time.monotonic() < until:
            time.sleep(0.05)
    assert selector.followed(actor)[0].error == fetching.PRIVATE
