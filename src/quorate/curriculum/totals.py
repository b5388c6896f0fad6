"""What a path takes: hours of its units, and weeks at a given rate."""

import math
from dataclasses import dataclass

from quorate.curriculum.curriculum import Curriculum
from quorate.curriculum.types import Path, Scope

BUFFER_SHARE = 0.12
REVIEW_HOURS_PER_WEEK = 1.0


@dataclass(frozen=True, slots=True)
class PathTotals:
    """Minutes of a path's units: all, written, and not written yet."""

    minutes: int
    minutes_available: int
    minutes_planned: int

    @property
    def hours(self) -> float:
        """All units, in hours."""
        return self.minutes / 60

    @property
    def hours_available(self) -> float:
        """The written units, in hours."""
        return self.minutes_available / 60


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a week loses before the path is worked on: a share kept free, and reviews."""

    buffer_share: float = BUFFER_SHARE
    review_hours_per_week: float = REVIEW_HOURS_PER_WEEK


def path_totals(curriculum: Curriculum, path: Path, *, scope: Scope = "full") -> PathTotals:
    """Add up the units of a path; unknown ids count nothing (the content check reports them)."""
    units = [curriculum.units[each] for each in path.units if each in curriculum.units]
    available = sum(unit.minutes.at(scope) for unit in units if unit.available)
    every = sum(unit.minutes.at(scope) for unit in units)
    return PathTotals(every, available, every - available)


def weeks_needed(
    hours: float, hours_per_week: float, *, allowance: Allowance | None = None
) -> int | None:
    """Return the whole weeks that some hours take, or None if nothing is left of a week.

    Worked example: 100 h at 12.5 h a week leave 12.5 x 0.88 - 1 = 10 h a week: 10 weeks.
    """
    held = allowance or Allowance()
    left = hours_per_week * (1 - held.buffer_share) - held.review_hours_per_week
    if left <= 0:
        return None
    # The small term keeps 100 / 10.000000000000002 and its like from becoming one week more.
    return math.ceil(hours / left - 1e-9)


def middle_hours(path: Path) -> float:
    """Return the middle of the promised hours a week."""
    return (path.hours_per_week[0] + path.hours_per_week[1]) / 2
