import os
import sys
import threading
import time
from pathlib import Path

import pytest

from quorate.sandbox import BadLimitError, Limits, Outcome, python_module, run_process

QUICK = Limits(wall_seconds=20.0, cpu_seconds=5)


def run_python(
    code: str, *, limits: Limits = QUICK, stdin: bytes = b"", lines: list[bytes] | None = None
) -> Outcome:
    seen = [] if lines is None else lines
    return run_process((sys.executable, "-c", code), stdin, limits, seen.append)


def processes_saying(marker: str) -> list[str]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue
        if marker in command:
            found.append(command)
    return found


def wait_until_gone(marker: str) -> list[str]:
    """A killed process stays visible until init reaps it; its command line is empty by then."""
    left = processes_saying(marker)
    deadline = time.monotonic() + 10
    while left and time.monotonic() < deadline:
        left = processes_saying(marker)
    return left


def test_an_honest_program_finishes_and_its_lines_arrive_in_order() -> None:
    lines: list[bytes] = []
    outcome = run_python(
        "import sys\nfor line in sys.stdin: print(line.strip().upper())",
        stdin=b"one\ntwo\n",
        lines=lines,
    )
    assert ("finished", b"ONE\nTWO\n", 0) == (outcome.kind, outcome.stdout, outcome.exit_code)
    assert [b"ONE", b"TWO"] == lines


def test_a_large_input_is_delivered_whole_to_a_slow_reader() -> None:
    size = 3_000_000
    outcome = run_python("import sys; print(len(sys.stdin.read()))", stdin=b"x" * size)
    assert f"{size}\n".encode() == outcome.stdout


def test_a_program_that_never_reads_its_input_does_not_hang_us() -> None:
    outcome = run_python("print('done')", stdin=b"x" * 3_000_000)
    assert ("finished", b"done\n") == (outcome.kind, outcome.stdout)


def test_an_endless_loop_ends_by_processor_time_and_names_the_limit() -> None:
    outcome = run_python("while True: pass  # loop-cpu-7c1", limits=Limits(cpu_seconds=1))
    assert ("time", {"cpu_seconds": 1}) == (outcome.kind, outcome.limit)
    assert [] == wait_until_gone("loop-cpu-7c1")


def test_a_program_that_waits_for_ever_ends_by_wall_time() -> None:
    outcome = run_python(
        "import time; time.sleep(600)  # sleeper-7c1", limits=Limits(wall_seconds=0.5)
    )
    assert ("time", {"wall_seconds": 0.5}) == (outcome.kind, outcome.limit)
    assert [] == wait_until_gone("sleeper-7c1")


def test_a_print_of_100_mb_is_cut_at_the_cap() -> None:
    limits = Limits(stdout_bytes_max=100_000)
    outcome = run_python("for _ in range(100): print('x' * 1_000_000)  # flood-7c1", limits=limits)
    assert ("output", 100_000) == (outcome.kind, len(outcome.stdout))
    assert {"stdout_bytes_max": 100_000} == outcome.limit
    assert [] == wait_until_gone("flood-7c1")


def test_a_flood_of_errors_keeps_only_its_tail() -> None:
    limits = Limits(stderr_bytes_max=100)
    outcome = run_python(
        "import sys\nfor _ in range(50): sys.stderr.write('x' * 1000)\nsys.stderr.write('END')",
        limits=limits,
    )
    assert ("finished", b"x" * 97 + b"END") == (outcome.kind, outcome.stderr_tail)


def test_a_memory_hog_ends_as_memory() -> None:
    limits = Limits(memory_bytes_max=200 * 1024 * 1024)
    outcome = run_python("hog = 'x' * 1_000_000_000  # hog-7c1", limits=limits)
    assert ("memory", {"memory_bytes_max": 209715200}) == (outcome.kind, outcome.limit)
    assert [] == wait_until_gone("hog-7c1")


def test_a_child_left_behind_is_ended_with_its_group() -> None:
    code = (
        "import os, sys, time\n"
        "if os.fork() == 0:\n"
        "    while True: sys.stderr.write('still here')  # left-behind-7c1\n"
        "print('parent done')"
    )
    outcome = run_python(code)
    assert ("finished", b"parent done\n") == (outcome.kind, outcome.stdout)
    assert [] == wait_until_gone("left-behind-7c1")


def test_a_failing_program_is_crashed_with_its_exit_code_and_last_words() -> None:
    outcome = run_python("raise SystemExit('no luck')")
    assert ("crashed", 1, b"no luck\n") == (outcome.kind, outcome.exit_code, outcome.stderr_tail)


def test_cancel_ends_the_run() -> None:
    lines: list[bytes] = []
    outcome = run_process(
        (sys.executable, "-c", "print('up', flush=True); import time; time.sleep(600)"),
        b"",
        QUICK,
        lines.append,
        cancel=lambda: bool(lines),
    )
    assert "cancelled" == outcome.kind


def test_an_error_in_the_line_callback_ends_the_process_and_goes_on_up() -> None:
    def refuse(line: bytes) -> None:
        raise ValueError(line.decode())

    argv = (sys.executable, "-c", "print('bad', flush=True); import time; time.sleep(600) #cb-7c1")
    with pytest.raises(ValueError, match="bad"):
        run_process(argv, b"", QUICK, refuse)
    assert [] == wait_until_gone("cb-7c1")


def test_nothing_of_our_environment_or_descriptors_reaches_the_program(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("QUORATE_SECRET", "do-not-leak")
    reading, writing = os.pipe()
    os.set_inheritable(reading, True)  # noqa: FBT003
    try:
        outcome = run_python(
            "import os\n"
            "print(sorted(os.environ), sorted(map(int, os.listdir('/proc/self/fd')))[3:])"
        )
    finally:
        os.close(reading)
        os.close(writing)
    # The fourth descriptor is the one that lists the folder.
    environment = ["LANG", "PATH", "PYTHONDONTWRITEBYTECODE", "PYTHONHASHSEED"]
    assert f"{environment} [3]\n" == outcome.stdout.decode()


def test_the_program_leads_its_own_session_and_cannot_write_files(tmp_path: object) -> None:
    code = (
        "import os\n"
        "print(os.getsid(0) == os.getpid())\n"
        "try:\n"
        f"    with open({str(tmp_path)!r} + '/x', 'w') as file: file.write('x' * 10)\n"
        "except OSError as error: print(error.errno == __import__('errno').EFBIG)"
    )
    assert b"True\nTrue\n" == run_python(code).stdout


def test_a_program_that_does_not_exist_is_named() -> None:
    outcome = run_process(("no-such-program-7c1",), b"", QUICK, lambda _: None)
    assert ("crashed", 126) == (outcome.kind, outcome.exit_code)
    assert b"launch: no-such-program-7c1: No such file or directory\n" == outcome.stderr_tail


def test_two_threads_may_run_processes_at_once() -> None:
    outcomes: list[Outcome] = []
    threads = [
        threading.Thread(target=lambda: outcomes.append(run_python("print('ok')")))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [b"ok\n"] * 4 == [outcome.stdout for outcome in outcomes]


def test_our_modules_run_without_an_inherited_search_path() -> None:
    argv = python_module("quorate.sandbox.launch", "5", "500000000", "64", "--", "echo", "hello")
    outcome = run_process(argv, b"", QUICK, lambda _: None)
    assert b"hello\n" == outcome.stdout


@pytest.mark.parametrize("limits", [{"cpu_seconds": 0}, {"wall_seconds": -1}])
def test_a_limit_that_cannot_be_is_refused_with_its_value(limits: dict[str, int]) -> None:
    name, value = next(iter(limits.items()))
    with pytest.raises(BadLimitError, match=f"{name} = {value}: give a number above 0"):
        Limits(**limits)


@pytest.mark.parametrize(
    ("kind", "limit", "sentence"),
    [
        ("finished", {}, "It finished after 1.5 s."),
        ("crashed", {}, "It ended by itself with exit code 3."),
        ("cancelled", {}, "It was stopped on request after 1.5 s."),
        (
            "time",
            {"cpu_seconds": 10},
            (
                "It ran longer than 10 s (cpu_seconds) and was stopped: "
                "look for a loop that never ends."
            ),
        ),
        (
            "output",
            {"stdout_bytes_max": 9},
            "It printed more than 9 bytes (stdout_bytes_max) and was stopped: print less.",
        ),
        (
            "memory",
            {"memory_bytes_max": 9},
            (
                "It asked for more than 9 bytes of memory (memory_bytes_max) and was stopped: "
                "look for a collection that only grows."
            ),
        ),
    ],
)
def test_each_outcome_says_in_a_sentence_what_was_reached(
    kind: str, limit: dict[str, object], sentence: str
) -> None:
    outcome = Outcome(kind, b"", b"", 1.5, exit_code=3, limit=limit)  # type: ignore[arg-type]
    assert sentence == outcome.describe()
