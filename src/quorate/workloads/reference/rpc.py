"""Reliable calls: two callers add lines to one ledger over links that lose and double messages."""

from quorate.patterns import RpcCaller, RpcServer
from quorate.patterns.broken.rpc import BROKEN
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

CALLERS = ("n1", "n2")
NODES = (*CALLERS, "server")
KINDS = ("lossy", "doubling", "slow", "one-way", "isolate", "crash")


def build(request: BuildRequest) -> Setup:
    """Build one run: each client has a caller of its own."""
    caller, server = cast(request, BROKEN, RpcCaller, RpcServer)
    of_client = {"c1": "n1", "c2": "n2"}

    def draw(client: str, count: int) -> Request:
        return Request(0, of_client[client], "add", value=f"{client}.{count}")

    stream = request.streams("clients")
    clients = draw_clients(stream, tuple(of_client), turns(100 * MS, 300 * MS, 8), draw)
    return Setup(
        topology=topology_of(NODES),
        nodes={**dict.fromkeys(CALLERS, caller), "server": server},
        clients=(*clients, *final_reads(("server",), 5_000 * MS)),
        plan=draw_strikes(request.streams("faults"), Strikes(NODES, KINDS)),
        checks=(Check("effects"),),
        horizon_us=6_000 * MS,
    )


RPC = Scenario("rpc", "Reliable calls", topology_of(NODES), build, parameters=(variant_of(BROKEN),))
