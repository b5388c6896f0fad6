"""One run for the explorer: only our own code, everything recorded, refusals in words."""

from pathlib import Path
from typing import Any

import pytest

from quorate.labs import Solution, about_run, run_scenario, scene_of_run
from quorate.labs.exploring import explore, explored_run, trusted
from quorate.workloads.reference import REFERENCE

LABS = Path(__file__).parents[2] / "content" / "labs"


def explored(name: str, seed: int = 0, **parameters: Any) -> dict[str, Any]:
    said: list[dict[str, Any]] = []
    explore({"explore": name, "seed": seed, "parameters": parameters}, LABS, said.append)
    (message,) = said
    return message


def test_a_system_gives_its_page_and_its_scene_with_states() -> None:
    page = explored("rpc", variant="executes-again")["explored"]
    assert ("rpc", "violated") == (page["about"]["scenario"], page["about"]["verdict"])
    assert page["events"] == len(page["scene"]["events"]["t"])
    assert len(page["scene"]["states"]["t"]) > 0
    assert len(page["scene"]["violations"]) > 0
    assert page["svg"].startswith("<svg")


def test_a_lab_step_runs_with_its_own_starter() -> None:
    assert "violated" == explored("place-replicas/racks", 3)["explored"]["about"]["verdict"]
    starter = (LABS / "place-replicas" / "starter.py").read_text("utf-8")
    assert starter == trusted("place-replicas/racks", LABS).solution.source


@pytest.mark.parametrize(
    ("name", "parameters", "said"),
    [
        ("no-such-system", {}, "no-such-system"),
        ("no-such-lab/step", {}, "no-such-lab"),
        ("rpc", {"variant": "<b>"}, "give one of correct"),
        ("rpc", {"speed": 3}, "speed"),
    ],
)
def test_what_cannot_be_run_is_refused_in_words(
    name: str, parameters: dict[str, Any], said: str
) -> None:
    assert said in explored(name, **parameters)["refused"]["message"]


def test_looking_at_a_run_changes_nothing_in_it() -> None:
    scenario = REFERENCE["rpc"]
    plain = run_scenario(scenario, Solution(), 5, trace=True)
    seen = explored_run(trusted("rpc", LABS), 5, {})
    assert plain.run.trace is not None
    assert seen.run.trace is not None
    assert plain.run.trace.hash() == seen.run.trace.hash()


@pytest.mark.parametrize("seed", range(3))
def test_what_is_marked_is_what_the_check_accuses(seed: int) -> None:
    done = explored_run(trusted("crdt-counter", LABS), seed, {"variant": "merges-by-adding"})
    scene = scene_of_run(done)
    kinds = {each.index: each.kind for each in scene.happenings}
    accused = done.verdict.details["operations"]
    invoked = [each for each in scene.happenings if each.kind == "operation"]
    events = [at for at, event in enumerate(done.history.events) if event.type == "invoke"]
    assert ["operation"] == list({kinds[each.index] for each in scene.violations})
    assert [invoked[events.index(at)].index for at in sorted(accused)] == [
        each.index for each in scene.violations
    ]
    assert seed == about_run(done, seed, {})["seed"]


def test_contradicting_decisions_are_marked_where_they_were_observed() -> None:
    done = explored_run(trusted("two-phase-commit", LABS), 0, {"variant": "aborts-in-doubt"})
    scene = scene_of_run(done)
    marked = [
        each for each in scene.happenings if each.index in [v.index for v in scene.violations]
    ]
    assert ["observe", "observe"] == [each.kind for each in marked]
    assert ["abort", "commit"] == sorted("abort" if "abort" in e.text else "commit" for e in marked)
