"""What a node does for a message is what comes out of its port, and nothing else."""

# ruff: noqa: ARG002 - nodes are written here as learners write them
from __future__ import annotations

from typing import Any

import pytest

from node.ports import CLIENT, Port, error_of, reply
from quorate.node import Error, HandlerError, Node


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


def test_a_wrong_signature_is_told_where_the_class_is_written() -> None:
    with pytest.raises(HandlerError, match=r"Wrong\.on_get.*must take src first"):

        class Wrong(Node):
            def on_get(self, key: str) -> None:
                """Has forgotten src."""

    with pytest.raises(HandlerError, match="takes positional fields"):

        class Positional(Node):
            def on_get(self, src: str, *key: str) -> None:
                """Fields of a message have names."""


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


def test_an_envelope_cannot_be_forged_by_a_field() -> None:
    class Forger(Node):
        def on_forge(self, src: str) -> None:
            self.send("b", "x", type="y")

        def on_number(self, src: str) -> None:
            self.send("b", 5)  # type: ignore[arg-type]

    for message_type in ("forge", "number"):
        report = error_of(Port(Forger).message(message_type))
        assert "no field may be called type" in report["message"]


@pytest.mark.parametrize("reference", [[1], {"a": 1}, None, "1", True])
def test_a_reply_that_names_no_call_is_ignored(reference: object) -> None:
    assert [] == Port(Replica).message("echo", text="x", in_reply_to=reference)
