"""The goal question, “Make my plan”, and the plan week by week."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from quorate.learner import (
    GOALS,
    ROLES,
    LearnerError,
    PaceForecast,
    PlanRequest,
    Recommendation,
    make_plan,
    three_paces,
)
from quorate.learner import Plan as Calendar
from quorate.web.accounts.api import DAYS, Learner, do_ensure_learner, learner_of, zone_of
from quorate.web.errors import BadInputError
from quorate.web.learning.actions import follow
from quorate.web.learning.course import curriculum, first_lesson
from quorate.web.learning.models import Plan
from quorate.web.learning.plan_form import (
    DEFAULT_PATH,
    PlanForm,
    answers_json,
    form_of_answers,
    hours_texts,
    read_form,
    recommended,
    request_of,
    usual_hours,
)
from quorate.web.learning.progress import Standing, standing_of, units_done
from quorate.web.methods import allow
from quorate.web.notices import add_notice

ROLE_NAMES = {
    "student": "Student",
    "engineer": "Engineer",
    "lead": "Team lead",
    "manager": "Manager",
    "architect": "Architect",
    "other": "Something else",
}
PACE_TEXTS = {
    "fast": ("Fast", "Core facets and labs: about half the minutes."),
    "regular": ("Regular", "All four facets of every lesson."),
    "thorough": ("Thorough", "Deep dives, extra labs, more review: about double."),
}


@dataclass(frozen=True, slots=True)
class PaceView:
    """One of three finish dates."""

    forecast: PaceForecast
    name: str
    text: str
    chosen: bool


def local_day(request: HttpRequest, learner: Learner | None) -> date:
    """Return today where the learner is."""
    zone = learner.zone if learner else zone_of(request)
    now: datetime = timezone.now()
    return now.astimezone(ZoneInfo(zone)).date()


@allow("GET")
def goal(request: HttpRequest) -> HttpResponse:
    """Ask one question, the goal; answer with a provisional path, its reasons and the runner-up."""
    asked = request.GET.get("goal", "")
    found = recommended(asked, {}) if asked else None
    paths = curriculum().paths
    context = {
        "goals": [{"value": each.key, "text": each.label} for each in GOALS],
        "goal": asked,
        "problem": "Choose one of the goals." if asked and found is None else "",
        "found": found,
        "paths": paths,
        "first": first_lesson(),
    }
    return render(request, "learning/goal.html", context, status=400 if context["problem"] else 200)


@allow("GET", "POST")
def plan(request: HttpRequest) -> HttpResponse:
    """Make, show and change plans."""
    learner = learner_of(request)
    if request.method == "POST":
        action = request.POST.get("action", "make")
        if action == "make":
            return make(request, learner)
        return change(request, learner, action)
    standing = standing_of(learner.pk) if learner else Standing((), ())
    wanted = request.GET.get("path", "")
    wanted = curriculum().aliases.get(wanted, wanted)
    shown = next((each for each in standing.plans if each.path == wanted), None)
    if not wanted and "goal" not in request.GET:
        shown = standing.active
    if shown is not None and request.GET.get("edit") != "1":
        return plan_page(request, learner, standing, shown)
    return form_page(request, new_form(request, learner, shown))


def new_form(request: HttpRequest, learner: Learner | None, shown: Plan | None) -> PlanForm:
    """Return the form as it opens: the stored plan, or what the goal and the path suggest."""
    if shown is not None:
        return form_of_answers(shown.path, shown.answers)
    goal_asked = request.GET.get("goal", "")[:40]
    found = recommended(goal_asked, {}) if goal_asked else None
    path = request.GET.get("path", "") or (found.path if found else DEFAULT_PATH)
    known = curriculum()
    path = known.aliases.get(path, path)
    if path not in known.paths:
        path = DEFAULT_PATH
    hours = learner.hours if learner and learner.hours else usual_hours(path)
    return PlanForm(
        goal=goal_asked if found else "",
        path=path,
        hours=hours_texts(hours),
        start=local_day(request, learner).isoformat(),
    )


def form_page(request: HttpRequest, form: PlanForm) -> HttpResponse:
    """Render the form with everything that was entered."""
    paths = curriculum().paths
    answers = answers_json(form) if not form.problems else {}
    found: Recommendation | None = recommended(form.goal, answers) if form.goal else None
    path = paths.get(form.path)
    context = {
        "form": form,
        "days": DAYS,
        "roles": [{"value": "", "text": "Rather not say"}]
        + [{"value": role, "text": ROLE_NAMES[role]} for role in ROLES],
        "paths": [{"value": each.slug, "text": each.title} for each in paths.values()],
        "found": found,
        "titles": {slug: each.title for slug, each in paths.items()},
        "hours_range": path.hours_per_week if path else None,
        "goals": [{"value": "", "text": "Not said"}]
        + [{"value": each.key, "text": each.label} for each in GOALS],
    }
    return render(request, "learning/plan_form.html", context, status=400 if form.problems else 200)


def make(request: HttpRequest, learner: Learner | None) -> HttpResponse:
    """Keep a plan, or give the form back with the problems."""
    today = local_day(request, learner)
    form = read_form(request.POST.dict(), today)
    if not form.problems:
        asked = request_of(form.path, answers_json(form), "UTC", done=frozenset(), today=today)
        try:
            if asked is not None:
                make_plan(asked)
        except LearnerError as error:
            form.problems["hours"] = f"{error}."
    if form.problems:
        return form_page(request, form)
    learner = do_ensure_learner(request)
    kept = follow.do_follow(learner, form.path, answers_json(form), now=timezone.now())
    title = curriculum().paths[kept.path].title
    add_notice(request, f"You follow {title}.", hint="It can be changed at any time.")
    return HttpResponseRedirect(reverse("plan"), status=303)


def change(request: HttpRequest, learner: Learner | None, action: str) -> HttpResponse:
    """Change one thing about a plan."""
    kept = follow.access_plan_by_path(learner, request.POST.get("path", ""))
    now = timezone.now()
    if action == "pace":
        follow.do_set_pace(kept, request.POST.get("pace", ""), now=now)
    elif action == "activate":
        follow.do_activate(kept, now=now)
    elif action == "stop":
        follow.do_stop(kept, now=now)
        add_notice(request, "You no longer follow this path.", hint="What you showed is kept.")
        return HttpResponseRedirect(reverse("plan"), status=303)
    else:
        raise BadInputError(f"{action[:40]!r} is nothing a plan does.", hint="Use its own buttons.")
    return HttpResponseRedirect(f"{reverse('plan')}?path={kept.path}", status=303)


def plan_page(
    request: HttpRequest, learner: Learner | None, standing: Standing, shown: Plan
) -> HttpResponse:
    """Render a plan week by week."""
    today = local_day(request, learner)
    zone = learner.zone if learner else "UTC"
    asked = request_of(shown.path, shown.answers, zone, done=units_done(standing), today=today)
    calendar = calendar_of(asked)
    if asked is None or calendar is None:
        form = form_of_answers(shown.path, shown.answers)
        form.problems["hours"] = "This plan cannot be laid out as it stands: check its answers."
        return form_page(request, form)
    paths = curriculum().paths
    context = {
        "plan": shown,
        "calendar": calendar,
        "goal_path": asked.path,
        "paces": pace_views(asked),
        "others": [(each, paths[each.path]) for each in standing.plans if each.path in paths],
        "all_paths": tuple(paths.values()),
        "units": curriculum().units,
        "today": today,
        "is_active": shown == standing.active,
    }
    return render(request, "learning/plan.html", context)


def calendar_of(asked: PlanRequest | None) -> Calendar | None:
    """Return the plan laid out, or None if it cannot be."""
    if asked is None:
        return None
    try:
        return make_plan(asked)
    except LearnerError:
        return None


def pace_views(asked: PlanRequest) -> list[PaceView]:
    """Return the three finish dates, for choosing between dates instead of adjectives."""
    try:
        forecasts = three_paces(asked)
    except LearnerError:
        return []
    return [
        PaceView(each, *PACE_TEXTS[each.pace], chosen=each.pace == asked.pace) for each in forecasts
    ]
