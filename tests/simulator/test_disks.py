"""What a disk keeps: everything, what was synced, or what a fault leaves of it."""

# ruff: noqa: ARG002 - nodes are written here as learners write them
from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from node.ports import Port, error_of
from quorate.faults import Fault, FaultPlan, crash, disk, pause, plan_of
from quorate.history import operations
from quorate.node import DiskError, DiskImage, Node, Torn
from quorate.simulator import DiskSettings, Run, const
from quorate.simulator.disks import SimulatedDisk
from simulator.stores import MS, records, run

BUFFERED = DiskSettings("buffered", sync=const(5 * MS))

writes = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.just("kv"), st.sampled_from("xyz"), st.integers(0, 99)),
        st.tuples(st.just("delete"), st.just("kv"), st.sampled_from("xyz")),
        st.tuples(st.just("append"), st.just("log"), st.integers(0, 99)),
        st.tuples(st.just("truncate"), st.just("log"), st.integers(0, 4)),
    ),
    max_size=12,
)


def content(image: DiskImage) -> tuple[dict[Any, Any], list[Any]]:
    return dict(image.tables.get("kv", {})), list(image.logs.get("log", []))


def replay(some: list[tuple[Any, ...]]) -> tuple[dict[Any, Any], list[Any]]:
    image = DiskImage()
    for write in some:
        image.apply(*write)
    return content(image)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    writes, writes, st.sampled_from(["keep", "lose_unsynced", "torn", "wipe"]), st.integers(0, 99)
)
def test_what_was_synced_survives_and_of_the_rest_only_what_the_outcome_allows(
    synced: list[tuple[Any, ...]], unsynced: list[tuple[Any, ...]], outcome: str, seed: int
) -> None:
    image = SimulatedDisk(BUFFERED, f"{seed}")
    for write in synced:
        image.apply(*write)
    _, written = image.begin_sync()
    for write in unsynced:
        image.apply(*write)
    image.end_sync(written)
    assert replay(synced) == content(image), "nothing but the synced is kept for certain"
    image.crash(outcome)
    table, log = content(image)
    prefixes = [replay([*synced, *unsynced[:n]]) for n in range(len(unsynced) + 1)]
    if outcome == "keep":
        assert prefixes[-1] == (table, log)
    elif outcome == "wipe":
        assert ({}, []) == (table, log)
    elif outcome == "torn":
        torn = [record for record in log if isinstance(record, Torn)]
        assert len(torn) <= 1
        whole = [record for record in log if not isinstance(record, Torn)]
        assert (table, whole) in prefixes
        assert not torn or isinstance(log[-1], Torn)
    else:
        held = {value for _, _, _, *rest in [*synced, *unsynced] for value in rest}
        assert set(table.values()) <= held
        for position, record in enumerate(log):
            options = [records[position] for _, records in prefixes if len(records) > position]
            assert record in options or record == Torn("lost") or record in replay(synced)[1]


@settings(max_examples=100, deadline=None, derandomize=True)
@given(writes)
def test_a_durable_simulated_disk_keeps_what_a_plain_one_does(
    some: list[tuple[Any, ...]],
) -> None:
    image = SimulatedDisk(DiskSettings(), "durable")
    for write in some:
        image.apply(*write)
    assert {} == image.crash("lose_unsynced")
    assert replay(some) == content(image)


def test_every_outcome_of_a_power_failure_is_drawn() -> None:
    logs = set()
    for seed in range(60):
        image = SimulatedDisk(BUFFERED, f"{seed}")
        for number in range(3):
            image.apply("append", "log", number)
        image.crash("lose_unsynced")
        logs.add(tuple(image.logs.get("log", ())))
    lost = Torn("lost")
    assert {(), (0,), (0, 1), (0, 1, 2), (lost, 1), (lost, lost, 2), (0, lost, 2)} <= logs


def test_a_damaged_record_survives_the_port_and_is_seen_as_such() -> None:
    image = DiskImage()
    image.tables["kv"] = {1: Torn(), "x": 5}
    image.logs["log"] = [7, Torn("lost"), 8]
    again = DiskImage.from_json(json.loads(json.dumps(image.to_json())))
    assert ({1: Torn(), "x": 5}, [7, Torn("lost"), 8]) == content(again)
    assert "torn" not in DiskImage().to_json()


class Keeper(Node):
    """Appends, syncs and tells what its log holds."""

    def start(self) -> None:
        records_ = self.disk.read("log")
        self.log("found", records=[r.why if isinstance(r, Torn) else r for r in records_])

    async def on_write(self, src: str, value: int) -> dict[str, Any]:
        self.disk.append("log", value)
        await self.disk.sync()
        return {"type": "write_ok"}

    def on_hurry(self, src: str, value: int) -> dict[str, Any]:
        self.disk.append("log", value)
        return {"type": "hurry_ok"}

    def on_read(self, src: str) -> dict[str, Any]:
        records_ = self.disk.read("log")
        return {"type": "read_ok", "value": [r.why if isinstance(r, Torn) else r for r in records_]}

    def on_careful(self, src: str, value: int) -> dict[str, Any]:
        try:
            self.disk.append("log", value)
        except DiskError as problem:
            return {"type": "careful_ok", "value": str(problem)}
        return {"type": "careful_ok", "value": "written"}


def kept(*steps: tuple[Any, ...], plan: FaultPlan | None = None, **changes: Any) -> Run:
    return run(*steps, nodes={"a": Keeper}, plan=plan or FaultPlan(), **changes)


def found(result: Run) -> list[list[Any]]:
    return [record[5]["records"] for record in records(result, "log")]


def test_a_sync_takes_its_time_and_then_a_crash_keeps_what_was_written() -> None:
    plan = plan_of([crash(["a"], (30 * MS, 40 * MS), disk="lose_unsynced")])
    result = kept((0, "a", "write", None, 1), plan=plan, disk=BUFFERED)
    (operation,) = operations(result.history)
    assert 7 * MS * 1_000 == operation.completed_time
    assert [[], [1]] == found(result)
    synced = [r for r in records(result, "disk") if r[4] == "synced"]
    assert [(6 * MS, "disk", "a", None, "synced", [1], None)] == synced


def test_a_process_that_dies_alone_leaves_its_writes_to_the_machine() -> None:
    plan = plan_of([crash(["a"], (3 * MS, 40 * MS))])
    result = kept((0, "a", "hurry", None, 1), plan=plan, disk=BUFFERED)
    assert [[], [1]] == found(result)
    assert [{"fault": 1, "disk": "keep", "unsynced": 1, "kept": 1}] == [
        record[5] for record in records(result, "crash")
    ]


def test_a_crash_before_the_end_of_a_sync_answers_nobody() -> None:
    plan = plan_of([crash(["a"], (3 * MS, 40 * MS), disk="torn")])
    result = kept((0, "a", "write", None, 1), plan=plan, disk=BUFFERED)
    assert ["info"] == [o.status for o in operations(result.history)]
    assert [[], ["torn"]] == found(result)
    assert "log" == records(result, "crash")[0][5]["torn"]


def test_a_disk_syncs_while_its_node_is_paused() -> None:
    plan = plan_of([pause(["a"], (3 * MS, 30 * MS)), crash(["a"], (40 * MS, 41 * MS), disk="torn")])
    result = kept((0, "a", "write", None, 1), plan=plan, disk=BUFFERED)
    assert 31 * MS * 1_000 == operations(result.history)[0].completed_time
    assert [[], [1]] == found(result)


@pytest.mark.parametrize(
    ("fault", "before", "after"),
    [
        (disk(["a"], (0, 20 * MS), "lost"), [1, 2], []),
        (disk(["a"], (0, 5 * MS), "lost"), [1, 2], ["lost", 2]),
        (disk(["a"], (5 * MS, 20 * MS), "torn"), [1, 2], [1, "torn"]),
        (disk(["a"], (24 * MS, 26 * MS), "corrupt"), ["corrupt", "corrupt"], [1, 2]),
    ],
)
def test_a_disk_that_lies_is_found_out_by_a_crash(
    fault: Fault, before: list[Any], after: list[Any]
) -> None:
    plan = plan_of([fault, crash(["a"], (30 * MS, 40 * MS))])
    steps = ((0, "a", "write", None, 1), (10 * MS, "a", "write", None, 2))
    result = kept(*steps, (24 * MS, "a", "read"), plan=plan)
    assert before == operations(result.history)[2].result
    assert [[], after] == found(result)


def test_a_slow_disk_adds_to_each_sync_that_begins() -> None:
    plan = plan_of([disk(["a"], (0, 4 * MS), "slow", delay_us=30 * MS)])
    result = kept((0, "a", "write", None, 1), (40 * MS, "a", "write", None, 2), plan=plan)
    times = [(o.completed_time or 0) // (1_000 * MS) for o in operations(result.history)]
    assert [32, 42] == times


def test_a_failing_disk_raises_what_a_node_may_catch_and_writes_nothing() -> None:
    plan = plan_of([disk(["a"], (0, 5 * MS), "write_error")])
    steps = (
        (0, "a", "careful", None, 1),
        (10 * MS, "a", "careful", None, 2),
        (20 * MS, "a", "read"),
    )
    first, second, read = operations(kept(*steps, plan=plan).history)
    assert "the append to 'log' failed: nothing was written" == first.result
    assert ("written", [2]) == (second.result, read.result)


def test_what_a_node_does_not_catch_crashes_it_and_names_the_remedy() -> None:
    plan = plan_of([disk(["a"], (0, 5 * MS), "write_error")])
    (failure,) = kept((0, "a", "write", None, 1), plan=plan).errors
    assert ("DiskError", "on_write") == (failure.type, failure.function)
    assert "write try … except DiskError around it" in failure.message


def test_a_failing_sync_promises_nothing() -> None:
    plan = plan_of([disk(["a"], (3 * MS, 90 * MS), "write_error", chance=0.5)])
    steps = tuple((10 * MS * n, "a", "careful", None, n) for n in range(8))
    done = operations(kept(*steps, plan=plan).history)
    assert {"written", "the append to 'log' failed: nothing was written"} == {
        o.result for o in done
    }


def test_an_older_life_hears_nothing_of_its_syncs() -> None:
    plan = plan_of([crash(["a"], (3 * MS, 4 * MS))])
    result = kept((0, "a", "write", None, 1), plan=plan, disk=BUFFERED)
    assert [] == [r for r in records(result, "disk") if r[4] == "synced"]


def test_behind_a_port_a_sync_is_asked_and_answered_by_its_number() -> None:
    port = Port(Keeper)
    image = DiskImage()
    image.asks = True
    port.deliver(("start", 1, image.to_json()))
    outputs = port.request("write", value=1)
    assert [("disk", "append", "log", 1), ("sync", 0)] == outputs
    ((kind, dest, body),) = port.deliver(("synced", 0))
    assert ("send", "c1", "write_ok") == (kind, dest, body["type"])
    port.deliver(("disk", {"write_error": [[1.0, "seed"]]}))
    assert "DiskError" == error_of(port.request("hurry", value=1))["type"]


def test_behind_a_port_the_wall_clock_is_set_for_all_lives() -> None:
    class Clocked(Node):
        def on_ask(self, src: str) -> dict[str, Any]:
            return {"type": "ask_ok", "value": self.now() - self.monotonic()}

    port = Port(Clocked)
    assert [] == port.deliver(("clock", 500))
    assert 500 == port.request("ask")[0][2]["value"]
    port.deliver(("start", 1, None))
    assert 500 == port.request("ask")[0][2]["value"]
