"""From a history to a verdict; a checker reads the history and nothing else."""

from quorate.checkers.availability import check_availability
from quorate.checkers.errors import BadTargetError, BadWindowError, CheckerError
from quorate.checkers.flapping import check_flapping
from quorate.checkers.goodput import check_goodput
from quorate.checkers.latency import check_latency
from quorate.checkers.reads import check_reads
from quorate.checkers.register import check_register
from quorate.checkers.words import canonical, describe_actor, describe_operation

__all__ = [
    "BadTargetError",
    "BadWindowError",
    "CheckerError",
    "canonical",
    "check_availability",
    "check_flapping",
    "check_goodput",
    "check_latency",
    "check_reads",
    "check_register",
    "describe_actor",
    "describe_operation",
]
