"""Retries: a steady crowd, a service that is slow for two seconds, and whether that ends."""

from quorate.faults import plan_of, slow
from quorate.patterns import RetryingProxy, Service
from quorate.patterns.broken.retrying import BROKEN
from quorate.simulator import LinkSettings, NetworkSettings, ServiceSettings, exponential, uniform
from quorate.workloads.checks import Check
from quorate.workloads.load import draw_load, steady
from quorate.workloads.reference.clients import MS, cast, topology_of, variant_of
from quorate.workloads.scenario import BuildRequest, Scenario, Setup
from quorate.workloads.traffic import Client, Request

NODES = ("proxy", "service")
SECOND = 1_000 * MS
NS_PER_US = 1_000

PER_SECOND = 7  # of the 25 that the service can do
SERVICE = ServiceSettings(uniform(30 * MS, 50 * MS), queue_max=200)
SLOW_FOR, EXTRA = 2 * SECOND, 280 * MS  # eight times as long
GRACE = 1_500 * MS
LOAD_END, HORIZON = 10 * SECOND, 11 * SECOND


def build(request: BuildRequest) -> Setup:
    """Build one run: the service is slow once, at a random moment."""
    proxy, service = cast(request, BROKEN, RetryingProxy, Service)
    stream = request.streams("clients")
    asked = draw_load(stream, steady(PER_SECOND, until_us=LOAD_END), Request(0, "proxy", "work"))
    from_us = 3 * SECOND + int(request.streams("faults").random() * SECOND)
    until_us = from_us + SLOW_FOR
    recovery = {
        "within": 500 * MS * NS_PER_US,
        "after": (until_us + GRACE) * NS_PER_US,
        "window": 2 * SECOND * NS_PER_US,
    }
    return Setup(
        topology=topology_of(NODES),
        nodes={"proxy": proxy, "service": service},
        clients=(Client("users", asked, timeout_us=SECOND, open_loop=True),),
        plan=plan_of([slow(["service"], (from_us, until_us), work_us=EXTRA)]),
        checks=(Check("goodput", {"target": 0.8, **recovery}),),
        horizon_us=HORIZON,
        network=NetworkSettings(LinkSettings(exponential(1 * MS)), ties="random"),
        services={"service": SERVICE},
    )


RETRYING = Scenario(
    "retrying",
    "Retries, budget and circuit breaker",
    topology_of(NODES),
    build,
    parameters=(variant_of(BROKEN),),
)
