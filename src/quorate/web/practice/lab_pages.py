"""The lab page: the step's text beside the editor, or the form of a decision, and the dock with the last verdict."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from quorate.web.accounts.api import do_ensure_learner, learner_of
from quorate.web.errors import BadInputError, PageError, TooLargeError
from quorate.web.methods import allow
from quorate.web.practice.actions.record_practice import do_record_practice, validate_practice
from quorate.web.practice.actions.save_draft import do_save_draft, validate_draft
from quorate.web.practice.actions.submit_run import (
    do_submit_run,
    validate_decision,
    validate_place,
    validate_room,
    validate_source,
)
from quorate.web.practice.dispatcher import DISPATCHER
from quorate.web.practice.explorables import failing_seed, repeatable
from quorate.web.practice.labs import LabPage, lab_by_slug
from quorate.web.practice.limits import ATTEMPTS_LISTED, RESULT_BYTES_MAX
from quorate.web.practice.queries import Judged, attempts_of, draft_of, work_on
from quorate.web.practice.strict_json import NotStrictError, read_object
from quorate.web.practice.verdicts import ShownVerdict, shown_verdict


@allow("GET")
def lab(request: HttpRequest, slug: str) -> HttpResponse:
    """One lab at one step."""
    return lab_page(request, lab_by_slug(slug))


def lab_page(
    request: HttpRequest, page: LabPage, *, refusal: PageError | None = None
) -> HttpResponse:
    """The page; after a refusal with everything that was entered, and what is wrong with it."""
    learner = learner_of(request)
    text = page.step_text(request.POST.get("step") or request.GET.get("step"))
    work = work_on(learner, page.slug, text.step.id)
    draft = draft_of(learner, page.slug) if page.lab.kind == "code" else None
    entered = request.POST.get("source")
    latest = work.latest
    chosen = {each.name: request.POST.getlist(each.name) for each in page.form}
    return render(
        request,
        "practice/lab.html" if page.lab.kind == "code" else "practice/decision.html",
        {
            "lab": page.lab,
            "page": page,
            "text": text,
            "next_step": page.step_after(text.step.id),
            "source": entered
            if entered is not None
            else (draft.text if draft else page.lab.starter),
            "draft_version": draft.version if draft else 0,
            "is_starter": draft is None and entered is None,
            "attempts": work.attempts,
            "passed_steps": {a.step for a in work.attempts if a.verdict == "ok"},
            "failing_seed": failing_seed(latest),
            "run": latest,
            "explore": repeatable(page, text.step.id, latest),
            "verdict": verdict_of(page, text.step.id, latest.result if latest else None),
            "choices": choices_of(page),
            "chosen": chosen if refusal else decision_of(latest),
            "refusal": refusal,
        },
        status=refusal.status if refusal else 200,
    )


def verdict_of(page: LabPage, step: str, result: dict[str, Any] | None) -> ShownVerdict | None:
    """What there is to show of a result."""
    return shown_verdict(result, page.step_text(step).step.scenario.topology) if result else None


def choices_of(page: LabPage) -> dict[str, list[dict[str, str]]]:
    """The options of the form's questions, as the components read them."""
    return {
        each.name: [{"value": o.value, "text": o.label, "hint": ""} for o in each.options]
        for each in page.form
        if each.kind == "choice"
    }


def decision_of(run: Judged | None) -> dict[str, list[str]]:
    """What was chosen last."""
    decision = run.solution.get("decision") if run else None
    return {
        name: [str(each) for each in (value if isinstance(value, list) else [value])]
        for name, value in (decision if isinstance(decision, dict) else {}).items()
    }


@allow("GET", "POST")
def lab_runs(request: HttpRequest, slug: str) -> HttpResponse:
    """All attempts; or queue a run of what was sent: what cannot be run comes back as it was entered."""
    page = lab_by_slug(slug)
    if request.method != "POST":
        attempts = attempts_of(learner_of(request), page.slug, most=ATTEMPTS_LISTED)
        return render(
            request, "practice/attempts.html", {"page": page, "lab": page.lab, "attempts": attempts}
        )
    step = page.step_text(request.POST.get("step")).step.id
    try:
        if page.lab.kind == "code":
            solution = validate_source(request.POST.get("source", ""))
        else:
            given = {each.name: request.POST.getlist(each.name) for each in page.form}
            solution = validate_decision(given, page)
        validate_place(solution)
        learner = do_ensure_learner(request)
        validate_room(learner)
    except PageError as refusal:
        return lab_page(request, page, refusal=refusal)
    seed = request.POST.get("seed", "")
    is_seed = seed.isascii() and seed.isdigit() and len(seed) < 16
    pinned = int(seed) if is_seed else None
    base = request.POST.get("draft_version", "")
    if "source" in solution and base.isascii() and base.isdigit():
        # Only a text made from the stored one replaces it; the run keeps its own in any case.
        do_save_draft(learner, page.slug, solution["source"], int(base[:9]))
    run = do_submit_run(learner, page, step, solution, seed=pinned)
    DISPATCHER.notify()
    return redirect(reverse("run", args=[run.id]))


@allow("POST")
def draft(request: HttpRequest, slug: str) -> HttpResponse:
    """Autosave: 200 with the new version, or 409 with what is stored when another tab was faster."""
    page = lab_by_slug(slug)
    version = request.POST.get("version", "0")
    if "text" not in request.POST or not (version.isascii() and version.isdigit()):
        raise BadInputError("A draft has a text and a version.", hint="Reload the lab's page.")
    clean = validate_draft(request.POST["text"])
    saved = do_save_draft(do_ensure_learner(request), page.slug, clean, int(version[:9]))
    status = 200 if saved.accepted else 409
    answer = {"version": saved.version, "text": saved.text, "accepted": saved.accepted}
    return JsonResponse(answer, status=status)


@allow("POST")
def verdict_fragment(request: HttpRequest, slug: str) -> HttpResponse:
    """Render a browser's result with the server's own template, and keep it as practice."""
    page = lab_by_slug(slug)
    practice = validate_practice(read_json(request), page)
    learner = do_ensure_learner(request)
    run = do_record_practice(learner, page, practice)
    return render(
        request,
        "practice/dock.html",
        {
            "verdict": verdict_of(page, run.step, run.result),
            "run": run,
            "explore": repeatable(page, run.step, run),
            "lab": page.lab,
            "page": page,
            "attempts": attempts_of(learner, page.slug),
            "next_step": page.step_after(run.step),
        },
    )


@allow("POST")
def reset_draft(request: HttpRequest, slug: str) -> HttpResponse:
    """Back to the starter; attempts keep what was run."""
    page = lab_by_slug(slug)
    learner = learner_of(request)
    existing = draft_of(learner, page.slug)
    if learner is not None and existing is not None:
        do_save_draft(learner, page.slug, page.lab.starter, existing.version)
    return redirect(f"{reverse('lab', args=[page.slug])}?step={request.POST.get('step', '')}")


def read_json(request: HttpRequest) -> dict[str, Any]:
    """The object that was sent; size first, then form."""
    if len(request.body) > RESULT_BYTES_MAX:
        raise TooLargeError(
            f"{len(request.body):,} bytes are more than the limit of {RESULT_BYTES_MAX:,}."
        )
    try:
        return read_object(request.body)
    except NotStrictError as error:
        raise BadInputError(
            f"This is not the JSON of a run: {error}.", hint="Reload the page and try again."
        ) from error
