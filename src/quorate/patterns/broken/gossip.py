"""Broken siblings of gossip: rumours that some never hear."""

from __future__ import annotations

from quorate.patterns.gossip import Gossip


class PushesOnce(Gossip):
    """Without anti-entropy: whoever a rumour misses is missed for ever."""

    def compare(self) -> None:
        pass


class ForgetsAtCrash(Gossip):
    """Acknowledges what it holds in memory only: a crash before the others have it loses it."""

    def start(self) -> None:
        super().start()
        self.known = {}


BROKEN = {"forgets-at-crash": ForgetsAtCrash, "pushes-once": PushesOnce}
