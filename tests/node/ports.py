"""A started node behind its port, with a clock; closed again after the test."""

from __future__ import annotations

from typing import Any

from quorate.node import Machine, Node, NodeIdentity, NodeLimits, NodeRuntime, Topology

CLIENT = "c1"
OPEN_RUNTIMES: list[NodeRuntime] = []


class Port:
    """A started node and a clock for it."""

    def __init__(self, cls: type[Node], **limits: int) -> None:
        topology = Topology((Machine("a", {"rack": "r1"}),))
        identity = NodeIdentity("a", ("b", "c"), topology=topology, seed="w/1/node/a")
        self.runtime = NodeRuntime(cls, identity, limits=NodeLimits(**limits))
        OPEN_RUNTIMES.append(self.runtime)
        self.now_us = 0
        self.started = self.runtime.deliver(0, ("start", 0, None))

    def message(self, message_type: str, **body: Any) -> list[tuple[Any, ...]]:
        return self.deliver(("message", CLIENT, {"type": message_type, **body}))

    def request(self, message_type: str, **body: Any) -> list[tuple[Any, ...]]:
        return self.message(message_type, msg_id=7, **body)

    def deliver(self, event: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        self.now_us += 10
        return self.runtime.deliver(self.now_us, event)


def reply(message_type: str, **body: Any) -> tuple[Any, ...]:
    return ("send", CLIENT, {"type": message_type, **body, "in_reply_to": 7})


def error_of(outputs: list[tuple[Any, ...]]) -> dict[str, Any]:
    kind, report = outputs[-1]
    assert "error" == kind
    return report
