"""An exam: a draw by seed, all answers at once, then the result with feedback."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from quorate.assessment import Exam, Grade, Item, drawn_items, grade
from quorate.curriculum import Unit
from quorate.web.accounts.api import do_ensure_learner, learner_of
from quorate.web.errors import NotHereError
from quorate.web.learning.actions.answer import read_answer
from quorate.web.learning.actions.sit_exam import Sat, do_sit, not_due, sitting_id
from quorate.web.learning.course import Place, access_exam, run_of
from quorate.web.learning.items import ItemView, answered_view, attempt_of, open_view
from quorate.web.learning.queries import Answered, answered_sittings, is_sat_by_another
from quorate.web.learning.seeds import SEED_MAX, exam_seed, first_sitting_seed
from quorate.web.methods import allow


@dataclass(frozen=True, slots=True)
class ResultView:
    """One finished sitting."""

    passed: bool
    share: float
    right: int
    items: tuple[ItemView, ...]
    date: str


@dataclass(frozen=True, slots=True)
class Sittings:
    """What a learner has done of an exam: records by seed, in order of time."""

    by_seed: dict[int, list[Answered]]

    @property
    def count(self) -> int:
        """How many sittings were finished."""
        return len(self.by_seed)


def sittings_of(learner_id: str, exam: Exam) -> Sittings:
    """Read the finished sittings of an exam."""
    by_seed: dict[int, list[Answered]] = {}
    for each in answered_sittings(learner_id, exam.id) if learner_id else ():
        if each.evidence.variant_seed is not None:
            by_seed.setdefault(each.evidence.variant_seed, []).append(each)
    return Sittings(by_seed)


@allow("GET", "POST")
def exam(request: HttpRequest, unit_id: str) -> HttpResponse:
    """Show an exam's next sitting or a result; take one in."""
    unit, found = access_exam(unit_id)
    if unit.id != unit_id:
        return HttpResponseRedirect(reverse("exam", args=[unit.id]), status=301)
    learner = learner_of(request)
    whose = learner.pk if learner else ""
    sittings = sittings_of(whose, found)
    due = exam_seed(found.id, whose, sittings.count) if sittings.count else None
    if request.method == "POST":
        return take_in(request, (unit, found), sittings, due)
    if "result" in request.GET:
        return result_page(request, (unit, found), sittings)
    seed = first_sitting_seed() if due is None else due
    return sitting_page(request, (unit, found), seed, sittings=sittings)


def sitting_page(
    request: HttpRequest,
    of: tuple[Unit, Exam],
    seed: int,
    *,
    sittings: Sittings,
    problems: dict[str, str] | None = None,
) -> HttpResponse:
    """Render the questions of a sitting, with what was entered if it came back."""
    unit, found = of
    items = tuple(
        open_view(
            Place(unit, item, question=False),
            seed,
            answer=read_answer(item, request.POST, prefix=f"{item.id}."),
            problem=(problems or {}).get(item.id, ""),
        )
        for item in drawn_items(found, seed)
    )
    context = {
        "unit": unit,
        "exam": found,
        "items": items,
        "seed": seed,
        "sittings": sittings.count,
        "problems": problems or {},
    }
    response = render(request, "learning/exam.html", context, status=400 if problems else 200)
    # One visitor's questions are nobody else's.
    response["Cache-Control"] = "no-store"
    return response


def take_in(
    request: HttpRequest, of: tuple[Unit, Exam], sittings: Sittings, due: int | None
) -> HttpResponse:
    """Grade a sitting; one that was taken in before is shown, one that is not due refused.

    The first may be any that nobody else has handed in: whoever did knows the key.
    """
    unit, found = of
    text = request.POST.get("seed", "")
    seed = int(text) if text.isdecimal() and len(text) <= 10 else -1
    if seed in sittings.by_seed:
        return to_result(unit, seed)
    learner = learner_of(request)
    whose = learner.pk if learner else ""
    if not 0 <= seed < SEED_MAX or due not in (None, seed):
        raise not_due()
    if due is None and is_sat_by_another(whose, sitting_id(found, seed)):
        raise not_due()
    answers = {
        item.id: read_answer(item, request.POST, prefix=f"{item.id}.")
        for item in drawn_items(found, seed)
    }
    run = run_of(unit.id)
    grades: list[tuple[Item, Grade]] = [
        (item, grade(item, seed, answers[item.id], run=run)) for item in drawn_items(found, seed)
    ]
    problems = {
        item.id: graded.feedback_md for item, graded in grades if graded.outcome == "ungraded"
    }
    if problems:
        return sitting_page(request, of, seed, sittings=sittings, problems=problems)
    learner = do_ensure_learner(request)
    sat = Sat(unit, found, seed, tuple(grades), answers)
    do_sit(learner, sat, now=timezone.now())
    return to_result(unit, seed)


def to_result(unit: Unit, seed: int) -> HttpResponse:
    """Go to the result of a sitting."""
    address = f"{reverse('exam', args=[unit.id])}?result={seed}"
    return HttpResponseRedirect(address, status=303)


def result_page(request: HttpRequest, of: tuple[Unit, Exam], sittings: Sittings) -> HttpResponse:
    """Render the result of a finished sitting of the person who asks."""
    unit, found = of
    text = request.GET.get("result", "")
    seed = int(text) if text.isdecimal() and len(text) <= 10 else -1
    records = sittings.by_seed.get(seed, [])
    if not any(is_summary(each) for each in records):
        raise NotHereError(
            "There is no such result of yours.", hint="Sit the exam; its result appears here."
        )
    context = {
        "unit": unit,
        "exam": found,
        "result": result_view(unit, found, seed, sittings),
        "sittings": sittings.count,
        "ratio": f"{found.pass_share * 100:.0f} %",
    }
    return render(request, "learning/exam_result.html", context)


def is_summary(record: Answered) -> bool:
    """Whether a record is about a whole sitting."""
    return not record.evidence.item_id


def result_view(unit: Unit, found: Exam, seed: int, sittings: Sittings) -> ResultView:
    """Return a sitting's result: the summary, then each question with its feedback."""
    records = sittings.by_seed[seed]
    every = [each for kept in sittings.by_seed.values() for each in kept]
    summary = next(each.evidence for each in records if is_summary(each))
    by_item = {each.evidence.item_id: each for each in records if each.evidence.item_id}
    run = run_of(unit.id)
    items = tuple(
        answered_view(
            Place(unit, item, question=False), attempt_of(item, by_item[item.id], every), run=run
        )
        for item in drawn_items(found, seed)
        if item.id in by_item
    )
    return ResultView(
        passed=summary.outcome == "right",
        share=summary.score or 0.0,
        right=sum(each.outcome == "right" for each in items),
        items=items,
        date=f"{summary.study_date:%-d %B %Y}",
    )
