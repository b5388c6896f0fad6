"""What the simulator's benchmarks run: Raft's heartbeats among five nodes, and gossip.

On quorate alone, so that the same file runs in Pyodide.
"""

import time
from typing import Any

from quorate.node import Node, ms
from quorate.simulator import (
    LinkSettings,
    NetworkSettings,
    Run,
    World,
    WorldSettings,
    exponential,
    streams,
)

RAFT_NODES = ("n1", "n2", "n3", "n4", "n5")
HEARTBEAT_US = ms(50)
ELECTION_US = ms(150)
LATENCY = exponential(2_000)
RAFT_HORIZON_US = 150_000_000

GOSSIP_NODES = tuple(f"g{number}" for number in range(25))
GOSSIP_US = ms(20)
GOSSIP_HORIZON_US = 10_000_000


class Server(Node):
    """The quiet part of Raft: the leader beats, followers put off their election and answer."""

    def start(self) -> None:
        self.term = 1
        self.answers = 0
        self.elections = 0
        if self.id == RAFT_NODES[0]:
            self.beat()
        else:
            self.after(ELECTION_US, self.elect)

    def beat(self) -> None:
        for peer in self.peers:
            self.send(peer, "heartbeat", term=self.term, commit=self.answers)
        self.after(HEARTBEAT_US, self.beat)

    def on_heartbeat(self, src: str, term: int, commit: int) -> dict[str, Any]:
        self.after(ELECTION_US, self.elect)
        return {"type": "heartbeat_ok", "term": term}

    def on_heartbeat_ok(self, src: str, term: int) -> None:
        self.answers += 1

    def elect(self) -> None:
        self.elections += 1


class AsyncServer(Server):
    """The same with async handlers."""

    async def on_heartbeat(self, src: str, term: int, commit: int) -> dict[str, Any]:
        self.after(ELECTION_US, self.elect)
        return {"type": "heartbeat_ok", "term": term}

    async def on_heartbeat_ok(self, src: str, term: int) -> None:
        self.answers += 1


class Gossiper(Node):
    """Tells one peer at random what it knows, again and again."""

    period_us = GOSSIP_US

    def start(self) -> None:
        self.known = int(self.id[1:])
        self.after(self.period_us, self.tell)

    def tell(self) -> None:
        self.send(self.random.choice(self.peers), "news", known=self.known)
        self.after(self.period_us, self.tell)

    def on_news(self, src: str, known: int) -> None:
        self.known = max(self.known, known)


class SlowGossiper(Gossiper):
    """Tells a peer every second."""

    period_us = ms(1_000)


def raft(
    server: type[Server] = Server, *, trace: bool = True, copy_bodies: bool = False
) -> WorldSettings:
    """Five servers that exchange heartbeats."""
    return WorldSettings(
        "heartbeats",
        1,
        nodes=dict.fromkeys(RAFT_NODES, server),
        network=NetworkSettings(LinkSettings(LATENCY)),
        horizon_us=RAFT_HORIZON_US,
        trace=trace,
        copy_bodies=copy_bodies,
    )


def gossip(
    nodes: tuple[str, ...] = GOSSIP_NODES,
    gossiper: type[Gossiper] = Gossiper,
    *,
    horizon_us: int = GOSSIP_HORIZON_US,
) -> WorldSettings:
    """Nodes that spread the highest number any of them knows."""
    return WorldSettings(
        "gossip",
        1,
        nodes=dict.fromkeys(nodes, gossiper),
        network=NetworkSettings(LinkSettings(LATENCY)),
        horizon_us=horizon_us,
        trace=True,
        copy_bodies=False,
    )


def node_stream(name: str, node: str) -> Any:  # noqa: ANN401  random()
    """The draws of one node of these worlds."""
    return streams(name, 1)(f"node/{node}").random


def link_stream(name: str, source: str, dest: str) -> Any:  # noqa: ANN401  random()
    """The draws of one link of these worlds."""
    return streams(name, 1)(f"net/{source}/{dest}").random


def timed(settings: WorldSettings) -> tuple[float, Run]:
    """CPU seconds of a run, and the run."""
    world = World(settings)
    began = time.process_time()
    run = world.run()
    return time.process_time() - began, run


def events_of(run: Run) -> int:
    """Delivered messages and fired timers."""
    return run.counters["delivered"] + run.counters["timers"]


def rate_of_heartbeats(rounds: int) -> float:
    """Events a second of the traced heartbeats, best of some rounds."""
    best = 0.0
    for _ in range(rounds):
        seconds, run = timed(raft())
        best = max(best, events_of(run) / seconds)
    return best
