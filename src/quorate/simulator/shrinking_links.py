"""Shrinking of the network: no chance where none is needed, and one plain latency."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from quorate.simulator.distributions import const

if TYPE_CHECKING:
    from collections.abc import Callable

    from quorate.faults import Fault
    from quorate.simulator.settings import LinkSettings, NetworkSettings, WorldSettings
    from quorate.simulator.shrinking_search import Search


def calm_links(settings: WorldSettings, search: Search) -> WorldSettings:
    """No loss, no duplicates, no jitter, no narrow links, one latency: each where it still fails."""
    for calm in (_lossless, _single, _steady, _wide, _constant):
        candidate = replace(settings, network=_each(settings.network, calm))
        settings = search.better(candidate, settings)
    return settings


def has_chance(settings: WorldSettings) -> bool:
    """Whether the draws of the network can change what happens."""
    network = settings.network
    links = (network.link, *network.links.values())
    return (
        network.ties == "random"
        or any(_link_has_chance(link) for link in links)
        or any(_fault_has_chance(fault) for fault in settings.plan)
    )


def _link_has_chance(link: LinkSettings) -> bool:
    shares = (link.loss, link.duplicate)
    return (
        link.latency.kind != "const"
        or (link.jitter is not None and link.jitter.kind != "const")
        or any(0 < share < 1 for share in shares)
    )


def _fault_has_chance(fault: Fault) -> bool:
    if fault.kind != "link":
        return False
    shares = (fault.params.get("loss", 0), fault.params.get("duplicate", 0))
    return bool(fault.params.get("jitter_us")) or any(0 < share < 1 for share in shares)


def _each(
    network: NetworkSettings, calm: Callable[[LinkSettings], LinkSettings]
) -> NetworkSettings:
    links = {pair: calm(link) for pair, link in network.links.items()}
    calmer = replace(network, link=calm(network.link), links=links)
    return network if calmer == network else calmer


def _lossless(link: LinkSettings) -> LinkSettings:
    return replace(link, loss=0.0)


def _single(link: LinkSettings) -> LinkSettings:
    return replace(link, duplicate=0.0)


def _steady(link: LinkSettings) -> LinkSettings:
    return replace(link, jitter=None)


def _wide(link: LinkSettings) -> LinkSettings:
    return replace(link, bandwidth_bytes_per_s=None)


def _constant(link: LinkSettings) -> LinkSettings:
    if link.latency.kind == "const":
        return link
    return replace(link, latency=const(link.latency.quantile()(0.5)))
