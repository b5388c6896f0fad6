"""Flapping: a number that turns round too often is a violation, one that follows its load is not."""

import pytest

from quorate.checkers import BadWindowError, check_flapping
from quorate.history import History, Observation, Verdict

SECOND = 1_000_000_000


def judged(*numbers: tuple[float, int], node: str = "b") -> Verdict:
    """Numbers as (second, number)."""
    seen = tuple(
        Observation(0, int(second * 1_000_000), node, "replicas", {"count": number})
        for second, number in numbers
    )
    history = History((), observations=seen)
    return check_flapping(history, "replicas", "count", reversals=2, window=5 * SECOND)


def test_up_and_later_down_is_ok() -> None:
    verdict = judged((0, 2), (1, 4), (2, 7), (9, 6), (10, 3))
    assert verdict.kind == "ok"
    assert verdict.reason == "count changed 4 times, but turned at most 2 times within 5 s"


def test_up_and_down_and_up_and_down_is_a_violation() -> None:
    verdict = judged((0, 2), (1, 4), (2, 3), (3, 4), (4, 2))
    assert verdict.kind == "violated"
    assert verdict.reason == (
        "b turned its count round 3 times within 2.000 s, at 2.000, 3.000, 4.000 s; "
        "at most 2 in 5 s may be"
    )


def test_the_same_turns_far_apart_are_ok() -> None:
    assert judged((0, 2), (1, 4), (4, 3), (7, 4), (10, 2)).kind == "ok"


def test_a_number_that_never_changes_says_nothing() -> None:
    assert judged((0, 2), (5, 2)).kind == "unknown"
    assert judged().kind == "unknown"


def test_numbers_of_two_nodes_are_no_turns() -> None:
    rows = [(second, node, second) for second in range(8) for node in ("a", "b")]
    seen = tuple(
        Observation(
            0, second * 1_000_000, node, "replicas", {"count": number * (1 + (node == "a"))}
        )
        for second, node, number in rows
    )
    history = History((), observations=seen)
    verdict = check_flapping(history, "replicas", "count", reversals=0, window=5 * SECOND)
    assert verdict.kind == "ok"


def test_a_window_has_a_length() -> None:
    with pytest.raises(BadWindowError, match="window = 0"):
        check_flapping(History(()), "replicas", "count", reversals=0, window=0)


def test_what_is_no_number_cannot_be_judged() -> None:
    verdict = judged((0, "2"), (1, "4"))  # type: ignore[arg-type]
    assert ("unknown", "b tells the count 2, which is no number") == (verdict.kind, verdict.reason)


@pytest.mark.parametrize(("window", "kind"), [(2_000_000_001, "violated"), (2_000_000_000, "ok")])
def test_a_window_ends_before_its_last_nanosecond_does(window: int, kind: str) -> None:
    seen = tuple(
        Observation(0, second * 1_000_000, "b", "replicas", {"count": second % 2})
        for second in range(5)
    )
    history = History((), observations=seen)
    assert kind == check_flapping(history, "replicas", "count", reversals=2, window=window).kind
