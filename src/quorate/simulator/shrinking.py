"""Shrinking: from settings that fail to settings that still fail and that a person can read.

Only what can be taken away or made plainer changes: the horizon, the faults, the operations, the
links. Same settings, same predicate, same result, since nothing here is drawn. The predicate
should ask for the same checker and the same kind of violation, so that it cannot drift to another
bug.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from quorate.faults import Fault, FaultPlan
from quorate.simulator.ddmin import ddmin
from quorate.simulator.distributions import Distribution, const
from quorate.simulator.errors import SettingsError
from quorate.simulator.settings import LinkSettings, NetworkSettings, Run, WorldSettings
from quorate.simulator.world import World

StillFails = Callable[[Run], bool]

WINDOW_MIN_US = 1_000
HORIZON_STEPS = 12
ROUNDS_MAX = 5


def shrink(
    settings: WorldSettings, still_fails: StillFails, *, max_runs: int = 400
) -> WorldSettings:
    """The settings, made smaller while `still_fails` of their run; stops 1-minimal.

    1-minimal in faults and in operations: taking any single one away no longer fails. When
    `max_runs` are used up, what was reached so far is returned.
    """
    search = _Search(still_fails, max_runs)
    if not search.fails(settings):
        raise SettingsError(
            f"seed {settings.seed} of {settings.name} does not fail, so nothing can shrink; "
            "check the seed and the predicate"
        )
    smallest = settings
    for _ in range(ROUNDS_MAX):
        before = smallest
        for step in (
            _calm_links,  # first: without chance the other steps need fewer tries
            _drop_faults,
            _drop_operations,
            _cut_horizon,  # not before: at a tight horizon every removal comes too late
            _simplify_faults,
            _drop_idle_clients,
        ):
            smallest = step(smallest, search)
        if smallest == before or search.spent:
            break
    return smallest


class _Search:
    """Counts runs; once they are used up every candidate is rejected."""

    def __init__(self, still_fails: StillFails, max_runs: int) -> None:
        self._still_fails = still_fails
        self._left = max_runs

    @property
    def spent(self) -> bool:
        """Whether no run is left."""
        return self._left <= 0

    def fails(self, candidate: WorldSettings) -> bool:
        """Run the candidate, without a trace: that is only made in the final replay."""
        if self.spent:
            return False
        self._left -= 1
        return self._still_fails(World(replace(candidate, trace=False)).run())

    def better(self, candidate: WorldSettings, current: WorldSettings) -> WorldSettings:
        """The candidate if it differs and still fails, otherwise the current settings."""
        return candidate if candidate != current and self.fails(candidate) else current


def _cut_horizon(settings: WorldSettings, search: _Search) -> WorldSettings:
    """Halve the interval in which the shortest failing horizon must lie."""
    too_short, best = 0, settings
    for _ in range(HORIZON_STEPS):
        middle = (too_short + best.horizon_us) // 2
        if middle <= too_short:
            break
        candidate = replace(best, horizon_us=middle)
        if search.fails(candidate):
            best = candidate
        else:
            too_short = middle
    return best


def _drop_faults(settings: WorldSettings, search: _Search) -> WorldSettings:
    def plan_with(faults: list[Fault]) -> WorldSettings:
        return replace(settings, plan=FaultPlan(tuple(faults)))

    faults = settings.plan.faults
    return plan_with(ddmin(faults, lambda kept: search.fails(plan_with(kept))))


def _drop_operations(settings: WorldSettings, search: _Search) -> WorldSettings:
    places = [
        (c, o) for c, client in enumerate(settings.clients) for o in range(len(client.operations))
    ]

    def clients_with(kept: list[tuple[int, int]]) -> WorldSettings:
        clients = tuple(
            replace(client, operations=tuple(client.operations[o] for i, o in kept if i == c))
            for c, client in enumerate(settings.clients)
        )
        return replace(settings, clients=clients)

    return clients_with(ddmin(places, lambda kept: search.fails(clients_with(kept))))


def _simplify_faults(settings: WorldSettings, search: _Search) -> WorldSettings:
    for position in range(len(settings.plan.faults)):
        settings = _drop_targets(settings, search, position)
        settings = _shorten_window(settings, search, position)
        fault = settings.plan.faults[position]
        if fault.params.get("disk") == "wipe":
            kept = replace(fault, params={**fault.params, "disk": "keep"})
            settings = search.better(_with_fault(settings, position, kept), settings)
    return settings


def _drop_targets(settings: WorldSettings, search: _Search, position: int) -> WorldSettings:
    """Drop single nodes or pairs, but never part of a domain that fails as a whole."""
    fault = settings.plan.faults[position]
    name = {"partition": "cut", "link": "pairs"}.get(fault.kind, "nodes")
    if name not in fault.params or "cause" in fault.params:
        return settings

    def with_targets(targets: list[Any]) -> WorldSettings:
        smaller = replace(fault, params={**fault.params, name: targets})
        return _with_fault(settings, position, smaller)

    return with_targets(ddmin(fault.params[name], lambda kept: search.fails(with_targets(kept))))


def _shorten_window(settings: WorldSettings, search: _Search, position: int) -> WorldSettings:
    while True:
        fault = settings.plan.faults[position]
        if fault.until_us is None or fault.until_us - fault.at_us < 2 * WINDOW_MIN_US:
            return settings
        half = fault.at_us + (fault.until_us - fault.at_us) // 2
        shorter = _with_fault(settings, position, replace(fault, until_us=half))
        if not search.fails(shorter):
            return settings
        settings = shorter


def _calm_links(settings: WorldSettings, search: _Search) -> WorldSettings:
    """No chance where none is needed: no loss, no duplicates, one latency."""
    for calm in (_without_loss, _without_duplicates, _with_one_latency):
        network = settings.network
        calmer = replace(
            network,
            link=calm(network.link),
            links={pair: calm(link) for pair, link in network.links.items()},
        )
        settings = search.better(replace(settings, network=_same_or(calmer, network)), settings)
    return settings


def _drop_idle_clients(settings: WorldSettings, search: _Search) -> WorldSettings:
    busy = tuple(client for client in settings.clients if client.operations)
    return search.better(replace(settings, clients=busy), settings)


def _with_fault(settings: WorldSettings, position: int, fault: Fault) -> WorldSettings:
    faults = list(settings.plan.faults)
    faults[position] = fault
    return replace(settings, plan=FaultPlan(tuple(faults)))


def _same_or(calmer: NetworkSettings, network: NetworkSettings) -> NetworkSettings:
    return network if calmer == network else calmer


def _without_loss(link: LinkSettings) -> LinkSettings:
    return replace(link, loss=0.0)


def _without_duplicates(link: LinkSettings) -> LinkSettings:
    return replace(link, duplicate=0.0)


def _with_one_latency(link: LinkSettings) -> LinkSettings:
    latency: Distribution = link.latency
    return (
        link if latency.kind == "const" else replace(link, latency=const(latency.quantile()(0.5)))
    )
