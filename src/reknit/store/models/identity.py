from django.db import models

from reknit.store.models.audit import Audit
from reknit.store.models.imports import Import
from reknit.store.models.people import Organisation, Person
from reknit.store.models.workspace import Workspace


class Merge(models.Model):
    """Two people made one, with all it takes to make them two again.

    gone_id: the number the merged-away person had, and gets back. name: theirs, as it was shown.
    act: the audit line of the user's act. run: the import whose claim of an own address did it.
    moved: what was theirs, as `services.merging` writes and `services.splitting` reads it.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    kept = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="merges")
    gone_id = models.BigIntegerField()
    name = models.CharField(max_length=300)
    at = models.DateTimeField()
    act = models.ForeignKey(Audit, on_delete=models.SET_NULL, null=True)
    run = models.ForeignKey(Import, on_delete=models.SET_NULL, null=True)
    moved = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["workspace", "gone_id"], name="merge_by_gone")]


class MergedPart(models.Model):
    """An interaction that came after a merge through an address of the person merged away.

    Not a foreign key: interactions are removed in bulk by undoing an import, and a number left over means nothing.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="later_parts")
    interaction_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["merge", "interaction_id"], name="merged_part_once")]


class OrganisationAlias(models.Model):
    """Another name of an organisation: one that was merged into it, so that no import brings it back.

    carried: keys of the aliases that the merged-away organisation had itself.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="aliases")
    key = models.CharField(max_length=200)
    name = models.CharField(max_length=300)
    typed = models.BooleanField(default=False)
    carried = models.JSONField(default=list)
    act = models.ForeignKey(Audit, on_delete=models.SET_NULL, null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="organisation_alias_once")]


class ForgottenMark(models.Model):
    """All that is kept of somebody forgotten: a salted SHA-256 of one identifier, so that no import brings them back.

    The salt is the same for all marks of a workspace, so that an identifier is looked up with one hash.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    salt = models.CharField(max_length=32)
    digest = models.CharField(max_length=64)
    made_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "digest"], name="forgotten_once")]


class RetentionRule(models.Model):
    """How long people stay in the book without any interaction, and what is proposed then."""

    class Action(models.TextChoices):
        ARCHIVE = "archive", "put into the archive"
        FORGET = "forget", "forget"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    years = models.PositiveSmallIntegerField()
    action = models.CharField(max_length=7, choices=Action.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "action"], name="retention_once")]
