"""Checks as data: the name of a checker and what it is told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from quorate.checkers import (
    check_atomic_commit,
    check_availability,
    check_convergence,
    check_counter,
    check_detection,
    check_effects,
    check_flapping,
    check_goodput,
    check_latency,
    check_leaders,
    check_reads,
    check_register,
    check_set,
)
from quorate.history import History, Verdict
from quorate.workloads.errors import UnknownCheckError

CHECKS: Mapping[str, Callable[..., Verdict]] = MappingProxyType(
    {
        "atomic-commit": check_atomic_commit,
        "availability": check_availability,
        "convergence": check_convergence,
        "counter": check_counter,
        "detection": check_detection,
        "effects": check_effects,
        "flapping": check_flapping,
        "goodput": check_goodput,
        "latency": check_latency,
        "leaders": check_leaders,
        "reads": check_reads,
        "register": check_register,
        "set": check_set,
    }
)


@dataclass(frozen=True, slots=True)
class Check:
    """One judge of a scenario; `arguments` are the checker's own, by name."""

    name: str
    arguments: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.name not in CHECKS:
            raise UnknownCheckError(self.name, tuple(CHECKS))


def judge(check: Check, history: History) -> Verdict:
    """Let the checker that the check names judge the history."""
    return CHECKS[check.name](history, **check.arguments)
