"""The quorum register: linearizable while a majority answers, wherever clients ask."""

from quorate.faults import Fault, FaultPlan, Stream, join_plans, partition, plan_of
from quorate.patterns import QuorumRegister
from quorate.patterns.broken.quorum_register import BROKEN
from quorate.simulator import LinkSettings, NetworkSettings, const
from quorate.workloads.checks import Check
from quorate.workloads.reference.adversity import Strikes, all_pairs, draw_strikes
from quorate.workloads.reference.clients import (
    MS,
    cast,
    draw_clients,
    draw_register_request,
    topology_of,
    variant_of,
)
from quorate.workloads.scenario import BuildRequest, Scenario, Setup
from quorate.workloads.traffic import Request

NODES = ("n1", "n2", "n3")
CLIENTS = ("c1", "c2", "c3", "c4")
BURSTS = (100 * MS, 300 * MS)
TURN_US, TURNS = 12 * MS, 4
CUT_US, CUTS = 5 * MS, 12
STRIKES = Strikes(
    NODES,
    ("crash",),
    first_us=100 * MS,
    last_us=500 * MS,
    shortest_us=20 * MS,
    longest_us=150 * MS,
    each_max=1,
)
NETWORK = NetworkSettings(LinkSettings(const(3 * MS)), ties="random")
"""Fast beside the pause before a question is repeated: what is lost stays lost for a while.

And the same for every message: what happens then depends on what is cut, not on what else is sent.
"""


def build(request: BuildRequest) -> Setup:
    """Build one run: bursts of operations that overlap, each on a register of its own."""
    (register,) = cast(request, BROKEN, QuorumRegister)
    stream = request.streams("clients")

    def draw(client: str, count: int) -> Request:
        asked = draw_register_request(stream, NODES, f"{client}.{count}")
        return asked._replace(key=f"x{count // TURNS}")

    turns = [at_us + TURN_US * turn for at_us in BURSTS for turn in range(TURNS)]
    return Setup(
        topology=topology_of(NODES),
        nodes=dict.fromkeys(NODES, register),
        clients=draw_clients(stream, CLIENTS, [*turns, turns[-1] + TURN_US], draw),
        plan=draw_plan(request.streams("faults")),
        checks=(Check("register"),),
        horizon_us=1_500 * MS,
        network=NETWORK,
        replicas=NODES,
    )


def draw_plan(stream: Stream) -> FaultPlan:
    """Draw cuts that keep changing, since only a write that stays half done tells variants apart.

    By cuts, not by chance on each message: what is lost then does not depend on what else is sent.
    """
    cuts: list[Fault] = []
    for burst_us in BURSTS:
        for at_us in range(burst_us, burst_us + CUTS * CUT_US, CUT_US):
            pairs = [pair for pair in all_pairs(NODES) if stream.random() < 0.5]
            if stream.random() < 0.7:
                cuts.append(partition(pairs, (at_us, at_us + CUT_US), shape="changing"))
    return join_plans(plan_of(cuts), draw_strikes(stream, STRIKES))


QUORUM_REGISTER = Scenario(
    "quorum-register",
    "A register on a majority",
    topology_of(NODES),
    build,
    parameters=(variant_of(BROKEN),),
)
