"""Linearizability of registers with unique writes, by zones.

Gibbons and Korach ("Testing Shared Memories", SIAM J. Computing, 1997): when every value is
written once, the operations of a value form a cluster that must take effect as one block. Let f
be the first return and s the last invocation of a cluster. With f < s its block certainly covers
[f, s] (a forward zone); otherwise it can shrink to a point anywhere in [s, f] (a backward zone).
The history of one key is linearizable exactly when no read precedes its write, no two forward
zones overlap, and no backward zone lies inside a forward one. That is a sort, so it always
answers; the general search (Wing and Gong, 1993) is exponential in the worst case. Keys are
judged apart: linearizability is local (Herlihy and Wing, 1990).
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from quorate.checkers.words import (
    canonical,
    describe_actor,
    describe_key,
    describe_operation,
    describe_value,
)
from quorate.history import History, Operation, Value, Verdict, operations

CHECKER = "register"
VERSION = 1

# The initial value is written before every event.
_BEFORE_ALL = -1


@dataclass(frozen=True, slots=True)
class _Problem:
    """A violation: what happened in words, and the operations that show it."""

    reason: str
    operations: tuple[Operation, ...]


@dataclass(slots=True)
class _Cluster:
    """All operations of one value of one key; `write` is None for the initial value."""

    value: str
    write: Operation | None
    reads: list[Operation] = field(default_factory=list)

    def members(self) -> list[Operation]:
        return self.reads if self.write is None else [self.write, *self.reads]

    def is_certain(self) -> bool:
        """An open write that nobody read may never have happened."""
        return bool(self.reads) or (self.write is not None and self.write.status == "ok")


@dataclass(frozen=True, slots=True)
class _Zone:
    """`first` is the operation that returned first (None: the initial value, before all events)."""

    first: Operation | None
    last: Operation
    first_return: int

    @property
    def is_forward(self) -> bool:
        return self.first_return < self.last.invoked

    @property
    def low(self) -> int:
        return min(self.first_return, self.last.invoked)

    @property
    def high(self) -> int:
        return max(self.first_return, self.last.invoked)


def check_register(history: History) -> Verdict:
    """Judge whether registers are linearizable; each value is written once per key."""
    all_operations = operations(history)
    by_key: dict[str, list[Operation]] = {}
    for op in all_operations:
        by_key.setdefault(canonical(op.key), []).append(op)
    counts = {
        "operations": len(all_operations),
        "keys": len(by_key),
        "reads": sum(op.f == "read" and op.status == "ok" for op in all_operations),
        "writes": sum(op.f == "write" and op.status == "ok" for op in all_operations),
    }
    details = {"version": VERSION, "counts": counts}
    initial = canonical(history.initial.value if isinstance(history.initial, Value) else None)
    broken = next(_broken_assumptions(all_operations, initial), None)
    if broken is not None:
        return Verdict("unknown", broken, CHECKER, details=details)
    for key_operations in by_key.values():
        problem = _find_problem(key_operations, initial)
        if problem is not None:
            indices = sorted(op.invoked for op in problem.operations)
            found = {**details, "operations": indices, "key": key_operations[0].key}
            return Verdict("violated", problem.reason, CHECKER, details=found)
    for kind in ("reads", "writes"):
        if counts[kind] == 0:
            reason = f"none of the {kind} succeeded, so there is nothing to judge"
            return Verdict("unknown", reason, CHECKER, details=details)
    reason = (
        f"{counts['reads']} reads and {counts['writes']} writes on {counts['keys']} "
        "keys fit one order that respects real time"
    )
    return Verdict("ok", reason, CHECKER, details=details)


def _broken_assumptions(all_operations: Iterable[Operation], initial: str) -> Iterator[str]:
    """Say why zones may not be used; the history could still be right or wrong."""
    written: dict[tuple[str, str], Operation] = {}
    for op in all_operations:
        if op.f not in ("read", "write"):
            yield f"{describe_operation(op)} is neither read nor write: use a model that knows it"
        if op.f != "write":
            continue
        value = canonical(op.value)
        earlier = written.setdefault((canonical(op.key), value), op)
        if earlier is not op:
            yield (
                f"{describe_operation(op)} repeats the value of {describe_operation(earlier)}: "
                "this checker needs unique values"
            )
        if value == initial:
            yield f"{describe_operation(op)} writes the initial value: write another one"


def _find_problem(key_operations: list[Operation], initial: str) -> _Problem | None:
    clusters = {
        canonical(op.value): _Cluster(canonical(op.value), op)
        for op in key_operations
        if op.f == "write"
    }
    clusters[initial] = _Cluster(initial, None)
    for op in key_operations:
        if op.f != "read" or op.status != "ok":
            continue
        cluster = clusters.get(canonical(op.result))
        problem = _impossible_read(op, cluster)
        if problem is not None:
            return problem
        assert cluster is not None, "a read from nowhere is a problem"
        cluster.reads.append(op)
    zones = [_zone_of(cluster) for cluster in clusters.values() if cluster.is_certain()]
    return _overlap(sorted(zones, key=lambda zone: zone.low))


def _impossible_read(op: Operation, cluster: _Cluster | None) -> _Problem | None:
    """Cheap refutations of a single read, which also give the clearest sentences."""
    if cluster is None:
        return _Problem(f"{_did(op)}, which nobody ever wrote", (op,))
    write = cluster.write
    if write is None:
        return None
    if write.status == "fail":
        reason = f"{_did(op)}, but {describe_operation(write)} certainly failed"
        return _Problem(reason, (op, write))
    assert op.returned is not None, "an ok read has returned"
    if op.returned < write.invoked:
        return _Problem(f"{_did(op)} before {describe_operation(write)} had begun", (op, write))
    return None


def _zone_of(cluster: _Cluster) -> _Zone:
    members = cluster.members()
    last = max(members, key=lambda op: op.invoked)
    if cluster.write is None:
        return _Zone(None, last, _BEFORE_ALL)
    # An open write has no return: its reads, of which there is one, close the zone.
    returned = [(op.returned, op) for op in members if op.returned is not None]
    first_return, first = min(returned, key=lambda pair: pair[0])
    return _Zone(first, last, first_return)


def _overlap(zones: list[_Zone]) -> _Problem | None:
    """Find two forward zones that overlap, or a backward zone inside a forward one."""
    forward = [zone for zone in zones if zone.is_forward]
    for earlier, later in pairwise(forward):
        if later.low < earlier.high:
            return _contradiction(earlier, later)
    lows = [zone.low for zone in forward]
    for zone in zones:
        before = bisect_right(lows, zone.low) - 1
        if zone.is_forward or before < 0:
            continue
        if zone.high < forward[before].high:
            return _contradiction(forward[before], zone)
    return None


def _contradiction(outer: _Zone, inner: _Zone) -> _Problem:
    """Say why the outer value had to hold both before and after the inner one."""
    inner_first = inner.first
    assert inner_first is not None, "the initial value has the lowest zone of all"
    reason = f"{_did(outer.last)} after {_by_value(inner_first)} had finished"
    shown = [outer.last, inner_first]
    if outer.first is not None:
        subject = (
            "and that began" if inner.last is inner_first else f"and {_by_value(inner.last)} began"
        )
        reason += f", {subject} only after {_by_value(outer.first)} had finished"
        shown += [outer.first, inner.last]
    return _Problem(reason, tuple({op.invoked: op for op in shown}.values()))


def _by_value(op: Operation) -> str:
    """Name an operation by the value it wrote or returned: "c1's write of 5", "c3's read of 5"."""
    value = op.value if op.f == "write" else op.result
    return f"{describe_actor(op.process)}'s {op.f} of {describe_value(value)}"


def _did(op: Operation) -> str:
    verb, value = ("wrote", op.value) if op.f == "write" else ("read", op.result)
    where = describe_key(op.key)
    if where:
        where = f" {'to' if op.f == 'write' else 'from'}{where}"
    return f"{describe_actor(op.process)} {verb} {describe_value(value)}{where}"
