"""How many minutes each day holds: weekday hours, less blocked and busy time, reviews, buffer.

All arithmetic is on the learner's local dates; only busy intervals need instants. A slot is wall
time: 19:00 stays 19:00 across a change of the clocks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from quorate.learner.pace import BUFFER_SHARE, review_share
from quorate.learner.request import PlanRequest

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Day:
    """One local day. `full` counts the buffer, `planned` leaves it free; reviews are taken off."""

    date: date
    free: float
    full: float
    planned: float
    extra: float


def days_of(request: PlanRequest, start: date) -> Iterator[Day]:
    """Yield every day from the start on, without end.

    `extra` is the share of one additional weekly hour that would fall on the day.
    """
    hours = request.hours
    reviews = review_share(request.hours_per_week, request.pace)
    extra_days = request.extra_days or tuple(day for day in range(7) if hours[day] > 0)
    busy = _busy_by_day(request)
    current = start
    while True:
        weekday = current.weekday()
        blocked = current in request.blocked
        free = 0.0 if blocked else max(0.0, hours[weekday] * 60 - busy.get(current, 0.0))
        extra = 1.0 / len(extra_days) if weekday in extra_days and not blocked else 0.0
        full = free * (1.0 - reviews)
        yield Day(current, free, full, free * (1.0 - reviews - BUFFER_SHARE), extra)
        current += _DAY


def largest_day(request: PlanRequest) -> int:
    """Return the minutes for units of the longest weekday, buffer included."""
    reviews = review_share(request.hours_per_week, request.pace)
    return int(max(request.hours) * 60 * (1.0 - reviews))


def _busy_by_day(request: PlanRequest) -> dict[date, float]:
    """Return the busy minutes inside the learner's slot, by local date."""
    if not request.busy:
        return {}
    zone = ZoneInfo(request.zone)
    taken: dict[date, float] = {}
    for begin, end in _united(request.busy):
        # A slot never passes midnight, so only local days that the interval touches matter.
        current, last = begin.astimezone(zone).date(), end.astimezone(zone).date()
        while current <= last:
            slot_begin, slot_end = slot(request, current, zone)
            overlap = min(end, slot_end) - max(begin, slot_begin)
            minutes = overlap / timedelta(minutes=1)
            if minutes > 0:
                taken[current] = taken.get(current, 0.0) + minutes
            current += _DAY
    return taken


def slot(request: PlanRequest, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the instants between which the learner usually studies on a day.

    The slot begins at the usual time, or earlier if it would pass midnight.
    """
    minutes = request.hours[day.weekday()] * 60
    usual = request.usual_start.hour * 60 + request.usual_start.minute
    begin = max(0.0, min(usual, 24 * 60 - minutes))
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - wall time, zone follows
    wall = [midnight + timedelta(minutes=each) for each in (begin, begin + minutes)]
    first, last = (each.replace(tzinfo=zone).astimezone(UTC) for each in wall)
    return first, last


def _united(busy: tuple[tuple[datetime, datetime], ...]) -> list[tuple[datetime, datetime]]:
    """Return the intervals in UTC, sorted, overlapping ones as one."""
    united: list[tuple[datetime, datetime]] = []
    for begin, end in sorted((b.astimezone(UTC), e.astimezone(UTC)) for b, e in busy):
        if united and begin <= united[-1][1]:
            united[-1] = (united[-1][0], max(united[-1][1], end))
        else:
            united.append((begin, end))
    return united
