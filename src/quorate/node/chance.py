"""A node's own random numbers, on `random()` alone: the one sequence Python promises to keep."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import MutableSequence, Sequence

T = TypeVar("T")


class NodeRandom:
    """Random numbers from this node's stream; drawing more of them changes nobody else's."""

    __slots__ = ("_seed", "_stream")

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._stream: Random | None = None  # seeding costs 4 µs: only nodes that draw pay it

    def random(self) -> float:
        """A number from 0 up to but not including 1."""
        if self._stream is None:
            self._stream = Random(self._seed)
        return self._stream.random()

    def randint(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        if high < low:
            raise ValueError(f"randint({low}, {high}) has no numbers; give low <= high")
        return low + int(self.random() * (high - low + 1))

    def choice(self, things: Sequence[T]) -> T:
        """One of the things."""
        if not things:
            raise ValueError("choice from nothing; check that the sequence is not empty")
        return things[int(self.random() * len(things))]

    def shuffle(self, things: MutableSequence[T]) -> None:
        """Put the things into random order, in place (Durstenfeld, "Algorithm 235", 1964)."""
        for last in range(len(things) - 1, 0, -1):
            other = int(self.random() * (last + 1))
            things[last], things[other] = things[other], things[last]

    def sample(self, things: Sequence[T], count: int) -> list[T]:
        """So many different ones of the things, in random order."""
        if not 0 <= count <= len(things):
            raise ValueError(f"cannot draw {count} of {len(things)} things; draw at most all")
        rest = list(things)
        return [rest.pop(int(self.random() * len(rest))) for _ in range(count)]

    def expo(self, mean: float) -> float:
        """An exponential number with this mean.

        By comparisons only, since a logarithm is not the same on all platforms (von Neumann,
        "Various techniques used in connection with random digits", 1951): a uniform x is kept
        when the run of falling draws after it has odd length, which has probability exp(-x).
        """
        whole = 0
        while True:
            first = lowest = self.random()
            odd = True
            while (draw := self.random()) < lowest:
                lowest = draw
                odd = not odd
            if odd:
                return (whole + first) * mean
            whole += 1
