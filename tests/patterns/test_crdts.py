"""Counter and set: states merge in any order and as often as they come, and mean what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patterns.talking import Talk
from quorate.node import ms
from quorate.patterns import Counter, ObservedRemoveSet

if TYPE_CHECKING:
    from quorate.node import Node

NAMES = ("a", "b", "c")
Replicas = dict[str, Talk]

# What happens where: an operation, or a state that travels from one replica to another.
PLACES = st.sampled_from(NAMES)
TRAVELS = st.tuples(st.just("merge"), PLACES, PLACES)
COUNTS = st.tuples(st.just("add"), PLACES, st.integers(-5, 5))
CHANGES = st.tuples(st.sampled_from(("add", "remove")), PLACES, st.sampled_from("xyz"))


def replicas_of(kind: type[Node]) -> Replicas:
    return {name: Talk(kind, name, *(n for n in NAMES if n != name)) for name in NAMES}


def state_of(replica: Talk) -> dict[str, Any]:
    """What it sends when it next shares its state."""
    _, body = replica.wait(ms(80))[-1]
    return {name: part for name, part in body.items() if name != "type"}


def merge(replicas: Replicas, source: str, dest: str) -> None:
    replicas[dest].hear(source, "merge", **state_of(replicas[source]))


def exchange_all(replicas: Replicas) -> None:
    for _ in range(2):
        for source in NAMES:
            for dest in NAMES:
                if source != dest:
                    merge(replicas, source, dest)


def read(replica: Talk) -> Any:
    answer = replica.ask("read")
    assert answer is not None
    return answer["value"]


@settings(deadline=None, derandomize=True, max_examples=60)
@given(st.lists(st.one_of(COUNTS, TRAVELS), max_size=20))
def test_the_counter_is_the_sum_of_all_that_was_added(script: list[tuple[Any, ...]]) -> None:
    replicas = replicas_of(Counter)
    total = 0
    for kind, place, what in script:
        if kind == "merge":
            merge(replicas, place, what)
        else:
            total += what
            replicas[place].ask("add", value=what)
    exchange_all(replicas)
    assert dict.fromkeys(NAMES, total) == {name: read(replicas[name]) for name in NAMES}


@settings(deadline=None, derandomize=True, max_examples=60)
@given(st.lists(st.one_of(CHANGES, CHANGES, TRAVELS), max_size=24))
def test_the_set_keeps_what_no_remover_had_seen(script: list[tuple[Any, ...]]) -> None:
    """The oracle keeps every add it ever heard of, and every remove as a tombstone for adds."""
    replicas = replicas_of(ObservedRemoveSet)
    added: dict[str, set[tuple[str, int]]] = {name: set() for name in NAMES}
    removed: dict[str, set[tuple[str, int]]] = {name: set() for name in NAMES}
    for number, (kind, place, what) in enumerate(script):
        if kind == "merge":
            merge(replicas, place, what)
            added[what] |= added[place]
            removed[what] |= removed[place]
            continue
        visible = {add for add in added[place] - removed[place] if add[0] == what}
        answer = replicas[place].ask(kind, value=what)
        assert answer is not None
        if kind == "add":
            removed[place] |= visible
            added[place].add((what, number))
        else:
            assert answer["result"] is bool(visible)
            removed[place] |= visible
        expected = sorted({element for element, _ in added[place] - removed[place]})
        assert expected == read(replicas[place])
    exchange_all(replicas)
    everything = set().union(*added.values()) - set().union(*removed.values())
    expected = sorted({element for element, _ in everything})
    assert dict.fromkeys(NAMES, expected) == {name: read(replicas[name]) for name in NAMES}


@settings(deadline=None, derandomize=True, max_examples=30)
@given(st.lists(COUNTS, max_size=8), st.lists(PLACES, min_size=1, max_size=6))
def test_old_states_in_any_order_change_nothing(
    script: list[tuple[Any, ...]], order: list[str]
) -> None:
    replicas = replicas_of(Counter)
    states = []
    for _, place, what in script:
        replicas[place].ask("add", value=what)
        states.append((place, state_of(replicas[place])))
    exchange_all(replicas)
    before = read(replicas["a"])
    for source, state in [pair for name in order for pair in states if pair[0] == name]:
        if source != "a":
            replicas["a"].hear(source, "merge", **state)
    assert before == read(replicas["a"])


def test_a_crash_loses_nothing_that_was_acknowledged() -> None:
    counter, elements = Talk(Counter, "a", "b"), Talk(ObservedRemoveSet, "a", "b")
    counter.ask("add", value=3)
    elements.ask("add", value="x")
    counter.restart()
    elements.restart()
    counter.ask("add", value=-1)
    elements.ask("add", value="y")
    assert (2, ["x", "y"]) == (read(counter), read(elements))


@pytest.mark.parametrize("writes", range(3))
def test_a_crash_amid_a_merge_removes_nothing(writes: int) -> None:
    replicas = replicas_of(ObservedRemoveSet)
    replicas["a"].ask("add", value="x")
    replicas["b"].hear_half(writes, "a", "merge", **state_of(replicas["a"]))
    exchange_all(replicas)
    assert [["x"]] * 3 == [read(replica) for replica in replicas.values()]


@pytest.mark.parametrize("writes", range(3))
def test_a_crash_amid_an_add_gives_no_dot_twice(writes: int) -> None:
    replicas = replicas_of(ObservedRemoveSet)
    replicas["a"].hear_half(writes, "client", "add", value="x", msg_id=1)
    replicas["a"].ask("add", value="y")
    dots = [str(dot) for each in state_of(replicas["a"])["dots"].values() for dot in each]
    assert sorted(set(dots)) == sorted(dots)


@pytest.mark.parametrize("kind", [Counter, ObservedRemoveSet])
def test_a_replica_without_others_goes_on_alone(kind: type[Node]) -> None:
    alone = Talk(kind, "a")
    alone.ask("add", value=1 if kind is Counter else "x")
    assert [] == alone.wait(ms(1_000))
    assert read(alone) in (1, ["x"])
