"""Balancing: a crowd that grows and shrinks, replicas that follow it, and one that stops for a while."""

from quorate.faults import pause, plan_of
from quorate.patterns import Balancer, Worker
from quorate.patterns.broken.balancing import BROKEN
from quorate.simulator import LinkSettings, NetworkSettings, ServiceSettings, exponential, uniform
from quorate.workloads.checks import Check
from quorate.workloads.load import draw_load, ramp
from quorate.workloads.reference.clients import MS, cast, topology_of, variant_of
from quorate.workloads.scenario import BuildRequest, Scenario, Setup
from quorate.workloads.traffic import Client, Request

REPLICAS = tuple(f"r{number}" for number in range(12))
NODES = ("balancer", *REPLICAS)
SECOND = 1_000 * MS
NS_PER_US = 1_000

SERVICE = ServiceSettings(uniform(150 * MS, 250 * MS), types={"health": None})
# Five replicas' work at the height of the day.
DAY = ramp(
    (0, 5), (4 * SECOND, 5), (9 * SECOND, 25), (20 * SECOND, 25), (23 * SECOND, 5), (30 * SECOND, 5)
)
PAUSE_FROM, PAUSE_FOR, GRACE = 13 * SECOND, 4 * SECOND, 1 * SECOND
SURELY_ACTIVE = REPLICAS[:5]
HORIZON = 31 * SECOND


def build(request: BuildRequest) -> Setup:
    """Build one run: at the height of the day one of the replicas in use stops for a while."""
    balancer, worker = cast(request, BROKEN, Balancer, Worker)
    asked = draw_load(request.streams("clients"), DAY, Request(0, "balancer", "work"))
    faults = request.streams("faults")
    from_us = PAUSE_FROM + int(faults.random() * SECOND)
    paused = SURELY_ACTIVE[int(faults.random() * len(SURELY_ACTIVE))]
    judged = {"after": (from_us + GRACE) * NS_PER_US, "window": 4 * SECOND * NS_PER_US}
    limit = 550 * MS * NS_PER_US
    return Setup(
        topology=topology_of(NODES),
        nodes={"balancer": balancer, **dict.fromkeys(REPLICAS, worker)},
        clients=(Client("users", asked, timeout_us=2 * SECOND, open_loop=True),),
        plan=plan_of([pause([paused], (from_us, from_us + PAUSE_FOR))]),
        checks=(
            Check("latency", {"limit": limit, "quantile": 0.95, **judged}),
            Check("goodput", {"target": 0.95, "within": limit, **judged}),
            Check(
                "flapping",
                {
                    "name": "replicas",
                    "field": "count",
                    "reversals": 2,
                    "window": 5 * SECOND * NS_PER_US,
                },
            ),
        ),
        horizon_us=HORIZON,
        network=NetworkSettings(LinkSettings(exponential(1 * MS)), ties="random"),
        replicas=REPLICAS,
        services=dict.fromkeys(REPLICAS, SERVICE),
    )


BALANCING = Scenario(
    "balancing",
    "Load balancer and autoscaler",
    topology_of(NODES),
    build,
    parameters=(variant_of(BROKEN),),
)
