"""What each fault does to nodes and links, record by record."""

# ruff: noqa: ARG002 - nodes are written here as learners write them
from __future__ import annotations

from typing import Any

import pytest

from quorate.faults import (
    LEADER,
    BadFaultError,
    crash,
    link,
    maybe,
    membership,
    partition,
    pause,
    plan_of,
    slow,
)
from quorate.history import operations
from quorate.node import Machine, Timeout, Topology, ms
from quorate.simulator import (
    ClientPlan,
    LinkSettings,
    NetworkSettings,
    SettingsError,
    World,
    WorldSettings,
    const,
)
from simulator.stores import MS, Store, records, run


def test_a_crash_loses_memory_keeps_the_disk_and_drops_what_arrives() -> None:
    plan = plan_of([crash(["a"], (10 * MS, 100 * MS), cause=("rack", "r1"))])
    result = run(
        (0, "a", "write", "x", 1),
        (20 * MS, "a", "read", "x"),
        (120 * MS, "a", "read", "x"),
        plan=plan,
    )
    assert ["ok", "info", "ok"] == [o.status for o in operations(result.history)]
    assert 1 == operations(result.history)[2].result
    cause = {"label": "rack", "value": "r1"}
    assert [
        (10 * MS, "crash", "a", None, None, {"fault": 1, "disk": "keep", "cause": cause}, None),
        (100 * MS, "restart", "a", None, None, {"fault": 1}, None),
    ] == records(result, "crash", "restart")
    ((t_us, _, node, peer, name, body, _),) = records(result, "drop")
    assert (21 * MS, "a", "c", "read", {"why": "down"}) == (t_us, node, peer, name, body)


def test_a_wiped_disk_is_empty_after_the_restart() -> None:
    plan = plan_of([crash(["a"], (10 * MS, 20 * MS), disk="wipe")])
    result = run((0, "a", "write", "x", 1), (30 * MS, "a", "read", "x"), plan=plan)
    assert None is operations(result.history)[1].result


def test_overlapping_crashes_keep_the_node_down_until_the_last_one_ends() -> None:
    plan = plan_of([crash(["a"], (10 * MS, 50 * MS)), crash(["a"], (20 * MS, 90 * MS))])
    result = run((60 * MS, "a", "read", "x"), (130 * MS, "a", "read", "x"), plan=plan)
    assert ["info", "ok"] == [o.status for o in operations(result.history)]
    assert [90 * MS] == [record[0] for record in records(result, "restart")]


def test_a_crash_without_an_end_is_for_good() -> None:
    result = run((20 * MS, "a", "read", "x"), plan=plan_of([crash(["a"], (MS, None))]))
    assert [] == records(result, "restart")


def test_a_machine_without_a_node_is_struck_without_effect() -> None:
    topology = Topology((Machine("a"), Machine("m9")))
    plan = plan_of([crash(["m9"], (0, 500 * MS))])
    result = run((0, "a", "read", "x"), plan=plan, topology=topology)
    assert ["ok"] == [o.status for o in operations(result.history)]


def test_a_cut_catches_what_is_under_way_and_only_in_its_direction() -> None:
    plan = plan_of([partition([("a", "c")], (1_500, 100 * MS))])
    result = run((0, "a", "write", "x", 1), (120 * MS, "a", "read", "x"), plan=plan)
    assert ["info", "ok"] == [o.status for o in operations(result.history)]
    assert 1 == operations(result.history)[1].result
    ((t_us, _, node, peer, _, body, _),) = records(result, "drop")
    assert (2 * MS, "c", "a", {"why": "partition", "fault": 1}) == (t_us, node, peer, body)


def test_a_holding_cut_delivers_in_order_at_its_end() -> None:
    plan = plan_of([partition([("c", "a"), ("d", "a")], (0, 40 * MS), mode="hold")])
    clients = (
        ClientPlan("c", ((5 * MS, "a", "write", "x", 1),)),
        ClientPlan("d", ((6 * MS, "a", "write", "x", 2), (50 * MS, "a", "read", "x"))),
    )
    result = run(plan=plan, clients=clients)
    assert [6 * MS, 7 * MS] == [record[0] for record in records(result, "hold")]
    assert [(40 * MS, "c"), (40 * MS, "d")] == [(r[0], r[3]) for r in records(result, "release")]
    assert 2 == operations(result.history)[2].result


def test_a_paused_node_does_all_its_work_in_order_at_resume() -> None:
    class Clocked(Store):
        def start(self) -> None:
            super().start()
            self.after(ms(10), self.tick)

        def tick(self) -> None:
            self.log("tick")
            self.after(ms(10), self.tick)

    plan = plan_of([pause(["a"], (15 * MS, 60 * MS))])
    result = run(
        (30 * MS, "a", "write", "x", 1), nodes={"a": Clocked}, plan=plan, horizon_us=75 * MS
    )
    done = [
        (record[0], record[1])
        for record in records(result, "pause", "resume", "recv", "log")
        if record[2] == "a"
    ]
    assert [
        (10 * MS, "log"),
        (15 * MS, "pause"),
        (60 * MS, "resume"),
        (60 * MS, "log"),
        (60 * MS, "recv"),
        (70 * MS, "log"),
    ] == done


def test_a_link_fault_adds_to_the_settings_and_ends() -> None:
    plan = plan_of(
        [link((0, 40 * MS), loss=1.0), link((50 * MS, 90 * MS), pairs=[("c", "a")], slow=10)]
    )
    result = run(
        (0, "a", "read", "x"), (60 * MS, "a", "read", "x"), (100 * MS, "a", "read", "x"), plan=plan
    )
    statuses = [
        (o.status, ((o.completed_time or 0) - (o.invoked_time or 0)) // 1_000)
        for o in operations(result.history)
    ]
    assert [("info", 50 * MS), ("ok", 11 * MS), ("ok", 2 * MS)] == statuses


def test_a_call_of_a_crashed_life_is_never_resolved() -> None:
    class Asking(Store):
        async def on_ask(self, src: str) -> dict[str, Any]:
            try:
                await self.call("b", "read", key="x", timeout=ms(200))
            except Timeout:
                self.log("timeout of a dead life")
            self.log("answer of a dead life")
            return {"type": "ask_ok"}

    plan = plan_of([crash(["a"], (1_500, 1_600))])
    result = run((0, "a", "ask"), nodes={"a": Asking, "b": Store}, plan=plan)
    assert [] == records(result, "log")
    assert ["info"] == [o.status for o in operations(result.history)]


class Waker(Store):
    def start(self) -> None:
        super().start()
        self.after(ms(20), self.wake)

    def wake(self) -> None:
        self.log("awake")


def test_a_timer_of_a_crashed_life_is_gone() -> None:
    plan = plan_of([crash(["a"], (10 * MS, 15 * MS))])
    result = run(nodes={"a": Waker}, plan=plan)
    assert [35 * MS] == [record[0] for record in records(result, "timer")]
    assert 1 == result.counters["timers"]


def test_what_waited_for_a_paused_node_is_lost_when_it_crashes() -> None:
    plan = plan_of([pause(["a"], (5 * MS, 90 * MS)), crash(["a"], (20 * MS, 30 * MS))])
    result = run((10 * MS, "a", "write", "x", 1), (80 * MS, "a", "read", "x"), plan=plan)
    ((t_us, _, node, _, name, body, _),) = records(result, "drop")
    assert (20 * MS, "a", "write", {"why": "down"}) == (t_us, node, name, body)
    assert ["info", "ok"] == [o.status for o in operations(result.history)], "restarted, not paused"


def test_timers_of_one_microsecond_go_off_in_random_order_too() -> None:
    def orders(seed: int) -> tuple[Any, ...]:
        network = NetworkSettings(LinkSettings(const(MS)), ties="random")
        settings = WorldSettings(
            "t", seed, nodes=dict.fromkeys("abc", Waker), network=network, trace=True
        )
        return tuple(record[2] for record in records(World(settings).run(), "log"))

    assert 6 == len({orders(seed) for seed in range(60)})


def test_a_slow_node_works_on_one_event_after_the_other() -> None:
    plan = plan_of([slow(["a"], (0, 45 * MS), work_us=10 * MS)])
    clients = tuple(
        ClientPlan(f"c{n}", ((0, "a", "read", "x"), (60 * MS, "a", "read", "x"))) for n in range(3)
    )
    result = run(plan=plan, clients=clients)
    times = sorted((o.completed_time or 0) // (1_000 * MS) for o in operations(result.history))
    assert [12, 22, 32, 62, 62, 62] == times


def test_what_waits_for_a_slow_node_is_let_in_when_it_is_quick_again() -> None:
    plan = plan_of([slow(["a"], (0, 15 * MS), work_us=10 * MS)])
    clients = tuple(ClientPlan(f"c{n}", ((0, "a", "read", "x"),)) for n in range(3))
    times = [
        (o.completed_time or 0) // (1_000 * MS)
        for o in operations(run(plan=plan, clients=clients).history)
    ]
    assert [12, 16, 16] == sorted(times)


def test_a_pause_breaks_the_work_of_a_slow_node_off_and_a_crash_ends_it() -> None:
    work = slow(["a"], (0, 200 * MS), work_us=10 * MS)
    paused = plan_of([work, pause(["a"], (5 * MS, 30 * MS))])
    (operation,) = operations(run((0, "a", "read", "x"), plan=paused).history)
    assert 41 * MS * 1_000 == operation.completed_time
    crashed = plan_of([work, crash(["a"], (5 * MS, 30 * MS))])
    result = run((0, "a", "read", "x"), (60 * MS, "a", "read", "x"), plan=crashed)
    lost, later = operations(result.history)
    assert ("info", 72 * MS * 1_000) == (lost.status, later.completed_time)
    assert [(5 * MS, {"why": "down"})] == [(r[0], r[5]) for r in records(result, "drop")]


class Candidate(Store):
    def start(self) -> None:
        super().start()
        self.after(ms({"a": 5, "b": 10, "d": 15}[self.id]), self.lead)

    def lead(self) -> None:
        self.observe("leader", term=1)
        self.log("peers", peers=list(self.peers))


def test_the_leader_is_whoever_said_so_last_and_still_runs() -> None:
    plan = plan_of(
        [
            crash(LEADER, (2 * MS, 3 * MS)),
            crash(LEADER, (20 * MS, 60 * MS)),
            crash(LEADER, (25 * MS, None)),
            partition(LEADER, (64 * MS, 80 * MS)),
        ]
    )
    result = run(nodes=dict.fromkeys("ab", Candidate), plan=plan)
    assert [
        (20 * MS, "b", {"fault": 2, "disk": "keep"}),
        (25 * MS, "a", {"fault": 3, "disk": "keep"}),
    ] == [(r[0], r[2], r[5]) for r in records(result, "crash")]
    nobody, last, _, cut = result.struck
    assert ((), ("b",)) == (nobody.nodes, last.nodes)
    assert ((), "leader") == (cut.pairs, cut.params["chosen"]), "it runs and leads no more"
    assert [2, 20, 25, 64] == [r[0] // MS for r in records(result, "fault")]


def test_a_spare_starts_when_it_joins_and_is_nobodys_peer_before() -> None:
    plan = plan_of([membership("add", ["d"], (50 * MS, 90 * MS))])
    steps = ((0, "d", "read", "x"), (55 * MS, "d", "read", "x"), (100 * MS, "d", "read", "x"))
    result = run(*steps, nodes=dict.fromkeys("abd", Candidate), plan=plan, spares=("d",))
    assert ["info", "ok", "info"] == [o.status for o in operations(result.history)]
    assert [("a", ["b"]), ("b", ["a"]), ("d", ["a", "b"])] == [
        (r[2], r[5]["peers"]) for r in records(result, "log")
    ]
    assert [(50 * MS, "join", "d"), (90 * MS, "leave", "d")] == [
        r[:3] for r in records(result, "join", "leave")
    ]


def test_a_node_that_left_is_not_started_by_the_end_of_a_crash() -> None:
    plan = plan_of(
        [crash(["a"], (10 * MS, 40 * MS)), membership("remove", ["a"], (20 * MS, 70 * MS))]
    )
    result = run((60 * MS, "a", "read", "x"), (120 * MS, "a", "read", "x"), plan=plan)
    assert ["info", "ok"] == [o.status for o in operations(result.history)]
    assert [] == records(result, "restart")


def test_a_code_point_is_on_where_and_while_the_plan_says_so() -> None:
    class Pointed(Store):
        def on_ask(self, src: str) -> dict[str, Any]:
            return {"type": "ask_ok", "value": self.maybe("here")}

    plan = plan_of(
        [
            maybe("here", (10 * MS, 50 * MS), nodes=["a"]),
            maybe("here", (20 * MS, 30 * MS)),
            crash(["a"], (32 * MS, 34 * MS)),
            maybe("elsewhere", (0, None)),
        ]
    )
    moments = (5, 15, 25, 35, 55)
    clients = tuple(
        ClientPlan(node, tuple((at * MS, node[1:], "ask") for at in moments))
        for node in ("ka", "kb")
    )
    result = run(nodes=dict.fromkeys("ab", Pointed), plan=plan, clients=clients)
    told = {node: [o.result for o in operations(result.history) if o.node == node] for node in "ab"}
    assert [False, True, True, True, False] == told["a"]
    assert [False, False, True, False, False] == told["b"]


def test_a_plan_for_other_nodes_is_refused_before_the_run() -> None:
    plan = plan_of([crash(["a"], (0, None)), pause(["n9"], (0, None))])
    with pytest.raises(BadFaultError, match=r"fault 2: a pause strikes 'n9', .* the nodes are a"):
        run(plan=plan)
    with pytest.raises(SettingsError, match="spares name 'd', which is no node; the nodes are a"):
        run(spares=("d",))
