"""Intervals of time and where they lie on a line so many pixels wide."""

from collections.abc import Iterable, Sequence

Interval = tuple[int, int]
"""From one microsecond up to, not including, another."""

Pixels = tuple[float, float]


def union(intervals: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Cover the same in intervals that do not overlap, in order."""
    merged: list[tuple[float, float]] = []
    for begin, end in sorted(intervals):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif end > begin:
            merged.append((begin, end))
    return merged


def between(gaps: Iterable[Pixels], low: float, high: float) -> list[Pixels]:
    """Give what is left of a line from `low` to `high` between its gaps."""
    pieces = []
    at = low
    for begin, end in gaps:
        if begin > at:
            pieces.append((at, begin))
        at = max(at, end)
    if at < high:
        pieces.append((at, high))
    return pieces


def in_pixels(
    intervals: Sequence[Interval], horizon_us: int, box: Pixels, *, least: float = 3.0
) -> list[Pixels]:
    """Lay intervals out, none narrower than `least`, so that an hour in a year can be seen."""
    low, high = box
    scale = (high - low) / max(horizon_us, 1)
    wide = []
    for begin, end in intervals:
        left, right = low + begin * scale, low + end * scale
        if right - left < least:
            left = min(max(low, (left + right - least) / 2), high - least)
            right = left + least
        wide.append((left, right))
    return union(wide)
