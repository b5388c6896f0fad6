"""What a lab run says: one JSON shape for the page, the command line and the record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from quorate.history import Verdict, VerdictKind

EVENTS_MAX = 12


@dataclass(frozen=True, slots=True)
class ShownEvent:
    """One event of a failure; `line` is where the learner's file makes it happen."""

    t_us: int
    node: str
    text: str
    index: int
    line: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Leave the line out where there is none."""
        shown = {"t_us": self.t_us, "node": self.node, "text": self.text, "index": self.index}
        return shown if self.line is None else {**shown, "line": self.line}


@dataclass(frozen=True, slots=True)
class Failure:
    """The smallest failing run found, explained."""

    seed: int
    sentence: str
    fault: str
    actors: tuple[str, ...]
    events: tuple[ShownEvent, ...]
    operation: Mapping[str, Any]
    svg: str
    text: str
    plan: list[dict[str, Any]]
    tries: int
    learner_line: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Give the documented shape."""
        shown: dict[str, Any] = {
            "seed": self.seed,
            "sentence": self.sentence,
            "fault": self.fault,
            "actors": list(self.actors),
            "events": [event.to_json() for event in self.events],
            "operation": dict(self.operation),
            "svg": self.svg,
            "text": self.text,
            "plan": self.plan,
            "tries": self.tries,
        }
        return shown if self.learner_line is None else {**shown, "learner_line": self.learner_line}


@dataclass(frozen=True, slots=True)
class LabProblem:
    """Why a learner's file could not be judged, or what it did wrong while it ran."""

    kind: str
    message: str
    hint: str
    line: int | None = None

    def to_json(self) -> dict[str, Any]:
        """Leave the line out where there is none."""
        shown = {"kind": self.kind, "message": self.message, "hint": self.hint}
        return shown if self.line is None else {**shown, "line": self.line}


@dataclass(slots=True)
class SeedCount:
    """How the seeds went."""

    run: int = 0
    ok: int = 0
    violated: int = 0
    unknown: int = 0
    first_violated: int | None = None

    def add(self, seed: int, kind: VerdictKind) -> None:
        """Count one run."""
        self.run += 1
        setattr(self, kind, getattr(self, kind) + 1)
        if kind == "violated" and self.first_violated is None:
            self.first_violated = seed

    def to_json(self) -> dict[str, Any]:
        """Give the documented shape."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass(frozen=True, slots=True)
class LabResult:
    """The outcome of one run of a lab's step."""

    lab: str
    step: str
    verdict: Verdict
    parts: tuple[Verdict, ...] = ()
    seeds: SeedCount = field(default_factory=SeedCount)
    figures: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, Any] = field(default_factory=dict)
    trace_hash: str = ""
    failure: Failure | None = None
    error: LabProblem | None = None
    output: str = ""
    memo: Mapping[str, Any] | None = None

    def to_json(self) -> dict[str, Any]:
        """Give the documented shape."""
        return {
            "lab": self.lab,
            "step": self.step,
            "verdict": self.verdict.kind,
            "reason": self.verdict.reason,
            "parts": [
                {"checker": part.checker, "verdict": part.kind, "reason": part.reason}
                for part in self.parts
            ],
            "seeds": self.seeds.to_json(),
            "figures": dict(self.figures),
            "versions": dict(self.versions),
            "trace_hash": self.trace_hash,
            "failure": None if self.failure is None else self.failure.to_json(),
            "error": None if self.error is None else self.error.to_json(),
            "output": self.output,
            "memo": None if self.memo is None else dict(self.memo),
        }
