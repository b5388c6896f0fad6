"""Whether a plan fits a cluster: refused before the run, with what is known and the remedy."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING

from quorate.faults.errors import BadFaultError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quorate.faults.plans import Fault, FaultPlan


@dataclass(frozen=True, slots=True)
class Names:
    """Who there is: nodes (with the spares that start later), clients, and machines."""

    nodes: Sequence[str]
    _: KW_ONLY
    clients: Sequence[str] = ()
    machines: Sequence[str] = ()
    spares: Sequence[str] = ()


def validate_plan(plan: FaultPlan, names: Names) -> None:
    """Refuse a plan that names what is not there, or that contradicts itself.

    A machine of the topology on which no node runs may be struck; nothing happens to it then.
    """
    struck = dict.fromkeys((*names.nodes, *names.machines))
    linked = struck | dict.fromkeys(names.clients)
    messages: dict[tuple[object, ...], int] = {}
    for fault in plan:
        for node in fault.nodes:
            if node not in struck:
                _refuse_node(fault, node, names)
        for pair in fault.pairs or ():
            for end in pair:
                if end not in linked:
                    _refuse_end(fault, end, names)
        if fault.kind == "message":
            _validate_message(fault, messages)
    _validate_membership(plan, names)


def _refuse_node(fault: Fault, node: str, names: Names) -> None:
    if node in names.clients:
        raise BadFaultError(
            f"fault {fault.id}: {node!r} is a client, and a {fault.kind} strikes nodes; "
            "cut or slow its links instead"
        )
    raise BadFaultError(
        f"fault {fault.id}: a {fault.kind} strikes {node!r}, which is neither a node nor a machine "
        f"of the topology; {_known(names)}"
    )


def _refuse_end(fault: Fault, end: str, names: Names) -> None:
    raise BadFaultError(
        f"fault {fault.id}: a {fault.kind} is on a link of {end!r}, which is no node, no client "
        f"and no machine of the topology; {_known(names)}"
    )


def _known(names: Names) -> str:
    parts = [f"the nodes are {', '.join(names.nodes)}"]
    if names.clients:
        parts.append(f"the clients {', '.join(names.clients)}")
    others = [machine for machine in names.machines if machine not in names.nodes]
    if others:
        parts.append(f"the machines without a node {', '.join(others)}")
    return f"{', '.join(parts)}: correct the name, or take the fault out of the plan"


def _validate_message(fault: Fault, messages: dict[tuple[object, ...], int]) -> None:
    """Two faults that count from the same moment must not pick the same message."""
    picked = (fault.pairs, fault.params["k"], fault.at_us)
    if picked in messages:
        raise BadFaultError(
            f"fault {fault.id} acts on the same message as fault {messages[picked]}; keep one"
        )
    messages[picked] = fault.id


def _validate_membership(plan: FaultPlan, names: Names) -> None:
    """Each node joins only when it is out, and leaves only when it is in."""
    member = {node: node not in names.spares for node in names.nodes}
    changes: list[tuple[int, int, str, bool, Fault]] = []
    for fault in plan:
        if fault.kind == "membership":
            joins = fault.params["action"] == "add"
            for node in fault.nodes:
                changes.append((fault.at_us, 1, node, joins, fault))
                if fault.until_us is not None:
                    changes.append((fault.until_us, 0, node, not joins, fault))
    # In one microsecond the ends come before the beginnings.
    for at_us, begins, node, joins, fault in sorted(changes, key=lambda change: change[:2]):
        if node not in member:
            raise BadFaultError(
                f"fault {fault.id}: {node!r} is a machine without a node, so it can neither join "
                f"nor leave; {_known(names)}"
            )
        if member[node] == joins:
            what = ("add", "is a member already") if joins else ("remove", "is no member")
            when = "" if begins else " by its end"
            spare = "spares" if joins else "spares that were added before"
            raise BadFaultError(
                f"fault {fault.id} would {what[0]} {node}{when} at {at_us} µs, but it {what[1]}; "
                f"the {spare}: {', '.join(names.spares) or 'none, name some in the settings'}"
            )
        member[node] = joins
