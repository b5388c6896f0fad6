"""Delta debugging: the smallest part of a list that still does it.

Zeller and Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", 2002. The result is
1-minimal: without any single one of its items it no longer does it. That is not the smallest
list there is.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")


def ddmin(items: Sequence[T], still_fails: Callable[[list[T]], bool]) -> list[T]:
    """Remove whatever can go; `still_fails(list(items))` is taken to be true."""
    rest = list(items)
    if not rest or still_fails([]):
        return []
    parts = 2
    while len(rest) >= 2:
        chunks = _split(rest, parts)
        smaller = _first_failing(chunks, still_fails)
        if smaller is not None:
            rest, parts = smaller, 2
            continue
        if parts > 2:
            complements = [
                [item for j, chunk in enumerate(chunks) if j != i for item in chunk]
                for i in range(len(chunks))
            ]
            smaller = _first_failing(complements, still_fails)
            if smaller is not None:
                rest, parts = smaller, max(parts - 1, 2)
                continue
        if parts >= len(rest):
            break
        parts = min(len(rest), parts * 2)
    return rest


def _split(items: list[T], parts: int) -> list[list[T]]:
    edges = [len(items) * i // parts for i in range(parts + 1)]
    return [items[start:end] for start, end in pairwise(edges)]


def _first_failing(
    candidates: list[list[T]], still_fails: Callable[[list[T]], bool]
) -> list[T] | None:
    return next((candidate for candidate in candidates if still_fails(candidate)), None)
