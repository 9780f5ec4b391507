from django.db import models

from reknit.store.models.people import Person
from reknit.store.models.workspace import Workspace


class Feed(models.Model):
    """An RSS or Atom feed that a person publishes and the user follows.

    etag, last_modified: what the publisher sent last, sent back so that it need not send the same again.
    checked_at: the last time it was read or found unchanged; next_check_at: when to look again, NULL once Reknit
    has given up. failures: in a row, error the last one's reason in words; both empty while all is well.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="feeds")
    url = models.CharField(max_length=1000)
    title = models.CharField(max_length=300, default="", blank=True)
    etag = models.CharField(max_length=300, default="", blank=True)
    last_modified = models.CharField(max_length=60, default="", blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    next_check_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "url"], name="feed_once")]
        indexes = [models.Index(fields=["next_check_at"], name="feed_due")]


class FeedEntry(models.Model):
    """One entry of a feed: title and address, never its text.

    key: the same entry has the same key in every reading. published_at: as stated, else the reading that first
    brought it; NULL for undated entries that were there when the feed was first read.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="entries")
    key = models.CharField(max_length=20)
    title = models.CharField(max_length=300)
    url = models.CharField(max_length=1000, default="", blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "key"], name="feed_entry_once")]
        indexes = [
            models.Index(fields=["feed", "-published_at"], name="feed_entry_newest"),
            models.Index(fields=["workspace", "published_at"], name="feed_entry_by_time"),
        ]
