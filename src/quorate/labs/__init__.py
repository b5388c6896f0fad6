"""Loads labs, runs and judges solutions, explains failures; pure, so it runs in the browser too."""

from quorate.labs.errors import BadJobError, LabError, RejectedSolution, UnknownLabError
from quorate.labs.explain import explain
from quorate.labs.job import Emit, run_job
from quorate.labs.judging import Progress, run_lab
from quorate.labs.lab import FieldKind, FormField, FormOption, Lab, LabKind, Memo, Step
from quorate.labs.loader import load_lab, load_labs
from quorate.labs.references import ScenarioReference
from quorate.labs.replays import Replay, ReplayError, dump_replay, load_replay
from quorate.labs.result import Failure, LabProblem, LabResult, SeedCount, ShownEvent
from quorate.labs.runner import (
    ScenarioRun,
    build_setup,
    judge_run,
    run_scenario,
    settings_of,
)
from quorate.labs.scenes import about_run, scene_of_run
from quorate.labs.screening import ALLOWED_MODULES
from quorate.labs.shrinking import Shrunk, UnsteadyError, shrink_failure, shrink_sweep
from quorate.labs.solution import FILENAME, LoadedSolution, Solution, load_solution
from quorate.labs.sweeping import CHUNK, Map, Sweep, SweepTask, run_chunk, sweep
from quorate.labs.tally import Finding, Lost, Tally
from quorate.labs.twins import Divergence, first_divergence

__all__ = [
    "ALLOWED_MODULES",
    "CHUNK",
    "FILENAME",
    "BadJobError",
    "Divergence",
    "Emit",
    "Failure",
    "FieldKind",
    "Finding",
    "FormField",
    "FormOption",
    "Lab",
    "LabError",
    "LabKind",
    "LabProblem",
    "LabResult",
    "LoadedSolution",
    "Lost",
    "Map",
    "Memo",
    "Progress",
    "RejectedSolution",
    "Replay",
    "ReplayError",
    "ScenarioReference",
    "ScenarioRun",
    "SeedCount",
    "ShownEvent",
    "Shrunk",
    "Solution",
    "Step",
    "Sweep",
    "SweepTask",
    "Tally",
    "UnknownLabError",
    "UnsteadyError",
    "about_run",
    "build_setup",
    "dump_replay",
    "explain",
    "first_divergence",
    "judge_run",
    "load_lab",
    "load_labs",
    "load_replay",
    "load_solution",
    "run_chunk",
    "run_job",
    "run_lab",
    "run_scenario",
    "scene_of_run",
    "settings_of",
    "shrink_failure",
    "shrink_sweep",
    "sweep",
]
