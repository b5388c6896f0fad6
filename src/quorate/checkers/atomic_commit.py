"""Atomic commit: no participant commits a transaction that another one aborts."""

from typing import Any

from quorate.checkers.words import canonical, describe_actor, describe_value
from quorate.history import History, Observation, Operation, Verdict, operations

CHECKER = "atomic-commit"
VERSION = 1


OUTCOMES = ("commit", "abort")


def check_atomic_commit(
    history: History, *, decided: str = "decided", transact: str = "transact"
) -> Verdict:
    """Judge what nodes observe as `decided`, with the fields `transaction` and `outcome`.

    All that decide a transaction must decide the same, "commit" or "abort", now and for ever, and
    what a client was told (the result of its operation, whose value is the transaction) must be it.
    Whoever has not decided is only late.
    """
    observed = [seen for seen in history.observations if seen.name == decided]
    told = [op for op in operations(history) if op.f == transact and op.status == "ok"]
    counts = {"decisions": len(observed), "transactions": 0, "told": len(told)}
    details: dict[str, Any] = {"version": VERSION, "counts": counts}
    readable = [seen for seen in observed if _is_readable(seen)]
    first: dict[str, Observation] = {}
    for seen in readable:
        other = first.setdefault(canonical(seen.fields["transaction"]), seen)
        if other.fields["outcome"] != seen.fields["outcome"]:
            reason = (
                f"{_describe(other)}{_moment(other)}, but {seen.node} to "
                f"{seen.fields['outcome']} it{_moment(seen)}"
            )
            places = [history.observations.index(each) for each in (other, seen)]
            shown = {**details, "observations": places}
            return Verdict("violated", reason, CHECKER, details=shown)
    counts["transactions"] = len(first)
    accused = _contradicted(told, first)
    if accused is not None:
        reason, about = accused
        shown = {**details, "operations": [op.invoked for op in about]}
        return Verdict("violated", reason, CHECKER, details=shown)
    unreadable = next((seen for seen in observed if not _is_readable(seen)), None)
    if unreadable is not None:
        stated = describe_value(dict(unreadable.fields))
        reason = (
            f"{unreadable.node} decided {stated}{_moment(unreadable)}; a decision has a "
            f"transaction and the outcome {' or '.join(OUTCOMES)}"
        )
        return Verdict("unknown", reason, CHECKER, details=details)
    if all(seen.fields["outcome"] != "commit" for seen in observed):
        reason = "no participant committed anything, so no two outcomes could differ"
        return Verdict("unknown", reason, CHECKER, details=details)
    reason = f"{len(observed)} decisions on {len(first)} transactions agree"
    return Verdict("ok", reason, CHECKER, details=details)


def _is_readable(seen: Observation) -> bool:
    return "transaction" in seen.fields and seen.fields.get("outcome") in OUTCOMES


def _contradicted(
    told: list[Operation], decided: dict[str, Observation]
) -> tuple[str, tuple[Operation, ...]] | None:
    """A client that was told what a participant or another client knows otherwise."""
    first: dict[str, Operation] = {}
    for op in told:
        transaction = canonical(op.value)
        who = f"{describe_actor(op.process)} was told {describe_value(op.result)} for"
        what = f"{who} {describe_value(op.value)}"
        decision = decided.get(transaction)
        if decision is not None and decision.fields["outcome"] != op.result:
            decided_so = f"{decision.node} decided to {decision.fields['outcome']} it"
            return f"{what}, but {decided_so}{_moment(decision)}", (op,)
        other = first.setdefault(transaction, op)
        if canonical(other.result) != canonical(op.result):
            otherwise = f"{describe_actor(other.process)} {describe_value(other.result)}"
            return f"{what}, but {otherwise}", (other, op)
    return None


def _describe(seen: Observation) -> str:
    transaction = describe_value(seen.fields["transaction"])
    return f"{seen.node} decided to {seen.fields['outcome']} {transaction}"


def _moment(seen: Observation) -> str:
    return f" at {seen.t_us / 1_000_000:.3f} s"
