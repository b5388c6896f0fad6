"""One golden transcript a kind of fault: what a pair of nodes and a client went through."""

# ruff: noqa: ARG002 - nodes are written here as learners write them
from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from quorate.faults import (
    FAULT_KINDS,
    LEADER,
    Fault,
    clock,
    crash,
    describe_plan,
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
from quorate.node import Node, Timeout, Torn, ms
from quorate.simulator import (
    ClientPlan,
    DiskSettings,
    LinkSettings,
    NetworkSettings,
    World,
    WorldSettings,
    exponential,
    uniform,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from quorate.history import TraceRecord

MS = 1_000


class Pair(Node):
    """Keeps what is written on its own disk and on its peer's."""

    def start(self) -> None:
        found = self.disk.read("log")
        self.log("start", found=[r.why if isinstance(r, Torn) else r for r in found], at=self.now())
        if self.id == "a":
            self.observe("leader")

    async def on_write(self, src: str, value: int) -> dict[str, Any]:
        await self.keep(value)
        if not self.maybe("skip the copy"):
            try:
                await self.call("b", "copy", value=value, timeout=ms(12))
            except Timeout:
                self.log("no copy", at=self.now())
        return {"type": "write_ok"}

    async def on_copy(self, src: str, value: int) -> dict[str, Any]:
        await self.keep(value)
        return {"type": "copy_ok"}

    async def keep(self, value: int) -> None:
        self.disk.append("log", value)
        await self.disk.sync()
        self.log("kept", at=self.now())


def at(first: float, last: float | None) -> tuple[int, int | None]:
    return ms(first), None if last is None else ms(last)


PLANS: dict[str, list[Fault]] = {
    "crash": [
        crash(["a"], at(1.1, 10), disk="torn", cause=("rack", "r1")),
        crash(["b"], at(22.6, 30), disk="lose_unsynced"),
        crash(LEADER, at(45, None), disk="wipe"),
    ],
    "partition": [
        partition([("a", "b")], at(0, 18), shape="one-way"),
        partition(LEADER, at(20, 34), mode="hold"),
    ],
    "pause": [pause(["b"], at(3, 9)), pause(LEADER, at(20, 30))],
    "link": [
        link(at(0, 10), pairs=[("a", "b")], loss=1.0),
        link(at(19, 30), pairs=[("a", "b")], duplicate=1.0, jitter_us=4 * MS),
        link(at(39, None), slow=3.0, bandwidth_bytes_per_s=10_000),
    ],
    "slow": [slow(["b"], at(0, 30), work_us=7 * MS)],
    "clock": [
        clock(["a"], at(1, 30), drift_ppm=500_000),
        clock(["a"], at(21, 50), offset_us=-9 * MS),
    ],
    "disk": [
        disk(["a"], at(0, 10), "slow", delay_us=5 * MS),
        disk(["a"], at(10, 39), "lost"),
        disk(["b"], at(39, None), "torn"),
        crash(["a", "b"], at(55, 58)),
    ],
    "membership": [
        membership("remove", ["b"], at(3, 19)),
        membership("add", ["s"], at(10, 50)),
    ],
    "message": [
        message("hold", ("c", "a"), 1, at(0, 9)),
        message("duplicate", ("a", "b"), 2, at(0, None)),
        message("drop", ("b", "a"), 3, at(0, None)),
    ],
    "maybe": [maybe("skip the copy", at(10, 30), nodes=["a"])],
}


def settings_of(faults: list[Fault]) -> WorldSettings:
    steps = tuple((20 * MS * n, "a", "write", None, n) for n in range(3))
    return WorldSettings(
        "pair",
        5,
        nodes=dict.fromkeys(("a", "b", "s"), Pair),
        clients=(ClientPlan("c", steps, timeout_us=19 * MS),),
        plan=plan_of(faults),
        network=NetworkSettings(LinkSettings(uniform(500, 1_500))),
        disk=DiskSettings("buffered", sync=exponential(MS)),
        spares=("s",),
        horizon_us=70 * MS,
        trace=True,
    )


def line_of(record: TraceRecord) -> str:
    parts = [f"{record.t_us:>6}", record.kind, record.node or "-"]
    parts += [f"({record.peer})"] if record.peer else []
    parts += [record.name] if record.name else []
    parts += [f"#{record.mid}"] if record.mid else []
    return " ".join([*parts, *([str(record.body)] if record.body else [])])


def left_out(record: TraceRecord) -> bool:
    """What only repeats: a client's own messages, timers, and writes before they are kept."""
    return (
        record.kind in ("invoke", "timer")
        or (record.kind, record.node) == ("recv", "c")
        or (record.kind, record.name) == ("disk", "append")
    )


@pytest.mark.parametrize("kind", PLANS)
def test_a_fault_of_each_kind_reads_like_this(
    kind: str, check_transcript: Callable[[str, str], None]
) -> None:
    settings = settings_of(PLANS[kind])
    result = World(settings).run()
    assert result.trace is not None
    lines = ["world pair, seed 5, faults:", *describe_plan(settings.plan).splitlines()]
    lines += [line_of(record) for record in result.trace.records() if not left_out(record)]
    if result.struck != settings.plan:
        lines += ["as they struck:", *describe_plan(result.struck).splitlines()]
    check_transcript(f"fault-{kind}", "\n".join(lines) + "\n")


def test_there_is_a_transcript_for_every_kind() -> None:
    assert list(FAULT_KINDS) == list(PLANS)
    assert all(kind in {fault.kind for fault in faults} for kind, faults in PLANS.items())
