"""What seeds have shown, so that parts of a sweep add up to the same whole in any order."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from quorate.faults import Fault
from quorate.history import VerdictKind
from quorate.labs.runner import ScenarioRun
from quorate.simulator import NodeFailure

FINDINGS_MAX = 10
"""So many failing seeds are told with their reasons; all are counted."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A seed that did not hold: which part of the verdict says so, and why."""

    seed: int
    kind: VerdictKind
    checker: str
    reason: str

    def to_json(self) -> dict[str, Any]:
        """Give the finding as a JSON object."""
        return {
            "seed": self.seed,
            "verdict": self.kind,
            "checker": self.checker,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True, order=True)
class Lost:
    """Seeds that nobody answered for: their worker died, or had to be ended."""

    seeds: tuple[int, ...]
    reason: str

    def to_json(self) -> dict[str, Any]:
        """Give the seeds and the reason as a JSON object."""
        return {"seeds": list(self.seeds), "reason": self.reason}


@dataclass(slots=True)
class ClaimCount:
    """An assertion over all runs: how often reached and held, and the first seed where it failed."""

    reached: int = 0
    held: int = 0
    first_failed: int | None = None

    def add(self, other: "ClaimCount") -> None:
        """Take another count of the same assertion in."""
        self.reached += other.reached
        self.held += other.held
        self.first_failed = _least(self.first_failed, other.first_failed)


@dataclass(slots=True)
class FaultCount:
    """A kind of fault: in how many runs it struck, and how often in all."""

    runs: int = 0
    strikes: int = 0


Counts = dict[VerdictKind, int]


@dataclass(slots=True)
class Tally:
    """Counts over some seeds; `merge` gives the same result in any order of the parts."""

    verdicts: Counts = field(default_factory=lambda: {"ok": 0, "violated": 0, "unknown": 0})
    findings: list[Finding] = field(default_factory=list)
    unknowns: list[Finding] = field(default_factory=list)
    claims: dict[tuple[str, str], ClaimCount] = field(default_factory=dict)
    faults: dict[str, FaultCount] = field(default_factory=dict)
    checkers: dict[str, Counts] = field(default_factory=dict)
    events: int = 0
    operations: int = 0
    answered: int = 0
    lost: list[Lost] = field(default_factory=list)
    crashed: int = 0  # seeds in which a node crashed by its own error
    first_crash: tuple[int, str] | None = None  # the least of these seeds, and how

    @property
    def run(self) -> int:
        """How many seeds were run."""
        return sum(self.verdicts.values())

    def add(self, seed: int, done: ScenarioRun) -> None:
        """Take one run in."""
        verdict = done.verdict
        reason = f"{verdict.reason}{_error_words(done.run.errors)}"
        self.find(Finding(seed, verdict.kind, verdict.checker, reason))
        for part in done.parts:
            counts = self.checkers.setdefault(part.checker, {"ok": 0, "violated": 0, "unknown": 0})
            counts[part.kind] += 1
        for claim in done.run.claims:
            failed = seed if claim.kind == "always" and claim.held < claim.reached else None
            counted = ClaimCount(claim.reached, claim.held, failed)
            self.claims.setdefault((claim.kind, claim.name), ClaimCount()).add(counted)
        if done.run.errors:
            self.crashed += 1
            self.first_crash = _first(self.first_crash, (seed, str(done.run.errors[0])))
        self._add_faults(done)
        counters = done.run.counters
        self.events += counters["events"]
        self.operations += counters["operations"]
        self.answered += counters["ok"]

    def find(self, finding: Finding) -> None:
        """Take in how one seed went."""
        self.verdicts[finding.kind] += 1
        if finding.kind == "violated":
            self.findings = _lowest([*self.findings, finding])
        elif finding.kind == "unknown":
            self.unknowns = _lowest([*self.unknowns, finding])

    def merge(self, other: "Tally") -> None:
        """Take the counts of other seeds in."""
        _add_counts(self.verdicts, other.verdicts)
        self.findings = _lowest([*self.findings, *other.findings])
        self.unknowns = _lowest([*self.unknowns, *other.unknowns])
        for key, claim in other.claims.items():
            self.claims.setdefault(key, ClaimCount()).add(claim)
        for name, fault in other.faults.items():
            known = self.faults.setdefault(name, FaultCount())
            known.runs += fault.runs
            known.strikes += fault.strikes
        for checker, counts in other.checkers.items():
            _add_counts(self.checkers.setdefault(checker, {}), counts)
        self.events += other.events
        self.operations += other.operations
        self.answered += other.answered
        self.lost = sorted([*self.lost, *other.lost])
        self.crashed += other.crashed
        self.first_crash = _first(self.first_crash, other.first_crash)

    def _add_faults(self, done: ScenarioRun) -> None:
        struck: dict[str, int] = {}
        for fault in done.settings.plan:
            if fault.at_us < done.run.ended_at_us:
                name = name_of_kind(fault)
                struck[name] = struck.get(name, 0) + 1
        for name, times in struck.items():
            count = self.faults.setdefault(name, FaultCount())
            count.runs += 1
            count.strikes += times


def name_of_kind(fault: Fault) -> str:
    """Name a fault's kind, with its shape where it has one: "partition halves"."""
    shape = fault.params.get("shape")
    return f"{fault.kind} {shape}" if isinstance(shape, str) else fault.kind


def _error_words(errors: Sequence[NodeFailure]) -> str:
    """Say how the first node that failed by itself did so; it is mostly why a run fails."""
    if not errors:
        return ""
    error = errors[0]
    where = error.function or "its code"
    line = "" if error.line is None else f", line {error.line}"
    said = f"{error.type}: {error.message}" if error.message else error.type
    return f"; {error.node} crashed in {where}{line} at {error.t_us / 1e6:.3f} s: {said}"


def _first(one: tuple[int, str] | None, other: tuple[int, str] | None) -> tuple[int, str] | None:
    return min((each for each in (one, other) if each is not None), default=None)


def _lowest(findings: list[Finding]) -> list[Finding]:
    return sorted(findings)[:FINDINGS_MAX]


def _add_counts(counts: Counts, more: Counts) -> None:
    for kind, count in more.items():
        counts[kind] = counts.get(kind, 0) + count


def _least(one: int | None, other: int | None) -> int | None:
    known = [each for each in (one, other) if each is not None]
    return min(known, default=None)
