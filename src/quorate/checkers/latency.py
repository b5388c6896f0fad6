"""Latency: how long answers took, in every window of time, against an objective."""

from quorate.checkers.errors import BadTargetError, BadWindowError
from quorate.checkers.words import describe_moment, describe_operation, describe_span
from quorate.history import History, Operation, Verdict, operations

CHECKER = "latency"
VERSION = 1

NS_PER_MS = 1_000_000


def check_latency(
    history: History, limit: int, *, quantile: float = 0.95, after: int = 0, window: int
) -> Verdict:
    """Judge whether in each window this share of the answered operations took at most `limit`.

    All times are nanoseconds. An operation belongs to the window in which it was asked for; what
    was asked for before `after` is not judged: a system may be given time to start or to recover.
    Operations without an answer have no latency: judge goodput, too. Those without times have none.
    """
    if not 0 < quantile <= 1:
        raise BadTargetError(quantile)
    windows = split_windows(_answered(history), after, window)
    answered = sum(map(len, windows.values()))
    details = {"version": VERSION, "limit": limit, "quantile": quantile, "counts": {"ok": answered}}
    if not answered:
        reason = "no operation that is judged was answered at a known time, so there is no latency"
        return Verdict("unknown", reason, CHECKER, details=details)
    worst = max(_at_quantile(ops, quantile) for ops in windows.values())
    details["worst"] = worst[0]
    share = f"{quantile * 100:g} % of answers"
    wanted = f"{share} must take at most {limit / NS_PER_MS:g} ms"
    for number, ops in windows.items():
        latency, _, op = _at_quantile(ops, quantile)
        if latency <= limit:
            continue
        span = describe_span(after + number * window, after + (number + 1) * window)
        reason = (
            f"{describe_operation(op)}{describe_moment(op.invoked_time)} took "
            f"{latency / NS_PER_MS:.0f} ms; {wanted}, among {len(ops)} asked for {span}"
        )
        return Verdict("violated", reason, CHECKER, details={**details, "operations": [op.invoked]})
    reason = f"{wanted}; at worst it was {worst[0] / NS_PER_MS:.0f} ms ({answered} answers)"
    return Verdict("ok", reason, CHECKER, details=details)


def split_windows(judged: list[Operation], after: int, window: int) -> dict[int, list[Operation]]:
    """Completed operations by the number of the window they were asked for in, in order of time."""
    if window <= 0:
        raise BadWindowError(window)
    windows: dict[int, list[Operation]] = {}
    for op in judged:
        asked = op.invoked_time
        if asked is not None and op.completed_time is not None and asked >= after:
            windows.setdefault((asked - after) // window, []).append(op)
    return windows


def latency_of(operation: Operation) -> int:
    """How long a completed operation took."""
    return (operation.completed_time or 0) - (operation.invoked_time or 0)


def _answered(history: History) -> list[Operation]:
    return [op for op in operations(history) if op.status == "ok"]


def _at_quantile(ops: list[Operation], quantile: float) -> tuple[int, int, Operation]:
    """The smallest latency that so large a share of the operations did not exceed."""
    ranked = sorted((latency_of(op), op.invoked, op) for op in ops)
    place = int(len(ranked) * quantile)
    # Shares are compared as quotients: a product of the same numbers may be rounded past a whole one.
    place = next(
        below for below in (place - 1, place, place + 1) if _share(below, ranked) >= quantile
    )
    return ranked[place]


def _share(place: int, ranked: list[tuple[int, int, Operation]]) -> float:
    """The share of those up to and with this place."""
    return (place + 1) / len(ranked)
