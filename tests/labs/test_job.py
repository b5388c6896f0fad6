"""The job protocol, in this process and as a process of its own under the sandbox."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from labs.files import LABS, ROOT, read
from quorate.labs import run_job
from quorate.sandbox import Limits, Outcome, python_module, run_process

PLACE = 'def place(machines, count):\n    return ["m01", "m07", "m10"]\n'


def job(source: str, **changes: object) -> dict[str, Any]:
    stated = {
        "lab": "place-replicas",
        "step": "racks",
        "seeds": [0, 1],
        "solution": {"source": source},
    }
    return {**stated, **changes}


def answers(stated: dict[str, Any]) -> list[dict[str, Any]]:
    emitted: list[dict[str, Any]] = []
    run_job(stated, LABS, emitted.append)
    return emitted


def as_process(
    stated: dict[str, Any], limits: Limits, *, labs: Path = LABS
) -> tuple[Outcome, list[dict[str, Any]]]:
    lines: list[bytes] = []
    text = json.dumps({**stated, "labs_root": str(labs)}).encode()
    outcome = run_process(python_module("quorate.labs"), text, limits, lines.append)
    return outcome, [json.loads(line) for line in lines]


def test_progress_comes_first_and_one_result_last() -> None:
    kinds = [next(iter(message)) for message in answers(job(PLACE))]
    assert ["progress", "progress", "result"] == kinds


def test_without_seeds_the_public_ones_are_run() -> None:
    assert 10 == answers(job(PLACE, seeds=[]))[-1]["result"]["seeds"]["run"]


def test_a_decision_is_a_job_like_any_other() -> None:
    stated = job(
        "",
        lab="choose-placement",
        step="placement",
        solution={"decision": {"machines": ["m01", "m07", "m10"]}},
    )
    result = answers(stated)[-1]["result"]
    assert ("ok", True) == (result["verdict"], result["memo"] is not None)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"lab": "place-replica"}, "did you mean 'place-replicas'?"),
        ({"lab": "../../etc"}, "no lab is called '../../etc'"),
        ({"lab": 3}, "lab = 3: give its id as text"),
        ({"step": "rack"}, "did you mean 'racks'?"),
        ({"seeds": "0-9"}, "seeds = '0-9': give a list of whole numbers"),
        ({"seeds": [True]}, "seed True: give whole numbers from 0 on"),
        ({"seeds": [-1]}, "seed -1"),
        ({"seeds": list(range(2_001))}, "seeds: 2001 given; give 1 to 2000"),
        ({"solution": {}}, 'solution: give {"source": text}'),
        ({"solution": {"source": "", "decision": {}}}, 'solution: give {"source": text}'),
        ({"sandbox": "none"}, "unknown key 'sandbox'"),
    ],
)
def test_a_bad_job_has_a_result_that_names_the_place(changes: dict[str, Any], message: str) -> None:
    (answer,) = answers(job(PLACE, **changes))
    assert ("unknown", "job") == (answer["result"]["verdict"], answer["result"]["error"]["kind"])
    assert message in answer["result"]["reason"]


def test_as_a_process_it_says_the_same_as_here() -> None:
    stated = job(read("place-replicas", "broken", "two_in_one_rack.py"))
    outcome, said = as_process(stated, Limits())
    assert "finished" == outcome.kind
    assert answers(stated) == said


def test_what_a_learner_prints_never_stands_between_the_lines_of_the_protocol(
    tmp_path: Path,
) -> None:
    # Screening keeps a learner's file from sys; the trusted part of a lab shows that, should a
    # file get there, what it writes still goes elsewhere.
    labs = tmp_path / "labs"
    shutil.copytree(LABS, labs)
    scenario = labs / "place-replicas" / "scenario.py"
    writes = "import sys\nsys.stdout.write('forged\\n')\nsys.__stdout__.write('forged\\n')\n"
    scenario.write_text(scenario.read_text("utf-8") + writes, "utf-8")
    source = f'print("{{\\"result\\": {{\\"verdict\\": \\"ok\\"}}}}")\n{PLACE}'
    outcome, said = as_process(job(source, seeds=[0]), Limits(), labs=labs)
    assert ["progress", "result"] == [next(iter(message)) for message in said]
    assert said[-1]["result"]["output"].startswith('{"result"')
    assert outcome.stderr_tail.count(b"forged\n") == 2


def test_an_endless_loop_is_ended_from_outside() -> None:
    source = "def place(machines, count):\n    while True: pass\n"
    outcome, said = as_process(job(source), Limits(cpu_seconds=2))
    assert ("time", []) == (outcome.kind, said)


def test_a_memory_hog_is_told_or_ended() -> None:
    source = "def place(machines, count):\n    hog = []\n    while True: hog.append('x' * 10_000_000 + str(len(hog)))\n"
    _, said = as_process(job(source), Limits(memory_bytes_max=400 * 1024 * 1024))
    result = said[-1]["result"]
    assert "ok" != result["verdict"]
    assert "memory" in json.dumps(result["error"]).lower()


@pytest.mark.parametrize("text", ["", "[1]", "{", '{"lab": 1}', "[" * 100_000])
def test_an_unreadable_job_is_answered(text: str) -> None:
    done = subprocess.run(
        python_module("quorate.labs"), input=text, capture_output=True, text=True, check=False
    )
    answer = json.loads(done.stdout)
    assert (2, "unknown") == (done.returncode, answer["result"]["verdict"])
    assert "Traceback" not in done.stderr


def test_results_do_not_depend_on_the_hash_seed() -> None:
    stated = {**job(read("place-replicas", "broken", "two_in_one_rack.py")), "labs_root": str(LABS)}
    told = {
        subprocess.run(
            (sys.executable, "-m", "quorate.labs"),
            input=json.dumps(stated),
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONPATH": str(ROOT / "src"), "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1", "77")
    }
    assert 1 == len(told)
