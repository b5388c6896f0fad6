"""Exhaustive mode: every order of messages, losses, timers and crashes of a small system.

Breadth-first over the states of the whole world, so the first violation has the shortest way there.
Prior art: explicit-state model checking (Holzmann, "The SPIN Model Checker", 2003; Yu, Manolios
and Lamport, "Model Checking TLA+ Specifications", 1999) and, on running code, DSLabs (Michael et
al., "Teaching Rigorous Distributed Systems With Efficient Model Checking", 2019). Different here:
what is explored is the very class that runs in the simulator, coroutines included, reached by
replaying its own events; a world state is a tuple of numbers of local states and messages.

What holds of it: time stands still and any pending timer may fire at any moment, so timing that
real clocks would rule out is explored, too. Clocks and random draws are refused. A crash keeps the
disk. A message to a node that is down waits until the node is up again. No order is left out: that
deliveries to different nodes commute is not used, since invariants are asked of the states between.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quorate.simulator.exhaustive.search import Exploration, Progress, Search
from quorate.simulator.exhaustive.system import Bounds, Moment, System

if TYPE_CHECKING:
    from collections.abc import Callable


def explore(
    system: System,
    bounds: Bounds | None = None,
    *,
    progress: Progress | None = None,
    visit: Callable[[Moment], None] | None = None,
) -> Exploration:
    """Search all states within the bounds; `visit` sees each of them once, nearest first."""
    search = Search(system, bounds or Bounds())
    search.progress = progress
    search.visit = visit
    try:
        return search.run()
    finally:
        search.locals.close()
