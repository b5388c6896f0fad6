"""Laying work into days and sessions.

The work is walked in order, day by day. Written units become blocks of at least 15 minutes that
sum to sessions of 25 to 90; unwritten ones only take their time. What a day cannot use because
the rest would be a fragment is carried over; up to a fragment may be borrowed from the day's
buffer to finish a unit. So the weekly sum holds, and no day passes the learner's own hours.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from math import ceil, floor

from quorate.learner.capacity import Day, days_of, largest_day
from quorate.learner.errors import PlanTooLong
from quorate.learner.request import PlanRequest
from quorate.learner.work import Work

FRAGMENT_MINUTES_MIN = 15
SESSION_MINUTES_MIN = 25
SESSION_MINUTES_MAX = 90
WEEKS_MAX = 1_000
CARRY_MINUTES_MAX = 2 * FRAGMENT_MINUTES_MIN

_CUT_COST = 100.0
_GRID_MINUTES = 5


@dataclass(frozen=True, slots=True)
class Block:
    """Part of a unit on one day."""

    day: date
    work: Work
    minutes: int


@dataclass(frozen=True, slots=True)
class Effort:
    """How tightly to pack: whether the buffer is used, and the smallest fragment allowed."""

    use_buffer: bool = False
    fragment: int = FRAGMENT_MINUTES_MIN


@dataclass(slots=True)
class _Desk:
    """What one day still has: `left` to plan, `hard` to the end of the learner's own time."""

    left: int
    hard: int
    largest: int
    fragment: int
    blocks: list[Block] = field(default_factory=list)


def lay_out(
    request: PlanRequest, start: date, works: tuple[Work, ...], effort: Effort
) -> tuple[Block, ...]:
    """Return all blocks in order of time. Raises PlanTooLong."""
    queue = [(work, work.minutes) for work in reversed(works)]
    largest = largest_day(request)
    balance = 0.0
    blocks: list[Block] = []
    for index, day in enumerate(days_of(request, start)):
        if not queue:
            return tuple(blocks)
        if index >= WEEKS_MAX * 7:
            raise PlanTooLong(WEEKS_MAX, sum(minutes for _, minutes in queue) / 60)
        balance += day.full if effort.use_buffer else day.planned
        hard = ceil(day.full)
        left = max(0, min(hard, floor(balance + 1e-6)))
        desk = _Desk(left, hard, largest, effort.fragment)
        _fill(desk, day, queue)
        balance = min(balance - sum(block.minutes for block in desk.blocks), CARRY_MINUTES_MAX)
        blocks.extend(desk.blocks)
    raise AssertionError(start)


def _fill(desk: _Desk, day: Day, queue: list[tuple[Work, int]]) -> None:
    """Take from the end of the queue what the day holds."""
    while queue:
        work, remaining = queue[-1]
        written = work.unit.available
        minutes = _block_minutes(desk, remaining) if written else min(remaining, desk.left)
        if remaining and not minutes:
            return
        if minutes:
            desk.blocks.append(Block(day.date, work, minutes))
        desk.left -= minutes
        desk.hard -= minutes
        queue.pop()
        if remaining > minutes:
            queue.append((work, remaining - minutes))
            return


def _block_minutes(desk: _Desk, remaining: int) -> int:
    """Return how much of a unit to do now, or 0 to leave it for another day."""
    if remaining <= desk.left:
        return remaining
    lacking = remaining - desk.left
    if desk.left > 0 and lacking < desk.fragment and remaining <= desk.hard:
        return remaining
    block = min(desk.left, remaining - desk.fragment)
    if block >= desk.fragment:
        return block
    if remaining > desk.largest and desk.left >= desk.fragment:
        # No day of this calendar is long enough for the rest in one piece: halve it.
        return (remaining + 1) // 2
    return 0


def sessions_of(blocks: tuple[Block, ...]) -> Iterator[tuple[Block, ...]]:
    """Yield the sessions of one day: written units only, cut into sittings of 25 to 90 minutes."""
    written = [block for block in blocks if block.work.unit.available]
    total = sum(block.minutes for block in written)
    if total <= SESSION_MINUTES_MAX:
        if written:
            yield tuple(written)
        return
    cuts = _cuts(written, total, SESSION_MINUTES_MIN) or _cuts(written, total, 1)
    begin = 0
    for end in cuts:
        yield tuple(_between(written, begin, end))
        begin = end


def _cuts(blocks: list[Block], total: int, shortest: int) -> list[int]:
    """Return where the sittings of a day end: even lengths, at borders of units if possible."""
    target = total / ceil(total / SESSION_MINUTES_MAX)
    places = _places(blocks, total)
    best: dict[int, tuple[float, int]] = {0: (0.0, 0)}
    for end in sorted(places):
        options = [
            (best[begin][0] + (end - begin - target) ** 2 + places[end], begin)
            for begin in best
            if shortest <= end - begin <= SESSION_MINUTES_MAX
        ]
        if options:
            best[end] = min(options)
    if total not in best:
        return []
    cuts = [total]
    while cuts[-1]:
        cuts.append(best[cuts[-1]][1])
    return cuts[-2::-1]


def _places(blocks: list[Block], total: int) -> dict[int, float]:
    """Return the minutes at which a sitting may end, with what a cut there costs."""
    places = {total: 0.0}
    begin = 0
    for block in blocks:
        end = begin + block.minutes
        places[end] = 0.0
        first, last = begin + FRAGMENT_MINUTES_MIN, end - FRAGMENT_MINUTES_MIN
        for minute in range(first, last + 1, _GRID_MINUTES):
            places.setdefault(minute, _CUT_COST)
        begin = end
    return places


def _between(blocks: list[Block], begin: int, end: int) -> Iterator[Block]:
    """Yield what of the blocks lies between two minutes of the day."""
    at = 0
    for block in blocks:
        minutes = min(end, at + block.minutes) - max(begin, at)
        at += block.minutes
        if minutes > 0:
            yield Block(block.day, block.work, minutes)
