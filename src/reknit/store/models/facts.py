from django.db import models

from reknit.store.models.people import Organisation, Person
from reknit.store.models.workspace import Workspace


class Fact(models.Model):
    """One thing known about one person: one row, with all its sources (`Support`).

    kind: name, email, phone, postal, url, profile, handle, affiliation, birthday (or another
        day's name under `day`), tag, note, met, offer, need, interest, project, photo, extra,
        record (an identifier in a source: ``vcard:uid:…``).
    key: normal form for comparison (`core.keys`); the same person never has the same kind and key twice.
    value: for people; data: the parts, as in `core.records`.
    starts, ends: partial ISO dates (``1970-05``), "" when unknown.
    current: False when its source has since changed its mind (an old phone number, a former role).
    state: "" or, for offers and needs, open, met, gone; "refused" for good.
    """

    class State(models.TextChoices):
        PLAIN = "", ""
        OPEN = "open", "open"
        MET = "met", "met"
        GONE = "gone", "gone"
        REFUSED = "refused", "refused"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="facts")
    kind = models.CharField(max_length=16)
    key = models.CharField(max_length=330)
    value = models.TextField()
    data = models.JSONField(default=dict)
    organisation = models.ForeignKey(Organisation, on_delete=models.SET_NULL, null=True, blank=True)
    starts = models.CharField(max_length=10, default="", blank=True)
    ends = models.CharField(max_length=10, default="", blank=True)
    confidence = models.FloatField(default=1.0)
    current = models.BooleanField(default=True)
    preferred = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State.choices, default="", blank=True)
    typed = models.BooleanField(default=False, help_text="typed or confirmed by the user")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind", "key"], name="fact_once")]
        indexes = [
            models.Index(fields=["workspace", "kind", "key"], name="fact_by_key"),
            models.Index(fields=["person", "key"], condition=models.Q(kind__in=("birthday", "day")), name="fact_days"),
            *(
                models.Index(fields=["workspace", "starts"], condition=models.Q(kind=kind), name=f"fact_{kind}_latest")
                for kind in ("connected", "need", "offer")
            ),
            models.Index(
                fields=["workspace", "recorded_at"], condition=models.Q(kind="project"), name="fact_new_project"
            ),
        ]


class Support(models.Model):
    """The record of a file that states a fact or an interaction, or shows a favour.

    row_kind and row_id name the row supported; the pair is not a foreign key because it points
    into several tables, and `doctor` checks it.
    identity: the source's key of the record (``uid:…``), by which a later edition is recognised.
    """

    class RowKind(models.IntegerChoices):
        FACT = 1, "fact"
        INTERACTION = 2, "interaction"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    file = models.ForeignKey("store.ImportFile", on_delete=models.CASCADE, related_name="supports")
    record = models.CharField(max_length=40)
    identity = models.CharField(max_length=200, default="", blank=True)
    row_kind = models.PositiveSmallIntegerField(choices=RowKind.choices)
    row_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["row_kind", "row_id", "file"], name="support_once")]


class Blob(models.Model):
    """A picture, stored once by its SHA-256."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    digest = models.CharField(max_length=64)
    media_type = models.CharField(max_length=60)
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "digest"], name="blob_once")]
