"""One run of trusted scenario code, for the explorer: a reference system, or a lab with its starter.

The job protocol has room for it: {"explore": name, "seed": n, "parameters": {…}, "labs_root": path}
gives {"explored": {"about", "svg", "text", "caption", "events", "scene"}} or {"refused": {…}}.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from quorate.diagram import first_picture
from quorate.labs.errors import LabError, RejectedSolution
from quorate.labs.job import Emit
from quorate.labs.loader import load_lab
from quorate.labs.references import ScenarioReference
from quorate.labs.runner import ScenarioRun, build_setup, judge_run, settings_of
from quorate.labs.scenes import about_run, scene_of_run
from quorate.labs.solution import Solution, load_solution
from quorate.workloads import BadParameterError

TRACE_RECORDS_MAX = 300_000
"""More cannot be looked at; a run that reaches it ends there, and its verdict says so."""


def explore(job: Mapping[str, Any], root: Path, emit: Emit) -> None:
    """Run once, traced and with states, and give everything that a page needs of it."""
    name, seed = str(job["explore"]), int(job["seed"])
    parameters = dict(job.get("parameters", {}))
    try:
        done = explored_run(trusted(name, root), seed, parameters)
    except (LabError, RejectedSolution, BadParameterError) as error:
        emit({"refused": {"message": str(error), "hint": "Choose another run."}})
        return
    scene = scene_of_run(done)
    picture, caption = first_picture(scene)
    about = {**about_run(done, seed, parameters), "scenario": name}
    page = {
        "about": about,
        "caption": caption,
        "svg": picture.svg if picture else "",
        "text": picture.text if picture else "",
        "events": len(scene.happenings),
    }
    emit({"explored": {**page, "scene": scene.to_json(about)}})


def trusted(name: str, root: Path) -> ScenarioReference:
    """The scenario of this name with a solution of ours: only such code is run for anybody."""
    slug, slash, _ = name.partition("/")
    if not slash:
        return ScenarioReference(name)
    starter = Solution(source=load_lab(root, slug).starter)
    return ScenarioReference(name, labs_root=str(root), solution=starter)


def explored_run(
    reference: ScenarioReference, seed: int, parameters: Mapping[str, Any]
) -> ScenarioRun:
    """Run with everything recorded that can be looked at."""
    scenario = reference.find()
    setup = build_setup(scenario, load_solution(reference.solution), seed, parameters)
    settings = settings_of(scenario, setup, seed, trace=True)
    limits = replace(settings.limits, trace_records=TRACE_RECORDS_MAX)
    return judge_run(scenario, setup, replace(settings, limits=limits, states=True))
