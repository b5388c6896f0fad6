"""The counter without coordination: changed anywhere, in the end the same everywhere."""

from quorate.faults import Stream
from quorate.patterns import Counter
from quorate.patterns.broken.crdt_counter import BROKEN
from quorate.workloads.reference.replicated import Replicated

STEPS = (1, 2, 5, -1, -3)


def change(stream: Stream, _client: str, _count: int) -> tuple[str, object]:
    """Count up or down."""
    return "add", STEPS[int(stream.random() * len(STEPS))]


CRDT_COUNTER = Replicated(Counter, BROKEN, change, "counter").scenario(
    "crdt-counter", "A counter without coordination"
)
