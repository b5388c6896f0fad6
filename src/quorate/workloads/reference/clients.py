"""What the clients of the reference systems do: a few operations, and final reads of all nodes."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from quorate.faults import Stream
from quorate.node import Machine, Node, Topology
from quorate.workloads.scenario import BuildRequest, Parameter
from quorate.workloads.traffic import Client, Request

MS = 1_000
CORRECT = "correct"

Kind = type[Node]
Draw = Callable[[str, int], Request]
"""An operation of a client: its name and how many it has asked for; `at_us` is set afterwards."""


def variant_of(broken: Mapping[str, Kind]) -> Parameter:
    """The parameter that says which system runs: the right one, or a broken sibling."""
    return Parameter("variant", "system under test", CORRECT, values=(CORRECT, *broken))


def cast(request: BuildRequest, broken: Mapping[str, Kind], *roles: Kind) -> tuple[Kind, ...]:
    """The class that plays each role: the broken sibling takes the role of its own base."""
    variant = broken.get(str(request.parameters["variant"]))
    return tuple(
        variant if variant is not None and issubclass(variant, role) else role for role in roles
    )


def topology_of(nodes: Sequence[str]) -> Topology:
    """A machine for each node."""
    return Topology(tuple(Machine(node) for node in nodes))


def draw_clients(
    stream: Stream, names: Sequence[str], turns: Sequence[int], draw: Draw
) -> tuple[Client, ...]:
    """Each client does one operation a turn, at a random moment of it."""
    clients = []
    for name in names:
        requests = []
        for count, (start_us, end_us) in enumerate(pairwise(turns)):
            at_us = start_us + int(stream.random() * (end_us - start_us))
            requests.append(draw(name, count)._replace(at_us=at_us))
        clients.append(Client(name, tuple(requests), timeout_us=500 * MS))
    return tuple(clients)


def draw_register_request(stream: Stream, nodes: Sequence[str], value: str) -> Request:
    """A read of a register, or a write of this value, at one of the nodes."""
    node = nodes[int(stream.random() * len(nodes))]
    if stream.random() < 0.5:
        return Request(0, node, "read", "x")
    return Request(0, node, "write", "x", value)


def turns(first_us: int, every_us: int, count: int) -> tuple[int, ...]:
    """The bounds of so many turns of equal length."""
    return tuple(first_us + every_us * turn for turn in range(count + 1))


def final_reads(nodes: Sequence[str], at_us: int, *, f: str = "read") -> tuple[Client, ...]:
    """A client for each node that reads it once, when all is quiet."""
    return tuple(
        Client(f"reader-{node}", (Request(at_us, node, f, final=True),), timeout_us=500 * MS)
        for node in nodes
    )
