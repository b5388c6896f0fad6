"""What clients do, what strikes meanwhile and who judges it: scenarios as typed values."""

from quorate.workloads.checks import CHECKS, Check, judge
from quorate.workloads.errors import (
    BadParameterError,
    SolutionError,
    UnknownCheckError,
    WorkloadError,
    describe_error,
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
    "BadParameterError",
    "Build",
    "BuildRequest",
    "Check",
    "Client",
    "Parameter",
    "ParameterValue",
    "Request",
    "Scenario",
    "Setup",
    "SolutionError",
    "Streams",
    "Traffic",
    "UnknownCheckError",
    "WorkloadError",
    "describe_error",
    "draw_nonces",
    "draw_reads",
    "judge",
]
