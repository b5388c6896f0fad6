"""A run: waiting, running, judged; cancelled, saved as one file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from quorate.web.accounts.api import learner_of
from quorate.web.errors import ConflictError
from quorate.web.practice.actions.cancel_run import do_cancel_run
from quorate.web.practice.dispatcher import DISPATCHER
from quorate.web.practice.labs import lab_by_slug
from quorate.web.practice.models import Run
from quorate.web.practice.queries import access_run_by_id
from quorate.web.practice.verdicts import shown_verdict


@require_safe
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
    source = found.solution.get("source")
    return {
        "run": found,
        "page": page,
        "lab": page.lab,
        "text": page.step_text(found.step),
        "next_step": page.step_after(found.step),
        "verdict": shown_verdict(found.result) if found.result else None,
        "source": source,
        "source_lines": source.splitlines() if isinstance(source, str) else [],
        "decision": found.solution.get("decision"),
        "seeds": found.seeds,
    }


@require_POST
def cancel(request: HttpRequest, run_id: str) -> HttpResponse:
    """Stop a run."""
    found = access_run_by_id(run_id, learner_of(request))
    do_cancel_run(found)
    return redirect(reverse("run", args=[found.id]))


@require_safe
def save(request: HttpRequest, run_id: str) -> HttpResponse:
    """The run as one self-contained HTML file that can be sent to anybody."""
    found = access_run_by_id(run_id, learner_of(request))
    if not found.is_over:
        raise ConflictError("This run has not ended yet.", hint="Save it when it has.")
    response = render(request, "practice/saved_run.html", context_of(found))
    response["Content-Disposition"] = f'attachment; filename="quorate-{found.lab}-{found.id}.html"'
    return response
