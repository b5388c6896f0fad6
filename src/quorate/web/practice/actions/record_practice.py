"""Keep a run that happened in the learner's browser: practice, never credit."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from quorate.learner import is_ulid
from quorate.web.accounts.api import Learner
from quorate.web.errors import BadInputError
from quorate.web.practice.actions.finish_run import JUDGED, do_record_run
from quorate.web.practice.actions.submit_run import validate_source
from quorate.web.practice.judging import Judgement, has_verdict
from quorate.web.practice.labs import LabPage
from quorate.web.practice.models import Run, new_id
from quorate.web.practice.reading import whole, words

SEEDS_MAX = 1_000


@dataclass(frozen=True, slots=True)
class Practice:
    """What a browser says it ran."""

    event_id: str
    step: str
    source: str
    result: dict[str, Any]
    seeds: list[int]


def validate_practice(body: dict[str, Any], page: LabPage) -> Practice:
    """The form of what was sent; its truth is not looked into, since nothing hangs on it."""
    if page.lab.kind != "code":
        raise BadInputError("A decision is judged on the server.", hint="Send its form.")
    result, step, solution = body.get("result"), body.get("step"), body.get("solution")
    source = solution.get("source") if isinstance(solution, dict) else None
    seeds, event_id = body.get("seeds", []), body.get("event_id", "")
    if not isinstance(result, dict) or not has_verdict(result):
        raise BadInputError("This run has no verdict.", hint="Run it again, or on the server.")
    if not isinstance(step, str) or not isinstance(source, str):
        raise BadInputError("This run names no step or no source.", hint="Reload the page.")
    if not isinstance(seeds, list) or not all(
        whole(seed) is not None for seed in seeds[:SEEDS_MAX]
    ):
        raise BadInputError("The seeds of this run are not whole numbers.", hint="Reload the page.")
    return Practice(
        event_id=event_id if isinstance(event_id, str) and is_ulid(event_id) else new_id(),
        step=page.step_text(step).step.id,
        source=validate_source(source)["source"],
        result=result,
        seeds=seeds[:SEEDS_MAX],
    )


def do_record_practice(learner: Learner, page: LabPage, practice: Practice) -> Run:
    """One finished run and, if it was judged, its evidence, together; sent twice, it is kept once."""
    now = timezone.now()
    verdict, reason = practice.result["verdict"], words(practice.result["reason"])
    with transaction.atomic():
        known = Run.objects.filter(id=practice.event_id).first()
        if known is not None and known.learner_id == learner.pk:
            return known
        run = Run.objects.create(
            id=practice.event_id if known is None else new_id(),
            learner=learner,
            lab=page.slug,
            step=practice.step,
            place="browser",
            solution={"source": practice.source},
            seeds=practice.seeds,
            content_hash=page.version,
            state=Run.FINISHED,
            verdict=verdict,
            reason=reason,
            result=practice.result,
            started_at=now,
            finished_at=now,
        )
        if verdict in JUDGED:
            do_record_run(run, Judgement("finished", verdict, reason, practice.result))
    return run
