"""Applies the fault plan: what begins and ends when a fault strikes and heals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from quorate.faults import Fault
    from quorate.simulator.members import Member
    from quorate.simulator.network import Network
    from quorate.simulator.recorder import Recorder

QueuedEvent = tuple[Any, ...]


class Struck(Protocol):
    """What a strike needs of the world."""

    members: dict[str, Member]
    network: Network
    recorder: Recorder

    @property
    def now_us(self) -> int:
        """The present moment."""

    def start(self, member: Member) -> None:
        """Let a member begin its next life."""

    def stop(self, member: Member) -> None:
        """End a member's life."""

    def happen_again(self, event: QueuedEvent) -> None:
        """Let an event that was held or that waited happen now."""


class Strikes:
    """The active faults of one world.

    Faults may overlap: a node is down while any crash holds it down, a link is cut while any
    partition cuts it. A machine in the plan on which no node runs is struck without effect.
    """

    def __init__(self, world: Struck) -> None:
        self._world = world
        self._held: dict[int, list[QueuedEvent]] = {}

    def strike(self, event: QueuedEvent) -> None:
        """A fault begins."""
        fault: Fault = event[4]
        self._note("fault", fault)
        match fault.kind:
            case "crash":
                for member in self._nodes(fault):
                    self._crash(member, fault)
            case "partition":
                self._world.network.cut(fault)
            case "pause":
                for member in self._nodes(fault):
                    self._pause(member, fault)
            case "link":
                self._world.network.disturb(fault)
            case "slow":
                self._slow_down(fault, fault.params["work_us"])

    def heal(self, event: QueuedEvent) -> None:
        """A fault ends."""
        fault: Fault = event[4]
        self._note("heal", fault)
        match fault.kind:
            case "crash":
                for member in self._nodes(fault):
                    self._release_crashed(member, fault)
            case "partition":
                self._world.network.uncut(fault)
                self._release_held(fault)
            case "pause":
                for member in self._nodes(fault):
                    self._resume(member, fault)
            case "link":
                self._world.network.calm(fault)
            case "slow":
                self._slow_down(fault, -fault.params["work_us"])

    def hold(self, fault: Fault, event: QueuedEvent) -> None:
        """Keep a message until this partition ends."""
        self._held.setdefault(fault.id, []).append(event)

    def restart(self, member: Member, about: dict[str, Any]) -> None:
        """Start a member again."""
        world = self._world
        world.recorder.counters["restarts"] += 1
        world.recorder.note(world.now_us, "restart", member.id, None, None, about, None)
        world.start(member)

    def _nodes(self, fault: Fault) -> list[Member]:
        members = self._world.members
        return [members[node] for node in fault.nodes if node in members and members[node].is_node]

    def _crash(self, member: Member, fault: Fault) -> None:
        world = self._world
        member.down_by[fault.id] = None
        if fault.params["disk"] == "wipe":
            member.image.wipe()
        if not member.running:
            return
        world.stop(member)
        world.recorder.counters["crashes"] += 1
        about = {"fault": fault.id, "disk": fault.params["disk"]}
        if "cause" in fault.params:
            about["cause"] = fault.params["cause"]
        world.recorder.note(world.now_us, "crash", member.id, None, None, about, None)

    def _release_crashed(self, member: Member, fault: Fault) -> None:
        member.down_by.pop(fault.id, None)
        if not member.down_by and not member.running:
            self.restart(member, {"fault": fault.id})

    def _pause(self, member: Member, fault: Fault) -> None:
        if not member.running:
            return  # a process that does not run cannot be stopped, and starts unstopped
        member.paused_by[fault.id] = None
        if not member.deaf:
            member.deaf = True
            if member.service is not None:
                member.service.freeze()
            self._note_member("pause", member, fault)

    def _resume(self, member: Member, fault: Fault) -> None:
        if fault.id not in member.paused_by:
            return
        del member.paused_by[fault.id]
        if member.paused_by:
            return
        member.deaf = False
        self._note_member("resume", member, fault)
        if member.service is not None:
            member.service.thaw()
        waiting, member.waiting = member.waiting, []
        for event in waiting:
            # What waited may crash the node; the rest is then dropped as it would be on arrival.
            self._world.happen_again(event)

    def _slow_down(self, fault: Fault, extra_us: int) -> None:
        for member in self._nodes(fault):
            if member.service is not None:
                member.service.slow_down(extra_us)

    def _release_held(self, fault: Fault) -> None:
        world = self._world
        for event in self._held.pop(fault.id, []):
            link, body, mid = event[4], event[5], event[6]
            world.recorder.note(
                world.now_us,
                "release",
                link.dest.id,
                link.source.id,
                body["type"],
                {"fault": fault.id},
                mid,
            )
            world.happen_again(event)

    def _note(self, kind: str, fault: Fault) -> None:
        world = self._world
        about = {"fault": fault.id, "at": fault.at_us, "until": fault.until_us, **fault.params}
        world.recorder.note(world.now_us, kind, None, None, fault.kind, about, None)

    def _note_member(self, kind: str, member: Member, fault: Fault) -> None:
        world = self._world
        world.recorder.note(world.now_us, kind, member.id, None, None, {"fault": fault.id}, None)
