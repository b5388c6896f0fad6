"""Sweeps: one scenario under many seeds, spread by whatever `map` the caller hands over.

A task carries names, parameters and seeds, nothing else, so any process can do it: one on this
machine, or one on a cluster. What comes back are counts that add up to the same summary in any
order. Nothing is traced: the seeds that matter are run again, with a trace.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quorate.history import Verdict
from quorate.labs.errors import BadJobError, RejectedSolution
from quorate.labs.references import ScenarioReference
from quorate.labs.runner import run_scenario
from quorate.labs.solution import load_solution
from quorate.labs.tally import ClaimCount, Finding, Tally
from quorate.workloads import ParameterValue, Scenario, describe_error

CHUNK = 25
SEEDS_MAX = 1_000_000
SWEEP = "sweep"

Parameters = Mapping[str, ParameterValue]


@dataclass(frozen=True, slots=True)
class SweepTask:
    """Some seeds of one scenario; all of it can be sent to another process."""

    scenario: ScenarioReference
    parameters: Parameters
    seeds: tuple[int, ...]


Map = Callable[[Callable[[SweepTask], Tally], Iterable[SweepTask]], Iterable[Tally]]
"""As the builtin `map`, but the results may come in any order, and some may never come."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """What a sweep has shown; `asked` seeds were to be run, `tally.run` of them were."""

    scenario: str
    parameters: Parameters
    asked: int
    tally: Tally

    @property
    def verdict(self) -> Verdict:
        """Ok if every seed held, violated if one did not, otherwise unknown."""
        counts, run = self.tally.verdicts, self.tally.run
        if counts["violated"]:
            first = self.tally.findings[0]
            reason = f"{counts['violated']} of {run} seeds failed, first seed {first.seed}: {first.reason}"
            return Verdict("violated", reason, SWEEP)
        if counts["unknown"]:
            finding = self.tally.unknowns[0]
            reason = f"{counts['unknown']} of {run} seeds prove nothing, first seed {finding.seed}: {finding.reason}"
            return Verdict("unknown", reason, SWEEP)
        if self.tally.lost:
            lost = self.tally.lost[0]
            count = sum(len(each.seeds) for each in self.tally.lost)
            reason = f"{count} seeds were lost, first seed {lost.seeds[0]}: {lost.reason}"
            return Verdict("unknown", reason, SWEEP)
        if run < self.asked:
            return Verdict("unknown", f"only {run} of {self.asked} seeds were run", SWEEP)
        return Verdict("ok", f"all {run} seeds held", SWEEP)

    @property
    def never_held(self) -> tuple[str, ...]:
        """The `sometimes` assertions that no run reached with a true condition."""
        return self._claims(lambda kind, claim: kind == "sometimes" and claim.held == 0)

    @property
    def not_always(self) -> tuple[str, ...]:
        """The `always` assertions that some run broke."""
        return self._claims(lambda kind, claim: kind == "always" and claim.held < claim.reached)

    def _claims(self, wanted: Callable[[str, ClaimCount], bool]) -> tuple[str, ...]:
        return tuple(
            name for (kind, name), claim in sorted(self.tally.claims.items()) if wanted(kind, claim)
        )

    def to_json(self) -> dict[str, Any]:
        """Give the summary as a JSON object; equal sweeps give equal text."""
        tally = self.tally
        return {
            "scenario": self.scenario,
            "parameters": dict(self.parameters),
            "verdict": self.verdict.kind,
            "reason": self.verdict.reason,
            "seeds": {"asked": self.asked, "run": tally.run, **tally.verdicts},
            "failing": [finding.to_json() for finding in tally.findings],
            "unknown": [finding.to_json() for finding in tally.unknowns],
            "checkers": {name: dict(tally.checkers[name]) for name in sorted(tally.checkers)},
            "assertions": [
                {"kind": kind, "name": name, "reached": claim.reached, "held": claim.held}
                | ({} if claim.first_failed is None else {"first_failed": claim.first_failed})
                for (kind, name), claim in sorted(tally.claims.items())
            ],
            "never_held": list(self.never_held),
            "not_always": list(self.not_always),
            "faults": {
                name: {"runs": tally.faults[name].runs, "strikes": tally.faults[name].strikes}
                for name in sorted(tally.faults)
            },
            "events": tally.events,
            "operations": tally.operations,
            "answered": tally.answered,
            "lost": [lost.to_json() for lost in tally.lost],
            "crashed": tally.crashed,
            "first_crash": None if tally.first_crash is None else list(tally.first_crash),
        }


def sweep(
    scenario: ScenarioReference,
    seeds: Sequence[int],
    *,
    parameters: Mapping[str, object] | None = None,
    map: Map = map,  # noqa: A002  it is one, and the builtin is the default
    chunk: int = CHUNK,
) -> Sweep:
    """Run a scenario with every seed and add up what the runs have shown."""
    accepted = scenario.find().accept(parameters or {})
    total = Tally()
    for part in map(run_chunk, tasks_of(scenario, accepted, seeds, chunk)):
        total.merge(part)
    return Sweep(scenario.name, accepted, len(seeds), total)


def tasks_of(
    scenario: ScenarioReference, parameters: Parameters, seeds: Sequence[int], chunk: int
) -> Iterator[SweepTask]:
    """Cut the seeds into tasks of `chunk` each."""
    if not 1 <= len(seeds) <= SEEDS_MAX:
        raise BadJobError(f"seeds: {len(seeds)} given; give 1 to {SEEDS_MAX}")
    if chunk < 1:
        raise BadJobError(f"chunk = {chunk}: give at least 1 seed a task")
    return (
        SweepTask(scenario, parameters, tuple(seeds[start : start + chunk]))
        for start in range(0, len(seeds), chunk)
    )


def run_chunk(task: SweepTask, began: Callable[[int], None] = lambda _: None) -> Tally:
    """Do one task; `began` is told each seed before its run."""
    scenario = task.scenario.find()
    tally = Tally()
    for seed in task.seeds:
        began(seed)
        _add_seed(tally, scenario, task, seed)
    return tally


def _add_seed(tally: Tally, scenario: Scenario, task: SweepTask, seed: int) -> None:
    """Run one seed; code that cannot be run, the scenario's own included, is a finding."""
    try:
        loaded = load_solution(task.scenario.solution)  # anew: no state may pass between runs
        done = run_scenario(scenario, loaded, seed, parameters=task.parameters)
    except RejectedSolution as refusal:
        kind = "violated" if refusal.kind == "placement" else "unknown"
        where = f"line {refusal.line}: " if refusal.line else ""
        reason = f"{where}{refusal.message}: {refusal.hint}"
        tally.find(Finding(seed, kind, refusal.kind, reason))  # type: ignore[arg-type]
    except Exception as error:
        reason = f"the scenario or a checker failed: {describe_error(error)}{_place(error)}"
        tally.find(Finding(seed, "unknown", "scenario", reason))
    else:
        tally.add(seed, done)


def _place(error: BaseException) -> str:
    traceback, place = error.__traceback__, ""
    while traceback is not None:
        code = traceback.tb_frame.f_code
        place = f" ({code.co_filename.rpartition('/')[2]}, line {traceback.tb_lineno})"
        traceback = traceback.tb_next
    return place
