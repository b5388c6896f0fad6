"""Clients: they do the operations of their plan and report what they were told.

In a closed loop a client does one operation at a time; in an open loop it does each at its time,
however many of its operations are still under way, each as a process of its own.

A client is a member behind the same port as a node, with two outputs of its own:
("invoke", process, operation) and ("return", process, operation, type, value, error, result).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quorate.node import copy_value
from quorate.simulator.settings import ClientOperation

if TYPE_CHECKING:
    from quorate.node import NodeEvent, Output
    from quorate.simulator.settings import ClientPlan

VALUE_BYTES_MAX = 1_000_000

CODE_TIMEOUT = 0
CODE_CRASH = 13
INDEFINITE_CODES = (CODE_TIMEOUT, CODE_CRASH)
"""Maelstrom's codes after which nobody knows whether the operation took effect."""

Outcome = tuple[str, object, tuple[int, str] | None, object]
"""The kind of a completion, and its value, error and result."""


def client_port(plan: ClientPlan, index: int, client_count: int) -> ClientPort | OpenLoopPort:
    """The port of one of so many clients."""
    kind = OpenLoopPort if plan.open_loop else ClientPort
    return kind(plan, index, client_count)


class ClientPort:
    """One client: invokes the next operation when its time has come and the last one is over.

    After an operation nobody knows the outcome of, it goes on as a new process, as in Jepsen: a
    history may not contain an open operation and a later one of the same process. It never
    retries, since the operation might then apply twice.
    """

    __slots__ = ("_msg_id", "_operations", "_outputs", "_plan", "_position", "_process", "_step")

    def __init__(self, plan: ClientPlan, index: int, client_count: int) -> None:
        self._plan = plan
        self._operations = [_as_sent(ClientOperation(*step)) for step in plan.operations]
        self._position = 0
        self._process = index
        self._step = client_count
        self._msg_id = 0  # also names the timers; 0 waits for nothing
        self._outputs: list[Output] = []

    def deliver(self, now_us: int, event: NodeEvent) -> list[Output]:
        """Answer one event, as the port of a node does."""
        self._outputs = []
        match event[0]:
            case "start":
                self._go_on(now_us)
            case "message":
                self._take_reply(now_us, event[2])
            case "timer" if event[1] < 0:
                self._invoke(now_us)
            case "timer":
                self._return(now_us, "info", error=(CODE_TIMEOUT, "timeout"))
        return self._outputs

    def place(self) -> tuple[int, int, int]:
        """Where it is in its plan, as which process, and the last request's number."""
        return self._position, self._process, self._msg_id

    def close(self) -> None:
        """Nothing to let go of."""

    def _go_on(self, now_us: int) -> None:
        """Do the next operation now, or at its time."""
        if self._position == len(self._operations):
            return
        operation = self._operations[self._position]
        at_us = max(operation.at_us, now_us + operation.think_us)
        if at_us <= now_us:
            self._invoke(now_us)
        else:
            self._outputs.append(("timer", -self._position - 1, at_us, "next operation"))

    def _invoke(self, now_us: int) -> None:
        operation = self._operations[self._position]
        self._msg_id += 1
        self._outputs += _request(self._process, operation, self._msg_id)
        until_us = now_us + self._plan.timeout_us
        self._outputs.append(("timer", self._msg_id, until_us, "client timeout"))

    def _take_reply(self, now_us: int, body: dict[str, Any]) -> None:
        waiting = self._position < len(self._operations)
        if not waiting or body.get("in_reply_to") != self._msg_id:
            return  # too late, a second copy, or not an answer
        self._outputs.append(("cancel", self._msg_id))
        kind, value, error, result = _outcome(self._operations[self._position], body)
        self._return(now_us, kind, value=value, error=error, result=result)

    def _return(
        self,
        now_us: int,
        kind: str,
        *,
        value: object = None,
        error: tuple[int, str] | None = None,
        result: object = None,
    ) -> None:
        operation = self._operations[self._position]
        if kind != "ok":
            value = operation.value
        process, f = self._process, operation
        self._outputs.append(("return", process, f, kind, value, error, result))
        self._msg_id += 1  # a late reply to the old id must not answer the next operation
        self._position += 1
        if kind == "info":
            self._process += self._step
        self._go_on(now_us)


class OpenLoopPort:
    """One client that does every operation at its time, whatever became of those before it.

    Many of its operations may be under way at once, so each is a process of its own: a history
    may not contain two open operations of one process.
    """

    __slots__ = ("_index", "_operations", "_outputs", "_plan", "_position", "_step", "_waiting")

    def __init__(self, plan: ClientPlan, index: int, client_count: int) -> None:
        self._plan = plan
        self._operations = [_as_sent(ClientOperation(*step)) for step in plan.operations]
        self._position = 0
        self._index = index
        self._step = client_count
        self._waiting: dict[int, ClientOperation] = {}  # by message id, which also names the timer
        self._outputs: list[Output] = []

    def deliver(self, now_us: int, event: NodeEvent) -> list[Output]:
        """Answer one event, as the port of a node does."""
        self._outputs = []
        match event[0]:
            case "start":
                self._go_on(now_us)
            case "message":
                self._take_reply(event[2])
            case "timer" if event[1] < 0:
                self._go_on(now_us)
            case "timer":
                operation = self._waiting.pop(event[1])
                error = (CODE_TIMEOUT, "timeout")
                self._return(event[1], operation, ("info", operation.value, error, None))
        return self._outputs

    def close(self) -> None:
        """Nothing to let go of."""

    def _go_on(self, now_us: int) -> None:
        """Do all that is due, and wait for the next."""
        operations = self._operations
        while self._position < len(operations) and operations[self._position].at_us <= now_us:
            self._position += 1
            msg_id, operation = self._position, operations[self._position - 1]
            self._waiting[msg_id] = operation
            self._outputs += _request(self._process_of(msg_id), operation, msg_id)
            until_us = now_us + self._plan.timeout_us
            self._outputs.append(("timer", msg_id, until_us, "client timeout"))
        if self._position < len(operations):
            at_us = operations[self._position].at_us
            self._outputs.append(("timer", -self._position - 1, at_us, "next operation"))

    def _process_of(self, msg_id: int) -> int:
        return self._index + (msg_id - 1) * self._step

    def _take_reply(self, body: dict[str, Any]) -> None:
        msg_id = body.get("in_reply_to")
        if msg_id.__class__ is not int or msg_id not in self._waiting:
            return  # too late, a second copy, or not an answer
        operation = self._waiting.pop(msg_id)
        self._outputs.append(("cancel", msg_id))
        self._return(msg_id, operation, _outcome(operation, body))

    def _return(self, msg_id: int, operation: ClientOperation, outcome: Outcome) -> None:
        self._outputs.append(("return", self._process_of(msg_id), operation, *outcome))


def _request(process: int, operation: ClientOperation, msg_id: int) -> tuple[Output, Output]:
    """Ask for an operation, and put that on record."""
    body: dict[str, Any] = {"type": operation.f, "msg_id": msg_id}
    if operation.key is not None:
        body["key"] = operation.key
    if operation.value is not None:
        body["value"] = operation.value
    return ("invoke", process, operation), ("send", operation.dest, body)


def _outcome(operation: ClientOperation, body: dict[str, Any]) -> Outcome:
    """Read an answer."""
    if body["type"] == f"{operation.f}_ok":
        return "ok", body.get("value", operation.value), None, body.get("result")
    if body["type"] == "error":
        code, text = _error(body)
        kind = "info" if code in INDEFINITE_CODES else "fail"
        return kind, operation.value, (code, text), None
    text = f"reply of type {body['type']!r} instead of {operation.f}_ok"
    return "info", operation.value, (CODE_CRASH, text), None


def _as_sent(operation: ClientOperation) -> ClientOperation:
    """The operation with its key and value as the wire carries them: a tuple is read as a list."""
    key = copy_value(operation.key, "key", VALUE_BYTES_MAX)
    value = copy_value(operation.value, "value", VALUE_BYTES_MAX)
    if key is operation.key and value is operation.value:
        return operation  # nothing in it can be changed
    return operation._replace(key=key, value=value)


def _error(body: dict[str, Any]) -> tuple[int, str]:
    code = body.get("code")
    if code.__class__ is not int:
        return CODE_CRASH, f"an error reply with the code {code!r}, which is no whole number"
    return code, str(body.get("text", ""))
