"""What an exhaustive search is asked: a small system, what clients do, who judges, how far to look.

A scenario draws its clients and its faults from a seed; here both are few and given, since every
order of them is tried.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from quorate.simulator import ClientOperation, ClientPlan
from quorate.simulator.exhaustive import Bounds, System
from quorate.workloads.checks import Check, judge
from quorate.workloads.scenario import Parameter, ParameterValue, accept_parameters

if TYPE_CHECKING:
    from quorate.history import History, Verdict

Question = tuple[System, Bounds]
BuildQuestion = Callable[[Mapping[str, ParameterValue]], Question]


@dataclass(frozen=True, slots=True)
class Exhaustive:
    """A question that `quorate explore` can answer, by its slug; `build` makes it from parameters."""

    slug: str
    title: str
    build: BuildQuestion
    parameters: tuple[Parameter, ...] = ()

    def ask(
        self,
        parameters: Mapping[str, object] | None = None,
        bounds: Mapping[str, int] | None = None,
    ) -> Question:
        """The question with these parameters and with some of its bounds changed."""
        system, usual = self.build(accept_parameters(self.slug, self.parameters, parameters or {}))
        changes: dict[str, Any] = dict(bounds or {})
        return system, replace(usual, **changes)


def asks(client: str, *operations: tuple[Any, ...]) -> ClientPlan:
    """A client that does these operations, (node, f, key, value), each whenever it likes."""
    return ClientPlan(client, tuple(ClientOperation(0, *step) for step in operations))


def judges_of(*checks: Check) -> dict[str, Callable[[History], Verdict]]:
    """The checks as judges of a search; each accepts every prefix of a history that it accepts."""
    return {check.name: partial(judge, check) for check in checks}
