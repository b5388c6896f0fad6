"""Moments of a world in words: what is being handled, what comes next, what it changed.

For whoever stands outside: a debugger that steps, a watchdog that interrupts, a picture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

from quorate.simulator.agenda import BOOT, DELIVER, HEAL, RESTART, SERVED, STRIKE, TIMER
from quorate.simulator.members import Resident

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from quorate.node import NodeRuntime
    from quorate.simulator.agenda import QueuedEvent
    from quorate.simulator.members import Member


class Handling(NamedTuple):
    """What happens at a moment: where, by which method, and why.

    `node` is None where the world itself acts; `handler` is a method's name where a node does.
    """

    node: str | None
    handler: str
    event: str
    t_us: int

    def __str__(self) -> str:  # type: ignore[explicit-override]
        at = f"at {self.t_us / 1_000_000:.6f} s, {self.event}"
        return f"{self.node} in {self.handler} {at}" if self.node else at


class StateChange(NamedTuple):
    """Attributes of a node that an event changed; None stands for one that went.

    `record` is the place in the trace of the last record that belongs to the event, -1 without a
    trace.
    """

    record: int
    node: str
    changed: Mapping[str, Any]


def handling_of(event: QueuedEvent) -> Handling:
    """Say what an event of the queue is."""
    t_us, _, _, code, target, what, more = event
    if code == DELIVER:
        return _message(t_us, target.dest.id, target.source.id, what, more)
    if code == SERVED:
        source, body, mid = what.request
        return _message(t_us, target.node_id, source, body, mid)
    if code == TIMER:
        return Handling(target.id, str(more), f"timer {more}", t_us)
    if code in (BOOT, RESTART):
        text = "first start" if code == BOOT else "restart after an error"
        return Handling(target.id, "start", text, t_us)
    if code in (STRIKE, HEAL):
        verb = "begins" if code == STRIKE else "ends"
        # A fault that ends may start nodes again, and these have only start() to fail in.
        return Handling(None, "start", f"fault {target.id} ({target.kind}) {verb}", t_us)
    return Handling(target.id, "its work", "what had to wait", t_us)


def _message(t_us: int, node: str, source: str, body: dict[str, Any], mid: int) -> Handling:
    kind = body["type"]
    if "in_reply_to" in body:
        return Handling(
            node, "the code that awaits it", f"answer {kind} #{mid} from {source}", t_us
        )
    return Handling(node, f"on_{kind}", f"message {kind} #{mid} from {source}", t_us)


def upcoming(heap: Iterable[QueuedEvent], horizon_us: int) -> list[QueuedEvent]:
    """The events that will happen, in their order."""
    really = (queued_for(event) for event in heap)
    return sorted(event for event in really if event is not None and event[0] < horizon_us)


def queued_for(event: QueuedEvent) -> QueuedEvent | None:
    """What comes of a queued event: itself, a timer that was put off, or nothing any more."""
    if event[3] != TIMER:
        return event
    member, timer_id = event[4], event[5]
    if timer_id not in member.timers:
        return None
    return cast("QueuedEvent", member.put_offs.get(timer_id, event))


class StateLog:
    """Looks at nodes after each event and keeps what has changed."""

    def __init__(self, runtimes: Mapping[str, NodeRuntime]) -> None:
        self.changes: list[StateChange] = []
        self._runtimes = runtimes
        self._known: dict[str, dict[str, Any]] = {node: {} for node in runtimes}

    def look(self, node: str | None, record: int) -> None:
        """Look at this node, or at all where a fault may have touched any."""
        for name in self._runtimes if node is None else [node]:
            if name not in self._runtimes:
                continue  # a client
            known, seen = self._known[name], self._runtimes[name].inspect()
            changed = {
                key: value for key, value in seen.items() if key not in known or known[key] != value
            }
            changed.update(dict.fromkeys(key for key in known if key not in seen))
            if changed:
                self.changes.append(StateChange(record, name, changed))
                self._known[name] = seen


def runtimes_of(members: Mapping[str, Member]) -> dict[str, NodeRuntime]:
    """The nodes of this process, by their ids."""
    return {
        name: member.runtime for name, member in members.items() if isinstance(member, Resident)
    }
