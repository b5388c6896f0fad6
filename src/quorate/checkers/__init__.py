"""From a history to a verdict; a checker reads the history and nothing else."""

from quorate.checkers.availability import check_availability
from quorate.checkers.errors import BadTargetError, CheckerError
from quorate.checkers.reads import check_reads
from quorate.checkers.register import check_register
from quorate.checkers.words import canonical, describe_actor, describe_operation

__all__ = [
    "BadTargetError",
    "CheckerError",
    "canonical",
    "check_availability",
    "check_reads",
    "check_register",
    "describe_actor",
    "describe_operation",
]
