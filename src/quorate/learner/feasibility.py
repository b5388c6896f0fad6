"""Whether the work fits before its due dates, exactly, and what is missing if it does not.

For each distinct due date D: need(D) is the work due by then, have(D) the capacity until then,
E(D) how many additional hours until then one more hour a week would bring. The work fits iff
need(D) <= have(D) for all D, and what is missing is X = max (need(D) - have(D)) / E(D).
"""

from dataclasses import dataclass
from datetime import date
from math import inf
from typing import Literal

from quorate.learner.capacity import days_of
from quorate.learner.request import PlanRequest
from quorate.learner.work import Work

Fit = Literal["fits", "only-with-buffer", "does-not-fit"]

_ROUNDING = 1e-6
"""Minutes: sums of fractions of hours are not exact."""


@dataclass(frozen=True, slots=True)
class Feasibility:
    """The answer; `missing_hours_per_week` is infinite if no extra hour could help in time."""

    fit: Fit
    missing_hours_per_week: float = 0.0
    binding: date | None = None

    @property
    def feasible(self) -> bool:
        """Whether it fits, if need be by using the buffer."""
        return self.fit != "does-not-fit"


def feasibility(request: PlanRequest, start: date, works: tuple[Work, ...]) -> Feasibility:
    """Return whether the work fits, the missing hours a week and the date that binds."""
    dues = sorted({work.due for work in works if work.due is not None})
    if not dues:
        return Feasibility("fits")
    fit: Fit = "fits"
    missing, binding = 0.0, None
    days = days_of(request, start)
    full = planned = extra = 0.0
    current = date.min
    for due in dues:
        while current < due:
            day = next(days)
            current = day.date
            if current <= due:
                full, planned, extra = full + day.full, planned + day.planned, extra + day.extra
        need = sum(work.minutes for work in works if work.due is not None and work.due <= due)
        if need > planned + _ROUNDING and fit == "fits":
            fit = "only-with-buffer"
        if need > full + _ROUNDING:
            fit = "does-not-fit"
            lacks = (need - full) / 60 / extra if extra else inf
            if binding is None or lacks > missing:
                missing, binding = lacks, due
    return Feasibility(fit, missing, binding)
