"""Runs a scenario once: builds it, hands it to the simulator, lets its checks judge the history."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from quorate.history import History, Verdict, combine, operations
from quorate.labs.errors import RejectedSolution
from quorate.labs.solution import (
    FILENAME,
    LoadedSolution,
    Solution,
    line_of,
    load_solution,
    rejection,
)
from quorate.simulator import (
    ClientOperation,
    ClientPlan,
    Limits,
    Run,
    World,
    WorldSettings,
    streams,
)
from quorate.workloads import BuildRequest, Check, Client, Scenario, Setup, SolutionError, judge

EVENTS_MAX = 100_000
ALWAYS = "always"
"""The part of a verdict that speaks of assertions in the nodes' own code."""


_OF_A_WORLD = tuple(part.name for part in fields(WorldSettings))
_PASSED_ON = tuple(
    part.name for part in fields(Setup) if part.name in _OF_A_WORLD and part.name != "clients"
)
"""What a setup says in the words of a world, whatever that is."""


@dataclass(frozen=True, slots=True)
class ScenarioRun:
    """One run with what it was built from and what the checks say of it."""

    scenario: Scenario
    setup: Setup
    settings: WorldSettings
    run: Run
    history: History
    parts: tuple[Verdict, ...]

    @property
    def verdict(self) -> Verdict:
        """The worst of the parts."""
        return combine(self.parts)


def run_scenario(
    scenario: Scenario,
    solution: Solution | LoadedSolution,
    seed: int,
    *,
    parameters: Mapping[str, Any] | None = None,
    trace: bool = False,
) -> ScenarioRun:
    """Run a scenario with one seed; RejectedSolution says why a solution cannot be run."""
    loaded = load_solution(solution) if isinstance(solution, Solution) else solution
    setup = build_setup(scenario, loaded, seed, parameters or {})
    settings = settings_of(scenario, setup, seed, trace=trace)
    return judge_run(scenario, setup, settings)


def build_setup(
    scenario: Scenario, loaded: LoadedSolution, seed: int, parameters: Mapping[str, Any]
) -> Setup:
    """Build a scenario for one seed; what a learner's code raises meanwhile is a refusal."""
    for name in scenario.requires:
        if name not in loaded.given:
            message = f"your solution defines no {name}"
            raise RejectedSolution("load", message, f"this step needs {name}: add it")
    accepted = scenario.accept(parameters)
    request = BuildRequest(accepted, streams(scenario.slug, seed), loaded.given)
    try:
        return scenario.build(request)
    except SolutionError as error:
        line = line_of(error) or (line_of(error.__cause__) if error.__cause__ else None)
        line = line or loaded.lines.definitions.get(scenario.placed_by)
        raise RejectedSolution(error.kind, error.message, error.hint, line=line) from error
    except (Exception, SystemExit) as error:
        if line_of(error) is None:
            raise  # ours
        hint = f"{scenario.placed_by or 'your code'} failed before the run began"
        raise rejection("placement", error, hint) from error


def settings_of(scenario: Scenario, setup: Setup, seed: int | str, *, trace: bool) -> WorldSettings:
    """Turn a scenario's plain data into the settings of a simulated world."""
    passed_on = {name: getattr(setup, name) for name in _PASSED_ON}
    return WorldSettings(
        name=scenario.slug,
        seed=seed,
        clients=tuple(_client_plan(client) for client in setup.clients),
        limits=Limits(events=EVENTS_MAX),
        trace=trace,
        # Without a learner's file the nodes' own files are theirs to find.
        files=(FILENAME,) if scenario.requires else (),
        name_processes=True,
        **passed_on,
    )


def judge_run(scenario: Scenario, setup: Setup, settings: WorldSettings) -> ScenarioRun:
    """Run these settings and judge the history."""
    run = World(settings).run()
    history = run.history
    parts = (*(_judge_part(check, history, run) for check in setup.checks), *judge_claims(run))
    return ScenarioRun(scenario, setup, settings, run, history, parts)


def judge_claims(run: Run) -> tuple[Verdict, ...]:
    """An `always` that did not hold is a violation like any other; nothing claimed, nothing said."""
    broken = [
        claim for claim in run.claims if claim.kind == "always" and claim.held < claim.reached
    ]
    return tuple(
        Verdict(
            "violated",
            f"always({claim.name!r}) did not hold {claim.reached - claim.held} of {claim.reached} times",
            ALWAYS,
            details={"anomaly": claim.name},
        )
        for claim in broken[:1]
    )


def _client_plan(client: Client) -> ClientPlan:
    operations = tuple(ClientOperation(*request) for request in client.requests)
    return ClientPlan(client.id, operations, client.timeout_us, client.open_loop)


def _judge_part(check: Check, history: History, run: Run) -> Verdict:
    """A run that did not reach its end proves a violation but never the absence of one.

    What was in flight when a limit ended it accuses nobody, so only the rest is judged then.
    """
    if run.complete:
        return judge(check, history)
    verdict = judge(check, _without_open(history))
    if verdict.kind == "violated":
        return verdict
    return replace(verdict, kind="unknown", reason=f"the run ended early: {ending_of(run)}")


def ending_of(run: Run) -> str:
    """Say which limit ended a run."""
    hit = run.budget
    return run.ended if hit is None else f"{hit.name}: {hit.text}"


def _without_open(history: History) -> History:
    in_flight = [op.invoked for op in operations(history) if op.completed is None]
    kept = [event for event in history.events if event.index not in in_flight]
    place = {event.index: position for position, event in enumerate(kept)}
    positions = list(place)
    return replace(
        history,
        events=tuple(replace(event, index=place[event.index]) for event in kept),
        observations=tuple(
            replace(seen, index=bisect_left(positions, seen.index)) for seen in history.observations
        ),
    )
