"""Chooses the few happenings that explain one operation, out of a whole trace."""

from collections.abc import Sequence

from quorate.diagram.story import Happening

# What explains most comes first when there is room for a few only.
_OPERATION, _REASON, _MESSAGE, _DETAIL = range(4)
_DETAILS = ("timer", "log", "observe", "assert")


def select_around(
    happenings: Sequence[Happening], operation_index: int, count_max: int
) -> tuple[Happening, ...]:
    """Choose at most `count_max` happenings that led to the end of the operation, in order.

    Followed are messages from its client on: who was reached by one, what they sent, and why
    something was lost on the way.
    """
    operation = next(each for each in happenings if each.index == operation_index)
    last_us = max(each.t_us if each.end_us is None else each.end_us for each in happenings)
    until_us = last_us if operation.end_us is None else operation.end_us
    ranked: list[tuple[int, Happening]] = [(_OPERATION, operation)]
    reached = {operation.node: operation.t_us}
    asked: dict[str, None] = {operation.peer: None}
    # In order of their beginning: who sends because of the operation was reached before.
    for each in happenings:
        if each.index <= operation.index or each.t_us > until_us:
            continue
        if reached.get(each.node, until_us + 1) > each.t_us:
            continue
        if each.kind == "message":
            asked[each.peer] = None
            ranked.append((_REASON if each.fate == "lost" else _MESSAGE, each))
            if each.fate == "arrived" and each.end_us is not None and each.end_us <= until_us:
                reached.setdefault(each.peer, each.end_us)
        elif each.kind in ("error", "return"):
            ranked.append((_OPERATION if each.kind == "return" else _REASON, each))
        elif each.kind in _DETAILS:
            ranked.append((_DETAIL, each))
    ranked += [
        (_REASON, reason)
        for each in _absences(happenings, operation.t_us, until_us)
        if each.node in asked
        for reason in (each, *_errors_of(happenings, each))
    ]
    # The return of another operation of the same client explains nothing.
    ranked = [
        (rank, each)
        for rank, each in ranked
        if each.kind != "return" or each.index == operation.end_index
    ]
    once = {each.index: (rank, each) for rank, each in ranked}
    chosen = sorted(once.values(), key=lambda pair: (pair[0], pair[1].index))[:count_max]
    return tuple(sorted((each for _, each in chosen), key=lambda each: each.index))


def _absences(happenings: Sequence[Happening], begin_us: int, until_us: int) -> list[Happening]:
    """Give the crashes and pauses that overlap this time."""
    return [
        each
        for each in happenings
        if each.kind in ("crash", "pause")
        and each.t_us <= until_us
        and (each.end_us is None or each.end_us > begin_us)
    ]


def _errors_of(happenings: Sequence[Happening], crash: Happening) -> list[Happening]:
    """Give the error by which a node crashed, which lies before the operation it later missed."""
    return [
        each
        for each in happenings
        if each.kind == "error"
        and each.node == crash.node
        and each.t_us == crash.t_us
        and each.index < crash.index
    ]
