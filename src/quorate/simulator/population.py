"""Who lives in a world: its nodes, each with its disk and clocks, and its clients."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from quorate.node import NodeIdentity, NodeRuntime
from quorate.simulator.clients import client_port
from quorate.simulator.clocks import Clock, ClockSettings
from quorate.simulator.disks import SimulatedDisk, needs_simulated_disk
from quorate.simulator.members import Around, ClockedResident, Member, Resident
from quorate.simulator.streams import stream_seed
from quorate.simulator.strikes import OUTSIDE

if TYPE_CHECKING:
    from collections.abc import Callable

    from quorate.node import Host, NodeFactory
    from quorate.simulator.settings import WorldSettings


class Populated(Around, Protocol):
    """The world that they live in."""

    settings: WorldSettings


def make_members(world: Populated) -> dict[str, Member]:
    """Nodes and clients by their ids, none of them running yet."""
    settings = world.settings
    members: dict[str, Member] = {}
    for node_id, factory in settings.nodes.items():
        member = _make_node(world, node_id, factory)
        if node_id in settings.spares:
            member.down_by[OUTSIDE] = None
        if needs_simulated_disk(settings.disk, settings.plan, node_id):
            seed = stream_seed(settings.name, settings.seed, f"disk/{node_id}")
            member.image = SimulatedDisk(settings.disk, seed)
        members[node_id] = member
    for index, plan in enumerate(settings.clients):
        port = client_port(plan, index, len(settings.clients))
        members[plan.id] = Member(plan.id, port, world, is_node=False)
    return members


def _make_node(world: Populated, node_id: str, factory: NodeFactory) -> Resident:
    """A node, with clocks of its own if the settings or a fault want that."""
    settings = world.settings
    clocks = settings.clocks
    make = _runtime_maker(settings, node_id, factory)
    if node_id not in clocks and not any(
        fault.kind == "clock" and (fault.nodes_from is not None or node_id in fault.nodes)
        for fault in settings.plan
    ):
        return Resident(node_id, world, make)
    return ClockedResident(node_id, world, make, Clock(clocks.get(node_id, ClockSettings())))


def _runtime_maker(
    settings: WorldSettings, node_id: str, factory: NodeFactory
) -> Callable[[Host], NodeRuntime]:
    identity = NodeIdentity(
        node_id,
        tuple(o for o in settings.nodes if o != node_id and o not in settings.spares),
        topology=settings.topology,
        seed=stream_seed(settings.name, settings.seed, f"node/{node_id}"),
    )

    def make(host: Host) -> NodeRuntime:
        return NodeRuntime(
            factory,
            identity,
            limits=settings.limits.node,
            files=settings.files,
            host=host,
            copy_bodies=settings.copy_bodies,
        )

    return make
