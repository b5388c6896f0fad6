"""Reads of the learning app: one statement each, whatever the number of rows."""

import functools
from dataclasses import dataclass
from typing import Any

from quorate.curriculum import Unit
from quorate.learner import Evidence
from quorate.web.learning.models import SHARED, EvidenceRow, Plan, to_evidence
from quorate.web.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Answered:
    """A record with what was answered."""

    evidence: Evidence
    answer: Any


def evidence_of(learner_id: str) -> tuple[Evidence, ...]:
    """Return the whole log of a learner, in order of time."""
    rows = _log.rows(learner_id)
    return tuple(to_evidence(learner_id, dict(zip(SHARED, row, strict=True))) for row in rows)


_log = Prepared(
    lambda: (
        EvidenceRow.objects.filter(learner_id="").order_by("at", "event_id").values_list(*SHARED)
    )
)


def answered_in(learner_id: str, unit: Unit) -> tuple[Answered, ...]:
    """Return what was answered in one unit, under its present or an earlier id."""
    names = (unit.id, *unit.aliases)
    return tuple(
        Answered(to_evidence(learner_id, dict(zip(SHARED, row, strict=False))), row[-1])
        for row in _in_units(len(names)).rows(learner_id, *names)
    )


@functools.cache
def _in_units(count: int) -> Prepared:
    names = [f"unit {n}" for n in range(count)]
    rows = EvidenceRow.objects.filter(learner_id="").filter(unit__in=names)
    ordered = rows.order_by("at", "event_id").values_list(*SHARED, "answer")
    return Prepared(lambda: ordered)


_last = Prepared(
    lambda: (
        EvidenceRow.objects.filter(learner_id="").order_by("-id").values_list("id", "event_id")[:1]
    )
)


def log_version(learner_id: str) -> tuple[int, str]:
    """Return what changes whenever a learner's log does: the record that was appended last."""
    number, event_id = _last.first(learner_id) or (0, "")
    return number, event_id


def answered_item(learner_id: str, item_id: str) -> tuple[Answered, ...]:
    """Return all answers to one item."""
    return _answered(learner_id, item_id=item_id)


def answered_all(learner_id: str) -> tuple[Answered, ...]:
    """Return the whole log with the answers."""
    return _answered(learner_id)


def answered_sittings(learner_id: str, exam_id: str) -> tuple[Answered, ...]:
    """Return the records of all sittings of an exam; their run_hash begins with its name."""
    return _answered(learner_id, kind="exam", run_hash__startswith=f"exam:{exam_id}:")


def is_sat_by_another(learner_id: str, sitting: str) -> bool:
    """Whether somebody else handed a sitting in here, and so knows its key."""
    rows = EvidenceRow.objects.filter(kind="exam", run_hash=sitting, imported=False)
    return rows.exclude(learner_id=learner_id).exists()


def _answered(learner_id: str, **conditions: object) -> tuple[Answered, ...]:
    rows = EvidenceRow.objects.filter(learner_id=learner_id, **conditions)
    return tuple(
        Answered(to_evidence(learner_id, row), row["answer"])
        for row in rows.order_by("at", "event_id").values(*SHARED, "answer")
    )


def plans_of(learner_id: str) -> tuple[Plan, ...]:
    """Return the plans that are followed; the active one first."""
    plans = Plan.objects.filter(learner_id=learner_id, following=True)
    return tuple(plans.order_by("-activated_at", "path"))
