"""The counter without coordination: changed anywhere, in the end the same everywhere."""

from quorate.patterns import Counter
from quorate.patterns.broken.crdt_counter import BROKEN
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
STEPS = (1, 2, 5, -1, -3)


def build(request: BuildRequest) -> Setup:
    """Build one run: clients count up and down at random nodes."""
    (counter,) = cast(request, BROKEN, Counter)
    stream = request.streams("clients")

    def draw(_client: str, _count: int) -> Request:
        node = NODES[int(stream.random() * len(NODES))]
        return Request(0, node, "add", value=STEPS[int(stream.random() * len(STEPS))])

    clients = draw_clients(stream, ("c1", "c2"), turns(100 * MS, 300 * MS, 8), draw)
    return Setup(
        topology=topology_of(NODES),
        nodes=dict.fromkeys(NODES, counter),
        clients=(*clients, *final_reads(NODES, 5_000 * MS)),
        plan=draw_strikes(request.streams("faults"), Strikes(NODES, KINDS)),
        checks=(Check("counter"), Check("convergence")),
        horizon_us=6_000 * MS,
    )


CRDT_COUNTER = Scenario(
    "crdt-counter",
    "A counter without coordination",
    topology_of(NODES),
    build,
    parameters=(variant_of(BROKEN),),
)
