"""Calls, sleeps, timers and tasks wait on the virtual clock and on nothing else."""

# ruff: noqa: ARG002, FBT001 - nodes are written here as learners write them
from __future__ import annotations

from typing import Any

from node.ports import Port, error_of, reply
from quorate.node import Node, RemoteError, Timeout, ms, seconds, us


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


def test_ids_of_different_lives_never_meet() -> None:
    port = Port(Caller)
    port.request("ask", wait=5)
    port.deliver(("stop",))
    port.deliver(("start", 1, None))
    (_, _, body), _ = port.request("ask", wait=5)
    assert body["msg_id"] > 1
    assert [] == port.deliver(("message", "b", {"type": "read_ok", "value": 5, "in_reply_to": 1}))


def test_an_asynchronous_start_may_wait() -> None:
    class Slow(Node):
        async def start(self) -> None:
            await self.sleep(ms(3))
            self.send("b", "ready")

    port = Port(Slow)
    ((_, timer_id, at_us, _),) = port.started
    assert 3_000 == at_us
    assert [("send", "b", {"type": "ready"})] == port.deliver(("timer", timer_id))


def test_durations_are_whole_microseconds() -> None:
    assert (5, 1_500, 2_000_000) == (us(5), ms(1.5), seconds(2))


class Gathering(Node):
    async def on_gather(self, src: str) -> dict[str, Any]:
        tasks = [self.spawn(self.ask(peer)) for peer in self.peers]
        outcomes = []
        for task in reversed(tasks):
            try:
                outcomes.append(await task)
            except Timeout:
                outcomes.append("late")
        return {"type": "gather_ok", "outcomes": outcomes}

    async def ask(self, peer: str) -> Any:
        answer = await self.call(peer, "read", timeout=ms(5 if peer == "b" else 9))
        return answer["value"]

    def on_careless(self, src: str) -> None:
        self.spawn(self.divide())

    async def divide(self) -> float:
        return 1 / 0


def test_a_timeout_of_a_task_waits_until_it_is_awaited() -> None:
    port = Port(Gathering)
    outputs = port.request("gather")
    timer_of_b, _ = (output[1] for output in outputs if output[0] == "timer")
    (_, _, to_c) = next(o for o in outputs if o[0] == "send" and o[1] == "c")
    assert [] == port.deliver(("timer", timer_of_b)), "the other task is awaited first"
    body = {"type": "read_ok", "value": 3, "in_reply_to": to_c["msg_id"]}
    assert reply("gather_ok", outcomes=[3, "late"]) == port.deliver(("message", "c", body))[-1]


def test_a_mistake_in_a_task_nobody_waits_for_crashes_the_node() -> None:
    report = error_of(Port(Gathering).message("careless"))
    assert ("ZeroDivisionError", "divide") == (report["type"], report["function"])
