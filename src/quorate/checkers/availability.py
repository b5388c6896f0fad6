"""Availability: the share of operations that were answered."""

from collections import Counter

from quorate.checkers.errors import BadTargetError
from quorate.checkers.words import describe_moment, describe_operation
from quorate.history import History, Operation, Verdict, operations

CHECKER = "availability"
VERSION = 1


def check_availability(history: History, target: float, *, after: int = 0) -> Verdict:
    """Judge whether at least the share `target` of the operations ended with ok.

    Operations invoked before `after` (nanoseconds) are not judged: a system may be given time to
    start. A definite error is an answer but not a service, so it does not count.
    """
    if not 0 <= target <= 1:
        raise BadTargetError(target)
    judged = [op for op in operations(history) if (op.invoked_time or 0) >= after]
    if not judged:
        return Verdict(
            "unknown",
            "no operation was asked for, so nothing can be said of availability",
            CHECKER,
            details={"version": VERSION, "counts": {"operations": 0}},
        )
    missed = [op for op in judged if op.status != "ok"]
    share = (len(judged) - len(missed)) / len(judged)
    counts = Counter(op.status for op in judged)
    details = {
        "version": VERSION,
        "share": share,
        "target": target,
        "counts": {"operations": len(judged), **{k: counts[k] for k in ("ok", "fail", "info")}},
        "operations": [op.invoked for op in missed[:1]],
    }
    answered = f"{len(judged) - len(missed)} of {len(judged)} operations were answered"
    wanted = "all of them" if target == 1 else f"at least {target * 100:g} %"
    if share >= target:
        reason = f"{answered}, {wanted} must be"
        return Verdict("ok", reason, CHECKER, details=details)
    reason = f"{_describe_miss(missed[0])}; {answered}, {wanted} must be"
    return Verdict("violated", reason, CHECKER, details=details)


def _describe_miss(operation: Operation) -> str:
    who = f"{describe_operation(operation)}{describe_moment(operation.invoked_time)}"
    if operation.error is not None and operation.status == "fail":
        code, text = operation.error
        return f"{who} was refused with error {code} ({text})"
    return f"{who} was never answered"
