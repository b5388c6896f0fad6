"""Three ways out of a plan that does not fit, each computed and confirmed by the scheduler."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil, isinf

from quorate.learner.capacity import days_of
from quorate.learner.errors import PlanTooLong
from quorate.learner.pace import HOURS_PER_DAY_MAX, HOURS_PER_WEEK_MAX
from quorate.learner.request import PlanRequest
from quorate.learner.schedule import Schedule, schedule, schedule_of
from quorate.learner.work import Work, work_of

HOURS_STEP = 0.25


@dataclass(frozen=True, slots=True)
class WaysOut:
    """What would make the plan fit. A way that does not exist is None.

    more_hours_per_week: in steps of a quarter of an hour, on the request's extra days.
    deadline: the first day by which everything fits. shorten: units read at the core scope only.
    drop: units left out, with everything that builds on them.
    """

    more_hours_per_week: float | None
    deadline: date | None
    shorten: tuple[str, ...]
    drop: tuple[str, ...]
    texts: tuple[str, ...]


def ways_out(request: PlanRequest, tried: Schedule) -> WaysOut:
    """Return the ways out of a schedule that does not fit."""
    more = _more_hours(request, tried)
    later = _later(request, tried)
    shorten, drop = _less(request, tried)
    return WaysOut(more, later, shorten, drop, _texts(more, later, shorten, drop))


def with_more_hours(request: PlanRequest, hours: float) -> PlanRequest | None:
    """Return the request with additional hours a week on its extra days, if they have room."""
    days = request.extra_days or tuple(day for day in range(7) if request.hours[day] > 0)
    each = hours / len(days)
    changed = tuple(h + each if day in days else h for day, h in enumerate(request.hours))
    if max(changed) > HOURS_PER_DAY_MAX or sum(changed) > HOURS_PER_WEEK_MAX:
        return None
    return replace(request, hours=changed)


def _more_hours(request: PlanRequest, tried: Schedule) -> float | None:
    missing = tried.fit.missing_hours_per_week
    if isinf(missing):
        return None
    # The bound is exact for minutes; sessions and reviews round, so step up until it really fits.
    more = max(1, ceil(missing / HOURS_STEP - 1e-9)) * HOURS_STEP
    while (changed := with_more_hours(request, more)) is not None:
        if schedule(changed).on_time:
            return more
        more += HOURS_STEP
    return None


def _later(request: PlanRequest, tried: Schedule) -> date | None:
    """Return the first deadline that holds; the learner's own dates for units move with it."""
    if request.deadline is None:
        return None
    late = _first_day_that_holds(request, tried)
    while late is not None:
        changed = replace(request, deadline=late, due={})
        if schedule(changed).on_time:
            return late
        late += timedelta(days=1)
    return None


def _first_day_that_holds(request: PlanRequest, tried: Schedule) -> date | None:
    need = sum(work.minutes for work in tried.works)
    have = 0.0
    for day in days_of(request, tried.start):
        have += day.full
        if have >= need - 1e-6:
            return day.date
    return None


def _less(request: PlanRequest, tried: Schedule) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return a small set to shorten, then to drop; small, not proven smallest.

    Optional facets go first, where the least rests on a unit; then whole units from the leaves.
    Whatever turns out not to have been needed is put back.
    """
    works = work_of(request)
    changes = _changes(works)
    # More changes never make it later, so the shortest prefix that holds is found by halving.
    low, high = 0, len(changes)
    while low < high:
        middle = (low + high) // 2
        if _holds(request, tried, _apply(works, changes[:middle])):
            high = middle
        else:
            low = middle + 1
    kept = changes[:low]
    for change in reversed(changes[:low]):
        without = [each for each in kept if each != change]
        if _closed(works, without) and _holds(request, tried, _apply(works, without)):
            kept = without
    drop = tuple(unit for how, unit in kept if how == "drop")
    shorten = tuple(unit for how, unit in kept if how == "shorten" and unit not in drop)
    return shorten, drop


def _changes(works: tuple[Work, ...]) -> list[tuple[str, str]]:
    """Return every change in the order in which it is tried: leaves first, facets before units."""
    weight = _weights(works)
    last = {work.unit.id: -index for index, work in enumerate(works)}
    order = sorted(works, key=lambda work: (weight[work.unit.id], last[work.unit.id]))
    shorten = [("shorten", w.unit.id) for w in order if w.unit.minutes.core < w.minutes]
    return shorten + [("drop", work.unit.id) for work in order]


def _weights(works: tuple[Work, ...]) -> dict[str, float]:
    """Return how many units build on each; among equals, how much an hour of it teaches.

    Whatever builds on a unit weighs less than the unit, so the order is closed under dependants.
    """
    rests: dict[str, set[str]] = {work.unit.id: set() for work in works}
    for work in reversed(works):
        for needed in work.needs:
            rests[needed] |= {work.unit.id} | rests[work.unit.id]
    return {
        w.unit.id: len(rests[w.unit.id]) + len(w.unit.teaches) / (1 + w.minutes / 60) / 100
        for w in works
    }


def _apply(works: tuple[Work, ...], changes: list[tuple[str, str]]) -> tuple[Work, ...]:
    shorten = {unit for how, unit in changes if how == "shorten"}
    drop = {unit for how, unit in changes if how == "drop"}
    return tuple(
        replace(work, minutes=min(work.minutes, work.unit.minutes.core))
        if work.unit.id in shorten
        else work
        for work in works
        if work.unit.id not in drop
    )


def _closed(works: tuple[Work, ...], changes: list[tuple[str, str]]) -> bool:
    """Whether nothing stays that builds on something dropped."""
    drop = {unit for how, unit in changes if how == "drop"}
    return all(
        not any(needed in drop for needed in work.needs)
        for work in works
        if work.unit.id not in drop
    )


def _holds(request: PlanRequest, tried: Schedule, works: tuple[Work, ...]) -> bool:
    try:
        return schedule_of(request, tried.start, works).on_time
    except PlanTooLong:
        return False


def _texts(
    more: float | None, later: date | None, shorten: tuple[str, ...], drop: tuple[str, ...]
) -> tuple[str, ...]:
    texts = []
    if more is not None:
        texts.append(f"Study {more:g} h a week more.")
    if later is not None:
        texts.append(f"Move the date to {later.day} {later:%B %Y}.")
    parts = []
    if shorten:
        parts.append(f"read only the core of {_counted(len(shorten), 'unit')}")
    if drop:
        parts.append(f"leave out {_counted(len(drop), 'unit')}")
    if parts:
        sentence = " and ".join(parts)
        texts.append(f"{sentence[0].upper()}{sentence[1:]}.")
    return tuple(texts)


def _counted(count: int, noun: str) -> str:
    return f"1 {noun}" if count == 1 else f"{count} {noun}s"
