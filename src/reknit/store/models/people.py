from django.db import models

from reknit.store.models.workspace import Workspace

# Whose tie is not judged by what is computed alone.
BY_HAND = (
    models.Q(cadence_days__isnull=False)
    | models.Q(tag_cadence_days__isnull=False)
    | models.Q(layer_override__isnull=False)
    | ~models.Q(strength_override="")
)


class Organisation(models.Model):
    """An employer, school, club or client. `key` is its name folded for comparison."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    name = models.CharField(max_length=300)
    key = models.CharField(max_length=200)
    typed = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="organisation_once")]


class Person(models.Model):
    """One human being: the ego (the user) or an alter.

    What is known about a person are `Fact` rows. The columns under "cached" are computed from
    them (`services.caches`) so that lists need no join; dropping and recomputing them gives the
    same values. The columns under "decided" hold what only the user can say.
    """

    class Stale(models.IntegerChoices):
        FACTS = 1, "the cached columns"
        TIE = 2, "the tie"
        ALL = 3, "both"

    class Reporting(models.TextChoices):
        NONE = "", "not in my reporting line"
        ABOVE = "above", "I report to them"
        BELOW = "below", "they report to me"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    ego = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    # cached
    name = models.CharField(max_length=300, default="", blank=True)
    sort_name = models.CharField(max_length=300, default="", blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="people"
    )
    organisation_name = models.CharField(max_length=300, default="", blank=True)
    title = models.CharField(max_length=300, default="", blank=True)
    place = models.CharField(max_length=200, default="", blank=True)
    email = models.CharField(max_length=320, default="", blank=True)
    phone = models.CharField(max_length=60, default="", blank=True)
    tags = models.JSONField(default=list)
    search_text = models.TextField(default="", blank=True)
    role_since = models.DateField(null=True, blank=True, help_text="the edition that first told of a change of role")
    tag_cadence_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="the shortest of the cadence rules for their tags"
    )
    stale = models.PositiveSmallIntegerField(default=0, help_text="bits of `Stale`: which caches to compute again")

    # decided
    kept = models.BooleanField(default=False, help_text="typed or edited by the user: no undo of an import removes it")
    reporting = models.CharField(max_length=5, choices=Reporting.choices, default="", blank=True)
    strength_override = models.CharField(max_length=10, default="", blank=True)
    layer_override = models.PositiveSmallIntegerField(null=True, blank=True)
    cadence_days = models.PositiveSmallIntegerField(null=True, blank=True)
    snoozed_until = models.DateField(null=True, blank=True)
    handled_on = models.DateField(null=True, blank=True, help_text="the day the user said: not this, not now")
    muted = models.BooleanField(default=False)
    never = models.BooleanField(default=False)
    archived = models.BooleanField(default=False)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "sort_name", "id"], name="person_by_name"),
            models.Index(fields=["workspace", "organisation"], name="person_by_organisation"),
            models.Index(fields=["workspace", "role_since"], name="person_by_role_change"),
            models.Index(fields=["workspace", "id"], condition=models.Q(stale__gt=0), name="person_stale"),
            models.Index(fields=["workspace", "id"], condition=BY_HAND, name="person_by_hand"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["workspace"], condition=models.Q(ego=True), name="one_ego"),
        ]


class CadenceRule(models.Model):
    """How often to be in touch, for a layer (1 to 5) or a tag; a person's own `cadence_days` wins."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    layer = models.PositiveSmallIntegerField(null=True, blank=True)
    tag = models.CharField(max_length=200, default="", blank=True)
    days = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "layer", "tag"], name="cadence_once", nulls_distinct=False)
        ]
