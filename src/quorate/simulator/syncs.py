"""Syncs of simulated disks: how long each takes, and what it has done when it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from quorate.simulator.agenda import SYNCED
from quorate.simulator.disks import SimulatedDisk

if TYPE_CHECKING:
    from quorate.simulator.agenda import Agenda, QueuedEvent
    from quorate.simulator.members import Member
    from quorate.simulator.recorder import Recorder
    from quorate.simulator.waits import Waits


class Synced(Protocol):
    """What is needed of the world."""

    agenda: Agenda
    recorder: Recorder
    waits: Waits


class Syncs:
    """The syncs under way; a crash forgets them."""

    def __init__(self, world: Synced) -> None:
        self._world = world

    def begin(self, member: Member, number: int) -> None:
        """A node waits for its disk."""
        assert isinstance(member.image, SimulatedDisk), f"{member.id} syncs a disk that needs none"
        delay_us, written = member.image.begin_sync()
        agenda = self._world.agenda
        agenda.push(agenda.now_us + delay_us, SYNCED, member, (member.boot, number, written))

    def end(self, event: QueuedEvent) -> None:
        """A disk has done a sync, also while its node is paused; then the node is told."""
        member, (boot, number, written) = event[4], event[5]
        if member.boot != boot or not member.running:
            return
        member.image.end_sync(written)
        if member.deaf:
            self._world.waits.wait(member, event)
            return
        world = self._world
        world.recorder.note(world.agenda.now_us, "disk", member.id, None, "synced", [written], None)
        member.tell(("synced", number))
