"""A traced run as a scene: what the checks accuse is found again among the records of the trace."""

from collections.abc import Mapping, Sequence
from typing import Any

from quorate.diagram import Scene, Violation, scene_of
from quorate.history import Trace, Verdict
from quorate.labs.runner import ScenarioRun

VIOLATIONS_MAX = 200
# What a verdict's details name, and the kind of record that each of these became.
_ACCUSED = {"operations": "invoke", "observations": "observe"}


def scene_of_run(scenario_run: ScenarioRun) -> Scene:
    """Lay a traced run out, with everything that its checks found violated."""
    run = scenario_run.run
    assert run.trace is not None, "only a traced run can be laid out"  # noqa: S101
    return scene_of(
        run.trace,
        scenario_run.settings.plan,
        violating=violations_of(scenario_run, run.trace),
        states=run.states,
    )


def about_run(
    scenario_run: ScenarioRun, seed: int, parameters: Mapping[str, object]
) -> dict[str, Any]:
    """What a page says of a run beside its drawing."""
    verdict = scenario_run.verdict
    return {
        "title": scenario_run.scenario.title,
        "scenario": scenario_run.scenario.slug,
        "seed": seed,
        "parameters": {name: str(value) for name, value in parameters.items()},
        "verdict": verdict.kind,
        "reason": verdict.reason,
        "ended_us": run_end(scenario_run),
    }


def run_end(scenario_run: ScenarioRun) -> int:
    """The moment at which a run ended."""
    return scenario_run.run.ended_at_us or scenario_run.settings.horizon_us


def violations_of(scenario_run: ScenarioRun, trace: Trace) -> tuple[Violation, ...]:
    """Find the records of what the violated parts accuse, in the order of the trace."""
    invoked = [at for at, e in enumerate(scenario_run.history.events) if e.type == "invoke"]
    places = {kind: _records(trace, kind) for kind in _ACCUSED.values()}
    found: dict[int, Violation] = {}
    for part in scenario_run.parts:
        if part.kind != "violated":
            continue
        for name, kind in _ACCUSED.items():
            for accused in _accused(part, name):
                # Trace and history list invocations in the same order; observations as well.
                nth = invoked.index(accused) if kind == "invoke" else accused
                if nth < len(places[kind]):
                    index = places[kind][nth]
                    found.setdefault(index, Violation(index, part.reason))
    return tuple(found[index] for index in sorted(found))


def _accused(part: Verdict, name: str) -> Sequence[int]:
    stated = part.details.get(name, ())
    if not isinstance(stated, list | tuple):
        return ()
    return [each for each in stated[:VIOLATIONS_MAX] if isinstance(each, int)]


def _records(trace: Trace, kind: str) -> list[int]:
    return [index for index, record in enumerate(trace.records()) if record.kind == kind]
