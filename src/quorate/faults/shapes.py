"""The shapes of partitions, drawn from a stream: who can no longer speak with whom.

Prior art: Jepsen's nemeses (Kingsbury, jepsen.nemesis, 2013 on) and the swizzle-clog of
FoundationDB (Zhou et al., "FoundationDB: A Distributed Unbundled Transactional Key Value Store",
2021). Every shape is `shape(stream, nodes, window, mode=…)`, so that shapes can be combined.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quorate.faults.draws import Stream, draw_below, shuffled
from quorate.faults.errors import BadShapeError
from quorate.faults.plans import FaultPlan, Pair, Window, plan_of
from quorate.faults.records import LEADER, Mode, partition

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quorate.faults.generators import Domains


def isolate_one(
    stream: Stream, nodes: Sequence[str], window: Window, *, mode: Mode = "drop"
) -> FaultPlan:
    """Cut one node, drawn at random, from all others, in both directions."""
    _validate_count(nodes, 2, "isolate one")
    one = nodes[draw_below(stream, len(nodes))]
    others = [node for node in nodes if node != one]
    return _apart([one], others, window, mode=mode, shape="isolate-one")


def halves(
    stream: Stream, nodes: Sequence[str], window: Window, *, mode: Mode = "drop"
) -> FaultPlan:
    """Cut the nodes into two random sides; with an odd number the second side is larger."""
    _validate_count(nodes, 2, "cut in halves")
    order = shuffled(stream, nodes)
    middle = len(order) // 2
    return _apart(order[:middle], order[middle:], window, mode=mode, shape="halves")


def ring_of_majorities(
    stream: Stream, nodes: Sequence[str], window: Window, *, mode: Mode = "drop"
) -> FaultPlan:
    """Put the nodes on a random ring; each sees a majority around it, and no two see the same."""
    _validate_count(nodes, 4, "see different majorities")
    order = shuffled(stream, nodes)
    count = len(order)
    reach = (count // 2 + 1) // 2
    cut = [
        (source, dest)
        for i, source in enumerate(order)
        for k, dest in enumerate(order)
        if min((i - k) % count, (k - i) % count) > reach
    ]
    return plan_of([partition(cut, window, mode=mode, shape="ring-of-majorities")])


def one_way(
    stream: Stream, nodes: Sequence[str], window: Window, *, mode: Mode = "drop"
) -> FaultPlan:
    """Cut one directed link, drawn at random; the other direction still works."""
    _validate_count(nodes, 2, "lose one direction")
    source, dest = shuffled(stream, nodes)[:2]
    return plan_of([partition([(source, dest)], window, mode=mode, shape="one-way")])


def majority_minority(
    stream: Stream, nodes: Sequence[str], window: Window, *, mode: Mode = "drop"
) -> FaultPlan:
    """Cut a minority of random size from a majority; both sides still speak among themselves."""
    _validate_count(nodes, 3, "part into a majority and a minority")
    order = shuffled(stream, nodes)
    size = 1 + draw_below(stream, (len(order) - 1) // 2)
    return _apart(order[:size], order[size:], window, mode=mode, shape="majority-minority")


def minority_third(
    stream: Stream, nodes: Sequence[str], window: Window, *, mode: Mode = "drop"
) -> FaultPlan:
    """Cut off a clean minority: as many as possible, and still less than a third of the nodes."""
    _validate_count(nodes, 4, "have a minority below a third")
    order = shuffled(stream, nodes)
    size = (len(order) - 1) // 3
    return _apart(order[:size], order[size:], window, mode=mode, shape="minority-third")


def bridge(
    stream: Stream, nodes: Sequence[str], window: Window, *, mode: Mode = "drop"
) -> FaultPlan:
    """Cut the nodes into two sides that do not see each other, but one node sees both."""
    _validate_count(nodes, 3, "be two sides and a bridge")
    order = shuffled(stream, nodes)[1:]
    middle = len(order) // 2
    return _apart(order[:middle], order[middle:], window, mode=mode, shape="bridge")


def isolate_leader(
    _stream: Stream, nodes: Sequence[str], window: Window, *, mode: Mode = "drop"
) -> FaultPlan:
    """Cut whoever last observed "leader" from all other nodes; found out when it strikes."""
    _validate_count(nodes, 2, "have a leader to isolate")
    return plan_of([partition(LEADER, window, mode=mode, shape="isolate-leader")])


def isolate_domain(
    stream: Stream, topology: Domains, label: str, window: Window, *, mode: Mode = "drop"
) -> FaultPlan:
    """Cut one zone, rack or other domain, drawn at random, from the machines of all others."""
    domains = topology.domains(label)
    if len(domains) < 2:
        raise BadShapeError(
            f"{len(domains)} values of the label {label!r} cannot be cut apart; "
            "label the topology's machines with at least 2"
        )
    value = list(domains)[draw_below(stream, len(domains))]
    others = [node for other, ids in domains.items() if other != value for node in ids]
    return _apart(domains[value], others, window, mode=mode, shape=f"{label} {value}")


def swizzle(
    stream: Stream, nodes: Sequence[str], window: Window, *, mode: Mode = "hold"
) -> FaultPlan:
    """Clog all links of a random set of nodes, one node after another, and unclog in other order.

    The window needs an end and some length: the clogging takes its first half, the rest its second.
    """
    _validate_count(nodes, 2, "be swizzled")
    at_us, until_us = window
    if until_us is None or until_us - at_us < 2 * len(nodes):
        raise BadShapeError(
            f"the window {window} has no room to clog and unclog {len(nodes)} nodes; "
            f"give it an end at least {2 * len(nodes)} µs later"
        )
    clogged = shuffled(stream, nodes)[: 1 + draw_below(stream, len(nodes))]
    freed = shuffled(stream, clogged)
    step_us = (until_us - at_us) // (2 * len(clogged))
    middle_us = at_us + step_us * len(clogged)
    return plan_of(
        partition(
            _both_ways([node], [other for other in nodes if other != node]),
            (at_us + step_us * place, middle_us + step_us * (freed.index(node) + 1)),
            mode=mode,
            shape="swizzle",
        )
        for place, node in enumerate(clogged)
    )


def _apart(
    here: Sequence[str], there: Sequence[str], window: Window, *, mode: Mode, shape: str
) -> FaultPlan:
    """Cut two sides from each other, in both directions."""
    return plan_of([partition(_both_ways(here, there), window, mode=mode, shape=shape)])


def _both_ways(here: Sequence[str], there: Sequence[str]) -> list[Pair]:
    cut = [(source, dest) for source in here for dest in there]
    return cut + [(dest, source) for source, dest in cut]


def _validate_count(nodes: Sequence[str], least: int, what: str) -> None:
    if len(nodes) < least:
        raise BadShapeError(f"{len(nodes)} nodes cannot {what}; give at least {least}")
