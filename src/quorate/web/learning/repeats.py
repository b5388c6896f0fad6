"""Whether an answer was known before it was given: what a variant asks is its content, not its seed."""

from collections.abc import Iterable
from typing import Final

from quorate.assessment import Item, parameters_of
from quorate.web.learning.course import item_hash
from quorate.web.learning.queries import Answered

PRACTISED: Final = "practised"


def key_was_shown(item: Item, seed: int, earlier: Iterable[Answered]) -> bool:
    """Say whether an earlier record of the item came with the key to what a seed asks.

    The order of the options does not matter, nor what was answered: the page shows the key to any answer.
    """
    asked, content_hash = parameters_of(item, seed), item_hash(item)
    return any(
        record.variant_seed is not None and parameters_of(item, record.variant_seed) == asked
        for record in (each.evidence for each in earlier)
        if record.item_id == item.id and record.content_hash in ("", content_hash)
    )


def is_repeat(item: Item, last: Answered, attempts: Iterable[Answered]) -> bool:
    """Say whether a record counts as practice because its key had been shown before it."""
    record = last.evidence
    if record.state != PRACTISED or record.variant_seed is None:
        return False
    earlier = [each for each in attempts if each.evidence.at < record.at]
    return key_was_shown(item, record.variant_seed, earlier)
