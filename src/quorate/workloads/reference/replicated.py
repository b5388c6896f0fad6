"""What the scenarios of replicated data share: ask any node, strike, and read all of them in the end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from quorate.faults import Stream
from quorate.workloads.checks import Check
from quorate.workloads.reference.adversity import Strikes, draw_strikes
from quorate.workloads.reference.clients import (
    MS,
    Kind,
    cast,
    draw_clients,
    final_reads,
    topology_of,
    turns,
    variant_of,
)
from quorate.workloads.scenario import BuildRequest, Scenario, Setup
from quorate.workloads.traffic import Request

CLIENTS = ("c1", "c2")
KINDS = ("lossy", "doubling", "slow", "one-way", "isolate", "crash")
READ_US, HORIZON_US = 5_000 * MS, 6_000 * MS

Change = Callable[[Stream, str, int], tuple[str, object]]
"""Draws an operation and its value for a client that has asked for so many."""


@dataclass(frozen=True, slots=True)
class Replicated:
    """Data that each node has a copy of; `check` judges the final reads, and they must be equal.

    Each client asks for one change in each of so many turns.
    """

    kind: Kind
    broken: Mapping[str, Kind]
    change: Change
    check: str
    nodes: tuple[str, ...] = ("n1", "n2", "n3")
    strikes: tuple[str, ...] = KINDS
    turn_us: int = 300 * MS
    turns: int = 8

    def build(self, request: BuildRequest) -> Setup:
        """Build one run: clients change the data at random nodes, and in the end all nodes are read."""
        (kind,) = cast(request, self.broken, self.kind)
        stream = request.streams("clients")

        def draw(client: str, count: int) -> Request:
            node = self.nodes[int(stream.random() * len(self.nodes))]
            f, value = self.change(stream, client, count)
            return Request(0, node, f, value=value)

        clients = draw_clients(stream, CLIENTS, turns(100 * MS, self.turn_us, self.turns), draw)
        return Setup(
            topology=topology_of(self.nodes),
            nodes=dict.fromkeys(self.nodes, kind),
            clients=(*clients, *final_reads(self.nodes, READ_US)),
            plan=draw_strikes(request.streams("faults"), Strikes(self.nodes, self.strikes)),
            checks=(Check(self.check), Check("convergence")),
            horizon_us=HORIZON_US,
        )

    def scenario(self, slug: str, title: str) -> Scenario:
        """The scenario of this name."""
        parameters = (variant_of(self.broken),)
        return Scenario(slug, title, topology_of(self.nodes), self.build, parameters=parameters)
