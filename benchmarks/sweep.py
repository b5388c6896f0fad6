"""How many checked seeds of Raft a core does a second, and what a second worker adds.

Five servers, three clients, ten virtual seconds, faults, every history judged: what
`quorate sweep raft` does. CPU time in this process for the rate, best of three; wall time for the
workers, interleaved, best of two. The answers are asserted: every seed is run and every one holds.
"""

import time
from collections.abc import Callable, Sequence
from functools import partial

from quorate.cli.sweep_workers import LocalWorkers
from quorate.labs import Map, ScenarioReference, sweep

SEEDS = range(40)
ROUNDS = 3
SEEDS_OF_WORKERS = range(160)
ROUNDS_OF_WORKERS = 2
PATIENCE_SECONDS = 60.0

COPIED = ScenarioReference("raft")
# By its text, so that any worker finds it: the same scenario with the bodies as they are.
UNCOPIED = ScenarioReference(
    "uncopied.py:RAFT",
    source="""
from dataclasses import replace
from quorate.workloads.reference import REFERENCE

def build(request):
    return replace(REFERENCE["raft"].build(request), copy_bodies=False)

RAFT = replace(REFERENCE["raft"], build=build)
""",
)


def run(scenario: ScenarioReference, seeds: Sequence[int], mapped: Map = map) -> None:
    """Sweep; a seed that does not hold makes the figure worthless."""
    done = sweep(scenario, seeds, map=mapped, chunk=10)
    assert done.verdict.kind == "ok", done.verdict.reason
    assert done.tally.run == len(seeds)
    assert done.tally.answered > 100 * len(seeds)


def seconds_of(work: Callable[[], None], clock: Callable[[], float]) -> float:
    """How long the work takes by this clock."""
    began = clock()
    work()
    return clock() - began


def measure() -> dict[str, float]:
    """Seeds a second and core, copies off and on, and two workers beside one."""
    rates = {"copied": 0.0, "uncopied": 0.0}
    for _ in range(ROUNDS):
        for name, scenario in (("copied", COPIED), ("uncopied", UNCOPIED)):
            seconds = seconds_of(partial(run, scenario, SEEDS), time.process_time)
            rates[name] = max(rates[name], len(SEEDS) / seconds)
    return {
        "sweep.raft5.seeds_per_s_per_core": rates["uncopied"],
        "sweep.raft5.copied.seeds_per_s_per_core": rates["copied"],
        "sweep.raft5.two_workers_ratio": ratio_of_workers(),
    }


def ratio_of_workers() -> float:
    """Wall time of one worker over that of two; starting them is left out."""
    best: dict[int, float] = {}
    with (
        LocalWorkers(1, patience_s=PATIENCE_SECONDS) as one,
        LocalWorkers(2, patience_s=PATIENCE_SECONDS) as two,
    ):
        for pool in (one, two):
            run(COPIED, range(40), pool.map)
        for _ in range(ROUNDS_OF_WORKERS):
            for count, pool in ((1, one), (2, two)):
                work = partial(run, COPIED, SEEDS_OF_WORKERS, pool.map)
                seconds = seconds_of(work, time.monotonic)
                best[count] = min(best.get(count, seconds), seconds)
    return best[1] / best[2]
