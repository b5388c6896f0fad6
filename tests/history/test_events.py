"""A history joins invocations with completions by process and position, never by time."""

from __future__ import annotations

import pytest

from quorate.history import Event, History, HistoryOrderError, operations


def history_of(*rows: tuple[int, str, str, object]) -> History:
    return History(
        tuple(Event(i, process, kind, f, value) for i, (process, kind, f, value) in enumerate(rows))
    )


def test_an_operation_spans_its_invoke_and_its_return() -> None:
    history = history_of(
        (0, "invoke", "write", 1),
        (1, "invoke", "read", None),
        (0, "ok", "write", 1),
        (1, "ok", "read", 1),
    )
    write, read = operations(history)
    assert (0, 2, "ok") == (write.invoked, write.returned, write.status)
    assert (1, 3, 1) == (read.invoked, read.returned, read.result)


def test_an_unknown_outcome_and_an_operation_in_flight_are_both_open() -> None:
    history = history_of(
        (0, "invoke", "write", 1), (0, "info", "write", 1), (1, "invoke", "write", 2)
    )
    timed_out, in_flight = operations(history)
    assert [("info", None), ("info", None)] == [
        (o.status, o.returned) for o in (timed_out, in_flight)
    ]
    assert (1, None) == (timed_out.completed, in_flight.completed)


def test_a_failed_operation_has_no_result_but_an_end() -> None:
    (operation,) = operations(history_of((0, "invoke", "cas", [1, 2]), (0, "fail", "cas", [1, 2])))
    assert ("fail", None, 1) == (operation.status, operation.result, operation.returned)


def test_a_cas_without_a_match_is_ok_with_the_result_false() -> None:
    events = (Event(0, 0, "invoke", "cas", [1, 2]), Event(1, 0, "ok", "cas", [1, 2], result=False))
    (operation,) = operations(History(events))
    assert False is operation.result


@pytest.mark.parametrize(
    ("rows", "remedy"),
    [
        ([(0, "invoke", "read", None), (0, "invoke", "read", None)], "another process"),
        ([(0, "ok", "read", 1)], "write its invoke event first"),
        ([(0, "invoke", "read", None), (0, "ok", "write", 1)], "must name one function"),
        (
            [(0, "invoke", "read", None), (0, "info", "read", None), (0, "invoke", "read", None)],
            "new process id",
        ),
    ],
)
def test_an_impossible_order_is_refused_with_the_remedy(
    rows: list[tuple[int, str, str, object]], remedy: str
) -> None:
    with pytest.raises(HistoryOrderError, match=remedy):
        operations(history_of(*rows))
