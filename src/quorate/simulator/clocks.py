"""The clocks of nodes: a monotonic one that drifts, and a wall clock that may also jump.

All arithmetic is in whole millionths of a microsecond, so that a clock is exact however long it
runs and however often its rate changes: what a node reads is the exact rational, cut to whole
microseconds. The true time of a world never reaches a node.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quorate.simulator.errors import SettingsError

if TYPE_CHECKING:
    from quorate.faults import Fault

MILLION = 1_000_000
RATE_MIN = MILLION // 10
"""However many faults slow a clock down, it keeps a tenth of its speed."""

DRIFT_PPM_MAX = 500_000


@dataclass(frozen=True, slots=True)
class ClockSettings:
    """How wrong a node's clocks are from the start: the wall clock by so much, both by a rate."""

    offset_us: int = 0
    drift_ppm: int = 0

    def __post_init__(self) -> None:
        if abs(self.drift_ppm) > DRIFT_PPM_MAX:
            raise SettingsError(
                f"drift_ppm {self.drift_ppm} is not between -{DRIFT_PPM_MAX} and {DRIFT_PPM_MAX}"
            )


class Clock:
    """The clocks of one node."""

    __slots__ = ("_base_fine", "_base_us", "_faults", "_rate", "_settings", "step_us")

    def __init__(self, settings: ClockSettings) -> None:
        self._settings = settings
        self._base_us = 0  # the true time since which the rate is the same
        self._base_fine = 0  # what the monotonic clock showed then, in millionths of µs
        self._rate = MILLION + settings.drift_ppm
        self._faults: dict[int, Fault] = {}
        self.step_us = settings.offset_us
        """What the wall clock shows more than the monotonic one."""

    @property
    def ppm(self) -> int:
        """How many parts in a million the clocks run too fast now."""
        return self._rate - MILLION

    def monotonic_us(self, now_us: int) -> int:
        """What the monotonic clock shows at this true time."""
        return (self._base_fine + (now_us - self._base_us) * self._rate) // MILLION

    def true_us(self, monotonic_us: int) -> int:
        """The first true time at which the monotonic clock shows this, at its present rate."""
        missing = monotonic_us * MILLION - self._base_fine
        return self._base_us + max(0, -(-missing // self._rate))

    def strike(self, fault: Fault, now_us: int) -> None:
        """A clock fault begins: the wall clock jumps, the rate changes."""
        self._faults[fault.id] = fault
        self.step_us += fault.params.get("offset_us", 0)
        self._tune(now_us)

    def heal(self, fault: Fault, now_us: int) -> None:
        """A clock fault ends: the rate is right again, and the wall clock is set.

        It is set to what it would show without any drift by faults; the offsets of faults that
        still last stay. The monotonic clock keeps what it gained, as it cannot jump.
        """
        del self._faults[fault.id]
        self._tune(now_us)
        offsets = (other.params.get("offset_us", 0) for other in self._faults.values())
        drift = now_us * self._settings.drift_ppm // MILLION
        wall_us = now_us + drift + self._settings.offset_us + sum(offsets)
        self.step_us = wall_us - self.monotonic_us(now_us)

    def _tune(self, now_us: int) -> None:
        self._base_fine += (now_us - self._base_us) * self._rate
        self._base_us = now_us
        drifts = (fault.params.get("drift_ppm", 0) for fault in self._faults.values())
        self._rate = max(RATE_MIN, MILLION + self._settings.drift_ppm + sum(drifts))
