"""Raft under partitions and crashes: registers on a cluster that spans three zones.

Clients read and write a few registers, each time at a server drawn at random, which passes the
request on to the leader. Every value is written once, so that the check decides every history.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType

from quorate.faults import Fault, FaultPlan, Profile, Stream, draw_plan, plan_of
from quorate.node import Machine, Node, NodeFactory, RemoteError, Timeout, Topology, ms
from quorate.patterns.broken.raft import BROKEN
from quorate.patterns.replicated_store import ReplicatedStore
from quorate.workloads.checks import Check
from quorate.workloads.scenario import BuildRequest, Parameter, Scenario, Setup
from quorate.workloads.traffic import Client, Request

CORRECT = "correct"
ZONES = ("a", "b", "c")
KEYS = tuple(f"k{number}" for number in range(1, 11))
SECOND_US = 1_000_000
FIRST_US = 500_000
LAST_US = 500_000
QUIET_US = 3_000_000
RECOVERY_US = 1_500_000
TIMEOUT_US = 500_000
SPARES = 2
VARIANTS: Mapping[str, type[ReplicatedStore]] = MappingProxyType(
    {CORRECT: ReplicatedStore, **BROKEN}
)
SEEN_IN_CHANGES = ("leaps-members",)
"""Mistakes that nobody can see while the members stay the same."""
PARTITIONS = (
    "isolate-one",
    "isolate-leader",
    "isolate-zone",
    "halves",
    "majority-minority",
    "majorities-ring",
    "bridge",
    "one-way",
    "flapping",
    "swizzle",
)
CRASHES = ("crash-one", "crash-leader", "crash-minority", "crash-zone", "crash-all")
MIXED = (
    "isolate-one",
    "isolate-leader",
    "halves",
    "majorities-ring",
    "one-way",
    "crash-one",
    "crash-leader",
    "crash-zone",
    "crash-all",
    "pause-leader",
    "lossy-links",
    "doubling-links",
    "slow-links",
)
PROFILES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"none": (), "partitions": PARTITIONS, "crashes": CRASHES, "mixed": MIXED}
)


class Operator(Node):
    """Whoever runs the cluster: asks for other members until they are agreed on."""

    def __init__(self, servers: Sequence[str], changes: Sequence[tuple[int, list[str]]]) -> None:
        self.servers = servers
        self.changes = changes

    async def start(self) -> None:  # type: ignore[explicit-override]
        """Make one change after the other, none before its time; drop what is overtaken."""
        ends = [*(at_us for at_us, _ in self.changes[1:]), None]
        for (at_us, goal), end_us in zip(self.changes, ends, strict=True):
            await self.sleep(max(0, at_us - self.monotonic()))
            while end_us is None or self.monotonic() < end_us:
                if await self.is_done(goal):
                    break
                await self.sleep(ms(50))

    async def is_done(self, goal: list[str]) -> bool:
        """Ask one server for the change."""
        try:
            await self.call(
                self.random.choice(self.servers), "members", value=goal, timeout=ms(500)
            )
        except (Timeout, RemoteError):
            return False
        return True


def topology_of(count: int) -> Topology:
    """So many servers, spread over the zones."""
    return Topology(
        tuple(
            Machine(f"n{n + 1}", MappingProxyType({"zone": ZONES[n % len(ZONES)]}))
            for n in range(count)
        )
    )


def build(request: BuildRequest) -> Setup:
    """A cluster with its clients, and the faults of the profile."""
    parameters = request.parameters
    variant = str(parameters["variant"])
    changing = parameters["members"] == "changing" or variant in SEEN_IN_CHANGES
    topology = topology_of(int(parameters["servers"]) + (SPARES if changing else 0))
    founders = topology.ids[: int(parameters["servers"])]
    horizon_us = int(parameters["seconds"]) * SECOND_US
    server = partial(VARIANTS[variant], founders)
    nodes: dict[str, NodeFactory] = dict.fromkeys(topology.ids, server)
    if changing:
        changes = _draw_changes(request.streams("operator"), topology.ids, founders, horizon_us)
        nodes["operator"] = partial(Operator, topology.ids, changes)
    recovered_us = horizon_us - QUIET_US + RECOVERY_US
    return Setup(
        topology=topology,
        nodes=nodes,
        clients=tuple(
            _draw_client(request, f"c{number}", founders, horizon_us)
            for number in range(1, int(parameters["clients"]) + 1)
        ),
        plan=_draw_faults(request, topology, horizon_us),
        checks=(
            Check("register"),
            Check("leaders"),
            Check("availability", {"target": 0.9, "after": recovered_us * 1_000}),
        ),
        horizon_us=horizon_us,
        replicas=founders,
    )


def _draw_faults(request: BuildRequest, topology: Topology, horizon_us: int) -> FaultPlan:
    """All faults end, so that recovery can be judged, and no request is doubled.

    Whether the second copy of a request is refused, a restarted server cannot know; between a
    client and its server the copies would be dropped by any connection.
    """
    names = PROFILES[str(request.parameters["faults"])]
    if not names:
        return FaultPlan()
    profile = Profile(names, quiet_us=QUIET_US)
    drawn = draw_plan(profile, request.streams("faults"), topology, horizon_us)
    servers = topology.ids
    between = [[source, dest] for source in servers for dest in servers if source != dest]
    return plan_of(_mended(fault, between, horizon_us - QUIET_US) for fault in drawn)


def _mended(fault: Fault, between: list[list[str]], end_us: int) -> Fault:
    until_us = end_us if fault.until_us is None else fault.until_us
    params = dict(fault.params)
    if fault.kind == "link":
        params.setdefault("pairs", between)
    return replace(fault, until_us=until_us, params=params)


def _draw_client(
    request: BuildRequest, name: str, servers: Sequence[str], horizon_us: int
) -> Client:
    parameters, stream = request.parameters, request.streams(f"client/{name}")
    every_us = int(SECOND_US * float(parameters["clients"]) / float(parameters["rate"]))
    requests = []
    for number, turn_us in enumerate(range(FIRST_US, horizon_us - LAST_US, every_us)):
        at_us = turn_us + int(stream.random() * every_us)
        server = servers[int(stream.random() * len(servers))]
        key = KEYS[int(stream.random() * stream.random() * len(KEYS))]  # few are hot, most are not
        f, value = ("read", None) if stream.random() < 0.5 else ("write", f"{name}.{number}")
        requests.append(Request(at_us, server, f, key, value))
    return Client(name, tuple(requests), TIMEOUT_US)


def _draw_changes(
    stream: Stream, servers: Sequence[str], founders: Sequence[str], horizon_us: int
) -> list[tuple[int, list[str]]]:
    """Every second other servers, three or more; at the end the first ones are back."""
    changes = []
    for at_us in range(SECOND_US, horizon_us - QUIET_US, SECOND_US):
        left = list(servers)
        size = 3 + int(stream.random() * (len(founders) - 2))
        goal = [left.pop(int(stream.random() * len(left))) for _ in range(size)]
        changes.append((at_us, goal))
    return [*changes, (horizon_us - QUIET_US, list(founders))]


RAFT = Scenario(
    slug="raft",
    title="Raft: one log, kept by a majority",
    topology=topology_of(5),
    build=build,
    parameters=(
        Parameter("variant", "system under test", CORRECT, values=tuple(VARIANTS)),
        Parameter("servers", "servers", 5, values=(3, 5, 7)),
        Parameter("members", "members of the cluster", "fixed", values=("fixed", "changing")),
        Parameter("faults", "faults", "mixed", values=tuple(PROFILES)),
        Parameter("clients", "clients", 3, low=1, high=20, step=1),
        Parameter("rate", "operations of all clients", 60, low=3, high=300, step=1, unit="/s"),
        Parameter("seconds", "virtual time", 10, low=6, high=60, step=1, unit="s"),
    ),
)
