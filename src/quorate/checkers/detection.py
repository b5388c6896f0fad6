"""Failure detection: in the end the dead are known to be dead, and the living to be alive.

Chandra and Toueg, "Unreliable Failure Detectors for Reliable Distributed Systems" (1996), call it
strong completeness and eventual strong accuracy. Who is dead is read off the history as well: a
member that lets its own final read time out is down, one that answers it is up.
"""

from typing import Any

from quorate.checkers.words import describe_moment, describe_value
from quorate.history import History, Operation, Verdict, operations

CHECKER = "detection"
VERSION = 1


def check_detection(history: History, *, read: str = "members") -> Verdict:
    """Judge final reads that return, for each member, "alive", "suspect" or "failed".

    Every member that answered must be "alive" to all that answered, and every member that did not
    must be "failed" to them. A read still in flight says nothing of its member.
    """
    finals = [op for op in operations(history) if op.f == read and op.final]
    up = {str(op.node): op for op in finals if op.status == "ok"}
    down = {
        str(op.node): op
        for op in finals
        if op.status == "info" and op.completed is not None and str(op.node) not in up
    }
    details: dict[str, Any] = {
        "version": VERSION,
        "counts": {"final reads": len(finals), "up": len(up), "down": len(down)},
    }
    for op in finals:
        problem = _problem_of(op, up, down) if op.status == "ok" else None
        if problem is not None:
            reason, about = problem
            shown = {**details, "operations": [op.invoked, about.invoked]}
            return Verdict("violated", reason, CHECKER, details=shown)
    if len(up) < 2:
        reason = f"{len(up)} members answered a final read; it takes two to hold views of others"
        return Verdict("unknown", reason, CHECKER, details=details)
    reason = (
        f"all {len(up)} members that answer hold each other alive and {len(down)} others failed"
    )
    return Verdict("ok", reason, CHECKER, details=details)


def _problem_of(
    read: Operation, up: dict[str, Operation], down: dict[str, Operation]
) -> tuple[str, Operation] | None:
    """A member about which the reader is wrong, in words, and that member's own read."""
    beliefs = read.result if isinstance(read.result, dict) else {}
    for members, right, truth in ((up, "alive", "answers"), (down, "failed", "does not answer")):
        for member, own in members.items():
            believed = beliefs.get(member, "unknown")
            if believed != right and member != str(read.node):
                when = describe_moment(read.completed_time)
                what = f"{read.node} holds {member} {describe_value(believed)}{when}"
                return f"{what}, but {member} {truth} in the end", own
    return None
