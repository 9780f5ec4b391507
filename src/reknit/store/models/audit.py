from django.db import models

from reknit.store.models.workspace import User, Workspace


class Audit(models.Model):
    """One act of a user: what was changed, from which rows to which, so that it can be undone.

    changes: list of [table, primary key, row before or null, row after or null].
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    actor = models.ForeignKey(User, on_delete=models.SET_NULL, null=True)
    at = models.DateTimeField()
    act = models.CharField(max_length=40)
    subject_id = models.BigIntegerField(null=True, blank=True)
    label = models.CharField(max_length=300)
    changes = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["workspace", "-at"], name="audit_recent")]
