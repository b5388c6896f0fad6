"""The sample scenario, and short ways to run it."""

from pathlib import Path

from quorate.labs import ScenarioReference, ScenarioRun, Solution, run_scenario

PATH = Path(__file__).with_name("sample_scenario.py")
REFERENCE = ScenarioReference("sample.py:SCENARIO", source=PATH.read_text(encoding="utf-8"))
SEEDS = tuple(range(24))


def run(seed: int, variant: str = "correct", **parameters: object) -> ScenarioRun:
    named = {"variant": variant, **parameters}
    return run_scenario(REFERENCE.find(), Solution(), seed, parameters=named)


def first_violated(variant: str) -> ScenarioRun:
    runs = (run(seed, variant) for seed in SEEDS)
    return next(done for done in runs if done.verdict.kind == "violated")
