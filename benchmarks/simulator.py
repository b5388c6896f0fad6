"""How fast the simulator is beside simpy and a bare heap, what a trace and copies cost, what a large world needs.

CPU time, interleaved rounds, the median of the rounds' ratios; the traces of ours and simpy's are asserted to be equal.
`vs_simpy` is against simpy as its documentation writes a network, `vs_simpy_callbacks` against the cheapest one.
"""

# ruff: noqa: ANN401 - simpy has no types, and a trace holds any JSON
import json
import resource
import shutil
import statistics
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import baselines
from benchmarks.workloads import (
    AsyncServer,
    SlowGossiper,
    events_of,
    gossip,
    raft,
    rate_of_heartbeats,
    timed,
)
from quorate.simulator import Run

ROUNDS = 7
ROOT = Path(__file__).resolve().parents[1]
PYODIDE = ROOT / "frontend" / "node_modules" / "pyodide"
CROWD = tuple(f"g{number}" for number in range(1_000))
CROWD_HORIZON_US = 60_000_000
MB = 1024


def measure() -> dict[str, float]:
    """All figures of the simulator."""
    return {**heartbeats(), **gossips(), **crowd(), **browser()}


def heartbeats() -> dict[str, float]:
    """Five servers: against simpy, against a heap, with and without trace and copies."""
    rounds = [heartbeat_round() for _ in range(ROUNDS)]

    def ratio(over: str, under: str) -> float:
        return statistics.median(seconds[over] / seconds[under] for seconds in rounds)

    events = events_of(timed(raft())[1])
    plain, traced = "raft5.plain", "raft5.traced"
    figures = {
        f"simulator.{name}.vs_{short}": ratio(baseline, name)
        for name in (plain, traced, f"{plain}.copied", f"{traced}.copied")
        for baseline, short in (("simpy", "simpy"), ("simpy callbacks", "simpy_callbacks"))
    }
    for name in (plain, traced, "raft5.untraced", "simpy", "heapq"):
        best = min(seconds[name] for seconds in rounds)
        figures[f"simulator.{name}.events_per_s"] = events / best
    figures["simulator.raft5.plain.vs_heapq"] = ratio("heapq", plain)
    figures["simulator.trace.cost_ratio"] = ratio(plain, "raft5.untraced")
    return figures


def heartbeat_round() -> dict[str, float]:
    """CPU seconds of each once, so that a busy machine slows all of them."""
    simpy, simpy_trace = baselines.simpy_raft()
    callbacks, callbacks_trace = baselines.simpy_raft("callback")
    heap, events = baselines.heapq_raft()
    plain, run = timed(raft())
    traced, async_run = timed(raft(AsyncServer))
    untraced, untraced_run = timed(raft(trace=False))
    copied, copied_run = timed(raft(copy_bodies=True))
    copied_traced, copied_async_run = timed(raft(AsyncServer, copy_bodies=True))
    assert story_of(run) == in_order(simpy_trace) == in_order(callbacks_trace)
    for other in (async_run, copied_run, copied_async_run):
        assert other.trace is not None
        assert run.trace is not None
        assert other.trace.flat == run.trace.flat
    assert events == events_of(run) == events_of(untraced_run)
    return {
        "simpy": simpy,
        "simpy callbacks": callbacks,
        "heapq": heap,
        "raft5.plain": plain,
        "raft5.traced": traced,
        "raft5.untraced": untraced,
        "raft5.plain.copied": copied,
        "raft5.traced.copied": copied_traced,
    }


def gossips() -> dict[str, float]:
    """Twenty-five nodes."""
    ratios = []
    for _ in range(ROUNDS):
        simpy, trace = baselines.simpy_gossip()
        seconds, run = timed(gossip())
        assert story_of(run) == in_order(trace)
        ratios.append(simpy / seconds)
    return {"simulator.gossip25.plain.vs_simpy": statistics.median(ratios)}


def story_of(run: Run) -> list[Any]:
    """A trace for comparing: what happens in one microsecond may be written in any order."""
    assert run.trace is not None
    return in_order(run.trace.records())


def in_order(records: Any) -> list[Any]:
    return sorted(
        (t, kind, node, peer or "", name, mid or 0) for t, kind, node, peer, name, _, mid in records
    )


def crowd() -> dict[str, float]:
    """The peak of a process that runs a thousand nodes for a minute."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.simulator"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    peak: dict[str, float] = json.loads(done.stdout)
    return {"simulator.gossip1000.peak_mb": peak["peak_mb"]}


def run_crowd() -> dict[str, float]:
    """In the child process: run, and say what it took."""
    _, run = timed(gossip(CROWD, SlowGossiper, horizon_us=CROWD_HORIZON_US))
    assert run.complete
    assert events_of(run) > 100_000, run.counters
    return {"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MB}


def browser() -> dict[str, float]:
    """The heartbeats in Pyodide under node, beside CPython here; nothing where either is missing."""
    node = shutil.which("node")
    if node is None or not PYODIDE.is_dir():
        print("simulator.pyodide.vs_cpython is not measured: no node or no Pyodide here")
        return {}
    with TemporaryDirectory() as folder:
        core = Path(folder) / "core.zip"
        with zipfile.ZipFile(core, "w") as archive:
            for path in sorted((ROOT / "src").rglob("*.py")):
                archive.write(path, path.relative_to(ROOT / "src"))
        program = Path(__file__).parent / "pyodide.mjs"
        workloads = Path(__file__).parent / "workloads.py"

        def rate() -> float:
            done = subprocess.run(
                [node, str(program), str(PYODIDE), str(core), str(workloads)],
                capture_output=True,
                text=True,
                check=True,
            )
            there: float = json.loads(done.stdout)["events_per_s"]
            return there

        return {"simulator.pyodide.vs_cpython": best_ratio(rate)}


def best_ratio(rate: Callable[[], float]) -> float:
    """The median of three rounds."""
    return statistics.median(rate() / rate_of_heartbeats(5) for _ in range(3))


if __name__ == "__main__":
    print(json.dumps(run_crowd()))
