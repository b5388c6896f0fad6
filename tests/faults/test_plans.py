"""Plans survive JSON, and a fault that cannot mean anything is refused with the remedy."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quorate.faults import (
    FAULT_KINDS,
    LEADER,
    BadFaultError,
    Fault,
    FaultPlan,
    clock,
    crash,
    describe_plan,
    disk,
    dump_plan,
    join_plans,
    link,
    load_plan,
    maybe,
    membership,
    message,
    partition,
    pause,
    plan_from_json,
    plan_of,
    plan_to_json,
    slow,
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
targets = st.just(LEADER) | names
faults |= st.one_of(
    st.builds(crash, targets, windows(), disk=st.sampled_from(["lose_unsynced", "torn"])),
    st.builds(partition, st.just(LEADER), windows(), mode=st.sampled_from(["drop", "hold"])),
    st.builds(slow, targets, windows(), work_us=st.integers(1, 10**6)),
    st.builds(clock, targets, windows(), offset_us=st.integers(1, 10**9)),
    st.builds(clock, targets, windows(), drift_ppm=st.integers(-500_000, -1)),
    st.builds(
        disk,
        targets,
        windows(),
        st.sampled_from(["write_error", "lost", "torn", "corrupt"]),
        chance=chances,
    ),
    st.builds(disk, targets, windows(), st.just("slow"), delay_us=st.integers(1, 10**6)),
    st.builds(membership, st.sampled_from(["add", "remove"]), names, windows()),
    st.builds(
        message,
        st.sampled_from(["hold", "drop", "duplicate"]),
        st.just(("n1", "n2")),
        st.integers(1, 99),
        windows(),
    ),
    st.builds(maybe, st.just("before commit"), windows(), nodes=st.none() | targets),
)
plans = st.lists(faults, max_size=6).map(plan_of)


@settings(deadline=None, derandomize=True)
@given(plans)
def test_a_plan_survives_json_text(plan: FaultPlan) -> None:
    assert plan == plan_from_json(json.loads(json.dumps(plan_to_json(plan))))
    assert plan == load_plan(dump_plan(plan))


@settings(deadline=None, derandomize=True)
@given(plans)
def test_every_plan_is_told_in_one_line_a_fault(plan: FaultPlan) -> None:
    lines = describe_plan(plan).splitlines()
    assert max(len(plan), 1) == len(lines)
    assert all(line.startswith(f"{f.id}. from ") for f, line in zip(plan, lines, strict=False))


@settings(deadline=None, derandomize=True)
@given(faults, st.lists(st.sampled_from(["n1", "n2"]), min_size=1, max_size=1))
def test_a_resolved_fault_is_concrete_and_survives_json(fault: Fault, found: list[str]) -> None:
    if fault.nodes_from is None:
        return
    concrete = fault.resolved(found, ["n1", "n2", "n3"])
    assert (None, "leader") == (concrete.nodes_from, concrete.params["chosen"])
    assert plan_of([concrete]) == load_plan(dump_plan(plan_of([concrete])))
    struck = (
        concrete.nodes
        if fault.kind != "partition"
        else {n for p in concrete.pairs or () for n in p}
    )
    assert set(found) <= set(struck)


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
            "use one of keep, lose_unsynced, torn, wipe",
        ),
        ({"id": 1, "at": 5, "kind": "partition", "cut": [["n1"]]}, "directed pairs"),
        ({"id": 1, "at": 5, "kind": "link", "loss": 1.5}, "between 0 and 1"),
        ({"id": 1, "at": 5, "kind": "link", "slow": 0}, "not a factor"),
        ({"id": 1, "at": 5, "kind": "crash", "node": "n1", "dsk": "keep"}, "a crash has no 'dsk'"),
        ({"id": 1, "at": 5, "kind": "crash", "node": "a", "nodes_from": "x"}, "keep the one"),
        ({"id": 1, "at": 5, "kind": "pause", "nodes_from": 3}, '"nodes_from": "leader"'),
        ({"id": 1, "at": 5, "kind": "partition", "cut": [], "nodes_from": "x"}, "keep the one"),
        (
            {"id": 1, "at": 5, "kind": "partition", "nodes_from": "x", "direction": "up"},
            "use one of both, in, out",
        ),
        ({"id": 1, "at": 5, "kind": "link", "jitter_us": -1}, "whole number from 0"),
        ({"id": 1, "at": 5, "kind": "link", "bandwidth_bytes_per_s": 0}, "whole number from 1"),
        ({"id": 1, "at": 5, "kind": "slow", "node": "n1"}, "work_us None is not a whole number"),
        ({"id": 1, "at": 5, "kind": "clock", "node": "n1"}, "does nothing; give one"),
        ({"id": 1, "at": 5, "kind": "clock", "node": "n1", "drift_ppm": 10**6}, "from -500000"),
        ({"id": 1, "at": 5, "kind": "disk", "node": "n1", "effect": "melt"}, "use one of slow"),
        ({"id": 1, "at": 5, "kind": "disk", "node": "n1", "effect": "slow"}, "delay_us None"),
        (
            {"id": 1, "at": 5, "kind": "disk", "node": "n1", "effect": "lost", "chance": 2},
            "between 0 and 1",
        ),
        ({"id": 1, "at": 5, "kind": "membership", "node": "n1", "action": "vote"}, "add, remove"),
        (
            {"id": 1, "at": 5, "kind": "membership", "nodes_from": "leader", "action": "add"},
            "name it in nodes",
        ),
        ({"id": 1, "at": 5, "kind": "message", "link": ["a"], "k": 1}, '"n1", "n2"'),
        ({"id": 1, "at": 5, "kind": "message", "link": ["a", "b"], "k": 0}, "from 1 to"),
        ({"id": 1, "at": 5, "kind": "maybe", "name": ""}, "write it as text"),
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


def test_text_that_is_no_json_is_refused() -> None:
    with pytest.raises(BadFaultError, match="not JSON"):
        load_plan("[{")


def test_a_plan_reads_like_this() -> None:
    plan = plan_of(
        [
            crash(["n1", "n2"], (1_000_000, 2_500_000), disk="torn", cause=("rack", "r1")),
            partition([("n1", "n3"), ("n3", "n1"), ("n2", "n3")], (2_000_000, None), mode="hold"),
            partition(LEADER, (3_000_000, 4_000_000), shape="isolate-leader"),
            pause(LEADER, (4_000_000, 4_000_500)),
            link((5_000_000, 6_000_000), loss=0.005, slow=3, jitter_us=2_000),
            link((5_000_001, 6_000_000), pairs=[("n1", "n2")], bandwidth_bytes_per_s=1_000),
            slow(["n1"], (6_000_000, 7_000_000), work_us=20_000),
            clock(["n1"], (7_000_000, 8_000_000), offset_us=-5_000_000, drift_ppm=200),
            disk(["n1"], (8_000_000, 9_000_000), "lost", chance=0.5),
            disk(["n2"], (8_000_001, 9_000_000), "slow", delay_us=50_000),
            membership("add", ["n4"], (9_000_000, None)),
            message("hold", ("n1", "n2"), 3, (9_500_000, 9_900_000)),
            maybe("skip the check", (9_600_000, None), nodes=["n2"]),
        ]
    )
    assert FAULT_KINDS == tuple(kind for kind in FAULT_KINDS if kind in {f.kind for f in plan})
    assert """\
1. from 1.000 s until 2.500 s: n1, n2 down (rack r1); the record being written is torn
2. from 2.000 s for good: cut: n1↔n3, n2→n3; messages wait for the end
3. from 3.000 s until 4.000 s: cut (isolate-leader): whoever is leader ↔ all other nodes
4. from 4.000 s until 4.0005 s: whoever is leader paused
5. from 5.000 s until 6.000 s: all links: 0.5% of the messages lost, latency times 3, up to 0.002 s more
6. from 5.000001 s until 6.000 s: n1→n2: 1000 bytes a second
7. from 6.000 s until 7.000 s: n1 slow: 0.020 s for each event
8. from 7.000 s until 8.000 s: the clock of n1 jumps by -5.000 s and runs 200 ppm too fast
9. from 8.000 s until 9.000 s: disk of n1: writes are gone after the next crash, with chance 0.5
10. from 8.000001 s until 9.000 s: disk of n2: syncs take 0.050 s longer
11. from 9.000 s for good: n4 joins
12. from 9.500 s until 9.900 s: message 3 on n1→n2 is held
13. from 9.600 s for good: the code point 'skip the check' is on at n2""" == describe_plan(plan)
    assert "no faults" == describe_plan(FaultPlan())
