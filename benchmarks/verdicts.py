"""What a verdict costs: the Law 1 lab's reference over ten seeds, and its starter with shrinking.

CPU time of this process, median of five; the verdicts are asserted.
"""

import statistics
import time
from collections.abc import Callable
from pathlib import Path

from quorate.labs import LabResult, Solution, load_labs, run_lab

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 5


def measure() -> dict[str, float]:
    """CPU seconds of a passing and of a failing run."""
    lab = load_labs(ROOT / "content" / "labs")[0]["place-replicas"]
    reference = Solution((ROOT / "solutions/place-replicas/reference.py").read_text("utf-8"))
    seeds = range(10)
    return {
        "lab.verdict.cpu_s": median(lambda: run_lab(lab, reference, "failover", seeds), "ok"),
        "lab.failure.cpu_s": median(
            lambda: run_lab(lab, Solution(lab.starter), "racks", seeds), "violated"
        ),
    }


def median(run: Callable[[], LabResult], verdict: str) -> float:
    """CPU seconds of the middle round."""
    times = []
    for _ in range(ROUNDS):
        began = time.process_time()
        assert run().verdict.kind == verdict
        times.append(time.process_time() - began)
    return statistics.median(times)
