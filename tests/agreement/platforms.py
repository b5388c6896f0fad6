"""What every platform runs: each reference system and each step of a lab, and the hash of each trace.

Also a program of its own: `python platforms.py LABS_ROOT` prints the hashes as one JSON object.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from quorate.labs import Solution, load_labs, run_scenario
from quorate.workloads.reference import REFERENCE

SEEDS = (1, 8)


def trace_hashes(labs_root: str) -> dict[str, str]:
    """The hash of each traced run, by "scenario seed"."""
    runs = [(scenario, Solution(source="")) for scenario in REFERENCE.values()]
    labs, problems = load_labs(Path(labs_root))
    assert not problems, problems
    runs += [
        (step.scenario, Solution(source=lab.starter))
        for lab in labs.values()
        if lab.kind == "code"
        for step in lab.steps
    ]
    hashes = {}
    for scenario, solution in runs:
        for seed in SEEDS:
            done = run_scenario(scenario, solution, seed, trace=True)
            assert done.run.trace is not None
            assert len(done.run.trace) > 100, f"{scenario.slug}: too little happens to compare"
            hashes[f"{scenario.slug} {seed}"] = done.run.trace.hash()
    return hashes


if __name__ == "__main__":
    sys.stdout.write(json.dumps(trace_hashes(sys.argv[1])))
