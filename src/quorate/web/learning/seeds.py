"""Which variant of an item comes next: the first is everybody's, retries are one's own and differ."""

import zlib
from collections.abc import Sequence
from random import SystemRandom

from quorate.assessment import Item, make_variant, parameters_of

SEED_MAX = 2**32
_rng = SystemRandom()

# Enough that the last of six variants is missed once in two million times; all are tried only when none is left.
TRIES = 80


def first_seed(item_id: str) -> int:
    """The first variant is the same for all, so that pages seen before the first answer are too."""
    return zlib.crc32(f"{item_id}/first".encode())


def next_seed(item: Item, learner_id: str, used: Sequence[int]) -> int:
    """Return the seed of the next attempt; follows from the attempts, so a reload changes nothing."""
    if not used:
        return first_seed(item.id)
    shown = [parameters_of(item, seed) for seed in used]
    texts = {text_of(item, seed) for seed in used}
    attempt = len(used)
    seed, reordered = 0, None
    for place in range(TRIES):
        seed = zlib.crc32(f"{item.id}/{learner_id}/{attempt}/{place}".encode())
        if seed in used:
            continue
        if parameters_of(item, seed) not in shown:
            return seed
        if reordered is None and text_of(item, seed) not in texts:
            reordered = seed
    # Every content was seen: it comes back under a seed of its own, in another order if there is one.
    return seed if reordered is None else reordered


def text_of(item: Item, seed: int) -> tuple[str, tuple[str, ...]]:
    """Return what a reader sees of a variant."""
    variant = make_variant(item, seed)
    return variant.prompt_md, tuple(option.text_md for option in variant.options)


def first_sitting_seed() -> int:
    """Draw the seed of a first sitting: nobody has it yet, so nobody knows its key."""
    return _rng.randrange(SEED_MAX)


def exam_seed(exam_id: str, learner_id: str, sittings: int) -> int:
    """Return the seed of a sitting after the first: it follows from what was sat, so it cannot be chosen."""
    return zlib.crc32(f"{exam_id}/{learner_id}/{sittings}".encode())
