"""Failures of machines at their rates: plans drawn from a stream before the run starts."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from quorate.faults.draws import Stream, draw_below, draw_exponential, shuffled
from quorate.faults.errors import BadShapeError
from quorate.faults.plans import Fault, FaultPlan, plan_of
from quorate.faults.records import crash

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Domains(Protocol):
    """What a generator needs to know of a topology."""

    def domains(self, label: str) -> Mapping[str, tuple[str, ...]]:
        """The machines that share each value of the label."""


@dataclass(frozen=True, slots=True)
class StrikeTiming:
    """When strikes happen: the first at `first_us`, each `down_us` long, then quiet for `gap_us`.

    Each strike starts up to `jitter_us` late, so that a program cannot live by the clock.
    """

    first_us: int
    down_us: int
    gap_us: int
    _: KW_ONLY
    jitter_us: int = 0


@dataclass(frozen=True, slots=True)
class FailureRates:
    """How long a thing works on average, and how long its repair takes on average."""

    mtbf_us: int
    mttr_us: int


def strike_each_domain(
    stream: Stream,
    topology: Domains,
    labels: Sequence[str],
    timing: StrikeTiming,
    *,
    disk: Literal["keep", "wipe"] = "keep",
) -> FaultPlan:
    """Crash every domain of these labels once, in random order, never two at a time."""
    targets = [
        (label, value, nodes)
        for label in labels
        for value, nodes in topology.domains(label).items()
    ]
    if not targets:
        raise BadShapeError(
            f"no machine carries any of the labels {list(labels)}; label the topology's machines"
        )
    faults: list[Fault] = []
    at_us = timing.first_us
    for label, value, nodes in shuffled(stream, targets):
        start_us = at_us + draw_below(stream, timing.jitter_us + 1)
        end_us = start_us + timing.down_us
        faults.append(crash(nodes, (start_us, end_us), disk=disk, cause=(label, value)))
        at_us = end_us + timing.gap_us
    return plan_of(faults)


def independent_failures(
    stream: Stream, machines: Sequence[str], rates: FailureRates, horizon_us: int
) -> FaultPlan:
    """Each machine fails and is repaired by itself: one renewal process a machine."""
    return plan_of(
        crash([machine], window, cause=("machine", machine))
        for machine in machines
        for window in _renewals(stream, rates, horizon_us)
    )


def common_cause_failures(
    stream: Stream, topology: Domains, label: str, rates: FailureRates, horizon_us: int
) -> FaultPlan:
    """Each domain of the label fails as a whole: one renewal process a domain."""
    domains = topology.domains(label)
    if not domains:
        raise BadShapeError(f"no machine carries the label {label!r}; label the machines")
    return plan_of(
        crash(nodes, window, cause=(label, value))
        for value, nodes in domains.items()
        for window in _renewals(stream, rates, horizon_us)
    )


def _renewals(stream: Stream, rates: FailureRates, horizon_us: int) -> list[tuple[int, int]]:
    windows: list[tuple[int, int]] = []
    at_us = _draw_time(stream, rates.mtbf_us)
    while at_us < horizon_us:
        until_us = at_us + _draw_time(stream, rates.mttr_us)
        windows.append((at_us, until_us))
        at_us = until_us + _draw_time(stream, rates.mtbf_us)
    return windows


def _draw_time(stream: Stream, mean_us: int) -> int:
    return max(1, int(draw_exponential(stream) * mean_us))
