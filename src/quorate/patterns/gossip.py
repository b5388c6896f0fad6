"""Gossip broadcast: what one node was told, in the end all of them know.

Demers et al., "Epidemic Algorithms for Replicated Database Maintenance" (1987). A new rumour is
pushed to a few nodes at once and by them to a few more: fast, but a lost message may leave somebody
out. Anti-entropy makes it certain: now and then each node compares notes with one other, and both
leave with all that either knew. What was said before is said again, so nothing waits for an answer.
"""

from __future__ import annotations

from typing import Any

from quorate.node import Node, ms


class Gossip(Node):
    """Takes rumours by `add` and spreads them; `read` tells all it knows."""

    fanout = 3
    period = ms(100)

    def start(self) -> None:
        # A dict, since the order of a set is not the same on every machine.
        self.known: dict[Any, None] = dict.fromkeys(self.disk.read("rumours"))
        self.after(self.random.randint(0, self.period), self.compare)

    def on_add(self, src: str, value: Any) -> dict[str, Any]:
        self.learn([value])
        return {"type": "add_ok"}

    def on_read(self, src: str) -> dict[str, Any]:
        return {"type": "read_ok", "value": sorted(self.known)}

    def learn(self, rumours: list[Any]) -> None:
        """Keep what is new, and push it on."""
        fresh = [rumour for rumour in rumours if rumour not in self.known]
        for rumour in fresh:
            self.known[rumour] = None
            self.disk.append("rumours", rumour)
        if fresh:
            for peer in self.random.sample(self.peers, min(self.fanout, len(self.peers))):
                self.send(peer, "push", rumours=fresh)

    def on_push(self, src: str, rumours: list[Any]) -> None:
        self.learn(rumours)

    def compare(self) -> None:
        """Anti-entropy: tell one node, drawn at random, all we know."""
        self.after(self.period, self.compare)
        if self.peers:
            self.send(self.random.choice(self.peers), "compare", rumours=list(self.known))

    def on_compare(self, src: str, rumours: list[Any]) -> None:
        theirs = dict.fromkeys(rumours)
        lacking = [rumour for rumour in self.known if rumour not in theirs]
        self.learn(rumours)
        if lacking:
            self.send(src, "push", rumours=lacking)
