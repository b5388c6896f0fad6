"""The runtime: one node object behind the world-neutral port, started again after every crash."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from quorate.node.api import Node
from quorate.node.disk import DiskImage
from quorate.node.errors import BudgetExceeded, HandlerError
from quorate.node.incarnation import Incarnation
from quorate.node.port import NodeEvent, NodeIdentity, NodeLimits, Output
from quorate.node.reports import report_error, source_files

NodeFactory = Callable[[], Node]


class NodeRuntime:
    """Answers events for one node: `deliver(now_us, event)` returns what the node does."""

    __slots__ = ("_dead", "_factory", "_files", "_life", "_limits", "identity")

    def __init__(
        self,
        factory: NodeFactory,
        identity: NodeIdentity,
        *,
        limits: NodeLimits | None = None,
        files: Sequence[str] = (),
    ) -> None:
        self.identity = identity
        self._factory = factory
        self._limits = limits or NodeLimits()
        self._files = tuple(files)
        self._life: Incarnation | None = None
        self._dead: list[Incarnation] = []

    def deliver(self, now_us: int, event: NodeEvent) -> list[Output]:
        """Let the node handle one event and return its outputs, in their order."""
        kind = event[0]
        if kind == "start":
            life = self._new_life(event[1], event[2])
        elif self._life is None:
            return []  # a crashed node is deaf
        else:
            life = self._life
        life.now_us = now_us
        life.active = True
        outputs: list[Output] = []
        life.outputs = outputs
        try:
            if kind == "message":
                life.take_message(event[1], event[2])
            elif kind == "timer":
                life.take_timer(event[1])
            elif kind == "start":
                life.take_in(self._new_node())
            else:
                assert kind == "stop", f"unknown event {event!r}"
                self._end_life()
            if life.ready:
                life.run_ready()
        except BudgetExceeded as hit:
            self._end_life()
            outputs.append(("budget", hit.name, hit.limit, hit.text))
        except KeyboardInterrupt:
            raise
        except BaseException as problem:  # a learner's code may raise anything
            self._end_life()
            outputs.append(("error", report_error(problem, self._files)))
        life.active = False
        return outputs

    def close(self) -> None:
        """Close all coroutines; whatever their finally blocks try is refused."""
        self._end_life()
        for life in self._dead:
            for coroutine in life.coroutines():
                with suppress(BaseException):  # nobody is left to be told
                    coroutine.close()
        self._dead = []

    def _new_life(self, boot: int, disk: dict[str, Any] | None) -> Incarnation:
        self._end_life()
        image = DiskImage() if disk is None else DiskImage.from_json(disk)
        life = Incarnation(self.identity, self._limits, boot, image)
        self._life = life
        return life

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

    def _end_life(self) -> None:
        if self._life is not None:
            self._life.active = False
            self._life.ready.clear()
            self._dead.append(self._life)
            self._life = None
