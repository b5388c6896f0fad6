"""Histories for the checkers' tests: written as short rows, or drawn."""

from random import Random
from typing import Any

from quorate.history import Event, EventType, History, Initial, Value

Row = tuple[Any, ...]


def history_of(*rows: Row, initial: Initial | None = None) -> History:
    """Rows are (process, type, f, value) with an optional key; times are milliseconds by index."""
    events = tuple(
        Event(
            index,
            row[0],
            row[1],
            row[2],
            row[3],
            key=row[4] if len(row) > 4 else None,
            time=index * 1_000_000,
            error=(13, "crash") if row[1] == "fail" else None,
        )
        for index, row in enumerate(rows)
    )
    return History(events, initial=initial or Value(0), unique_writes=True)


def draw_history(rng: Random, *, count_max: int = 7, legal: bool) -> History:
    """Concurrent reads and unique writes of up to two keys.

    Legal ones take effect at a moment inside their interval; otherwise reads return any value.
    """
    count = 3 + int(rng.random() * (count_max - 2))
    keys = ["x", "y"][: 1 + int(rng.random() * 2)]
    state: dict[str, int] = dict.fromkeys(keys, 0)
    written: dict[str, list[int]] = {key: [0] for key in keys}
    rows: list[Row] = []
    active: list[dict[str, Any]] = []
    started = 0
    process = 0
    while started < count or active:
        if started < count and (not active or (len(active) < 4 and rng.random() < 0.5)):
            started += 1
            process += 1
            key = keys[int(rng.random() * len(keys))]
            f = "write" if rng.random() < 0.4 else "read"
            value = started if f == "write" else None
            if value is not None:
                written[key].append(value)
            active.append({"p": process, "f": f, "k": key, "v": value, "done": False})
            rows.append((process, "invoke", f, value, key))
            continue
        op = active[int(rng.random() * len(active))]
        if not op["done"] and legal:
            op["done"] = True
            if op["f"] == "write":
                state[op["k"]] = op["v"]
            else:
                op["v"] = state[op["k"]]
            if rng.random() < 0.5:
                continue
        active.remove(op)
        rows.extend(_completion(rng, op, written[op["k"]], legal=legal))
    return history_of(*rows)


def _completion(rng: Random, op: dict[str, Any], written: list[int], *, legal: bool) -> list[Row]:
    chance = rng.random()
    kind: EventType = "ok"
    if chance < 0.1:
        kind = "info"
    elif chance < 0.2 and (op["f"] == "read" or not op["done"]):
        kind = "fail"
    value = op["v"]
    if op["f"] == "read" and not legal:
        # Now and then a value not written yet, or never.
        late = int(rng.random() * 9)
        value = late if rng.random() < 0.2 else written[int(rng.random() * len(written))]
    if chance > 0.95:
        return []  # in flight at the end
    return [(op["p"], kind, op["f"], value, op["k"])]
