"""Two runs that should be the same: where they part, and what was being done there.

Python salts the hashes of texts in every process, so a loop over a set of texts goes another way
in the next one. The same seed in two processes shows that; the first record that differs, with
the handler that made it, shows where.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from quorate.history import Trace, TraceRecord

HANDLED = ("recv", "timer", "restart")
"""What lets a node run: the last of these before a record is the handler that made it."""


@dataclass(frozen=True, slots=True)
class Divergence:
    """Where two traces part: the record number, both records, and the handler before them."""

    index: int
    one: TraceRecord | None
    other: TraceRecord | None
    handler: TraceRecord | None

    def sentence(self) -> str:
        """Say it in one sentence."""
        told = f"The runs part at record {self.index + 1}: one {_did(self.one)}, the other {_did(self.other)}"
        if self.handler is None:
            return f"{told}; no handler had run before."
        return f"{told}; before that {_handling(self.handler)}."


def first_divergence(one: Trace, other: Trace) -> Divergence | None:
    """Compare two traces record by record; None if they are the same."""
    if one.flat == other.flat:
        return None
    before: list[TraceRecord] = []
    for index, (left, right) in enumerate(zip_longest(one.records(), other.records())):
        if left != right:
            return Divergence(index, left, right, _handler_of(before, left or right))
        before.append(left)
    return None


def _handler_of(before: Sequence[TraceRecord], record: TraceRecord | None) -> TraceRecord | None:
    """Find the last thing that let the node run which then did something else."""
    handled = (each for each in reversed(before) if each.kind in HANDLED)
    if record is None or record.node is None or record.kind in HANDLED:
        return next(handled, None)
    return next((each for each in handled if each.node == record.node), None)


def _did(record: TraceRecord | None) -> str:
    if record is None:
        return "had ended"
    at = f"at {record.t_us / 1_000_000:.6f} s"
    name = f" {record.name!r}" if record.name else ""
    to = {"send": " to ", "recv": " from "}.get(record.kind, " with ")
    peer = f"{to}{record.peer}" if record.peer else ""
    body = f" {record.body!r:.120}" if record.body is not None else ""
    return f"has {record.kind}{name} of {record.node or 'the world'}{peer} {at}{body}"


def _handling(record: TraceRecord) -> str:
    at = f"at {record.t_us / 1_000_000:.6f} s"
    if record.kind == "recv":
        return f"{record.node} handled {record.name!r} from {record.peer} {at}"
    if record.kind == "timer":
        return f"the timer {record.name!r} of {record.node} fired {at}"
    return f"{record.node} started again {at}"
