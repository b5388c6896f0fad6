"""Sets: what was added is in every final read, and nothing else is.

Strict where Jepsen's set-full is not: it looks at the read invoked last, so that an element missing
at one node may still count as stable; here every final read must have every element.
"""

from dataclasses import dataclass, field
from typing import Any

from quorate.checkers.words import canonical, describe_moment, describe_operation, describe_value
from quorate.history import History, Operation, Verdict, operations

CHECKER = "set"
VERSION = 1


@dataclass(slots=True)
class _Element:
    """What was done with one element: only what may have happened."""

    text: str
    adds: list[Operation] = field(default_factory=list)
    removes: list[Operation] = field(default_factory=list)

    def must_stay(self) -> Operation | None:
        """The acknowledged add that no remove can have seen: none was under way after it began."""
        for add in self.adds:
            if add.status == "ok" and all(
                op.returned is not None and op.returned < add.invoked for op in self.removes
            ):
                return add
        return None

    def must_go(self) -> Operation | None:
        """The remove that has seen the only add there was; with more of them nobody can say."""
        seen = [op for op in self.removes if op.status == "ok" and op.result is True]
        return seen[0] if seen and len(self.adds) == 1 else None


def check_set(
    history: History, *, add: str = "add", remove: str = "remove", read: str = "read"
) -> Verdict:
    """Judge a set by its reads, strictly by the final ones; results of removes say what they saw.

    Nothing invented: no read has an element twice, or one that nobody began to add before the read
    returned. Final reads have every acknowledged element that no remove can have seen, and none
    whose only add was removed by somebody who had seen it.
    """
    ops = operations(history)
    elements: dict[str, _Element] = {}
    for op in ops:
        if op.f in (add, remove) and op.status != "fail":
            element = elements.setdefault(canonical(op.value), _Element(describe_value(op.value)))
            (element.adds if op.f == add else element.removes).append(op)
    reads = [op for op in ops if op.f == read and op.status == "ok"]
    finals = [op for op in reads if op.final]
    certain = [element for element in elements.values() if element.must_stay() is not None]
    counts = {"reads": len(reads), "final reads": len(finals), "elements": len(certain)}
    details: dict[str, Any] = {"version": VERSION, "counts": counts}
    for op in reads:
        problem = _impossible(op, elements) or (_incomplete(op, elements) if op.final else None)
        if problem is not None:
            reason, shown = problem
            indices = [other.invoked for other in shown]
            return Verdict("violated", reason, CHECKER, details={**details, "operations": indices})
    if not finals or not certain:
        missing = "no final read was answered" if not finals else "nothing was certainly added"
        return Verdict("unknown", f"{missing}, so nothing can be said", CHECKER, details=details)
    reason = f"all {len(finals)} final reads have the {len(certain)} elements that must be there"
    return Verdict("ok", reason, CHECKER, details=details)


_Problem = tuple[str, tuple[Operation, ...]]


def _impossible(read: Operation, elements: dict[str, _Element]) -> _Problem | None:
    """A read that could not be right at any moment."""
    if not isinstance(read.result, list):
        return f"{describe_operation(read)} returned no list: {describe_value(read.result)}", (
            read,
        )
    where = f"{describe_operation(read)}{describe_moment(read.completed_time)}"
    found: dict[str, None] = {}
    for value in read.result:
        text = canonical(value)
        if text in found:
            return f"{where} has {describe_value(value)} twice", (read,)
        found[text] = None
        element = elements.get(text)
        begun = [] if element is None else element.adds
        if all(add.invoked > (read.returned or 0) for add in begun):
            return f"{where} has {describe_value(value)}, which nobody had added", (read,)
    return None


def _incomplete(read: Operation, elements: dict[str, _Element]) -> _Problem | None:
    """A final read that lacks what must be there, or has what must be gone."""
    where = f"the final read of {read.node or read.process}{describe_moment(read.completed_time)}"
    found = {canonical(value) for value in read.result}
    for text, element in elements.items():
        add, remove = element.must_stay(), element.must_go()
        if add is not None and text not in found:
            reason = f"{where} lacks {element.text}, which {describe_operation(add)} had put there"
            return reason, (add, read)
        if remove is not None and text in found:
            what = f"though {describe_operation(remove)} had found and removed it"
            return f"{where} still has {element.text}, {what}", (*element.adds, remove, read)
    return None
