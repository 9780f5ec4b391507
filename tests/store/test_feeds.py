"""Feeds people publish: follow and undo, entries once each, growing pauses, and a reason for the week."""

import datetime as dt

import pytest

from reknit.core.feeds import MAX_FAILURES, Reading, entry
from reknit.core.records import Name, PersonRecord
from reknit.errors import ConflictError, InvalidValueError, NotFoundError
from reknit.store import audit, clock
from reknit.store.models import Audit, Feed, FeedEntry, Job, Person
from reknit.store.policy import of
from reknit.store.selectors import activity
from reknit.store.selectors import feeds as selector
from reknit.store.selectors import week as weeks
from reknit.store.selectors.about import about
from reknit.store.services import archive, feeds, people
from reknit.store.services.feeds import Setback
from reknit.store.services.forgetting import forget
from reknit.store.services.merging import merge
from tests.conftest import NOW

URL = "https://dana.example/feed.xml"
DAY = dt.date(2026, 3, 2)

# Dana wrote, I wrote, and then it was quiet: a tie that a reason can bring up.
COFFEE = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:e-{n}
DTSTART:2025{month:02}05T100000Z
DTEND:2025{month:02}05T103000Z
SUMMARY:Coffee
ORGANIZER:mailto:me@own.example
ATTENDEE;CN=Dana Liu:mailto:dana@acme.example
END:VEVENT
END:VCALENDAR
"""


def person(actor, name="Dana Liu"):
    record = PersonRecord(origin=people.TYPED, source="typed", name=Name(full=name))
    return people.add_person(actor, record)


@pytest.fixture
def dana(actor):
    return person(actor)


@pytest.fixture
def feed(actor, dana):
    return feeds.follow(actor, dana.pk, URL)


def reading(*titles, at=NOW - dt.timedelta(days=3)):
    found = tuple(entry(identity=title, title=title, url=f"{URL}/{title}", published_at=at) for title in titles)
    return Reading(title="Dana's notes", entries=found)


def titles(actor):
    return sorted(of(actor, FeedEntry).values_list("title", flat=True))


def undo_last(actor):
    return audit.undo(actor, activity.last_act(actor))


def test_a_feed_followed_is_due_at_once_and_keeps_the_person(actor, feed):
    assert feed.next_check_at <= clock.now()
    assert of(actor, Person).get(pk=feed.person_id).kept
    assert [target.url for target in feeds.due(actor, clock.now(), like=feed.pk)] == [URL]


def test_following_can_be_undone_even_after_it_was_read(actor, feed):
    feeds.record_entries(actor, feed.pk, reading("a"), now=NOW)
    undo_last(actor)
    assert not of(actor, Feed).exists()
    assert not of(actor, FeedEntry).exists()


def test_the_same_address_is_followed_once(actor, feed, dana):
    with pytest.raises(ConflictError, match="already"):
        feeds.follow(actor, dana.pk, "dana.example/feed.xml#top")
    assert of(actor, Feed).count() == 1


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1/x", "http://[::1]/x", "http://169.254.169.254/x", "http://10.0.0.1/"]
)
def test_a_number_of_the_private_network_is_not_even_followed(actor, dana, url):
    with pytest.raises(InvalidValueError, match="private network") as failure:
        feeds.follow(actor, dana.pk, url)
    assert failure.value.field == "url"
    assert not of(actor, Feed).exists()


def test_unfollowing_takes_the_entries_along_and_undo_brings_all_back(actor, feed):
    feeds.record_entries(actor, feed.pk, reading("a", "b"), now=NOW, etag='"1"')
    before = [audit.freeze(row) for model in (Feed, FeedEntry) for row in of(actor, model).order_by("pk")]
    feeds.unfollow(actor, feed.pk)
    assert not of(actor, Feed).exists()
    assert undo_last(actor).act == "feed.unfollow"
    assert [audit.freeze(row) for model in (Feed, FeedEntry) for row in of(actor, model).order_by("pk")] == before


def test_a_stranger_finds_nothing(actor, stranger, feed):
    for attempt in (
        lambda: feeds.follow(stranger, feed.person_id, URL),
        lambda: feeds.unfollow(stranger, feed.pk),
        lambda: feeds.retry(stranger, feed.pk),
        lambda: selector.of_person(stranger, feed.person_id),
    ):
        with pytest.raises(NotFoundError):
            attempt()
    target = feeds.due(actor, clock.now(), like=feed.pk)[0]
    assert not feeds.claim(stranger, target, NOW)
    assert feeds.record_entries(stranger, feed.pk, reading("a"), now=NOW) == 0
    feeds.record_setback(stranger, feed.pk, Setback("no"), now=NOW)
    feeds.record_unchanged(stranger, feed.pk, now=NOW)
    assert feeds.due(stranger, clock.now(), like=feed.pk) == []
    assert selector.followed(stranger) == []
    feed.refresh_from_db()
    assert (feed.checked_at, feed.failures, FeedEntry.objects.count()) == (None, 0, 0)


def test_nobody_follows_the_user_or_somebody_in_the_trash(actor, dana):
    people.delete_person(actor, dana.pk)
    for number in (dana.pk, of(actor, Person).get(ego=True).pk):
        with pytest.raises(NotFoundError):
            feeds.follow(actor, number, URL)


def test_reading_the_same_twice_brings_nothing_twice(actor, feed):
    assert feeds.record_entries(actor, feed.pk, reading("a", "b"), now=NOW) == 2
    assert feeds.record_entries(actor, feed.pk, reading("a", "b"), now=NOW) == 0
    assert feeds.record_entries(actor, feed.pk, reading("b", "c"), now=NOW) == 1
    assert titles(actor) == ["a", "b", "c"]


def test_an_identifier_that_stands_twice_in_one_document_counts_once_as_it_stands_first(actor, feed):
    twice = [entry(identity="1", title=title, url="", published_at=NOW) for title in ("new", "old")]
    assert feeds.record_entries(actor, feed.pk, Reading(entries=tuple(twice)), now=NOW) == 1
    assert titles(actor) == ["new"]


def test_a_changed_title_follows_and_the_day_stays(actor, feed):
    feeds.record_entries(actor, feed.pk, reading("a"), now=NOW)
    renamed = entry(identity="a", title="A, revised", url=URL, published_at=NOW)
    assert feeds.record_entries(actor, feed.pk, Reading(entries=(renamed,)), now=NOW) == 0
    row = of(actor, FeedEntry).get()
    assert (row.title, row.url, row.published_at) == ("A, revised", URL, NOW - dt.timedelta(days=3))


def test_without_dates_only_what_a_later_reading_brings_is_new(actor, feed):
    feeds.record_entries(actor, feed.pk, reading("old", at=None), now=NOW)
    feeds.record_entries(actor, feed.pk, reading("old", "new", at=None), now=NOW)
    assert dict(of(actor, FeedEntry).values_list("title", "published_at")) == {"old": None, "new": NOW}


def test_what_arrives_after_the_feed_was_left_goes_nowhere(actor, feed):
    feeds.unfollow(actor, feed.pk)
    assert feeds.record_entries(actor, feed.pk, reading("a"), now=NOW) == 0
    feeds.record_unchanged(actor, feed.pk, now=NOW)
    feeds.record_setback(actor, feed.pk, Setback("no"), now=NOW)
    assert not of(actor, Feed).exists()


def test_a_reading_sets_the_next_one_a_day_ahead_and_clears_what_was_wrong(actor, feed):
    feeds.record_setback(actor, feed.pk, Setback("The site has a fault of its own."), now=NOW)
    feeds.record_entries(actor, feed.pk, reading("a"), now=NOW, etag='"1"', last_modified="x")
    feed.refresh_from_db()
    assert (feed.failures, feed.error, feed.etag, feed.last_modified) == (0, "", '"1"', "x")
    assert (feed.checked_at, feed.next_check_at) == (NOW, NOW + dt.timedelta(days=1))


def test_what_is_known_is_sent_along_only_while_there_are_entries(actor, feed):
    feeds.record_entries(actor, feed.pk, reading("a"), now=NOW, etag='"1"', last_modified="x")
    later = NOW + dt.timedelta(days=2)
    (target,) = feeds.due(actor, later, like=feed.pk)
    assert (target.etag, target.last_modified, target.read_before) == ('"1"', "x", True)
    of(actor, FeedEntry).all().delete()
    (target,) = feeds.due(actor, later, like=feed.pk)
    assert (target.etag, target.last_modified) == ("", "")


def test_pauses_grow_until_reknit_gives_up_and_says_so(actor, feed):
    pauses = []
    for _ in range(MAX_FAILURES - 1):
        feeds.record_setback(actor, feed.pk, Setback("The site has a fault of its own."), now=NOW)
        feed.refresh_from_db()
        pauses.append((feed.next_check_at - NOW).total_seconds() / 3600)
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 168]
    feeds.record_setback(actor, feed.pk, Setback("The site has a fault of its own."), now=NOW)
    feed.refresh_from_db()
    assert feed.next_check_at is None
    (line,) = selector.followed(actor)
    assert line.given_up
    assert line.words == "Reknit has given up: The site has a fault of its own."
    assert feeds.due(actor, NOW + dt.timedelta(days=999), like=feed.pk) == []
    assert feeds.by_hand(actor, NOW) == []


def test_following_again_takes_up_what_was_given_up(actor, feed, dana):
    feeds.record_setback(actor, feed.pk, Setback("gone", gone=True), now=NOW)
    assert feeds.follow(actor, dana.pk, URL).pk == feed.pk
    feed.refresh_from_db()
    assert (feed.next_check_at is not None, feed.failures) == (True, 0)


def test_a_missing_network_never_makes_reknit_give_up(actor, feed):
    for _ in range(MAX_FAILURES * 2):
        feeds.record_setback(actor, feed.pk, Setback("later", counts=False), now=NOW)
    feed.refresh_from_db()
    assert (feed.failures, feed.next_check_at) == (0, NOW + dt.timedelta(hours=1))


def test_a_publisher_that_asks_for_time_gets_it_up_to_a_week(actor, feed):
    feeds.record_setback(actor, feed.pk, Setback("later", wait=dt.timedelta(hours=30)), now=NOW)
    feed.refresh_from_db()
    assert feed.next_check_at == NOW + dt.timedelta(hours=30)
    feeds.record_setback(actor, feed.pk, Setback("later", wait=dt.timedelta(days=999)), now=NOW)
    feed.refresh_from_db()
    assert feed.next_check_at == NOW + dt.timedelta(days=7)


def test_of_two_workers_one_gets_a_feed_and_a_dead_one_loses_it(actor, feed):
    now = clock.now()
    (target,) = feeds.due(actor, now, like=feed.pk)
    assert feeds.claim(actor, target, now)
    assert not feeds.claim(actor, target, now)
    assert feeds.due(actor, now + dt.timedelta(minutes=14), like=feed.pk) == []
    (again,) = feeds.due(actor, now + dt.timedelta(minutes=16), like=feed.pk)
    assert feeds.claim(actor, again, now)


def test_jobs_come_one_site_after_the_other(actor, stranger, feed):
    other = person(actor, "Omar Haddad")
    feeds.follow(actor, other.pk, "https://omar.example/rss")
    feeds.follow(actor, other.pk, "https://dana.example/second.xml")
    feeds.follow(stranger, person(stranger, "Dana Liu").pk, URL)
    now = clock.now()
    assert feeds.enqueue_due(now)
    job = of(actor, Job).get()
    assert (job.kind, job.payload) == (feeds.JOB, {"feed": feed.pk})
    both = [target.url for target in feeds.due(actor, now, like=feed.pk)]
    assert both == [URL, "https://dana.example/second.xml"]
    assert not feeds.enqueue_due(now), "the site is being called already, for whoever it is"
    Job.objects.update(state=Job.State.DONE)
    of(actor, Feed).filter(url__contains="dana.example").update(next_check_at=now + dt.timedelta(days=1))
    assert feeds.enqueue_due(now)
    assert feeds.enqueue_due(now)
    assert not feeds.enqueue_due(now)
    assert {job.workspace_id for job in Job.objects.filter(state="waiting")} == {
        actor.workspace_id,
        stranger.workspace_id,
    }


def test_finished_jobs_do_not_pile_up(actor, feed):
    feeds.enqueue_due(clock.now())
    Job.objects.update(state=Job.State.DONE)
    assert feeds.enqueue_due(clock.now() + dt.timedelta(days=8))
    assert [job.state for job in of(actor, Job)] == ["waiting"]


@pytest.mark.parametrize("put_away", [people.delete_person, people.archive])
def test_nobody_in_the_trash_or_the_archive_is_looked_at(actor, feed, put_away):
    put_away(actor, feed.person_id)
    assert not feeds.enqueue_due(clock.now())
    assert feeds.due(actor, clock.now(), like=feed.pk) == []
    assert feeds.by_hand(actor, clock.now()) == []


def test_a_check_by_hand_leaves_alone_what_was_looked_at_a_moment_ago(actor, feed):
    now = clock.now()
    feeds.record_entries(actor, feed.pk, reading("a"), now=now)
    assert feeds.by_hand(actor, now + dt.timedelta(minutes=1)) == []
    assert len(feeds.by_hand(actor, now + dt.timedelta(minutes=6))) == 1


@pytest.fixture
def quiet_dana(actor, take):
    """Somebody met every month of last year until October."""
    files = {f"{month}.ics": COFFEE.format(n=month, month=month) for month in range(1, 11)}
    take(files, me=["me@own.example"], now=dt.datetime(2025, 11, 1, tzinfo=dt.UTC))
    return of(actor, Person).get(name="Dana Liu")


def line_about(actor, number, day=DAY):
    return next(line for line in weeks.week(actor, day).lines if line.person_id == number)


def test_what_somebody_published_becomes_the_reason_of_the_week(actor, quiet_dana):
    assert "published" not in line_about(actor, quiet_dana.pk).sentence
    feed = feeds.follow(actor, quiet_dana.pk, URL)
    feeds.record_entries(actor, feed.pk, reading("How we hire", at=NOW - dt.timedelta(days=5)), now=NOW)
    line = line_about(actor, quiet_dana.pk)
    assert line.sentence.startswith("Dana Liu published something in February (How we hire)")
    assert "How we hire" in line.draft
    told = line.evidence[0]
    assert (told.words, told.on) == ("How we hire", dt.date(2026, 2, 25))
    assert told.source == f"Dana's notes: {URL}/How we hire"


@pytest.mark.parametrize("days", [31, -1])
def test_what_is_old_or_still_to_come_is_no_reason(actor, quiet_dana, days):
    feed = feeds.follow(actor, quiet_dana.pk, URL)
    feeds.record_entries(
        actor, feed.pk, reading("a", at=NOW - dt.timedelta(days=days)), now=NOW + dt.timedelta(days=60)
    )
    assert "published" not in line_about(actor, quiet_dana.pk).sentence


def test_the_newest_of_several_feeds_is_the_reason(actor, quiet_dana):
    for number, title in enumerate(("older", "newest", "old")):
        feed = feeds.follow(actor, quiet_dana.pk, f"{URL}?{number}")
        at = NOW - dt.timedelta(days={"older": 9, "newest": 2, "old": 5}[title])
        feeds.record_entries(actor, feed.pk, reading(title, "", at=at), now=NOW)
    assert "(newest)" in line_about(actor, quiet_dana.pk).sentence


def test_an_unfollowed_feed_is_no_reason_any_more(actor, quiet_dana):
    feed = feeds.follow(actor, quiet_dana.pk, URL)
    feeds.record_entries(actor, feed.pk, reading("a"), now=NOW)
    feeds.unfollow(actor, feed.pk)
    assert "published" not in line_about(actor, quiet_dana.pk).sentence


def test_the_page_of_a_person_shows_dated_entries_first(actor, feed):
    feeds.record_entries(actor, feed.pk, reading("undated", at=None), now=NOW)
    feeds.record_entries(actor, feed.pk, reading("dated", at=NOW - dt.timedelta(days=90)), now=NOW)
    (line,) = selector.of_person(actor, feed.person_id)
    assert [one.title for one in line.entries] == ["dated", "undated"]
    assert (line.name, line.words) == ("Dana's notes", "Up to date.")


def test_feeds_and_entries_go_through_an_export(actor, stranger, feed, tmp_path):
    feeds.record_entries(actor, feed.pk, reading("a", "b"), now=NOW, etag='"1"')
    frozen = [
        audit.freeze(row) | {"workspace_id": 0}
        for model in (Feed, FeedEntry)
        for row in of(actor, model).order_by("pk")
    ]
    archive.write(actor, tmp_path / "all.zip")
    actor_space = actor.workspace_id
    Person.objects.filter(workspace_id=actor_space).delete()
    Audit.objects.filter(workspace_id=actor_space).delete()
    archive.read(stranger, tmp_path / "all.zip")
    back = [
        audit.freeze(row) | {"workspace_id": 0}
        for model in (Feed, FeedEntry)
        for row in of(stranger, model).order_by("pk")
    ]
    assert back == frozen != []


def test_a_merge_takes_the_feeds_along(actor, feed):
    other = person(actor, "Dana Liu-Berg")
    feeds.record_entries(actor, feed.pk, reading("a"), now=NOW)
    merge(actor, other.pk, feed.person_id)
    (line,) = selector.of_person(actor, other.pk)
    assert [one.title for one in line.entries] == ["a"]


def test_everything_stored_about_a_person_includes_what_they_publish(actor, feed):
    feeds.record_entries(actor, feed.pk, reading("a"), now=NOW)
    (told,) = about(actor, feed.person_id)["publishes"]
    assert (told["url"], told["entries"][0]["title"]) == (URL, "a")


@pytest.mark.django_db(transaction=True)
def test_forgetting_a_person_leaves_nothing_of_their_feeds_not_even_to_undo(actor, feed):
    feeds.record_entries(actor, feed.pk, reading("a telling title"), now=NOW)
    feeds.unfollow(actor, feed.pk)
    feeds.record_entries(actor, feeds.follow(actor, feed.person_id, URL).pk, reading("a telling title"), now=NOW)
    forget(actor, [feed.person_id])
    assert not of(actor, FeedEntry).exists()
    left = repr(list(of(actor, Audit).values_list("label", "changes")))
    assert "telling" not in left
    assert "dana.example" not in left
