"""Seeded variants: which parameters, and in which order the options stand."""

import itertools
from collections.abc import Mapping, Sequence
from functools import lru_cache
from random import Random
from typing import Any, TypeVar

from quorate.assessment.computed import fill
from quorate.assessment.errors import AssessmentError
from quorate.assessment.expressions import evaluate
from quorate.assessment.items import (
    COMBINATIONS_MAX,
    Item,
    NumericKey,
    OrderingKey,
    Variant,
    VariantOption,
)

_T = TypeVar("_T")
Parameters = Mapping[str, Any]


def combinations(item: Item) -> list[dict[str, Any]]:
    """Return every allowed combination of an item's parameters, in the author's order.

    Raises AssessmentError if there are too many or none, ExpressionError for a bad `where`.
    """
    total = 1
    for values in item.parameters.values():
        total *= len(values)
    if total > COMBINATIONS_MAX:
        raise AssessmentError(f"{total} combinations of parameters; at most {COMBINATIONS_MAX}")
    every = [
        dict(zip(item.parameters, values, strict=True))
        for values in itertools.product(*item.parameters.values())
    ]
    found = [each for each in every if not item.where or evaluate(item.where, each)]
    if not found:
        raise AssessmentError("no combination of parameters satisfies `where`")
    return found


def shuffled(values: Sequence[_T], rng: Random) -> list[_T]:
    """Return the values in random order (Fisher and Yates, by `random()` alone)."""
    order = list(values)
    for last in range(len(order) - 1, 0, -1):
        other = int(rng.random() * (last + 1))
        order[last], order[other] = order[other], order[last]
    return order


def stream(item_id: str, seed: int, purpose: str) -> Random:
    """Return the generator of one purpose of one variant."""
    return Random(f"{item_id}/{int(seed)}/{purpose}")


@lru_cache(maxsize=4096)
def _combinations_of(key: "_ById") -> tuple[Mapping[str, Any], ...]:
    return tuple(combinations(key.item))


class _ById:
    """An item as a cache key: its text decides, mappings need no hash."""

    __slots__ = ("item", "text")

    def __init__(self, item: Item) -> None:
        self.item = item
        self.text = f"{item.id}\n{item.where}\n{dict(item.parameters)!r}"

    def __eq__(self, other: object) -> bool:  # type: ignore[explicit-override]  # 3.12
        return isinstance(other, _ById) and self.text == other.text

    def __hash__(self) -> int:  # type: ignore[explicit-override]  # 3.12
        return self.text.__hash__()


def parameters_of(item: Item, seed: int) -> Parameters:
    """Return the parameters that a seed draws."""
    every = _combinations_of(_ById(item))
    return every[int(stream(item.id, seed, "parameters").random() * len(every))]


def order_of(item: Item, seed: int) -> list[int]:
    """Return which option (by the author's position) stands at each place."""
    key = item.key
    if isinstance(key, NumericKey):
        return []
    count = len(key.events) if isinstance(key, OrderingKey) else len(key.options)
    return shuffled(range(count), stream(item.id, seed, "order"))


def make_variant(item: Item, seed: int) -> Variant:
    """Return what the learner sees under a seed; the same seed gives the same variant."""
    parameters = parameters_of(item, seed)
    key = item.key
    texts: list[str] = []
    if isinstance(key, OrderingKey):
        texts = [text for _, text in key.events]
    elif not isinstance(key, NumericKey):
        texts = [option.text for option in key.options]
    options = tuple(
        VariantOption(str(place), fill(texts[position], parameters))
        for place, position in enumerate(order_of(item, seed))
    )
    return Variant(
        item_id=item.id,
        type=item.type,
        facet=item.facet,
        seed=seed,
        prompt_md=fill(item.prompt_md, parameters),
        options=options,
        unit=key.unit if isinstance(key, NumericKey) else "",
    )
