"""What pages here read; the only way from an id to a row for a person is `access_*`."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, F, JSONField, Subquery, When

from quorate.web.accounts.api import Learner
from quorate.web.errors import NotHereError
from quorate.web.practice.limits import ATTEMPTS_SHOWN
from quorate.web.practice.models import Draft, Run


@dataclass(frozen=True, slots=True)
class Attempt:
    """One line of a lab's history."""

    id: str
    step: str
    place: str
    state: str
    verdict: str
    reason: str
    queued_at: datetime


@dataclass(frozen=True, slots=True)
class Judged:
    """The latest judged run of a step, as its dock shows it."""

    id: str
    verdict: str
    reason: str
    result: dict[str, Any] | None
    solution: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Work:
    """What a learner has done in a lab."""

    attempts: list[Attempt]
    latest: Judged | None


def access_run_by_id(run_id: str, learner: Learner | None) -> Run:
    """The learner's own run; to anybody else it does not exist."""
    run = Run.objects.filter(id=run_id, learner=learner).first() if learner else None
    if run is None:
        raise NotHereError(
            f"There is no run {run_id!r} of yours.",
            hint="Runs belong to the browser they were made in; open the lab and run again.",
        )
    return run


def attempts_of(learner: Learner | None, lab: str, *, most: int = ATTEMPTS_SHOWN) -> list[Attempt]:
    """The latest attempts at a lab, newest first."""
    if learner is None:
        return []
    found = Run.objects.filter(learner=learner, lab=lab).order_by("-id")[:most]
    return [Attempt(*row) for row in found.values_list(*Attempt.__dataclass_fields__)]


def work_on(learner: Learner | None, lab: str, step: str) -> Work:
    """The attempts at a lab, and the latest judged run of a step whole: in one query, since each page has few."""
    if learner is None:
        return Work([], None)
    mine = Run.objects.filter(learner=learner, lab=lab)
    judged = mine.filter(step=step, state=Run.FINISHED).order_by("-id").values("id")[:1]
    is_latest = When(id=Subquery(judged), then=F("result"))
    is_latest_solution = When(id=Subquery(judged), then=F("solution"))
    found = (
        mine.annotate(
            result_shown=Case(is_latest, default=None, output_field=JSONField()),
            solution_shown=Case(is_latest_solution, default=None, output_field=JSONField()),
        )
        .defer("result", "solution", "seeds", "progress")
        .order_by("-id")[:ATTEMPTS_SHOWN]
    )
    attempts, latest = [], None
    for run in found:
        attempts.append(Attempt(*(getattr(run, name) for name in Attempt.__dataclass_fields__)))
        if run.solution_shown is not None:
            latest = Judged(run.id, run.verdict, run.reason, run.result_shown, run.solution_shown)
    return Work(attempts, latest)


def draft_of(learner: Learner | None, lab: str) -> Draft | None:
    """What the learner left in the editor."""
    return Draft.objects.filter(learner=learner, lab=lab).first() if learner else None


def latest_failure(learner: Learner) -> Run | None:
    """The learner's last run, if it failed: what Today offers to resume."""
    run = (
        Run.objects.filter(learner=learner, state=Run.FINISHED)
        .only("id", "lab", "step", "verdict", "reason", "finished_at")
        .order_by("-id")
        .first()
    )
    return run if run is not None and run.verdict == "violated" else None


def waiting_before(run: Run) -> int:
    """How many runs are judged before this one."""
    return Run.objects.filter(state__in=[Run.QUEUED, Run.RUNNING], id__lt=run.id).count()
