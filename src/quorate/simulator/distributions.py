"""Random times by quantile tables: one `random()`, one look-up, one linear step.

Prior art is the inverse transform; the difference is where the inverse comes from. A logarithm
comes from the platform's C library, which is not the same on a server and in a browser, so the
quantiles of the exponential and of the normal are committed tables, made once with decimal
arithmetic (`tables`). Everything here is IEEE multiplication and addition, equal everywhere.

1,024 cells of equal probability, the last of them split again into 1,024 for the tail. The end of
the very last cell is set so that the mean of the tail is right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import trunc
from typing import Literal

from quorate.simulator.errors import DistributionError
from quorate.simulator.exponential_table import EXPONENTIAL_NANO
from quorate.simulator.normal_table import HALF_NORMAL_NANO

Quantile = Callable[[float], int]
"""From a uniform number in [0, 1) to whole microseconds."""

DistributionKind = Literal["const", "uniform", "exponential", "lognormal", "pareto", "empirical"]

CELLS = 1_024
LAST_CELL = CELLS - 1
CELLS_AS_FLOAT = float(CELLS)
NANO = 1_000_000_000
TIME_MAX_US = 1 << 53
BELOW_ONE = 1 - 1 / (1 << 53)


@dataclass(frozen=True, slots=True)
class Distribution:
    """A distribution of times in microseconds; make one with the functions of this module."""

    kind: DistributionKind
    parameters: tuple[float, ...]

    def quantile(self) -> Quantile:
        """The function that turns a uniform number into a time."""
        return _quantile(self.kind, self.parameters)

    def to_json(self) -> dict[str, object]:
        """The distribution as a JSON object."""
        return {"kind": self.kind, "parameters": list(self.parameters)}


def const(time_us: int) -> Distribution:
    """Always this time."""
    return Distribution("const", (_checked("const", "time_us", time_us, least=0),))


def uniform(low_us: int, high_us: int) -> Distribution:
    """Any whole time from low to high, both included, equally often."""
    _checked("uniform", "low_us", low_us, least=0)
    return Distribution("uniform", (low_us, _checked("uniform", "high_us", high_us, least=low_us)))


def exponential(mean_us: float) -> Distribution:
    """Memoryless, with this mean."""
    return Distribution("exponential", (_checked("exponential", "mean_us", mean_us, least=1),))


def lognormal(median_us: float, sigma: float) -> Distribution:
    """The median times exp(sigma · z) with a standard normal z."""
    _checked("lognormal", "sigma", sigma, least=0, most=5)
    return Distribution(
        "lognormal", (_checked("lognormal", "median_us", median_us, least=1), sigma)
    )


def pareto(scale_us: float, alpha: float) -> Distribution:
    """At least the scale; beyond x with probability (scale / x) ** alpha."""
    _checked("pareto", "alpha", alpha, least=0.5, most=100)
    return Distribution("pareto", (_checked("pareto", "scale_us", scale_us, least=1), alpha))


def empirical(quantiles_us: Sequence[int]) -> Distribution:
    """Measured quantiles, evenly spaced from the smallest to the largest, linear in between."""
    values = tuple(quantiles_us)
    if len(values) < 2 or list(values) != sorted(values) or values[0] < 0:
        raise DistributionError(
            f"empirical needs at least two times from 0 on in ascending order, not {values[:8]}"
        )
    return Distribution("empirical", values)


def exp(x: float) -> float:
    """e to the power x by halving, a short series and squaring: equal on every platform.

    Relative error below 1e-12 for |x| up to 100; the C library's differs in the last digit.
    """
    halvings = 0
    while not -0.0625 <= x <= 0.0625:
        x *= 0.5
        halvings += 1
    total = term = 1.0
    for n in range(1, 11):
        term = term * x / n
        total += term
    for _ in range(halvings):
        total *= total
    return total


@lru_cache(maxsize=64)
def _quantile(kind: DistributionKind, parameters: tuple[float, ...]) -> Quantile:
    match kind:
        case "const":
            return _const_quantile(int(parameters[0]))
        case "uniform":
            return _uniform_quantile(int(parameters[0]), int(parameters[1]))
        case "exponential":
            mean = parameters[0]
            return _table_quantile([edge * mean / NANO for edge in EXPONENTIAL_NANO])
        case "lognormal":
            return _lognormal_quantile(*parameters)
        case "pareto":
            return _table_quantile(_pareto_edges(*parameters))
        case "empirical":
            return _empirical_quantile(parameters)


def _const_quantile(time_us: int) -> Quantile:
    def quantile(_u: float) -> int:
        return time_us

    return quantile


def _uniform_quantile(low_us: int, high_us: int) -> Quantile:
    count = high_us - low_us + 1

    def quantile(u: float) -> int:
        return low_us + int(u * count)

    return quantile


def _table_quantile(edges: Sequence[float]) -> Quantile:
    body = tuple(edges[:CELLS])
    tail = tuple(edges[CELLS - 1 :])
    assert len(tail) == CELLS + 1, f"{len(edges)} edges; make the table with tables.py"
    lines = tuple(
        (body[cell], body[cell + 1] - body[cell], float(cell)) for cell in range(CELLS - 1)
    )

    # trunc() does what int() does to a float, in a third of the time: no type is called. The cells
    # are counted in floats as well, since CPython 3.11 is slow where the kinds of numbers differ.
    def quantile(u: float) -> int:
        place = u * CELLS_AS_FLOAT
        cell = trunc(place)
        if cell < LAST_CELL:
            start, width, first = lines[cell]
            return trunc(start + width * (place - first))
        place = (place - (CELLS - 1)) * CELLS
        cell = trunc(place)
        start = tail[cell]
        return trunc(start + (tail[cell + 1] - start) * (place - cell))

    return quantile


def _lognormal_quantile(median_us: float, sigma: float) -> Quantile:
    above = _table_quantile([median_us * exp(sigma * z / NANO) for z in HALF_NORMAL_NANO])
    below = _table_quantile([median_us * (1 - exp(-sigma * z / NANO)) for z in HALF_NORMAL_NANO])
    whole_median = int(median_us)

    def quantile(u: float) -> int:
        # One number gives both: the half it falls into, and the place within that half.
        place = u * 2
        if place >= 1:
            return above(place - 1)
        return whole_median - below((1 - place) * BELOW_ONE)

    return quantile


def _pareto_edges(scale_us: float, alpha: float) -> list[float]:
    edges = [scale_us * exp(edge / NANO / alpha) for edge in EXPONENTIAL_NANO]
    start = edges[-2]
    # The mean beyond x is x · alpha / (alpha - 1); without a mean, double the last cell's odds.
    edges[-1] = start * (alpha + 1) / (alpha - 1) if alpha > 1 else start * exp(1 / alpha)
    return [min(edge, float(TIME_MAX_US)) for edge in edges]


def _empirical_quantile(values: tuple[float, ...]) -> Quantile:
    gaps = len(values) - 1

    def quantile(u: float) -> int:
        place = u * gaps
        cell = int(place)
        return int(values[cell] + (values[cell + 1] - values[cell]) * (place - cell))

    return quantile


def _checked(
    kind: str, name: str, stated: float, *, least: float, most: float = TIME_MAX_US
) -> float:
    if not least <= stated <= most:
        raise DistributionError(
            f"{kind}: {name} {stated!r} is not between {least} and {most}; give a number in there"
        )
    return stated
