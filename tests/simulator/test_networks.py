"""Whatever the plan, a network makes nothing up, loses nothing silently, and keeps its order if asked."""

# ruff: noqa: ARG002 - nodes are written here as learners write them
from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quorate.faults import (
    LEADER,
    FaultPlan,
    clock,
    crash,
    disk,
    link,
    maybe,
    membership,
    message,
    partition,
    pause,
    plan_of,
    slow,
)
from quorate.node import Node, Timeout, ms
from quorate.simulator import (
    ClientPlan,
    DiskSettings,
    LinkSettings,
    NetworkSettings,
    SettingsError,
    World,
    WorldSettings,
    const,
    exponential,
    uniform,
)
from quorate.simulator.agenda import DELIVER
from quorate.simulator.lanes import body_bytes
from simulator.stores import records as records_of
from simulator.stores import run

if TYPE_CHECKING:
    from quorate.history import TraceRecord

MS = 1_000
NODES = ("a", "b", "c")
MEMBERS = (*NODES, "s", "k")
HORIZON_US = 300 * MS


class Busy(Node):
    """Talks to everybody, uses its disk, and checks that only its own life wakes it."""

    def start(self) -> None:
        self.life = self.random.random()
        if self.id == "a":
            self.observe("leader")
        self.after(ms(9), self.tick, self.life)

    def tick(self, life: float) -> None:
        self.always(life == self.life, "a timer wakes its own life")
        self.spawn(self.ask(self.life))
        self.after(ms(9), self.tick, self.life)

    async def ask(self, life: float) -> None:
        await self.disk.sync()
        self.always(life == self.life, "a sync wakes its own life")
        for peer in self.peers:
            if self.maybe("skip"):
                continue
            try:
                await self.call(peer, "echo", value=1, timeout=ms(15))
            except Timeout:
                continue
            finally:
                self.always(life == self.life, "a call wakes its own life")

    def on_echo(self, src: str, value: int) -> dict[str, Any]:
        return {"type": "echo_ok", "value": value}


windows = st.tuples(st.integers(0, 200), st.none() | st.integers(1, 120)).map(
    lambda pair: (pair[0] * MS, None if pair[1] is None else (pair[0] + pair[1]) * MS)
)
targets = st.just(LEADER) | st.lists(st.sampled_from(NODES), min_size=1, max_size=3, unique=True)
pairs = st.lists(
    st.tuples(st.sampled_from(MEMBERS), st.sampled_from(MEMBERS)).filter(lambda p: p[0] != p[1]),
    min_size=1,
    max_size=5,
    unique=True,
)
modes = st.sampled_from(["drop", "hold"])
every_kind = st.one_of(
    st.builds(crash, targets, windows, disk=st.sampled_from(["keep", "torn", "lose_unsynced"])),
    st.builds(partition, pairs | st.just(LEADER), windows, mode=modes),
    st.builds(pause, targets, windows),
    st.builds(
        link,
        windows,
        pairs=st.none() | pairs,
        loss=st.sampled_from([0.0, 0.3]),
        duplicate=st.sampled_from([0.0, 0.3]),
        jitter_us=st.sampled_from([0, 20 * MS]),
    ),
    st.builds(link, windows, bandwidth_bytes_per_s=st.sampled_from([500, 20_000])),
    st.builds(slow, targets, windows, work_us=st.sampled_from([500, 8 * MS])),
    st.builds(clock, targets, windows, offset_us=st.just(-5 * MS), drift_ppm=st.just(100_000)),
    st.builds(disk, targets, windows, st.sampled_from(["lost", "torn", "corrupt"])),
    st.builds(disk, targets, windows, st.just("slow"), delay_us=st.just(5 * MS)),
    st.builds(maybe, st.just("skip"), windows, nodes=st.none() | targets),
    st.builds(
        message,
        st.sampled_from(["hold", "drop", "duplicate"]),
        st.sampled_from([("a", "b"), ("k", "a")]),
        st.integers(1, 5),
        windows,
    ),
)
joins = st.just([]) | st.builds(
    lambda at_us, stays: [membership("add", ["s"], (at_us, None if stays else at_us + 50 * MS))],
    st.integers(0, 150 * MS),
    st.booleans(),
)


def without_repeats(faults: list[Any]) -> FaultPlan:
    """Two faults must not pick the same message."""
    picked = {(f.pairs, f.params.get("k"), f.at_us): f for f in faults if f.kind == "message"}
    return plan_of([f for f in faults if f.kind != "message"] + list(picked.values()))


plans = st.builds(
    lambda faults, more: without_repeats(faults + more), st.lists(every_kind, max_size=6), joins
)
links = st.builds(
    LinkSettings,
    st.sampled_from([const(2 * MS), uniform(0, 6 * MS), exponential(3 * MS)]),
    loss=st.sampled_from([0.0, 0.1]),
    duplicate=st.sampled_from([0.0, 0.1]),
    jitter=st.none() | st.just(uniform(0, 10 * MS)),
    bandwidth_bytes_per_s=st.none() | st.just(30_000),
    fifo=st.booleans(),
)


def busy_world(plan: FaultPlan, one: LinkSettings, seed: int) -> World:
    steps = tuple((i * 12 * MS, NODES[i % 3], "echo", None, i) for i in range(20))
    return World(
        WorldSettings(
            "busy",
            seed,
            nodes=dict.fromkeys((*NODES, "s"), Busy),
            clients=(ClientPlan("k", steps, timeout_us=40 * MS),),
            plan=plan,
            network=NetworkSettings(one, ties="random"),
            disk=DiskSettings("buffered", sync=exponential(1 * MS)),
            spares=("s",),
            horizon_us=HORIZON_US,
            trace=True,
        )
    )


@settings(max_examples=50, deadline=None, derandomize=True)
@given(plans, links, st.integers(0, 99))
def test_sent_and_doubled_is_delivered_dropped_held_or_under_way(
    plan: FaultPlan, one: LinkSettings, seed: int
) -> None:
    world = busy_world(plan, one, seed)
    result = world.run()
    assert result.trace is not None
    fates: Counter[int | None] = Counter()
    may_repeat = one.duplicate > 0 or any(
        f.params.get("duplicate") or f.params.get("action") == "duplicate" for f in plan
    )
    for record in result.trace.records():
        if record.kind == "recv":
            assert fates[record.mid] > 0, "delivered without being sent"
        assert may_repeat or record.kind != "dup"
        fates[record.mid] += {
            "send": 1,
            "dup": 1,
            "recv": -1,
            "drop": -1,
            "hold": -1,
            "release": 1,
        }.get(record.kind, 0)
    del fates[None]
    under_way = Counter(event[6] for event in world.agenda.heap if event[3] == DELIVER)
    for member in world.members.values():
        under_way.update(event[6] for event in member.waiting if event[3] == DELIVER)
    assert under_way == +fates, "neither delivered, dropped, held nor under way"
    assert not [mid for mid, left in fates.items() if left < 0]
    held = sum(r.kind == "hold" for r in result.trace.records())
    assert held == result.counters["held"]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(plans, links, st.integers(0, 99))
def test_nothing_crosses_a_cut_and_no_dead_life_wakes(
    plan: FaultPlan, one: LinkSettings, seed: int
) -> None:
    result = busy_world(plan, one, seed).run()
    assert result.trace is not None
    assert not result.errors
    cuts = [fault for fault in result.struck if fault.kind == "partition"]
    silent: dict[str | None, str] = {}
    for record in result.trace.records():
        if record.kind == "recv":
            crossing = (record.peer, record.node)
            assert not [
                f for f in cuts if crossing in (f.pairs or ()) and f.strikes_at(record.t_us)
            ]
        _follow(record, silent)
    assert all(claim.reached == claim.held for claim in result.claims)


def _follow(record: TraceRecord, silent: dict[str | None, str]) -> None:
    """Keep who is down or paused; nothing else may happen there."""
    if record.kind in ("recv", "send", "timer", "disk", "observe"):
        assert record.node not in silent
    if record.kind in ("crash", "leave"):
        silent[record.node] = "down"
    elif record.kind == "pause":
        silent[record.node] = "paused"
    elif record.kind in ("restart", "resume", "join"):
        silent.pop(record.node, None)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(plans, links, st.integers(0, 99))
def test_a_fifo_link_keeps_its_order(plan: FaultPlan, one: LinkSettings, seed: int) -> None:
    kept = plan_of(f for f in plan if f.kind != "message")
    result = busy_world(kept, replace(one, fifo=True), seed).run()
    assert result.trace is not None
    arrived: dict[tuple[Any, Any], list[int]] = {}
    for record in result.trace.records():
        if record.kind == "recv" and record.mid is not None:
            arrived.setdefault((record.peer, record.node), []).append(record.mid)
    assert all(first <= second for mids in arrived.values() for first, second in pairwise(mids))


@settings(max_examples=20, deadline=None, derandomize=True)
@given(plans, links, st.integers(0, 99))
def test_any_plan_of_any_kind_repeats_exactly(
    plan: FaultPlan, one: LinkSettings, seed: int
) -> None:
    first, second = (busy_world(plan, one, seed).run().trace for _ in range(2))
    assert first is not None
    assert second is not None
    assert first.hash() == second.hash()


class Counting(Node):
    """Sends numbers, and tells in which order they came."""

    def start(self) -> None:
        self.came: list[int] = []
        if self.id == "a":
            for number in range(40):
                self.send("b", "number", value=number)

    def on_number(self, src: str, value: int) -> None:
        self.log("came", value=value)


def came(one: LinkSettings, plan: FaultPlan | None = None, seed: int = 1) -> list[tuple[int, int]]:
    result = World(
        WorldSettings(
            "count",
            seed,
            nodes=dict.fromkeys("ab", Counting),
            network=NetworkSettings(one),
            plan=plan or FaultPlan(),
            trace=True,
        )
    ).run()
    return [(record[0], record[5]["value"]) for record in records_of(result, "log")]


def order(one: LinkSettings, plan: FaultPlan | None = None) -> list[int]:
    return [value for _, value in came(one, plan)]


def test_jitter_reorders_unless_the_link_is_fifo() -> None:
    jitter = uniform(0, 10 * MS)
    assert list(range(40)) == order(LinkSettings(const(MS)))
    assert list(range(40)) != order(LinkSettings(const(MS), jitter=jitter))
    assert list(range(40)) == order(LinkSettings(const(MS), jitter=jitter, fifo=True))
    assert list(range(40)) == order(LinkSettings(exponential(5 * MS), fifo=True))
    shaken = plan_of([link((0, None), jitter_us=10 * MS)])
    assert list(range(40)) != order(LinkSettings(const(MS)), shaken)
    assert list(range(40)) == sorted(order(LinkSettings(const(MS)), shaken))


def test_a_narrow_link_puts_one_message_after_another_on_the_wire() -> None:
    body = {"type": "number", "value": 7}
    assert len('{"type":"number","value":7}') == body_bytes(body)
    times = [t_us for t_us, _ in came(LinkSettings(const(MS), bandwidth_bytes_per_s=27_000))]
    assert [MS * (n + 2) for n in range(10)] == times[:10], "27 bytes take a millisecond"
    assert {1_038} == {b - a for a, b in pairwise(times[10:])}, "28 bytes, rounded up"


def test_of_two_bandwidths_the_narrower_one_counts() -> None:
    narrow = plan_of([link((0, None), bandwidth_bytes_per_s=2_700)])
    times = [t for t, _ in came(LinkSettings(const(0), bandwidth_bytes_per_s=27_000), narrow)]
    assert [10 * MS, 20 * MS] == times[:2]
    wide = plan_of([link((0, None), bandwidth_bytes_per_s=270_000)])
    times = [t for t, _ in came(LinkSettings(const(0), bandwidth_bytes_per_s=27_000), wide)]
    assert [MS, 2 * MS] == times[:2]


def test_a_single_message_is_held_dropped_or_doubled() -> None:
    one = LinkSettings(const(MS))
    pair = ("a", "b")
    held = came(one, plan_of([message("hold", pair, 3, (0, 9 * MS))]))
    assert [(9 * MS, 2)] == [each for each in held if each[0] != MS]
    assert 40 == len(held)
    assert [*range(2), *range(3, 40)] == order(one, plan_of([message("drop", pair, 3, (0, None))]))
    twice = order(one, plan_of([message("duplicate", pair, 3, (0, None))]))
    assert [2, 2] == [value for value in twice if twice.count(value) > 1]
    assert [*range(40)] == order(one, plan_of([message("drop", pair, 41, (0, None))]))
    assert 39 == len(order(one, plan_of([message("hold", pair, 1, (0, None))]))), "never released"


def test_messages_are_counted_from_the_start_of_the_fault() -> None:
    steps = tuple((20 * MS * n, "a", "write", "x", n) for n in range(4))
    plan = plan_of([message("drop", ("c", "a"), 2, (15 * MS, None))])
    result = run(*steps, plan=plan)
    assert [(41 * MS, {"why": "message", "fault": 1})] == [
        (record[0], record[5]) for record in records_of(result, "drop")
    ]
    assert 1 == result.counters["dropped_message"]


def test_a_link_without_any_width_is_refused() -> None:
    with pytest.raises(SettingsError, match="carries nothing; give at least 1"):
        LinkSettings(const(MS), bandwidth_bytes_per_s=0)


class Chatty(Busy):
    """Draws once more each time."""

    def tick(self, life: float) -> None:
        self.random.random()
        super().tick(life)


def test_one_more_draw_in_a_node_shifts_no_fault_no_link_and_no_client() -> None:
    plan = plan_of(
        [
            link((0, None), loss=0.2, duplicate=0.2, jitter_us=5 * MS),
            disk(["a"], (0, None), "lost", chance=0.5),
            crash(LEADER, (100 * MS, 120 * MS), disk="lose_unsynced"),
        ]
    )
    one = LinkSettings(exponential(3 * MS), jitter=uniform(0, 4 * MS))

    def told(program: type[Node]) -> list[tuple[Any, ...]]:
        world = busy_world(plan, one, 7)
        settings = replace(world.settings, nodes={**world.settings.nodes, "a": program})
        result = World(settings).run()
        assert result.trace is not None
        return [tuple(record) for record in result.trace.records()]

    assert len(told(Busy)) > 500
    assert told(Busy) == told(Chatty)


def test_another_sub_seed_changes_the_network_and_nothing_else() -> None:
    world = busy_world(FaultPlan(), LinkSettings(exponential(3 * MS), loss=0.1), 7)
    runs = [World(replace(world.settings, network_subseed=n)).run() for n in (0, 1, 1)]
    hashes = [result.trace.hash() for result in runs if result.trace is not None]
    assert (False, True) == (hashes[0] == hashes[1], hashes[1] == hashes[2])
