"""What waits for a node that is paused or slow, and when it is let in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from quorate.simulator.agenda import SLOWED

if TYPE_CHECKING:
    from quorate.simulator.agenda import Agenda, QueuedEvent
    from quorate.simulator.members import Member


class Opened(Protocol):
    """What is needed of the world."""

    agenda: Agenda

    def happen_again(self, event: QueuedEvent) -> None:
        """Let an event that waited happen now."""


class Waits:
    """The queues before nodes that are paused or slow; both are `deaf`, so that all others are fast.

    A slow node works on one event after the other, each of which takes the same time before it
    happens. A pause breaks the work off; it begins anew with the resume.
    """

    def __init__(self, world: Opened) -> None:
        self._world = world

    def wait(self, member: Member, event: QueuedEvent) -> None:
        """Let an event wait for a member that runs and is deaf."""
        member.waiting.append(event)
        if not member.serving:
            self._begin(member)

    def freeze(self, member: Member) -> None:
        """The member is paused."""
        member.deaf = True
        member.serving = 0
        if member.service is not None:
            member.service.freeze()

    def thaw(self, member: Member) -> None:
        """The member is no longer paused: it goes on, at once or slowly."""
        if member.service is not None:
            member.service.thaw()
        if member.slow_us:
            self._begin(member)
        else:
            self._let_all_in(member)

    def slow(self, member: Member, more_us: int) -> None:
        """Each event takes so much longer from now on, or less if it is below 0.

        A member with a station is slow there: each of its services takes longer.
        """
        if member.service is not None:
            member.service.slow_down(more_us)
            return
        member.slow_us += more_us
        if not member.running or member.paused_by:
            return
        if member.slow_us:
            member.deaf = True
        else:
            member.serving = 0
            self._let_all_in(member)

    def served(self, event: QueuedEvent) -> None:
        """A slow member has worked on its first event: it happens now."""
        member, token = event[4], event[5]
        if member.serving != token:
            return  # the work was broken off
        member.serving = 0
        member.deaf = False
        self._world.happen_again(member.waiting.pop(0))
        if member.running:
            member.deaf = True
            self._begin(member)

    def _begin(self, member: Member) -> None:
        if member.waiting and member.slow_us and not member.paused_by:
            agenda = self._world.agenda
            member.serving = agenda.seq + 1
            agenda.push(agenda.now_us + member.slow_us, SLOWED, member, member.serving)

    def _let_all_in(self, member: Member) -> None:
        """What waited may crash the node; the rest is then dropped as it would be on arrival."""
        member.deaf = False
        waiting, member.waiting = member.waiting, []
        for event in waiting:
            self._world.happen_again(event)
