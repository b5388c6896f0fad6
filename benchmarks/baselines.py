"""The same heartbeats and the same gossip in simpy and on a bare heap, with the same draws.

The simpy programs are what its documentation shows: a node is a process that waits for `store.get() | timeout`, and a
cable is a process for each message ("Event Latency", SimPy documentation, Examples, 2024). Cheaper and less usual is a
time-out with a callback that puts the message into the store; it is measured beside it (`cable="callback"`). The trace
is a tuple for each send, receipt and timer, as simpy has none of its own.
"""

# ruff: noqa: ANN401 - simpy has no types, and a trace holds any JSON
import gc
import time
from heapq import heappop, heappush
from typing import Any

import simpy

from benchmarks.workloads import (
    ELECTION_US,
    GOSSIP_HORIZON_US,
    GOSSIP_NODES,
    GOSSIP_US,
    HEARTBEAT_US,
    LATENCY,
    RAFT_HORIZON_US,
    RAFT_NODES,
    link_stream,
    node_stream,
)

Timed = tuple[float, list[tuple[Any, ...]]]


class Network:
    """Stores that are joined by cables with a latency, and the trace of what passes."""

    def __init__(self, name: str, nodes: tuple[str, ...], cable: str) -> None:
        self.env = simpy.Environment()
        self.name = name
        self.stores = {node: simpy.Store(self.env) for node in nodes}
        self.trace: list[tuple[Any, ...]] = []
        self.draws: dict[tuple[str, str], Any] = {}
        self.quantile = LATENCY.quantile()
        self.sent = 0
        self.carry = self.carry_in_process if cable == "process" else self.carry_in_callback

    def send(self, source: str, dest: str, body: dict[str, Any]) -> None:
        self.sent = mid = self.sent + 1
        self.trace.append((self.env.now, "send", source, dest, body["type"], body, mid))
        try:
            draw = self.draws[source, dest]
        except KeyError:
            draw = self.draws[source, dest] = link_stream(self.name, source, dest)
        self.carry(self.quantile(draw()), self.stores[dest], (source, body, mid))

    def carry_in_process(self, delay: int, store: simpy.Store, message: Any) -> None:
        self.env.process(self.latency(delay, store, message))

    def latency(self, delay: int, store: simpy.Store, message: Any) -> Any:
        yield self.env.timeout(delay)
        store.put(message)

    def carry_in_callback(self, delay: int, store: simpy.Store, message: Any) -> None:
        self.env.timeout(delay).callbacks.append(lambda _: store.put(message))

    def received(self, node: str, message: Any) -> tuple[str, dict[str, Any]]:
        source, body, mid = message
        self.trace.append((self.env.now, "recv", node, source, body["type"], None, mid))
        return source, body

    def fired(self, node: str, timer: str) -> None:
        self.trace.append((self.env.now, "timer", node, None, timer, None, None))

    def run(self, horizon_us: int) -> Timed:
        gc.collect()
        gc.disable()  # as the simulator does
        began = time.process_time()
        self.env.run(until=horizon_us)
        seconds = time.process_time() - began
        gc.enable()
        return seconds, self.trace


def simpy_raft(cable: str = "process") -> Timed:
    """Heartbeats; gives CPU seconds and the trace."""
    network = Network("heartbeats", RAFT_NODES, cable)
    network.env.process(leader(network, RAFT_NODES[0]))
    for node in RAFT_NODES[1:]:
        network.env.process(follower(network, node))
    return network.run(RAFT_HORIZON_US)


def leader(network: Network, me: str) -> Any:
    """Beats, and counts the answers."""
    env, inbox, answers = network.env, network.stores[me], 0
    get = inbox.get()
    while True:
        for peer in RAFT_NODES:
            if peer != me:
                network.send(me, peer, {"type": "heartbeat", "term": 1, "commit": answers})
        beat = env.timeout(HEARTBEAT_US)
        while not beat.processed:
            yield get | beat
            if get.triggered:
                network.received(me, get.value)
                answers += 1
                get = inbox.get()
        network.fired(me, "beat")


def follower(network: Network, me: str) -> Any:
    """Answers, and waits anew for its election."""
    env, inbox = network.env, network.stores[me]
    while True:
        get, election = inbox.get(), env.timeout(ELECTION_US)
        yield get | election
        if get.triggered:
            source, body = network.received(me, get.value)
            network.send(me, source, {"type": "heartbeat_ok", "term": body["term"]})
        else:
            get.cancel()
            network.fired(me, "elect")


def simpy_gossip(cable: str = "process") -> Timed:
    """Gossip; gives CPU seconds and the trace."""
    network = Network("gossip", GOSSIP_NODES, cable)
    env = network.env

    def gossiper(me: str) -> Any:
        inbox, known = network.stores[me], int(me[1:])
        peers = [node for node in GOSSIP_NODES if node != me]
        draw = node_stream("gossip", me)
        get = inbox.get()
        while True:
            tell = env.timeout(GOSSIP_US)
            while not tell.processed:
                yield get | tell
                if get.triggered:
                    _, body = network.received(me, get.value)
                    known = max(known, body["known"])
                    get = inbox.get()
            network.fired(me, "tell")
            peer = peers[int(draw() * len(peers))]
            network.send(me, peer, {"type": "news", "known": known})

    for node in GOSSIP_NODES:
        env.process(gossiper(node))
    return network.run(GOSSIP_HORIZON_US)


def heapq_raft() -> tuple[float, int]:
    """Heartbeats on nothing but a heap: no nodes, no trace, no limits; CPU seconds and events."""
    quantile = LATENCY.quantile()
    leader, followers = RAFT_NODES[0], RAFT_NODES[1:]
    draws = {
        pair: link_stream("heartbeats", *pair)
        for node in followers
        for pair in ((leader, node), (node, leader))
    }
    heap: list[tuple[Any, ...]] = []
    armed: dict[str, int] = {}
    seq = events = 0

    def push(t_us: int, kind: int, node: str, value: int) -> None:
        nonlocal seq
        seq += 1
        heappush(heap, (t_us, seq, kind, node, value))

    def beat(now_us: int) -> None:
        for node in followers:
            push(now_us + quantile(draws[leader, node]()), 1, node, 0)
        push(now_us + HEARTBEAT_US, 0, leader, 0)

    began = time.process_time()
    beat(0)
    while heap[0][0] < RAFT_HORIZON_US:
        now_us, _, kind, node, value = heappop(heap)
        if kind == 0:
            beat(now_us)
        elif kind == 1:
            push(now_us + quantile(draws[node, leader]()), 2, node, 0)
            push(now_us + ELECTION_US, 3, node, seq + 1)
            armed[node] = seq
        elif kind == 3 and armed[node] != value:
            continue
        events += 1
    return time.process_time() - began, events
