"""`quorate simulate`: plans and replays from files, twins, handlers that never return."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quorate.cli.watchdog import Sight, sight_of
from quorate.faults import plan_from_json
from quorate.history import load_trace
from quorate.node import Node
from quorate.simulator import World, WorldSettings

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = f"{ROOT / 'tests' / 'labs' / 'sample_scenario.py'}:SCENARIO"
Run = Callable[..., tuple[int, str, str]]


def simulate(*words: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "quorate", "simulate", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def summary(run: Run, *words: object) -> dict[str, Any]:
    code, out, err = run("simulate", *words, "--json")
    assert "" == err
    found: dict[str, Any] = json.loads(out)
    assert {"ok": 0, "violated": 1, "unknown": 2}[found["verdict"]] == code
    return found


def test_without_a_name_all_are_listed(run: Run) -> None:
    code, out, _ = run("simulate")
    assert 0 == code
    assert "place-replicas/racks " in out


def test_a_trace_names_engine_scenario_seed_parameters_and_hash(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    words = (SAMPLE, "--seed", 3, "--set", "variant=forgets", "--trace", path)
    found = summary(run, *words)
    lines = path.read_text(encoding="utf-8").splitlines()
    header = json.loads(lines[0])
    assert (1, SAMPLE, 3, {"variant": "forgets"}) == (
        header["engine"],
        header["scenario"],
        header["seed"],
        header["parameters"],
    )
    assert header["hash"] == found["trace_hash"] == load_trace(lines).hash()


def test_a_saved_plan_gives_the_same_run_and_an_edited_one_another(
    run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "plan.json"
    drawn = summary(run, SAMPLE, "--seed", 2, "--save-plan", path)
    assert len(plan_from_json(json.loads(path.read_text(encoding="utf-8")))) > 0
    assert drawn == summary(run, SAMPLE, "--seed", 2, "--plan", path)
    path.write_text('[{"id": 1, "at": 100000, "kind": "crash", "node": "n1"}]', encoding="utf-8")
    changed = summary(run, SAMPLE, "--seed", 2, "--plan", path, "--show-plan")
    assert drawn["trace_hash"] != changed["trace_hash"]
    assert ["n1"] == changed["plan"][0]["nodes"]
    _, out, _ = run("simulate", SAMPLE, "--seed", 2, "--plan", path, "--show-plan")
    assert "1. from 0.1" in out
    assert "n1 down" in out


def test_twins_agree_unless_a_node_walks_through_a_set() -> None:
    agreeing = simulate(SAMPLE, "--twin")
    assert 0 == agreeing.returncode
    assert "the same trace under the hash seeds 0 and 1" in agreeing.stdout
    parting = simulate(SAMPLE, "--set", "variant=sets", "--twin", "--json")
    found = json.loads(parting.stdout)
    assert 1 == parting.returncode
    assert not found["twin"]["same"]
    assert "The runs part at record" in found["twin"]["text"]
    assert "before that the timer 'tell' of n1 fired at 0.0" in found["twin"]["text"]
    assert "loop over a set" in found["twin"]["text"]


def test_a_handler_that_never_returns_is_named_and_ends_the_command() -> None:
    done = simulate(SAMPLE, "--set", "variant=spins", "--patience", "0.4")
    assert 2 == done.returncode
    for said in ("n1", "on_read", "0.06", "has not returned for 0.4 s"):
        assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_what_the_engine_does_between_two_events_accuses_nobody() -> None:
    world = World(WorldSettings("s", 0, nodes={"n1": Node}, clients=(), horizon_us=1))

    def run(self: World) -> Sight | None:
        return sight_of(sys._getframe())

    assert None is run(world)


def test_a_placement_that_never_returns_is_named_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text(
        "def place(machines, count):\n    while True:\n        pass\n", encoding="utf-8"
    )
    done = simulate("place-replicas/racks", "--solution", path, "--patience", "0.4")
    assert 2 == done.returncode
    assert "of the solution, in place has not returned" in done.stderr


def test_a_handler_that_hangs_inside_one_call_is_named_from_outside() -> None:
    done = simulate(SAMPLE, "--set", "variant=sleeps", "--patience", "0.2")
    assert (2, "") == (done.returncode, done.stdout)
    for said in ("n1 in on_read at 0.06", "in on_read) has not returned for 0.2 s"):
        assert said in done.stderr


def test_a_handler_that_ends_its_process_is_named_from_outside() -> None:
    done = simulate(SAMPLE, "--set", "variant=dies")
    assert (2, "") == (done.returncode, done.stdout)
    for said in ("n1 in on_read at 0.06", "ended its process (exit code 7)"):
        assert said in done.stderr


@pytest.mark.parametrize("loop", ["while True: pass", "sum(iter(int, 1))"])
def test_a_file_that_never_ends_is_named(tmp_path: Path, loop: str) -> None:
    path = tmp_path / "endless.py"
    path.write_text(f"{loop}\n", encoding="utf-8")
    done = simulate(f"{path}:SCENARIO", "--patience", "0.2")
    assert 2 == done.returncode
    assert "line 1 of endless.py, in <module> has not returned for 0.2 s" in done.stderr


def test_handlers_that_raised_are_told_beneath_the_verdict(run: Run) -> None:
    code, out, err = run("simulate", SAMPLE, "--set", "variant=raises")
    assert "" == err
    lines = out.splitlines()
    assert lines[1].startswith("  n1 crashed in on_read at 0.06")
    assert "ZeroDivisionError" in lines[1]
    told = summary(run, SAMPLE, "--set", "variant=raises")
    assert lines[1].strip() == told["errors"][0]
    assert {"ok": 0, "violated": 1, "unknown": 2}[told["verdict"]] == code


def test_a_reader_that_has_left_is_no_failure() -> None:
    reads, writes = os.pipe()
    os.close(reads)
    command = [sys.executable, "-m", "quorate", "simulate"]
    done = subprocess.run(command, stdout=writes, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writes)
    assert (0, "") == (done.returncode, done.stderr)


def test_output_to_a_full_disk_is_refused_in_one_sentence() -> None:
    command = [sys.executable, "-m", "quorate", "simulate"]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert 2 == done.returncode
    assert "quorate: the output cannot be written (No space left on device).\n" == done.stderr


FILES = {
    "text.json": "hello",
    "no_plan.json": '{"faults": []}',
    "kind.json": '[{"id": 1, "at": 5, "kind": "flood"}]',
    "node.json": '[{"id": 4, "at": 5, "kind": "crash", "node": "n4"}]',
    "link.json": '[{"id": 4, "at": 5, "kind": "partition", "cut": [["n1", "m2"]]}]',
    "backwards.json": '[{"id": 4, "at": 5, "until": 4, "kind": "crash", "node": "n1"}]',
    "other.json": json.dumps(
        {
            "quorate_replay": 1, "scenario": "place-replicas/racks", "parameters": {}, "seed": 1,
            "horizon": 5, "nodes": ["x"], "plan": [], "clients": [], "network": {},
        }
    ),
    "list.json": "[]",
}  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([SAMPLE, "--seed", "one"], "'one' is not a whole number"),
        ([SAMPLE, "--set", "variant"], "--set 'variant' is not name=value"),
        ([SAMPLE, "--set", "varient=correct"], "sample has the parameters variant, every"),
        ([SAMPLE, "--set", "variant=worse"], "give one of correct"),
        ([SAMPLE, "--set", "every=0"], "from 1 to 1000"),
        ([SAMPLE, "--patience", "soon"], "'soon' is not between"),
        ([SAMPLE, "--plan", "missing.json"], "missing.json cannot be read"),
        ([SAMPLE, "--plan", "text.json"], "text.json is not JSON"),
        ([SAMPLE, "--plan", "no_plan.json"], "no_plan.json: a fault plan is a JSON list"),
        ([SAMPLE, "--plan", "kind.json"], "'flood'"),
        ([SAMPLE, "--plan", "node.json"], "node.json: fault 4: a crash strikes 'n4'"),
        ([SAMPLE, "--plan", "link.json"], "link.json: fault 4: a partition is on a link of 'm2'"),
        ([SAMPLE, "--plan", "backwards.json"], "until 4 is not after at 5"),
        ([SAMPLE, "--replay", "other.json"], "other.json is a run of 'place-replicas/racks'"),
        (["--replay", "other.json"], "other.json: nodes ['x']"),
        (["--replay", "other.json", "--seed", "3"], "--seed and --replay do not go together"),
        (["--replay", "other.json", "--set", "a=1"], "--set and --replay do not go together"),
        (["--replay", "other.json", "--plan", "node.json"], "--plan and --replay do not"),
        (["--replay", "text.json"], "text.json: it is not JSON"),
        (["--replay", "list.json"], "quorate sweep --shrink"),
        ([SAMPLE, "--trace", "missing/run.jsonl"], "missing/run.jsonl cannot be written"),
        (["sampel"], "there is no scenario 'sampel'"),
        (["place-replicas/rack"], "Did you mean 'place-replicas/racks'?"),
        (["missing.py:SCENARIO"], "missing.py cannot be read"),
        ([f"{SAMPLE}S"], "has no scenario called 'SCENARIOS'"),
        ([SAMPLE, "--solution", "text.json"], "takes no solution"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    said: str,
) -> None:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    code, out, err = run("simulate", *words)
    assert (2, "") == (code, out)
    assert said in err
    assert "Traceback" not in err
