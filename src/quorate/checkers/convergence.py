"""Convergence: in the end all nodes answer the same."""

from typing import Any

from quorate.checkers.words import canonical, describe_moment, describe_value
from quorate.history import History, Operation, Verdict, operations

CHECKER = "convergence"
VERSION = 1


def check_convergence(history: History, *, read: str = "read") -> Verdict:
    """Judge whether the final reads of each key are equal at all nodes that were asked.

    It does not say that they are right, only that they agree. A node that did not answer might
    have said anything: then nothing is known, unless two others already disagree.
    """
    finals = [op for op in operations(history) if op.f == read and op.final]
    answered = [op for op in finals if op.status == "ok"]
    nodes = dict.fromkeys(str(op.node) for op in answered)
    counts = {"final reads": len(finals), "answered": len(answered), "nodes": len(nodes)}
    details: dict[str, Any] = {"version": VERSION, "counts": counts}
    first: dict[str, Operation] = {}
    compared: dict[str, dict[str, None]] = {}
    for op in answered:
        compared.setdefault(canonical(op.key), {})[str(op.node)] = None
        other = first.setdefault(canonical(op.key), op)
        if canonical(other.result) != canonical(op.result):
            reason = f"{_describe(other)}, but {_describe(op)}"
            shown = {**details, "operations": [other.invoked, op.invoked]}
            return Verdict("violated", reason, CHECKER, details=shown)
    if len(answered) < len(finals):
        silent = next(op for op in finals if op.status != "ok")
        reason = f"{silent.node} did not answer its final read, so it may differ"
        return Verdict("unknown", reason, CHECKER, details=details)
    if all(len(places) < 2 for places in compared.values()):
        reason = f"{len(nodes)} nodes answered a final read; it takes two to agree"
        if len(nodes) > 1:
            reason = f"no key was read at two nodes in the end; {reason}"
        return Verdict("unknown", reason, CHECKER, details=details)
    most = max(len(places) for places in compared.values())
    reason = f"the final reads of {most} nodes are equal"
    return Verdict("ok", reason, CHECKER, details=details)


def _describe(read: Operation) -> str:
    when = describe_moment(read.completed_time)
    return f"{read.node} answers {describe_value(read.result)} in the end{when}"
