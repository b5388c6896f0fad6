"""Flapping: a number that a controller sets up and down and up again, because of itself."""

from collections.abc import Sequence
from itertools import pairwise

from quorate.checkers.errors import BadWindowError
from quorate.checkers.words import describe_value
from quorate.history import History, Verdict

CHECKER = "flapping"
VERSION = 1

Change = tuple[int, int]
"""When, in microseconds, and by how much."""


def check_flapping(
    history: History, name: str, field: str, *, reversals: int, window: int
) -> Verdict:
    """Judge whether a number that nodes observe changes its direction at most so often.

    The observations are those called `name`; the number is in their `field`. No window of this
    many nanoseconds may hold more than `reversals` changes of direction of one node's number. What
    a number was before a node first tells it, nobody knows: telling it is no change.
    """
    if window <= 0:
        raise BadWindowError(window)
    numbers: dict[str, list[tuple[int, int]]] = {}
    for seen in history.observations:
        if seen.name == name and field in seen.fields:
            value = seen.fields[field]
            if type(value) not in (int, float):
                reason = (
                    f"{seen.node} tells the {field} {describe_value(value)}, which is no number"
                )
                return Verdict("unknown", reason, CHECKER, details={"version": VERSION})
            numbers.setdefault(seen.node, []).append((seen.t_us, value))
    changes = {node: _changes(values) for node, values in numbers.items()}
    count = sum(map(len, changes.values()))
    details = {"version": VERSION, "counts": {"changes": count}}
    if not count:
        reason = f"no node ever told a change of its {field}, so nothing could flap"
        return Verdict("unknown", reason, CHECKER, details=details)
    for node, steps in changes.items():
        turns = _turns(steps)
        for first, last in zip(turns, turns[reversals:], strict=False):
            if (last - first) * 1_000 < window:
                times = ", ".join(
                    f"{t_us / 1_000_000:.3f}" for t_us in turns if first <= t_us <= last
                )
                reason = (
                    f"{node} turned its {field} round {reversals + 1} times within "
                    f"{(last - first) / 1_000_000:.3f} s, at {times} s; "
                    f"at most {reversals} in {window / 1_000_000_000:g} s may be"
                )
                return Verdict("violated", reason, CHECKER, details=details)
    within = f"within {window / 1_000_000_000:g} s"
    reason = f"{field} changed {count} times, but turned at most {reversals} times {within}"
    return Verdict("ok", reason, CHECKER, details=details)


def _changes(values: Sequence[tuple[int, int]]) -> list[Change]:
    return [
        (t_us, value - before) for (_, before), (t_us, value) in pairwise(values) if value != before
    ]


def _turns(changes: Sequence[Change]) -> list[int]:
    """The moments at which a change went against the one before it."""
    return [
        t_us for (_, before), (t_us, change) in pairwise(changes) if (change > 0) != (before > 0)
    ]
