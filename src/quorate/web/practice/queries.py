"""What pages here read; the only way from an id to a row for a person is `access_*`."""

from dataclasses import dataclass
from datetime import datetime

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


def access_run_by_id(run_id: str, learner: Learner | None) -> Run:
    """The learner's own run; to anybody else it does not exist."""
    run = Run.objects.filter(id=run_id, learner=learner).first() if learner else None
    if run is None:
        raise NotHereError(
            f"There is no run {run_id!r} of yours.",
            hint="Runs belong to the browser they were made in; open the lab and run again.",
        )
    return run


def attempts_of(learner: Learner | None, lab: str) -> list[Attempt]:
    """The latest attempts at a lab, newest first."""
    if learner is None:
        return []
    rows = Run.objects.filter(learner=learner, lab=lab).order_by("-id")[:ATTEMPTS_SHOWN]
    return [Attempt(*row) for row in rows.values_list(*Attempt.__dataclass_fields__)]


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


def last_result(
    learner: Learner | None, lab: str, step: str, attempts: list[Attempt]
) -> Run | None:
    """The latest judged run of a step; asked for only if the attempts show that there is one."""
    judged = next((a.id for a in attempts if a.step == step and a.state == Run.FINISHED), None)
    return Run.objects.get(id=judged, learner=learner, lab=lab) if judged else None
