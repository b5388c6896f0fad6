"""One attempt at a plan: the work, whether it fits, and the blocks as they were laid out."""

from dataclasses import dataclass
from datetime import date

from quorate.learner.errors import InvalidRequest
from quorate.learner.feasibility import Feasibility, feasibility
from quorate.learner.packing import Block, Effort, lay_out
from quorate.learner.request import PlanRequest, request_problems
from quorate.learner.work import Work, work_of

_AT_EASE = Effort()
_WITH_BUFFER = Effort(use_buffer=True)
_TO_THE_MINUTE = Effort(use_buffer=True, fragment=1)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A laid-out calendar. `on_time` says whether every due date was met by these blocks."""

    start: date
    works: tuple[Work, ...]
    fit: Feasibility
    blocks: tuple[Block, ...]
    uses_buffer: bool
    on_time: bool

    @property
    def finish(self) -> date:
        """The last day with work; the start if there is none."""
        return self.blocks[-1].day if self.blocks else self.start

    def ends(self) -> dict[str, date]:
        """Return the last day of each unit."""
        return {block.work.unit.id: block.day for block in self.blocks}


def schedule(request: PlanRequest) -> Schedule:
    """Lay the work out: at ease if that is in time, else using the buffer, else to the minute.

    Raises InvalidRequest and PlanTooLong.
    """
    problems = request_problems(request)
    if problems or request.start is None:
        raise InvalidRequest(problems)
    return schedule_of(request, request.start, work_of(request))


def schedule_of(request: PlanRequest, start: date, works: tuple[Work, ...]) -> Schedule:
    """Lay given work out; the request is valid and says the rest."""
    fit = feasibility(request, start, works)
    if not fit.feasible:
        return _attempt(request, start, works, fit, _AT_EASE)
    first = _WITH_BUFFER if fit.fit == "only-with-buffer" else _AT_EASE
    made = _attempt(request, start, works, fit, first)
    for effort in (_WITH_BUFFER, _TO_THE_MINUTE):
        if not made.on_time:
            made = _attempt(request, start, works, fit, effort)
    return made


def _attempt(
    request: PlanRequest, start: date, works: tuple[Work, ...], fit: Feasibility, effort: Effort
) -> Schedule:
    blocks = lay_out(request, start, works, effort)
    on_time = all(block.work.due is None or block.day <= block.work.due for block in blocks)
    return Schedule(start, works, fit, blocks, effort.use_buffer, on_time)
