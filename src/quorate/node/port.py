"""The world-neutral port of a node: events go in, outputs come out, all of it JSON data.

One protocol for every world: a jailed process speaks it over a pipe, the arena over standard
input, and the simulator to any member that is not in its own process.

Events
    ("start", boot, disk)            begin as incarnation number `boot` with this disk content
    ("message", source, body)        a message has arrived
    ("timer", timer_id)              a timer is due
    ("synced", number)               the sync with this number is done
    ("disk", effects)                from now on the disk fails by these chances; see Disk.disturb
    ("clock", step_us)               from now on the wall clock shows so much more than monotonic
    ("points", names)                from now on `maybe` is true for these names and no others
    ("stop",)                        the node crashes now; nothing of it runs again

Outputs, in the order in which the node made them
    ("send", dest, body)
    ("timer", timer_id, at_us, name) wake me at this time; name is for the trace
    ("cancel", timer_id)
    ("disk", operation, place, …)    an operation that the disk has done
    ("sync", number)                 the node waits until all it wrote so far is kept
    ("log", text, fields)   ("observe", name, fields)   ("assert", kind, name, held)
    ("refused", code, text, type)    a message that no handler could take
    ("error", report)                the node crashed by its own error; report is JSON data
    ("budget", name, limit, text)    a limit was hit; the run cannot go on

In one process the lists between the two would cost more than what they carry: a third of an event's
time. There a node's life calls its `Host` directly, and the host does at once what an output would
have asked for. `Outbox` is the host that turns the calls back into outputs, so both ways are one.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol

from quorate.node.topology import Topology

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quorate.node.station import Station

NodeEvent = tuple[Any, ...]
Output = tuple[Any, ...]


class NodePort(Protocol):
    """Whatever answers events for one node."""

    def deliver(self, now_us: int, event: NodeEvent) -> list[Output]:
        """Let the node handle one event; no virtual time passes meanwhile."""

    def close(self) -> None:
        """The run is over: let go of everything."""


class Host(Protocol):
    """What a node's life calls while it handles an event; times are those of the node's clock."""

    @property
    def station(self) -> Station:
        """The station in front of the node."""

    @property
    def hears_cancels(self) -> bool:
        """Whether `cancel_timer` is to be called; a host that looks into `timers` need not."""

    def send(self, dest: str, body: dict[str, Any]) -> None:
        """Carry a message; the body is the host's from now on."""

    def set_timer(self, timer_id: int, at_us: int, name: str) -> None:
        """Wake the life at this time by this id."""

    def put_off(self, timer_id: int, at_us: int, name: str) -> bool:
        """Wake the life by this id at this later time instead; False to have it set anew."""

    def cancel_timer(self, timer_id: int) -> None:
        """This timer need not wake anybody any more."""

    def put_out(self, output: Output) -> None:
        """Take any other output of the port."""

    def maybe(self, name: str) -> bool:
        """Whether the fault plan has turned this point of the code on."""


@dataclass(frozen=True, slots=True)
class NodeIdentity:
    """Who a node is and what it may know of the cluster from the start."""

    id: str
    peers: tuple[str, ...] = ()
    _: KW_ONLY
    topology: Topology = field(default_factory=Topology)
    seed: str = "0"

    @property
    def labels(self) -> Mapping[str, str]:
        """The labels of the machine with this node's id, or none."""
        for machine in self.topology.machines:
            if machine.id == self.id:
                return machine.labels
        return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class NodeLimits:
    """What one node may do; hitting one ends the run by the name of the limit."""

    messages_per_event: int = 1_000
    actions_per_event: int = 10_000
    body_bytes: int = 1_000_000
    pending_timers: int = 10_000
    tasks: int = 1_000
    log_records: int = 1_000
    log_text: int = 500
