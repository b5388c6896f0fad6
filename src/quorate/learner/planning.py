"""Making a plan: the schedule of a request, told in weeks, sessions, phases and checkpoints."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby

from quorate.learner.pace import PACES
from quorate.learner.packing import Block, sessions_of
from quorate.learner.plan import (
    PaceForecast,
    Plan,
    PlanCheckpoint,
    PlanPhase,
    PlanWeek,
    Session,
    SessionPart,
    Unwritten,
)
from quorate.learner.request import PlanRequest
from quorate.learner.schedule import Schedule, schedule
from quorate.learner.ways_out import ways_out


def make_plan(request: PlanRequest) -> Plan:
    """Lay the path into the calendar. Raises InvalidRequest with every unusable field.

    Also raises PlanTooLong when the work would take more than about nineteen years.
    """
    made = schedule(request)
    weeks = _weeks(made)
    works = made.works
    return Plan(
        path=request.path.slug,
        pace=request.pace,
        start=made.start,
        finish=made.finish,
        deadline=request.deadline,
        zone=request.zone,
        hours_per_week=request.hours_per_week,
        minutes=sum(work.minutes for work in works),
        minutes_available=sum(work.minutes for work in works if work.unit.available),
        weeks=weeks,
        phases=_phases(request, made),
        checkpoints=_checkpoints(request, made, len(weeks)),
        unwritten=_unwritten(weeks),
        feasible=made.fit.feasible,
        uses_buffer=made.uses_buffer,
        missing_hours_per_week=made.fit.missing_hours_per_week,
        binding_date=made.fit.binding,
        ways_out=None if made.fit.feasible else ways_out(request, made),
    )


def three_paces(request: PlanRequest) -> tuple[PaceForecast, ...]:
    """Return weeks and finish at each of the three paces; the request's own pace is ignored."""
    forecasts = []
    for pace in PACES:
        made = schedule(replace(request, pace=pace))
        minutes = sum(work.minutes for work in made.works)
        fit = made.fit
        weeks = _week(made, made.finish) if made.blocks else 0
        forecasts.append(
            PaceForecast(
                pace, weeks, made.finish, minutes, fit.feasible, fit.missing_hours_per_week
            )
        )
    return tuple(forecasts)


def _week(made: Schedule, day: date) -> int:
    return (day - made.start).days // 7 + 1


def _weeks(made: Schedule) -> tuple[PlanWeek, ...]:
    sessions: dict[int, list[Session]] = {}
    for session in _sessions(made):
        sessions.setdefault(session.week, []).append(session)
    unwritten: dict[int, int] = {}
    for block in made.blocks:
        if not block.work.unit.available:
            week = _week(made, block.day)
            unwritten[week] = unwritten.get(week, 0) + block.minutes
    count = _week(made, made.finish) if made.blocks else 0
    weeks = []
    for number in range(1, count + 1):
        first = made.start + timedelta(days=7 * (number - 1))
        here = tuple(sessions.get(number, ()))
        minutes = sum(session.minutes for session in here)
        last = first + timedelta(days=6)
        weeks.append(PlanWeek(number, first, last, minutes, unwritten.get(number, 0), here))
    return tuple(weeks)


def _sessions(made: Schedule) -> Iterable[Session]:
    days = groupby(made.blocks, key=lambda block: block.day)
    sittings = [sitting for _, day in days for sitting in sessions_of(tuple(day))]
    parts: dict[str, int] = {}
    for sitting in sittings:
        for block in sitting:
            parts[block.work.unit.id] = parts.get(block.work.unit.id, 0) + 1
    begun: dict[str, int] = {}
    for sitting in sittings:
        yield _session(made, sitting, parts, begun)


def _session(
    made: Schedule, sitting: tuple[Block, ...], parts: dict[str, int], begun: dict[str, int]
) -> Session:
    shown = []
    for block in sitting:
        unit = block.work.unit
        begun[unit.id] = begun.get(unit.id, 0) + 1
        part = SessionPart(
            unit.id, unit.title, unit.kind, block.minutes, begun[unit.id], parts[unit.id]
        )
        shown.append(part)
    day = sitting[0].day
    minutes = sum(block.minutes for block in sitting)
    return Session(day, _week(made, day), minutes, tuple(shown))


def _unwritten(weeks: tuple[PlanWeek, ...]) -> tuple[Unwritten, ...]:
    stretches: list[Unwritten] = []
    for week in weeks:
        if not week.minutes_unwritten:
            continue
        if stretches and stretches[-1].week_to == week.number - 1:
            before = stretches.pop()
            total = before.minutes + week.minutes_unwritten
            stretches.append(Unwritten(before.week_from, week.number, total))
        else:
            stretches.append(Unwritten(week.number, week.number, week.minutes_unwritten))
    return tuple(stretches)


def _phases(request: PlanRequest, made: Schedule) -> tuple[PlanPhase, ...]:
    aliases = request.curriculum.aliases
    phases = []
    for phase in request.path.phases:
        units = {aliases.get(each, each) for each in phase.units}
        weeks = [_week(made, b.day) for b in made.blocks if b.work.unit.id in units]
        minutes = sum(work.minutes for work in made.works if work.unit.id in units)
        first, last = (min(weeks), max(weeks)) if weeks else (None, None)
        phases.append(PlanPhase(phase.id, phase.title, first, last, minutes))
    return tuple(phases)


def _checkpoints(request: PlanRequest, made: Schedule, weeks: int) -> tuple[PlanCheckpoint, ...]:
    """Return when each checkpoint is reached: with its last unit, or in proportion without any."""
    curriculum, path = request.curriculum, request.path
    ends = made.ends()
    found = []
    for checkpoint in path.checkpoints:
        ids = tuple(curriculum.aliases.get(each, each) for each in checkpoint.units)
        units = [curriculum.units[each] for each in ids if each in curriculum.units]
        days = [ends[unit.id] for unit in units if unit.id in ends]
        done = bool(units) and not days
        if days or done:
            day = max(days, default=made.start)
        else:
            share = min(1.0, checkpoint.week_to / path.weeks[1])
            week = max(1, round(share * weeks))
            day = min(made.finish, made.start + timedelta(days=7 * week - 1))
        written = all(unit.available for unit in units if unit.id in ends)
        text, week = checkpoint.text, _week(made, day)
        found.append(PlanCheckpoint(text, week, day, ids, written, done))
    return tuple(found)
