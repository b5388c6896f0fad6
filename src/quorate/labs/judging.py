"""Judges a solution on a step of a lab: seeds, then the smallest failing run, explained."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from quorate import __version__
from quorate.history import Verdict, VerdictKind, combine
from quorate.labs.errors import BadJobError, RejectedSolution
from quorate.labs.explain import explain
from quorate.labs.lab import Lab, Step
from quorate.labs.result import Failure, LabProblem, LabResult, SeedCount
from quorate.labs.runner import ScenarioRun, build_setup, ending_of, run_scenario
from quorate.labs.shrinking import UnsteadyError, shrink_failure
from quorate.labs.solution import Solution, load_solution
from quorate.simulator import ENGINE_VERSION, NodeFailure, Run
from quorate.workloads import Setup

SEEDS_MAX = 2_000
SHRINK_RUNS_MAX = 200
# A program that does much in each run gets fewer tries, so that its verdict still comes in time.
SHRINK_EVENTS_MAX = 700_000

Progress = Callable[[dict[str, Any]], None]


@dataclass(slots=True)
class _Sweep:
    """What the seeds have shown so far."""

    seeds: SeedCount = field(default_factory=SeedCount)
    worst: dict[str, Verdict] = field(default_factory=dict)
    first_failing: ScenarioRun | None = None
    ended_early: LabProblem | None = None
    trace_hash: str = ""
    output: str = ""
    figures: dict[str, Any] = field(default_factory=dict)

    def add(self, seed: int, scenario_run: ScenarioRun, output: str) -> None:
        """Take one run in."""
        verdict = scenario_run.verdict
        if self.seeds.run == 0:
            self.output = output
            trace = scenario_run.run.trace
            self.trace_hash = "" if trace is None else trace.hash()
            self.figures["placement"] = list(scenario_run.setup.replicas)
        self.seeds.add(seed, verdict.kind)
        if verdict.kind == "violated" and self.first_failing is None:
            self.first_failing = scenario_run
        if self.ended_early is None and not scenario_run.run.complete:
            self.ended_early = _problem_of_limit(scenario_run.run)
        for part in scenario_run.parts:
            known = self.worst.get(part.checker)
            self.worst[part.checker] = part if known is None else combine((known, part))
        for name in ("operations", "ok", "events"):
            count = scenario_run.run.counters[name]
            self.figures[name] = self.figures.get(name, 0) + count

    def finish(self) -> None:
        """Work out what depends on all runs."""
        asked = self.figures.get("operations", 0)
        self.figures["share"] = self.figures["ok"] / asked if asked else 0.0


def run_lab(
    lab: Lab,
    solution: Solution,
    step: str,
    seeds: Sequence[int],
    progress: Progress = lambda _: None,
) -> LabResult:
    """Judge a solution on one step; every outcome, also a file that cannot be read, is a result."""
    chosen = lab.step(step)
    validate_seeds(seeds)
    sweep = _Sweep()
    try:
        for done, seed in enumerate(seeds, start=1):
            loaded = load_solution(solution)  # anew: no state may pass from one run to the next
            scenario_run = run_scenario(chosen.scenario, loaded, seed, trace=done == 1)
            sweep.add(seed, scenario_run, loaded.capture.text())
            kind = scenario_run.verdict.kind
            progress({"seed": seed, "done": done, "of": len(seeds), "verdict": kind})
            if not scenario_run.run.complete:
                break  # it would reach the same limit with every seed, and each time late
    except RejectedSolution as refusal:
        return _refused(lab, step, refusal)
    sweep.finish()
    parts = tuple(sweep.worst.values())
    verdict, failure, problem = _overall(parts, sweep.seeds), None, None
    if sweep.first_failing is not None:
        progress({"phase": "shrink", "done": len(seeds), "of": len(seeds)})
        failure, problem = _smallest_failure(chosen, solution, sweep)
    return LabResult(
        lab=lab.slug,
        step=step,
        verdict=verdict,
        parts=parts,
        seeds=sweep.seeds,
        figures=sweep.figures,
        versions=versions_of(lab),
        trace_hash=sweep.trace_hash,
        failure=failure,
        error=sweep.ended_early or problem,
        output=sweep.output,
        memo=_memo(lab, solution, verdict.kind),
    )


def validate_seeds(seeds: Sequence[int]) -> None:
    """Refuse what are no seeds."""
    if not seeds or len(seeds) > SEEDS_MAX:
        raise BadJobError(f"seeds: {len(seeds)} given; give 1 to {SEEDS_MAX}")
    for seed in seeds:
        if type(seed) is not int or seed < 0:  # True is an int, too, and no seed
            raise BadJobError(f"seed {seed!r}: give whole numbers from 0 on")


def versions_of(lab: Lab) -> dict[str, Any]:
    """Say what a run depends on besides its seed."""
    python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return {"lab": lab.version, "engine": ENGINE_VERSION, "quorate": __version__, "python": python}


def _overall(parts: tuple[Verdict, ...], seeds: SeedCount) -> Verdict:
    verdict = combine(parts)
    if verdict.kind != "violated" or seeds.run == 1:
        return verdict
    return replace(verdict, reason=f"{verdict.reason} (in {seeds.violated} of {seeds.run} runs)")


def _refused(lab: Lab, step: str, refusal: RejectedSolution) -> LabResult:
    """A placement that cannot be is a wrong answer; a file that cannot be read is no answer."""
    kind = "violated" if refusal.kind == "placement" else "unknown"
    verdict = Verdict(kind, refusal.message, refusal.kind)  # type: ignore[arg-type]
    problem = LabProblem(refusal.kind, refusal.message, refusal.hint, refusal.line)
    return LabResult(
        lab=lab.slug,
        step=step,
        verdict=verdict,
        parts=(verdict,),
        versions=versions_of(lab),
        error=problem,
    )


def _memo(lab: Lab, solution: Solution, verdict: VerdictKind) -> dict[str, Any] | None:
    if lab.memo is None or solution.decision is None:
        return None
    return lab.memo(solution.decision, verdict)


def _smallest_failure(
    step: Step, solution: Solution, sweep: _Sweep
) -> tuple[Failure | None, LabProblem | None]:
    """Shrink the first failing run, replay it with a trace, explain it."""
    failing, seed = sweep.first_failing, sweep.seeds.first_violated
    assert failing is not None, "called for a failure"  # noqa: S101
    assert seed is not None, "called for a failure"  # noqa: S101
    loaded = load_solution(solution)  # a fresh file: what the tries left behind is not replayed

    def rebuild() -> Setup:
        return build_setup(step.scenario, loaded, seed, {})

    try:
        shrunk = shrink_failure(
            failing, rebuild, runs_max=SHRINK_RUNS_MAX, events_max=SHRINK_EVENTS_MAX
        )
    except UnsteadyError:
        # Nothing that could be told apart from being cut short, or another outcome than before.
        return None, None if sweep.ended_early else _unsteady(seed)
    if not shrunk.replayed.history.events:
        return None, _problem_of(shrunk.replayed.run.errors)  # no client was needed to see it
    failure = explain(shrunk.replayed, seed, loaded.lines, tries=shrunk.tries)
    return failure, _problem_of(shrunk.replayed.run.errors)


def _problem_of(errors: Sequence[NodeFailure]) -> LabProblem | None:
    if not errors:
        return None
    error = errors[0]
    where = error.function or "its code"
    message = f"{error.node} crashed in {where}: {error.type}: {error.message}"
    hint = "an error that leaves a handler crashes the node: catch what can happen, such as Timeout"
    return LabProblem("handler", message, hint, error.line)


def _problem_of_limit(run: Run) -> LabProblem:
    hint = "look for a loop that sends, waits or starts something without end"
    return LabProblem("budget", f"the run ended early: {ending_of(run)}", hint)


def _unsteady(seed: int) -> LabProblem:
    message = f"seed {seed} failed once and passed when it was repeated"
    hint = "something is kept between runs: keep a node's state in self, not in module variables"
    return LabProblem("unsteady", message, hint)
