"""Faults inside machines and of single messages: each finds its planted bug and accuses nobody else.

As in `test_faults`: one claim, one fault (beside what the case needs anyway), and two programs that
differ in the line that matters. A case that is left to chance is found in some of the seeds.
"""

# ruff: noqa: ARG002 - nodes are written here as learners write them
from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from quorate.faults import (
    FAULT_KINDS,
    LEADER,
    Fault,
    clock,
    crash,
    disk,
    link,
    maybe,
    membership,
    message,
    partition,
    plan_of,
    slow,
)
from quorate.history import operations
from quorate.node import DiskError, Error, Node, Torn, ms
from quorate.simulator import (
    ClientPlan,
    DiskSettings,
    LinkSettings,
    NetworkSettings,
    World,
    WorldSettings,
    const,
    uniform,
)
from simulator.test_faults import (
    CASES,
    COPIED,
    HELD,
    MS,
    READ_AT_50,
    WRITE_THEN_READ,
    AnyReplica,
    CountEveryMessage,
    CountOnce,
    Durable,
    FireAndForget,
    Impatient,
    LastArrival,
    LastWrite,
    OneReplica,
    Patient,
    Replicated,
    UntilAcknowledged,
    Volatile,
    all_answered,
    counts_the_additions,
    one_worker_at_a_time,
    reads_the_newest,
    reads_what_was_written,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from quorate.history import History

BUFFERED = {"disk": DiskSettings("buffered", sync=const(20 * MS))}


class SyncedDurable(Durable):
    """Correct on a buffered disk: answers when the write is kept."""

    async def on_write(self, src: str, value: int) -> dict[str, Any]:  # type: ignore[override]
        self.disk.put("register", "value", value)
        await self.disk.sync()
        return Volatile.on_write(self, src, value)


class LogRegister(Node):
    """Bug: a torn last record makes it forget those before it."""

    def start(self) -> None:
        self.value = self.latest(self.disk.read("log"))

    def latest(self, records: list[Any]) -> Any:
        return None if not records or isinstance(records[-1], Torn) else records[-1]

    async def on_write(self, src: str, value: int) -> dict[str, Any]:
        self.disk.append("log", value)
        await self.disk.sync()
        self.value = value
        return {"type": "write_ok"}

    def on_read(self, src: str) -> dict[str, Any]:
        return {"type": "read_ok", "value": self.value}


class CheckedLog(LogRegister):
    def latest(self, records: list[Any]) -> Any:
        whole = [record for record in records if not isinstance(record, Torn)]
        return whole[-1] if whole else None


class LeaseByWallClock(Node):
    """Bug: holds a lease of 20 ms by a clock that may be set."""

    def clock_us(self) -> int:
        return self.now()

    def on_work(self, src: str) -> dict[str, Any]:
        if self.id == "a" and self.clock_us() >= ms(20):
            raise Error(11, "my lease is over")
        return {"type": "work_ok", "value": self.id}


class LeaseByMonotonicClock(LeaseByWallClock):
    def clock_us(self) -> int:
        return self.monotonic()


class LeaseToTheEnd(Node):
    """Bug: uses its lease up to the last millisecond of its own clock."""

    margin = 0

    def start(self) -> None:
        self.holds = True
        self.after(ms(20) - self.margin, self.lose)

    def lose(self) -> None:
        self.holds = self.id != "a"

    def on_work(self, src: str) -> dict[str, Any]:
        if not self.holds:
            raise Error(11, "my lease is over")
        return {"type": "work_ok", "value": self.id}


class LeaseWithMargin(LeaseToTheEnd):
    margin = ms(10)


class IgnoresFailedWrites(Durable):
    """Bug: a failed write is no reason to say no."""

    def on_write(self, src: str, value: int) -> dict[str, Any]:
        try:
            return super().on_write(src, value)
        except DiskError:
            return self.failed(src, value)

    def failed(self, src: str, value: int) -> dict[str, Any]:
        return Volatile.on_write(self, src, value)


class RefusesFailedWrites(IgnoresFailedWrites):
    def failed(self, src: str, value: int) -> dict[str, Any]:
        raise Error(11, "my disk failed")


class DamagedIsNothing(Durable):
    """Bug: takes a damaged record for none."""

    def start(self) -> None:
        super().start()
        if isinstance(self.value, Torn):
            self.value = None


class DamagedIsFetched(DamagedIsNothing, Replicated):
    """Correct: what is damaged here is on the other node."""


class ReadsThrough(Durable):
    """Bug: answers with the default when a read fails."""

    def on_read(self, src: str) -> dict[str, Any]:
        value = self.disk.get("register", "value")
        return self.damaged() if isinstance(value, Torn) else {"type": "read_ok", "value": value}

    def damaged(self) -> dict[str, Any]:
        return {"type": "read_ok", "value": None}


class ReadsCarefully(ReadsThrough):
    def damaged(self) -> dict[str, Any]:
        raise Error(11, "my disk cannot be read")


class SyncingReplica(Impatient):
    """Bug: waits less than a slow disk needs."""

    async def on_read(self, src: str) -> dict[str, Any]:
        if self.id != "a":
            await self.disk.sync()
        return await super().on_read(src)


class PatientSyncingReplica(SyncingReplica, Patient):
    pass


class GivesUp(UntilAcknowledged):
    """Bug: in a rare case it answers before the copy is there."""

    async def on_write(self, src: str, value: int) -> dict[str, Any]:  # type: ignore[override]
        if self.maybe("out of retries"):
            return self.give_up()
        return await super().on_write(src, value)

    def give_up(self) -> dict[str, Any]:
        return {"type": "write_ok"}


class SaysSo(GivesUp):
    def give_up(self) -> dict[str, Any]:
        raise Error(11, "no copy could be made")


class LeadingVolatile(Volatile):
    def start(self) -> None:
        super().start()
        if self.id == "a":
            self.observe("leader", term=1)


class LeadingDurable(LeadingVolatile, Durable):
    pass


class LeadingForgetful(LeadingVolatile, FireAndForget):
    pass


class LeadingStubborn(LeadingVolatile, UntilAcknowledged):
    pass


def reads_what_was_acknowledged(history: History) -> bool:
    refused = all(o.status != "ok" for o in operations(history) if o.f == "write")
    return refused or reads_what_was_written(history)


@dataclass(frozen=True)
class Inside:
    """One fault with the bug that it finds."""

    name: str
    fault: Fault
    buggy: type[Node]
    correct: type[Node]
    claim: Callable[[History], bool]
    clients: tuple[tuple[tuple[Any, ...], ...], ...]
    beside: tuple[Fault, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)
    certain: bool = True


TWO_WRITES = (
    ((0, "a", "write", None, 1), (41 * MS, "a", "write", None, 2)),
    ((400 * MS, "a", "read"),),
)
WORK_LATE = (((1 * MS, "a", "work"), (40 * MS, "a", "work"), (90 * MS, "b", "work")),)
WORK_AT_25 = (((1 * MS, "a", "work"), (25 * MS, "a", "work"), (90 * MS, "b", "work")),)
ADDITIONS = ((*((n, "a", "add", None, n) for n in range(1, 9)), (300 * MS, "a", "read")),)
ASK_THE_NEW = (((0, "a", "write", None, 1), (100 * MS, "d", "read")),)
WRITE_EARLY = (((10 * MS, "a", "write", None, 1), (200 * MS, "b", "read")),)
CRASH = crash(["a"], (60 * MS, 70 * MS))
WHILE_WRITING = (0, 50 * MS)

INSIDE = (
    Inside(
        "crash that loses what was not synced",
        crash(["a"], (50 * MS, 60 * MS), disk="lose_unsynced"),
        Durable,
        SyncedDurable,
        reads_what_was_written,
        WRITE_THEN_READ,
        extra=BUFFERED,
        certain=False,
    ),
    Inside(
        "crash that tears a record",
        crash(["a"], (50 * MS, 60 * MS), disk="torn"),
        LogRegister,
        CheckedLog,
        reads_what_was_written,
        TWO_WRITES,
        extra=BUFFERED,
    ),
    Inside(
        "slow node",
        slow(["b"], (0, 300 * MS), work_us=60 * MS),
        Impatient,
        Patient,
        all_answered,
        READ_AT_50,
    ),
    Inside(
        "clock that is set back",
        clock(["a"], (10 * MS, 300 * MS), offset_us=-100 * MS),
        LeaseByWallClock,
        LeaseByMonotonicClock,
        one_worker_at_a_time,
        WORK_LATE,
    ),
    Inside(
        "clock that is slow",
        clock(["a"], (0, 300 * MS), drift_ppm=-400_000),
        LeaseToTheEnd,
        LeaseWithMargin,
        one_worker_at_a_time,
        WORK_AT_25,
    ),
    Inside(
        "disk that fails",
        disk(["a"], WHILE_WRITING, "write_error"),
        IgnoresFailedWrites,
        RefusesFailedWrites,
        reads_what_was_acknowledged,
        WRITE_THEN_READ,
        beside=(CRASH,),
    ),
    Inside(
        "disk that loses a write",
        disk(["a"], WHILE_WRITING, "lost"),
        Durable,
        Replicated,
        reads_what_was_written,
        WRITE_THEN_READ,
        beside=(CRASH,),
    ),
    Inside(
        "disk that tears a write",
        disk(["a"], WHILE_WRITING, "torn"),
        DamagedIsNothing,
        DamagedIsFetched,
        reads_what_was_written,
        WRITE_THEN_READ,
        beside=(CRASH,),
    ),
    Inside(
        "disk that reads badly",
        disk(["a"], (90 * MS, 110 * MS), "corrupt"),
        ReadsThrough,
        ReadsCarefully,
        reads_what_was_written,
        WRITE_THEN_READ,
    ),
    Inside(
        "disk that is slow",
        disk(["b"], (0, 300 * MS), "slow", delay_us=100 * MS),
        SyncingReplica,
        PatientSyncingReplica,
        all_answered,
        READ_AT_50,
    ),
    Inside(
        "link that reorders",
        link((0, 300 * MS), pairs=[("c0", "a")], jitter_us=60 * MS),
        LastArrival,
        LastWrite,
        reads_the_newest,
        HELD,
        certain=False,
    ),
    Inside(
        "link that is narrow",
        link((0, 300 * MS), pairs=[("a", "b")], bandwidth_bytes_per_s=400),
        Impatient,
        Patient,
        all_answered,
        READ_AT_50,
    ),
    Inside(
        "node that leaves",
        membership("remove", ["b"], (40 * MS, None)),
        OneReplica,
        AnyReplica,
        all_answered,
        READ_AT_50,
    ),
    Inside(
        "node that joins",
        membership("add", ["d"], (50 * MS, None)),
        Durable,
        Replicated,
        reads_what_was_written,
        ASK_THE_NEW,
        extra={"spares": ("d",)},
    ),
    Inside(
        "message that is held",
        message("hold", ("c0", "a"), 1, (0, 50 * MS)),
        LastArrival,
        LastWrite,
        reads_the_newest,
        HELD,
    ),
    Inside(
        "message that is dropped",
        message("drop", ("a", "b"), 1, (0, None)),
        FireAndForget,
        UntilAcknowledged,
        reads_what_was_written,
        COPIED,
    ),
    Inside(
        "message that arrives twice",
        message("duplicate", ("c0", "a"), 3, (0, None)),
        CountEveryMessage,
        CountOnce,
        counts_the_additions,
        ADDITIONS,
    ),
    Inside(
        "code point",
        maybe("out of retries", (0, 50 * MS), nodes=["a"]),
        GivesUp,
        SaysSo,
        reads_what_was_acknowledged,
        COPIED,
    ),
    Inside(
        "crash of the leader",
        crash(LEADER, (50 * MS, 60 * MS)),
        LeadingVolatile,
        LeadingDurable,
        reads_what_was_written,
        WRITE_THEN_READ,
    ),
    Inside(
        "leader that is cut off",
        partition(LEADER, (5 * MS, 30 * MS)),
        LeadingForgetful,
        LeadingStubborn,
        reads_what_was_written,
        WRITE_EARLY,
    ),
)


def holds(case: Inside, program: type[Node], faults: tuple[Fault, ...], seed: int) -> bool:
    names = "abcd" if "spares" in case.extra else "abc"
    settings = WorldSettings(
        "planted",
        seed,
        nodes=dict.fromkeys(names, program),
        clients=tuple(
            ClientPlan(f"c{i}", steps, timeout_us=500 * MS) for i, steps in enumerate(case.clients)
        ),
        network=NetworkSettings(LinkSettings(uniform(500, 1_500))),
        plan=plan_of(faults),
        horizon_us=1_000 * MS,
        **case.extra,
    )
    result = World(settings).run()
    assert result.complete
    assert not result.errors
    assert result.counters["ok"] > 0 or not case.claim(result.history), "nothing was shown"
    return case.claim(result.history)


@pytest.mark.parametrize("case", INSIDE, ids=lambda case: case.name)
def test_a_fault_inside_finds_its_planted_bug_and_accuses_no_correct_node(case: Inside) -> None:
    struck, seeds = (case.fault, *case.beside), range(20)
    passed = [holds(case, case.buggy, struck, seed) for seed in seeds]
    assert not any(passed) if case.certain else not all(passed), f"found in {passed.count(False)}"
    assert all(holds(case, case.correct, struck, seed) for seed in seeds)
    assert all(holds(case, case.buggy, case.beside, seed) for seed in seeds), "the fault finds it"


def test_every_kind_and_every_word_of_it_has_a_planted_bug() -> None:
    faults = [case.fault for case in (*CASES, *INSIDE)]
    assert set(FAULT_KINDS) == {fault.kind for fault in faults}
    for kind, name, words in (
        ("crash", "disk", {"keep", "lose_unsynced", "torn", "wipe"}),
        ("partition", "mode", {"drop", "hold"}),
        ("disk", "effect", {"slow", "write_error", "lost", "torn", "corrupt"}),
        ("membership", "action", {"add", "remove"}),
        ("message", "action", {"hold", "drop", "duplicate"}),
    ):
        assert words == {fault.params[name] for fault in faults if fault.kind == kind}
