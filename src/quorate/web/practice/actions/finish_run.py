"""A judgement arrives: the run keeps it, and evidence is written before anything is shown as done."""

import hashlib
import json

from django.db import transaction
from django.utils import timezone

from quorate.web.learning.api import Shown, do_record
from quorate.web.practice.judging import Judgement
from quorate.web.practice.labs import lab_by_slug
from quorate.web.practice.models import Run
from quorate.web.practice.reading import words

JUDGED = ("ok", "violated")


def do_finish_run(run: Run, judgement: Judgement) -> None:
    """Keep the judgement; an unknown verdict or a run that did not happen costs no attempt."""
    with transaction.atomic():
        kept = Run.objects.filter(id=run.id, state=Run.RUNNING).update(
            state=judgement.state,
            verdict=judgement.verdict,
            reason=words(judgement.reason),
            result=judgement.result,
            lease_until=None,
            finished_at=timezone.now(),
        )
        if kept and judgement.verdict in JUDGED:
            do_record_run(run, judgement)


def do_record_run(run: Run, judgement: Judgement) -> None:
    """Write the evidence of a judged run; its id is the run's, so writing twice is writing once.

    A lab is shown when each of its steps has held: until then a step that holds is progress (`score`), no success.
    """
    lab = lab_by_slug(run.lab).lab
    passed = set(
        Run.objects.filter(learner_id=run.learner_id, lab=run.lab, verdict="ok")
        .filter(**same_credit(run))
        .values_list("step", flat=True)
    )
    if judgement.verdict == "ok":
        passed.add(run.step)
    share = len(passed.intersection(step.id for step in lab.steps)) / len(lab.steps)
    outcome = "wrong"
    if judgement.verdict == "ok":
        outcome = "right" if share == 1.0 else "ungraded"
    shown = Shown(
        kind="lab",
        unit=run.lab,
        concepts=tuple(lab.teaches),
        item_type="lab",
        content_hash=run.content_hash,
        outcome=outcome,
        score=share,
        run_hash=identity(run, judgement),
        state=credit(run),
    )
    do_record(run.learner, shown, now=timezone.now(), event_id=run.id)


def identity(run: Run, judgement: Judgement) -> str:
    """What makes two runs the same proof: the decision itself, or the trace that code left."""
    decision = run.solution.get("decision")
    if not isinstance(decision, dict):
        return words((judgement.result or {}).get("trace_hash"), most=63)
    answers = {
        name: sorted(value) if isinstance(value, list) else value
        for name, value in decision.items()
    }
    text = json.dumps([run.lab, run.step, answers], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:63]


def credit(run: Run) -> str:
    """A decision runs no learner code, so its verdict cannot be forged; code in the judge's process is practice."""
    return "verified" if run.place == "server" and "decision" in run.solution else "practised"


def same_credit(run: Run) -> dict[str, object]:
    """Which earlier runs count together with this one."""
    return {"place": "server"} if credit(run) == "verified" else {}
