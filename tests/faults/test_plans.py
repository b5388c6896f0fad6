"""Plans survive JSON, and a fault that cannot mean anything is refused with the remedy."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quorate.faults import (
    BadFaultError,
    Fault,
    FaultPlan,
    crash,
    join_plans,
    link,
    partition,
    pause,
    plan_from_json,
    plan_of,
    plan_to_json,
)

names = st.lists(st.sampled_from(["n1", "n2", "n3"]), max_size=3, unique=True)
pairs = st.lists(
    st.tuples(st.sampled_from(["n1", "n2"]), st.sampled_from(["n3", "n4"])), max_size=3
)
chances = st.sampled_from([0.0, 0.25, 1.0])


@st.composite
def windows(draw: st.DrawFn) -> tuple[int, int | None]:
    at_us = draw(st.integers(0, 1000))
    return at_us, draw(st.none() | st.integers(at_us + 1, at_us + 1000))


faults = st.one_of(
    st.builds(
        crash,
        names,
        windows(),
        disk=st.sampled_from(["keep", "wipe"]),
        cause=st.none() | st.just(("rack", "r2")),
    ),
    st.builds(partition, pairs, windows(), mode=st.sampled_from(["drop", "hold"])),
    st.builds(pause, names, windows()),
    st.builds(
        link,
        windows(),
        pairs=st.none() | pairs,
        loss=chances,
        duplicate=chances,
        slow=st.sampled_from([0.5, 1.0, 20.0]),
    ),
)
plans = st.lists(faults, max_size=6).map(plan_of)


@settings(deadline=None, derandomize=True)
@given(plans)
def test_a_plan_survives_json_text(plan: FaultPlan) -> None:
    assert plan == plan_from_json(json.loads(json.dumps(plan_to_json(plan))))


@settings(deadline=None, derandomize=True)
@given(plans, plans)
def test_a_joined_plan_has_all_faults_in_order_of_their_start(
    one: FaultPlan, other: FaultPlan
) -> None:
    joined = join_plans(one, other)
    assert list(range(1, len(one) + len(other) + 1)) == [fault.id for fault in joined]
    assert sorted(fault.at_us for fault in joined) == [fault.at_us for fault in joined]


def test_the_documented_shape_is_read() -> None:
    rows = [
        {
            "id": 1,
            "at": 1000000,
            "until": 1800000,
            "kind": "partition",
            "shape": "one-way",
            "cut": [["n1", "n3"]],
        },
        {"id": 2, "at": 3000000, "until": 3700000, "kind": "crash", "node": "n2", "disk": "keep"},
    ]
    cut, crashed = plan_from_json(rows).faults
    assert ((("n1", "n3"),), "drop") == (cut.pairs, cut.params["mode"])
    assert (("n2",), 3_000_000, 3_700_000) == (crashed.nodes, crashed.at_us, crashed.until_us)


def test_a_fault_strikes_from_its_start_until_just_before_its_end() -> None:
    fault = pause(["n1"], (10, 20))
    assert [False, True, True, False] == [fault.strikes_at(t) for t in (9, 10, 19, 20)]
    assert pause(["n1"], (10, None)).strikes_at(10**12)


@pytest.mark.parametrize(
    ("row", "remedy"),
    [
        ({"id": 1, "at": 5, "kind": "flood"}, "use one of crash, partition, pause, link"),
        ({"id": 1, "at": 5, "until": 5, "kind": "pause", "nodes": []}, "later end"),
        ({"id": 1, "at": 0.5, "kind": "pause", "nodes": []}, "whole microseconds"),
        ({"id": 1, "at": True, "kind": "pause", "nodes": []}, "whole microseconds"),
        ({"id": 1, "at": 5, "kind": "pause", "nodes": "n1"}, "list of node ids"),
        (
            {"id": 1, "at": 5, "kind": "crash", "nodes": ["n1"], "disk": "melt"},
            "use one of keep, wipe",
        ),
        ({"id": 1, "at": 5, "kind": "partition", "cut": [["n1"]]}, "directed pairs"),
        ({"id": 1, "at": 5, "kind": "link", "loss": 1.5}, "between 0 and 1"),
        ({"id": 1, "at": 5, "kind": "link", "slow": 0}, "not a factor"),
        ({"at": 5}, "at least id, at and kind"),
        (7, "at least id, at and kind"),
    ],
)
def test_a_fault_that_means_nothing_is_refused(row: object, remedy: str) -> None:
    with pytest.raises(BadFaultError, match=remedy):
        plan_from_json([row])


def test_a_plan_is_a_list_with_an_id_a_fault() -> None:
    with pytest.raises(BadFaultError, match="JSON list"):
        plan_from_json({"kind": "crash"})
    with pytest.raises(BadFaultError, match="plan_of"):
        FaultPlan((Fault(1, 0, 1, "pause", params={"nodes": []}),) * 2)
