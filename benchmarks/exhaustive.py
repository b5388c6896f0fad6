"""How many states a second the exhaustive mode finds: the reference primary and backup, whole.

Three nodes, two clients, one crash and one timer: a space that is searched to its end. CPU time,
best of three; the answer is asserted.
"""

import time

from quorate.simulator.exhaustive import explore
from quorate.workloads.reference.exhaustive import EXHAUSTIVE

ROUNDS = 3


def measure() -> dict[str, float]:
    """States a second and states in all."""
    system, bounds = EXHAUSTIVE["primary-backup"].ask()
    rate = 0.0
    states = 0
    for _ in range(ROUNDS):
        began = time.process_time()
        done = explore(system, bounds)
        seconds = time.process_time() - began
        assert done.verdict.kind == "ok", done.verdict
        assert done.states > 20_000, done.states
        states, rate = done.states, max(rate, done.states / seconds)
    return {
        "exhaustive.primary_backup.states_per_s": rate,
        "exhaustive.primary_backup.states": float(states),
    }
