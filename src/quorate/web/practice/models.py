"""Runs of labs, which are also the queue of what is to be judged, and drafts of solutions."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from ulid import ULID


def new_id() -> str:
    """A fresh ULID."""
    return str(ULID())


class Run(models.Model):
    """One run of one lab step. Personal data: the learner's code or decision, and when it ran."""

    QUEUED, RUNNING, FINISHED, NOT_RUN, CANCELLED = (
        "queued",
        "running",
        "finished",
        "not-run",
        "cancelled",
    )
    STATES: ClassVar = (
        (QUEUED, "Waiting"),
        (RUNNING, "Running"),
        (FINISHED, "Judged"),
        (NOT_RUN, "Not run"),
        (CANCELLED, "Cancelled"),
    )
    PLACES: ClassVar = (
        ("server", "On the server"),
        ("browser", "In the browser"),
        ("imported", "From a file of your own"),
    )

    id = models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="runs"
    )
    lab = models.CharField(max_length=80)
    step = models.CharField(max_length=40)
    place = models.CharField(max_length=8, choices=PLACES, default="server")
    solution = models.JSONField()
    seeds = models.JSONField(default=list)
    content_hash = models.CharField(max_length=64, default="")
    state = models.CharField(max_length=10, choices=STATES, default=QUEUED)
    cancel_requested = models.BooleanField(default=False)
    # Whoever judges renews the lease; a run whose lease ended was lost with its judge and is judged again.
    lease_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    progress = models.JSONField(default=dict, blank=True)
    verdict = models.CharField(max_length=10, blank=True, default="")
    reason = models.TextField(blank=True, default="")
    result = models.JSONField(null=True, blank=True)
    queued_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Indexes: what the judge takes next; a learner's attempts at a lab."""

        indexes: ClassVar = [
            models.Index(fields=["state", "id"], name="run_queue"),
            models.Index(fields=["learner", "lab", "-id"], name="run_attempts"),
        ]

    def __str__(self) -> str:  # type: ignore[explicit-override]  # 3.12
        return f"{self.lab}/{self.step} {self.state} {self.verdict}".strip()

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in (self.FINISHED, self.NOT_RUN, self.CANCELLED)


class Draft(models.Model):
    """What a learner has in the editor of a lab. Personal data: their code."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts"
    )
    lab = models.CharField(max_length=80)
    text = models.TextField()
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """One draft a lab."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner", "lab"], name="one_draft_a_lab")
        ]

    def __str__(self) -> str:  # type: ignore[explicit-override]  # 3.12
        return f"{self.lab} v{self.version}"
