from django.db import models

from reknit.store.models.people import Person
from reknit.store.models.workspace import Workspace


class Import(models.Model):
    """One run of an import over any number of files.

    inputs: digest of the files' names and sizes; an unfinished run over the same inputs is taken up again.
    report: the counts as printed with ``--json``.
    """

    class State(models.TextChoices):
        RUNNING = "running", "running"
        DONE = "done", "done"
        UNDONE = "undone", "undone"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    label = models.CharField(max_length=300)
    inputs = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State.choices)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    report = models.JSONField(default=dict)


class ImportFile(models.Model):
    """One file of an import. `edition` (ISO day) orders editions of the same source: when an archive
    was written, else when it was imported.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    run = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="files")
    path = models.CharField(max_length=1000)
    recognised_as = models.CharField(max_length=40)
    edition = models.CharField(max_length=10)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "path"], name="import_file_once")]


class ImportNote(models.Model):
    """What an import left out or could not read: one row per file, kind and reason, with a count."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    run = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="notes")
    outcome = models.CharField(max_length=10)
    kind = models.CharField(max_length=12)
    file = models.CharField(max_length=1000)
    record = models.CharField(max_length=40)
    reason = models.CharField(max_length=300)
    count = models.PositiveIntegerField(default=1)


class PairQuestion(models.Model):
    """Are these two one person? Asked once; an answer is remembered for good.

    probability and evidence are the model's (`core.identity`), NULL where it has not looked at the pair.
    evidence: ``{"outcome": "same" | "ask", "plain_bits": float, "reasons": [[field, level, words, bits], …]}``.
    """

    class Answer(models.TextChoices):
        OPEN = "", "not answered"
        SAME = "same", "one person"
        DIFFERENT = "different", "two people"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    low = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="questions_up")
    high = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="questions_down")
    reason = models.CharField(max_length=300)
    answer = models.CharField(max_length=9, choices=Answer.choices, default="", blank=True)
    probability = models.FloatField(null=True)
    evidence = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["low", "high"], name="question_once")]
        indexes = [models.Index(fields=["workspace", "answer", "-probability"], name="question_queue")]


class SenderRule(models.Model):
    """The user's word on an address: a person after all, or a machine."""

    class Verdict(models.TextChoices):
        PERSON = "person", "a person"
        MACHINE = "machine", "a machine or mailing"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE)
    address = models.CharField(max_length=320)
    verdict = models.CharField(max_length=8, choices=Verdict.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "address"], name="sender_rule_once")]
