"""`quorate explore` as its users meet it."""

import json
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from quorate.cli.errors import CommandError
from quorate.cli.modules import load_module
from quorate.history import load_trace

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(run: Run) -> Run:
    return partial(run, "explore")


def test_without_a_name_the_systems_are_listed(run: Run) -> None:
    code, out, _ = run()
    assert 0 == code
    names = [line.split()[0] for line in out.splitlines()]
    assert ["primary-backup", "quorum-register", "rpc", "two-phase-commit"] == names


def test_a_right_system_is_ok_with_its_states_and_their_rate(run: Run) -> None:
    code, out, _ = run("two-phase-commit")
    assert 0 == code
    assert out.startswith("two-phase-commit: ok. all 1,248 states within 1 crash, 1 timer keep")
    assert " states/s)" in out


def test_a_broken_one_is_violated_with_the_shortest_way_and_its_files(
    run: Run, tmp_path: Path
) -> None:
    trace, svg = tmp_path / "way.jsonl", tmp_path / "way.svg"
    flags = ("--set", "variant=executes-again", "--trace", trace, "--svg", svg)
    code, out, _ = run("rpc", *flags)
    assert 1 == code
    assert "The shortest way there, 7 steps:\n  1. " in out
    assert "  7. c2 receives read_ok(" in out
    with trace.open(encoding="utf-8") as lines:
        assert 7 == len(load_trace(lines).header["steps"])
    assert svg.read_text(encoding="utf-8").startswith("<svg")
    again, out, _ = run("rpc", *flags, "--json")
    found = json.loads(out)
    assert (1, "violated", 7) == (again, found["verdict"], len(found["steps"]))
    assert found["states_per_s"] > 0


def test_a_search_that_was_cut_off_is_unknown_and_names_the_bound(run: Run) -> None:
    code, out, _ = run("rpc", "--depth", 3)
    assert (2, True) == (code, "the bound of 3 steps was reached" in out)
    code, out, _ = run("rpc", "--states", 50, "--json")
    assert (2, "states") == (code, json.loads(out)["stopped_by"])


def test_bounds_from_the_command_line_replace_the_usual_ones(run: Run) -> None:
    code, out, _ = run("rpc", "--crashes", 0, "--duplicates", 0, "--timers", 0)
    assert (0, True) == (code, "within no faults and no timers" in out)


OWN = """
from quorate.checkers import check_register
from quorate.node import Node
from quorate.simulator import ClientOperation as Ask, ClientPlan
from quorate.simulator.exhaustive import System

class Register(Node):
    def start(self):
        self.value = None

    def on_write(self, src, key, value):
        self.value = value
        return {"type": "write_ok"}

    def on_read(self, src, key):
        return {"type": "read_ok", "value": self.value}

SYSTEM = System(
    "one register",
    {"n1": Register},
    (
        ClientPlan("alice", (Ask(0, "n1", "write", "x", 1),)),
        ClientPlan("bob", (Ask(0, "n1", "read", "x"),)),
    ),
    judges={"register": check_register},
)
"""


def test_a_system_of_ones_own_is_a_name_in_a_file(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text(OWN, encoding="utf-8")
    code, out, _ = run(f"{path}:SYSTEM")
    assert (0, True) == (code, "keep register" in out)
    code, out, _ = run(f"{path}:SYSTEM", "--crashes", 1)
    assert (1, True) == (code, "bob read nothing from x after alice's write of 1" in out)
    code, _, err = run(f"{path}:SYSTEMS")
    assert (2, True) == (code, "Did you mean 'SYSTEM'?" in err)
    code, _, err = run(f"{path}:SYSTEM", "--set", "variant=x")
    assert (2, True) == (code, "has the parameters none" in err)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("rcp",), "Did you mean 'rpc'?"),
        (("rpc", "--set", "variant=perfect"), "give one of correct, executes-again"),
        (("rpc", "--set", "speed=3"), "rpc has the parameters variant"),
        (("rpc", "--set", "variant"), "is not name=value"),
        (("rpc", "--depth", "0"), "depth = 0"),
        (("rpc", "--losses", "-1"), "-1"),
        (("rpc", "--set", "variant=executes-again", "--trace", "/nowhere/x"), "cannot be written"),
    ],
    ids=str,
)
def test_bad_input_is_refused_with_its_remedy(run: Run, words: tuple[str, ...], said: str) -> None:
    code, _, err = run(*words)
    assert (2, True) == (code, said in err)


def test_a_question_that_cannot_be_built_is_told_in_one_sentence(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_text(
        "from quorate.workloads.exhaustive import Exhaustive\n"
        "NOTHING = Exhaustive('nothing', 'Nothing', lambda parameters: None)\n"
        "FAILS = Exhaustive('fails', 'Fails', lambda parameters: parameters['x'])\n",
        encoding="utf-8",
    )
    for name in ("NOTHING", "FAILS"):
        code, _, err = run(f"{path}:{name}")
        assert (2, True) == (code, f"{name} asks nothing: " in err)
        assert "its build gives a System and Bounds" in err


ENDLESS = """
from dataclasses import replace
from quorate.node import Node
from quorate.workloads.reference.exhaustive import EXHAUSTIVE

SYSTEM, _ = EXHAUSTIVE["rpc"].ask({}, {})

class Endless(Node):
    def on_add(self, src, value):
        LOOP

SYSTEM = replace(SYSTEM, nodes={**SYSTEM.nodes, "n1": Endless})
"""


@pytest.mark.parametrize("loop", ["while True: pass", "sum(iter(int, 1))"])
def test_a_handler_that_never_returns_is_named_and_ends_the_search(
    tmp_path: Path, loop: str
) -> None:
    path = tmp_path / "endless.py"
    path.write_text(ENDLESS.replace("LOOP", loop), encoding="utf-8")
    command = [sys.executable, "-m", "quorate", "explore", f"{path}:SYSTEM", "--patience", "0.5"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (2, "") == (done.returncode, done.stdout)
    assert "line 10 of endless.py, in on_add has not returned for 0.5 s" in done.stderr


def test_a_file_that_ends_the_program_is_refused_at_its_line(tmp_path: Path) -> None:
    path = tmp_path / "ends.py"
    path.write_text("import sys\nsys.exit(0)\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"ends\.py:2 cannot be loaded: SystemExit: 0"):
        load_module(str(path))
