"""Broken siblings of the counter: what is counted twice, or not at all."""

from __future__ import annotations

from quorate.patterns.crdt_counter import Counter

LARGEST = (1 << 31) - 1


class MergesByAdding(Counter):
    """Adds what it is told, each time it is told."""

    def merged(self, mine: int, theirs: int) -> int:
        return min(mine + theirs, LARGEST)


class SharesOneSlot(Counter):
    """All nodes count in one slot, so the larger count hides the other nodes' part of it."""

    def slot(self) -> str:
        return "all"


class ForgetsAtCrash(Counter):
    """Counts in memory only; what it counts after a crash hides behind what it counted before."""

    def start(self) -> None:
        super().start()
        self.ups, self.downs = {}, {}


BROKEN = {
    "forgets-at-crash": ForgetsAtCrash,
    "merges-by-adding": MergesByAdding,
    "shares-one-slot": SharesOneSlot,
}
