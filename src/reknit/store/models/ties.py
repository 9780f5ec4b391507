from django.db import models

from reknit.store.models.keys import PersonKey
from reknit.store.models.people import Person
from reknit.store.models.workspace import Workspace


class Tie(models.Model):
    """What `core.ties.Tie` keeps of the interactions of the ego with one alter: a cache.

    Dropping all rows and rebuilding gives the same rows. No column changes as time passes: what
    depends on today are index ranges over the forward-decay keys, given `as_of` (`core.tie_states`).
    Columns up to next_at are those of `core.ties.Tie`, the others of `core.tie_states.IndexColumns`;
    instants and days are counted from 1970-01-01, NaN there is NULL here.
    """

    # The ranges below begin with the workspace and need no index of its own beside them.
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False)
    person = PersonKey(Person, on_delete=models.CASCADE, related_name="tie", primary_key=True)
    first_at = models.FloatField(null=True)
    last_at = models.FloatField(null=True)
    first_day = models.IntegerField()
    last_day = models.IntegerField()
    contact_days = models.IntegerField()
    contact_weeks = models.IntegerField()
    interactions = models.IntegerField()
    incoming = models.IntegerField()
    outgoing = models.IntegerField()
    gap_squares = models.BigIntegerField()
    last_weight = models.FloatField()
    weight_before = models.FloatField()
    carried = models.FloatField()
    carried_long = models.FloatField()
    pulse_short = models.FloatField()
    pulse = models.FloatField()
    pulse_long = models.FloatField()
    next_at = models.FloatField(null=True)
    two_way = models.BooleanField()
    strength_key = models.FloatField(null=True)
    long_key = models.FloatField(null=True)
    level_key = models.FloatField(null=True)
    flag_day = models.FloatField(null=True)
    rhythm_fades_day = models.FloatField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "two_way", "strength_key"], name="tie_by_strength"),
            models.Index(fields=["workspace", "two_way", "long_key", "last_day"], name="tie_by_usual_strength"),
            models.Index(
                fields=["workspace", "two_way", "contact_weeks", "last_day", "rhythm_fades_day", "flag_day"],
                name="tie_by_weeks",
            ),
            models.Index(fields=["workspace", "two_way", "last_day"], name="tie_by_last"),
            models.Index(fields=["workspace", "two_way", "first_day"], name="tie_by_first"),
            models.Index(fields=["workspace", "two_way", "flag_day", "last_day", "first_day"], name="tie_by_flag"),
            models.Index(fields=["workspace", "two_way", "rhythm_fades_day"], name="tie_by_rhythm"),
            models.Index(
                fields=["workspace", "next_at"], condition=models.Q(next_at__isnull=False), name="tie_coming"
            ),
        ]
