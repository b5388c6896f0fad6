"""A mistake in a node is reported with its line; a limit ends the run; a dead life is dead."""

# ruff: noqa: ARG002 - nodes are written here as learners write them
from __future__ import annotations

import asyncio
from typing import Any

import pytest

from node.ports import Port, error_of
from quorate.node import Node, NodeIdentity, NodeRuntime, ms, seconds


class Careless(Node):
    def on_divide(self, src: str, by: int) -> dict[str, Any]:
        self.send("b", "before")
        return {"type": "divide_ok", "value": 1 // by}

    def on_number(self, src: str) -> Any:
        return 5

    def on_untyped(self, src: str) -> Any:
        return {"value": 5}

    def on_unsendable(self, src: str) -> Any:
        return {"type": "x", "value": {1, 2}}

    async def on_asyncio(self, src: str) -> None:
        await asyncio.sleep(0)

    async def on_uncaught(self, src: str) -> None:
        await self.call("b", "read", timeout=ms(1))

    def on_quit(self, src: str) -> None:
        raise SystemExit(3)

    def on_late(self, src: str) -> None:
        self.after(1.5, self.on_quit)  # type: ignore[arg-type]

    def on_deep(self, src: str) -> None:
        self.on_deep(src)

    def on_nameless(self, src: str) -> None:
        raise KeyError(object())


def test_an_error_in_a_handler_crashes_the_node_and_names_the_line() -> None:
    port = Port(Careless)
    sent, _ = outputs = port.request("divide", by=0)
    report = error_of(outputs)
    assert ("send", "b", {"type": "before"}) == sent
    assert ("ZeroDivisionError", "test_crashes.py", "on_divide") == (
        report["type"],
        report["file"],
        report["function"],
    )
    assert Careless.on_divide.__code__.co_firstlineno + 2 == report["line"]
    assert [] == port.request("divide", by=1), "a crashed node is deaf"


def test_a_traceback_shows_the_learners_file_only() -> None:
    lines = error_of(Port(Careless).request("late"))["traceback"].splitlines()
    assert 2 == len(lines)
    assert lines[0].startswith("test_crashes.py line ")
    assert "use ms() or seconds()" in lines[1]


@pytest.mark.parametrize(
    ("message_type", "text"),
    [
        ("number", "returned 5 of type int; return a dict with a type, or None"),
        ("untyped", "has no type"),
        ("unsendable", "value is a set, which JSON cannot carry; send sorted"),
    ],
)
def test_a_result_that_is_no_message_names_the_handler(message_type: str, text: str) -> None:
    report = error_of(Port(Careless).request(message_type))
    handler = getattr(Careless, f"on_{message_type}")
    assert (f"on_{message_type}", handler.__code__.co_firstlineno) == (
        report["function"],
        report["line"],
    )
    assert text in report["message"]


def test_awaiting_anything_but_our_futures_names_the_object_and_the_line() -> None:
    report = error_of(Port(Careless).request("asyncio"))
    assert ("AwaitError", "on_asyncio") == (report["type"], report["function"])
    assert (
        "awaited builtins.NoneType, which nothing here can wake; await self.call"
        in report["message"]
    )


def test_a_timeout_nobody_catches_crashes_with_the_remedy() -> None:
    port = Port(Careless)
    port.request("uncaught")
    report = error_of(port.deliver(("timer", 2)))
    assert "Timeout" == report["type"]
    assert "not caught: write try" in report["message"]


def test_leaving_the_program_or_endless_recursion_is_a_crash_of_the_node() -> None:
    assert "SystemExit" == error_of(Port(Careless).request("quit"))["type"]
    assert "RecursionError" == error_of(Port(Careless).request("deep"))["type"]


def test_an_address_in_an_error_text_is_removed() -> None:
    assert "0x…" in error_of(Port(Careless).request("nameless"))["message"]


class Wasteful(Node):
    def on_flood(self, src: str) -> None:
        while True:
            self.send("b", "more")

    def on_stubborn(self, src: str) -> None:
        while True:
            try:
                self.send("b", "more")
            except Exception:  # what a learner's loop might do
                continue

    def on_rearm(self, src: str) -> None:
        while True:
            self.after(5, self.on_flood)

    def on_hoard(self, src: str) -> None:
        while True:
            self.after(5, self.on_flood, key=None)

    def on_fork(self, src: str) -> None:
        while True:
            self.spawn(self.wait())

    def on_chain(self, src: str) -> None:
        self.spawn(self.again())

    def on_huge(self, src: str) -> dict[str, Any]:
        return {"type": "x", "text": "x" * 10_000_000}

    def on_wide(self, src: str) -> None:
        self.send("b", "x", **{f"k{i}": "x" * 100 for i in range(20_000)})

    def on_chat(self, src: str) -> None:
        for n in range(100):
            self.log("line " * 1_000, n=n)

    async def wait(self) -> None:
        await self.sleep(ms(1))

    async def again(self) -> None:
        self.spawn(self.again())


@pytest.mark.parametrize(
    ("message_type", "budget"),
    [
        ("flood", "messages per event"),
        ("stubborn", "messages per event"),
        ("rearm", "actions per event"),
        ("hoard", "pending timers"),
        ("fork", "tasks per node"),
        ("chain", "actions per event"),
        ("huge", "body bytes"),
        ("wide", "body bytes"),
    ],
)
def test_every_limit_ends_the_run_by_its_name(message_type: str, budget: str) -> None:
    port = Port(
        Wasteful, messages_per_event=50, actions_per_event=300, pending_timers=100, tasks=40
    )
    kind, name, limit, text = port.request(message_type)[-1]
    assert ("budget", budget) == (kind, name)
    assert limit > 0
    assert text


def test_a_flood_of_log_lines_is_cut_with_a_last_word() -> None:
    outputs = Port(Wasteful, log_records=10, log_text=80).request("chat")
    assert 11 == len(outputs)
    assert "log limit of 10 lines reached; later lines are dropped" == outputs[-1][1]
    assert 80 == len(outputs[0][1])


class Haunted(Node):
    ghosts: list[str]

    async def on_wait(self, src: str) -> None:
        try:
            await self.sleep(seconds(9))
        finally:
            try:
                self.disk.put("kv", "ghost", 1)
            except Exception as problem:  # the type is what is asked for
                Haunted.ghosts.append(type(problem).__name__)


def test_a_dead_life_may_not_write_to_its_disk() -> None:
    Haunted.ghosts = []
    port = Port(Haunted)
    port.message("wait")
    assert [] == port.deliver(("stop",))
    port.deliver(("start", 1, None))
    assert [] == Haunted.ghosts, "nothing of the dead life runs before the end"
    port.runtime.close()
    assert ["NotRunningError"] == Haunted.ghosts


def test_the_api_is_refused_outside_a_handler() -> None:
    kept: list[Node] = []

    class Leaky(Node):
        def start(self) -> None:
            kept.append(self)

    Port(Leaky)
    with pytest.raises(Exception, match="outside a handler of a living node"):
        kept[0].send("b", "hello")


def test_a_future_of_another_node_cannot_be_awaited() -> None:
    shared: list[Any] = []

    class Sharing(Node):
        async def on_share(self, src: str) -> None:
            shared.append(self.sleep(5))

        async def on_take(self, src: str) -> None:
            await shared[0]

    Port(Sharing).message("share")
    assert "future of another node" in error_of(Port(Sharing).message("take"))["message"]


def test_a_factory_that_makes_no_node_is_reported() -> None:
    runtime = NodeRuntime(lambda: 5, NodeIdentity("a"))  # type: ignore[arg-type,return-value]
    assert (
        "return an object of a Node subclass"
        in error_of(runtime.deliver(0, ("start", 0, None)))["message"]
    )


class Rude(Node):
    def on_interrupt(self, src: str) -> None:
        raise GeneratorExit

    async def on_later(self, src: str) -> None:
        await self.sleep(5)
        raise asyncio.CancelledError

    def on_log(self, src: str) -> None:
        self.log(object())  # type: ignore[arg-type]


def test_errors_outside_exception_crash_the_node_and_not_the_world() -> None:
    assert "GeneratorExit" == error_of(Port(Rude).message("interrupt"))["type"]
    port = Port(Rude)
    ((_, timer_id, _, _),) = port.message("later")
    assert "CancelledError" == error_of(port.deliver(("timer", timer_id)))["type"]


def test_a_logged_object_shows_no_address() -> None:
    ((_, text, _),) = Port(Rude).message("log")
    assert "<object object at 0x…>" == text
