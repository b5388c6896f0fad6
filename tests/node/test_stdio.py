"""A node over lines: the protocol, the clock and the disk, without a process."""

# ruff: noqa: ARG002 - nodes are written here as learners write them
from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from quorate.node import DiskImage, Error, Node, ms
from quorate.node.stdio import RESTART_US, StdioNode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quorate.node.stdio import Told


class Counter(Node):
    def start(self) -> None:
        self.count = self.disk.get("kept", "count", 0)
        self.ticks = 0
        self.after(ms(5), self.tick)

    def tick(self) -> None:
        self.ticks += 1
        self.after(ms(5), self.tick)

    def on_add(self, src: str, amount: int = 1) -> dict[str, Any]:
        self.count += amount
        self.disk.put("kept", "count", self.count)
        return {"type": "add_ok", "value": self.count}

    def on_read_all(self, src: str) -> dict[str, Any]:
        return {"type": "read-all_ok", "value": [self.count, self.ticks, list(self.peers)]}

    def on_clock(self, src: str) -> dict[str, Any]:
        return {"type": "clock_ok", "value": [self.now(), self.monotonic()]}

    def on_tell(self, src: str) -> None:
        self.log("told", by=src)
        self.observe("belief", leader="n2")
        self.always(self.count < 0, "held")
        self.sometimes(self.count < 0, "seen")
        for peer in self.peers:
            self.send(peer, "add", amount=2)

    async def on_ask(self, src: str) -> dict[str, Any]:
        reply = await self.call("n2", "add", timeout=ms(20))
        return {"type": "ask_ok", "value": reply["value"]}

    def on_refuse(self, src: str) -> None:
        raise Error(22, "no")

    def on_break(self, src: str) -> None:
        raise ZeroDivisionError


INIT = {"type": "init", "msg_id": 1, "node_id": "n1", "node_ids": ["n1", "n2", "n3"]}
NODES: list[StdioNode] = []


@pytest.fixture(autouse=True)
def _close_nodes() -> Iterator[None]:
    yield
    while NODES:
        NODES.pop().close()


def fresh(**more: Any) -> StdioNode:
    node = StdioNode(Counter, lambda _: (0, None), seed="1", **more)
    NODES.append(node)
    return node


def begun(**more: Any) -> StdioNode:
    node = fresh(**more)
    node.hear(0, line(INIT))
    return node


def line(body: Any, *, src: str = "c1", dest: str = "n1", **more: Any) -> str:
    return json.dumps({"src": src, "dest": dest, "body": body, **more})


def said(told: Told) -> list[tuple[str, dict[str, Any]]]:
    rows = [json.loads(text) for text in told.lines]
    assert ["n1"] * len(rows) == [row["src"] for row in rows]
    return [(row["dest"], row["body"]) for row in rows]


def replied(told: Told) -> dict[str, Any]:
    ((_, body),) = said(told)
    return body


def test_an_init_is_answered_and_tells_the_node_who_it_is() -> None:
    node = fresh()
    assert [("c0", {"type": "init_ok", "in_reply_to": 1})] == said(
        node.hear(0, line(INIT, src="c0", id=7))
    )
    told = node.hear(0, line({"type": "read-all", "msg_id": 2}))
    assert {"type": "read-all_ok", "value": [0, 0, ["n2", "n3"]], "in_reply_to": 2} == replied(told)


def test_a_request_is_answered_and_what_it_wrote_is_to_be_kept_first() -> None:
    told = begun().hear(5, line({"type": "add", "msg_id": 2, "amount": 3}))
    assert [("c1", {"type": "add_ok", "value": 3, "in_reply_to": 2})] == said(told)
    assert [["put", "kept", "count", 3]] == told.kept


def test_timers_fire_when_they_are_due_and_not_before() -> None:
    node = begun()
    assert ms(5) == node.due_us
    node.wake(ms(5) - 1)
    node.wake(ms(5))
    assert ms(10) == node.due_us
    node.wake(ms(12))  # late: the next one counts from now
    assert [0, 2, ["n2", "n3"]] == replied(node.hear(0, line({"type": "read-all"})))["value"]
    assert ms(17) == node.due_us


def test_a_call_waits_for_its_reply_and_gives_up_in_time() -> None:
    node = begun()
    (call,) = said(node.hear(0, line({"type": "ask", "msg_id": 2})))
    assert ("n2", "add") == (call[0], call[1]["type"])
    answer = {"type": "add_ok", "value": 9, "in_reply_to": call[1]["msg_id"]}
    told = node.hear(ms(1), line(answer, src="n2"))
    assert [("c1", {"type": "ask_ok", "value": 9, "in_reply_to": 2})] == said(told)
    node.hear(ms(1), line({"type": "ask", "msg_id": 3}))
    assert "Timeout" in node.wake(ms(60)).ended


def test_both_clocks_are_those_of_the_process() -> None:
    node = fresh()
    node.wall_ahead_us = 1_000_000
    node.hear(0, line(INIT))
    assert [1_000_007, 7] == replied(node.hear(7, line({"type": "clock"})))["value"]


def test_what_a_node_says_aside_goes_to_the_log() -> None:
    told = begun().hear(0, line({"type": "tell"}))
    assert ['told {"by": "c1"}', 'observes belief {"leader": "n2"}', '"always held" is false'] == (
        told.logs
    )
    assert ["n2", "n3"] == [dest for dest, _ in said(told)]


def test_errors_are_replies_with_their_code() -> None:
    told = begun().hear(0, line({"type": "refuse", "msg_id": 2}))
    assert {"type": "error", "code": 22, "text": "no", "in_reply_to": 2} == replied(told)


def test_a_handler_that_raises_ends_the_process_with_its_line() -> None:
    told = begun().hear(0, line({"type": "break", "msg_id": 2}))
    assert [] == told.lines
    assert told.ended.startswith("crashed: test_stdio.py line ")
    assert told.ended.endswith("in on_break; ZeroDivisionError: ")


def test_a_node_that_restarts_comes_back_with_its_disk_and_nothing_else() -> None:
    node = begun(restarts=True)
    node.hear(0, line({"type": "add", "msg_id": 2}))
    node.wake(ms(5))
    told = node.hear(ms(6), line({"type": "break"}))
    assert ("", 1) == (told.ended, len(told.logs))
    assert ms(6) + RESTART_US == node.due_us
    assert [] == node.hear(ms(7), line({"type": "read-all"})).lines
    assert [["boot", 2]] == node.wake(ms(6) + RESTART_US).kept
    told = node.hear(ms(200), line({"type": "read-all"}))
    assert [1, 0, ["n2", "n3"]] == replied(told)["value"]


def test_what_was_kept_for_a_node_is_there_when_it_begins_again() -> None:
    image = DiskImage()
    image.apply("put", "kept", "count", 41)
    asked = []

    def recall(node_id: str) -> tuple[int, dict[str, Any]]:
        asked.append(node_id)
        return 3, image.to_json()

    node = StdioNode(Counter, recall, seed="1")
    NODES.append(node)
    assert [["boot", 4]] == node.hear(0, line(INIT)).kept
    assert 42 == replied(node.hear(0, line({"type": "add"})))["value"]
    assert ["n1"] == asked


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("nonsense", "no JSON ("),
        ("{", "no JSON ("),
        ("[1, 2]", "no JSON object"),
        ("3", "no JSON object"),
        ('{"src": "c1", "dest": "n1"}', "it has no body"),
        ('{"src": "c1", "dest": "n1", "body": 5}', "it has no body, or one that is no object"),
        ('{"src": null, "dest": "n1", "body": {}}', "src and dest have to be text"),
        ('{"dest": "n1", "body": {}}', "src and dest have to be text"),
        ('{"src": "c1", "dest": "n9", "body": {}}', "it is for 'n9', and this is 'n1'"),
        ('{"src": "c1", "dest": "n1", "body": {"type": "add", "amount": NaN}}', "NaN is no JSON"),
        ("[" * 100_000, "no JSON ("),
        ('"' + "x" * (1 << 20) + '"', "a line of 1048578 characters"),
    ],
    ids=lambda text: text[:30],
)
def test_a_line_that_is_no_message_is_logged_and_nothing_else(text: str, why: str) -> None:
    node = begun()
    told = node.hear(0, text)
    assert ([], "", 1) == (told.lines, told.ended, len(told.logs))
    assert why in told.logs[0]
    assert len(told.logs[0]) < 400
    assert 1 == replied(node.hear(0, line({"type": "add", "msg_id": 2})))["value"]


@pytest.mark.parametrize(
    ("body", "code", "why"),
    [
        ({"msg_id": 2}, 12, "has no type"),
        ({"type": 5, "msg_id": 2}, 12, "has no type"),
        ({"type": "nothing", "msg_id": 2}, 10, "no handler on_nothing"),
        ({"type": "refuse", "more": 1, "msg_id": 2}, 12, "it does not know more"),
        ({"type": "add", "amount": 1 << 70, "msg_id": 2}, 12, "beyond 64 bits"),
        ({**INIT, "msg_id": 2}, 12, "an init comes once"),
    ],
    ids=str,
)
def test_a_request_that_cannot_be_taken_is_answered_with_an_error(
    body: dict[str, Any], code: int, why: str
) -> None:
    told = begun().hear(0, line(body))
    reply = replied(told)
    assert ("error", code, 2) == (reply["type"], reply["code"], reply["in_reply_to"])
    assert why in reply["text"]
    assert "" == told.ended


@pytest.mark.parametrize(
    "change",
    [
        {"node_id": None},
        {"node_id": 3},
        {"node_id": "n9"},
        {"node_ids": "n1"},
        {"node_ids": ["n1", 2]},
        {"node_ids": ["n1", "n1"]},
        {"node_ids": None},
    ],
    ids=str,
)
def test_a_wrong_init_is_refused_and_a_right_one_may_follow(change: dict[str, Any]) -> None:
    node = fresh()
    told = node.hear(0, line({**INIT, **change}))
    assert (12, True) == (replied(told)["code"], "init needs node_id" in replied(told)["text"])
    assert "init_ok" == replied(node.hear(0, line(INIT)))["type"]


def test_a_message_before_the_init_is_refused_for_now() -> None:
    node = fresh()
    told = node.hear(0, line({"type": "add", "msg_id": 4}))
    assert (11, 4) == (replied(told)["code"], replied(told)["in_reply_to"])
    assert [] == node.hear(0, line({"type": "add"})).lines
    assert [] == node.hear(0, line({"type": "add_ok", "in_reply_to": 1, "msg_id": 2})).lines
    assert "init_ok" == replied(node.hear(0, line(INIT)))["type"]
    assert None is fresh().due_us


def test_an_empty_line_is_nothing() -> None:
    told = begun().hear(0, "  \n")
    assert ([], [], "") == (told.lines, told.logs, told.ended)
