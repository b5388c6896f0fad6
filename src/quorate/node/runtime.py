"""The runtime: one node object behind the world-neutral port, started again after every crash."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from quorate.node.api import Node
from quorate.node.disk import DiskImage
from quorate.node.errors import BudgetExceeded, HandlerError
from quorate.node.incarnation import Incarnation
from quorate.node.outbox import Outbox
from quorate.node.port import Host, NodeEvent, NodeIdentity, NodeLimits, Output
from quorate.node.reports import report_error, source_files
from quorate.node.surroundings import Surroundings

NodeFactory = Callable[[], Node]


class NodeRuntime:
    """One node, life after life.

    With a host in the same process, `start` and `stop` are called and each life takes its events
    itself (`life.take_message`). Without one, `deliver` is the port: one event in, outputs out.
    """

    __slots__ = ("_around", "_dead", "_factory", "_files", "_life", "_outbox", "_step_us")

    def __init__(  # noqa: PLR0913
        self,
        factory: NodeFactory,
        identity: NodeIdentity,
        *,
        limits: NodeLimits | None = None,
        files: Sequence[str] = (),
        host: Host | None = None,
        copy_bodies: bool = True,
    ) -> None:
        self._factory = factory
        self._files = tuple(files)
        self._outbox = Outbox()
        self._around = Surroundings(
            identity, limits or NodeLimits(), host or self._outbox, self._crashed, copy_bodies
        )
        self._step_us = 0
        self._life: Incarnation | None = None
        self._dead: list[Incarnation] = []

    @property
    def identity(self) -> NodeIdentity:
        """Who the node is."""
        return self._around.identity

    def start(self, now_us: int, boot: int, disk: dict[str, Any] | None) -> Incarnation:
        """Begin as incarnation number `boot`; the life that was is over."""
        self.stop()
        image = DiskImage() if disk is None else DiskImage.from_json(disk)
        self._life = life = Incarnation(self._around, boot, image)
        life.step_us = self._step_us
        life.take_in(now_us, self._new_node)
        return life

    def stop(self) -> None:
        """End the life, if there is one: nothing of it runs again."""
        if self._life is not None:
            self._life.active = False
            self._life.ready.clear()
            self._dead.append(self._life)
            self._life = None

    def deliver(self, now_us: int, event: NodeEvent) -> list[Output]:
        """Let the node handle one event and return its outputs, in their order."""
        kind, life = event[0], self._life
        outbox = self._outbox
        outputs = outbox.outputs = []
        if kind == "start":
            self.start(now_us, event[1], event[2])
        elif kind == "points":
            outbox.points = frozenset(event[1])
        elif kind == "clock":
            self._set_clock(event[1])
        elif life is None:
            pass  # a crashed node is deaf
        elif kind == "message":
            life.take_message(now_us, event[1], event[2])
        elif kind == "timer":
            life.take_timer(now_us, event[1])
        elif kind == "synced":
            life.take_sync(now_us, event[1])
        elif kind == "disk":
            life.disk.disturb(event[1])
        else:
            assert kind == "stop", f"unknown event {event!r}"
            self.stop()
        return outputs

    def close(self) -> None:
        """Close all coroutines; whatever their finally blocks try is refused."""
        self.stop()
        for life in self._dead:
            for coroutine in life.coroutines():
                with suppress(BaseException):  # nobody is left to be told
                    coroutine.close()
        self._dead = []

    def inspect(self) -> dict[str, Any]:
        """The node's own attributes as JSON data; nothing while it is down."""
        return {} if self._life is None else self._life.inspect()

    def _set_clock(self, step_us: int) -> None:
        """The wall clock shows so much more than the monotonic one, in this life and the next."""
        self._step_us = step_us
        if self._life is not None:
            self._life.step_us = step_us

    def _new_node(self) -> Node:
        node = self._factory()
        if not isinstance(node, Node):
            raise HandlerError(
                f"the factory of {self.identity.id} made {node!r:.80}; return an object of a "
                "Node subclass"
            )
        if not self._files:
            self._files = source_files(type(node))
        return node

    def _crashed(self, problem: BaseException) -> None:
        """The life ended by its own error or by a limit."""
        if isinstance(problem, KeyboardInterrupt):
            raise problem
        self.stop()
        host = self._around.host
        if isinstance(problem, BudgetExceeded):
            host.put_out(("budget", problem.name, problem.limit, problem.text))
        else:
            host.put_out(("error", report_error(problem, self._files)))
