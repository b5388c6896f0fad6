"""What clients do, what strikes meanwhile and who judges it: scenarios as typed values."""

from quorate.workloads.checks import CHECKS, Check, judge
from quorate.workloads.errors import (
    BadLoadError,
    BadParameterError,
    SolutionError,
    UnknownCheckError,
    WorkloadError,
    describe_error,
)
from quorate.workloads.load import (
    Load,
    RatePoint,
    bursts,
    diurnal,
    draw_arrivals,
    draw_load,
    ramp,
    steady,
    steps,
)
from quorate.workloads.scenario import (
    Build,
    BuildRequest,
    Parameter,
    ParameterValue,
    Scenario,
    Setup,
    Streams,
)
from quorate.workloads.traffic import Client, Request, Traffic, draw_nonces, draw_reads

__all__ = [
    "CHECKS",
    "BadLoadError",
    "BadParameterError",
    "Build",
    "BuildRequest",
    "Check",
    "Client",
    "Load",
    "Parameter",
    "ParameterValue",
    "RatePoint",
    "Request",
    "Scenario",
    "Setup",
    "SolutionError",
    "Streams",
    "Traffic",
    "UnknownCheckError",
    "WorkloadError",
    "bursts",
    "describe_error",
    "diurnal",
    "draw_arrivals",
    "draw_load",
    "draw_nonces",
    "draw_reads",
    "judge",
    "ramp",
    "steady",
    "steps",
]
