"""What a plan is asked for, and what is wrong with the asking, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from math import isfinite
from zoneinfo import ZoneInfo

from quorate.curriculum import Curriculum, Path
from quorate.learner.errors import FieldProblem
from quorate.learner.pace import (
    HOURS_PER_DAY_MAX,
    HOURS_PER_DAY_MIN,
    HOURS_PER_WEEK_MAX,
    HOURS_PER_WEEK_MIN,
    PACES,
    Pace,
)

BLOCKED_DAYS_MAX = 5_000
BUSY_MAX = 5_000


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """A path and a calendar.

    hours: seven values, Monday first (`spread_hours` makes them from hours a week).
    known: concepts already known. None trusts that the path's own entry conditions hold; a set
    (from placement) drops lessons whose concepts are all known and adds missing prerequisites.
    busy: intervals with a zone; they take from the learner's slot, which begins at `usual_start`
    wall time in `zone` and is as long as the weekday's hours. due: own dates for single units.
    today: refuses a deadline before it. extra_days: weekdays for additional hours, if more are
    needed; by default the days that have hours. shorten, drop: units to read at the core scope
    only, and to leave out (a way out that was accepted).
    """

    path: Path
    curriculum: Curriculum
    hours: tuple[float, ...]
    start: date | None
    pace: Pace = "regular"
    deadline: date | None = None
    blocked: frozenset[date] = frozenset()
    zone: str = "UTC"
    done: frozenset[str] = frozenset()
    known: frozenset[str] | None = None
    busy: tuple[tuple[datetime, datetime], ...] = ()
    usual_start: time = time(19)
    due: Mapping[str, date] = field(default_factory=dict)
    today: date | None = None
    extra_days: tuple[int, ...] = ()
    shorten: frozenset[str] = frozenset()
    drop: frozenset[str] = frozenset()

    @property
    def hours_per_week(self) -> float:
        """The sum of the weekdays."""
        return sum(self.hours)


def request_problems(request: PlanRequest) -> tuple[FieldProblem, ...]:
    """Return everything that is wrong with a request, each with field, value and remedy."""
    problems = [
        *_hours_problems(request.hours),
        *_date_problems(request),
        *_calendar_problems(request),
    ]
    if request.pace not in PACES:
        problems.append(FieldProblem("pace", request.pace, f"give one of {', '.join(PACES)}"))
    return tuple(problems)


def _hours_problems(hours: tuple[float, ...]) -> list[FieldProblem]:
    if len(hours) != 7:
        return [FieldProblem("hours", hours, "give seven values, Monday to Sunday")]
    if not all(isfinite(each) and each >= 0 for each in hours):
        return [FieldProblem("hours", hours, "give 0 or more for each day")]
    total = f"{sum(hours):g}"
    if sum(hours) < HOURS_PER_WEEK_MIN:
        return [FieldProblem("hours", total, f"give at least {HOURS_PER_WEEK_MIN:g} h a week")]
    if sum(hours) > HOURS_PER_WEEK_MAX:
        return [FieldProblem("hours", total, f"give at most {HOURS_PER_WEEK_MAX:g} h a week")]
    remedy = f"give 0, or {HOURS_PER_DAY_MIN:g} to {HOURS_PER_DAY_MAX:g} h, for each day"
    return [
        FieldProblem("hours", f"{each:g}", remedy)
        for each in hours
        if each and not HOURS_PER_DAY_MIN <= each <= HOURS_PER_DAY_MAX
    ][:1]


def _date_problems(request: PlanRequest) -> list[FieldProblem]:
    start, deadline, today = request.start, request.deadline, request.today
    problems = []
    if start is None:
        problems.append(FieldProblem("start", "nothing", "give the day you begin"))
    elif not date(1970, 1, 1) <= start <= date(2200, 1, 1):
        problems.append(FieldProblem("start", start, "give a day between 1970 and 2200"))
    if deadline is not None and today is not None and deadline < today:
        problems.append(
            FieldProblem("deadline", deadline, f"this day is past: give {today} or later, or none")
        )
    elif deadline is not None and start is not None and deadline < start:
        remedy = f"this is before the start: give {start} or later, or none"
        problems.append(FieldProblem("deadline", deadline, remedy))
    elif deadline is not None and deadline > date(2300, 1, 1):
        problems.append(FieldProblem("deadline", deadline, "give a day before 2300, or none"))
    return problems


def _calendar_problems(request: PlanRequest) -> list[FieldProblem]:
    problems = []
    try:
        ZoneInfo(request.zone)
    except (ValueError, KeyError, OSError):
        remedy = "give a time zone such as Europe/Berlin"
        problems.append(FieldProblem("zone", request.zone, remedy))
    if len(request.blocked) > BLOCKED_DAYS_MAX:
        remedy = f"give at most {BLOCKED_DAYS_MAX:,} days"
        problems.append(FieldProblem("blocked", len(request.blocked), remedy))
    if len(request.busy) > BUSY_MAX:
        remedy = f"give at most {BUSY_MAX:,} intervals"
        problems.append(FieldProblem("busy", len(request.busy), remedy))
    for begin, end in request.busy:
        if begin.utcoffset() is None or end.utcoffset() is None or end < begin:
            remedy = "give a begin and a later end, both with their zone"
            problems.append(FieldProblem("busy", f"{begin} to {end}", remedy))
            break
    if any(each not in range(7) for each in request.extra_days):
        remedy = "give weekdays from 0 (Monday) to 6"
        problems.append(FieldProblem("extra_days", request.extra_days, remedy))
    return problems
