"""How many events a second the simulator runs, and what a trace costs, on a node that echoes.

Best of five, CPU time, body copies on. The answers are asserted: every request was answered.
"""

import time

from quorate.faults import FaultPlan
from quorate.node import Machine, Node, Topology
from quorate.simulator import (
    ClientOperation,
    ClientPlan,
    LinkSettings,
    NetworkSettings,
    World,
    WorldSettings,
    exponential,
)

OPERATIONS = 10_000
ROUNDS = 5


class Echo(Node):
    """Answers at once."""

    def on_echo(self, src: str, key: str, value: int) -> dict[str, object]:
        """Give back what came."""
        return {"type": "echo_ok", "value": value}


def settings(*, trace: bool) -> WorldSettings:
    """Ten thousand requests of one client, a millisecond apart."""
    operations = tuple(ClientOperation(n * 1_000, "n1", "echo", "k", n) for n in range(OPERATIONS))
    return WorldSettings(
        name="bench",
        seed=1,
        topology=Topology((Machine("n1"),)),
        nodes={"n1": Echo},
        clients=(ClientPlan("c1", operations, 1_000_000),),
        plan=FaultPlan(),
        network=NetworkSettings(LinkSettings(exponential(200))),
        horizon_us=OPERATIONS * 1_000 + 5_000_000,
        trace=trace,
    )


def measure() -> dict[str, float]:
    """Events a second without a trace, with one, and their ratio."""
    rates = {False: 0.0, True: 0.0}
    for _ in range(ROUNDS):
        for trace in (False, True):  # interleaved, so that a busy machine slows both
            world = World(settings(trace=trace))
            began = time.process_time()
            run = world.run()
            seconds = time.process_time() - began
            assert run.counters["ok"] == OPERATIONS, run.counters
            rates[trace] = max(rates[trace], run.counters["events"] / seconds)
    return {
        "simulator.echo.events_per_s": rates[False],
        "simulator.echo.traced_events_per_s": rates[True],
        "simulator.trace.cost_ratio": rates[False] / rates[True],
    }
