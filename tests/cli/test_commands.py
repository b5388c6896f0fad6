"""The command line as its users meet it: output, exit codes, and refusals that name place and remedy."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "solutions" / "place-replicas" / "reference.py"
STARTER = ROOT / "content" / "labs" / "place-replicas" / "starter.py"
Run = Callable[..., tuple[int, str, str]]


def test_the_command_line_starts_without_django_or_a_server() -> None:
    program = (
        "import sys; from quorate.cli import main; main(['lab', 'list']); "
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'django', 'granian', 'markdown'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_paths_has_eight_with_hours_from_their_units(run: Run) -> None:
    code, out, _ = run("paths", "--json")
    paths = json.loads(out)["paths"]
    assert code == 0
    assert [path["kind"] for path in paths].count("role") == 4
    assert len(paths) == 8
    for path in paths:
        units = [unit for phase in path["phases"] for unit in phase["units"]]
        hours = sum(unit["minutes"]["full"] for unit in units) / 60
        written = sum(u["minutes"]["full"] for u in units if u["status"] == "available") / 60
        assert path["hours"]["planned"] == pytest.approx(hours, abs=0.01)
        assert path["hours"]["available"] == pytest.approx(written, abs=0.01)
        assert 0 < written < hours


def test_plan_fits_the_promised_weeks(run: Run) -> None:
    code, out, _ = run(
        *"plan --path new-graduate --hours-per-week 12 --pace regular --start 2026-12-07".split(),
        "--json",
    )
    plan = json.loads(out)
    assert code == 0
    assert 10 <= plan["weeks"] <= 12
    assert plan["feasible"]
    assert plan["sessions"][0]["date"] == "2026-12-07"
    assert plan["sessions"][0]["units"][0]["id"] == "correlated-failure"
    assert plan["hours_available"] < plan["hours"]
    assert len(plan["checkpoints"]) == 6


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"--hours-per-week": "0"}, "--hours-per-week 0"),
        ({"--hours-per-week": "200"}, "--hours-per-week 200"),
        ({"--path": "new-gradate"}, "new-graduate"),
        ({"--deadline": "2026-01-01"}, "--deadline 2026-01-01"),
        ({"--start": "tomorrow"}, "2026-12-07"),
        ({"--pace": "hasty"}, "regular"),
    ],
)
def test_plan_names_what_is_wrong(run: Run, change: dict[str, str], said: str) -> None:
    given = {"--path": "manager", "--hours-per-week": "6", "--start": "2026-12-07", **change}
    code, _, err = run("plan", *(word for pair in given.items() for word in pair))
    assert code == 2
    assert said in err


def test_an_impossible_deadline_exits_1_and_says_what_is_missing(run: Run) -> None:
    words = "plan --path manager --hours-per-week 6 --start 2026-12-07 --deadline 2026-12-20 --json"
    code, out, _ = run(*words.split())
    plan = json.loads(out)
    assert (code, plan["feasible"]) == (1, False)
    assert plan["missing_hours_per_week"] > 0


def test_calc_shows_results_and_working(run: Run) -> None:
    words = "calc availability-common-cause --n 3 --availability 99% --beta 0.1 --json"
    code, out, _ = run(*words.split())
    document = json.loads(out)
    assert code == 0
    assert document["name"] == "availability-common-cause"
    assert document["results"]["common_cause"]["value"] == pytest.approx(0.0010007, rel=1e-3)
    assert document["working"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("calc availability-comon-cause", "availability-common-cause"),
        ("calc availability-parallel --n zero", "n = 'zero'"),
        ("calc availability-parallel --replicas 3", "replicas"),
        ("calc availability-parallel --n", "--n has no value"),
    ],
)
def test_calc_names_what_is_wrong(run: Run, words: str, said: str) -> None:
    code, _, err = run(*words.split())
    assert code == 2
    assert said in err


def test_lab_list(run: Run) -> None:
    code, out, _ = run("lab", "list", "--json")
    labs = {lab["slug"]: lab for lab in json.loads(out)["labs"]}
    assert code == 0
    assert {"place-replicas", "choose-placement"} <= set(labs)
    assert set(labs["place-replicas"]) == {"slug", "title", "minutes", "teaches"}


def test_the_starter_is_violated_and_shows_its_smallest_failing_run(run: Run) -> None:
    code, out, _ = run("lab", "run", "place-replicas", STARTER, "--json")
    result = json.loads(out)
    assert (code, result["verdict"]) == (1, "violated")
    assert 0 < len(result["failure"]["events"]) <= 12
    again, out, _ = run(
        "lab", "run", "place-replicas", STARTER, "--step", result["step"], "--seed",
        result["failure"]["seed"], "--sandbox", "none", "--json",
    )  # fmt: skip
    assert (again, json.loads(out)["verdict"]) == (1, "violated")


def test_the_reference_holds_in_a_child_process_and_in_this_one(run: Run) -> None:
    hashes = []
    for sandbox in ("auto", "none"):
        code, out, _ = run(
            "lab",
            "run",
            "place-replicas",
            REFERENCE,
            "--seeds",
            "3",
            "--sandbox",
            sandbox,
            "--json",
        )
        result = json.loads(out)
        assert (code, result["verdict"]) == (0, "ok")
        hashes.append([step["trace_hash"] for step in result["steps"]])
    assert hashes[0] == hashes[1]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("def place(:\n", "line 1"),
        ("import os\n", "os"),
        ("def place(machines, count):\n    return undefined\n", "line 2"),
    ],
)
def test_a_broken_solution_names_line_and_remedy(
    run: Run, tmp_path: Path, source: str, said: str
) -> None:
    path = tmp_path / "mine.py"
    path.write_text(source, encoding="utf-8")
    code, out, _ = run("lab", "run", "place-replicas", path)
    assert code in (1, 2)
    assert said in out
    assert "Traceback" not in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["lab", "run", "place-replica", STARTER], "place-replicas"),
        (["lab", "run", "place-replicas", "missing.py"], "missing.py cannot be read"),
        (["lab", "run", "place-replicas", STARTER, "--step", "rack"], "racks"),
        (["lab", "run", "place-replicas", STARTER, "--seed", "-1"], "--seed"),
        (["lab", "run", "place-replicas", STARTER, "--sandbox", "require:hardened"], "level"),
        (["simulate", "place-replicas/rack"], "place-replicas/racks"),
        (["serve", "--port", "0"], "--port 0"),
        (["serve", "--host", "0.0.0.0"], "SECRET_KEY"),
    ],
)
def test_refusals_name_the_remedy(run: Run, words: list[object], said: str) -> None:
    code, _, err = run(*words)
    assert code == 2
    assert said in err


def test_start_writes_a_starter_once(run: Run, tmp_path: Path) -> None:
    assert run("lab", "start", "place-replicas", tmp_path / "mine")[0] == 0
    assert run("lab", "start", "place-replicas", tmp_path / "mine")[0] == 2
    (starter,) = (tmp_path / "mine").glob("*.py")
    assert starter.read_text(encoding="utf-8") == STARTER.read_text(encoding="utf-8")


def test_simulate_is_repeatable_and_writes_trace_picture_and_page(run: Run, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("run.jsonl", "run.svg", "run.html")]
    words = ["simulate", "place-replicas/racks", "--seed", "3", "--json"]
    for flag, path in zip(("--trace", "--svg", "--html"), files, strict=True):
        words += [flag, str(path)]
    first = run(*words)
    second = run(*words)
    assert first == second
    assert first[0] in (0, 1)
    assert [path.stat().st_size > 500 for path in files] == [True] * 3
    page = files[2].read_text(encoding="utf-8")
    assert "default-src 'none'" in page, "it asks nobody for anything"
    assert "<svg" in page


def test_a_port_in_use_stops_with_one_sentence(run: Run, tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, _, err = run("serve", "--port", port, "--data-dir", tmp_path)
    assert code == 2
    assert f"port {port}" in err


def test_a_data_directory_that_cannot_be_written_stops_with_one_sentence(
    run: Run, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    code, _, err = run("serve", "--port", "1", "--data-dir", blocked / "data")
    assert code == 2
    assert "cannot be written" in err
