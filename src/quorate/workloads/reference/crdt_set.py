"""The set without coordination: changed anywhere, in the end the same everywhere."""

from quorate.faults import Stream
from quorate.patterns import ObservedRemoveSet
from quorate.patterns.broken.crdt_set import BROKEN
from quorate.workloads.reference.clients import MS
from quorate.workloads.reference.replicated import Replicated

ELEMENTS = "abcdefghij"


def change(stream: Stream, _client: str, _count: int) -> tuple[str, object]:
    """More adds than removes, of few elements, so that some meet."""
    f = "add" if stream.random() < 0.6 else "remove"
    return f, ELEMENTS[int(stream.random() * len(ELEMENTS))]


CRDT_SET = Replicated(
    ObservedRemoveSet, BROKEN, change, "set", turn_us=200 * MS, turns=12
).scenario("crdt-set", "A set without coordination")
