"""Applies the fault plan: what begins and ends when a fault strikes and heals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from quorate.simulator.disks import SimulatedDisk
from quorate.simulator.members import ClockedResident

if TYPE_CHECKING:
    from collections.abc import Callable

    from quorate.faults import Fault
    from quorate.simulator.agenda import Agenda
    from quorate.simulator.members import Link, Member
    from quorate.simulator.network import Network
    from quorate.simulator.recorder import Recorder
    from quorate.simulator.waits import Waits

QueuedEvent = tuple[Any, ...]

OUTSIDE = -1
"""What keeps a node down that is not a member: no fault has this id."""


class Struck(Protocol):
    """What a strike needs of the world."""

    agenda: Agenda
    members: dict[str, Member]
    network: Network
    recorder: Recorder
    waits: Waits

    @property
    def now_us(self) -> int:
        """The present moment."""

    def start(self, member: Member) -> None:
        """Let a member begin its next life."""

    def stop(self, member: Member) -> None:
        """End a member's life."""

    def happen_again(self, event: QueuedEvent) -> None:
        """Let an event that was held or that waited happen now."""

    def drop(
        self, link: Link, body: dict[str, Any], mid: int, why: str, *, fault: int | None = None
    ) -> None:
        """A message is lost, for a reason."""


class Strikes:
    """The active faults of one world.

    Faults may overlap: a node is down while any crash holds it down, a link is cut while any
    partition cuts it. A machine in the plan on which no node runs is struck without effect.
    """

    def __init__(self, world: Struck) -> None:
        self._world = world
        self._held: dict[int, list[QueuedEvent]] = {}
        self.struck: dict[int, Fault] = {}
        """The faults that have begun, with the targets they found."""
        self._begin: dict[str, Callable[[Fault], None]] = {
            "crash": self._each(self._crash),
            "partition": world.network.cut,
            "pause": self._each(self._pause),
            "link": world.network.disturb,
            "slow": self._each(self._slow),
            "clock": self._each(self._strike_clock),
            "disk": self._each(self._strike_disk),
            "membership": self._each(self._change),
            "message": world.network.begin_pick,
            "maybe": self._each(self._turn_on),
        }
        self._end: dict[str, Callable[[Fault], None]] = {
            "crash": self._each(self._release_crashed),
            "partition": self._mend,
            "pause": self._each(self._resume),
            "link": world.network.calm,
            "slow": self._each(self._speed_up),
            "clock": self._each(self._heal_clock),
            "disk": self._each(self._heal_disk),
            "membership": self._each(self._change_back),
            "message": self._let_go,
            "maybe": self._each(self._turn_off),
        }

    def strike(self, event: QueuedEvent) -> None:
        """A fault begins."""
        fault = self._resolve(event[4])
        self.struck[fault.id] = fault
        self._note("fault", fault)
        self._begin[fault.kind](fault)

    def heal(self, event: QueuedEvent) -> None:
        """A fault ends, for whom it struck."""
        fault = self.struck[event[4].id]
        self._note("heal", fault)
        self._end[fault.kind](fault)

    def stops(self, event: QueuedEvent) -> bool:
        """A message meets what is in the way on its link: whether it is lost or held there.

        This decides at delivery: what is under way when a cut begins is caught, too.
        """
        link, body, mid = event[4], event[5], event[6]
        holding = []
        for fault in link.cuts.values():
            if fault.kind == "message" and link.picked.get(mid) is not fault:
                continue
            if "drop" in (fault.params.get("mode"), fault.params.get("action")):
                self._world.drop(link, body, mid, fault.kind, fault=fault.id)
                return True
            holding.append(fault)
        if holding:
            self._hold(holding[0], event)
        return bool(holding)

    def restart(self, member: Member, about: dict[str, Any]) -> None:
        """Start a member again."""
        self._world.recorder.counters["restarts"] += 1
        self._note_member("restart", member, about)
        self._world.start(member)

    def _resolve(self, fault: Fault) -> Fault:
        """Find out whom a fault strikes that names no node but an observation."""
        if fault.nodes_from is None:
            return fault
        nodes = [member.id for member in self._world.members.values() if member.is_node]
        return fault.resolved(self._last_to_observe(fault.nodes_from), nodes)

    def _last_to_observe(self, name: str) -> list[str]:
        """The one node, if there is one, that said so last in a life it still lives."""
        for seen in reversed(self._world.recorder.observations):
            member = self._world.members[seen.node]
            if seen.name == name and member.running and member.since_us <= seen.t_us:
                return [seen.node]
        return []

    def _each(self, act: Callable[[Member, Fault], None]) -> Callable[[Fault], None]:
        """For each node that a fault names; a code point without nodes is meant for all."""

        def act_on_each(fault: Fault) -> None:
            members = self._world.members
            named = fault.nodes if "nodes" in fault.params else tuple(members)
            for node in named:
                if node in members and members[node].is_node:
                    act(members[node], fault)

        return act_on_each

    # Crashes, pauses, slow nodes, members.

    def _crash(self, member: Member, fault: Fault) -> None:
        world = self._world
        member.down_by[fault.id] = None
        if not member.running:
            member.image.crash(fault.params["disk"])
            return
        world.stop(member)
        world.recorder.counters["crashes"] += 1
        about = {"fault": fault.id, "disk": fault.params["disk"]}
        if "cause" in fault.params:
            about["cause"] = fault.params["cause"]
        about |= member.image.crash(fault.params["disk"])
        self._note_member("crash", member, about)

    def _release_crashed(self, member: Member, fault: Fault) -> None:
        member.down_by.pop(fault.id, None)
        if not member.down_by and not member.running:
            self.restart(member, {"fault": fault.id})

    def _pause(self, member: Member, fault: Fault) -> None:
        if not member.running:
            return  # a process that does not run cannot be stopped, and starts unstopped
        if not member.paused_by:
            self._note_member("pause", member, {"fault": fault.id})
        member.paused_by[fault.id] = None
        self._world.waits.freeze(member)

    def _resume(self, member: Member, fault: Fault) -> None:
        if fault.id not in member.paused_by:
            return
        del member.paused_by[fault.id]
        if member.paused_by:
            return
        self._note_member("resume", member, {"fault": fault.id})
        self._world.waits.thaw(member)

    def _slow(self, member: Member, fault: Fault) -> None:
        self._world.waits.slow(member, fault.params["work_us"])

    def _speed_up(self, member: Member, fault: Fault) -> None:
        self._world.waits.slow(member, -fault.params["work_us"])

    def _change(self, member: Member, fault: Fault) -> None:
        """A node joins or leaves."""
        if fault.params["action"] == "add":
            self._join(member, fault)
        else:
            self._leave(member, fault)

    def _change_back(self, member: Member, fault: Fault) -> None:
        if fault.params["action"] == "add":
            self._leave(member, fault)
        else:
            self._join(member, fault)

    def _join(self, member: Member, fault: Fault) -> None:
        member.down_by.pop(OUTSIDE, None)
        self._note_member("join", member, {"fault": fault.id})
        if not member.down_by and not member.running:
            self._world.start(member)

    def _leave(self, member: Member, fault: Fault) -> None:
        member.down_by[OUTSIDE] = None
        if member.running:
            self._world.stop(member)
            member.image.crash("keep")
        self._note_member("leave", member, {"fault": fault.id})

    # Clocks, disks, code points.

    def _strike_clock(self, member: Member, fault: Fault) -> None:
        assert isinstance(member, ClockedResident), f"{member.id} has no clock of its own"
        member.clock.strike(fault, self._world.now_us)
        self._set_clock(member, fault)

    def _heal_clock(self, member: Member, fault: Fault) -> None:
        assert isinstance(member, ClockedResident), f"{member.id} has no clock of its own"
        member.clock.heal(fault, self._world.now_us)
        self._set_clock(member, fault)

    def _set_clock(self, member: ClockedResident, fault: Fault) -> None:
        member.set_clock()
        about = {"fault": fault.id, "step": member.clock.step_us, "ppm": member.clock.ppm}
        self._note_member("clock", member, about)

    def _strike_disk(self, member: Member, fault: Fault) -> None:
        assert isinstance(member.image, SimulatedDisk), f"{member.id} has a disk without faults"
        member.image.strike(fault)
        self._tell_disk(member)

    def _heal_disk(self, member: Member, fault: Fault) -> None:
        assert isinstance(member.image, SimulatedDisk), f"{member.id} has a disk without faults"
        member.image.heal(fault)
        self._tell_disk(member)

    def _tell_disk(self, member: Member) -> None:
        if member.running:
            member.tell(("disk", member.image.effects))

    def _turn_on(self, member: Member, fault: Fault) -> None:
        name = fault.params["name"]
        member.points[name] = member.points.get(name, 0) + 1
        member.tell(("points", sorted(member.points)))

    def _turn_off(self, member: Member, fault: Fault) -> None:
        name = fault.params["name"]
        member.points[name] -= 1
        if not member.points[name]:
            del member.points[name]
        member.tell(("points", sorted(member.points)))

    # Messages that are held.

    def _hold(self, fault: Fault, event: QueuedEvent) -> None:
        """Keep a message until this fault ends."""
        self._held.setdefault(fault.id, []).append(event)
        self._world.recorder.counters["held"] += 1
        self._note_message("hold", event, fault)

    def _mend(self, fault: Fault) -> None:
        self._world.network.uncut(fault)
        self._release_held(fault)

    def _let_go(self, fault: Fault) -> None:
        self._world.network.end_pick(fault)
        self._release_held(fault)

    def _release_held(self, fault: Fault) -> None:
        for event in self._held.pop(fault.id, []):
            self._note_message("release", event, fault)
            self._world.happen_again(event)

    # Records.

    def _note(self, kind: str, fault: Fault) -> None:
        world = self._world
        about = {"fault": fault.id, "at": fault.at_us, "until": fault.until_us, **fault.params}
        world.recorder.note(world.now_us, kind, None, None, fault.kind, about, None)

    def _note_member(self, kind: str, member: Member, about: dict[str, Any]) -> None:
        world = self._world
        world.recorder.note(world.now_us, kind, member.id, None, None, about, None)

    def _note_message(self, kind: str, event: QueuedEvent, fault: Fault) -> None:
        link, body, mid = event[4], event[5], event[6]
        world, about = self._world, {"fault": fault.id}
        world.recorder.note(
            world.now_us, kind, link.dest.id, link.source.id, body["type"], about, mid
        )
