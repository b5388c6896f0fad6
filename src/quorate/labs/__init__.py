"""Loads labs, runs and judges solutions, explains failures; pure, so it runs in the browser too."""

from quorate.labs.errors import BadJobError, LabError, RejectedSolution, UnknownLabError
from quorate.labs.explain import explain
from quorate.labs.job import Emit, run_job
from quorate.labs.judging import Progress, run_lab
from quorate.labs.lab import FieldKind, FormField, FormOption, Lab, LabKind, Memo, Step
from quorate.labs.loader import load_lab, load_labs
from quorate.labs.result import Failure, LabProblem, LabResult, SeedCount, ShownEvent
from quorate.labs.runner import ScenarioRun, run_scenario
from quorate.labs.screening import ALLOWED_MODULES
from quorate.labs.solution import FILENAME, LoadedSolution, Solution, load_solution

__all__ = [
    "ALLOWED_MODULES",
    "FILENAME",
    "BadJobError",
    "Emit",
    "Failure",
    "FieldKind",
    "FormField",
    "FormOption",
    "Lab",
    "LabError",
    "LabKind",
    "LabProblem",
    "LabResult",
    "LoadedSolution",
    "Memo",
    "Progress",
    "RejectedSolution",
    "ScenarioRun",
    "SeedCount",
    "ShownEvent",
    "Solution",
    "Step",
    "UnknownLabError",
    "explain",
    "load_lab",
    "load_labs",
    "load_solution",
    "run_job",
    "run_lab",
    "run_scenario",
]
