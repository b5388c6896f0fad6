"""Today: resume, reviews, this week's sessions, the next checkpoint. Nothing else."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from quorate.curriculum import Unit
from quorate.learner import Evidence, PlanCheckpoint, Session
from quorate.learner import Plan as Calendar
from quorate.web.accounts.api import Learner, learner_of
from quorate.web.content import site
from quorate.web.learning.course import curriculum, first_lesson
from quorate.web.learning.plan_form import request_of
from quorate.web.learning.plan_pages import calendar_of, local_day
from quorate.web.learning.progress import FIRST_PATH, Standing, standing_of, units_done
from quorate.web.learning.reviews import MINUTES_EACH, Review, reviews_of
from quorate.web.methods import allow

TIMES = (10, 25, 60)
TIME_DEFAULT = 25
FACET_NAMES = {"see": "See it", "run": "Run it", "solve": "Solve it", "prove": "Prove it"}
LOOKBACK = 400


@dataclass(frozen=True, slots=True)
class Resume:
    """Where to go on: the unit, the place in it, the minutes that are left."""

    unit: Unit
    verb: str
    place: str
    minutes: int
    href: str
    failing: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """All that Today shows."""

    resume: Resume | None
    reviews: list[Review]
    reviews_waiting: int
    sessions: list[Session]
    checkpoint: PlanCheckpoint | None
    path_title: str
    finished: bool


@allow("GET")
def today(request: HttpRequest) -> HttpResponse:
    """Show Today."""
    return today_page(request)


def today_page(request: HttpRequest) -> HttpResponse:
    """Render Today for whoever asks; a visitor learns what will stand here and how to begin."""
    learner = learner_of(request)
    minutes = minutes_asked(request)
    context: dict[str, object] = {"times": TIMES, "minutes": minutes, "day": None}
    context["first"] = first_lesson()
    if learner is not None:
        here = local_day(request, learner)
        standing = standing_of(learner.pk)
        context |= {
            "day": day_of(standing, learner, here, minutes),
            "has_plan": standing.active is not None,
            "has_evidence": bool(standing.evidence),
            "local_date": here,
            "review_minutes": MINUTES_EACH,
        }
    return render(request, "learning/today.html", context)


def minutes_asked(request: HttpRequest) -> int:
    """Return the time one has, of the three that are offered."""
    text = request.GET.get("minutes", "")
    return int(text) if text in {str(each) for each in TIMES} else TIME_DEFAULT


def day_of(standing: Standing, learner: Learner, here: date, minutes: int) -> Day:
    """Put a day together that fits the minutes."""
    done = units_done(standing)
    due = [each for each in reviews_of(standing.evidence) if each.due <= here]
    # Reviews take at most half of the time, so that something new fits in too.
    room = max(2, minutes // 2 // MINUTES_EACH)
    calendar = active_calendar(standing, learner, here, done)
    week_end = here + timedelta(days=6)
    sessions = [each for each in calendar.sessions if each.date <= week_end] if calendar else []
    open_points = [each for each in calendar.checkpoints if not each.done] if calendar else []
    path = curriculum().paths.get(standing.active.path) if standing.active else None
    resume = resume_of(standing, done)
    return Day(
        resume=resume,
        reviews=due[:room],
        reviews_waiting=max(0, len(due) - room),
        sessions=sessions,
        checkpoint=open_points[0] if open_points else None,
        path_title=path.title if path else "",
        finished=resume is None and bool(standing.evidence),
    )


def active_calendar(
    standing: Standing, learner: Learner, here: date, done: frozenset[str]
) -> Calendar | None:
    """Return the active plan, laid out from today."""
    plan = standing.active
    if plan is None:
        return None
    return calendar_of(request_of(plan.path, plan.answers, learner.zone, done=done, today=here))


def resume_of(standing: Standing, done: frozenset[str]) -> Resume | None:
    """Return where to go on: the unit touched last if it is not complete, else the next one."""
    known = curriculum()
    for event in reversed(standing.evidence[-LOOKBACK:]):
        unit = known.units.get(known.aliases.get(event.unit, event.unit))
        # An exam that was not passed sends one back to what it asks about.
        if unit is not None and unit.available and unit.id not in done and unit.kind != "exam":
            return resume_unit(unit, standing.evidence, event, verb="Go on with")
    slugs = [path.slug for path in standing.paths] or [FIRST_PATH]
    for slug in slugs:
        path = known.paths.get(slug)
        for unit_id in path.units if path else ():
            unit = known.units.get(known.aliases.get(unit_id, unit_id))
            if unit is not None and unit.available and unit.id not in done:
                return resume_unit(unit, standing.evidence, None, verb="Begin")
    return None


def resume_unit(
    unit: Unit, evidence: tuple[Evidence, ...], last: Evidence | None, *, verb: str
) -> Resume:
    """Return a unit to go on with, at the facet that has shown nothing yet."""
    lesson = site().lessons.get(unit.id)
    href = reverse("unit", args=[unit.id])
    failing = ""
    if last is not None and last.kind == "lab" and last.outcome == "wrong":
        failing = reverse("run", args=[last.event_id])
    if lesson is None:
        return Resume(unit, verb, f"the {unit.kind}", unit.minutes.full, href, failing)
    shown = {each.facet for each in evidence if each.unit == unit.id and each.outcome == "right"}
    left = [facet for name, facet in lesson.facets.items() if name not in shown]
    if not left:
        return Resume(unit, verb, "the questions at the end", 10, f"{href}#items", failing)
    minutes = sum(facet.minutes for facet in left)
    place = FACET_NAMES[left[0].name]
    address = f"{reverse('lesson', args=[unit.id])}#{left[0].name}"
    return Resume(unit, verb, place, minutes, address, failing)
