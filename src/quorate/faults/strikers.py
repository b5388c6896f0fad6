"""What a profile can strike with, by name: which clusters it fits, and how it draws its faults."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, Any, Protocol

from quorate.faults.combining import Flapping, flapping
from quorate.faults.draws import Stream, draw_below, shuffled
from quorate.faults.plans import Fault, FaultPlan, plan_of
from quorate.faults.records import LEADER, Observed, clock, crash, disk, link, pause, slow
from quorate.faults.shapes import (
    bridge,
    halves,
    isolate_domain,
    isolate_leader,
    isolate_one,
    majority_minority,
    minority_third,
    one_way,
    ring_of_majorities,
    swizzle,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from quorate.faults.combining import Shape

SECOND_US = 1_000_000


class Cluster(Protocol):
    """The machines and their labels."""

    @property
    def ids(self) -> tuple[str, ...]:
        """All machines."""

    def domains(self, label: str) -> Mapping[str, tuple[str, ...]]:
        """The machines that share each value of the label."""


@dataclass(frozen=True, slots=True)
class Striking:
    """One strike about to be drawn: how strong it is goes from 0 to 1."""

    stream: Stream
    cluster: Cluster
    window: tuple[int, int]
    strength: float

    @property
    def length_us(self) -> int:
        """How long the strike lasts."""
        return self.window[1] - self.window[0]

    def some(self, most: int) -> list[str]:
        """One to `most` nodes, drawn at random."""
        order = shuffled(self.stream, self.cluster.ids)
        return order[: 1 + draw_below(self.stream, max(1, most))]

    def between(self, low: int, high: int) -> int:
        """A number between these by the strength, on a scale of squares: small ones more often."""
        return low + int((high - low) * self.strength * self.strength)


@dataclass(frozen=True, slots=True)
class Striker:
    """One kind of strike."""

    draw: Callable[[Striking], FaultPlan]
    _: KW_ONLY
    nodes: int = 1
    label: str | None = None

    def possible(self, cluster: Cluster) -> bool:
        """Whether the cluster has the nodes or the domains for it."""
        if self.label is not None:
            return len(cluster.domains(self.label)) >= 2
        return len(cluster.ids) >= self.nodes


def _shape(shape: Shape, *, nodes: int) -> Striker:
    def draw(s: Striking) -> FaultPlan:
        return shape(s.stream, s.cluster.ids, s.window)

    return Striker(draw, nodes=nodes)


def _one(make: Callable[[Striking], Fault], *, nodes: int = 1) -> Striker:
    return Striker(lambda s: plan_of([make(s)]), nodes=nodes)


def _links(**effect: Callable[[Striking], Any]) -> Striker:
    """All links, or those into or out of one node."""

    def make(s: Striking) -> Fault:
        worse = {name: strength(s) for name, strength in effect.items()}
        ids = s.cluster.ids
        one = ids[draw_below(s.stream, len(ids))]
        others = [node for node in ids if node != one]
        pairs = (
            None,
            [(one, other) for other in others],
            [(other, one) for other in others],
        )[draw_below(s.stream, 3)]
        return link(s.window, pairs=pairs, **worse)

    return _one(make, nodes=2)


def _flap(s: Striking) -> FaultPlan:
    """On and off two to ten times."""
    on_us = max(1, s.length_us // (4 + draw_below(s.stream, 17)))
    return flapping(isolate_one, Flapping(on_us, on_us))(s.stream, s.cluster.ids, s.window)


def _swizzle(s: Striking) -> FaultPlan:
    at_us, until_us = s.window
    until_us = max(until_us, at_us + 2 * len(s.cluster.ids))
    return swizzle(s.stream, s.cluster.ids, (at_us, until_us))


def _domain(label: str) -> Striker:
    return Striker(
        lambda s: isolate_domain(s.stream, s.cluster, label, s.window), label=label, nodes=2
    )


def _crash_domain(label: str) -> Striker:
    def draw(s: Striking) -> FaultPlan:
        domains = s.cluster.domains(label)
        value = list(domains)[draw_below(s.stream, len(domains))]
        return plan_of([crash(domains[value], s.window, cause=(label, value))])

    return Striker(draw, label=label)


def _minority(s: Striking) -> list[str]:
    return s.some((len(s.cluster.ids) - 1) // 2)


def _chance(s: Striking) -> float:
    return s.between(1, 50) / 100


def _disk(effect: Any) -> Striker:  # noqa: ANN401 - one of the words of DiskEffect
    def make(s: Striking) -> Fault:
        if effect == "slow":
            return disk(s.some(1), s.window, "slow", delay_us=s.between(5_000, SECOND_US // 2))
        return disk(s.some(1), s.window, effect, chance=s.between(5, 100) / 100)

    return _one(make)


def _power(outcome: Any) -> Striker:  # noqa: ANN401 - one of the words of DiskOutcome
    return _one(lambda s: crash(s.some(len(s.cluster.ids)), s.window, disk=outcome))


def _paused(nodes: Callable[[Striking], list[str] | Observed]) -> Striker:
    return _one(lambda s: pause(nodes(s), s.window))


def _clock_step(s: Striking) -> Fault:
    offset_us = s.between(50_000, 60 * SECOND_US) * (1 - 2 * draw_below(s.stream, 2))
    return clock(s.some(1), s.window, offset_us=offset_us)


def _clock_drift(s: Striking) -> Fault:
    drift_ppm = s.between(100, 200_000) * (1 - 2 * draw_below(s.stream, 2))
    return clock(s.some(1), s.window, drift_ppm=drift_ppm)


STRIKERS: dict[str, Striker] = {
    "isolate-one": _shape(isolate_one, nodes=2),
    "halves": _shape(halves, nodes=2),
    "majority-minority": _shape(majority_minority, nodes=3),
    "minority-third": _shape(minority_third, nodes=4),
    "majorities-ring": _shape(ring_of_majorities, nodes=4),
    "bridge": _shape(bridge, nodes=3),
    "one-way": _shape(one_way, nodes=2),
    "flapping": Striker(_flap, nodes=2),
    "swizzle": Striker(_swizzle, nodes=2),
    "isolate-leader": _shape(isolate_leader, nodes=2),
    "isolate-zone": _domain("zone"),
    "isolate-rack": _domain("rack"),
    "crash-one": _one(lambda s: crash(s.some(1), s.window)),
    "crash-minority": _one(lambda s: crash(_minority(s), s.window), nodes=3),
    "crash-all": _one(lambda s: crash(s.cluster.ids, s.window)),
    "crash-leader": _one(lambda s: crash(LEADER, s.window)),
    "crash-zone": _crash_domain("zone"),
    "crash-rack": _crash_domain("rack"),
    "power-failure": _power("lose_unsynced"),
    "torn-writes": _power("torn"),
    "lost-disk": _one(lambda s: crash(s.some(1), s.window, disk="wipe")),
    "pause-one": _paused(lambda s: s.some(1)),
    "pause-minority": _paused(_minority),
    "pause-leader": _paused(lambda _s: LEADER),
    "slow-node": _one(lambda s: slow(s.some(1), s.window, work_us=s.between(500, 100_000))),
    "clock-step": _one(_clock_step),
    "clock-drift": _one(_clock_drift),
    "lossy-links": _links(loss=_chance),
    "doubling-links": _links(duplicate=_chance),
    "reordering-links": _links(jitter_us=lambda s: s.between(1_000, 300_000)),
    "slow-links": _links(slow=lambda s: s.between(2, 60)),
    "narrow-links": _links(bandwidth_bytes_per_s=lambda s: s.between(500, 200_000)),
    "slow-disk": _disk("slow"),
    "failing-disk": _disk("write_error"),
    "lying-disk": _disk("lost"),
    "tearing-disk": _disk("torn"),
    "corrupt-disk": _disk("corrupt"),
}
"""All strikes by name."""
