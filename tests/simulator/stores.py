"""A small key-value store, and runs of it with everything fixed but what a test asks about."""

# ruff: noqa: ARG002 - nodes are written here as learners write them
from __future__ import annotations

from dataclasses import replace
from typing import Any

from quorate.node import Error, Node
from quorate.simulator import (
    ClientPlan,
    LinkSettings,
    NetworkSettings,
    Run,
    World,
    WorldSettings,
    const,
)

MS = 1_000


class Store(Node):
    def start(self) -> None:
        self.kv = dict(self.disk.items("kv"))

    def on_write(self, src: str, key: Any, value: Any) -> dict[str, Any]:
        self.disk.put("kv", key, value)
        self.kv[key] = value
        return {"type": "write_ok"}

    def on_read(self, src: str, key: Any) -> dict[str, Any]:
        return {"type": "read_ok", "value": self.kv.get(key)}

    def on_cas(self, src: str, key: Any, value: Any) -> dict[str, Any]:
        if self.kv.get(key) != value[0]:
            return {"type": "cas_ok", "result": False}
        self.kv[key] = value[1]
        return {"type": "cas_ok"}

    def on_fail(self, src: str) -> None:
        raise Error(22, "no")

    def on_maybe(self, src: str) -> None:
        raise Error(13, "crashed midway")

    def on_odd(self, src: str) -> dict[str, Any]:
        return {"type": "even_ok"}

    def on_ignore(self, src: str) -> None:
        """Never answers."""

    def on_break(self, src: str) -> None:
        raise ZeroDivisionError

    def on_flood(self, src: str) -> None:
        while True:
            self.send(src, "more")


def settings_of(*operations: tuple[Any, ...], **changes: Any) -> WorldSettings:
    base = WorldSettings(
        "test",
        1,
        nodes={"a": Store},
        clients=(ClientPlan("c", tuple(operations), timeout_us=50 * MS),),
        network=NetworkSettings(LinkSettings(const(MS))),
        horizon_us=1_000 * MS,
        trace=True,
    )
    return replace(base, **changes)


def run(*operations: tuple[Any, ...], **changes: Any) -> Run:
    return World(settings_of(*operations, **changes)).run()


def rows(result: Run) -> list[tuple[Any, ...]]:
    return [
        (e.process, e.type, e.f, e.value, (e.time or 0) // 1_000) for e in result.history.events
    ]


def records(result: Run, *kinds: str) -> list[tuple[Any, ...]]:
    assert result.trace is not None
    return [tuple(record) for record in result.trace.records() if record.kind in kinds]
