"""The oracle: tries every order and every subset of open writes. For at most 7 operations a key."""

from itertools import combinations, permutations

from quorate.checkers import canonical
from quorate.history import History, Operation, Value, operations


def is_linearizable(history: History) -> bool:
    by_key: dict[str, list[Operation]] = {}
    for op in operations(history):
        by_key.setdefault(canonical(op.key), []).append(op)
    initial = canonical(history.initial.value if isinstance(history.initial, Value) else None)
    return all(_one_key(ops, initial) for ops in by_key.values())


def _one_key(ops: list[Operation], initial: str) -> bool:
    certain = [op for op in ops if op.status == "ok"]
    maybe = [op for op in ops if op.status == "info" and op.f == "write"]
    return any(
        _some_order([*certain, *chosen], initial)
        for count in range(len(maybe) + 1)
        for chosen in combinations(maybe, count)
    )


def _some_order(ops: list[Operation], initial: str) -> bool:
    return any(_is_legal(order, initial) for order in permutations(ops))


def _is_legal(order: tuple[Operation, ...], initial: str) -> bool:
    state = initial
    for place, op in enumerate(order):
        if any(
            later.returned is not None and later.returned < op.invoked for later in order[place:]
        ):
            return False
        if op.f == "write":
            state = canonical(op.value)
        elif canonical(op.result) != state:
            return False
    return True
