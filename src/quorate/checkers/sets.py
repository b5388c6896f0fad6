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
    found_by: list[Operation] = field(default_factory=list)

    def must_stay(self, read: Operation) -> Operation | None:
        """The acknowledged add that no remove can have seen: none was under way after it began.

        Or the read that found it, where nobody removed it at all: an add that was seen is done.
        """
        removes = _begun(self.removes, read)
        if not removes:
            over = (op for op in (*self.adds, *self.found_by) if _is_over(op, read))
            return next(over, None)
        for add in self.adds:
            if _is_over(add, read) and all(
                op.returned is not None and op.returned < add.invoked for op in removes
            ):
                return add
        return None

    def must_go(self, read: Operation) -> Operation | None:
        """The remove that has seen the only add there was; with more of them nobody can say."""
        seen = [op for op in self.removes if _is_over(op, read) and op.result is True]
        return seen[0] if seen and len(_begun(self.adds, read)) == 1 else None


def _is_over(op: Operation, read: Operation) -> bool:
    """Whether it was acknowledged before the read began."""
    return op.status == "ok" and (op.returned or 0) < read.invoked


def _begun(ops: list[Operation], read: Operation) -> list[Operation]:
    """Those that the read can have seen."""
    return [op for op in ops if op.invoked < (read.returned or 0)]


def check_set(
    history: History, *, add: str = "add", remove: str = "remove", read: str = "read"
) -> Verdict:
    """Judge a set by its reads, strictly by the final ones; results of removes say what they saw.

    Nothing invented: no read has an element twice, or one that nobody began to add before the read
    returned. Final reads have every element acknowledged by then that no remove can have seen, every
    one found by then that nobody removed, and none whose only add was removed by somebody who had seen
    it. Whoever was asked in the end and
    did not answer might have said anything.
    """
    ops = operations(history)
    elements: dict[str, _Element] = {}
    for op in ops:
        if op.f in (add, remove) and op.status != "fail":
            element = elements.setdefault(canonical(op.value), _Element(describe_value(op.value)))
            (element.adds if op.f == add else element.removes).append(op)
    reads = [op for op in ops if op.f == read and op.status == "ok"]
    _note_found(reads, elements)
    finals = [op for op in reads if op.final]
    silent = [op for op in ops if op.f == read and op.final and op.status != "ok"]
    certain = [
        element
        for element in elements.values()
        if any(element.must_stay(op) is not None for op in finals)
    ]
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
    if silent:
        reason = f"{_place(silent[0])} was not answered, so it may lack something"
        return Verdict("unknown", reason, CHECKER, details=details)
    reason = f"all {len(finals)} final reads have the {len(certain)} elements that must be there"
    return Verdict("ok", reason, CHECKER, details=details)


def _note_found(reads: list[Operation], elements: dict[str, _Element]) -> None:
    for op in reads:
        values = op.result if isinstance(op.result, list) else []
        for text in dict.fromkeys(map(canonical, values)):
            if text in elements:
                elements[text].found_by.append(op)


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
    where = f"{_place(read)}{describe_moment(read.completed_time)}"
    found = {canonical(value) for value in read.result}
    for text, element in elements.items():
        add, remove = element.must_stay(read), element.must_go(read)
        if add is not None and text not in found:
            done = "found" if add in element.found_by else "put there"
            reason = f"{where} lacks {element.text}, which {describe_operation(add)} had {done}"
            return reason, (add, read)
        if remove is not None and text in found:
            what = f"though {describe_operation(remove)} had found and removed it"
            return f"{where} still has {element.text}, {what}", (*element.adds, remove, read)
    return None


def _place(read: Operation) -> str:
    return f"the final read of {read.node or read.process}"
