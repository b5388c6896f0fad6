"""Random draws for plans, from `random()` and comparisons only, so that every platform agrees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")


class Stream(Protocol):
    """Whatever gives uniform numbers from 0 up to but not including 1."""

    def random(self) -> float:
        """The next number."""


def draw_below(stream: Stream, bound: int) -> int:
    """A whole number from 0 to bound - 1."""
    return int(stream.random() * bound)


def shuffled(stream: Stream, things: Sequence[T]) -> list[T]:
    """The things in random order (Durstenfeld, "Algorithm 235", 1964)."""
    order = list(things)
    for last in range(len(order) - 1, 0, -1):
        other = draw_below(stream, last + 1)
        order[last], order[other] = order[other], order[last]
    return order


def draw_exponential(stream: Stream) -> float:
    """An exponential number with mean 1, without a logarithm.

    Von Neumann ("Various techniques used in connection with random digits", 1951): given a
    uniform x, draw on while the numbers fall. The falling run has an odd length with probability
    1 - x + x²/2! - … = exp(-x), so x is kept exactly then; each failure adds a whole 1.
    """
    whole = 0
    while True:
        first = lowest = stream.random()
        odd = True
        while (draw := stream.random()) < lowest:
            lowest = draw
            odd = not odd
        if odd:
            return whole + first
        whole += 1
