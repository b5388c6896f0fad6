"""Which variant of an item comes next: the first is everybody's, retries are one's own and differ."""

import zlib
from collections.abc import Sequence

from quorate.assessment import Item, make_variant

# Enough that the last of six variants is missed once in two million times; all are tried only when none is left.
TRIES = 80


def first_seed(item_id: str) -> int:
    """The first variant is the same for all, so that pages seen before the first answer are too."""
    return zlib.crc32(f"{item_id}/first".encode())


def next_seed(item: Item, learner_id: str, used: Sequence[int]) -> int:
    """Return the seed of the next attempt; follows from the attempts, so a reload changes nothing."""
    if not used:
        return first_seed(item.id)
    shown = {text_of(item, seed) for seed in used}
    attempt = len(used)
    seed = 0
    for place in range(TRIES):
        seed = zlib.crc32(f"{item.id}/{learner_id}/{attempt}/{place}".encode())
        if seed not in used and text_of(item, seed) not in shown:
            return seed
    # Every variant was seen: the one longest ago comes back, under a seed of its own.
    return seed


def text_of(item: Item, seed: int) -> tuple[str, tuple[str, ...]]:
    """Return what a reader sees of a variant."""
    variant = make_variant(item, seed)
    return variant.prompt_md, tuple(option.text_md for option in variant.options)


def exam_seed(exam_id: str, learner_id: str, sittings: int) -> int:
    """Return the seed of a sitting; the first is the same for all who have not sat before."""
    whose = learner_id if sittings else "first"
    return zlib.crc32(f"{exam_id}/{whose}/{sittings}".encode())
