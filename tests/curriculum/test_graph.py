"""The prerequisite graph."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quorate.curriculum import CyclicGraph, closure, find_cycle, topological_order

IDS = "abcdefg"
Graph = dict[str, tuple[str, ...]]


@st.composite
def acyclic_graphs(draw: st.DrawFn) -> Graph:
    order = draw(st.permutations(IDS))
    graph = {
        each: tuple(draw(st.sets(st.sampled_from(order[:index]), max_size=3))) if index else ()
        for index, each in enumerate(order)
    }
    return {each: graph[each] for each in draw(st.permutations(IDS))}


@given(acyclic_graphs())
def test_order_puts_every_requirement_first(graph: Graph) -> None:
    order = topological_order(graph)
    assert sorted(graph) == sorted(order)
    assert all(order.index(need) < order.index(each) for each in graph for need in graph[each])


@given(acyclic_graphs(), st.sampled_from(IDS))
def test_closure_is_what_can_be_reached(graph: Graph, start: str) -> None:
    reached: set[str] = set()
    pending = [start]
    while pending:
        current = pending.pop()
        if current not in reached:
            reached.add(current)
            pending.extend(graph[current])
    found = closure(graph, [start])
    assert reached == set(found)
    assert start == found[-1]


@given(st.dictionaries(st.sampled_from(IDS), st.lists(st.sampled_from(IDS), max_size=3).map(tuple)))
def test_a_cycle_is_found_exactly_when_no_order_exists(graph: Graph) -> None:
    known = list(graph)
    orders = any(
        all(
            order.index(need) < order.index(each)
            for each in graph
            for need in graph[each]
            if need in graph
        )
        for order in itertools.permutations(known)
    ) and all(each not in graph[each] for each in graph)
    cycle = find_cycle(graph)
    assert (not orders) == bool(cycle)
    for each, following in itertools.pairwise((*cycle, *cycle[:1])):
        assert following in graph[each]


def test_a_cycle_is_named_in_the_error() -> None:
    with pytest.raises(CyclicGraph, match="a → b → a"):
        topological_order({"a": ("b",), "b": ("a",)})


def test_unknown_requirements_count_as_roots() -> None:
    assert ("a",) == topological_order({"a": ("nowhere",)})
    assert () == closure({"a": ()}, ["nowhere"])


def test_a_very_deep_graph_needs_no_recursion() -> None:
    graph = {str(index): (str(index + 1),) for index in range(20_000)}
    assert "0" == topological_order(graph)[-1]
    assert () == find_cycle(graph)
