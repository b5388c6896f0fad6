"""A run: waiting, running, judged; cancelled, saved as one file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from quorate.web.accounts.api import learner_of
from quorate.web.errors import ConflictError
from quorate.web.methods import allow
from quorate.web.practice.actions.cancel_run import do_cancel_run
from quorate.web.practice.dispatcher import DISPATCHER
from quorate.web.practice.explorables import repeatable
from quorate.web.practice.labs import lab_by_slug
from quorate.web.practice.models import Run
from quorate.web.practice.queries import access_run_by_id, waiting_before
from quorate.web.practice.verdicts import ShownVerdict, shown_verdict


@allow("GET")
def run(request: HttpRequest, run_id: str) -> HttpResponse:
    """The verdict page; while there is no verdict, how far it is."""
    found = access_run_by_id(run_id, learner_of(request))
    if not found.is_over:
        DISPATCHER.notify()  # after a restart nobody else may have woken the judge
    response = render(request, "practice/run.html", context_of(found))
    if not found.is_over:
        response["Cache-Control"] = "no-store"
    return response


def context_of(found: Run) -> dict[str, object]:
    """What the templates of a run need."""
    page = lab_by_slug(found.lab)
    text = page.step_text(found.step)
    source, decision = found.solution.get("source"), found.solution.get("decision")
    verdict = shown_verdict(found.result, text.step.scenario.topology) if found.result else None
    return {
        "run": found,
        "explore": repeatable(page, found.step, found),
        "page": page,
        "lab": page.lab,
        "text": text,
        "next_step": page.step_after(found.step),
        "verdict": verdict,
        "before": waiting_before(found) if found.state == Run.QUEUED else 0,
        "source": source,
        "source_lines": source.split("\n") if isinstance(source, str) else [],
        "decision": decision if isinstance(decision, dict) else None,
        "seeds": found.seeds,
        "marked": marked_line(verdict),
    }


def marked_line(verdict: ShownVerdict | None) -> int | None:
    """The line of the learner's file that the verdict points at."""
    if verdict is None:
        return None
    if verdict.error is not None and verdict.error.line is not None:
        return verdict.error.line
    return verdict.failure.learner_line if verdict.failure is not None else None


@allow("POST")
def cancel(request: HttpRequest, run_id: str) -> HttpResponse:
    """Stop a run."""
    found = access_run_by_id(run_id, learner_of(request))
    do_cancel_run(found)
    return redirect(reverse("run", args=[found.id]))


@allow("GET")
def save(request: HttpRequest, run_id: str) -> HttpResponse:
    """The run as one self-contained HTML file that can be sent to anybody."""
    found = access_run_by_id(run_id, learner_of(request))
    if not found.is_over:
        raise ConflictError("This run has not ended yet.", hint="Save it when it has.")
    response = render(request, "practice/saved_run.html", context_of(found))
    response["Content-Disposition"] = f'attachment; filename="quorate-{found.lab}-{found.id}.html"'
    return response
