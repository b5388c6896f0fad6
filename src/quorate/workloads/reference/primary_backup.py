"""Primary and backup: registers that stay linearizable while primaries come and go."""

from quorate.patterns import Replica, ViewService
from quorate.patterns.broken.primary_backup import BROKEN
from quorate.patterns.view_service import VIEW_SERVICE
from quorate.workloads.checks import Check
from quorate.workloads.reference.adversity import Strikes, draw_strikes
from quorate.workloads.reference.clients import (
    MS,
    cast,
    draw_clients,
    draw_register_request,
    topology_of,
    turns,
    variant_of,
)
from quorate.workloads.scenario import BuildRequest, Scenario, Setup
from quorate.workloads.traffic import Request

REPLICAS = ("a", "b")
NODES = (*REPLICAS, VIEW_SERVICE)
KINDS = ("lossy", "doubling", "slow", "one-way", "isolate", "crash")


def build(request: BuildRequest) -> Setup:
    """Build one run: clients ask either replica, of which one refuses."""
    view_service, replica = cast(request, BROKEN, ViewService, Replica)
    stream = request.streams("clients")

    def draw(client: str, count: int) -> Request:
        return draw_register_request(stream, REPLICAS, f"{client}.{count}")

    return Setup(
        topology=topology_of(NODES),
        nodes={**dict.fromkeys(REPLICAS, replica), VIEW_SERVICE: view_service},
        clients=draw_clients(stream, ("c1", "c2", "c3"), turns(100 * MS, 200 * MS, 18), draw),
        plan=draw_strikes(request.streams("faults"), Strikes(NODES, KINDS)),
        checks=(Check("register"),),
        horizon_us=5_000 * MS,
        replicas=REPLICAS,
    )


PRIMARY_BACKUP = Scenario(
    "primary-backup",
    "Primary and backup",
    topology_of(NODES),
    build,
    parameters=(variant_of(BROKEN),),
)
