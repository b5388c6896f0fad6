"""What generators draw: the right targets, at the right rates, and nothing outside their stream."""

from __future__ import annotations

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
    StrikeTiming,
    common_cause_failures,
    halves,
    independent_failures,
    isolate_one,
    one_way,
    ring_of_majorities,
    strike_each_domain,
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


@pytest.mark.parametrize(
    ("shape", "count"), [(isolate_one, 1), (halves, 1), (one_way, 1), (ring_of_majorities, 3)]
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
