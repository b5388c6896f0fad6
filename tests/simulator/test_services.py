"""Stations in the world: what the trace, the clients and the nodes see of them."""

# ruff: noqa: ARG002 - nodes are written here as learners write them
from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from quorate.faults import FaultPlan, crash, pause, plan_of, slow
from quorate.history import operations
from quorate.node import OWN_PROCESS, Node, NodeIdentity, NodeRuntime
from quorate.simulator import (
    ClientPlan,
    LinkSettings,
    NetworkSettings,
    Run,
    ServiceSettings,
    SettingsError,
    World,
    WorldSettings,
    const,
    exponential,
    uniform,
)

MS = 1_000
NONE = FaultPlan()


class Worker(Node):
    def start(self) -> None:
        self.log("started", servers=self.station.servers)

    def on_work(self, src: str) -> dict[str, Any]:
        return {"type": "work_ok"}

    def on_look(self, src: str) -> dict[str, Any]:
        station = self.station
        seen = [station.queued, station.busy, station.servers, station.worked_us]
        return {"type": "look_ok", "value": seen}

    def on_grow(self, src: str, value: int) -> dict[str, Any]:
        return {"type": "grow_ok", "value": self.station.resize(value)}

    async def on_pass(self, src: str) -> dict[str, Any]:
        await self.call("w2", "work", timeout=900 * MS)
        return {"type": "pass_ok"}


SERVICE = ServiceSettings(const(10 * MS), types={"look": None, "grow": None})


def settings_of(
    *steps: tuple[Any, ...], service: ServiceSettings = SERVICE, plan: FaultPlan = NONE
) -> WorldSettings:
    """One worker behind a station, and an open-loop client a millisecond away."""
    client = ClientPlan(
        "c", tuple((at, "w", *rest) for at, *rest in steps), 400 * MS, open_loop=True
    )
    return WorldSettings(
        "services",
        1,
        nodes={"w": Worker},
        clients=(client,),
        network=NetworkSettings(LinkSettings(const(MS))),
        services={"w": service},
        plan=plan,
        horizon_us=1_000 * MS,
        trace=True,
    )


def run(*steps: tuple[Any, ...], service: ServiceSettings = SERVICE, plan: FaultPlan = NONE) -> Run:
    return World(settings_of(*steps, service=service, plan=plan)).run()


def outcomes(result: Run) -> list[tuple[str, int]]:
    """How each operation ended and how many milliseconds it took, in the order of asking."""
    return [
        (op.status, ((op.completed_time or 0) - (op.invoked_time or 0)) // 1_000_000)
        for op in operations(result.history)
    ]


def rows(result: Run, *kinds: str) -> list[tuple[Any, ...]]:
    assert result.trace is not None
    return [
        (record.t_us // MS, record.kind, record.name, record.body)
        for record in result.trace.records()
        if record.kind in kinds
    ]


def test_requests_wait_are_served_and_then_handled() -> None:
    result = run((0, "work"), (0, "work"), (0, "work"))
    assert outcomes(result) == [("ok", 12), ("ok", 22), ("ok", 32)]
    assert rows(result, "queue", "serve") == [
        (1, "queue", "work", {"ahead": 0}),
        (1, "queue", "work", {"ahead": 1}),
        (11, "serve", "work", {"waited": 0, "work": 10 * MS}),
        (21, "serve", "work", {"waited": 10 * MS, "work": 10 * MS}),
        (31, "serve", "work", {"waited": 20 * MS, "work": 10 * MS}),
    ]
    assert [result.counters[name] for name in ("queued", "served", "dropped_full")] == [2, 3, 0]


def test_records_of_one_request_share_its_message_id() -> None:
    result = run((0, "work"), (0, "work"))
    assert result.trace is not None
    kinds: dict[int, list[str]] = {}
    for record in result.trace.records():
        if record.mid is not None and record.name == "work":
            kinds.setdefault(record.mid, []).append(record.kind)
    assert list(kinds.values()) == [["send", "recv", "serve"], ["send", "recv", "queue", "serve"]]


def test_a_full_queue_answers_with_error_11_at_once() -> None:
    result = run((0, "work"), (0, "work"), (0, "work"), service=replace(SERVICE, queue_max=1))
    assert outcomes(result) == [("ok", 12), ("ok", 22), ("fail", 2)]
    refused = [op.error for op in operations(result.history) if op.error]
    assert refused == [(11, "the queue is full")]
    assert rows(result, "drop") == [(1, "drop", "work", {"why": "full"})]


def test_a_full_queue_may_say_nothing() -> None:
    service = replace(SERVICE, queue_max=0, full="drop")
    assert outcomes(run((0, "work"), (0, "work"), service=service)) == [("ok", 12), ("info", 400)]


def test_a_type_without_service_passes_by() -> None:
    result = run((0, "work"), (0, "work"), (4 * MS, "look"))
    assert outcomes(result)[2] == ("ok", 2)
    seen = [op.result for op in operations(result.history) if op.f == "look"]
    assert seen == [[1, 1, 1, 4 * MS]]


def test_a_node_may_have_more_servers() -> None:
    result = run((0, "work"), (0, "work"), (0, "work"), (4 * MS, "grow", None, 3))
    assert outcomes(result) == [("ok", 12), ("ok", 16), ("ok", 16), ("ok", 2)]


def test_a_crash_empties_the_station_and_restores_its_servers() -> None:
    plan = plan_of([crash(["w"], (15 * MS, 50 * MS))])
    steps = ((0, "grow", None, 2), (2 * MS, "work"), (12 * MS, "work"), (12 * MS, "work"))
    result = run(*steps, (60 * MS, "look"), plan=plan)
    assert outcomes(result) == [("ok", 2), ("ok", 12), ("info", 400), ("info", 400), ("ok", 2)]
    assert [op.result for op in operations(result.history) if op.f == "look"] == [[0, 0, 1, 0]]
    assert rows(result, "drop") == [(15, "drop", "work", {"why": "down"})] * 2


def test_a_pause_freezes_the_work_and_lets_in_nobody() -> None:
    plan = plan_of([pause(["w"], (6 * MS, 100 * MS))])
    result = run((0, "work"), (20 * MS, "work"), plan=plan)
    # 5 ms of the first one's work were done, and its other 5 ms after the pause.
    assert outcomes(result) == [("ok", 106), ("ok", 96)]


def test_a_slow_node_serves_slowly() -> None:
    plan = plan_of([slow(["w"], (5 * MS, 30 * MS), work_us=90 * MS)])
    result = run((0, "work"), (0, "work"), (0, "work"), plan=plan)
    assert outcomes(result) == [("ok", 12), ("ok", 112), ("ok", 122)]


def test_an_answer_to_a_call_of_the_node_needs_no_service() -> None:
    settings = settings_of((0, "pass"))
    nodes = {"w": Worker, "w2": Worker}
    result = World(replace(settings, nodes=nodes)).run()
    # There, 10 ms of service, to the other one and back, and back.
    assert outcomes(result) == [("ok", 14)]


def test_lifo_serves_the_newest_next() -> None:
    result = run(
        (0, "work"), (0, "work"), (MS, "work"), service=replace(SERVICE, discipline="lifo")
    )
    assert outcomes(result) == [("ok", 12), ("ok", 32), ("ok", 21)]


def test_a_service_needs_a_node() -> None:
    with pytest.raises(SettingsError, match="services name 'x'; the nodes are w"):
        replace(settings_of(), services={"x": SERVICE})


# Chance.


def busy(**changes: Any) -> WorldSettings:
    """A run in which the network, the clients and the service all draw."""
    steps = tuple((number * 3 * MS, "work") for number in range(100))
    settings = settings_of(*steps, service=ServiceSettings(exponential(2 * MS), 2))
    return replace(settings, network=NetworkSettings(LinkSettings(exponential(MS))), **changes)


def test_the_same_seed_gives_the_same_run() -> None:
    hashes = []
    for _ in range(2):
        trace = World(busy()).run().trace
        assert trace is not None
        hashes.append(trace.hash())
    assert hashes[0] == hashes[1]


def test_another_service_time_shifts_no_draw_of_the_network() -> None:
    arrivals = []
    for service in (ServiceSettings(exponential(2 * MS), 2), ServiceSettings(uniform(0, 9 * MS))):
        trace = World(busy(services={"w": service})).run().trace
        assert trace is not None
        arrivals.append([r.t_us for r in trace.records() if r.kind == "recv" and r.node == "w"])
    assert arrivals[0] == arrivals[1]
    assert len(arrivals[0]) == 100


# Clients.


def test_an_open_loop_asks_on_time_and_each_operation_is_a_process_of_its_own() -> None:
    settings = settings_of((0, "work"), (0, "work"), (5 * MS, "work"))
    other = replace(settings.clients[0], id="d")
    result = World(replace(settings, clients=(settings.clients[0], other))).run()
    asked = operations(result.history)
    assert sorted((op.process, (op.invoked_time or 0) // 1_000_000) for op in asked) == [
        (0, 0), (1, 0), (2, 0), (3, 0), (4, 5), (5, 5),
    ]  # fmt: skip
    assert {op.status for op in asked} == {"ok"}


def test_an_open_loop_gives_each_operation_up_at_its_own_time() -> None:
    plan = plan_of([crash(["w"], (0, None))])
    result = run((0, "work"), (100 * MS, "work"), plan=plan)
    assert outcomes(result) == [("info", 400), ("info", 400)]


def test_a_client_that_thinks_waits_after_each_answer() -> None:
    settings = settings_of()
    steps = tuple((0, "w", "work", None, None, False, 50 * MS) for _ in range(3))
    result = World(replace(settings, clients=(ClientPlan("c", steps),))).run()
    asked = [(op.invoked_time or 0) // 1_000_000 for op in operations(result.history)]
    assert asked == [50, 50 + 12 + 50, 50 + 2 * (12 + 50)]


# A process of its own.


def test_a_node_without_a_station_is_its_own() -> None:
    settings = settings_of((0, "look"), (10 * MS, "grow", None, 5))
    result = World(replace(settings, services={})).run()
    assert [op.result for op in operations(result.history)] == [[0, 1, 1, 0], 1]
    assert "served" not in result.counters


def test_a_process_of_its_own_says_the_same() -> None:
    runtime = NodeRuntime(Worker, NodeIdentity("w"))
    assert runtime.deliver(0, ("start", 0, None)) == [("log", "started", {"servers": 1})]
    (said,) = runtime.deliver(1, ("message", "c", {"type": "look", "msg_id": 1}))
    assert said[2]["value"] == [0, 1, 1, 0]
    assert OWN_PROCESS.resize(9) == 1
