"""The reference systems as questions for an exhaustive search: two clients, a few operations.

The bounds are small: each broken sibling shows within them, and where nothing is wrong the space is
searched in seconds; `quorate explore SLUG --set variant=…` asks them.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from quorate.patterns import (
    Coordinator,
    Participant,
    QuorumRegister,
    Replica,
    RpcCaller,
    RpcServer,
    ViewService,
)
from quorate.patterns.broken import primary_backup, quorum_register, rpc, two_phase_commit
from quorate.patterns.view_service import VIEW_SERVICE
from quorate.simulator import streams
from quorate.simulator.exhaustive import Bounds, Moment, Stage, System
from quorate.workloads.checks import Check
from quorate.workloads.exhaustive import Exhaustive, Question, asks, judges_of
from quorate.workloads.reference.clients import Kind, cast, topology_of, variant_of
from quorate.workloads.scenario import BuildRequest, Parameter, ParameterValue

Parameters = Mapping[str, ParameterValue]


def _cast(parameters: Parameters, broken: Mapping[str, Kind], *roles: Kind) -> tuple[Kind, ...]:
    return cast(BuildRequest(parameters, streams("exhaustive", 0)), broken, *roles)


def _is_ready(moment: Moment) -> bool:
    """Both replicas know the same, and the view service has heard of it."""
    nodes = moment.nodes
    ready = all((nodes[name] or {}).get("state") == "ready" for name in ("a", "b"))
    return ready and (nodes[VIEW_SERVICE] or {}).get("ready") == 1 and not moment.in_flight


def _serves_alone(moment: Moment) -> bool:
    """The backup was down for a moment, and both know that it is none any more."""
    numbers = [(moment.nodes[name] or {}).get("number") for name in ("a", "b")]
    return numbers == [2, 2] and not moment.in_flight


def ask_primary_backup(parameters: Parameters) -> Question:
    """A write, and reads at either replica, once the first view is in order."""
    view_service, replica = _cast(parameters, primary_backup.BROKEN, ViewService, Replica)
    nodes = {"a": replica, "b": replica, VIEW_SERVICE: view_service}
    writer, bounds = "a", Bounds(crashes=1, timers=1)
    reads: tuple[tuple[Any, ...], ...] = (("a", "read", "x"), ("b", "read", "x"))
    stages = [Stage("a view that is ready", _is_ready, Bounds(timers=2))]
    if parameters["variant"] == "promotes-anybody":
        stages.append(Stage("a primary alone", _serves_alone, Bounds(timers=1, crashes=1)))
        reads, bounds = reads[1:], Bounds(crashes=1, timers=3)
    if parameters["variant"] == "reads-alone":
        # An old primary must be replaced without knowing it: its pings are late four times.
        writer, bounds = "b", Bounds(timers=5)
    system = System(
        "primary-backup",
        nodes,
        (
            asks("c1", (writer, "write", "x", "1")),
            asks("c2", *reads),
        ),
        judges=judges_of(Check("register")),
        stages=tuple(stages),
        topology=topology_of(tuple(nodes)),
    )
    return system, bounds


def ask_quorum_register(parameters: Parameters) -> Question:
    """A write at one node and reads at the two others, or at one of them, without faults.

    With one read every state is searched; two are needed to see a value come and go.
    """
    (register,) = _cast(parameters, quorum_register.BROKEN, QuorumRegister)
    names = ("n1", "n2", "n3")
    reads = (("n2", "read", "x"), ("n3", "read", "x"))
    system = System(
        "quorum-register",
        dict.fromkeys(names, register),
        (
            asks("c1", ("n1", "write", "x", "1")),
            asks("c2", *reads[: int(parameters["reads"])]),
        ),
        judges=judges_of(Check("register")),
        topology=topology_of(names),
    )
    return system, Bounds(states=600_000)


def ask_two_phase_commit(parameters: Parameters) -> Question:
    """Two transactions that want the same lock, at two participants."""
    variant = parameters["variant"]
    coordinator, participant = _cast(parameters, two_phase_commit.BROKEN, Coordinator, Participant)
    nodes = {"coordinator": coordinator, "p1": participant, "p2": participant}
    clients = [asks("c1", ("coordinator", "transact", "x", "t1"))]
    bounds = Bounds(timers=1, crashes=1)
    if variant == "takes-silence-for-yes":
        clients.append(asks("c2", ("coordinator", "transact", "x", "t2")))
        bounds = Bounds(timers=1)
    system = System(
        "two-phase-commit",
        nodes,
        tuple(clients),
        judges=judges_of(Check("atomic-commit")),
        observations=("decided",),
        topology=topology_of(tuple(nodes)),
    )
    return system, bounds


def ask_rpc(parameters: Parameters) -> Question:
    """One call through a caller that repeats it, and a look at the server's ledger."""
    caller, server = _cast(parameters, rpc.BROKEN, RpcCaller, RpcServer)
    nodes = {"n1": caller, "server": server}
    system = System(
        "rpc",
        nodes,
        (asks("c1", ("n1", "add", None, "1")), asks("c2", ("server", "read"))),
        judges=judges_of(Check("effects")),
        draws="least",  # it draws only how long it waits before the next attempt
        topology=topology_of(tuple(nodes)),
    )
    return system, Bounds(timers=2, crashes=1, duplicates=1)


READS = Parameter("reads", "reads of the second client", 2, values=(1, 2))


def _question(slug: str, title: str, broken: Mapping[str, Kind], *more: Parameter) -> Exhaustive:
    build = {
        "primary-backup": ask_primary_backup,
        "quorum-register": ask_quorum_register,
        "rpc": ask_rpc,
        "two-phase-commit": ask_two_phase_commit,
    }[slug]
    return Exhaustive(slug, title, build, (variant_of(broken), *more))


EXHAUSTIVE: Mapping[str, Exhaustive] = MappingProxyType(
    {
        question.slug: question
        for question in (
            _question("primary-backup", "Primary and backup", primary_backup.BROKEN),
            _question("quorum-register", "A register on a majority", quorum_register.BROKEN, READS),
            _question("rpc", "Reliable calls", rpc.BROKEN),
            _question("two-phase-commit", "Two-phase commit", two_phase_commit.BROKEN),
        )
    }
)
"""Every question by its slug."""
