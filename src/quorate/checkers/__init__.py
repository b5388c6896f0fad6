"""From a history to a verdict; a checker reads the history and nothing else."""

from quorate.checkers.atomic_commit import check_atomic_commit
from quorate.checkers.availability import check_availability
from quorate.checkers.convergence import check_convergence
from quorate.checkers.counter import check_counter
from quorate.checkers.detection import check_detection
from quorate.checkers.effects import check_effects
from quorate.checkers.errors import BadTargetError, BadWindowError, CheckerError
from quorate.checkers.flapping import check_flapping
from quorate.checkers.goodput import check_goodput
from quorate.checkers.latency import check_latency
from quorate.checkers.leaders import check_leaders
from quorate.checkers.reads import check_reads
from quorate.checkers.register import check_register
from quorate.checkers.sets import check_set
from quorate.checkers.words import canonical, describe_actor, describe_operation

__all__ = [
    "BadTargetError",
    "BadWindowError",
    "CheckerError",
    "canonical",
    "check_atomic_commit",
    "check_availability",
    "check_convergence",
    "check_counter",
    "check_detection",
    "check_effects",
    "check_flapping",
    "check_goodput",
    "check_latency",
    "check_leaders",
    "check_reads",
    "check_register",
    "check_set",
    "describe_actor",
    "describe_operation",
]
