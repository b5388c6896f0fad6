"""Nodes small enough to be explored, right and wrong, and systems made of them."""

# ruff: noqa: ARG002 - nodes are written here as learners write them
from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quorate.checkers import check_register
from quorate.node import Node, Timeout, ms
from quorate.simulator import ClientOperation, ClientPlan
from quorate.simulator.exhaustive import System

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES = ("n1", "n2", "n3")


class Chain(Node):
    """The first node copies a write to the others and answers when all have it."""

    def start(self) -> None:
        self.value = self.disk.get("kept", "value")
        self.waiting: dict[str, list[Any]] = {}
        self.count = self.disk.get("kept", "count", 0)

    def on_write(self, msg: dict[str, Any]) -> None:
        body = msg["body"]
        self.count += 1
        self.disk.put("kept", "count", self.count)
        self.keep(body["value"])
        self.waiting[str(self.count)] = [msg["src"], body["msg_id"], []]
        for peer in self.peers:
            self.send(peer, "copy", count=self.count, value=body["value"])

    def on_copy(self, src: str, count: int, value: int) -> None:
        if count > self.count:
            self.count = count
            self.disk.put("kept", "count", count)
            self.keep(value)
        self.send(src, "copied", count=count)

    def on_copied(self, src: str, count: int) -> None:
        waiting = self.waiting.get(str(count))
        if waiting is not None and src not in waiting[2]:
            waiting[2] = sorted([*waiting[2], src])
            if len(waiting[2]) == len(self.peers):
                del self.waiting[str(count)]
                self.send(waiting[0], "write_ok", in_reply_to=waiting[1])

    def on_read(self, src: str, key: str) -> dict[str, Any]:
        return {"type": "read_ok", "value": self.value}

    def keep(self, value: int) -> None:
        self.value = value
        self.disk.put("kept", "value", value)


class Hasty(Chain):
    """Answers a write at once."""

    def on_write(self, msg: dict[str, Any]) -> dict[str, Any]:  # type: ignore[override]
        super().on_write(msg)
        return {"type": "write_ok"}


class Forgetful(Chain):
    """Keeps nothing on its disk."""

    def keep(self, value: int) -> None:
        self.value = value


class Waiter(Node):
    """Copies a write to one node after the other, as a coroutine."""

    def start(self) -> None:
        self.value: int | None = None

    async def on_write(self, src: str, key: str, value: int) -> dict[str, Any]:
        self.value = value
        for peer in self.peers:
            try:
                await self.call(peer, "copy", value=value, timeout=ms(50))
            except Timeout:
                self.log("nobody answered")
        return {"type": "write_ok"}

    def on_copy(self, src: str, value: int) -> dict[str, Any]:
        self.value = value
        return {"type": "copy_ok"}

    def on_read(self, src: str, key: str) -> dict[str, Any]:
        return {"type": "read_ok", "value": self.value}


def asks(client: str, *operations: tuple[Any, ...]) -> ClientPlan:
    return ClientPlan(client, tuple(ClientOperation(0, *step) for step in operations))


def write(node: str, value: int) -> tuple[Any, ...]:
    return (node, "write", "x", value)


def read(node: str) -> tuple[Any, ...]:
    return (node, "read", "x")


def registers(cls: type[Node], *clients: ClientPlan, nodes: int = 3, **more: Any) -> System:
    """Nodes of one kind that keep one register."""
    judges: Mapping[str, Any] = {"register": check_register}
    return System("small", dict.fromkeys(NAMES[:nodes], cls), clients, judges=judges, **more)
