"""Shrinking: from settings that fail to settings that still fail and that a person can read.

Only what can be taken away or made plainer changes: the horizon, the faults, the operations, the
links, the nodes. Same settings, same predicate, same result, since nothing here is drawn. The
predicate should ask for the same checker and the same kind of violation, so that it cannot drift
to another bug.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from quorate.faults import FaultPlan
from quorate.simulator.errors import SettingsError
from quorate.simulator.shrinking_faults import simplify_fault, strip_member
from quorate.simulator.shrinking_links import calm_links, has_chance
from quorate.simulator.shrinking_search import SUBSEEDS, Search, StillFails

if TYPE_CHECKING:
    from quorate.faults import Fault
    from quorate.simulator.settings import WorldSettings

HORIZON_STEPS = 12
ROUNDS_MAX = 5


def shrink(
    settings: WorldSettings, still_fails: StillFails, *, max_runs: int = 400
) -> WorldSettings:
    """The settings, made smaller while `still_fails` of their run; stops 1-minimal.

    1-minimal in faults and in operations: taking any single one away no longer fails. When
    `max_runs` are used up, what was reached so far is returned. Where the network draws, what
    cannot go is tried once more with other draws of the network before that is believed.
    """
    search = Search(still_fails, max_runs)
    if not search.fails(settings):
        raise SettingsError(
            f"seed {settings.seed} of {settings.name} does not fail, so nothing can shrink; "
            "check the seed and the predicate"
        )
    smallest = _shrink_fully(settings, search)
    if has_chance(smallest):
        search.subseeds = SUBSEEDS
        smallest = _shrink_fully(smallest, search)
    return smallest


def _shrink_fully(smallest: WorldSettings, search: Search) -> WorldSettings:
    for _ in range(ROUNDS_MAX):
        before = smallest
        for step in (
            calm_links,  # first: without chance the other steps need fewer tries
            _drop_faults,
            _drop_operations,
            _cut_horizon,  # not before: at a tight horizon every removal comes too late
            _simplify_faults,
            _drop_idle_clients,
            _drop_idle_nodes,
        ):
            smallest = step(smallest, search)
        if smallest == before or search.spent:
            break
    return smallest


def _cut_horizon(settings: WorldSettings, search: Search) -> WorldSettings:
    """Halve the interval in which the shortest failing horizon must lie."""
    too_short, best = 0, settings
    for _ in range(HORIZON_STEPS):
        middle = (too_short + best.horizon_us) // 2
        if middle <= too_short:
            break
        if search.fails(replace(best, horizon_us=middle)):
            best = search.found
        else:
            too_short = middle
    return best


def _drop_faults(settings: WorldSettings, search: Search) -> WorldSettings:
    def with_faults(faults: list[Fault]) -> WorldSettings:
        return replace(settings, plan=FaultPlan(tuple(faults)))

    return search.smallest(settings, settings.plan.faults, with_faults)


def _drop_operations(settings: WorldSettings, search: Search) -> WorldSettings:
    places = [
        (c, o) for c, client in enumerate(settings.clients) for o in range(len(client.operations))
    ]

    def with_places(kept: list[tuple[int, int]]) -> WorldSettings:
        clients = tuple(
            replace(client, operations=tuple(client.operations[o] for i, o in kept if i == c))
            for c, client in enumerate(settings.clients)
        )
        return replace(settings, clients=clients)

    return search.smallest(settings, places, with_places)


def _simplify_faults(settings: WorldSettings, search: Search) -> WorldSettings:
    for position in range(len(settings.plan.faults)):
        settings = simplify_fault(settings, search, position)
    return settings


def _drop_idle_clients(settings: WorldSettings, search: Search) -> WorldSettings:
    """All clients without operations go at once; what is planned on their links goes with them."""
    candidate = settings
    for client in settings.clients:
        if not client.operations:
            candidate = strip_member(candidate, client.id)
    return search.better(candidate, settings)


def _drop_idle_nodes(settings: WorldSettings, search: Search) -> WorldSettings:
    """Nodes that no operation goes to, one after another; a domain is never taken apart.

    Nor does a node with a station go: with less to serve them, the same requests would overload
    also what is right.
    """
    used = {step[1] for client in settings.clients for step in client.operations}
    used.update(settings.services)
    for fault in settings.plan:
        if "cause" in fault.params:
            used.update(fault.nodes)
    for node in settings.nodes:
        if node not in used and len(settings.nodes) > 1:
            settings = search.better(strip_member(settings, node), settings)
    return settings
