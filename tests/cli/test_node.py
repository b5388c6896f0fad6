"""Nodes as processes: the same class as in the simulator, over pipes, with a disk and a death."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from quorate.cli import main
from quorate.patterns import QuorumRegister
from quorate.simulator import ClientPlan, World, WorldSettings

PATIENCE_SECONDS = 30
NAMES = ("n1", "n2", "n3")
REGISTER = "from quorate.patterns import QuorumRegister\n"
COUNTER = """
from quorate.node import Node

class Counter(Node):
    def start(self):
        self.count = self.disk.get("kept", "count", 0)

    def on_add(self, src):
        print("not a message")
        self.count += 1
        self.disk.put("kept", "count", self.count)
        return {"type": "add_ok", "value": self.count}

    def on_break(self, src):
        raise ZeroDivisionError
"""

Started = list["Process"]


class Process:
    """One node and what a router needs of it."""

    def __init__(self, name: str, node: str, *flags: str) -> None:
        command = [sys.executable, "-m", "quorate", "node", "run", node, *flags]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        self.name = name
        self.process = subprocess.Popen(command, **pipes)
        self.rest = b""

    def send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()

    def heard(self) -> list[dict[str, Any]]:
        """The messages of what can be read now."""
        assert self.process.stdout is not None
        data = os.read(self.process.stdout.fileno(), 1 << 16)
        assert data, f"{self.name} has ended: {self.end()}"
        *lines, self.rest = (self.rest + data).split(b"\n")
        return [json.loads(line) for line in lines]

    def ask(self, body: dict[str, Any]) -> dict[str, Any]:
        """A request to this node alone, and its reply."""
        self.send({"src": "c1", "dest": self.name, "body": body})
        assert self.process.stdout is not None
        assert select.select([self.process.stdout], [], [], PATIENCE_SECONDS)[0]
        (message,) = self.heard()
        reply: dict[str, Any] = message["body"]
        return reply

    def begin(self, *names: str) -> dict[str, Any]:
        return self.ask(init_of(self.name, names or (self.name,)))

    def end(self) -> tuple[int, str]:
        """The exit code, and what stands in the log, once the input has ended."""
        _, log = self.process.communicate(timeout=PATIENCE_SECONDS)
        return self.process.returncode, log.decode()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Process]]:
    """Start nodes; none of them outlives the test."""
    started: Started = []

    def start_one(text: str, kind: str, *flags: str, name: str = "n1") -> Process:
        path = tmp_path / "node.py"
        path.write_text(text, encoding="utf-8")
        started.append(Process(name, f"{path}:{kind}", *flags))
        return started[-1]

    yield start_one
    for each in started:
        if each.process.poll() is None:
            each.process.kill()
            each.process.communicate()
        for pipe in (each.process.stdin, each.process.stdout, each.process.stderr):
            assert pipe is not None
            pipe.close()


def init_of(name: str, names: tuple[str, ...]) -> dict[str, Any]:
    return {"type": "init", "msg_id": 1, "node_id": name, "node_ids": list(names)}


OPERATIONS: tuple[tuple[str, str, Any], ...] = (
    ("n1", "read", None),
    ("n1", "write", "1"),
    ("n2", "read", None),
    ("n3", "write", "2"),
    ("n3", "read", None),
    ("n1", "read", None),
    ("n2", "compare-and-set", "3"),
)


def route(nodes: dict[str, Process], request: dict[str, Any]) -> dict[str, Any]:
    """Carry messages between the nodes until the client has its reply."""
    nodes[request["dest"]].send(request)
    pipes = {node.process.stdout: node for node in nodes.values()}
    while True:
        readable = select.select(list(pipes), [], [], PATIENCE_SECONDS)[0]
        assert readable, f"nobody answered {request}"
        for message in (each for pipe in readable for each in pipes[pipe].heard()):
            if message["dest"] in nodes:
                nodes[message["dest"]].send({"id": 1, **message})
            elif message["body"].get("in_reply_to") == request["body"]["msg_id"]:
                reply: dict[str, Any] = message["body"]
                return reply


def test_three_processes_answer_as_the_same_class_does_in_the_simulator(
    start: Callable[..., Process],
) -> None:
    nodes = {name: start(REGISTER, "QuorumRegister", name=name) for name in NAMES}
    for name, node in nodes.items():
        node.send({"src": "c0", "dest": name, "body": init_of(name, NAMES)})
    replies = []
    for number, (dest, f, value) in enumerate(OPERATIONS, start=2):
        body = {"type": f, "msg_id": number, "key": "x"}
        body |= {} if value is None else {"value": value}
        reply = route(nodes, {"src": "c1", "dest": dest, "body": body})
        if reply["type"] == "error":
            replies.append(("fail", (reply["code"], reply["text"])))
        else:
            assert f"{f}_ok" == reply["type"]
            replies.append(("ok", reply["value"]))
    plan = ClientPlan("c1", tuple((0, dest, f, "x", value) for dest, f, value in OPERATIONS))
    settings = WorldSettings("same", 1, nodes=dict.fromkeys(NAMES, QuorumRegister), clients=(plan,))
    events = [event for event in World(settings).run().history if event.type != "invoke"]
    simulated = [(e.type, e.error if e.type == "fail" else e.value) for e in events]
    assert simulated == replies
    assert ["ok"] * 6 + ["fail"] == [kind for kind, _ in replies]
    assert [0] * 3 == [node.end()[0] for node in nodes.values()]


def test_what_was_answered_survives_a_kill_and_what_is_printed_is_no_message(
    start: Callable[..., Process], tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    first = start(COUNTER, "Counter", "--disk", str(disk))
    assert "init_ok" == first.begin()["type"]
    assert [1, 2] == [first.ask({"type": "add", "msg_id": n})["value"] for n in (2, 3)]
    first.process.kill()
    _, log = first.end()
    assert 2 == log.count("not a message")
    with (disk / "n1.jsonl").open("a", encoding="utf-8") as file:
        file.write('["put", "kept", "cou')  # half a line, as a power failure leaves it
    second = start(COUNTER, "Counter", "--disk", str(disk))
    second.begin()
    assert 3 == second.ask({"type": "add", "msg_id": 2})["value"]


def test_a_node_that_raises_ends_with_its_line_or_starts_again(
    start: Callable[..., Process],
) -> None:
    node = start(COUNTER, "Counter")
    node.begin()
    node.send({"src": "c1", "dest": "n1", "body": {"type": "break", "msg_id": 2}})
    code, log = node.end()
    assert 1 == code
    assert "crashed: node.py line 15, in on_break; ZeroDivisionError: " in log
    assert "Traceback" not in log
    again = start(COUNTER, "Counter", "--restart")
    again.begin()
    again.ask({"type": "add", "msg_id": 2})
    again.send({"src": "c1", "dest": "n1", "body": {"type": "break"}})
    value = None
    while value is None:  # deaf until it is up again: a client would ask again, too
        again.send({"src": "c1", "dest": "n1", "body": {"type": "add", "msg_id": 3}})
        assert again.process.stdout is not None
        if select.select([again.process.stdout], [], [], 0.05)[0]:
            value = again.heard()[0]["body"]["value"]
    assert value >= 2


def test_an_end_of_input_and_a_request_to_end_are_both_clean(
    start: Callable[..., Process],
) -> None:
    first, second = (start(COUNTER, "Counter") for _ in range(2))
    first.begin()
    second.begin()
    assert (0, "") == first.end()
    second.process.send_signal(signal.SIGTERM)
    assert (0, "") == second.end()


def test_no_line_ends_a_node(start: Callable[..., Process]) -> None:
    node = start(COUNTER, "Counter")
    assert node.process.stdin is not None
    node.process.stdin.write(b'nonsense\n\xff\xfe\n[]\n{"src":1}\n\n' + b"[" * 10_000 + b"\n")
    node.begin()
    assert 1 == node.ask({"type": "add", "msg_id": 2})["value"]
    code, log = node.end()
    assert (0, 5) == (code, log.count(" not a message: "))
    assert "Traceback" not in log


@pytest.mark.parametrize(
    ("named", "text", "said"),
    [
        ("node.py", "", "is not FILE:NAME"),
        ("absent.py:Counter", "", "there is no file"),
        ("node.py:Conter", COUNTER, "Did you mean 'Counter'?"),
        ("node.py:Counter", "x = 1\nimport nowhere\n", "node.py:2 cannot be loaded: "),
        ("node.py:Counter", "def (:\n", "cannot be loaded: SyntaxError"),
        ("node.txt:Counter", COUNTER, "Its name has to end in .py"),
    ],
)
def test_what_cannot_be_run_is_refused_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], named: str, text: str, said: str
) -> None:
    (tmp_path / named.partition(":")[0]).write_text(text, encoding="utf-8")
    if named.startswith("absent"):
        (tmp_path / "absent.py").unlink()
    assert 2 == main(["node", "run", str(tmp_path / named)])
    assert said in capsys.readouterr().err


def test_a_directory_that_holds_something_else_is_refused(
    start: Callable[..., Process], tmp_path: Path
) -> None:
    (tmp_path / "n1.jsonl").write_text("my notes\n", encoding="utf-8")
    node = start(COUNTER, "Counter", "--disk", str(tmp_path))
    node.send({"src": "c1", "dest": "n1", "body": init_of("n1", ("n1",))})
    code, log = node.end()
    assert 2 == code
    assert "holds no disk of a node" in log
    assert "my notes\n" == (tmp_path / "n1.jsonl").read_text(encoding="utf-8")
