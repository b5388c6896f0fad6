"""The plan's form: what was entered, what is wrong with it, and the request it stands for."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from quorate.curriculum import UnknownId
from quorate.learner import (
    GOALS,
    PACES,
    ROLES,
    Answers,
    PlanRequest,
    Recommendation,
    UnknownAnswer,
    recommend,
    request_problems,
    spread_hours,
)
from quorate.web.accounts.api import DAYS
from quorate.web.learning.course import curriculum

TEXT_MAX = 40
YEARS_MAX = 70.0
DEFAULT_PATH = "new-graduate"


@dataclass(slots=True)
class PlanForm:
    """Everything as it was entered; a refusal loses nothing."""

    goal: str = ""
    path: str = DEFAULT_PATH
    years: str = ""
    role: str = ""
    writes_code: str = ""
    hours: list[str] = field(default_factory=lambda: [""] * 7)
    start: str = ""
    deadline: str = ""
    pace: str = "regular"
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def hours_problem(self) -> str:
        """What is wrong with the hours as a whole."""
        return self.problems.get("hours", "")


def hours_texts(hours: list[float]) -> list[str]:
    """Return hours as a form shows them; none becomes empty."""
    return [f"{each:.4g}" if each else "" for each in hours] if hours else [""] * 7


def usual_hours(path_slug: str) -> list[float]:
    """Return hours a week in the middle of a path's range, spread over days that fit."""
    path = curriculum().paths.get(path_slug)
    if path is None:
        return []
    low, high = path.hours_per_week
    # To the quarter of an hour: what people would write.
    return [round(each * 4) / 4 for each in spread_hours((low + high) / 2)]


def read_form(posted: Mapping[str, str], today: date) -> PlanForm:
    """Read a posted form and say everything that is wrong with it, each with a remedy."""
    form = PlanForm(
        goal=posted.get("goal", "")[:TEXT_MAX],
        path=posted.get("path", DEFAULT_PATH)[:TEXT_MAX],
        years=posted.get("years", "").strip()[:TEXT_MAX],
        role=posted.get("role", "")[:TEXT_MAX],
        writes_code=posted.get("writes_code", "")[:TEXT_MAX],
        hours=[posted.get(f"hours_{day}", "").strip()[:TEXT_MAX] for day in range(7)],
        start=posted.get("start", "").strip()[:TEXT_MAX],
        deadline=posted.get("deadline", "").strip()[:TEXT_MAX],
        pace=posted.get("pace", "regular")[:TEXT_MAX],
    )
    check_person(form)
    check_calendar(form, today)
    return form


def check_person(form: PlanForm) -> None:
    """Note what is wrong with the answers about the person."""
    if form.goal and form.goal not in {goal.key for goal in GOALS}:
        form.problems["goal"] = f"{form.goal!r} is no goal here: choose one of the list."
    if form.role and form.role not in ROLES:
        form.problems["role"] = f"{form.role!r} is no role here: choose one of the list."
    if form.writes_code not in ("", "yes", "no"):
        form.problems["writes_code"] = "Choose yes or no."
    years = read_number(form.years)
    if form.years and (years is None or not 0 <= years <= YEARS_MAX):
        form.problems["years"] = f"{form.years!r} years: give a number from 0 to {YEARS_MAX:g}."
    try:
        form.path = curriculum().resolve_path(form.path).slug
    except UnknownId:
        form.problems["path"] = f"There is no path {form.path!r}: choose one of the list."


def check_calendar(form: PlanForm, today: date) -> None:
    """Note what is wrong with hours and dates."""
    hours: list[float] = []
    for day, text in enumerate(form.hours):
        value = read_number(text) if text else 0.0
        if value is None or value < 0:
            problem = f"{text!r} hours on {DAYS[day]}: give a number such as 2 or 1.5."
            form.problems[f"hours_{day}"] = problem
        hours.append(value or 0.0)
    start, deadline = read_date(form.start), read_date(form.deadline)
    if form.start and start is None:
        form.problems["start"] = f"{form.start!r} is no day: write it like {today.isoformat()}."
    if form.deadline and deadline is None:
        example = today.replace(year=today.year + 1, day=1).isoformat()
        problem = f"{form.deadline!r} is no day: write it like {example}, or leave it empty."
        form.problems["deadline"] = problem
    known = curriculum()
    path = known.paths.get(form.path)
    if path is None:
        return
    asked = PlanRequest(
        path=path,
        curriculum=known,
        hours=tuple(hours),
        start=start,
        pace=form.pace,  # type: ignore[arg-type]  # request_problems refuses another
        deadline=deadline,
        today=today,
    )
    for each in request_problems(asked):
        hours_at_fault = any(name.startswith("hours_") for name in form.problems)
        if each.field == "hours" and hours_at_fault:
            continue
        unit = " h a week" if each.field == "hours" else ""
        form.problems.setdefault(each.field, f"{each.value}{unit}: {each.remedy}.")


def read_number(text: str) -> float | None:
    """Return a finite number, or None."""
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def read_date(text: str) -> date | None:
    """Return a day, or None."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def answers_json(form: PlanForm) -> dict[str, Any]:
    """Return what is stored of a form without problems."""
    return {
        "goal": form.goal,
        "years": read_number(form.years) if form.years else None,
        "role": form.role,
        "writes_code": {"yes": True, "no": False}.get(form.writes_code),
        "hours": [(read_number(text) or 0.0) if text else 0.0 for text in form.hours],
        "start": form.start,
        "deadline": form.deadline or None,
        "pace": form.pace,
    }


def form_of_answers(path: str, answers: Mapping[str, Any]) -> PlanForm:
    """Return the form of a stored plan."""
    years, writes = answers.get("years"), answers.get("writes_code")
    return PlanForm(
        goal=str(answers.get("goal") or ""),
        path=path,
        years="" if years is None else f"{years:g}",
        role=str(answers.get("role") or ""),
        writes_code={True: "yes", False: "no"}.get(writes, "") if writes is not None else "",
        hours=hours_texts(list(answers.get("hours") or [])),
        start=str(answers.get("start") or ""),
        deadline=str(answers.get("deadline") or ""),
        pace=str(answers.get("pace") or "regular"),
    )


def request_of(
    path_slug: str, answers: Mapping[str, Any], zone: str, *, done: frozenset[str], today: date
) -> PlanRequest | None:
    """Return what a stored plan asks for now: the rest of the work, from today or the start on.

    None if the path is gone or the answers (from an import) cannot be used.
    """
    known = curriculum()
    path = known.paths.get(known.aliases.get(path_slug, path_slug))
    start = read_date(str(answers.get("start") or ""))
    hours = answers.get("hours")
    if path is None or start is None or not isinstance(hours, list):
        return None
    if not all(isinstance(each, int | float) for each in hours):
        return None
    deadline = read_date(str(answers.get("deadline") or ""))
    begin = max(start, today)
    pace = answers.get("pace")
    asked = PlanRequest(
        path=path,
        curriculum=known,
        hours=tuple(float(each) for each in hours),
        start=begin,
        pace=pace if pace in PACES else "regular",
        # A deadline that has passed says nothing about the rest.
        deadline=deadline if deadline is not None and deadline >= begin else None,
        zone=zone,
        done=done,
    )
    return None if request_problems(asked) else asked


def recommended(goal: str, answers: Mapping[str, Any]) -> Recommendation | None:
    """Return the path that the answers speak for, or None for a goal that is none."""
    role, years = answers.get("role") or None, answers.get("years")
    writes = answers.get("writes_code")
    try:
        return recommend(goal, Answers(years, role, writes), curriculum().paths.values())
    except UnknownAnswer:
        return None
