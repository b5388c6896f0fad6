"""What a node does for an event is what comes out of its port, and nothing else."""

# ruff: noqa: ANN401, ARG002, FBT001 - nodes are written here as learners write them
from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from quorate.node import (
    Error,
    HandlerError,
    Machine,
    Node,
    NodeIdentity,
    NodeLimits,
    NodeRuntime,
    RemoteError,
    Timeout,
    Topology,
    ms,
    seconds,
    us,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

CLIENT = "c1"
OPEN_RUNTIMES: list[NodeRuntime] = []


@pytest.fixture(autouse=True)
def _close_runtimes() -> Iterator[None]:
    """Let go of what still waits, as the world does at the end of a run."""
    yield
    while OPEN_RUNTIMES:
        OPEN_RUNTIMES.pop().close()


class Port:
    """A started node and a clock for it."""

    def __init__(self, cls: type[Node], **limits: int) -> None:
        topology = Topology((Machine("a", {"rack": "r1"}),))
        identity = NodeIdentity("a", ("b", "c"), topology=topology, seed="w/1/node/a")
        self.runtime = NodeRuntime(cls, identity, limits=NodeLimits(**limits))
        OPEN_RUNTIMES.append(self.runtime)
        self.now_us = 0
        self.started = self.runtime.deliver(0, ("start", 0, None))

    def message(self, message_type: str, **body: Any) -> list[tuple[Any, ...]]:
        return self.deliver(("message", CLIENT, {"type": message_type, **body}))

    def request(self, message_type: str, **body: Any) -> list[tuple[Any, ...]]:
        return self.message(message_type, msg_id=7, **body)

    def deliver(self, event: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        self.now_us += 10
        return self.runtime.deliver(self.now_us, event)


def reply(message_type: str, **body: Any) -> tuple[Any, ...]:
    return ("send", CLIENT, {"type": message_type, **body, "in_reply_to": 7})


def error_of(outputs: list[tuple[Any, ...]]) -> dict[str, Any]:
    kind, report = outputs[-1]
    assert "error" == kind
    return report


class Replica(Node):
    def start(self) -> None:
        self.seen: list[Any] = []

    def on_echo(self, src: str, text: str) -> dict[str, Any]:
        return {"type": "echo_ok", "text": text, "src": src}

    def on_quiet(self, src: str, item: Any) -> None:
        self.seen.append(item)

    def on_seen(self, src: str) -> dict[str, Any]:
        return {"type": "seen_ok", "items": self.seen}

    def on_refuse(self, src: str) -> None:
        raise Error(22, "not now")

    def on_cas(self, src: str, from_: Any, to: Any) -> dict[str, Any]:
        return {"type": "cas_ok", "pair": (from_, to)}

    def on_loose(self, src: str, size: int = 3, **rest: Any) -> dict[str, Any]:
        return {"type": "loose_ok", "size": size, "rest": rest}

    def on_whole(self, msg: dict[str, Any]) -> dict[str, Any]:
        return {"type": "whole_ok", "from_": msg["src"], "body": msg["body"]}

    def on_who(self, src: str) -> dict[str, Any]:
        about = [
            self.id,
            self.peers,
            dict(self.labels),
            self.topology.ids,
            self.now(),
            self.monotonic(),
        ]
        return {"type": "who_ok", "about": about}


def test_a_returned_dict_is_the_reply() -> None:
    assert [reply("echo_ok", text="hi", src=CLIENT)] == Port(Replica).request("echo", text="hi")


def test_nothing_returned_is_no_reply() -> None:
    assert [] == Port(Replica).request("quiet", item=1)


def test_a_raised_error_is_an_error_reply() -> None:
    assert [reply("error", code=22, text="not now")] == Port(Replica).request("refuse")


def test_a_one_way_message_is_answered_without_a_reference() -> None:
    assert [("send", CLIENT, {"type": "echo_ok", "text": "hi", "src": CLIENT})] == Port(
        Replica
    ).message("echo", text="hi")


def test_what_a_handler_keeps_is_not_shared_with_the_sender() -> None:
    port, item = Port(Replica), {"n": [1]}
    port.message("quiet", item=item)
    item["n"].append(2)
    assert [reply("seen_ok", items=[{"n": [1]}])] == port.request("seen")


def test_what_a_handler_returns_is_not_shared_with_the_wire() -> None:
    port = Port(Replica)
    port.message("quiet", item=1)
    (first,) = port.request("seen")
    port.message("quiet", item=2)
    assert reply("seen_ok", items=[1]) == first


def test_a_field_named_like_a_keyword_gets_an_underscore_in_python_only() -> None:
    assert [reply("cas_ok", pair=[1, 2])] == Port(Replica).request("cas", **{"from": 1, "to": 2})
    assert [
        ("send", CLIENT, {"type": "whole_ok", "from": CLIENT, "body": {"type": "whole", "x": 1}})
    ] == Port(Replica).message("whole", x=1)


def test_defaults_and_open_fields_bind_by_name() -> None:
    assert [reply("loose_ok", size=3, rest={})] == Port(Replica).request("loose")
    assert [reply("loose_ok", size=9, rest={"x": 1})] == Port(Replica).request("loose", size=9, x=1)


def test_a_node_knows_who_it_is_and_when() -> None:
    about = ["a", ["b", "c"], {"rack": "r1"}, ["a"], 10, 10]
    assert [reply("who_ok", about=about)] == Port(Replica).request("who")


@pytest.mark.parametrize(
    ("message_type", "fields", "code", "text"),
    [
        ("echo", {}, 12, "on_echo takes text; the message lacks text"),
        ("echo", {"text": 1, "colour": 2}, 12, "on_echo takes text; it does not know colour"),
        (
            "echo",
            {"txt": 1},
            12,
            "on_echo takes text; the message lacks text; it does not know txt",
        ),
        ("sing", {}, 10, "Replica has no handler on_sing"),
    ],
)
def test_a_message_that_no_handler_takes_is_refused_to_its_sender(
    message_type: str, fields: dict[str, Any], code: int, text: str
) -> None:
    outputs = Port(Replica).request(message_type, **fields)
    assert [("refused", code, text, message_type), reply("error", code=code, text=text)] == outputs


def test_a_refused_one_way_message_is_only_recorded() -> None:
    ((kind, code, *_),) = Port(Replica).message("sing")
    assert ("refused", 10) == (kind, code)


class Caller(Node):
    async def on_ask(self, src: str, wait: int) -> dict[str, Any]:
        try:
            answer = await self.call("b", "read", key="x", timeout=wait)
        except Timeout:
            return {"type": "ask_ok", "value": "late"}
        except RemoteError as problem:
            return {"type": "ask_ok", "value": [problem.code, problem.text]}
        return {"type": "ask_ok", "value": answer["value"]}

    async def on_both(self, src: str) -> dict[str, Any]:
        calls = [self.call(peer, "read") for peer in self.peers]
        return {"type": "both_ok", "values": [(await call)["value"] for call in calls]}

    async def on_nap(self, src: str) -> dict[str, Any]:
        await self.sleep(ms(5))
        return {"type": "nap_ok", "at": self.now()}

    async def on_tree(self, src: str) -> dict[str, Any]:
        tasks = [self.spawn(self.leaf(n)) for n in range(3)]
        return {"type": "tree_ok", "values": [await task for task in tasks]}

    async def leaf(self, n: int) -> int:
        await self.disk.sync()
        return n * n

    async def on_doomed(self, src: str) -> dict[str, Any]:
        task = self.spawn(self.nap())
        self.cancel(task)
        try:
            await task
        except Exception as problem:  # the type is what is asked for
            return {"type": "doomed_ok", "problem": type(problem).__name__}
        return {"type": "doomed_ok"}

    async def nap(self) -> None:
        await self.sleep(ms(1))


def test_a_call_waits_for_its_reply_and_disarms_its_timeout() -> None:
    port = Port(Caller)
    sent, timer = port.request("ask", wait=ms(100))
    assert ("send", "b", {"type": "read", "msg_id": 1, "key": "x"}) == sent
    assert ("timer", 2, 10 + 100_000, "timeout read") == timer
    outputs = port.deliver(("message", "b", {"type": "read_ok", "value": 5, "in_reply_to": 1}))
    assert [("cancel", 2), reply("ask_ok", value=5)] == outputs


def test_a_call_without_an_answer_times_out_and_a_late_reply_is_ignored() -> None:
    port = Port(Caller)
    port.request("ask", wait=ms(100))
    assert [reply("ask_ok", value="late")] == port.deliver(("timer", 2))
    assert [] == port.deliver(("message", "b", {"type": "read_ok", "value": 5, "in_reply_to": 1}))


def test_an_error_reply_is_raised_at_the_call() -> None:
    port = Port(Caller)
    port.request("ask", wait=1)
    body = {"type": "error", "code": 20, "text": "no such key", "in_reply_to": 1}
    assert reply("ask_ok", value=[20, "no such key"]) == port.deliver(("message", "b", body))[-1]


def test_calls_run_beside_each_other_and_answers_may_come_in_any_order() -> None:
    port = Port(Caller)
    sends = [output for output in port.request("both") if output[0] == "send"]
    assert ["b", "c"] == [dest for _, dest, _ in sends]
    ids = [body["msg_id"] for _, _, body in sends]
    port.deliver(("message", "c", {"type": "read_ok", "value": 2, "in_reply_to": ids[1]}))
    outputs = port.deliver(("message", "b", {"type": "read_ok", "value": 1, "in_reply_to": ids[0]}))
    assert reply("both_ok", values=[1, 2]) == outputs[-1]


def test_sleep_waits_on_the_nodes_clock() -> None:
    port = Port(Caller)
    ((_, timer_id, at_us, name),) = port.request("nap")
    assert (10 + 5_000, "sleep") == (at_us, name)
    assert [reply("nap_ok", at=20)] == port.deliver(("timer", timer_id))


def test_spawned_tasks_run_and_can_be_awaited() -> None:
    assert [reply("tree_ok", values=[0, 1, 4])] == Port(Caller).request("tree")


def test_a_cancelled_task_raises_where_it_is_awaited() -> None:
    assert reply("doomed_ok", problem="CancelledTaskError") in Port(Caller).request("doomed")


class Ticker(Node):
    def start(self) -> None:
        self.ticks: list[Any] = []

    def tick(self, what: Any) -> None:
        self.ticks.append(what)
        self.log("tick", what=what)

    def on_arm(self, src: str, what: Any, delay: int, own: bool) -> None:
        self.after(delay, self.tick, what, **({"key": None} if own else {}))

    def on_disarm(self, src: str) -> None:
        self.cancel("tick")

    def on_tick(self, src: str) -> None:
        self.ticks.append("by message")


def test_a_timer_with_the_same_key_is_armed_again_instead_of_twice() -> None:
    port = Port(Ticker)
    port.message("arm", what=1, delay=ms(5), own=False)
    assert [("cancel", 1), ("timer", 2, 20 + 9_000, "tick")] == port.message(
        "arm", what=2, delay=ms(9), own=False
    )
    assert [] == port.deliver(("timer", 1))
    assert [("log", "tick", {"what": 2})] == port.deliver(("timer", 2))


def test_timers_without_a_key_stand_on_their_own() -> None:
    port = Port(Ticker)
    port.message("arm", what=1, delay=5, own=True)
    port.message("arm", what=2, delay=5, own=True)
    assert [1, 2] == [port.deliver(("timer", n))[0][2]["what"] for n in (1, 2)]


def test_a_timer_is_cancelled_by_its_key() -> None:
    port = Port(Ticker)
    port.message("arm", what=1, delay=5, own=False)
    assert [("cancel", 1)] == port.message("disarm")
    assert [] == port.deliver(("timer", 1))


def test_a_message_cannot_fire_a_timer() -> None:
    port = Port(Ticker)
    port.message("arm", what=1, delay=5, own=False)
    assert [] == port.message("tick")
    assert "log" == port.deliver(("timer", 1))[0][0]


class Diary(Node):
    def start(self) -> None:
        self.lines = self.disk.read("diary")

    def on_write(self, src: str, line: Any) -> dict[str, Any]:
        self.disk.append("diary", line)
        self.disk.put("last", "line", line)
        kept = self.disk.get("last", "line")
        if isinstance(kept, dict):
            kept["changed"] = True  # a copy: the disk must not change
        return {"type": "write_ok"}

    def on_read(self, src: str) -> dict[str, Any]:
        return {
            "type": "read_ok",
            "lines": self.lines,
            "last": self.disk.get("last", "line"),
            "pairs": self.disk.items("last"),
        }

    def on_forget(self, src: str) -> None:
        self.disk.truncate("diary", 1)
        self.disk.delete("last", "line")


def test_the_disk_reports_every_operation_and_hands_out_copies_only() -> None:
    port = Port(Diary)
    outputs = port.request("write", line={"n": 1})
    assert [
        ("disk", "append", "diary", {"n": 1}),
        ("disk", "put", "last", "line", {"n": 1}),
        reply("write_ok"),
    ] == outputs
    (shown,) = port.request("read")
    assert ({"n": 1}, [["line", {"n": 1}]]) == (shown[2]["last"], shown[2]["pairs"])


def test_a_restart_begins_with_the_disk_it_is_given_and_no_memory() -> None:
    port = Port(Diary)
    port.message("write", line=1)
    port.deliver(("stop",))
    assert [] == port.request("read")
    content = {"tables": {"last": [["line", 8]]}, "logs": {"diary": [7, 8]}}
    port.deliver(("start", 1, content))
    assert reply("read_ok", lines=[7, 8], last=8, pairs=[["line", 8]]) == port.request("read")[0]
    port.message("forget")
    assert None is port.request("read")[0][2]["last"]


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
    assert ("ZeroDivisionError", "test_runtime.py", "on_divide") == (
        report["type"],
        report["file"],
        report["function"],
    )
    assert Careless.on_divide.__code__.co_firstlineno + 2 == report["line"]
    assert [] == port.request("divide", by=1), "a crashed node is deaf"


def test_a_traceback_shows_the_learners_file_only() -> None:
    lines = error_of(Port(Careless).request("late"))["traceback"].splitlines()
    assert 2 == len(lines)
    assert lines[0].startswith("test_runtime.py line ")
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


def test_ids_of_different_lives_never_meet() -> None:
    port = Port(Caller)
    port.request("ask", wait=5)
    port.deliver(("stop",))
    port.deliver(("start", 1, None))
    (_, _, body), _ = port.request("ask", wait=5)
    assert body["msg_id"] > 1
    assert [] == port.deliver(("message", "b", {"type": "read_ok", "value": 5, "in_reply_to": 1}))


def test_a_wrong_signature_is_told_where_the_class_is_written() -> None:
    with pytest.raises(HandlerError, match=r"Wrong\.on_get.*must take src first"):

        class Wrong(Node):
            def on_get(self, key: str) -> None:
                """Has forgotten src."""

    with pytest.raises(HandlerError, match="takes positional fields"):

        class Positional(Node):
            def on_get(self, src: str, *key: str) -> None:
                """Fields of a message have names."""


def test_an_asynchronous_start_may_wait() -> None:
    class Slow(Node):
        async def start(self) -> None:
            await self.sleep(ms(3))
            self.send("b", "ready")

    port = Port(Slow)
    ((_, timer_id, at_us, _),) = port.started
    assert 3_000 == at_us
    assert [("send", "b", {"type": "ready"})] == port.deliver(("timer", timer_id))


def test_claims_and_observations_come_out_in_order() -> None:
    class Claiming(Node):
        def on_claim(self, src: str) -> None:
            self.always([1], "never empty")
            self.sometimes(None, "found")
            self.observe("leader", term=3)

    assert [
        ("assert", "always", "never empty", True),
        ("assert", "sometimes", "found", False),
        ("observe", "leader", {"term": 3}),
    ] == Port(Claiming).message("claim")


def test_a_factory_that_makes_no_node_is_reported() -> None:
    runtime = NodeRuntime(lambda: 5, NodeIdentity("a"))  # type: ignore[arg-type,return-value]
    assert (
        "return an object of a Node subclass"
        in error_of(runtime.deliver(0, ("start", 0, None)))["message"]
    )


def test_durations_are_whole_microseconds() -> None:
    assert (5, 1_500, 2_000_000) == (us(5), ms(1.5), seconds(2))
