"""The same settings give the same run, and a change in one place moves nothing elsewhere."""

# ruff: noqa: ARG002, FBT003 - nodes are written here as learners write them
from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING, Any

from quorate.faults import (
    FailureRates,
    FaultPlan,
    halves,
    independent_failures,
    join_plans,
    link,
    plan_of,
)
from quorate.node import Error, Machine, Node, Timeout, Topology, ms
from quorate.simulator import (
    ClientPlan,
    LinkSettings,
    NetworkSettings,
    Run,
    World,
    WorldSettings,
    exponential,
    streams,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

SECOND = 1_000_000
NODES = ("a", "b", "c")


class Gossip(Node):
    """A set that grows: answers from its own part and spreads news to a random peer."""

    extra_draws = 0

    def start(self) -> None:
        self.known = dict(self.disk.items("known"))
        self.after(ms(20), self.spread)

    def on_add(self, src: str, value: int) -> dict[str, Any]:
        self.learn(str(value))
        return {"type": "add_ok"}

    def learn(self, item: str) -> None:
        if item not in self.known:
            self.known[item] = True
            self.disk.put("known", item, True)

    def spread(self) -> None:
        for _ in range(self.extra_draws):
            self.random.random()
        self.send(self.random.choice(self.peers), "news", items=list(self.known))
        self.after(ms(20), self.spread)

    def on_news(self, src: str, items: list[str]) -> None:
        for item in items:
            self.learn(item)

    def on_count(self, src: str) -> dict[str, Any]:
        return {"type": "count_ok", "value": len(self.known)}

    async def on_read(self, src: str) -> dict[str, Any]:
        counts = []
        for peer in self.peers:
            try:
                counts.append((await self.call(peer, "count", timeout=ms(30)))["value"])
            except Timeout:
                self.log("no answer", peer=peer)
        if not counts:
            raise Error(11, "alone")
        return {"type": "read_ok", "value": max(counts)}


class MoreDraws(Gossip):
    extra_draws = 1


def settings_of(seed: int, **changes: Any) -> WorldSettings:
    stream = streams("gossip", seed)
    faults, client = stream("faults"), stream("client/0")
    plan = join_plans(
        independent_failures(faults, NODES, FailureRates(SECOND, SECOND // 5), 3 * SECOND),
        halves(faults, NODES, (SECOND, 2 * SECOND), mode="hold"),
        plan_of([link((0, SECOND), loss=0.1, duplicate=0.1)]),
    )
    steps = tuple(
        (i * 20_000, NODES[int(client.random() * 3)], *(("add", None, i) if i % 2 else ("read",)))
        for i in range(100)
    )
    return replace(
        WorldSettings(
            "gossip",
            seed,
            nodes=dict.fromkeys(NODES, Gossip),
            topology=Topology(tuple(Machine(node, {"zone": node}) for node in NODES)),
            clients=(ClientPlan("c0", steps), ClientPlan("c1", steps[::3])),
            plan=plan,
            network=NetworkSettings(LinkSettings(exponential(4_000), loss=0.01), ties="random"),
            horizon_us=3 * SECOND,
            trace=True,
        ),
        **changes,
    )


def run(seed: int, **changes: Any) -> Run:
    return World(settings_of(seed, **changes)).run()


def trace_hash(result: Run) -> str:
    assert result.trace is not None
    return result.trace.hash()


def test_the_run_is_worth_comparing() -> None:
    result = run(1)
    assert result.counters["ok"] > 50
    assert all(
        result.counters[name] > 0
        for name in (
            "lost",
            "duplicated",
            "held",
            "crashes",
            "timers",
            "logs",
            "restarts",
            "dropped_down",
        )
    )


def test_the_same_seed_gives_the_same_run_and_another_seed_another() -> None:
    assert trace_hash(run(1)) == trace_hash(run(1))
    assert 5 == len({trace_hash(run(seed)) for seed in range(5)})


def test_the_trace_changes_nothing_but_itself() -> None:
    traced, plain = run(2), run(2, trace=False)
    assert traced.history == plain.history
    assert traced.counters == plain.counters
    assert None is plain.trace


def test_three_processes_with_different_hash_seeds_agree() -> None:
    program = """
import importlib.util, sys
spec = importlib.util.spec_from_file_location("t", sys.argv[1])
t = importlib.util.module_from_spec(spec)
sys.modules["t"] = t
spec.loader.exec_module(t)
print(t.trace_hash(t.run(3)))
"""
    hashes = [
        subprocess.run(
            [sys.executable, "-c", program, __file__],
            env={
                **os.environ,
                "PYTHONHASHSEED": hash_seed,
                "PYTHONPATH": os.pathsep.join(sys.path),
            },
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for hash_seed in ("0", "1", "4242")
    ]
    assert [trace_hash(run(3))] * 3 == hashes


def rows_of(result: Run, *kinds: str) -> list[tuple[Any, ...]]:
    assert result.trace is not None
    return [tuple(record) for record in result.trace.records() if record.kind in kinds]


def test_one_more_draw_in_a_node_changes_neither_faults_nor_client_operations() -> None:
    plain, more = run(4), run(4, nodes=dict.fromkeys(NODES, MoreDraws))
    assert trace_hash(plain) != trace_hash(more)
    assert rows_of(plain, "fault", "heal") == rows_of(more, "fault", "heal")
    for client in ("c0", "c1"):
        one, other = (
            [record[3:6] for record in rows_of(result, "invoke") if record[2] == client]
            for result in (plain, more)
        )
        asked = [[(dest, f, body["value"]) for dest, f, body in rows] for rows in (one, other)]
        shorter = min(map(len, asked))
        assert shorter > 10
        assert asked[0][:shorter] == asked[1][:shorter]


def test_the_stream_of_one_link_is_untouched_by_traffic_on_another() -> None:
    class Beacon(Node):
        def start(self) -> None:
            if self.id == "a":
                self.after(ms(10), self.beat)

        def beat(self) -> None:
            for _ in range(self.to_c()):
                self.send("c", "beat")
            self.send("b", "beat")
            self.after(ms(10), self.beat)

        def to_c(self) -> int:
            return 0

        def on_beat(self, src: str) -> None:
            """Only its time of arrival matters."""

    class Chatty(Beacon):
        def to_c(self) -> int:
            return 3

    def arrivals(program: type[Node]) -> list[int]:
        result = run(5, nodes=dict.fromkeys(NODES, program), clients=(), plan=FaultPlan())
        return [record[0] for record in rows_of(result, "recv") if record[2] == "b"]

    assert len(arrivals(Beacon)) > 200
    assert arrivals(Beacon) == arrivals(Chatty)


def test_a_streams_name_is_its_seed() -> None:
    stream = streams("gossip", 7)
    assert stream("faults").random() == Random("gossip/7/faults").random()
    assert stream("faults").random() != stream("node/a").random()


def describe(record: tuple[Any, ...]) -> str:
    t_us, kind, node, peer, name, body, mid = record
    parts = [f"{t_us:>7}", kind, node or "-", *([f"({peer})"] if peer else [])]
    parts += [name] if name else []
    parts += [f"#{mid}"] if mid else []
    parts += [str(body)] if body else []
    return " ".join(parts)


def test_a_failover_reads_like_this(check_transcript: Callable[[str, str], None]) -> None:
    plan = plan_of(
        [
            *independent_failures(Random(1), ["b"], FailureRates(60_000, 40_000), 70_000).faults,
            *halves(Random(4), NODES, (100_000, 130_000), mode="hold").faults,
        ]
    )
    steps = ((0, "a", "add", None, 1), (45_000, "a", "read"), (105_000, "a", "read"))
    small = settings_of(
        6, plan=plan, clients=(ClientPlan("c0", steps, timeout_us=60_000),), horizon_us=150_000
    )
    result = World(small).run()
    assert result.trace is not None
    lines = ["world gossip, seed 6, faults:", *(f"  {fault}" for fault in plan_lines(plan))]
    wanted = [
        r
        for r in result.trace.records()
        if r.name not in ("news", "spread", "known") and r.kind != "disk"
    ]
    text = "\n".join([*lines, *(describe(tuple(r)) for r in wanted), f"ended: {result.ended}"])
    check_transcript("failover", text + "\n")


def plan_lines(plan: FaultPlan) -> list[str]:
    return [f"{f.id} {f.kind} {f.at_us}-{f.until_us} {dict(f.params)}" for f in plan]


def test_settings_can_be_taken_from_any_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "Asia/Kathmandu")
    assert trace_hash(run(1)) == trace_hash(World(settings_of(1)).run())
