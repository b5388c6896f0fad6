"""What each fault does to nodes and links, record by record."""

# ruff: noqa: ARG002 - nodes are written here as learners write them
from __future__ import annotations

from typing import Any

from quorate.faults import crash, link, partition, pause, plan_of
from quorate.history import operations
from quorate.node import Machine, Timeout, Topology, ms
from quorate.simulator import ClientPlan, LinkSettings, NetworkSettings, World, WorldSettings, const
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
