"""What generators draw: the right targets, at the right rates, and nothing outside their stream."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quorate.faults import (
    BadShapeError,
    FailureRates,
    FaultPlan,
    Flapping,
    StrikeTiming,
    bridge,
    common_cause_failures,
    compose,
    flapping,
    halves,
    independent_failures,
    isolate_domain,
    isolate_leader,
    isolate_one,
    majority_minority,
    minority_third,
    one_way,
    overlay,
    ring_of_majorities,
    sequence,
    shift,
    strike_each_domain,
    swizzle,
)
from quorate.faults.draws import draw_below, draw_exponential, shuffled

if TYPE_CHECKING:
    from collections.abc import Callable

RACKS = {"r1": ("m1", "m2"), "r2": ("m3",), "r3": ("m4", "m5", "m6")}
FEEDS = {"p1": ("m1", "m3"), "p2": ("m2", "m4")}
WINDOW = (100, 200)


@dataclass
class Domains:
    labels: dict[str, dict[str, tuple[str, ...]]]

    def domains(self, label: str) -> dict[str, tuple[str, ...]]:
        return self.labels.get(label, {})


TOPOLOGY = Domains({"rack": RACKS, "feed": FEEDS})
TIMING = StrikeTiming(1_000, 500, 200, jitter_us=50)


@settings(deadline=None, derandomize=True)
@given(st.integers(0, 10_000))
def test_every_domain_is_struck_exactly_once_and_never_two_at_a_time(seed: int) -> None:
    plan = strike_each_domain(Random(seed), TOPOLOGY, ["rack", "feed"], TIMING)
    causes = sorted((f.params["cause"]["label"], f.params["cause"]["value"]) for f in plan)
    assert [
        ("feed", "p1"),
        ("feed", "p2"),
        ("rack", "r1"),
        ("rack", "r2"),
        ("rack", "r3"),
    ] == causes
    for fault in plan:
        cause = fault.params["cause"]
        assert TOPOLOGY.domains(cause["label"])[cause["value"]] == fault.nodes
    for earlier, later in zip(plan.faults, plan.faults[1:], strict=False):
        assert earlier.until_us is not None
        assert later.at_us >= earlier.until_us + TIMING.gap_us


def test_the_order_of_strikes_depends_on_the_seed_alone() -> None:
    def order(seed: int) -> list[str]:
        plan = strike_each_domain(Random(seed), TOPOLOGY, ["rack"], TIMING)
        return [fault.params["cause"]["value"] for fault in plan]

    assert order(1) == order(1)
    assert 6 == len({tuple(order(seed)) for seed in range(100)})


def test_labels_that_no_machine_carries_are_refused() -> None:
    with pytest.raises(BadShapeError, match="label the topology's machines"):
        strike_each_domain(Random(1), TOPOLOGY, ["zone"], TIMING)
    with pytest.raises(BadShapeError, match="label the machines"):
        common_cause_failures(Random(1), TOPOLOGY, "zone", FailureRates(10, 1), 100)


def down_share(plan: FaultPlan, horizon_us: int) -> float:
    down = sum(min(f.until_us or horizon_us, horizon_us) - f.at_us for f in plan)
    return down / horizon_us


def test_a_machine_is_down_for_mttr_out_of_mtbf_plus_mttr() -> None:
    # One machine, about 9,000 renewals; the share's standard error is about 0.0014.
    horizon_us = 10_000_000_000
    plan = independent_failures(Random(1), ["m1"], FailureRates(1_000_000, 111_111), horizon_us)
    assert down_share(plan, horizon_us) == pytest.approx(0.1, abs=0.005)


def test_windows_of_one_machine_never_overlap() -> None:
    plan = independent_failures(Random(2), ["m1"], FailureRates(1_000, 1_000), 1_000_000)
    assert len(plan) > 300
    for earlier, later in zip(plan.faults, plan.faults[1:], strict=False):
        assert earlier.until_us is not None
        assert later.at_us > earlier.until_us


def test_a_common_cause_takes_the_whole_domain_down() -> None:
    plan = common_cause_failures(Random(3), TOPOLOGY, "rack", FailureRates(1_000, 100), 50_000)
    assert set(RACKS.values()) == {fault.nodes for fault in plan}


@settings(deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.integers(2, 9))
def test_one_isolated_node_is_cut_both_ways_from_all_others(seed: int, count: int) -> None:
    nodes = [f"n{i}" for i in range(count)]
    (fault,) = isolate_one(Random(seed), nodes, WINDOW).faults
    cut = fault.pairs or ()
    assert 2 * (count - 1) == len(cut)
    (one,) = [n for n in nodes if all(n in pair for pair in cut)] if count > 2 else [cut[0][0]]
    assert {(one, n) for n in nodes if n != one} | {(n, one) for n in nodes if n != one} == set(cut)


@settings(deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.integers(2, 9))
def test_halves_cut_exactly_the_links_between_the_sides(seed: int, count: int) -> None:
    nodes = [f"n{i}" for i in range(count)]
    (fault,) = halves(Random(seed), nodes, WINDOW).faults
    small, large = count // 2, count - count // 2
    assert 2 * small * large == len(set(fault.pairs or ()))


@settings(deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.integers(4, 9))
def test_on_the_ring_each_sees_a_majority_and_no_two_see_the_same(seed: int, count: int) -> None:
    nodes = [f"n{i}" for i in range(count)]
    (fault,) = ring_of_majorities(Random(seed), nodes, WINDOW).faults
    cut = set(fault.pairs or ())
    views = [frozenset(n for n in nodes if n == me or (n, me) not in cut) for me in nodes]
    assert all(2 * len(view) > count for view in views)
    assert count == len(set(views))
    assert cut == {(b, a) for a, b in cut}


def test_one_way_cuts_one_direction() -> None:
    (fault,) = one_way(Random(1), ["n1", "n2", "n3"], WINDOW, mode="hold").faults
    ((source, dest),) = fault.pairs or ()
    assert source != dest
    assert "hold" == fault.params["mode"]


def sides(fault_pairs: set[tuple[str, str]], nodes: list[str]) -> set[frozenset[str]]:
    """The groups that still speak among themselves, by whom each node can hear."""
    return {frozenset(n for n in nodes if n == me or (n, me) not in fault_pairs) for me in nodes}


@settings(deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.integers(4, 9))
def test_a_minority_is_cut_off_and_the_third_is_below_a_third(seed: int, count: int) -> None:
    nodes = [f"n{i}" for i in range(count)]
    (fault,) = majority_minority(Random(seed), nodes, WINDOW).faults
    small, large = sorted(sides(set(fault.pairs or ()), nodes), key=len)
    assert (set(nodes), True) == (small | large, 2 * len(large) > count)
    (fault,) = minority_third(Random(seed), nodes, WINDOW).faults
    small, large = sorted(sides(set(fault.pairs or ()), nodes), key=len)
    assert 3 * len(small) < count <= 3 * (len(small) + 1)
    assert set(nodes) == small | large


@settings(deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.integers(3, 9))
def test_only_the_bridge_sees_both_sides(seed: int, count: int) -> None:
    nodes = [f"n{i}" for i in range(count)]
    (fault,) = bridge(Random(seed), nodes, WINDOW).faults
    views = sorted(sides(set(fault.pairs or ()), nodes), key=len)
    assert (3, set(nodes)) == (len(views), set(views[-1]))
    assert 1 == len(views[0] & views[1])


@settings(deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.integers(2, 9))
def test_a_swizzle_clogs_one_by_one_and_is_over_at_its_end(seed: int, count: int) -> None:
    nodes = [f"n{i}" for i in range(count)]
    plan = swizzle(Random(seed), nodes, (1_000, 9_000))
    starts = [fault.at_us for fault in plan]
    ends = [fault.until_us or 0 for fault in plan]
    assert len(plan) == len(set(starts)) == len(set(ends)) <= count
    assert 1_000 == starts[0]
    assert max(starts) < min(ends) <= max(ends) <= 9_000
    assert all(2 * (count - 1) == len(fault.pairs or ()) for fault in plan)


def test_a_domain_is_cut_from_the_machines_of_all_others() -> None:
    (fault,) = isolate_domain(Random(1), TOPOLOGY, "rack", WINDOW).faults
    views = sides(set(fault.pairs or ()), [f"m{i}" for i in range(1, 7)])
    inside, outside = sorted(views, key=lambda view: tuple(sorted(view)) not in RACKS.values())
    assert (tuple(sorted(inside)), 6) == (RACKS[fault.params["shape"][5:]], len(inside | outside))
    with pytest.raises(BadShapeError, match="with at least 2"):
        isolate_domain(Random(1), TOPOLOGY, "zone", WINDOW)


def test_the_leader_is_found_out_when_it_strikes_and_draws_nothing() -> None:
    stream = Random(1)
    (fault,) = isolate_leader(stream, ["n1", "n2"], WINDOW).faults
    assert ("leader", None) == (fault.nodes_from, fault.pairs)
    assert Random(1).random() == stream.random()


def test_a_shape_flaps_at_its_times_until_the_end_of_the_window() -> None:
    shape = flapping(one_way, Flapping(10, 20))
    plan = shape(Random(1), ["a", "b", "c"], (100, 200))
    assert [(100, 110), (130, 140), (160, 170), (190, 200)] == [(f.at_us, f.until_us) for f in plan]
    assert len({fault.pairs for fault in plan}) > 1, "drawn anew each time"
    late = flapping(one_way, Flapping(10, 20, jitter_us=9))(Random(2), ["a", "b"], (100, 300))
    starts = [fault.at_us for fault in late]
    assert all(30 <= b - a < 50 for a, b in itertools.pairwise(starts))
    with pytest.raises(BadShapeError, match="whole times above 0"):
        Flapping(0, 5)
    with pytest.raises(BadShapeError, match="give the window an end"):
        shape(Random(1), ["a", "b"], (0, None))


def test_shapes_and_plans_combine() -> None:
    both = compose(one_way, isolate_one)(Random(1), ["a", "b", "c"], WINDOW)
    assert {"one-way", "isolate-one"} == {fault.params["shape"] for fault in both}
    first, second = (one_way(Random(i), ["a", "b"], WINDOW) for i in range(2))
    assert [100, 100] == [fault.at_us for fault in overlay(first, second)]
    assert [(100, 200), (307, 407)] == [
        (fault.at_us, fault.until_us) for fault in sequence(first, second, gap_us=7)
    ]
    assert [(150, 250)] == [(fault.at_us, fault.until_us) for fault in shift(first, 50)]
    endless = one_way(Random(1), ["a", "b"], (5, None))
    assert 2 == len(sequence(first, endless))
    with pytest.raises(BadShapeError, match="plan 1 of the sequence has a fault without an end"):
        sequence(endless, first)


@pytest.mark.parametrize(
    ("shape", "count"),
    [
        (isolate_one, 1),
        (halves, 1),
        (one_way, 1),
        (ring_of_majorities, 3),
        (majority_minority, 2),
        (minority_third, 3),
        (bridge, 2),
        (isolate_leader, 1),
        (swizzle, 1),
    ],
)
def test_too_few_nodes_are_refused(shape: Callable[..., FaultPlan], count: int) -> None:
    with pytest.raises(BadShapeError, match="give at least"):
        shape(Random(1), ["n"] * count, WINDOW)


def test_exponential_draws_have_the_right_mean_variance_and_tail() -> None:
    stream = Random("exponential")
    draws = [draw_exponential(stream) for _ in range(200_000)]
    mean = sum(draws) / len(draws)
    variance = sum((x - mean) ** 2 for x in draws) / len(draws)
    beyond_two = sum(x > 2 for x in draws) / len(draws)
    assert mean == pytest.approx(1, abs=0.01)
    assert variance == pytest.approx(1, abs=0.03)
    assert beyond_two == pytest.approx(0.1353, abs=0.004)


def test_shuffling_gives_every_order_equally_often() -> None:
    stream = Random("shuffle")
    counts: dict[str, int] = {}
    for _ in range(12_000):
        order = "".join(shuffled(stream, "abc"))
        counts[order] = counts.get(order, 0) + 1
    assert 6 == len(counts)
    assert all(abs(count - 2_000) < 200 for count in counts.values())


def test_a_whole_number_is_drawn_below_its_bound() -> None:
    stream = Random(5)
    assert [0, 1, 2] == sorted({draw_below(stream, 3) for _ in range(100)})
