"""SWIM: who is alive in the end, after losses, partitions, a crash for good and a cut for good."""

from quorate.faults import Fault, FaultPlan, Stream, crash, join_plans, partition, plan_of
from quorate.patterns import Swim
from quorate.patterns.broken.swim import BROKEN
from quorate.workloads.checks import Check
from quorate.workloads.reference.adversity import Strikes, draw_strikes
from quorate.workloads.reference.clients import MS, cast, final_reads, topology_of, variant_of
from quorate.workloads.scenario import BuildRequest, Scenario, Setup

NODES = ("n1", "n2", "n3", "n4", "n5")
KINDS = ("lossy", "doubling", "slow", "one-way", "isolate", "halves", "crash")
FINAL_US = 8_000 * MS


def build(request: BuildRequest) -> Setup:
    """Build one run: nobody asks anything but, in the end, everybody about the others."""
    (member,) = cast(request, BROKEN, Swim)
    stream = request.streams("faults")
    plan = join_plans(draw_strikes(stream, Strikes(NODES, KINDS)), draw_lasting(stream))
    return Setup(
        topology=topology_of(NODES),
        nodes=dict.fromkeys(NODES, member),
        clients=final_reads(NODES, FINAL_US, f="members"),
        plan=plan,
        checks=(Check("detection"),),
        horizon_us=FINAL_US + 1_000 * MS,
    )


def draw_lasting(stream: Stream) -> FaultPlan:
    """Draw what is there to be detected, or not: a crash for good, and a cut that others bridge."""
    faults: list[Fault] = []
    if stream.random() < 0.5:
        at_us = int((500 + 2_000 * stream.random()) * MS)
        faults.append(crash([NODES[int(stream.random() * len(NODES))]], (at_us, None)))
    if stream.random() < 0.5:
        here = int(stream.random() * len(NODES))
        there = (here + 1 + int(stream.random() * (len(NODES) - 1))) % len(NODES)
        cut = [(NODES[here], NODES[there]), (NODES[there], NODES[here])]
        at_us = int((500 + 2_000 * stream.random()) * MS)
        faults.append(partition(cut, (at_us, None), shape="one-pair"))
    return plan_of(faults)


SWIM = Scenario("swim", "SWIM membership", topology_of(NODES), build, (variant_of(BROKEN),))
