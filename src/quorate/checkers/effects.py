"""Effects: each request takes effect at most once, and exactly once if it was acknowledged."""

from collections import Counter
from typing import Any

from quorate.checkers.words import canonical, describe_moment, describe_operation, describe_value
from quorate.history import History, Operation, Verdict, operations

CHECKER = "effects"
VERSION = 1


def check_effects(history: History, *, add: str = "add", read: str = "read") -> Verdict:
    """Judge the lists that reads return: a request adds its value, and no two ask for the same.

    At most once: no list has a value twice. At least once, if acknowledged: a read that began
    after the acknowledgement has it. Nothing invented: only what was asked for by then.
    """
    ops = operations(history)
    reads = [op for op in ops if op.f == read and op.status == "ok"]
    adds = {canonical(op.value): op for op in ops if op.f == add}
    acknowledged = sum(op.status == "ok" for op in adds.values())
    counts = {"reads": len(reads), "requests": len(adds), "acknowledged": acknowledged}
    details: dict[str, Any] = {"version": VERSION, "counts": counts}
    if len(adds) != sum(op.f == add for op in ops):
        reason = f"two {add} operations ask for the same value, so effects cannot be told apart"
        return Verdict("unknown", reason, CHECKER, details=details)
    for op in reads:
        problem = _problem_of(op, adds)
        if problem is not None:
            reason, shown = problem
            indices = [other.invoked for other in shown]
            return Verdict("violated", reason, CHECKER, details={**details, "operations": indices})
    last = max((op.invoked for op in reads), default=-1)
    due = sum(op.status == "ok" and (op.returned or 0) < last for op in adds.values())
    if not due:
        missing = (
            "no read was answered"
            if not reads
            else "no request was acknowledged before a read"
            if acknowledged
            else "no request was acknowledged"
        )
        return Verdict("unknown", f"{missing}, so nothing can be said", CHECKER, details=details)
    shown_by = f"all {due} that were acknowledged before the last of them began"
    reason = f"{len(reads)} reads show no effect twice, and {shown_by}"
    return Verdict("ok", reason, CHECKER, details=details)


def _problem_of(
    read: Operation, adds: dict[str, Operation]
) -> tuple[str, tuple[Operation, ...]] | None:
    """What a read shows that cannot be, in words, and the operations that show it."""
    if not isinstance(read.result, list):
        return f"{describe_operation(read)} returned no list: {describe_value(read.result)}", (
            read,
        )
    found = Counter(canonical(value) for value in read.result)
    when = describe_moment(read.completed_time)
    assert read.returned is not None, "an ok read has returned"
    for value, times in found.items():
        add = adds.get(value)
        if add is None or add.invoked > read.returned:
            return f"{describe_operation(read)} found {value}{when}, which nobody asked for", (
                read,
            )
        if times > 1:
            return f"{_request(add)} took effect {times} times{when}", (add, read)
        if add.status == "fail":
            return f"{_request(add)} was refused, and yet took effect{when}", (add, read)
    for value, add in adds.items():
        if value not in found and add.status == "ok" and (add.returned or 0) < read.invoked:
            return f"{_request(add)} was acknowledged but had no effect{when}", (add, read)
    return None


def _request(add: Operation) -> str:
    return f"{describe_operation(add)} of {describe_value(add.value)}"
