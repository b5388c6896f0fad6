"""Plans and shapes from plans and shapes: at the same time, one after another, again and again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass, replace
from typing import TYPE_CHECKING

from quorate.faults.draws import Stream, draw_below
from quorate.faults.errors import BadShapeError
from quorate.faults.plans import FaultPlan, Window, join_plans, plan_of

if TYPE_CHECKING:
    from collections.abc import Sequence

Shape = Callable[[Stream, "Sequence[str]", Window], FaultPlan]
"""Whatever draws the faults of one window; all functions of `shapes` over nodes are such."""


@dataclass(frozen=True, slots=True)
class Flapping:
    """On for `on_us`, off for `off_us`, and so on; each time up to `jitter_us` late."""

    on_us: int
    off_us: int
    _: KW_ONLY
    jitter_us: int = 0

    def __post_init__(self) -> None:
        if self.on_us < 1 or self.off_us < 1 or self.jitter_us < 0:
            raise BadShapeError(
                f"flapping on for {self.on_us} µs and off for {self.off_us} µs, "
                f"{self.jitter_us} µs late, is no flapping; give whole times above 0"
            )


def flapping(shape: Shape, times: Flapping) -> Shape:
    """The shape again and again within the window, drawn anew each time."""

    def draw(stream: Stream, nodes: Sequence[str], window: Window) -> FaultPlan:
        at_us, until_us = window
        if until_us is None:
            raise BadShapeError("flapping without an end never stops; give the window an end")
        plans: list[FaultPlan] = []
        while True:
            start_us = at_us + draw_below(stream, times.jitter_us + 1)
            if start_us >= until_us:
                return join_plans(*plans)
            end_us = min(start_us + times.on_us, until_us)
            plans.append(shape(stream, nodes, (start_us, end_us)))
            at_us = end_us + times.off_us

    return draw


def compose(*shapes: Shape) -> Shape:
    """All these shapes in the same window."""

    def draw(stream: Stream, nodes: Sequence[str], window: Window) -> FaultPlan:
        return join_plans(*(shape(stream, nodes, window) for shape in shapes))

    return draw


def overlay(*plans: FaultPlan) -> FaultPlan:
    """All these plans at once, each at its own times."""
    return join_plans(*plans)


def shift(plan: FaultPlan, by_us: int) -> FaultPlan:
    """The plan so much later."""
    return plan_of(
        replace(
            fault,
            at_us=fault.at_us + by_us,
            until_us=None if fault.until_us is None else fault.until_us + by_us,
        )
        for fault in plan
    )


def sequence(*plans: FaultPlan, gap_us: int = 0) -> FaultPlan:
    """These plans one after another: each begins so long after the last fault before it has ended.

    The times of each plan are counted from the end of the one before.
    """
    rest, joined = list(plans), FaultPlan()
    start_us = 0
    for place, plan in enumerate(rest, start=1):
        shifted = shift(plan, start_us)
        joined = join_plans(joined, shifted)
        ends = [fault.until_us for fault in shifted]
        if None in ends and place < len(rest):
            raise BadShapeError(
                f"plan {place} of the sequence has a fault without an end, so nothing comes after "
                "it; give each of its faults an until"
            )
        start_us = max((end for end in ends if end is not None), default=start_us) + gap_us
    return joined
