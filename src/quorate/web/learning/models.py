"""What people did and planned. Evidence is append-only; everything else about it is derived."""

from collections.abc import Iterable
from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models

from quorate.learner import Evidence
from quorate.web.learning.errors import AppendOnlyError

# Fields that a row and a record of the learner model share by name, besides the learner.
SHARED = (
    "event_id",
    "at",
    "zone",
    "study_date",
    "kind",
    "unit",
    "concepts",
    "facet",
    "item_id",
    "item_type",
    "content_hash",
    "variant_seed",
    "outcome",
    "score",
    "hint_level",
    "seconds",
    "run_hash",
    "state",
    "guess",
    "retracts",
    "renames",
    "model_version",
)


def refuse(verb: str) -> NoReturn:
    """Say why a record is never changed."""
    raise AppendOnlyError(f"evidence cannot be {verb}: append a retraction that names the record")


class EvidenceQuerySet(models.QuerySet["EvidenceRow"]):
    """Reads, and inserts; nothing else."""

    def update(self, **kwargs: Any) -> int:  # type: ignore[explicit-override]  # noqa: ANN401
        """Refuse."""
        del kwargs
        refuse("updated")

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:  # type: ignore[explicit-override]  # noqa: ANN401
        """Refuse."""
        del args, kwargs
        refuse("updated")

    def delete(self) -> tuple[int, dict[str, int]]:  # type: ignore[explicit-override]
        """Refuse; records go only with the whole learner."""
        refuse("deleted")


class EvidenceRow(models.Model):
    """One record of one learner. Personal data: what was answered and when.

    The record's own id is the ULID `event_id`, unique within a learner: two learners of one site
    may hold the same record after an import, so the table's key is a number of its own.
    """

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="evidence"
    )
    event_id = models.CharField(max_length=26)
    at = models.DateTimeField()
    zone = models.CharField(max_length=200)
    study_date = models.DateField()
    kind = models.CharField(max_length=20)
    unit = models.CharField(max_length=200, blank=True, default="")
    concepts = models.JSONField(default=list, blank=True)
    facet = models.CharField(max_length=200, blank=True, default="")
    item_id = models.CharField(max_length=200, blank=True, default="")
    item_type = models.CharField(max_length=200, blank=True, default="")
    content_hash = models.CharField(max_length=200, blank=True, default="")
    variant_seed = models.BigIntegerField(null=True, blank=True)
    outcome = models.CharField(max_length=20, default="ungraded")
    score = models.FloatField(null=True, blank=True)
    hint_level = models.IntegerField(default=0)
    seconds = models.FloatField(null=True, blank=True)
    run_hash = models.CharField(max_length=200, blank=True, default="")
    state = models.CharField(max_length=20, blank=True, default="")
    guess = models.FloatField(null=True, blank=True)
    retracts = models.CharField(max_length=200, blank=True, default="")
    renames = models.JSONField(default=dict, blank=True)
    model_version = models.CharField(max_length=200, default="1")
    # Not part of the learner model: what was answered, to show it again, and where it came from.
    answer = models.JSONField(null=True, blank=True)
    imported = models.BooleanField(default=False)

    objects: ClassVar[models.Manager["EvidenceRow"]] = EvidenceQuerySet.as_manager()

    class Meta:
        """One record once; read by learner, and by learner and unit."""

        db_table = "learning_evidence"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner", "event_id"], name="evidence_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["learner", "unit"], name="evidence_by_unit"),
            models.Index(fields=["learner", "item_id"], name="evidence_by_item"),
        ]

    def __str__(self) -> str:  # type: ignore[explicit-override]  # 3.12
        return f"{self.kind} {self.item_id or self.unit}: {self.outcome}"

    def save(self, *args: Any, **kwargs: Any) -> None:  # type: ignore[explicit-override]  # noqa: ANN401
        """Insert, or refuse."""
        if not self._state.adding:
            refuse("updated")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:  # type: ignore[explicit-override]  # noqa: ANN401
        """Refuse; records go only with the whole learner."""
        del args, kwargs
        refuse("deleted")


def to_row(
    learner_id: str, event: Evidence, *, answer: object = None, imported: bool = False
) -> EvidenceRow:
    """Return the row of a record."""
    values = {name: getattr(event, name) for name in SHARED}
    values["concepts"] = list(event.concepts)
    values["renames"] = {old: list(new) for old, new in event.renames}
    return EvidenceRow(learner_id=learner_id, answer=answer, imported=imported, **values)


def to_evidence(learner_id: str, values: dict[str, Any]) -> Evidence:
    """Return the record of a row's values."""
    kept = {name: values[name] for name in SHARED}
    kept["concepts"] = tuple(kept["concepts"])
    kept["renames"] = tuple((old, tuple(new)) for old, new in kept["renames"].items())
    return Evidence(learner=learner_id, **kept)


def do_append(rows: Iterable[EvidenceRow]) -> int:
    """Insert rows; those that are there stay as they are. Returns how many were new."""
    wanted = list(rows)
    if not wanted:
        return 0
    learner_id = wanted[0].learner_id
    before = EvidenceRow.objects.filter(learner_id=learner_id).count()
    EvidenceRow.objects.bulk_create(wanted, ignore_conflicts=True, batch_size=200)
    return EvidenceRow.objects.filter(learner_id=learner_id).count() - before


class Plan(models.Model):
    """A path that somebody follows, with what they answered; sessions are computed from it.

    The newest record of a path wins when logs are merged; the one activated last is shown first.
    """

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="plans"
    )
    path = models.CharField(max_length=100)
    answers = models.JSONField(default=dict)
    following = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    activated_at = models.DateTimeField()

    class Meta:
        """One plan a path."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner", "path"], name="plan_once_a_path")
        ]

    def __str__(self) -> str:  # type: ignore[explicit-override]  # 3.12
        return f"{self.path} of {self.learner_id}"
