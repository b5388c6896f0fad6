"""The queue of a world with its clock: what every event and every member changes."""

from __future__ import annotations

from heapq import heapify, heappush
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

DELIVER, TIMER, STRIKE, HEAL, BOOT, RESTART, SERVED, SLOWED, SYNCED = range(9)
"""What an event is. With the rest of its slots:

(…, DELIVER, link, body, mid)   (…, TIMER, member, timer_id, name)   (…, STRIKE or HEAL, fault)
(…, BOOT, member)               (…, RESTART, member, boot)
(…, SERVED, service, job, token)
(…, SLOWED, member, token)      (…, SYNCED, member, sync)
"""

QueuedEvent = tuple[Any, ...]
"""(t_us, rank, seq, code, …), seven slots: seq is unique, so a comparison never gets further."""


class Agenda:
    """Everything that is still to happen, the present moment, and the counters of the hot path."""

    __slots__ = ("delivered", "event", "heap", "now_us", "room", "sent", "seq", "tie", "timers")

    def __init__(self, tie: Callable[[], float] | None) -> None:
        self.heap: list[QueuedEvent] = []
        self.now_us = 0
        self.event: QueuedEvent | None = None  # the one that happens now
        self.seq = 0
        self.tie = tie  # draws the rank of what happens in the same microsecond
        self.room = 0  # how many events may wait; -1 when the run is to end
        self.sent = 0
        self.delivered = 0
        self.timers = 0

    def retime(self, member: object, due_us: Callable[[int], int | None]) -> None:
        """Queue the timers of a member anew, by their ids; a time of None keeps what was."""
        for place, event in enumerate(self.heap):
            if event[3] == TIMER and event[4] is member:
                t_us = due_us(event[5])
                if t_us is not None:
                    self.heap[place] = (t_us, *event[1:])
        heapify(self.heap)

    def push(
        self, t_us: int, code: int, target: object, what: object = None, more: object = None
    ) -> None:
        """Let something happen at this time; only messages and timers change places at random."""
        self.seq += 1
        rank = self.tie() if self.tie is not None and code in (DELIVER, TIMER) else 0
        heappush(self.heap, (t_us, rank, self.seq, code, target, what, more))
