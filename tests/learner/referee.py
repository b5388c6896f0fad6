"""An independent scheduler: walks days, earliest due date first, in fractions of minutes.

Written from the description of the model alone; it shares no code with `quorate.learner`.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from quorate.learner import PlanRequest

SCOPES = {"fast": "core", "regular": "full", "thorough": "deep"}
REVIEW_HOURS = {"fast": 1.0, "regular": 1.0, "thorough": 1.5}


@dataclass
class Job:
    minutes: float
    due: date
    needs: tuple[str, ...]


def jobs_of(request: PlanRequest) -> dict[str, Job]:
    """All units of the path, with due dates pushed back through everything that needs them."""
    curriculum = request.curriculum
    needs = curriculum.prerequisites()
    jobs = {
        unit: Job(
            getattr(curriculum.units[unit].minutes, SCOPES[request.pace]),
            min(request.deadline or date.max, request.due.get(unit, date.max)),
            tuple(each for each in needs[unit] if each in request.path.units),
        )
        for unit in request.path.units
    }
    changed = True
    while changed:
        changed = False
        for job in jobs.values():
            for needed in job.needs:
                if jobs[needed].due > job.due:
                    jobs[needed].due = job.due
                    changed = True
    return jobs


def minutes_on(request: PlanRequest, day: date, extra_hours: float) -> float:
    """Minutes for units on a day, buffer included, with additional hours spread over study days."""
    if day in request.blocked:
        return 0.0
    total = sum(request.hours)
    reviews = min(0.4, REVIEW_HOURS[request.pace] / total)
    hours = request.hours[day.weekday()]
    study_days = sum(each > 0 for each in request.hours)
    extra = extra_hours / study_days if hours > 0 else 0.0
    return 60 * (hours * (1 - reviews) + extra)


def lateness_days(request: PlanRequest, extra_hours: float) -> int:
    """The largest number of days by which any unit ends after its due date; 0 if none does."""
    assert request.start is not None
    jobs = jobs_of(request)
    left = {unit: job.minutes for unit, job in jobs.items()}
    day, worst = request.start, 0
    while left:
        minutes = minutes_on(request, day, extra_hours)
        while left:
            ready = [u for u in left if not any(n in left for n in jobs[u].needs)]
            unit = min(ready, key=lambda each: (jobs[each].due, each))
            used = min(minutes, left[unit])
            left[unit] -= used
            minutes -= used
            if left[unit] > 1e-6:
                break
            del left[unit]
            worst = max(worst, (day - jobs[unit].due).days)
        day += timedelta(days=1)
        if (day - request.start).days > 4_000:
            return 4_000
    return worst
