"""The search behind shrinking: tries candidates within its budget, and remembers what failed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from quorate.faults import BadFaultError
from quorate.simulator.ddmin import ddmin
from quorate.simulator.settings import Run, WorldSettings
from quorate.simulator.world import World

if TYPE_CHECKING:
    from collections.abc import Sequence

StillFails = Callable[[Run], bool]
T = TypeVar("T")

SUBSEEDS = (0, 1, 2, 3)
"""The draws of the network with which a candidate is tried: the first one's, and three others."""


class Search:
    """Counts runs; once they are used up every candidate is rejected.

    `found` is the last candidate that failed, with the draws of the network with which it did.
    """

    def __init__(self, still_fails: StillFails, max_runs: int) -> None:
        self._still_fails = still_fails
        self._left = max_runs
        self.subseeds: tuple[int, ...] = ()
        self.found: WorldSettings

    @property
    def spent(self) -> bool:
        """Whether no run is left."""
        return self._left <= 0

    def fails(self, candidate: WorldSettings) -> bool:
        """Whether the candidate fails, with its own draws of the network or with others."""
        own = candidate.network_subseed
        for subseed in (own, *(other for other in self.subseeds if other != own)):
            tried = replace(candidate, network_subseed=subseed)
            if self._fails(tried):
                self.found = tried
                return True
        return False

    def better(self, candidate: WorldSettings, current: WorldSettings) -> WorldSettings:
        """The candidate if it differs and still fails, otherwise the current settings."""
        return self.found if candidate != current and self.fails(candidate) else current

    def smallest(
        self,
        current: WorldSettings,
        items: Sequence[T],
        with_items: Callable[[list[T]], WorldSettings],
    ) -> WorldSettings:
        """The settings with as few of the items as still fail."""
        best = current

        def still_fails(kept: list[T]) -> bool:
            nonlocal best
            candidate = replace(with_items(kept), network_subseed=best.network_subseed)
            if not self.fails(candidate):
                return False
            best = self.found
            return True

        ddmin(items, still_fails)
        return best

    def _fails(self, candidate: WorldSettings) -> bool:
        """Run the candidate, without a trace: that is only made in the final replay."""
        if self.spent:
            return False
        try:
            world = World(replace(candidate, trace=False))
        except BadFaultError:  # a plan of which a part was taken away may mean nothing
            return False
        self._left -= 1
        return self._still_fails(world.run())
