"""States that differ are not taken for one, and what no search accounts for is refused."""

# ruff: noqa: ARG002 - nodes are written here as learners write them
from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from quorate.history import Verdict
from quorate.node import Node, ms
from quorate.simulator.exhaustive import Bounds, Stage, System, explore
from simulator.small_systems import asks

if TYPE_CHECKING:
    from collections.abc import Callable

    from quorate.history import History
    from quorate.simulator.exhaustive import Exploration

COLLIDING = (0, 6)
"""The order in which a set of two tuples with these numbers is walked through, is that of adding."""


class Armed(Node):
    """What came first decides what `go` does later, once both have come."""

    def start(self) -> None:
        self.come = 0
        self.result: Any = None

    def on_arm(self, src: str, value: int) -> dict[str, Any]:
        self.come += 1
        if self.come == 1:
            self.arm(value)
        return {"type": "arm_ok"}

    def on_go(self, src: str) -> dict[str, Any]:
        if self.come == 2:
            self.go()
        return {"type": "go_ok"}

    def arm(self, value: int) -> None:
        raise NotImplementedError

    def go(self) -> None:
        raise NotImplementedError


class ArmsWithKeyOrWithout(Armed):
    """A timer with a key is armed again instead of twice."""

    def arm(self, value: int) -> None:
        self.after(ms(1), self.tick, key="tick" if value == 0 else None)

    def go(self) -> None:
        self.after(ms(1), self.tick)
        self.result = 0

    def tick(self) -> None:
        if self.result is not None:
            self.result += 1


class HoldsOneTimer(Armed):
    """Of two timers of one method, it holds on to one."""

    def arm(self, value: int) -> None:
        timers = [self.after(ms(1), self.tick, number, key=None) for number in (1, 2)]
        self.held = timers[value > 0]

    def go(self) -> None:
        self.cancel(self.held)
        self.result = 0

    def tick(self, number: int) -> None:
        if self.result == 0:
            self.result = number


class HoldsMethodOfList(Armed):
    """Of two lists, it holds on to what adds to one of them."""

    def arm(self, value: int) -> None:
        self.lists: list[list[int]] = [[], []]
        self.add = self.lists[value > 0].append

    def go(self) -> None:
        self.add(1)
        self.result = 1 + self.lists[0].count(1)


class HoldsFunction(Armed):
    """A function that was made by a handler remembers more than its name."""

    def arm(self, value: int) -> None:
        def give(kept: int = value) -> int:
            return kept

        self.give = give

    def go(self) -> None:
        self.result = 1 + (self.give() > 0)


class Hidden:
    __slots__ = ("__kept",)

    def __init__(self, kept: int) -> None:
        self.__kept = kept

    def kept(self) -> int:
        return self.__kept


class HoldsHidden(Armed):
    """An object with a private slot."""

    def arm(self, value: int) -> None:
        self.held = Hidden(value)

    def go(self) -> None:
        self.result = 1 + (self.held.kept() > 0)


class HoldsShortDeque(Armed):
    """A deque that keeps as much as it was made for."""

    def arm(self, value: int) -> None:
        self.last: deque[int] = deque([0], maxlen=1 if value == 0 else 2)

    def go(self) -> None:
        self.last.append(1)
        self.result = len(self.last)


class HoldsOneOfSet(Armed):
    """Of two tuples in a set, it holds on to the one that came last."""

    def start(self) -> None:
        super().start()
        self.both: set[tuple[int]] = set()
        self.last: tuple[int] = (-1,)

    def on_arm(self, src: str, value: int) -> dict[str, Any]:
        self.last = (value,)
        self.both.add(self.last)
        return super().on_arm(src, value)

    def arm(self, value: int) -> None:
        pass

    def go(self) -> None:
        self.result = 1 + (self.last[0] > 0)


class HoldsEqualTimers(Node):
    """Two timers that do the same; firing ends the first, so only one order fires both."""

    def start(self) -> None:
        self.result = 0
        self.first, self.second = (self.after(ms(1), self.tick, key=None) for _ in range(2))

    def tick(self) -> None:
        self.result += 1
        self.cancel(self.first)


def wrong_if(node: type[Node], result: int, *clients: Any, timers: int = 2) -> str:
    """What a search says when this result must not be."""
    invariants = {"not that": lambda nodes: nodes["n"]["result"] != result}
    system = System("small", {"n": node}, clients, invariants=invariants)
    return explore(system, Bounds(timers=timers)).verdict.kind


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize(
    ("node", "result", "timers"),
    [
        (ArmsWithKeyOrWithout, 2, 2),
        (HoldsOneTimer, 1, 1),
        (HoldsOneTimer, 2, 1),
        (HoldsMethodOfList, 1, 0),
        (HoldsMethodOfList, 2, 0),
        (HoldsFunction, 1, 0),
        (HoldsFunction, 2, 0),
        (HoldsHidden, 1, 0),
        (HoldsHidden, 2, 0),
        (HoldsShortDeque, 1, 0),
        (HoldsShortDeque, 2, 0),
        (HoldsOneOfSet, 1, 0),
        (HoldsOneOfSet, 2, 0),
    ],
)
def test_whoever_comes_first_both_results_are_found(
    node: type[Node], result: int, timers: int, first: int
) -> None:
    one, other = COLLIDING[first], COLLIDING[1 - first]
    clients = asks("c1", ("n", "arm", None, one)), asks("c2", ("n", "arm", None, other))
    assert "violated" == wrong_if(node, result, *clients, asks("c3", ("n", "go")), timers=timers)


@pytest.mark.parametrize(("result", "kind"), [(1, "violated"), (2, "violated"), (3, "ok")])
def test_of_two_equal_timers_either_may_fire_first(result: int, kind: str) -> None:
    assert kind == wrong_if(HoldsEqualTimers, result)


# What is shared.

OUTSIDE: list[int] = []


class Counts(Node):
    def start(self) -> None:
        self.count = 0


class CountsInClass(Counts):
    _seen: list[int] = []  # noqa: RUF012 - the mistake that is to be found

    def on_go(self, src: str) -> dict[str, Any]:
        self._seen.append(1)
        return {"type": "go_ok"}


class CountsOutside(Counts):
    def on_go(self, src: str) -> dict[str, Any]:
        OUTSIDE.append(1)
        return {"type": "go_ok"}


class CountsInDefault(Counts):
    def on_go(self, src: str, seen: list[int] = []) -> dict[str, Any]:  # noqa: B006 - the mistake
        seen.append(1)
        return {"type": "go_ok"}


def counts_in_cell() -> type[Node]:
    seen: list[int] = []

    class CountsInCell(Counts):
        def on_go(self, src: str) -> dict[str, Any]:
            seen.append(1)
            return {"type": "go_ok"}

    return CountsInCell


def counts_in_list() -> Callable[[], Node]:
    class CountsInList(Counts):
        def __init__(self, seen: list[int]) -> None:
            self.seen = seen

        def on_go(self, src: str) -> dict[str, Any]:
            self.seen.append(1)
            return {"type": "go_ok"}

    given: list[int] = []
    return lambda: CountsInList(given)


def explored(make: Any, **more: Any) -> Exploration:
    clients = (asks("c1", ("n", "go")),)
    more.setdefault("invariants", {"any": lambda _: True})
    return explore(System("small", {"n": make}, clients, **more))


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (CountsInClass, "CountsInClass._seen"),
        (CountsOutside, "OUTSIDE"),
        (CountsInDefault, "a default of CountsInDefault.on_go"),
        (counts_in_cell(), "seen"),
        (counts_in_list(), "what n is made with"),
    ],
)
def test_what_handlers_keep_outside_their_node_is_refused(make: Any, what: str) -> None:
    done = explored(make)
    assert ("unknown", "refused") == (done.verdict.kind, done.stopped_by)
    assert done.verdict.reason.startswith(f"{what} changed")


# What is asked.


class Answers(Node):
    def on_go(self, src: str) -> dict[str, Any]:
        return {"type": "go_ok"}


def fails(*_: object) -> Any:
    raise KeyError("oops")


@dataclass(frozen=True)
class Says:
    """A judge that says the same of every history."""

    kind: Any

    def __call__(self, history: History) -> Verdict:
        return Verdict(self.kind, "it says so", "says")


@pytest.mark.parametrize("where", ["judges", "last_judges"])
def test_a_judge_that_never_finds_enough_to_judge_shows_nothing(where: str) -> None:
    judges = {"content": Says("ok"), "bored": Says("unknown")}
    done = explored(Answers, **{where: judges})
    expected = "the check 'bored' never found enough to judge in what clients saw"
    assert ("unknown", expected) == (done.verdict.kind, done.verdict.reason)


def test_a_broken_invariant_is_not_blamed_on_a_judge_of_the_end() -> None:
    invariants = {"fewer messages": lambda _: False}
    done = explored(Answers, invariants=invariants, last_judges={"end": Says("violated")})
    assert ("violated", "fewer messages does not hold") == (done.verdict.kind, done.verdict.reason)


@pytest.mark.parametrize(
    ("more", "who"),
    [
        ({"judges": {"j": fails}}, "the judge 'j'"),
        ({"last_judges": {"j": fails}}, "the judge 'j'"),
        ({"invariants": {"i": fails}}, "the invariant 'i'"),
        ({"goals": {"g": fails}}, "the goal 'g'"),
        ({"prunes": {"p": fails}}, "the prune 'p'"),
        ({"stages": (Stage("s", fails),)}, "the stage 's'"),
    ],
)
def test_what_is_asked_and_fails_is_named_and_no_verdict(more: dict[str, Any], who: str) -> None:
    done = explored(Answers, **more)
    assert "unknown" == done.verdict.kind
    assert done.verdict.reason.startswith(f"{who} failed: KeyError: 'oops'")


@pytest.mark.parametrize(
    ("make", "why"),
    [(fails, "n cannot be made: KeyError: 'oops'"), (dict, "n is made as dict, which is no node")],
)
def test_what_makes_no_node_is_refused(make: Any, why: str) -> None:
    done = explored(make)
    assert "unknown" == done.verdict.kind
    assert done.verdict.reason.startswith(why)
