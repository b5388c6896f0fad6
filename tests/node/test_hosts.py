"""A node does the same for a host in its process and through its port; the host answers `maybe`."""

# ruff: noqa: ARG002 - nodes are written here as learners write them
from __future__ import annotations

from typing import Any

from node.ports import Port
from quorate.node import Node, NodeIdentity, NodeRuntime, ms


class Careful(Node):
    def start(self) -> None:
        self.kept: list[Any] = []
        self.names = {"b", "a"}
        self.table = {1: ("x", None)}
        self.rate = 0.5
        self.thing = object()
        self._hidden = 1

    def on_keep(self, src: str, item: Any) -> dict[str, Any]:
        self.kept.append(item)
        if self.maybe("forget"):
            self.kept.clear()
        self.send("b", "kept", from_=src, item=item)
        self.after(ms(1), self.tick)
        self.after(ms(2), self.tick)
        self.log("kept")
        return {"type": "keep_ok", "count": len(self.kept)}

    def on_four(self, src: str, a: int, b: int, c: int, d: int) -> dict[str, Any]:
        return {"type": "four_ok", "sum": a + b + c + d}

    def on_three(self, src: str, a: int, b: int, c: int) -> dict[str, Any]:
        return {"type": "three_ok", "sum": a + b + c}

    def on_two(self, src: str, a: int, b: int) -> dict[str, Any]:
        return {"type": "two_ok", "sum": a + b}

    def on_one(self, src: str, a: int) -> dict[str, Any]:
        return {"type": "one_ok", "sum": a}

    def on_none(self, src: str) -> dict[str, Any]:
        return {"type": "none_ok", "sum": 0}

    def on_some(self, src: str, a: int = 0, **rest: int) -> dict[str, Any]:
        return {"type": "some_ok", "sum": a + sum(rest.values())}

    def on_whole(self, msg: dict[str, Any]) -> dict[str, Any]:
        return {"type": "whole_ok", "dest": msg["dest"], "as_": msg["src"]}

    def tick(self) -> None:
        """Nothing follows."""


class Notebook:
    """A host that writes down what it is told."""

    hears_cancels = True

    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []

    def send(self, dest: str, body: dict[str, Any]) -> None:
        self.told.append(("send", dest, body))

    def set_timer(self, timer_id: int, at_us: int, name: str) -> None:
        self.told.append(("timer", timer_id, at_us, name))

    def put_off(self, timer_id: int, at_us: int, name: str) -> bool:
        return False

    def cancel_timer(self, timer_id: int) -> None:
        self.told.append(("cancel", timer_id))

    def put_out(self, output: tuple[Any, ...]) -> None:
        self.told.append(output)

    def maybe(self, name: str) -> bool:
        return name == "never asked"

    @property
    def station(self) -> Any:
        raise NotImplementedError


def in_process(*, copies: bool) -> tuple[Notebook, Any]:
    host = Notebook()
    identity = NodeIdentity("a", ("b", "c"), seed="w/1/node/a")
    runtime = NodeRuntime(Careful, identity, host=host, copy_bodies=copies)
    return host, runtime.start(0, 0, None)


def test_a_host_in_the_process_is_told_what_the_port_puts_out() -> None:
    for copies in (True, False):
        host, life = in_process(copies=copies)
        life.take_message(10, "c1", {"type": "keep", "item": 5, "msg_id": 7})
        port = Port(Careful)
        outputs = port.request("keep", item=5)
        assert outputs == host.told
        assert ("cancel", 1) in outputs
        assert ("send", "b", {"type": "kept", "from": "c1", "item": 5}) == outputs[0]


def test_handlers_with_any_number_of_fields_bind_without_copies() -> None:
    wide = {"a": 1, "b": 2, "c": 3, "d": 4}
    for count, name in enumerate(("none", "one", "two", "three", "four")):
        fields = dict(list(wide.items())[:count])
        for extra, refused in (({}, False), ({"msg_id": 3}, False), ({"zoo": 1}, True)):
            host, life = in_process(copies=False)
            life.take_message(5, "c1", {"type": name, **fields, **extra})
            kinds = [each[0] for each in host.told]
            assert ["refused" if refused else "send"] == kinds
            if not refused:
                assert sum(fields.values()) == host.told[0][2]["sum"]
        if count:
            host, life = in_process(copies=False)
            life.take_message(
                5, "c1", {"type": name, "msg_id": 1, **dict(list(fields.items())[1:])}
            )
            assert ["refused", "send"] == [each[0] for each in host.told]
            assert "lacks a" in host.told[0][2]


def test_handlers_with_defaults_or_the_whole_message_bind_without_copies() -> None:
    host, life = in_process(copies=False)
    life.take_message(5, "c1", {"type": "some", "a": 1, "x": 2})
    life.take_message(6, "c1", {"type": "whole", "msg_id": 2})
    assert [
        ("send", "c1", {"type": "some_ok", "sum": 3}),
        ("send", "c1", {"type": "whole_ok", "dest": "a", "as": "c1", "in_reply_to": 2}),
    ] == host.told


def test_without_copies_a_receiver_shares_what_was_sent() -> None:
    for copies in (True, False):
        _, life = in_process(copies=copies)
        item = [1]
        life.take_message(5, "c1", {"type": "keep", "item": item})
        item.append(2)
        assert [[1] if copies else [1, 2]] == life.inspect()["kept"]


def test_a_code_point_is_off_until_the_plan_turns_it_on() -> None:
    port = Port(Careful)
    assert 1 == port.request("keep", item=1)[-1][2]["count"]
    assert [] == port.deliver(("points", ["forget", "other"]))
    assert 0 == port.request("keep", item=2)[-1][2]["count"]
    port.deliver(("points", []))
    assert 1 == port.request("keep", item=3)[-1][2]["count"]


def test_a_node_shows_its_own_attributes_as_json_and_nothing_while_it_is_down() -> None:
    port = Port(Careful)
    port.message("keep", item={"deep": [1]})
    assert {
        "kept": [{"deep": [1]}],
        "names": ["a", "b"],
        "table": {"1": ["x", None]},
        "rate": 0.5,
        "thing": "<object object at 0x…>",
    } == port.runtime.inspect()
    port.deliver(("stop",))
    assert {} == port.runtime.inspect()
