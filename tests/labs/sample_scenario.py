"""A store with planted mistakes, one a variant: what sweeps, replays and watchdogs are tried on."""

# ruff: noqa: ARG002 - nodes are written here as learners write them
from __future__ import annotations

import os
from functools import partial
from typing import Any

from quorate.faults import FailureRates, independent_failures
from quorate.node import Machine, Node, Topology, ms
from quorate.simulator import LinkSettings, NetworkSettings, exponential
from quorate.workloads import BuildRequest, Check, Client, Parameter, Request, Scenario, Setup

SECOND = 1_000_000
NODES = ("n1", "n2", "n3")
VARIANTS = ("correct", "forgets", "spins", "sleeps", "dies", "sets", "raises", "breaks-promise")


class Store(Node):
    """Keeps what it is told on its disk."""

    def start(self) -> None:
        self.kv: dict[str, Any] = dict(self.disk.items("kv"))
        self.sometimes(bool(self.kv), "restarted with data")
        self.sometimes(len(self.peers) > 5, "has many peers")
        self.always(self.id in ("n1", "n2", "n3"), "is one of three")

    def on_write(self, src: str, key: str, value: int) -> dict[str, Any]:
        self.disk.put("kv", key, value)
        self.kv[key] = value
        return {"type": "write_ok"}

    def on_read(self, src: str, key: str) -> dict[str, Any]:
        return {"type": "read_ok", "value": self.kv.get(key)}


class Forgets(Store):
    """Answers a write before it is on the disk."""

    def on_write(self, src: str, key: str, value: int) -> dict[str, Any]:
        self.kv[key] = value
        return {"type": "write_ok"}


class Spins(Store):
    """Waits for what never comes."""

    def on_read(self, src: str, key: str) -> dict[str, Any]:
        while key:
            pass
        return {}


class Sleeps(Store):
    """Waits inside one call of the interpreter, where no timer interrupts."""

    def on_read(self, src: str, key: str) -> dict[str, Any]:
        return {"type": "read_ok", "value": sum(iter(int, 1))}


class Dies(Store):
    """Takes its process with it."""

    def on_read(self, src: str, key: str) -> dict[str, Any]:
        os._exit(7)


class Sets(Store):
    """Tells its peers in the order of a set, which differs in every process."""

    def on_write(self, src: str, key: str, value: int) -> dict[str, Any]:
        for word in {f"{key}-{n}" for n in range(20)}:
            self.after(ms(1), self.tell, word, key=word)
        return super().on_write(src, key, value)

    def tell(self, word: str) -> None:
        self.send(self.peers[0], "hear", word=word)

    def on_hear(self, src: str, word: str) -> None:
        """Does nothing."""


class Raises(Store):
    """Fails at its first read."""

    def on_read(self, src: str, key: str) -> dict[str, Any]:
        raise ZeroDivisionError(key)


class BreaksPromise(Store):
    """Says of itself what does not hold."""

    def on_read(self, src: str, key: str) -> dict[str, Any]:
        self.always(not key, "is never asked")
        return super().on_read(src, key)


CLASSES = {
    "correct": Store,
    "forgets": Forgets,
    "spins": Spins,
    "sleeps": Sleeps,
    "dies": Dies,
    "sets": Sets,
    "raises": Raises,
    "breaks-promise": BreaksPromise,
}


def build(request: BuildRequest) -> Setup:
    """Build one run; the variant is at work in about one of `every` seeds."""
    stream = request.streams("faults")
    seed = int(request.streams("seed").random() * 1_000)
    chosen = CLASSES[str(request.parameters["variant"])]
    if seed % int(request.parameters["every"]):
        chosen = Store
    clients = tuple(
        Client(
            f"c{c}",
            tuple(Request(20_000 + i * 40_000 + c * 7_000, "n1", *_step(i, c)) for i in range(25)),
            200_000,
        )
        for c in (1, 2)
    )
    rates = FailureRates(SECOND, SECOND // 5)
    return Setup(
        topology=Topology(tuple(Machine(name) for name in NODES)),
        nodes=dict.fromkeys(NODES, partial(chosen)),
        clients=clients,
        plan=independent_failures(stream, NODES, rates, SECOND),
        checks=(Check("register"),),
        horizon_us=2 * SECOND,
        network=NetworkSettings(LinkSettings(exponential(2_000), loss=0.01), ties="random"),
    )


def _step(i: int, c: int) -> tuple[str, str, int | None]:
    return ("read", "x", None) if i % 3 else ("write", "x", 100 * c + i)


SCENARIO = Scenario(
    "sample",
    "A store with planted mistakes",
    Topology(tuple(Machine(name) for name in NODES)),
    build,
    parameters=(
        Parameter("variant", "which mistake", "correct", values=VARIANTS),
        Parameter("every", "in one of so many seeds", 1, low=1, high=1_000),
    ),
)
