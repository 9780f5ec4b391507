"""On a person's page: follow, what is new, what went wrong, stop."""

import datetime as dt

import pytest
from django.urls import reverse

from reknit.core.feeds import Reading, entry
from reknit.core.records import Name, PersonRecord
from reknit.store import clock
from reknit.store.models import Feed
from reknit.store.policy import of
from reknit.store.services import feeds, people
from reknit.store.services.feeds import Setback
from tests.web.test_imports import text_of

URL = "https://dana.example/feed.xml"


@pytest.fixture
def dana(actor):
    record = PersonRecord(origin=people.TYPED, source="typed", name=Name(full="Dana Liu"))
    return people.add_person(actor, record)


@pytest.fixture
def feed(actor, dana):
    return feeds.follow(actor, dana.pk, URL)


def page(client, dana):
    return client.get(reverse("person", args=[dana.pk]))


def follow(client, dana, url):
    return client.post(reverse("feed-follow", args=[dana.pk]), {"url": url})


def test_a_feed_followed_on_the_page_is_shown_there(actor, mine, dana):
    answer = follow(mine, dana, "dana.example/feed.xml")
    assert answer.url == f"{reverse('person', args=[dana.pk])}?at=feeds"
    shown = text_of(mine.get(answer.url))
    assert "Not read yet." in shown
    assert "Reknit reads it within a minute" in shown
    assert of(actor, Feed).get().url == URL


@pytest.mark.parametrize(("url", "why"), [("ftp://x.example", "can be followed"), (URL, "already"), ("", "required")])
def test_what_is_wrong_with_an_address_stands_beside_it_and_it_stays_typed(actor, mine, feed, url, why):
    answer = follow(mine, feed.person, url)
    assert answer.status_code == 422
    assert why in text_of(answer)
    assert f'value="{url}"' in answer.content.decode() or not url
    assert of(actor, Feed).count() == 1


def test_new_entries_are_shown_as_text_with_safe_links(actor, mine, feed):
    found = entry(
        identity="1", title="<script>alert(1)</script>", url="https://dana.example/1", published_at=clock.now()
    )
    feeds.record_entries(actor, feed.pk, Reading(title="Notes", entries=(found,)), now=clock.now())
    shown = page(mine, feed.person).content.decode()
    assert "&lt;script&gt;alert(1)" in shown
    assert '<a href="https://dana.example/1" rel="noopener noreferrer">' in shown


def test_a_feed_that_was_given_up_says_why_and_can_be_tried_again(actor, mine, feed):
    feeds.record_setback(actor, feed.pk, Setback("There is no site of this name.", gone=True), now=clock.now())
    assert "Reknit has given up: There is no site of this name." in text_of(page(mine, feed.person))
    mine.post(reverse("feed-retry", args=[feed.person_id, feed.pk]))
    feed.refresh_from_db()
    assert feed.next_check_at <= clock.now() + dt.timedelta(seconds=1)


def test_following_no_more_can_be_undone_from_the_notice(actor, mine, feed):
    answer = mine.post(reverse("feed-unfollow", args=[feed.person_id, feed.pk]))
    assert not of(actor, Feed).exists()
    shown = mine.get(answer.url).content.decode()
    assert "No longer followed" in shown
    undo = shown.partition('hx-post="/activity/')[2].partition('"')[0]
    mine.post(f"/activity/{undo}")
    assert of(actor, Feed).get().url == URL


def test_the_feed_of_somebody_else_is_not_there(actor, mine, feed, stranger):
    other = people.add_person(actor, PersonRecord(origin=people.TYPED, source="typed", name=Name(full="Omar Haddad")))
    theirs = people.add_person(stranger, PersonRecord(origin=people.TYPED, source="typed", name=Name(full="X")))
    far = feeds.follow(stranger, theirs.pk, URL)
    for person_id, feed_id in ((other.pk, feed.pk), (theirs.pk, far.pk), (feed.person_id, far.pk)):
        for name in ("feed-unfollow", "feed-retry"):
            assert mine.post(reverse(name, args=[person_id, feed_id])).status_code == 404
    assert follow(mine, theirs, URL).status_code == 404
    assert Feed.objects.count() == 2


def test_looking_at_a_page_follows_nothing(mine, feed):
    for name in ("feed-unfollow", "feed-retry"):
        assert mine.get(reverse(name, args=[feed.person_id, feed.pk])).status_code == 405
