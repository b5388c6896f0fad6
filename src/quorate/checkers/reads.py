"""Reads of published values: who answers must answer what was published, and nothing else."""

from collections.abc import Mapping, Sequence
from typing import Any

from quorate.checkers.words import (
    canonical,
    describe_actor,
    describe_key,
    describe_moment,
    describe_value,
)
from quorate.history import History, Verdict, operations

CHECKER = "reads"
VERSION = 1


def check_reads(
    history: History, values: Mapping[str, Any], *, reads: Sequence[str] = ("read", "get")
) -> Verdict:
    """Judge whether every answered read returned the value published under its key.

    The values are nonces: a program that did not get them from whoever holds them cannot know
    them, so an invented answer is always seen. A key that was not published reads as nothing.
    """
    answered = [op for op in operations(history) if op.f in reads and op.status == "ok"]
    details = {"version": VERSION, "counts": {"reads": len(answered)}}
    for op in answered:
        published = values.get(op.key) if isinstance(op.key, str) else None
        if canonical(op.result) == canonical(published):
            continue
        reason = (
            f"{describe_actor(op.process)} read {describe_value(op.result)} for"
            f"{describe_key(op.key)}{describe_moment(op.completed_time)}, "
            f"but {describe_value(published)} was published there"
        )
        return Verdict("violated", reason, CHECKER, details={**details, "operations": [op.invoked]})
    if not answered:
        reason = "no read was answered, so no answer could be compared"
        return Verdict("unknown", reason, CHECKER, details=details)
    reason = f"all {len(answered)} answered reads returned the published values"
    return Verdict("ok", reason, CHECKER, details=details)
