import sys

from quorate.sandbox import Limits, probe, run_process


def test_only_the_level_that_is_built_is_claimed() -> None:
    report = probe()
    assert "hygiene" == report.level
    assert "practice only" in report.reasons[0]


def test_a_process_that_forbids_dumps_hides_its_memory_and_environment() -> None:
    source = str(__import__("pathlib").Path(__import__("quorate").__file__).parents[1])
    code = (
        f"import sys, ctypes; sys.path.insert(0, {source!r})\n"
        "from quorate.sandbox import forbid_dumps\n"
        "print(forbid_dumps(), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    outcome = run_process((sys.executable, "-c", code), b"", Limits(), lambda _: None)
    # prctl(PR_GET_DUMPABLE) answers 0 once it is forbidden.
    assert b"True 0\n" == outcome.stdout
