"""Two-phase commit: transactions over three participants, of which each may say no."""

from quorate.patterns import Coordinator, Participant
from quorate.patterns.broken.two_phase_commit import BROKEN
from quorate.workloads.checks import Check
from quorate.workloads.reference.adversity import Strikes, draw_strikes
from quorate.workloads.reference.clients import (
    MS,
    cast,
    draw_clients,
    topology_of,
    turns,
    variant_of,
)
from quorate.workloads.scenario import BuildRequest, Scenario, Setup
from quorate.workloads.traffic import Request

PARTICIPANTS = ("p1", "p2", "p3")
NODES = ("coordinator", *PARTICIPANTS)
KEYS = ("x", "y")
KINDS = ("lossy", "doubling", "slow", "one-way", "isolate", "halves", "crash")


def build(request: BuildRequest) -> Setup:
    """Build one run: transactions want one of two locks, so some meet and are refused."""
    coordinator, participant = cast(request, BROKEN, Coordinator, Participant)
    stream = request.streams("clients")

    def draw(client: str, count: int) -> Request:
        key = KEYS[int(stream.random() * len(KEYS))]
        return Request(0, "coordinator", "transact", key, f"{client}.{count}")

    return Setup(
        topology=topology_of(NODES),
        nodes={"coordinator": coordinator, **dict.fromkeys(PARTICIPANTS, participant)},
        clients=draw_clients(stream, ("c1", "c2"), turns(100 * MS, 250 * MS, 11), draw),
        plan=draw_strikes(request.streams("faults"), Strikes(NODES, KINDS)),
        checks=(Check("atomic-commit"),),
        horizon_us=5_000 * MS,
    )


TWO_PHASE_COMMIT = Scenario(
    "two-phase-commit",
    "Two-phase commit",
    topology_of(NODES),
    build,
    parameters=(variant_of(BROKEN),),
)
