"""For every fault kind: a planted bug that it finds, and a correct node that it does not accuse.

Each case is one claim about the history ("what was acknowledged is read"), one plan with one kind
of fault, and two programs that differ in the one line that matters. Without the fault both pass:
so it is the fault that finds the bug.
"""

# ruff: noqa: ARG002 - nodes are written here as learners write them
from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from quorate.faults import Fault, FaultPlan, crash, link, partition, pause, plan_of
from quorate.history import History, operations
from quorate.node import Error, Node, Timeout, ms
from quorate.simulator import (
    ClientPlan,
    LinkSettings,
    NetworkSettings,
    World,
    WorldSettings,
    uniform,
)

if TYPE_CHECKING:
    from collections.abc import Callable

MS = 1_000


class Volatile(Node):
    """Bug: answers a write before it is on the disk."""

    def start(self) -> None:
        self.value = self.disk.get("register", "value")

    def on_write(self, src: str, value: int) -> dict[str, Any]:
        self.value = value
        return {"type": "write_ok"}

    def on_read(self, src: str) -> dict[str, Any]:
        return {"type": "read_ok", "value": self.value}


class Durable(Volatile):
    def on_write(self, src: str, value: int) -> dict[str, Any]:
        self.disk.put("register", "value", value)
        return super().on_write(src, value)


class Replicated(Durable):
    """Correct with a lost disk: every write is on the other node, too, and is fetched from it."""

    async def on_write(self, src: str, value: int) -> dict[str, Any]:  # type: ignore[override]
        await self.call("b", "copy", value=value)
        return super().on_write(src, value)

    def on_copy(self, src: str, value: int) -> dict[str, Any]:
        self.disk.put("register", "value", value)
        self.value = value
        return {"type": "copy_ok"}

    def on_fetch(self, src: str) -> dict[str, Any]:
        return {"type": "fetch_ok", "value": self.value}

    async def on_read(self, src: str) -> dict[str, Any]:  # type: ignore[override]
        if self.value is None:
            self.value = (await self.call("b", "fetch"))["value"]
        return super().on_read(src)


class OneReplica(Node):
    """Bug: asks one replica only."""

    async def on_read(self, src: str) -> dict[str, Any]:
        if self.id != "a":
            return {"type": "read_ok", "value": 7}
        for replica in self.choices():
            try:
                return dict(await self.call(replica, "read", timeout=ms(20)), type="read_ok")
            except Timeout:
                continue
        raise Error(11, "no replica answered")

    def choices(self) -> tuple[str, ...]:
        return self.peers[:1]


class AnyReplica(OneReplica):
    def choices(self) -> tuple[str, ...]:
        return self.peers


class LastArrival(Volatile):
    """Bug: the last message to arrive wins, however old it is."""

    def on_write(self, src: str, value: int) -> dict[str, Any]:
        self.value = value if self.newer(value) else self.value
        return {"type": "write_ok"}

    def newer(self, value: int) -> bool:
        return True


class LastWrite(LastArrival):
    def newer(self, value: int) -> bool:
        return self.value is None or value > self.value


class LeaseByTimer(Node):
    """Bug: believes in its lease until its timer says otherwise; both nodes hold 20 ms leases."""

    def start(self) -> None:
        self.until = 0
        if self.id == "a":
            self.until = ms(20)
            self.after(ms(20), self.lose)
        else:
            self.after(ms(25), self.win)
        self.holder = self.id == "a"

    def lose(self) -> None:
        self.holder = False

    def win(self) -> None:
        self.holder = True

    def on_work(self, src: str) -> dict[str, Any]:
        if not self.may_work():
            raise Error(11, "not the holder")
        return {"type": "work_ok", "value": self.id}

    def may_work(self) -> bool:
        return self.holder


class LeaseByClock(LeaseByTimer):
    def may_work(self) -> bool:
        return self.holder and (self.id != "a" or self.now() < self.until)


class FireAndForget(Volatile):
    """Bug: tells its peer once and answers at once."""

    def on_write(self, src: str, value: int) -> dict[str, Any]:
        self.send("b", "copy", value=value)
        return {"type": "write_ok"}

    def on_copy(self, src: str, value: int) -> dict[str, Any]:
        self.value = value
        return {"type": "copy_ok"}


class UntilAcknowledged(FireAndForget):
    async def on_write(self, src: str, value: int) -> dict[str, Any]:  # type: ignore[override]
        while True:
            try:
                await self.call("b", "copy", value=value, timeout=ms(10))
            except Timeout:
                continue
            return {"type": "write_ok"}


class CountEveryMessage(Node):
    """Bug: a second copy of a message counts again."""

    def start(self) -> None:
        self.total = 0
        self.seen: dict[int, None] = {}

    def on_add(self, src: str, value: int) -> dict[str, Any]:
        if self.is_new(value):
            self.total += 1
        return {"type": "add_ok"}

    def is_new(self, value: int) -> bool:
        return True

    def on_read(self, src: str) -> dict[str, Any]:
        return {"type": "read_ok", "value": self.total}


class CountOnce(CountEveryMessage):
    def is_new(self, value: int) -> bool:
        known = value in self.seen
        self.seen[value] = None
        return not known


class Impatient(AnyReplica):
    """Bug: waits less than a slow network needs."""

    patience = ms(20)

    async def on_read(self, src: str) -> dict[str, Any]:
        if self.id != "a":
            return {"type": "read_ok", "value": 7}
        try:
            return dict(await self.call("b", "read", timeout=self.patience), type="read_ok")
        except Timeout:
            raise Error(11, "too slow for me") from None


class Patient(Impatient):
    patience = ms(400)


def reads_what_was_written(history: History) -> bool:
    done = operations(history)
    written = [o.value for o in done if o.f == "write" and o.status == "ok"]
    return all(o.result == written[-1] for o in done if o.f == "read" and o.status == "ok")


def reads_the_newest(history: History) -> bool:
    done = operations(history)
    newest = max(o.value for o in done if o.f == "write")
    return all(o.result == newest for o in done if o.f == "read" and o.status == "ok")


def all_answered(history: History) -> bool:
    return all(o.status == "ok" for o in operations(history))


def counts_the_additions(history: History) -> bool:
    done = operations(history)
    additions = sum(o.f == "add" for o in done)
    return all(o.result == additions for o in done if o.f == "read")


def one_worker_at_a_time(history: History) -> bool:
    """The lease of a ends at 20 ms: no work of a may be invoked later and succeed."""
    return all(
        (o.completed_time or 0) < 20 * MS * 1_000
        for o in operations(history)
        if o.status == "ok" and o.result == "a"
    )


@dataclass(frozen=True)
class Case:
    """One fault kind with the bug that it finds."""

    name: str
    fault: Fault
    buggy: type[Node]
    correct: type[Node]
    claim: Callable[[History], bool]
    clients: tuple[tuple[tuple[Any, ...], ...], ...]


WRITE_THEN_READ = (((0, "a", "write", None, 1), (100 * MS, "a", "read")),)
READ_AT_50 = (((50 * MS, "a", "read"),),)
WORK = (((12 * MS, "a", "work"), (90 * MS, "b", "work")),)
HELD = (
    ((10 * MS, "a", "write", None, 1),),
    ((20 * MS, "a", "write", None, 2), (100 * MS, "a", "read")),
)
COPIED = (((0, "a", "write", None, 1), (200 * MS, "b", "read")),)
ADDITIONS = ((*((n, "a", "add", None, n) for n in range(1, 20)), (300 * MS, "a", "read")),)

CASES = (
    Case(
        "crash",
        crash(["a"], (50 * MS, 60 * MS)),
        Volatile,
        Durable,
        reads_what_was_written,
        WRITE_THEN_READ,
    ),
    Case(
        "crash that wipes the disk",
        crash(["a"], (50 * MS, 60 * MS), disk="wipe"),
        Durable,
        Replicated,
        reads_what_was_written,
        WRITE_THEN_READ,
    ),
    Case(
        "crash of one replica",
        crash(["b"], (40 * MS, None)),
        OneReplica,
        AnyReplica,
        all_answered,
        READ_AT_50,
    ),
    Case(
        "one-way partition",
        partition([("b", "a")], (40 * MS, 90 * MS)),
        OneReplica,
        AnyReplica,
        all_answered,
        READ_AT_50,
    ),
    Case(
        "partition that holds",
        partition([("c0", "a")], (0, 50 * MS), mode="hold"),
        LastArrival,
        LastWrite,
        reads_the_newest,
        HELD,
    ),
    Case(
        "pause",
        pause(["a"], (10 * MS, 60 * MS)),
        LeaseByTimer,
        LeaseByClock,
        one_worker_at_a_time,
        WORK,
    ),
    Case(
        "link that loses",
        link((0, 30 * MS), pairs=[("a", "b")], loss=1.0),
        FireAndForget,
        UntilAcknowledged,
        reads_what_was_written,
        COPIED,
    ),
    Case(
        "link that doubles",
        link((0, 300 * MS), duplicate=0.5),
        CountEveryMessage,
        CountOnce,
        counts_the_additions,
        ADDITIONS,
    ),
    Case(
        "link that is slow",
        link((0, 300 * MS), pairs=[("a", "b")], slow=60),
        Impatient,
        Patient,
        all_answered,
        READ_AT_50,
    ),
)


def holds(case: Case, program: type[Node], plan: FaultPlan, seed: int) -> bool:
    settings = WorldSettings(
        "planted",
        seed,
        nodes=dict.fromkeys("abc", program),
        clients=tuple(
            ClientPlan(f"c{i}", steps, timeout_us=500 * MS) for i, steps in enumerate(case.clients)
        ),
        network=NetworkSettings(LinkSettings(uniform(500, 1_500))),
        plan=plan,
        horizon_us=1_000 * MS,
    )
    result = World(settings).run()
    assert result.complete
    assert not result.errors
    assert result.counters["ok"] > 0 or not case.claim(result.history), "nothing was shown"
    return case.claim(result.history)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_fault_finds_its_planted_bug_and_accuses_no_correct_node(case: Case) -> None:
    struck, quiet = plan_of([case.fault]), FaultPlan()
    seeds = range(10)
    assert not any(holds(case, case.buggy, struck, seed) for seed in seeds)
    assert all(holds(case, case.correct, struck, seed) for seed in seeds)
    assert all(holds(case, case.buggy, quiet, seed) for seed in seeds), "the fault finds it"
