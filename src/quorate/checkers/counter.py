"""Counters: the final reads are the sum of what was added, but for adds of unknown outcome."""

from typing import Any

from quorate.checkers.words import describe_moment, describe_value
from quorate.history import History, Operation, Verdict, operations

CHECKER = "counter"
VERSION = 1

SPAN_MAX = 1 << 20
"""More than this between the least and the greatest possible sum is not worked out exactly."""


def check_counter(history: History, *, add: str = "add", read: str = "read") -> Verdict:
    """Judge whether every final read lies in {sum of ok adds + the sum of some open adds}.

    An add of unknown outcome may count or not; a refused one must not.
    """
    ops = operations(history)
    adds = [op for op in ops if op.f == add and op.status != "fail"]
    finals = [op for op in ops if op.f == read and op.final and op.status == "ok"]
    certain = [op for op in adds if op.status == "ok"]
    maybe = [op.value for op in adds if op.status == "info"]
    counts = {"final reads": len(finals), "certain adds": len(certain), "open adds": len(maybe)}
    details: dict[str, Any] = {"version": VERSION, "counts": counts}
    wrong = next((op for op in adds if type(op.value) is not int), None)
    if wrong is not None:
        reason = f"an add of {describe_value(wrong.value)} is no whole number, so there is no sum"
        return Verdict("unknown", reason, CHECKER, details=details)
    total = sum(op.value for op in certain)
    low, high = total + sum(n for n in maybe if n < 0), total + sum(n for n in maybe if n > 0)
    sums = _subset_sums(maybe) if high - low <= SPAN_MAX else None
    for op in finals:
        if not _is_possible(op, low, high, sums):
            reason = f"{_describe(op)}, but {_describe_sums(total, len(maybe), low, high)}"
            shown = {**details, "operations": [op.invoked]}
            return Verdict("violated", reason, CHECKER, details=shown)
    if not finals or not certain:
        missing = "no final read was answered" if not finals else "no add was acknowledged"
        return Verdict("unknown", f"{missing}, so nothing can be said", CHECKER, details=details)
    reason = f"all {len(finals)} final reads fit: {_describe_sums(total, len(maybe), low, high)}"
    return Verdict("ok", reason, CHECKER, details=details)


def _subset_sums(numbers: list[int]) -> int:
    """A bit for each sum of some of the numbers, counted from the least: bit k is least + k."""
    bits = 1
    for number in numbers:
        bits |= bits << abs(number)  # taking a negative number away from the least is adding
    return bits


def _is_possible(read: Operation, low: int, high: int, sums: int | None) -> bool:
    value = read.result
    if type(value) is not int or not low <= value <= high:
        return False
    return sums is None or bool(sums >> (value - low) & 1)


def _describe(read: Operation) -> str:
    where = f"the final read of {read.node or read.process}{describe_moment(read.completed_time)}"
    return f"{where} is {describe_value(read.result)}"


def _describe_sums(total: int, open_count: int, low: int, high: int) -> str:
    text = f"the acknowledged adds make {total}"
    if open_count:
        text += f", and with {open_count} of unknown outcome something from {low} to {high}"
    return text
