"""Counters: the final reads are the sum of what was added, but for adds of unknown outcome."""

from dataclasses import dataclass
from typing import Any

from quorate.checkers.words import describe_moment, describe_value
from quorate.history import History, Operation, Verdict, operations

CHECKER = "counter"
VERSION = 1

SPAN_MAX = 1 << 20
"""Up to this between the least and the greatest sum, each sum in between is a bit."""

SUMS_MAX = 1 << 16
"""Beyond it, so many different sums are worked out; with more, a read is only known to be in range."""


@dataclass(frozen=True, slots=True)
class _Possible:
    """What a read may return: a sum of what was over before it, and of some of the rest."""

    total: int
    maybe: tuple[int, ...]

    @property
    def low(self) -> int:
        return self.total + sum(number for number in self.maybe if number < 0)

    @property
    def high(self) -> int:
        return self.total + sum(number for number in self.maybe if number > 0)

    @property
    def words(self) -> str:
        text = f"the acknowledged adds make {self.total}"
        if self.maybe:
            text += f", and with {len(self.maybe)} of unknown outcome "
            text += f"something from {self.low} to {self.high}"
        return text


def check_counter(history: History, *, add: str = "add", read: str = "read") -> Verdict:
    """Judge whether every final read lies in {sum of ok adds + the sum of some open adds}.

    An add of unknown outcome may count or not, and so may one that was under way during the read;
    a refused one must not, nor one that began later. Whoever was asked in the end and did not
    answer might have said anything.
    """
    ops = operations(history)
    adds = [op for op in ops if op.f == add and op.status != "fail"]
    asked = [op for op in ops if op.f == read and op.final]
    finals = [op for op in asked if op.status == "ok"]
    certain = sum(op.status == "ok" for op in adds)
    open_count = len(adds) - certain
    counts = {"final reads": len(finals), "certain adds": certain, "open adds": open_count}
    details: dict[str, Any] = {"version": VERSION, "counts": counts}

    def unknown(reason: str) -> Verdict:
        return Verdict("unknown", reason, CHECKER, details=details)

    wrong = next((op for op in adds if type(op.value) is not int), None)
    if wrong is not None:
        value = describe_value(wrong.value)
        return unknown(f"an add of {value} is no whole number, so there is no sum")
    possible = [_possible(op, adds) for op in finals]
    fits = _Fits()
    answers = [fits.ask(op.result, sums) for op, sums in zip(finals, possible, strict=True)]
    for op, sums, fit in zip(finals, possible, answers, strict=True):
        if fit is False:
            shown = {**details, "operations": [op.invoked]}
            return Verdict("violated", f"{_describe(op)}, but {sums.words}", CHECKER, details=shown)
    if not any(_is_over(add, op) for op in finals for add in adds):
        missing = "no add was acknowledged before one" if finals else "no final read was answered"
        return unknown(f"{missing}, so nothing can be said")
    for op in asked:
        if op.status != "ok":
            return unknown(f"{_place(op)} was not answered, so it may differ")
    if None in answers:
        sums = possible[answers.index(None)]
        return unknown(f"{sums.words}, too many sums to tell which of these can be")
    reason = f"all {len(finals)} final reads fit: {possible[0].words}"
    return Verdict("ok", reason, CHECKER, details=details)


def _is_over(add: Operation, read: Operation) -> bool:
    return add.status == "ok" and (add.returned or 0) < read.invoked


def _possible(read: Operation, adds: list[Operation]) -> _Possible:
    """What was over before the read counts, what was under way may, what began later cannot."""
    total, maybe = 0, []
    for add in adds:
        if _is_over(add, read):
            total += add.value
        elif add.invoked < (read.returned or 0):
            maybe.append(add.value)
    return _Possible(total, tuple(maybe))


class _Fits:
    """Answers whether a value is possible; keeps the sums, since final reads share them."""

    def __init__(self) -> None:
        self._bits: dict[tuple[int, ...], int] = {}
        self._sums: dict[tuple[int, ...], dict[int, None] | None] = {}

    def ask(self, value: object, possible: _Possible) -> bool | None:
        """Whether it is; None if the sums are too many to say."""
        low, high, maybe = possible.low, possible.high, possible.maybe
        if type(value) is not int or not low <= value <= high:
            return False
        if high - low <= SPAN_MAX:
            if maybe not in self._bits:
                self._bits[maybe] = _subset_sums(maybe)
            return bool(self._bits[maybe] >> (value - low) & 1)
        if maybe not in self._sums:
            self._sums[maybe] = _few_sums(maybe)
        sums = self._sums[maybe]
        return None if sums is None else value - possible.total in sums


def _subset_sums(numbers: tuple[int, ...]) -> int:
    """A bit for each sum of some of the numbers, counted from the least: bit k is least + k."""
    bits = 1
    for number in numbers:
        bits |= bits << abs(number)  # taking a negative number away from the least is adding
    return bits


def _few_sums(numbers: tuple[int, ...]) -> dict[int, None] | None:
    """Each sum of some of the numbers, if there are not too many."""
    sums: dict[int, None] = {0: None}
    for number in numbers:
        sums |= dict.fromkeys([known + number for known in sums])
        if len(sums) > SUMS_MAX:
            return None
    return sums


def _describe(read: Operation) -> str:
    return f"{_place(read)}{describe_moment(read.completed_time)} is {describe_value(read.result)}"


def _place(read: Operation) -> str:
    return f"the final read of {read.node or read.process}"
