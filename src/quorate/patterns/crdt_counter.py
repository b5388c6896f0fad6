"""A counter that can be changed at any node, even by itself, and still comes out the same at all.

The PN-Counter of Shapiro et al., "Conflict-free Replicated Data Types" (2011). Each node counts
only in slots of its own, one for what went up and one for what went down, so a slot has one writer
and only grows. The larger of two copies of a slot is then the later one, and to merge is to take
the maximum: in any order, and as often as messages happen to come. The price: what was counted is
on one disk until it has been shared, so a node that never comes back may take its last counts along.
"""

from __future__ import annotations

from typing import Any

from quorate.node import Node, ms

PERIOD = ms(80)


class Counter(Node):
    """Changed by `add` with any whole number; `read` tells the sum as far as this node knows."""

    def start(self) -> None:
        self.ups: Any = dict(self.disk.items("ups"))
        self.downs: Any = dict(self.disk.items("downs"))
        self.after(self.random.randint(0, PERIOD), self.share)

    def on_add(self, src: str, value: int) -> dict[str, Any]:
        name, slots = ("ups", self.ups) if value > 0 else ("downs", self.downs)
        self.keep(name, slots, self.slot(), slots.get(self.slot(), 0) + abs(value))
        return {"type": "add_ok"}

    def on_read(self, src: str) -> dict[str, Any]:
        return {"type": "read_ok", "value": sum(self.ups.values()) - sum(self.downs.values())}

    def slot(self) -> str:
        return self.id

    def share(self) -> None:
        """Send the whole state to one node, drawn at random."""
        self.after(PERIOD, self.share)
        if self.peers:
            self.send(self.random.choice(self.peers), "merge", ups=self.ups, downs=self.downs)

    def on_merge(self, src: str, ups: dict[str, int], downs: dict[str, int]) -> None:
        for name, mine, theirs in (("ups", self.ups, ups), ("downs", self.downs, downs)):
            for slot, count in theirs.items():
                self.keep(name, mine, slot, self.merged(mine.get(slot, 0), count))

    def merged(self, mine: int, theirs: int) -> int:
        return max(mine, theirs)

    def keep(self, name: str, slots: dict[str, int], slot: str, count: int) -> None:
        if count != slots.get(slot):
            slots[slot] = count
            self.disk.put(name, slot, count)
