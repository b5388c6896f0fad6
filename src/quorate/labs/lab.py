"""A lab: what is asked, in steps, each judged by a scenario."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from quorate.history import VerdictKind
from quorate.labs.errors import UnknownLabError
from quorate.workloads import Scenario

LabKind = Literal["code", "decision"]
FieldKind = Literal["machines", "choice", "number"]

Memo = Callable[[Mapping[str, Any], VerdictKind], dict[str, Any]]
"""From a decision and its verdict to the one-page memo: choice, risk and cost, rejected options."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a lab."""

    id: str
    title: str
    teaches: tuple[str, ...]
    faults_note: str
    scenario: Scenario
    seeds_public: tuple[int, ...]
    instructions_md: str
    hints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormOption:
    """One thing that can be chosen in a form."""

    value: str
    label: str
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FormField:
    """One question of a decision lab; of `options` exactly `count` are chosen."""

    name: str
    label: str
    kind: FieldKind
    count: int = 1
    options: tuple[FormOption, ...] = ()
    help: str = ""


@dataclass(frozen=True, slots=True)
class Lab:
    """A lab as its folder describes it."""

    slug: str
    title: str
    summary: str
    minutes: int
    teaches: tuple[str, ...]
    kind: LabKind
    steps: tuple[Step, ...]
    starter: str = ""
    primer_md: str = ""
    instructions_md: str = ""
    version: int = 1
    form: tuple[FormField, ...] = ()
    memo: Memo | None = None

    @property
    def hints(self) -> dict[str, tuple[str, ...]]:
        """All hints, by step."""
        return {step.id: step.hints for step in self.steps}

    def step(self, step_id: str) -> Step:
        """Look a step up."""
        for step in self.steps:
            if step.id == step_id:
                return step
        raise UnknownLabError(
            f"step of {self.slug}", step_id, tuple(step.id for step in self.steps)
        )
