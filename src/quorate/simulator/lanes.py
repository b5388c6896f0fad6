"""Lanes: what makes a message on a link wait or overtake: bandwidth, jitter, order, and picks.

A link has a lane only while it needs one; all other links draw a latency and nothing else.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from quorate.faults import Fault
    from quorate.simulator.distributions import Quantile

MILLION = 1_000_000


class Pick:
    """A fault that acts on the k-th message from its start on."""

    __slots__ = ("fault", "seen")

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        self.seen = 0


class Lane:
    """One directed link's queue for the wire, and the order in which it delivers."""

    __slots__ = ("_bytes_per_s", "_fifo", "_free_us", "_jitter", "_jitters_us", "_last_us", "picks")

    def __init__(self, *, fifo: bool, jitter: Quantile | None) -> None:
        self._fifo = fifo
        self._jitter = jitter
        self._bytes_per_s: int | None = None
        self._jitters_us: list[int] = []
        self._free_us = 0  # when the wire is free again
        self._last_us = -1  # when the last message so far arrives
        self.picks: list[Pick] = []

    def tune(self, bytes_per_s: int | None, jitters_us: list[int]) -> None:
        """The bandwidth from now on, and what link faults add to the latency at most."""
        self._bytes_per_s = bytes_per_s
        self._jitters_us = jitters_us

    def arrival_us(
        self, now_us: int, delay_us: int, body: dict[str, Any], random: Callable[[], float]
    ) -> int:
        """When a message arrives that is sent now and whose latency is this."""
        if self._bytes_per_s is not None:
            # The time on the wire is rounded up, so that no link is faster than it says.
            wire_us = -(-body_bytes(body) * MILLION // self._bytes_per_s)
            self._free_us = now_us = max(now_us, self._free_us) + wire_us
        at_us = now_us + delay_us
        if self._jitter is not None:
            at_us += self._jitter(random())
        for most_us in self._jitters_us:
            at_us += int(random() * (most_us + 1))
        if self._fifo:
            # Never the same microsecond: there a world with random ties could change the order.
            at_us = self._last_us = max(at_us, self._last_us + 1)
        return at_us

    def pick(self) -> list[Fault]:
        """One more message is sent: the faults that act on it."""
        for pick in self.picks:
            pick.seen += 1
        return [pick.fault for pick in self.picks if pick.seen == pick.fault.params["k"]]


def body_bytes(body: dict[str, Any]) -> int:
    """The size of a message on the wire: its body as JSON."""
    return len(json.dumps(body, separators=(",", ":")))
