"""Goodput: the share of operations that got their answer in time, in every window of time."""

from quorate.checkers.errors import BadTargetError
from quorate.checkers.latency import NS_PER_MS, latency_of, split_windows
from quorate.checkers.words import describe_moment, describe_operation, describe_span
from quorate.history import History, Operation, Verdict, operations

CHECKER = "goodput"
VERSION = 1


def check_goodput(
    history: History, target: float, *, within: int, after: int = 0, window: int
) -> Verdict:
    """Judge whether in each window at least the share `target` was answered within `within`.

    All times are nanoseconds. With `after` at the end of a fault and its grace, this is the
    recovery: an overload that outlives its cause (Bronson et al., "Metastable failures in
    distributed systems", 2021) never gets there. What was in flight at the end is not judged.
    """
    if not 0 <= target <= 1:
        raise BadTargetError(target)
    settled = [op for op in operations(history) if op.completed is not None]
    windows = split_windows(settled, after, window)
    judged = sum(map(len, windows.values()))
    details = {"version": VERSION, "target": target, "counts": {"operations": judged}}
    if not judged:
        reason = "no operation that is judged was over before the end, at a known time"
        return Verdict("unknown", reason, CHECKER, details=details)
    wanted = f"{target * 100:g} % must be within {within / NS_PER_MS:g} ms"
    worst = 1.0
    for number, ops in windows.items():
        missed = [op for op in ops if not _is_good(op, within)]
        share = (len(ops) - len(missed)) / len(ops)  # rounded once, as the target is
        worst = min(worst, share)
        if share >= target:
            continue
        span = describe_span(after + number * window, after + (number + 1) * window)
        reason = (
            f"{_describe_miss(missed[0])}; {len(ops) - len(missed)} of {len(ops)} operations asked "
            f"for {span} were answered in time, {wanted}"
        )
        accused = {"share": share, "operations": [missed[0].invoked]}
        return Verdict("violated", reason, CHECKER, details={**details, **accused})
    reason = f"at least {worst * 100:.0f} % of the operations of any window were answered, {wanted}"
    return Verdict("ok", reason, CHECKER, details={**details, "share": worst})


def _is_good(op: Operation, within: int) -> bool:
    return op.status == "ok" and latency_of(op) <= within


def _describe_miss(op: Operation) -> str:
    who = f"{describe_operation(op)}{describe_moment(op.invoked_time)}"
    if op.status == "ok":
        return f"{who} was answered after {latency_of(op) / NS_PER_MS:.0f} ms"
    if op.status == "fail" and op.error is not None:
        return f"{who} was refused with error {op.error[0]} ({op.error[1]})"
    return f"{who} was never answered"
