from django.db import models

from reknit.store.models.people import Person
from reknit.store.models.workspace import Workspace


class Tie(models.Model):
    """What `core.ties` computes from the interactions of the ego with one alter: a cache.

    Dropping all rows and rebuilding gives the same rows. No column changes as time passes;
    what depends on today follows from these and `as_of` as index ranges (`core.tie_states`).
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="tie")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    contact_days = models.PositiveIntegerField()
