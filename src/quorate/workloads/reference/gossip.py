"""Gossip: rumours are told to single nodes, and in the end every node knows them all."""

from quorate.patterns import Gossip
from quorate.patterns.broken.gossip import BROKEN
from quorate.workloads.checks import Check
from quorate.workloads.reference.adversity import Strikes, draw_strikes
from quorate.workloads.reference.clients import (
    MS,
    cast,
    draw_clients,
    final_reads,
    topology_of,
    turns,
    variant_of,
)
from quorate.workloads.scenario import BuildRequest, Scenario, Setup
from quorate.workloads.traffic import Request

NODES = ("n1", "n2", "n3", "n4", "n5")
KINDS = ("lossy", "doubling", "slow", "one-way", "isolate", "halves", "crash")


def build(request: BuildRequest) -> Setup:
    """Build one run: clients tell random nodes, and in the end all nodes are read."""
    (gossip,) = cast(request, BROKEN, Gossip)
    stream = request.streams("clients")

    def draw(client: str, count: int) -> Request:
        node = NODES[int(stream.random() * len(NODES))]
        return Request(0, node, "add", value=f"{client}.{count}")

    clients = draw_clients(stream, ("c1", "c2"), turns(100 * MS, 300 * MS, 8), draw)
    return Setup(
        topology=topology_of(NODES),
        nodes=dict.fromkeys(NODES, gossip),
        clients=(*clients, *final_reads(NODES, 5_000 * MS)),
        plan=draw_strikes(request.streams("faults"), Strikes(NODES, KINDS)),
        checks=(Check("set"), Check("convergence")),
        horizon_us=6_000 * MS,
    )


GOSSIP = Scenario(
    "gossip", "Gossip broadcast", topology_of(NODES), build, parameters=(variant_of(BROKEN),)
)
