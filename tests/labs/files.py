"""Where the labs are, and short ways to run a learner's file."""

from pathlib import Path

from quorate.labs import Lab, LabResult, Solution, load_lab, run_lab

ROOT = Path(__file__).parents[2]
LABS = ROOT / "content" / "labs"
SOLUTIONS = ROOT / "solutions"


def lab(slug: str = "place-replicas") -> Lab:
    return load_lab(LABS, slug)


def read(*parts: str) -> str:
    return SOLUTIONS.joinpath(*parts).read_text(encoding="utf-8")


def run(source: str, step: str, *, seeds: int = 1) -> LabResult:
    return run_lab(lab(), Solution(source=source), step, tuple(range(seeds)))
