"""Latency objectives and goodput: by window, by quantile, and never from nothing."""

from typing import Any

import pytest

from quorate.checkers import BadTargetError, BadWindowError, check_goodput, check_latency
from quorate.history import Event, History

MS = 1_000_000
SECOND = 1_000 * MS


def calls(*rows: tuple[Any, ...]) -> History:
    """Rows are (asked for at ms, answered after ms or None, kind of completion)."""
    moments: list[tuple[int, int, str, int]] = []
    for process, (at_ms, took_ms, *kind) in enumerate(rows):
        moments.append((at_ms, 0, "invoke", process))
        if took_ms is not None:
            moments.append((at_ms + took_ms, 1, kind[0] if kind else "ok", process))
    return History(
        tuple(
            Event(
                index,
                process,
                kind,  # type: ignore[arg-type]
                "work",
                None,
                time=t_ms * MS,
                error=(11, "full") if kind == "fail" else None,
            )
            for index, (t_ms, _, kind, process) in enumerate(sorted(moments))
        )
    )


def test_all_answers_within_the_limit_are_ok() -> None:
    verdict = check_latency(calls((0, 50), (10, 100)), 100 * MS, window=SECOND)
    assert verdict.kind == "ok"
    assert (
        verdict.reason
        == "95 % of answers must take at most 100 ms; at worst it was 100 ms (2 answers)"
    )


def test_one_slow_answer_of_a_hundred_is_no_violation_of_a_quantile() -> None:
    rows = [(number, 10) for number in range(99)] + [(99, 500)]
    assert check_latency(calls(*rows), 100 * MS, quantile=0.99, window=SECOND).kind == "ok"
    assert check_latency(calls(*rows), 100 * MS, quantile=1, window=SECOND).kind == "violated"


def test_one_bad_window_between_good_ones_is_a_violation() -> None:
    history = calls((0, 10), (1_000, 10), (2_100, 300), (3_000, 10))
    verdict = check_latency(history, 100 * MS, window=SECOND)
    assert verdict.kind == "violated"
    assert verdict.reason == (
        "c2's work at 2.100 s took 300 ms; 95 % of answers must take at most 100 ms, "
        "among 1 asked for from 2 s to 3 s"
    )
    assert verdict.details["operations"] == [4]


def test_what_was_asked_for_before_is_not_judged() -> None:
    history = calls((0, 900), (1_500, 10))
    assert check_latency(history, 100 * MS, after=SECOND, window=SECOND).kind == "ok"


def test_without_answers_there_is_no_latency() -> None:
    assert check_latency(calls((0, None)), 100 * MS, window=SECOND).kind == "unknown"
    assert check_latency(calls((0, 10, "fail")), 100 * MS, window=SECOND).kind == "unknown"


@pytest.mark.parametrize(("quantile", "expected"), [(0.2, 1), (0.21, 2), (0.5, 3), (1, 5)])
def test_a_quantile_is_the_smallest_latency_of_so_large_a_share(
    quantile: float, expected: int
) -> None:
    history = calls(*((number, number + 1) for number in range(5)))
    verdict = check_latency(history, SECOND, quantile=quantile, window=SECOND)
    assert verdict.details["worst"] == expected * MS


def test_goodput_counts_answers_in_time_only() -> None:
    history = calls((0, 10), (10, 10), (20, 900), (30, 10, "fail"))
    verdict = check_goodput(history, 0.5, within=100 * MS, window=SECOND)
    assert (verdict.kind, verdict.details["share"]) == ("ok", 0.5)
    assert check_goodput(history, 0.6, within=100 * MS, window=SECOND).kind == "violated"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ((2_000, 900), "c1's work at 2.000 s was answered after 900 ms"),
        ((2_000, 10, "fail"), "c1's work at 2.000 s was refused with error 11 (full)"),
        ((2_000, 900, "info"), "c1's work at 2.000 s was never answered"),
    ],
)
def test_a_miss_is_told_in_words(row: tuple[Any, ...], expected: str) -> None:
    verdict = check_goodput(calls((0, 10), row), 1, within=100 * MS, window=SECOND)
    assert verdict.reason == (
        f"{expected}; 0 of 1 operations asked for from 2 s to 3 s were answered in time, "
        "100 % must be within 100 ms"
    )


def test_what_is_in_flight_at_the_end_accuses_nobody() -> None:
    history = calls((0, 10), (500, None))
    assert check_goodput(history, 1, within=100 * MS, window=SECOND).kind == "ok"
    assert check_goodput(calls((0, None)), 1, within=MS, window=SECOND).kind == "unknown"


def test_questions_without_an_answer_are_refused() -> None:
    with pytest.raises(BadTargetError, match=r"1\.5"):
        check_goodput(calls((0, 1)), 1.5, within=MS, window=SECOND)
    with pytest.raises(BadTargetError, match="0"):
        check_latency(calls((0, 1)), MS, quantile=0, window=SECOND)
    with pytest.raises(BadWindowError, match="window = 0"):
        check_latency(calls((0, 1)), MS, window=0)


def test_a_share_that_is_just_reached_is_reached_whatever_its_fraction() -> None:
    for count in (5, 10, 25, 50, 60):
        for good in range(1, count + 1):
            rows = [(n, 10, "ok" if n < good else "fail") for n in range(count)]
            target = good / count
            verdict = check_goodput(calls(*rows), target, within=SECOND, window=SECOND)
            assert "ok" == verdict.kind, (good, count)
            rows = [(n, 10 if n < good else 500) for n in range(count)]
            verdict = check_latency(calls(*rows), 100 * MS, quantile=target, window=SECOND)
            assert "ok" == verdict.kind, (good, count)


def test_a_history_without_times_says_nothing_of_time() -> None:
    events = (Event(0, 1, "invoke", "work", None), Event(1, 1, "ok", "work", None))
    assert "unknown" == check_latency(History(events), 1, window=SECOND).kind
    assert "unknown" == check_goodput(History(events), 1, within=1, window=SECOND).kind
