"""What a learner has shown, where that leaves them, and a plan that fits their calendar. Pure."""

from quorate.learner.errors import FieldProblem
from quorate.learner.pace import BUFFER_SHARE, PACES, Pace, path_weeks, spread_hours

__all__ = ["BUFFER_SHARE", "PACES", "FieldProblem", "Pace", "path_weeks", "spread_hours"]
