"""Parts combine to the worst, and nothing checked is never ok."""

from __future__ import annotations

import pytest

from quorate.history import EXIT_CODES, Verdict, combine


def verdict(kind: str) -> Verdict:
    return Verdict(kind, f"because {kind}", "test")


@pytest.mark.parametrize(
    ("kinds", "worst"),
    [
        (["ok", "ok"], "ok"),
        (["ok", "unknown"], "unknown"),
        (["unknown", "violated", "ok"], "violated"),
        ([], "unknown"),
    ],
)
def test_the_worst_part_decides(kinds: list[str], worst: str) -> None:
    assert worst == combine(verdict(kind) for kind in kinds).kind


def test_the_first_of_the_worst_gives_the_reason() -> None:
    first, second = Verdict("violated", "first", "a"), Verdict("violated", "second", "b")
    assert first == combine([verdict("ok"), first, second])


def test_exit_codes_are_those_of_the_command_line() -> None:
    assert {"ok": 0, "violated": 1, "unknown": 2} == dict(EXIT_CODES)


def test_a_verdict_as_json_carries_kind_and_reason() -> None:
    shown = Verdict("violated", "stale read", "register", details={"key": "x"}).to_json()
    assert {
        "verdict": "violated",
        "reason": "stale read",
        "checker": "register",
        "details": {"key": "x"},
    } == shown
