"""`quorate sweep`: the same summary from any workers, files that replay, and no hang whatever dies."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from quorate.cli.progress import Progress, describe_seconds
from quorate.cli.sweep_dask import differences
from quorate.labs import Tally

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = f"{ROOT / 'tests' / 'labs' / 'sample_scenario.py'}:SCENARIO"
Run = Callable[..., tuple[int, str, str]]


def command(*words: object) -> list[str]:
    return [sys.executable, "-m", "quorate", "sweep", *map(str, words)]


def sweep_json(run: Run, *words: object) -> dict[str, Any]:
    code, out, _ = run("sweep", SAMPLE, *words, "--json")
    found: dict[str, Any] = json.loads(out)
    assert {"ok": 0, "violated": 1, "unknown": 2}[found["verdict"]] == code
    return found


def test_the_summary_is_the_same_for_any_number_of_workers(run: Run) -> None:
    words = ("--seeds", 30, "--set", "variant=forgets")
    one, *others = (sweep_json(run, *words, "--workers", count) for count in (1, 2, 4))
    assert [one, one] == others
    assert 30 == one["seeds"]["run"]
    assert 0 < one["seeds"]["violated"] < 30


def test_a_range_of_seeds_is_that_part_of_the_whole(run: Run) -> None:
    words = ("--set", "variant=forgets", "--workers", 1)
    whole, part = (
        sweep_json(run, *words, "--seeds", 12),
        sweep_json(run, *words, "--seeds", "4..11"),
    )
    assert 8 == part["seeds"]["run"]
    assert [f for f in whole["failing"] if f["seed"] >= 4] == part["failing"]


def test_the_shrunk_run_replays_from_its_file(run: Run, tmp_path: Path) -> None:
    words = ("--seeds", 20, "--set", "variant=forgets", "--shrink", "--out", tmp_path)
    found = sweep_json(run, *words)
    path = tmp_path / "shrunk.json"
    assert (1, 2, str(path)) == tuple(found["shrunk"][k] for k in ("faults", "operations", "file"))
    assert found["failing"][0]["seed"] == found["shrunk"]["seed"]
    assert found == json.loads((tmp_path / "sweep.json").read_text(encoding="utf-8"))
    code, out, err = run("simulate", "--replay", path)
    assert (1, "") == (code, err)
    assert "violated" in out
    assert "The trace is the recorded one." in out
    assert (tmp_path / "shrunk.jsonl").read_text(encoding="utf-8").count("\n") > 5
    rows = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**rows, "engine": 0, "plan": []}), encoding="utf-8")
    _, out, err = run("simulate", "--replay", path)
    assert "warning: the file was made by engine version 0" in err
    assert "The trace is not the recorded one" in out


def test_the_report_names_what_failed_and_what_was_never_tried(run: Run) -> None:
    code, out, err = run("sweep", SAMPLE, "--seeds", 20, "--set", "variant=breaks-promise")
    assert 1 == code
    for said in (
        "VIOLATED. 0 of 20 seeds held, 20 violated",
        "seed 0 violated (always)",
        "and 15 more violated",
        "always 'is never asked' failed",
        "sometimes 'has many peers' never held",
        "faults: crash ",
    ):
        assert said in out
    assert re.search(r"\d+/20 seeds, \d+ violated, \d+/s, \d+:\d\d left\n", err)
    assert "\r" not in err


@pytest.mark.parametrize(
    ("variant", "said"),
    [
        ("dies", "its worker ended with exit code 7"),
        ("spins", "has not returned for 0.5 s"),
        ("sleeps", "gave no sign of life"),
    ],
)
def test_a_lost_worker_costs_its_seed_and_no_more(run: Run, variant: str, said: str) -> None:
    words = ("--set", f"variant={variant}", "--patience", "0.5", "--workers", 1)
    # One of eight seeds or so stops its process; the others of its task are still done.
    found = sweep_json(run, "--seeds", "10..13", "--set", "every=7", *words)
    assert [[10]] == [lost["seeds"] for lost in found["lost"]]
    assert said in found["lost"][0]["reason"]
    assert {"asked": 4, "run": 3, "ok": 3, "violated": 0, "unknown": 0} == found["seeds"]
    assert ("unknown", True) == (found["verdict"], "1 seeds were lost" in found["reason"])


def test_after_three_lost_seeds_a_sweep_ends(run: Run) -> None:
    found = sweep_json(run, "--seeds", 400, "--set", "variant=dies", "--workers", 1)
    assert 3 == len(found["lost"])
    assert "unknown" == found["verdict"]
    assert found["seeds"]["run"] == 0


def test_ctrl_c_ends_the_workers_and_prints_what_is_known() -> None:
    with subprocess.Popen(
        command(SAMPLE, "--seeds", 200_000, "--workers", 2),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as running:
        assert running.stderr is not None
        assert "seeds" in running.stderr.readline()
        os.killpg(running.pid, signal.SIGINT)
        out, err = running.communicate()  # returns when no worker holds the pipe any more
    assert 2 == running.returncode
    assert "Interrupted: " in out
    assert "of 200000 seeds were run" in out
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--seeds", "0"], "give 1 to 1,000,000"),
        (["--seeds", "9..3"], "give 1 to 1,000,000"),
        (["--seeds", "1..x"], "'x' is not a whole number"),
        (["--seeds", "2000000"], "give 1 to 1,000,000"),
        (["--workers", "0"], "not between 1 and 512"),
        (["--workers", "two"], "'two' is not a whole number"),
        (["--workers", "2", "--dask", "tcp://127.0.0.1:1"], "not allowed with"),
        (["--dask", "nowhere"], "--dask nowhere is no address"),
        (["--dask", "tcp://127.0.0.1:1"], "nobody answered within"),
        (["--set", "variant=worse"], "give one of correct"),
        (["--set", "=1"], "not name=value"),
        (["--out", "/dev/null/here"], "--out /dev/null/here cannot be made"),
        (["--solution", "missing.py"], "missing.py cannot be read"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(run: Run, words: list[str], said: str) -> None:
    code, out, err = run("sweep", SAMPLE, *words)
    assert (2, "") == (code, out)
    assert said in err
    assert "Traceback" not in err


def test_an_unknown_scenario_offers_the_nearest(run: Run) -> None:
    code, _, err = run("sweep", "place-replicas/rack", "--seeds", 1)
    assert 2 == code
    assert "Did you mean 'place-replicas/racks'?" in err


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_one_line_that_is_written_over() -> None:
    times = iter([0.0, 10.0, 10.0, 10.05, 20.0, 20.0])
    shown = Terminal()
    progress = Progress(100, shown, lambda: next(times))
    for _ in range(3):
        progress.add(Tally(verdicts={"ok": 24, "violated": 1, "unknown": 0}))
    progress.end()
    lines = shown.getvalue().split("\r\x1b[K")
    assert [
        "",
        "██████░░░░░░░░░░░░░░░░░░ 25/100 seeds, 1 violated, 2/s, 0:30 left",
        "██████████████████░░░░░░ 75/100 seeds, 3 violated, 4/s, 0:07 left",
        "",
    ] == lines


def test_durations_read_as_clocks_do() -> None:
    assert ["0:00", "0:59", "1:00", "1:01:05"] == list(map(describe_seconds, (0.4, 59, 60, 3665)))


def test_versions_that_differ_are_named() -> None:
    ours = {"python": "3.11.7", "distributed": "2026.8.0", "quorate": "0.1.0", "engine": 1}
    seen = {
        "client": ours,
        "scheduler": {"python": "3.11.7.final.0", "distributed": "2026.7.0"},
        "tcp://w1": {**ours, "python": "3.12.1"},
    }
    assert [
        "python differs: client 3.11.7, tcp://w1 3.12.1",
        "distributed differs: client 2026.8.0, scheduler 2026.7.0",
    ] == differences(seen)


@contextmanager
def dask(*words: object) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-m", *map(str, words), "--no-dashboard"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        try:
            yield running
        finally:
            running.terminate()


def wait_for(running: subprocess.Popen[str], pattern: str) -> str:
    assert running.stderr is not None
    for line in running.stderr:
        if found := re.search(pattern, line):
            return found[found.lastindex or 0]
    raise AssertionError(f"{running.args} ended without saying {pattern}")


def test_a_cluster_of_processes_gives_the_summary_of_this_one(run: Run, tmp_path: Path) -> None:
    scheduler_words = ("--host", "127.0.0.1", "--port", 0, "--no-show")
    with dask("distributed.cli.dask_scheduler", *scheduler_words) as scheduler:
        address = wait_for(scheduler, r"Scheduler at:\s+(tcp://\S+)")
        code, _, err = run("sweep", SAMPLE, "--seeds", 4, "--dask", address)
        assert (2, True) == (code, "the scheduler has no workers" in err)
        worker_words = (address, "--nworkers", 2, "--nthreads", 1, "--local-directory", tmp_path)
        with dask("distributed.cli.dask_worker", *worker_words, "--host", "127.0.0.1") as workers:
            for _ in range(2):
                wait_for(workers, r"Starting established connection")
            words = ("--seeds", 30, "--set", "variant=forgets")
            here = sweep_json(run, *words, "--workers", 1)
            assert here == sweep_json(run, *words, "--dask", address)


def test_nodes_that_crash_by_their_own_error_are_told_even_where_every_seed_holds(run: Run) -> None:
    words = ("sweep", SAMPLE, "--seeds", 6, "--workers", 1, "--set", "variant=raises")
    found = sweep_json(run, *words[2:])
    assert found["crashed"] >= 1
    seed, how = found["first_crash"]
    assert re.search(r"n[123] .*on_\w+", how)
    _, out, _ = run(*words)
    assert (
        f"a node crashed by its own error in {found['crashed']} runs, first in seed {seed}" in out
    )
