"""Atomic commit: no participant commits a transaction that another one aborts."""

from typing import Any

from quorate.checkers.words import canonical, describe_actor, describe_value
from quorate.history import History, Observation, Verdict, operations

CHECKER = "atomic-commit"
VERSION = 1


def check_atomic_commit(
    history: History, *, decided: str = "decided", transact: str = "transact"
) -> Verdict:
    """Judge what nodes observe as `decided`, with the fields `transaction` and `outcome`.

    All that decide a transaction must decide the same, now and for ever, and what a client was
    told (the result of its operation, whose value is the transaction) must be it. Whoever has not
    decided is only late.
    """
    observed = [seen for seen in history.observations if seen.name == decided]
    told = [op for op in operations(history) if op.f == transact and op.status == "ok"]
    first: dict[str, Observation] = {}
    counts = {"decisions": len(observed), "transactions": 0, "told": len(told)}
    details: dict[str, Any] = {"version": VERSION, "counts": counts}
    for seen in observed:
        transaction, outcome = seen.fields["transaction"], seen.fields["outcome"]
        other = first.setdefault(canonical(transaction), seen)
        if other.fields["outcome"] != outcome:
            reason = (
                f"{other.node} decided to {other.fields['outcome']} {describe_value(transaction)}"
                f"{_moment(other)}, but {seen.node} to {outcome} it{_moment(seen)}"
            )
            places = [history.observations.index(each) for each in (other, seen)]
            shown = {**details, "observations": places}
            return Verdict("violated", reason, CHECKER, details=shown)
    counts["transactions"] = len(first)
    for op in told:
        decision = first.get(canonical(op.value))
        if decision is not None and decision.fields["outcome"] != op.result:
            reason = (
                f"{describe_actor(op.process)} was told {describe_value(op.result)} for "
                f"{describe_value(op.value)}, but {decision.node} decided to "
                f"{decision.fields['outcome']} it{_moment(decision)}"
            )
            shown = {**details, "operations": [op.invoked]}
            return Verdict("violated", reason, CHECKER, details=shown)
    if all(seen.fields["outcome"] != "commit" for seen in observed):
        reason = "no participant committed anything, so no two outcomes could differ"
        return Verdict("unknown", reason, CHECKER, details=details)
    reason = f"{len(observed)} decisions on {len(first)} transactions agree"
    return Verdict("ok", reason, CHECKER, details=details)


def _moment(seen: Observation) -> str:
    return f" at {seen.t_us / 1_000_000:.3f} s"
