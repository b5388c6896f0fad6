"""A node over standard input: lines in, lines out, as Maelstrom's protocol has them.

One JSON object a line, {"src", "dest", "body"}; the first request is `init`, which says who the
node is and who else there is (Kingsbury, "Maelstrom: A workbench for writing toy implementations
of distributed systems", protocol.md, 2020). This module only turns lines into lines: whoever runs
the process reads, writes, keeps the disk and the clock, and tells the time with every call. What
no node could have sent is answered with an error where there is somebody to answer, and logged;
it never ends the process.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import TYPE_CHECKING, Any

from quorate.node.bodies import copy_value
from quorate.node.disk import DiskImage
from quorate.node.errors import BodyError, BudgetExceeded
from quorate.node.port import NodeIdentity, NodeLimits, Output
from quorate.node.runtime import NodeFactory, NodeRuntime
from quorate.node.topology import Machine, Topology

if TYPE_CHECKING:
    from collections.abc import Callable

CODE_UNAVAILABLE, CODE_MALFORMED = 11, 12
LINE_CHARACTERS_MAX = 1 << 20
QUOTED_CHARACTERS = 200
RESTART_US = 100_000

Kept = tuple[int, dict[str, Any] | None]
"""How often a node has begun before, and what its disk holds."""


@dataclass(slots=True)
class Told:
    """What to do after a line or a timer, in this order: keep, then say, then log.

    `ended` is why the process has to end, if it has to.
    """

    kept: list[list[Any]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    logs: list[str] = field(default_factory=list)
    ended: str = ""


class _MalformedError(Exception):
    """A line that no node could have sent."""


class StdioNode:
    """One node of a cluster whose messages are lines.

    `recall` is asked once, when the node has learnt its id, what was kept for it. A node that
    crashes by its own error ends the process, or starts again if `restarts`.
    """

    def __init__(
        self,
        factory: NodeFactory,
        recall: Callable[[str], Kept],
        *,
        seed: str,
        restarts: bool = False,
        limits: NodeLimits | None = None,
    ) -> None:
        self.wall_ahead_us = 0
        self._factory = factory
        self._recall = recall
        self._seed = seed
        self._restarts = restarts
        self._limits = limits or NodeLimits()
        self._runtime: NodeRuntime | None = None
        self._id = ""
        self._boot = 0
        self._image = DiskImage()
        self._pending: dict[int, None] = {}
        self._queue: list[tuple[int, int]] = []
        self._restart_at_us: int | None = None

    # What the process calls.

    @property
    def due_us(self) -> int | None:
        """When `wake` has to be called, if nothing comes before."""
        while self._queue and self._queue[0][1] not in self._pending:
            heappop(self._queue)
        timer_us = self._queue[0][0] if self._queue else None
        return timer_us if self._restart_at_us is None else self._restart_at_us

    def hear(self, now_us: int, line: str) -> Told:
        """Take one line."""
        told = Told()
        if not line.strip():
            return told
        try:
            source, body = self._read(line)
        except _MalformedError as problem:
            told.logs.append(f"not a message: {problem}: {_quoted(line)}")
            return told
        unfit = self._unfit(body)
        if unfit:
            self._refuse(told, source, body, CODE_MALFORMED, unfit)
        elif body["type"] == "init":
            self._begin(now_us, told, source, body)
        elif self._runtime is None:
            text = "this node has not been told who it is; send init first"
            self._refuse(told, source, body, CODE_UNAVAILABLE, text)
        else:
            self._handle(now_us, told, ("message", source, body))
        return told

    def wake(self, now_us: int) -> Told:
        """Fire every timer that is due."""
        told = Told()
        if self._restart_at_us is not None and self._restart_at_us <= now_us:
            self._restart_at_us = None
            self._start(now_us, told)
        while not told.ended and (due_us := self.due_us) is not None and due_us <= now_us:
            _, timer_id = heappop(self._queue)
            del self._pending[timer_id]
            self._handle(now_us, told, ("timer", timer_id))
        return told

    def close(self) -> None:
        """The process ends: let go of everything."""
        if self._runtime is not None:
            self._runtime.close()

    # Inside.

    def _read(self, line: str) -> tuple[str, dict[str, Any]]:
        if len(line) > LINE_CHARACTERS_MAX:
            raise _MalformedError(f"a line of {len(line)} characters, over {LINE_CHARACTERS_MAX}")
        try:
            row = json.loads(line, parse_constant=_no_constant)
        except (ValueError, RecursionError) as problem:
            raise _MalformedError(f"no JSON ({problem})") from None
        if not isinstance(row, dict):
            raise _MalformedError("no JSON object")
        source, dest, body = row.get("src"), row.get("dest"), row.get("body")
        if not isinstance(source, str) or not isinstance(dest, str):
            raise _MalformedError("src and dest have to be text")
        if not isinstance(body, dict):
            raise _MalformedError("it has no body, or one that is no object")
        if self._runtime is not None and dest != self._id:
            raise _MalformedError(f"it is for {dest!r}, and this is {self._id!r}")
        self._id = dest  # before its init it answers by the name it is called
        return source, body

    def _unfit(self, body: dict[str, Any]) -> str:
        """What is wrong with a body that has come."""
        if not isinstance(body.get("type"), str):
            return "the body has no type, or one that is no text"
        try:
            copy_value(body, "body", self._limits.body_bytes)
        except (BodyError, BudgetExceeded) as problem:
            return str(problem)
        return ""

    def _begin(self, now_us: int, told: Told, source: str, body: dict[str, Any]) -> None:
        node_id, node_ids = body.get("node_id"), body.get("node_ids")
        if self._runtime is not None:
            text = f"this node is {self._id!r} already; an init comes once"
            self._refuse(told, source, body, CODE_MALFORMED, text)
            return
        if (
            not isinstance(node_id, str)
            or not isinstance(node_ids, list)
            or not all(isinstance(name, str) for name in node_ids)
            or len(dict.fromkeys(node_ids)) != len(node_ids)
            or node_id not in node_ids
        ):
            text = "init needs node_id, and node_ids with each node once, this one among them"
            self._refuse(told, source, body, CODE_MALFORMED, text)
            return
        self._id = node_id
        self._boot, content = self._recall(node_id)
        if content is not None:
            self._image = DiskImage.from_json(content)
        identity = NodeIdentity(
            node_id,
            tuple(name for name in node_ids if name != node_id),
            topology=Topology(tuple(Machine(name) for name in node_ids)),
            seed=f"{self._seed}/{node_id}",
        )
        self._runtime = NodeRuntime(self._factory, identity, limits=self._limits)
        self._runtime.deliver(now_us, ("clock", self.wall_ahead_us))
        number = {"in_reply_to": body["msg_id"]} if "msg_id" in body else {}
        self._say(told, source, {"type": "init_ok", **number})
        self._start(now_us, told)

    def _start(self, now_us: int, told: Told) -> None:
        boot, self._boot = self._boot, self._boot + 1
        told.kept.append(["boot", self._boot])
        self._handle(now_us, told, ("start", boot, self._image.to_json()))

    def _handle(self, now_us: int, told: Told, event: tuple[Any, ...]) -> None:
        assert self._runtime is not None, "only a node that knows who it is handles events"
        for output in self._runtime.deliver(now_us, event):
            match output[0]:
                case "send":
                    self._say(told, output[1], output[2])
                case "timer":
                    self._pending[output[1]] = None
                    heappush(self._queue, (output[2], output[1]))
                case "cancel":
                    self._pending.pop(output[1], None)
                case "disk":
                    self._image.apply(*output[1:])
                    told.kept.append(list(output[1:]))
                case "error":
                    self._crash(now_us, told, output[1])
                case "budget":
                    told.ended = f"{output[1]}: {output[3]}"
                case _:
                    told.logs += _remark(output)

    def _crash(self, now_us: int, told: Told, report: dict[str, Any]) -> None:
        self._pending.clear()
        self._queue.clear()
        why = f"crashed: {report['traceback'].replace(chr(10), '; ')}"
        if self._restarts:
            self._restart_at_us = now_us + RESTART_US
            told.logs.append(f"{why}; it starts again")
        else:
            told.ended = why

    def _say(self, told: Told, dest: str, body: dict[str, Any]) -> None:
        row = {"src": self._id, "dest": dest, "body": body}
        told.lines.append(json.dumps(row, separators=(",", ":"), allow_nan=False))

    def _refuse(self, told: Told, source: str, body: dict[str, Any], code: int, text: str) -> None:
        """Log what cannot be taken, and answer it if it is a request."""
        told.logs.append(f"refused a message from {source}: {text}")
        number = body.get("msg_id")
        if number.__class__ is int and "in_reply_to" not in body:
            reply = {"type": "error", "code": code, "text": text, "in_reply_to": number}
            self._say(told, source, reply)


def _remark(output: Output) -> list[str]:
    """What is worth a line of the log; an assertion that held is not."""
    match output:
        case ("log", text, fields):
            return [f"{text} {json.dumps(fields)}" if fields else text]
        case ("observe", name, fields):
            return [f"observes {name} {json.dumps(fields)}"]
        case ("refused", code, text, _):
            return [f"refused a message with error {code}: {text}"]
        case ("assert", "always", name, False):
            return [f'"always {name}" is false']
    return []


def _quoted(line: str) -> str:
    text = line.strip()
    return text if len(text) <= QUOTED_CHARACTERS else f"{text[: QUOTED_CHARACTERS - 1]}…"


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")
