"""Shrinking of single faults: fewer targets, shorter windows, plainer effects."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from quorate.faults import Fault, FaultPlan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quorate.simulator.settings import WorldSettings
    from quorate.simulator.shrinking_search import Search

WINDOW_MIN_US = 1_000
TARGETS = {"partition": "cut", "link": "pairs"}
PLAINER: dict[str, tuple[dict[str, Any], ...]] = {
    "crash": ({"disk": "keep"},),
    "partition": ({"mode": "drop"}, {"direction": "out"}, {"direction": "in"}),
    "link": (
        {"loss": 0.0},
        {"loss": 1.0},
        {"duplicate": 0.0},
        {"duplicate": 1.0},
        {"slow": 1.0},
        {"jitter_us": None},
        {"bandwidth_bytes_per_s": None},
    ),
    "clock": ({"offset_us": 0}, {"drift_ppm": 0}),
    "disk": ({"chance": 1.0},),
}
"""By kind: what is plainer, in the order in which it is tried."""


def simplify_fault(settings: WorldSettings, search: Search, position: int) -> WorldSettings:
    """Make one fault as small and plain as it can be while the run still fails."""
    settings = _drop_targets(settings, search, position)
    settings = _shorten(settings, search, position)
    for change in PLAINER.get(settings.plan.faults[position].kind, ()):
        fault = settings.plan.faults[position]
        if _is_plainer(fault, change):
            candidate = _with_fault(settings, position, fault.with_params(**change))
            settings = search.better(candidate, settings)
    return settings


def strip_member(settings: WorldSettings, member: str) -> WorldSettings:
    """The settings without this node or client, and without all that is planned on it."""
    links = {pair: link for pair, link in settings.network.links.items() if member not in pair}
    faults = [kept for fault in settings.plan for kept in _without(fault, member)]
    return replace(
        settings,
        nodes={name: make for name, make in settings.nodes.items() if name != member},
        spares=tuple(name for name in settings.spares if name != member),
        services={n: service for n, service in settings.services.items() if n != member},
        clocks={name: clock for name, clock in settings.clocks.items() if name != member},
        clients=tuple(client for client in settings.clients if client.id != member),
        network=replace(settings.network, links=links),
        plan=FaultPlan(tuple(faults)),
    )


def _without(fault: Fault, member: str) -> Iterator[Fault]:
    if member in fault.nodes:
        nodes = [node for node in fault.nodes if node != member]
        if nodes:
            yield fault.with_params(nodes=nodes)
    elif any(member in pair for pair in fault.pairs or ()):
        name = TARGETS.get(fault.kind)
        pairs = [list(pair) for pair in fault.pairs or () if member not in pair]
        if name is not None and pairs:
            yield fault.with_params(**{name: pairs})
    else:
        yield fault


def _is_plainer(fault: Fault, change: dict[str, Any]) -> bool:
    """Whether this changes something, and leaves something of the fault."""
    ((name, value),) = change.items()
    stated = fault.params.get(name)
    if name == "direction":
        return fault.nodes_from is not None and stated in (None, "both")
    if fault.kind == "clock":
        other = "drift_ppm" if name == "offset_us" else "offset_us"
        return bool(stated) and bool(fault.params.get(other))
    if fault.kind == "link" and value == 1.0 and name != "slow":
        return bool(stated) and stated != value
    return name in fault.params and stated != value


def _drop_targets(settings: WorldSettings, search: Search, position: int) -> WorldSettings:
    """Drop single nodes or pairs, but never part of a domain that fails as a whole."""
    fault = settings.plan.faults[position]
    name = TARGETS.get(fault.kind, "nodes")
    if name not in fault.params or "cause" in fault.params:
        return settings

    def with_targets(targets: list[Any]) -> WorldSettings:
        return _with_fault(settings, position, fault.with_params(**{name: targets}))

    return search.smallest(settings, fault.params[name], with_targets)


def _shorten(settings: WorldSettings, search: Search, position: int) -> WorldSettings:
    """Halve the window from its end, then from its start, as often as that still fails."""
    for from_start in (False, True):
        if from_start and settings.plan.faults[position].kind == "message":
            break  # it counts messages from its start
        while True:
            fault = settings.plan.faults[position]
            if fault.until_us is None or fault.until_us - fault.at_us < 2 * WINDOW_MIN_US:
                break
            middle_us = fault.at_us + (fault.until_us - fault.at_us) // 2
            half = (
                replace(fault, at_us=middle_us)
                if from_start
                else replace(fault, until_us=middle_us)
            )
            shorter = _with_fault(settings, position, half)
            if not search.fails(shorter):
                break
            settings = search.found
    return settings


def _with_fault(settings: WorldSettings, position: int, fault: Fault) -> WorldSettings:
    faults = list(settings.plan.faults)
    faults[position] = fault
    return replace(settings, plan=FaultPlan(tuple(faults)))
