"""The exhaustive mode against an oracle that tries every order, and on bugs of known distance."""

# ruff: noqa: ARG002 - nodes are written here as learners write them
from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from quorate.node import Node, ms
from quorate.simulator import SettingsError
from quorate.simulator.exhaustive import (
    Bounds,
    Exploration,
    Moment,
    Stage,
    Step,
    System,
    explore,
    replay,
)
from simulator.every_order import Described, describe, every_order
from simulator.small_systems import Chain, Forgetful, Hasty, Waiter, asks, read, registers, write

if TYPE_CHECKING:
    from simulator.every_order import Everything

BUDGETS = ("losses", "duplicates", "crashes", "timers")


def states_of(system: System, bounds: Bounds) -> tuple[dict[Described, int], Exploration]:
    """Every state the search visits, described as the oracle does."""
    found: dict[Described, int] = {}

    def visit(moment: Moment) -> None:
        history = [[e.process, e.type, e.f, e.value] for e in moment.history]
        left = {name: moment.left[name] for name in BUDGETS}
        text = describe(moment.nodes, moment.timers, moment.in_flight, history, left)
        found[text] = len(found)

    return found, explore(system, bounds, visit=visit)


class Compared(NamedTuple):
    """What an oracle or the search says of a system: where nothing is wrong all of it, else how near that is."""

    nearest: int | None
    states: frozenset[Described] = frozenset()
    count: int = 0
    depth: int = 0


def by_oracle(
    system: System, bounds: Bounds, wrong: Any = lambda _: False, *, limit: int = 20_000
) -> tuple[Compared, int]:
    """What trying every order says, and how many orders there are."""
    left = {name: getattr(bounds, name) for name in BUDGETS}
    expected, shortest, orders = every_order(system, left, wrong, limit=limit)
    if shortest is not None:
        return Compared(shortest), orders
    deepest = max(expected.values())
    return Compared(None, frozenset(expected), len(expected), deepest), orders


def by_search(system: System, bounds: Bounds) -> Compared:
    """What the search says."""
    found, done = states_of(system, bounds)
    if done.counter_example is not None:
        return Compared(len(done.counter_example.steps))
    return Compared(None, frozenset(found), done.states, done.depth)


# Against the oracle.


@pytest.mark.parametrize(
    "bounds",
    [
        Bounds(),
        Bounds(losses=1),
        Bounds(duplicates=1),
        Bounds(crashes=1),
    ],
    ids=str,
)
def test_every_order_of_a_write_and_a_read_gives_the_same_states(bounds: Bounds) -> None:
    system = registers(Chain, asks("c1", write("n1", 1)), asks("c2", read("n2")), nodes=2)
    expected, orders = by_oracle(system, bounds)
    assert expected == by_search(system, bounds)
    assert expected.count > 60
    assert orders > 50


def test_the_nearest_stale_read_is_as_near_as_in_every_order() -> None:
    def stale(state: Everything) -> bool:
        done = [event[:3] for event in state.history if event[1] == "ok"]
        begun = ["c2", "invoke", "read", None]
        wrote = ["c1", "ok", "write", 1]
        return (
            ["c2", "ok", "read", None] in state.history
            and done[:1] == [["c1", "ok", "write"]]
            and state.history.index(wrote) < state.history.index(begun)
        )

    system = registers(Hasty, asks("c1", write("n1", 1)), asks("c2", read("n2")), nodes=2)
    expected, _ = by_oracle(system, Bounds(), stale)
    assert expected.nearest is not None
    assert expected == by_search(system, Bounds())


class Table(Node):
    """Does what its table says: a next number for each number and kind of message, and messages."""

    table: Any = ()

    def start(self) -> None:
        self.number = 0
        if self.id == "n1":
            for dest in ("n1", "n2"):
                self.send(dest, "step", kind=0)
        self.after(ms(1), self.tick)

    def on_step(self, src: str, kind: int) -> None:
        self.number, sends = self.table[self.number][kind]
        for dest in sends:
            self.send(dest, "step", kind=kind + 1)

    def tick(self) -> None:
        self.number = (self.number + 1) % 3


ENTRY = st.tuples(st.integers(0, 2), st.lists(st.sampled_from(["n1", "n2"]), max_size=1))
LAST = st.tuples(st.integers(0, 2), st.just(()))


DRAWN = {
    "table": st.lists(st.tuples(ENTRY, ENTRY, LAST), min_size=3, max_size=3),
    "budget": st.sampled_from([{}, *({name: 1} for name in BUDGETS)]),
    "bad": st.integers(1, 2),
}


def both_of_drawn(
    table: Any, budget: dict[str, int], bad: int, limit: int
) -> tuple[Compared, Compared]:
    """The oracle and the search, on two nodes that do what a table says.

    Wrong is that both are at the bad number.
    """
    kind = type("Drawn", (Table,), {"table": table})
    names = ("n1", "n2")

    def holds(nodes: Any) -> bool:
        return [nodes[name] and nodes[name]["number"] for name in names] != [bad, bad]

    def wrong(state: Everything) -> bool:
        up = {name: vars(node) for name, node in state.nodes.items()}
        return not holds({name: up.get(name) for name in names})

    system = System("drawn", dict.fromkeys(names, kind), invariants={"apart": holds})
    try:
        expected, _ = by_oracle(system, Bounds(**budget), wrong, limit=limit)
    except OverflowError:
        reject()
    return expected, by_search(system, Bounds(**budget))


@settings(max_examples=25, deadline=None, derandomize=True)
@given(**DRAWN)
def test_any_small_system_has_the_states_and_the_distances_of_every_order(
    table: Any, budget: dict[str, int], bad: int
) -> None:
    expected, found = both_of_drawn(table, budget, bad, limit=120)
    assert expected == found


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(**DRAWN)
def test_many_small_systems_have_the_states_and_the_distances_of_every_order(
    table: Any, budget: dict[str, int], bad: int
) -> None:
    expected, found = both_of_drawn(table, budget, bad, limit=1_000)
    assert expected == found


# Known distances.


def test_a_read_at_a_copy_that_is_behind_is_six_steps_away() -> None:
    done = explore(registers(Hasty, asks("c1", write("n1", 1)), asks("c2", read("n2"))))
    assert "violated" == done.verdict.kind
    assert "c2 read nothing from x after c1's write of 1 had finished" == done.verdict.reason
    assert done.counter_example is not None
    assert ["timer", "deliver", "deliver", "timer", "deliver", "deliver"] == [
        step.kind for step in done.counter_example.steps
    ]
    assert 6 == done.depth


def test_what_no_disk_kept_is_read_after_a_crash_in_ten_steps() -> None:
    clients = asks("c1", write("n1", 1)), asks("c2", read("n1"))
    right = explore(registers(Chain, *clients, nodes=2), Bounds(crashes=1))
    wrong = explore(registers(Forgetful, *clients, nodes=2), Bounds(crashes=1))
    calm = explore(registers(Forgetful, *clients, nodes=2))
    assert ("ok", "violated", "ok") == tuple(e.verdict.kind for e in (right, wrong, calm))
    # write: begin, arrive, copy, copied, told; crash, restart; read: begin, arrive, told
    assert 10 == wrong.depth


def test_two_readers_see_a_value_come_and_go_across_copies() -> None:
    clients = asks("c1", write("n1", 1)), asks("c2", read("n2"), read("n3"))
    done = explore(registers(Chain, *clients))
    assert "c2 read nothing from x after c2's read of 1 had finished" == done.verdict.reason
    assert 9 == done.depth


def test_a_right_system_is_searched_to_its_end() -> None:
    clients = asks("c1", write("n1", 1), write("n1", 2)), asks("c2", read("n1"), read("n1"))
    done = explore(registers(Chain, *clients))
    assert ("ok", 3_265, 5_910) == (done.verdict.kind, done.states, done.transitions)
    assert "all 3,265 states within no faults and no timers keep register" == done.verdict.reason


def test_coroutines_are_explored_with_their_timeouts() -> None:
    clients = asks("c1", write("n1", 1)), asks("c2", read("n2"))
    calm = explore(registers(Waiter, *clients, nodes=2))
    late = explore(registers(Waiter, *clients, nodes=2), Bounds(timers=1))
    assert ("ok", "violated") == (calm.verdict.kind, late.verdict.kind)
    assert late.counter_example is not None
    assert "timeout copy" in [step.name for step in late.counter_example.steps]


# What is shown.


def test_the_way_is_told_replayed_and_survives_json() -> None:
    system = registers(Hasty, asks("c1", write("n1", 1)), asks("c2", read("n2")), nodes=2)
    done = explore(system)
    assert done.counter_example is not None
    assert (
        "1. c1 asks n1: write x = 1",
        (
            '2. n1 receives write(key="x", value=1) from c1; sends copy(count=1, value=1) to n2, '
            "sends write_ok() to c1"
        ),
        "3. c1 receives write_ok() from n1; its write is ok",
        "4. c2 asks n2: read x",
        '5. n2 receives read(key="x") from c2; sends read_ok(value=null) to c2',
        "6. c2 receives read_ok(value=null) from n2; its read is ok: null",
    ) == done.counter_example.lines
    steps = [Step.from_json(step.to_json()) for step in done.counter_example.steps]
    again = replay(system, steps)
    assert done.counter_example.replayed.trace.hash() == again.trace.hash()
    assert ["invoke", "ok", "invoke", "ok"] == [event.type for event in again.history]
    kinds = [record.kind for record in again.trace.records()]
    assert 4 == kinds.count("recv")
    assert 5 == kinds.count("send")


def test_a_step_that_cannot_be_taken_is_refused_by_name() -> None:
    system = registers(Chain, asks("c1", write("n1", 1)), nodes=2)
    with pytest.raises(SettingsError, match="no 'copy' from n1 is on its way to n2"):
        replay(system, [Step("deliver", "n2", "copy", "n1", {"type": "copy"})])
    with pytest.raises(SettingsError, match="'n9', which the system has not"):
        replay(system, [Step("crash", "n9")])
    with pytest.raises(SettingsError, match="n1 has no timer 'tick'"):
        replay(system, [Step("timer", "n1", "tick", timer="tick")])


def test_crashes_losses_and_doubles_are_steps_in_words() -> None:
    system = registers(Chain, asks("c1", write("n1", 1)), nodes=2)
    copy = {"type": "copy", "count": 1, "value": 1}
    request = {"type": "write", "msg_id": 1, "key": "x", "value": 1}
    told = replay(
        system,
        [
            Step("timer", "c1", "next operation", timer="next operation"),
            Step("deliver", "n1", "write", "c1", request),
            Step("duplicate", "n2", "copy", "n1", copy),
            Step("lose", "n2", "copy", "n1", copy),
            Step("crash", "n2"),
            Step("restart", "n2"),
        ],
    )
    assert (
        (
            "n2 receives copy(count=1, value=1) from n1 (it will arrive again); "
            "sends copied(count=1) to n1"
        ),
        "copy(count=1, value=1) from n1 to n2 is lost",
        "n2 crashes; its disk stays",
        "n2 starts again",
    ) == told.lines[2:]


def test_the_search_is_the_same_under_every_hash_seed() -> None:
    program = (
        "from quorate.workloads.reference.exhaustive import EXHAUSTIVE as E\n"
        "from quorate.simulator.exhaustive import explore\n"
        "done = explore(*E['two-phase-commit'].ask({'variant': 'takes-silence-for-yes'}))\n"
        "print(done.states, done.transitions, done.counter_example.replayed.trace.hash())\n"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1")
    }
    assert 1 == len(told)


# Bounds, goals, prunes, stages.


@pytest.mark.parametrize(
    ("bounds", "stopped_by", "said"),
    [(Bounds(depth=4), "depth", "4 steps"), (Bounds(states=40), "states", "40 states")],
)
def test_a_search_that_was_cut_off_is_never_ok(bounds: Bounds, stopped_by: str, said: str) -> None:
    done = explore(registers(Chain, asks("c1", write("n1", 1)), asks("c2", read("n1"))), bounds)
    assert ("unknown", stopped_by) == (done.verdict.kind, done.stopped_by)
    assert f"the bound of {said} was reached" in done.verdict.reason


def test_a_bound_that_is_no_number_is_refused() -> None:
    with pytest.raises(SettingsError, match="depth = 0"):
        Bounds(depth=0)
    with pytest.raises(SettingsError, match="crashes = -1"):
        Bounds(crashes=-1)


def test_a_goal_that_is_never_reached_leaves_the_answer_open() -> None:
    clients = asks("c1", write("n1", 1)), asks("c2", read("n2"))
    near = {"all have it": lambda m: all(node["value"] == 1 for node in m.nodes.values())}
    far = {"two writes": lambda m: m.nodes["n1"]["count"] == 2}
    assert "ok" == explore(registers(Chain, *clients, goals=near)).verdict.kind
    done = explore(registers(Chain, *clients, goals=far))
    assert ("unknown", "the goal 'two writes' was never reached") == (
        done.verdict.kind,
        done.verdict.reason,
    )


def test_nothing_checked_and_nobody_answered_are_never_ok() -> None:
    system = System("bare", {"n1": Chain}, (asks("c1", read("n1")),))
    assert "nothing was checked" in explore(system).verdict.reason
    silent = registers(Chain, asks("c1", ("n1", "nothing", "x")), nodes=1)
    assert "unknown" == explore(silent).verdict.kind


def test_a_pruned_state_is_not_gone_on_from() -> None:
    clients = asks("c1", write("n1", 1)), asks("c2", read("n2"))
    prunes = {"only writes": lambda m: any(event.f == "read" for event in m.history)}
    system = registers(Hasty, *clients, prunes=prunes, invariants={"any": lambda _: True})
    done = explore(replace(system, judges={}))
    assert "ok" == done.verdict.kind
    assert f"not beyond the {done.pruned} that were pruned" in done.verdict.reason


def test_a_search_begins_where_its_stages_end() -> None:
    class Warm(Chain):
        def start(self) -> None:
            super().start()
            self.warm = False
            self.after(ms(5), self.tick)

        def tick(self) -> None:
            self.warm = True

        def on_read(self, src: str, key: str) -> dict[str, Any]:
            self.always(self.warm, "warm before it answers")
            return super().on_read(src, key)

    stage = Stage("all warm", lambda m: all(n["warm"] for n in m.nodes.values()), Bounds(timers=2))
    clients = (asks("c1", write("n1", 1), read("n1")),)
    cold = explore(registers(Warm, *clients, nodes=2))
    warm = explore(registers(Warm, *clients, nodes=2, stages=(stage,)))
    assert ("violated", "ok") == (cold.verdict.kind, warm.verdict.kind)
    assert warm.verdict.reason.endswith("from all warm keep register")
    never = Stage("never", lambda _: False, Bounds(timers=2))
    lost = explore(registers(Warm, *clients, nodes=2, stages=(never,)))
    assert "the stage 'never' was not reached" in lost.verdict.reason


def test_the_end_of_a_run_is_judged_where_nothing_can_happen_any_more() -> None:
    from quorate.checkers import check_reads

    def judge(history: Any) -> Any:
        return check_reads(history, {"x": 1})

    clients = (asks("c1", write("n1", 1), read("n2")),)
    system = System(
        "ends", dict.fromkeys(("n1", "n2"), Chain), clients, last_judges={"reads": judge}
    )
    done = explore(system)
    assert ("ok", 1) == (done.verdict.kind, done.ends)


# Refusals.


class Clock(Chain):
    def on_read(self, src: str, key: str) -> dict[str, Any]:
        try:
            return {"type": "read_ok", "value": self.now()}
        except Exception:  # a refusal is not to be swallowed
            return {"type": "read_ok", "value": 0}


class Dice(Chain):
    def on_read(self, src: str, key: str) -> dict[str, Any]:
        return {"type": "read_ok", "value": self.random.choice([None, self.value])}


class Shared(Chain):
    seen: tuple[int, ...] = ()

    def keep(self, value: int) -> None:
        super().keep(value)
        Shared.seen = (*Shared.seen, value)


COUNT = [0]


class Moody(Chain):
    def on_copied(self, src: str, count: int) -> None:
        COUNT[0] += 1
        self.send(src, "counted", count=COUNT[0])
        super().on_copied(src, count)

    def on_counted(self, src: str, count: int) -> None:
        """Whatever."""


class Breaking(Chain):
    def on_read(self, src: str, key: str) -> dict[str, Any]:
        raise ZeroDivisionError


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Clock, "a handler used self.now(), which cannot be explored"),
        (Dice, "a handler used self.random, which cannot be explored"),
        (Shared, "Shared.seen changed, which all nodes share"),
        (Moody, "did not do the same again when it met"),
    ],
)
def test_what_would_make_the_search_unsound_is_refused(kind: type[Node], said: str) -> None:
    clients = asks("c1", write("n1", 1), write("n1", 2)), asks("c2", read("n1"))
    done = explore(registers(kind, *clients))
    assert ("unknown", "refused") == (done.verdict.kind, done.stopped_by)
    assert said in done.verdict.reason


def test_a_draw_that_decides_only_a_delay_may_be_the_least() -> None:
    done = explore(
        registers(Dice, asks("c1", write("n1", 1)), asks("c2", read("n1")), draws="least")
    )
    assert "violated" == done.verdict.kind


def test_a_handler_that_raises_is_the_violation() -> None:
    done = explore(registers(Breaking, asks("c1", read("n1"))))
    assert "violated" == done.verdict.kind
    assert "n1 crashed: " in done.verdict.reason
    assert "ZeroDivisionError" in done.verdict.reason
    assert 2 == done.depth


class Aliased(Node):
    """Its timer changes a list: its own, or one that only looks the same."""

    def start(self) -> None:
        self.kept: list[int] = []

    def on_same(self, src: str) -> dict[str, Any]:
        self.after(ms(1), self.fill, self.kept, key="fill")
        return {"type": "same_ok"}

    def on_copy(self, src: str) -> dict[str, Any]:
        self.after(ms(1), self.fill, list(self.kept), key="fill")
        return {"type": "copy_ok"}

    def fill(self, kept: list[int]) -> None:
        kept.append(1)


def test_two_objects_that_look_alike_are_not_taken_for_one() -> None:
    invariants = {"empty": lambda nodes: nodes["n1"]["kept"] == []}
    clients = asks("c1", ("n1", "copy")), asks("c2", ("n1", "same"))
    for order in (clients, clients[::-1]):  # whichever is met first
        system = System("aliased", {"n1": Aliased}, order, invariants=invariants)
        assert "violated" == explore(system, Bounds(timers=1)).verdict.kind
