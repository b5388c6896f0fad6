"""Runs programs that nobody has read, each in its own process with bounds on everything.

Level "hygiene": own session, built environment, closed descriptors, rlimits, caps on output and
wall time. It stops accidents (loops, memory, floods) and isolates nothing: code run this way can
read what this account can read, and a child that starts a session of its own escapes the final
kill of the group. A kernel jail goes between `launch.py` and the program, and
`probe` then says so.
"""

from quorate.sandbox.errors import BadLimitError, CannotStartError, SandboxError
from quorate.sandbox.limits import Kind, Limits, Outcome
from quorate.sandbox.probe import Level, Report, end_with_parent, forbid_dumps, probe
from quorate.sandbox.process import python_module, run_process

__all__ = [
    "BadLimitError",
    "CannotStartError",
    "Kind",
    "Level",
    "Limits",
    "Outcome",
    "Report",
    "SandboxError",
    "end_with_parent",
    "forbid_dumps",
    "probe",
    "python_module",
    "run_process",
]
