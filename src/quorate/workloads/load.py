"""Open load: arrivals that do not wait for answers, drawn before the run.

A Poisson process whose rate is any broken line over time. Its arrivals are those of a process
with rate 1, read on a clock that runs as fast as the rate says (Cinlar, "Introduction to
Stochastic Processes", 1975): one draw an arrival, and the k-th arrival of a higher load never
comes after the k-th of a lower one drawn from the same stream, so that two loads can be compared.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum, sqrt
from typing import NamedTuple

from quorate.faults import Stream
from quorate.simulator import exponential
from quorate.workloads.errors import BadLoadError
from quorate.workloads.traffic import Request

US_PER_SECOND = 1_000_000
_UNIT = 1_000_000
_DIURNAL_PARTS = 48


class RatePoint(NamedTuple):
    """At this time, so many requests a second."""

    t_us: int
    per_second: float


@dataclass(frozen=True, slots=True)
class Load:
    """A rate over time, linear between its points; two points of one time are a jump."""

    points: tuple[RatePoint, ...]

    def __post_init__(self) -> None:
        times = [point.t_us for point in self.points]
        if len(times) < 2 or times != sorted(times) or times[0] < 0:
            raise BadLoadError(
                f"a load over the times {times[:8]} is none; give two or more, in ascending order"
            )
        for point in self.points:
            if not 0 <= point.per_second <= US_PER_SECOND:
                raise BadLoadError(
                    f"{point.per_second} requests a second at {point.t_us} µs: "
                    f"give 0 to {US_PER_SECOND}"
                )

    def expected(self) -> float:
        """How many arrivals there are on average."""
        return fsum(_area(start, end) for start, end in pairwise(self.points))


def steps(changes: Sequence[tuple[int, float]], until_us: int) -> Load:
    """From each of these times on, this many requests a second."""
    points: list[RatePoint] = []
    for at_us, per_second in changes:
        if points:
            points.append(RatePoint(at_us, points[-1].per_second))
        points.append(RatePoint(at_us, per_second))
    if points:
        points.append(RatePoint(until_us, points[-1].per_second))
    return Load(tuple(points))


def steady(per_second: float, *, until_us: int, from_us: int = 0) -> Load:
    """Always this many requests a second."""
    return steps([(from_us, per_second)], until_us)


def ramp(*points: tuple[int, float]) -> Load:
    """As many requests a second as the straight lines between these points say."""
    return Load(tuple(RatePoint(*point) for point in points))


def bursts(base: float, peak: float, windows: Iterable[tuple[int, int]], *, until_us: int) -> Load:
    """The base rate, and the peak rate in these windows, which may not overlap."""
    changes = [(0, base)]
    for from_us, to_us in windows:
        changes += [(from_us, peak), (to_us, base)]
    return steps(changes, until_us)


def diurnal(low: float, high: float, period_us: int, *, until_us: int) -> Load:
    """Days: lowest at 0, highest half a period later, round like a cosine.

    Each half wave is a parabola, which needs no cosine of the platform's C library and is never
    more than 3 % of the swing away from one; as a broken line of 48 parts a day.
    """
    points = []
    for part in range(until_us * _DIURNAL_PARTS // period_us + 1):
        from_noon = abs(part % _DIURNAL_PARTS / _DIURNAL_PARTS - 0.5)
        rest = 0.5 - from_noon
        height = 1 - 8 * from_noon * from_noon if from_noon < rest else 8 * rest * rest
        points.append(RatePoint(part * period_us // _DIURNAL_PARTS, low + (high - low) * height))
    return Load(tuple(points))


def draw_arrivals(stream: Stream, load: Load) -> tuple[int, ...]:
    """Draw the times at which requests arrive, in order."""
    unit = exponential(_UNIT).quantile()
    arrivals: list[int] = []
    passed = 0.0
    wanted = unit(stream.random()) / _UNIT
    for start, end in pairwise(load.points):
        area = _area(start, end)
        while wanted < passed + area:
            arrivals.append(start.t_us + _time_of(start, end, wanted - passed))
            wanted += unit(stream.random()) / _UNIT
        passed += area
    return tuple(arrivals)


def draw_load(stream: Stream, load: Load, request: Request) -> tuple[Request, ...]:
    """Draw requests like this one at the arrivals of a load, each with its number as its value."""
    return tuple(
        request._replace(at_us=at_us, value=number)
        for number, at_us in enumerate(draw_arrivals(stream, load))
    )


def _area(start: RatePoint, end: RatePoint) -> float:
    """How many arrivals a segment has on average."""
    return (start.per_second + end.per_second) / 2 * (end.t_us - start.t_us) / US_PER_SECOND


def _time_of(start: RatePoint, end: RatePoint, area: float) -> int:
    """How long after its start a segment has had this many arrivals on average.

    With rate r growing by g a second, r·x + g·x²/2 = area; in the form that divides by no g.
    """
    length_us = end.t_us - start.t_us
    growth = (end.per_second - start.per_second) * US_PER_SECOND / length_us
    root = sqrt(max(start.per_second * start.per_second + 2 * growth * area, 0.0))
    if root == 0:
        return 0
    return min(int(2 * area / (start.per_second + root) * US_PER_SECOND), length_us)
