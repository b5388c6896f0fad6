"""Everything that decides a run: the same settings give the same run, anywhere."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from quorate.faults import FaultPlan, Names, plan_to_json, validate_plan
from quorate.node import NodeFactory, NodeLimits, Topology
from quorate.simulator.disks import DiskSettings
from quorate.simulator.distributions import Distribution, exponential
from quorate.simulator.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quorate.history import History, Trace
    from quorate.simulator.clocks import ClockSettings
    from quorate.simulator.moments import StateChange
    from quorate.simulator.stations import ServiceSettings

Ended = Literal[
    "horizon",
    "events",
    "trace records",
    "observations",
    "node error",
    "messages per event",
    "actions per event",
    "body bytes",
    "pending events",
    "pending timers",
    "tasks per node",
]
"""Why a run ended: at its horizon of virtual time, or at a named limit."""


class ClientOperation(NamedTuple):
    """One operation of a client, drawn before the run.

    It starts no earlier than `at_us`, and in a closed loop no earlier than `think_us` after the
    client's last operation was over.
    """

    at_us: int
    dest: str
    f: str
    key: Any = None
    value: Any = None
    final: bool = False
    think_us: int = 0


@dataclass(frozen=True, slots=True)
class ClientPlan:
    """What one client does; plain tuples are read as ClientOperation, in order of time.

    In a closed loop it does one operation at a time, in an open loop each at its own time.
    """

    id: str
    operations: tuple[ClientOperation | tuple[Any, ...], ...]
    timeout_us: int = 1_000_000
    open_loop: bool = False


@dataclass(frozen=True, slots=True)
class LinkSettings:
    """What one directed link does to messages while no fault is on it.

    `bandwidth_bytes_per_s` lets a message wait until those before it are on the wire, by the size
    of its body as JSON. `jitter` is added to the latency, so that messages overtake each other;
    `fifo` lets none overtake another, whatever its latency.
    """

    latency: Distribution
    _: KW_ONLY
    loss: float = 0.0
    duplicate: float = 0.0
    bandwidth_bytes_per_s: int | None = None
    jitter: Distribution | None = None
    fifo: bool = False

    def __post_init__(self) -> None:
        if self.bandwidth_bytes_per_s is not None and self.bandwidth_bytes_per_s < 1:
            raise SettingsError(
                f"bandwidth_bytes_per_s {self.bandwidth_bytes_per_s} carries nothing; "
                "give at least 1, or None for no limit"
            )


def _default_link() -> LinkSettings:
    return LinkSettings(exponential(5_000))


@dataclass(frozen=True, slots=True)
class NetworkSettings:
    """The links of a world: one setting for all, others for single directed links.

    `ties` orders what happens in the same microsecond: as it was scheduled (fifo), or at random,
    so that a constant latency does not hide all interleavings but one.
    """

    link: LinkSettings = field(default_factory=_default_link)
    _: KW_ONLY
    links: Mapping[tuple[str, str], LinkSettings] = field(
        default_factory=lambda: MappingProxyType({})
    )
    ties: Literal["fifo", "random"] = "fifo"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a run may use up; hitting a limit ends it by the limit's name."""

    events: int = 2_000_000
    trace_records: int = 1_000_000
    pending_events: int = 500_000
    observations: int = 200_000
    node: NodeLimits = field(default_factory=NodeLimits)


@dataclass(frozen=True, slots=True)
class WorldSettings:
    """A whole run as data.

    Without `copy_bodies` a receiver gets what the sender sent, unchecked: faster, but then a node
    that changes a body changes it for all. `states` keeps what each event changed in a node.

    A node that crashes by its own error stays down, starts again after `restart_after_us`, or
    ends the run if `error_ends_run`. `files` are the learner's file names for error reports.
    `spares` are nodes that only a membership fault starts; the others do not count them as peers.
    `network_subseed` gives the network other draws and changes nothing else, for shrinking.
    """

    name: str
    seed: int | str
    _: KW_ONLY
    nodes: Mapping[str, NodeFactory]
    topology: Topology = field(default_factory=Topology)
    clients: tuple[ClientPlan, ...] = ()
    plan: FaultPlan = field(default_factory=FaultPlan)
    network: NetworkSettings = field(default_factory=NetworkSettings)
    services: Mapping[str, ServiceSettings] = field(default_factory=lambda: MappingProxyType({}))
    network_subseed: int = 0
    disk: DiskSettings = field(default_factory=DiskSettings)
    clocks: Mapping[str, ClockSettings] = field(default_factory=lambda: MappingProxyType({}))
    spares: tuple[str, ...] = ()
    horizon_us: int = 10_000_000
    limits: Limits = field(default_factory=Limits)
    trace: bool = False
    copy_bodies: bool = True
    states: bool = False
    restart_after_us: int | None = None
    error_ends_run: bool = False
    files: tuple[str, ...] = ()
    name_processes: bool = False

    def __post_init__(self) -> None:
        if not self.nodes:
            raise SettingsError("a world without nodes cannot run; name at least one in nodes")
        if self.horizon_us <= 0:
            raise SettingsError(f"horizon_us {self.horizon_us} must be above 0")
        names = [*self.nodes, *(client.id for client in self.clients)]
        if len(dict.fromkeys(names)) != len(names):
            raise SettingsError(f"nodes and clients {names} share an id; give each its own")
        for node_id in self.services:
            if node_id not in self.nodes:
                known = ", ".join(self.nodes)
                raise SettingsError(f"services name {node_id!r}; the nodes are {known}")
        for what, named in (("spares", self.spares), ("clocks", self.clocks)):
            for name in named:
                if name not in self.nodes:
                    raise SettingsError(
                        f"{what} name {name!r}, which is no node; "
                        f"the nodes are {', '.join(self.nodes)}"
                    )

    def validate_plan(self) -> None:
        """Refuse a fault plan that does not fit these nodes, clients and machines."""
        names = Names(
            tuple(self.nodes),
            clients=tuple(client.id for client in self.clients),
            machines=self.topology.ids,
            spares=self.spares,
        )
        validate_plan(self.plan, names)

    def header(self) -> dict[str, Any]:
        """What is needed to repeat the run, beside the code of its nodes."""
        return {
            "world": self.name,
            "seed": self.seed,
            "horizon": self.horizon_us,
            "nodes": list(self.nodes),
            "clients": [client.id for client in self.clients],
            "plan": plan_to_json(self.plan),
        }


@dataclass(frozen=True, slots=True)
class NodeFailure:
    """A node that crashed by its own error: what the learner is shown."""

    t_us: int
    node: str
    type: str
    message: str
    file: str | None
    line: int | None
    function: str | None
    traceback: str
    _: KW_ONLY
    handler: str = ""
    event: str = ""

    def __str__(self) -> str:  # type: ignore[explicit-override]
        where = f"{self.node} crashed in {self.handler} at {self.t_us / 1_000_000:.6f} s"
        line = "" if self.line is None else f" ({self.file} line {self.line}, in {self.function})"
        return f"{where}, {self.event}: {self.type}: {self.message}{line}"


@dataclass(frozen=True, slots=True)
class BudgetHit:
    """The limit that ended a run."""

    name: str
    limit: int
    node: str | None
    text: str
    _: KW_ONLY
    t_us: int = 0
    handler: str = ""
    event: str = ""

    def __str__(self) -> str:  # type: ignore[explicit-override]
        at = f"at {self.t_us / 1_000_000:.6f} s"
        where = f"{self.node} in {self.handler} {at}, {self.event}" if self.node else at
        return f"limit of {self.limit} {self.name} reached by {where}: {self.text}"


@dataclass(frozen=True, slots=True)
class Claim:
    """How often an `always` or `sometimes` assertion was reached and how often it held."""

    kind: str
    name: str
    reached: int
    held: int


@dataclass(frozen=True, slots=True)
class Run:
    """What happened: `trace` is None when it was off.

    `struck` are the faults that struck, with the targets found when they did.
    """

    history: History
    trace: Trace | None
    ended: Ended
    counters: Mapping[str, int]
    _: KW_ONLY
    ended_at_us: int = 0
    budget: BudgetHit | None = None
    errors: tuple[NodeFailure, ...] = ()
    claims: tuple[Claim, ...] = ()
    refusals: tuple[str, ...] = ()
    struck: FaultPlan = field(default_factory=FaultPlan)
    states: tuple[StateChange, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether the run reached its horizon; otherwise nothing can be said about the rest."""
        return self.ended == "horizon"
