"""One node or client that can be led to any of its local states by its own events.

Nothing is copied: a state is reached again by handing the same events to a new object, through the
same port as in a run. So handlers may be coroutines, and a handler that does not repeat itself is
found out.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from quorate.node import BudgetExceeded, DiskImage, NodeIdentity, NodeRandom, NodeRuntime
from quorate.node.incarnation import IDS_PER_BOOT
from quorate.node.reports import source_files
from quorate.simulator.clients import ClientPort
from quorate.simulator.errors import NotExplorableError
from quorate.simulator.exhaustive.values import StateWriter, UnwritableError, attributes_of, plain
from quorate.simulator.settings import ClientOperation, ClientPlan

if TYPE_CHECKING:
    from quorate.node import Node, NodeFactory, Output
    from quorate.simulator.exhaustive.system import Draws, System

NOW_US = 0
"""Time stands still: any pending timer may fire at any moment, however long it was set for."""

BEGIN, GIVE_UP = "next operation", "client timeout"
"""The two timers of a client, by the names it gives them."""


class Snapshot(NamedTuple):
    """A local state: `text` is None where only the events that led to it say what it is."""

    text: str | None
    timers: tuple[tuple[str, str], ...]  # (what tells it from others, its name)
    attributes: dict[str, Any] | None
    disk: dict[str, Any] | None
    boot: int
    awaited: tuple[int, ...]  # the calls that wait for a reply
    last_id: int  # no later call has this number or a lower one


class Runner(Protocol):
    """What can be led from state to state."""

    def start(self, boot: int, disk: dict[str, Any] | None) -> list[Output]:
        """Begin a life."""

    def lie_down(self, boot: int, disk: dict[str, Any] | None) -> None:
        """Be down after so many lives, with this disk."""

    def crash(self) -> None:
        """End the life."""

    def take(self, source: str, body: dict[str, Any]) -> list[Output]:
        """A message arrives."""

    def fire(self, timer: str) -> list[Output]:
        """One of the pending timers fires."""

    def snapshot(self) -> Snapshot:
        """The state it is in."""

    def close(self) -> None:
        """Let go of everything."""


class NodeRunner:
    """A node behind its runtime, with its disk and its pending timers."""

    def __init__(self, node_id: str, system: System) -> None:
        self.node: Any = None
        self._id = node_id
        self._factory: NodeFactory = system.nodes[node_id]
        peers = tuple(other for other in system.nodes if other != node_id)
        identity = NodeIdentity(node_id, peers, topology=system.topology)
        files = system.files or source_files(type(self._factory()))
        self._runtime = NodeRuntime(self._make, identity, limits=system.limits, files=files)
        self._draws: Draws = system.draws
        self._image = DiskImage()
        self._timers: dict[int, str] = {}
        self._boot = -1
        self._up = False
        self._called = False

    def start(self, boot: int, disk: dict[str, Any] | None) -> list[Output]:
        """Begin a life."""
        self.lie_down(boot, disk)
        self._up = True
        return self._deliver(("start", boot, self._image.to_json()))

    def lie_down(self, boot: int, disk: dict[str, Any] | None) -> None:
        """Be down after so many lives, with this disk."""
        self._boot = boot
        self._image = DiskImage() if disk is None else DiskImage.from_json(disk)
        self._timers, self._up, self._called = {}, False, False

    def crash(self) -> None:
        """End the life; the disk stays.

        A life in which nobody was called left no message behind that names it: the next life has
        its number, so that states which differ only in it are one.
        """
        self._runtime.deliver(NOW_US, ("stop",))
        self._boot -= not self._called
        self._timers, self._up = {}, False

    def take(self, source: str, body: dict[str, Any]) -> list[Output]:
        """A message arrives."""
        return self._deliver(("message", source, body))

    def fire(self, timer: str) -> list[Output]:
        """One of the pending timers fires."""
        named = dict(zip(self._timer_texts(), self._timers, strict=True))
        timer_id = named[timer]
        del self._timers[timer_id]
        return self._deliver(("timer", timer_id))

    def snapshot(self) -> Snapshot:
        """The state it is in."""
        disk = self._image.to_json()
        if not self._up:
            last_id = (self._boot + 1) * IDS_PER_BOOT
            down = f"down {self._boot} {json.dumps(disk)}"
            return Snapshot(down, (), None, disk, self._boot, (), last_id)
        texts = self._timer_texts()
        timers = tuple(sorted(zip(texts, self._timers.values(), strict=True)))
        attributes = plain(attributes_of(self.node))
        life, text = self.node._incarnation, self._text(disk, texts)
        awaited, last_id = life.unanswered()
        return Snapshot(text, timers, attributes, disk, self._boot, awaited, last_id)

    def close(self) -> None:
        """Let go of everything."""
        self._runtime.close()

    def _text(self, disk: dict[str, Any], timers: list[str]) -> str | None:
        life = self.node._incarnation
        if life.coroutines() or life.unanswered()[0]:
            return None
        armed = [number for _, number in sorted(zip(timers, self._timers, strict=True))]
        places = {number: str(place) for place, number in enumerate(armed)}
        try:
            # One writer for both: an object in an attribute and in a timer's call is one object.
            writer = StateWriter(self.node, lambda number: places.get(number, "over"))
            attributes = writer.attributes()
            pending = [life.timers[number] for number in armed]
            calls = [writer.call(timer.method, timer.args) for timer in pending]
        except UnwritableError:
            return None
        # Once a call was made, the next message id is part of what the node will do.
        ids = life.unanswered()[1] if self._called else None
        return f"up {self._boot} {ids} {json.dumps(disk)} {sorted(timers)} {attributes} {calls}"

    def _timer_texts(self) -> list[str]:
        """What tells each pending timer from the others: its key or name, and its call, or its
        number where that cannot be written.

        Equal ones are counted: a handler may hold one of them, so it matters which of them fires.
        """
        pending = self.node._incarnation.timers
        texts: list[str] = []
        for number, (timer_id, name) in enumerate(self._timers.items()):
            timer = pending[timer_id]
            known_as = name if timer.key is None else json.dumps(timer.key)
            try:
                call = StateWriter(self.node, self._timer_name).call(timer.method, timer.args)
                text = f"{known_as} {call}"
            except UnwritableError:
                text = f"{known_as} #{number}"
            texts.append(text)
        return [text + " again" * texts[:place].count(text) for place, text in enumerate(texts)]

    def _timer_name(self, timer_id: int) -> str:
        return self._timers.get(timer_id, "over")

    def _deliver(self, event: tuple[Any, ...]) -> list[Output]:
        outputs = self._runtime.deliver(NOW_US, event)
        for output in outputs:
            match output[0]:
                case "timer":
                    self._timers[output[1]] = output[3]
                case "cancel":
                    self._timers.pop(output[1], None)
                case "disk":
                    self._image.apply(*output[1:])
                case "send":
                    self._called = self._called or self._is_call(output[2])
                case "budget":
                    raise NotExplorableError(f"{self._id}: {output[3]}")
        return outputs

    def _is_call(self, body: dict[str, Any]) -> bool:
        msg_id = body.get("msg_id")
        return msg_id.__class__ is int and msg_id // IDS_PER_BOOT == self._boot

    def _make(self) -> Node:
        node = self._factory()
        node.__class__ = _timeless(type(node), self._draws)
        self.node = node
        return node


class ClientRunner:
    """A client behind its port: each operation begins when its first timer is let fire."""

    def __init__(self, plan: ClientPlan, index: int, count: int) -> None:
        steps = [ClientOperation(*step)._replace(at_us=NOW_US + 1) for step in plan.operations]
        self._plan = ClientPlan(plan.id, tuple(steps), plan.timeout_us)
        self._index = index
        self._count = count
        self._timers: dict[str, int] = {}
        self._port = ClientPort(self._plan, index, count)

    def start(self, boot: int, disk: dict[str, Any] | None) -> list[Output]:
        """Begin its only life."""
        self.lie_down(boot, disk)
        return self._deliver(("start", boot, None))

    def lie_down(self, boot: int, disk: dict[str, Any] | None) -> None:
        """Have done nothing yet."""
        assert boot <= 0, "a client never crashes"
        assert disk is None, "a client has no disk"
        self._timers = {}
        self._port = ClientPort(self._plan, self._index, self._count)

    def crash(self) -> None:
        """Nobody asks for it."""
        raise AssertionError("a client never crashes")

    def take(self, source: str, body: dict[str, Any]) -> list[Output]:
        """A reply arrives."""
        return self._deliver(("message", source, body))

    def fire(self, timer: str) -> list[Output]:
        """Begin the next operation, or give up waiting."""
        return self._deliver(("timer", self._timers.pop(timer)))

    def snapshot(self) -> Snapshot:
        """The state it is in: a client is where it is in its list, and under which process."""
        place = self._port.place()
        text = f"{place} {sorted(self._timers)}"
        names = tuple((name, name) for name in sorted(self._timers))
        awaited = (place[2],) if GIVE_UP in self._timers else ()
        return Snapshot(text, names, None, None, 0, awaited, place[2])

    def close(self) -> None:
        """Nothing to let go of."""

    def _deliver(self, event: tuple[Any, ...]) -> list[Output]:
        outputs = self._port.deliver(NOW_US, event)
        for output in outputs:
            if output[0] == "timer":
                self._timers[output[3]] = output[1]
            elif output[0] == "cancel":
                self._timers.pop(GIVE_UP, None)
        return outputs


def new_runner(system: System, member: int) -> Runner:
    """The member with this number: nodes first, then clients."""
    if member < len(system.nodes):
        return NodeRunner(tuple(system.nodes)[member], system)
    index = member - len(system.nodes)
    return ClientRunner(system.clients[index], index, len(system.clients))


class _LeastRandom(NodeRandom):
    """Gives the smallest number each time."""

    def random(self) -> float:  # type: ignore[explicit-override]
        return 0.0


_TIMELESS: dict[tuple[type, Draws], type] = {}


def _timeless(cls: type, draws: Draws) -> type:
    """The class with its clocks refused, and its random numbers too or always the least."""
    if (cls, draws) not in _TIMELESS:
        least = _LeastRandom("")
        hidden = {
            "__module__": cls.__module__,
            "__qualname__": cls.__qualname__,
            "__doc__": cls.__doc__,
            "now": lambda _: _refuse("now()"),
            "monotonic": lambda _: _refuse("monotonic()"),
            "random": property(lambda _: least if draws == "least" else _refuse("random")),
        }
        _TIMELESS[cls, draws] = type(cls.__name__, (cls,), hidden)
    return _TIMELESS[cls, draws]


def _refuse(what: str) -> None:
    remedy = (
        "here every timer may fire at any moment, so no clock is right: decide by a timer"
        if what != "random"
        else "one draw would stand for all; if it decides nothing but a delay, set draws to least"
    )
    raise BudgetExceeded(
        "exhaustive mode", 0, f"a handler used self.{what}, which cannot be explored; {remedy}"
    )
