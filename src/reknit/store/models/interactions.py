from django.db import models

from reknit.store.models.people import Person
from reknit.store.models.workspace import Workspace


class Interaction(models.Model):
    """A message, call, meeting or event. `key` is stable within `source`, so imports repeat safely.

    at: instant in UTC; for `all_day` its date is the calendar day and its time means nothing.
    parties: how many took part, the ego included; mail to thirty people is almost nothing to each.
    note: what the user typed about it; imported text is never kept.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    source = models.CharField(max_length=20)
    key = models.CharField(max_length=120)
    at = models.DateTimeField()
    all_day = models.BooleanField(default=False)
    channel = models.CharField(max_length=10)
    subject = models.CharField(max_length=300, default="", blank=True)
    thread = models.CharField(max_length=64, default="", blank=True)
    duration_minutes = models.PositiveIntegerField(default=0)
    place = models.CharField(max_length=300, default="", blank=True)
    parties = models.PositiveIntegerField(default=2)
    note = models.TextField(default="", blank=True)
    typed = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "source", "key"], name="interaction_once")]
        indexes = [models.Index(fields=["workspace", "at"], name="interaction_by_time")]


class Participant(models.Model):
    """A person's part in an interaction.

    direction, as seen from the ego: out (ego to them), in (they to ego), both (met or talked),
    none (the ego was not between them: two recipients of one mail, a large event).
    at repeats the interaction's time so that a person's timeline is one index range scan.
    """

    class Direction(models.TextChoices):
        OUT = "out", "from me"
        IN = "in", "to me"
        BOTH = "both", "together"
        NONE = "none", "not between us"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    interaction = models.ForeignKey(Interaction, on_delete=models.CASCADE, related_name="participants")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="parts")
    role = models.CharField(max_length=10)
    direction = models.CharField(max_length=4, choices=Direction.choices)
    declined = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["interaction", "person"], name="participant_once")]
        indexes = [models.Index(fields=["person", "at"], name="participant_timeline")]


class Link(models.Model):
    """What shows that two alters know each other. A cache of shared meetings and threads, plus what
    the user states. `low` is the smaller person id, so a pair stands once.
    """

    class Stated(models.TextChoices):
        NOTHING = "", "nothing stated"
        KNOW = "know", "know each other"
        NOT = "not", "do not know each other"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    low = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="links_up")
    high = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="links_down")
    meetings = models.PositiveIntegerField(default=0)
    threads = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(null=True, blank=True)
    stated = models.CharField(max_length=4, choices=Stated.choices, default="", blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["low", "high"], name="link_once")]
        indexes = [
            models.Index(fields=["high", "low"], name="link_from_high"),
            models.Index(fields=["workspace"], condition=models.Q(stated="not"), name="link_denied"),
        ]
