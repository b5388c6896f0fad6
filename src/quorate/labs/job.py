"""The job protocol: one job in, progress and one result out, on the server and in a browser."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from quorate.history import Verdict
from quorate.labs.errors import BadJobError, LabError
from quorate.labs.judging import run_lab
from quorate.labs.loader import load_lab
from quorate.labs.result import LabProblem, LabResult
from quorate.labs.solution import Solution

Emit = Callable[[dict[str, Any]], None]

_JOB_KEYS = ("lab", "labs_root", "seeds", "solution", "step")


def run_job(job: Mapping[str, Any], root: Path, emit: Emit) -> None:
    """Do a job: `emit` gets {"progress": …} now and then and {"result": …} once, at the end.

    A job is {"lab": slug, "step": id, "seeds": [0, 1, …], "solution": {"source": text} or
    {"decision": {name: value}}}; without seeds the step's public ones are run.
    """
    try:
        result = _do(job, root, emit)
    except LabError as error:
        result = failed(job, "job", str(error), "the page and the server are out of step: reload")
    emit({"result": result.to_json()})


def failed(job: object, kind: str, message: str, hint: str) -> LabResult:
    """Give the result of a job that could not be done."""
    named = job if isinstance(job, Mapping) else {}
    return LabResult(
        lab=str(named.get("lab", ""))[:100],
        step=str(named.get("step", ""))[:100],
        verdict=Verdict("unknown", message, kind),
        error=LabProblem(kind, message, hint),
    )


def _do(job: Mapping[str, Any], root: Path, emit: Emit) -> LabResult:
    for name in job:
        if name not in _JOB_KEYS:
            raise BadJobError(f"unknown key {name!r}: keys are {', '.join(_JOB_KEYS)}")
    lab = load_lab(root, _text(job, "lab"))
    step = lab.step(_text(job, "step"))
    seeds = job.get("seeds") or step.seeds_public
    if not isinstance(seeds, list | tuple):
        raise BadJobError(f"seeds = {seeds!r}: give a list of whole numbers")

    def report(news: dict[str, Any]) -> None:
        emit({"progress": news})

    return run_lab(lab, _solution(job), step.id, tuple(seeds), report)


def _text(job: Mapping[str, Any], name: str) -> str:
    value = job.get(name)
    if not isinstance(value, str):
        raise BadJobError(f"{name} = {value!r}: give its id as text")
    return value


def _solution(job: Mapping[str, Any]) -> Solution:
    stated = job.get("solution")
    if isinstance(stated, Mapping):
        source, decision = stated.get("source"), stated.get("decision")
        if isinstance(source, str) and decision is None:
            return Solution(source=source)
        if isinstance(decision, Mapping) and source is None:
            return Solution(decision=dict(decision))
    raise BadJobError('solution: give {"source": text} or {"decision": {name: value}}')
