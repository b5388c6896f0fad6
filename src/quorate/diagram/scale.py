"""A time axis for few events: order and rough distance, never two moments on one spot."""

import itertools
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

_GAP_LEAST = 16.0


@dataclass(frozen=True, slots=True)
class TimeScale:
    """Places moments on a line; distances grow with the square root of the time between.

    Microseconds of work and seconds of waiting stand in one picture; a linear axis would lay all
    the work on one spot.
    """

    moments: tuple[int, ...]
    places: tuple[float, ...]

    def x(self, t_us: int) -> float:
        """Place a moment; between known moments linearly, outside at the ends."""
        if t_us <= self.moments[0]:
            return self.places[0]
        if t_us >= self.moments[-1]:
            return self.places[-1]
        after = bisect_right(self.moments, t_us)
        t0, t1 = self.moments[after - 1], self.moments[after]
        x0, x1 = self.places[after - 1], self.places[after]
        return x0 + (x1 - x0) * (t_us - t0) / (t1 - t0)


def scale_of(times: Iterable[int], low: float, high: float) -> TimeScale:
    """Make a scale on which each of these moments has its own place."""
    moments = sorted(dict.fromkeys(times))
    steps = [sqrt(b - a) for a, b in itertools.pairwise(moments)]
    if not steps:
        return TimeScale((moments[0], moments[0] + 1), (low, high))
    least = min(_GAP_LEAST, (high - low) / (2 * len(steps)))
    stretch = (high - low - least * len(steps)) / sum(steps)
    places = [low]
    for step in steps:
        places.append(places[-1] + least + step * stretch)
    return TimeScale(tuple(moments), tuple(places))
