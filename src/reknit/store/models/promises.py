from django.db import models

from reknit.store.models.people import Person
from reknit.store.models.workspace import Workspace


class Promise(models.Model):
    """Something promised between the ego and a person, until it is kept or let go.

    mine: the ego promised it; otherwise the person did. due_on: a calendar day in the user's zone.
    """

    class State(models.TextChoices):
        OPEN = "open", "open"
        KEPT = "kept", "kept"
        DROPPED = "dropped", "let go"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="promises")
    mine = models.BooleanField(default=True)
    what = models.TextField()
    made_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.OPEN)

    class Meta:
        indexes = [models.Index(fields=["workspace", "state", "due_on"], name="promise_due")]
