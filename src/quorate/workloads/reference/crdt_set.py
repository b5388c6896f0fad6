"""The set without coordination: changed anywhere, in the end the same everywhere."""

from quorate.patterns import ObservedRemoveSet
from quorate.patterns.broken.crdt_set import BROKEN
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

NODES = ("n1", "n2", "n3")
KINDS = ("lossy", "doubling", "slow", "one-way", "isolate", "crash")
ELEMENTS = "abcdefghij"


def build(request: BuildRequest) -> Setup:
    """Build one run: more adds than removes, of few elements, so that some meet."""
    (replica,) = cast(request, BROKEN, ObservedRemoveSet)
    stream = request.streams("clients")

    def draw(_client: str, _count: int) -> Request:
        node = NODES[int(stream.random() * len(NODES))]
        f = "add" if stream.random() < 0.6 else "remove"
        return Request(0, node, f, value=ELEMENTS[int(stream.random() * len(ELEMENTS))])

    clients = draw_clients(stream, ("c1", "c2"), turns(100 * MS, 200 * MS, 12), draw)
    return Setup(
        topology=topology_of(NODES),
        nodes=dict.fromkeys(NODES, replica),
        clients=(*clients, *final_reads(NODES, 5_000 * MS)),
        plan=draw_strikes(request.streams("faults"), Strikes(NODES, KINDS)),
        checks=(Check("set"), Check("convergence")),
        horizon_us=6_000 * MS,
    )


CRDT_SET = Scenario(
    "crdt-set",
    "A set without coordination",
    topology_of(NODES),
    build,
    parameters=(variant_of(BROKEN),),
)
