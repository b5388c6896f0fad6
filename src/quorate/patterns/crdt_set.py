"""A set that can be changed at any node, even by itself, and still comes out the same at all.

The optimised OR-Set of Bieniusa et al., "An Optimized Conflict-free Replicated Set" (2012). Each
add gets a dot (node, count) of its own; to remove is to drop the dots one has seen, so an add that
the remover had not seen survives. Tombstones are not needed: a node also tells how many dots of
each node it has ever seen. A dot that it has seen and no longer holds was removed there; a dot
that it has not seen is news.
"""

from __future__ import annotations

from typing import Any

from quorate.node import Node, ms

PERIOD = ms(80)

Dots = dict[str, list[list[Any]]]
"""For each element its dots, each [node, count]."""

Seen = dict[str, int]
"""For each node how many of its dots were seen; whole states travel, so there are no gaps."""


class ObservedRemoveSet(Node):
    """Changed by `add` and `remove`; `read` tells the elements in order."""

    def start(self) -> None:
        self.dots: Dots
        self.seen: Seen
        self.dots, self.seen = self.disk.get("set", "state", [{}, {}])
        self.after(self.random.randint(0, PERIOD), self.share)

    def on_add(self, src: str, value: str) -> dict[str, Any]:
        count = self.seen.get(self.id, 0) + 1
        self.keep({**self.dots, value: [[self.id, count]]}, {**self.seen, self.id: count})
        return {"type": "add_ok"}

    def on_remove(self, src: str, value: str) -> dict[str, Any]:
        """Remove what this node has seen; result says whether there was anything."""
        rest = {element: dots for element, dots in self.dots.items() if element != value}
        found = value in self.dots
        self.keep(rest, self.seen)
        return {"type": "remove_ok", "result": found}

    def on_read(self, src: str) -> dict[str, Any]:
        return {"type": "read_ok", "value": sorted(self.dots)}

    def share(self) -> None:
        """Send the whole state to one node, drawn at random."""
        self.after(PERIOD, self.share)
        if self.peers:
            self.send(self.random.choice(self.peers), "merge", dots=self.dots, seen=self.seen)

    def on_merge(self, src: str, dots: Dots, seen: Seen) -> None:
        merged: Dots = {}
        for element in dict.fromkeys([*self.dots, *dots]):
            mine, theirs = self.dots.get(element, []), dots.get(element, [])
            kept = [dot for dot in mine if dot in theirs or self.is_news(dot, seen)]
            kept += [dot for dot in theirs if dot not in mine and self.is_news(dot, self.seen)]
            if kept:
                merged[element] = sorted(kept)
        counts = {node: max(self.seen.get(node, 0), seen.get(node, 0)) for node in self.seen | seen}
        self.keep(merged, counts)

    def is_news(self, dot: list[Any], seen: Seen) -> bool:
        return bool(dot[1] > seen.get(dot[0], 0))

    def keep(self, dots: Dots, seen: Seen) -> None:
        """Both are one record: a dot that is seen and not held would count as removed."""
        self.dots, self.seen = dots, seen
        self.disk.put("set", "state", [dots, seen])
