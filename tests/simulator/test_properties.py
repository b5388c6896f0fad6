"""Whatever the plan, some things never happen: checked on the traces of an echo cluster."""

# ruff: noqa: ARG002 - nodes are written here as learners write them
from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from quorate.faults import Fault, FaultPlan, crash, link, partition, pause, plan_of
from quorate.history import TraceRecord, operations
from quorate.node import Node, Timeout, ms
from quorate.simulator import (
    ClientPlan,
    LinkSettings,
    NetworkSettings,
    Run,
    World,
    WorldSettings,
    exponential,
)

MS = 1_000
NODES = ("a", "b", "c")
MEMBERS = (*NODES, "k")
HORIZON_US = 400 * MS


class Echo(Node):
    """Echoes, asks its peers on a timer, and checks that only its own life wakes it."""

    def start(self) -> None:
        self.life = self.random.random()
        self.after(ms(7), self.tick, self.life)

    def tick(self, life: float) -> None:
        self.always(life == self.life, "a timer wakes its own life")
        self.spawn(self.ask(self.life))
        self.after(ms(7), self.tick, self.life)

    async def ask(self, life: float) -> None:
        for peer in self.peers:
            try:
                await self.call(peer, "echo", value=1, timeout=ms(15))
            except Timeout:
                continue
            finally:
                self.always(life == self.life, "a call wakes its own life")

    def on_echo(self, src: str, value: int) -> dict[str, Any]:
        return {"type": "echo_ok", "value": value}


@st.composite
def windows(draw: st.DrawFn) -> tuple[int, int | None]:
    at_us = draw(st.integers(0, 300)) * MS
    length = draw(st.none() | st.integers(1, 150))
    return at_us, None if length is None else at_us + length * MS


some_nodes = st.lists(st.sampled_from(NODES), min_size=1, max_size=3, unique=True)
some_pairs = st.lists(
    st.tuples(st.sampled_from(MEMBERS), st.sampled_from(MEMBERS)).filter(
        lambda pair: pair[0] != pair[1]
    ),
    min_size=1,
    max_size=6,
    unique=True,
)
plans = st.lists(
    st.one_of(
        st.builds(crash, some_nodes, windows(), disk=st.sampled_from(["keep", "wipe"])),
        st.builds(partition, some_pairs, windows(), mode=st.sampled_from(["drop", "hold"])),
        st.builds(pause, some_nodes, windows()),
        st.builds(
            link,
            windows(),
            pairs=st.none() | some_pairs,
            loss=st.just(0.3),
            duplicate=st.just(0.3),
            slow=st.just(5.0),
        ),
    ),
    max_size=7,
).map(plan_of)


def run_echo(plan: FaultPlan, seed: int) -> Run:
    steps = tuple((i * 15 * MS, NODES[i % 3], "echo", None, i) for i in range(20))
    result = World(
        WorldSettings(
            "echo",
            seed,
            nodes=dict.fromkeys(NODES, Echo),
            clients=(ClientPlan("k", steps, timeout_us=40 * MS),),
            plan=plan,
            network=NetworkSettings(LinkSettings(exponential(3 * MS)), ties="random"),
            horizon_us=HORIZON_US,
            trace=True,
        )
    ).run()
    assert result.complete
    assert not result.errors
    return result


def records(result: Run) -> list[TraceRecord]:
    assert result.trace is not None
    return list(result.trace.records())


def active_cuts(plan: FaultPlan, record: TraceRecord) -> list[Fault]:
    return [
        fault
        for fault in plan
        if fault.kind == "partition"
        and (record.peer, record.node) in (fault.pairs or ())
        and fault.strikes_at(record.t_us)
    ]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(plans, st.integers(0, 99))
def test_no_message_crosses_a_cut(plan: FaultPlan, seed: int) -> None:
    for record in records(run_echo(plan, seed)):
        if record.kind == "recv":
            assert [] == active_cuts(plan, record)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(plans, st.integers(0, 99))
def test_nothing_happens_on_a_node_that_is_down_or_paused(plan: FaultPlan, seed: int) -> None:
    result = run_echo(plan, seed)
    silent: dict[str, str] = {}
    for record in records(result):
        assert (
            record.kind not in ("recv", "send", "timer", "disk", "log") or record.node not in silent
        )
        if record.kind in ("crash", "pause"):
            assert record.node is not None
            silent[record.node] = record.kind
        elif record.kind in ("restart", "resume"):
            assert record.node is not None
            assert {"restart": "crash", "resume": "pause"}[record.kind] == silent.pop(record.node)
    assert all(claim.reached == claim.held for claim in result.claims), (
        "only its own life wakes a node"
    )


@settings(max_examples=60, deadline=None, derandomize=True)
@given(plans, st.integers(0, 99))
def test_every_message_is_accounted_for(plan: FaultPlan, seed: int) -> None:
    sent: Counter[int | None] = Counter()
    ended: Counter[int | None] = Counter()
    for record in records(run_echo(plan, seed)):
        sent[record.mid] += record.kind in ("send", "dup")
        ended[record.mid] += record.kind in ("recv", "drop")
    del sent[None], ended[None]
    assert all(ended[mid] <= copies for mid, copies in sent.items()), "no message out of nothing"
    assert not set(ended) - set(sent)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(plans, st.integers(0, 99))
def test_held_messages_go_on_when_the_cut_heals(plan: FaultPlan, seed: int) -> None:
    healed = {f.id: f.until_us for f in plan if f.until_us is not None and f.until_us < HORIZON_US}
    held: list[tuple[int, int | None]] = []
    released: list[tuple[int, int | None]] = []
    for record in records(run_echo(plan, seed)):
        if record.kind in ("hold", "release"):
            fault_id = record.body["fault"]
            if record.kind == "release":
                assert healed[fault_id] == record.t_us
                released.append((fault_id, record.mid))
            elif fault_id in healed:
                held.append((fault_id, record.mid))
    assert held == released or sorted(held, key=str) == sorted(released, key=str)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(plans, st.integers(0, 99))
def test_the_history_is_possible_and_answers_are_true(plan: FaultPlan, seed: int) -> None:
    for operation in operations(run_echo(plan, seed).history):
        assert operation.status != "ok" or operation.value == operation.result


@settings(max_examples=20, deadline=None, derandomize=True)
@given(plans, st.integers(0, 99))
def test_any_plan_repeats_exactly(plan: FaultPlan, seed: int) -> None:
    one, other = run_echo(plan, seed).trace, run_echo(plan, seed).trace
    assert one is not None
    assert other is not None
    assert one.hash() == other.hash()


def test_without_faults_everything_is_answered() -> None:
    result = run_echo(FaultPlan(), 1)
    assert 20 == result.counters["ok"]
    assert 0 == sum(result.counters[name] for name in ("lost", "dropped_down", "dropped_partition"))
    assert all(claim.reached > 50 for claim in result.claims)
