"""One way from a failing run to the smallest one: for lab verdicts and for sweeps alike.

The result must fail in the way of the first: the same part of the verdict, the same kind of
violation, the same first error of a node. Otherwise shrinking drifts to another bug.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from quorate.history import History, Verdict, operations
from quorate.labs.errors import LabError
from quorate.labs.references import ScenarioReference
from quorate.labs.runner import (
    ScenarioRun,
    build_setup,
    judge_claims,
    judge_run,
    run_scenario,
    settings_of,
)
from quorate.labs.solution import load_solution
from quorate.labs.sweeping import Sweep
from quorate.simulator import NodeFailure, Run, SettingsError, WorldSettings, shrink
from quorate.workloads import Check, Setup, judge

SHRINK_RUNS_MAX = 400
SHRINK_SEEDS_MAX = 4
FAULTS_READABLE = 4
OPERATIONS_READABLE = 8
SHRINK_EVENTS_MAX = 8_000_000
"""A program that does much in each run gets fewer tries, so that its verdict still comes in time."""


class UnsteadyError(LabError):
    """A run failed once and not again: something is kept between runs."""


@dataclass(frozen=True, slots=True)
class Shrunk:
    """The smallest failing run found, replayed with a trace, and how many runs that took."""

    replayed: ScenarioRun
    tries: int

    @property
    def faults(self) -> int:
        """How many faults are left."""
        return len(self.replayed.settings.plan)

    @property
    def operations(self) -> int:
        """How many client operations are left."""
        return sum(len(client.operations) for client in self.replayed.settings.clients)

    @property
    def size(self) -> int:
        """How much there is to read."""
        return self.faults + self.operations

    @property
    def is_readable(self) -> bool:
        """Whether a person can take it in at once."""
        return self.faults <= FAULTS_READABLE and self.operations <= OPERATIONS_READABLE


def shrink_failure(
    failing: ScenarioRun,
    rebuild: Callable[[], Setup],
    *,
    runs_max: int = SHRINK_RUNS_MAX,
    events_max: int = SHRINK_EVENTS_MAX,
) -> Shrunk:
    """Shrink a failing run and replay it on what `rebuild` gives: a fresh setup of the same seed.

    UnsteadyError says that the run, or what became of it, fails no more when it is repeated.
    """
    predicate = SameFailure(failing)
    tries = max(10, min(runs_max, events_max // max(failing.run.counters["events"], 1)))
    seed = failing.settings.seed
    try:
        smallest = shrink(failing.settings, predicate, max_runs=tries)
    except SettingsError as error:
        raise UnsteadyError(_unsteady(seed)) from error
    replayed = replay(failing, rebuild(), smallest)
    if not any(part.kind == "violated" for part in replayed.parts):
        raise UnsteadyError(_unsteady(seed))
    return Shrunk(replayed, predicate.tries)


def shrink_sweep(
    reference: ScenarioReference, done: Sweep, *, tell: Callable[[int], None] = lambda _: None
) -> Shrunk:
    """Shrink the first failing seed; while it stays large, try a few more and keep the smallest.

    Some runs cannot shed an operation without shifting all later ones, others can; which, only
    the try tells. `tell` is told each seed before its turn.
    """
    scenario, solution = reference.find(), reference.solution
    smallest: Shrunk | None = None
    for finding in done.tally.findings[:SHRINK_SEEDS_MAX]:
        seed = finding.seed
        tell(seed)
        failing = run_scenario(scenario, solution, seed, parameters=done.parameters)
        if failing.verdict.kind != "violated":
            raise UnsteadyError(_unsteady(seed))

        def rebuild(seed: int = seed) -> Setup:
            return build_setup(scenario, load_solution(solution), seed, done.parameters)

        shrunk = shrink_failure(failing, rebuild)
        if smallest is None or shrunk.size < smallest.size:
            smallest = shrunk
        if smallest.is_readable:
            break
    if smallest is None:
        raise LabError(f"no seed of {done.scenario} failed, so nothing can shrink")
    return smallest


def replay(like: ScenarioRun, setup: Setup, settings: WorldSettings) -> ScenarioRun:
    """Run the settings, traced, on fresh nodes: what earlier runs left behind must not count."""
    fresh = settings_of(like.scenario, setup, settings.seed, trace=True).nodes
    nodes = {name: fresh.get(name, factory) for name, factory in settings.nodes.items()}
    return judge_run(like.scenario, setup, replace(settings, nodes=nodes, trace=True))


class SameFailure:
    """Whether a run fails in the way of the first one; counts the runs it was asked about."""

    def __init__(self, failing: ScenarioRun) -> None:
        self.tries = 0
        verdict = next(part for part in failing.parts if part.kind == "violated")
        place = failing.parts.index(verdict)
        checks = failing.setup.checks
        self._check = checks[place] if place < len(checks) else None
        self._kind = kind_of(verdict)
        self._error = _error_of(failing.run.errors)

    def __call__(self, run: Run) -> bool:
        """Judge one run."""
        self.tries += 1
        if _error_of(run.errors) != self._error:
            return False
        if self._check is None:
            return any(self._kind == kind_of(part) for part in judge_claims(run))
        return self._fails(self._check, run.history)

    def _fails(self, check: Check, history: History) -> bool:
        verdict = judge(check, history)
        return (
            verdict.kind == "violated"
            and kind_of(verdict) == self._kind
            and _is_settled(history, verdict)
        )


def kind_of(verdict: Verdict) -> tuple[str, str]:
    """Give the checker, and its own name for what is wrong where it tells several apart."""
    return verdict.checker, str(verdict.details.get("anomaly", ""))


def _unsteady(seed: int | str) -> str:
    return f"seed {seed} failed once and passed when it was repeated"


def _is_settled(history: History, verdict: Verdict) -> bool:
    """Cutting a run short leaves operations in flight; these accuse nobody."""
    accused = verdict.details.get("operations", ())
    if not accused:
        return True
    return all(op.completed is not None for op in operations(history) if op.invoked in accused)


def _error_of(errors: Sequence[NodeFailure]) -> tuple[str, int | None] | None:
    return (errors[0].type, errors[0].line) if errors else None
