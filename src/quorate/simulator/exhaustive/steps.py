"""A way through the states: its steps as data and in words, and what replaying it shows."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from quorate.history import History, Trace
from quorate.simulator.errors import SettingsError
from quorate.simulator.exhaustive.runners import GIVE_UP, Runner, new_runner
from quorate.simulator.recorder import Recorder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from quorate.node import Output
    from quorate.simulator.exhaustive.system import NodeStates, System
    from quorate.simulator.settings import ClientOperation

StepKind = Literal["deliver", "lose", "duplicate", "timer", "crash", "restart"]

STEP_US = 1_000
"""A replayed step takes a millisecond, so that a picture shows the order."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens next; `timer` tells which of a node's timers fires."""

    kind: StepKind
    node: str
    name: str = ""
    source: str = ""
    body: Any = None
    timer: str = ""

    def to_json(self) -> dict[str, Any]:
        """The step as JSON data."""
        parts = {"do": self.kind, "node": self.node, "name": self.name, "from": self.source}
        row: dict[str, Any] = {key: part for key, part in parts.items() if part}
        if self.body is not None:
            row["body"] = self.body
        if self.timer:
            row["timer"] = self.timer
        return row

    @staticmethod
    def from_json(row: dict[str, Any]) -> Step:
        """The step that `to_json` described."""
        return Step(
            row["do"],
            row["node"],
            row.get("name", ""),
            row.get("from", ""),
            row.get("body"),
            row.get("timer", ""),
        )


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a way leads to: a trace to draw, the history to judge, and each step in words."""

    trace: Trace
    history: History
    lines: tuple[str, ...]
    problems: tuple[str, ...]
    nodes: NodeStates


def wrong_with(system: System, told: Replayed) -> str:
    """What is wrong with what a replay showed, by everything the system is judged by; or nothing."""
    if told.problems:
        return told.problems[0]
    verdicts = [judge(told.history) for judge in system.judges.values()]
    broken = [name for name, holds in system.invariants.items() if not holds(told.nodes)]
    if broken and all(verdict.kind != "violated" for verdict in verdicts):
        return f"{broken[0]} does not hold"
    # Last of all those that may refuse a history only because it is not over yet.
    verdicts += [judge(told.history) for judge in system.last_judges.values()]
    return next((verdict.reason for verdict in verdicts if verdict.kind == "violated"), "")


def replay(system: System, steps: Sequence[Step]) -> Replayed:
    """Take these steps from the beginning, on new nodes."""
    retelling = _Retelling(system)
    try:
        lines = tuple(retelling.take(step) for step in steps)
        nodes = retelling.nodes()
    finally:
        retelling.close()
    header = {
        "engine": "exhaustive",
        "world": system.name,
        "nodes": list(system.nodes),
        "clients": [client.id for client in system.clients],
        "steps": [step.to_json() for step in steps],
    }
    assert retelling.recorder.flat is not None, "the trace is on"
    return Replayed(
        Trace(header, retelling.recorder.flat),
        named_history(system, retelling.recorder),
        lines,
        tuple(retelling.problems),
        nodes,
    )


def named_history(system: System, recorder: Recorder) -> History:
    """The history, its processes called by their client: c1, and c1~2 after an unknown outcome."""
    ids = [client.id for client in system.clients]
    history = recorder.history()
    events = []
    for event in history.events:
        process = event.process
        if isinstance(process, int):
            life, index = divmod(process, len(ids))
            process = ids[index] if life == 0 else f"{ids[index]}~{life + 1}"
        events.append(replace(event, process=process))
    return replace(history, events=tuple(events))


class _Retelling:
    """A world that does what it is told."""

    def __init__(self, system: System) -> None:
        names = (*system.nodes, *(client.id for client in system.clients))
        self.recorder = Recorder(trace=True)
        self.problems: list[str] = []
        self._observed = frozenset(system.observations)
        self._runners: dict[str, Runner] = {
            name: new_runner(system, index) for index, name in enumerate(names)
        }
        self._t_us = 0
        self._last_mid = 0
        self._in_flight: dict[tuple[str, str, str], list[int]] = {}
        self._down = dict.fromkeys(system.nodes, False)
        for name in names:
            self._act(name, self._runners[name].start(0, None))

    def close(self) -> None:
        """Let go of the nodes."""
        for runner in self._runners.values():
            runner.close()

    def nodes(self) -> dict[str, Any]:
        """The attributes of every node."""
        return {name: self._runners[name].snapshot().attributes for name in self._down}

    def take(self, step: Step) -> str:
        """Take one step; returns it in words with what followed."""
        self._t_us += STEP_US
        if step.node not in self._runners:
            raise SettingsError(f"the step names {step.node!r}, which the system has not")
        match step.kind:
            case "crash" | "restart":
                words, outputs = self._strike(step)
            case "timer":
                words, outputs = self._fire(step)
            case _:
                words, outputs = self._pass_on(step)
        told = self._act(step.node, outputs)
        return "; ".join(part for part in (words, ", ".join(told)) if part)

    def _strike(self, step: Step) -> tuple[str, list[Output]]:
        runner = self._runners[step.node]
        self.recorder.note(self._t_us, step.kind, step.node, None, None, {"why": "explored"}, None)
        if step.kind == "crash":
            runner.crash()
            self._down[step.node] = True
            return f"{step.node} crashes; its disk stays", []
        self._down[step.node] = False
        state = runner.snapshot()
        return f"{step.node} starts again", runner.start(state.boot + 1, state.disk)

    def _fire(self, step: Step) -> tuple[str, list[Output]]:
        client = step.node not in self._down
        if not client:
            self.recorder.note(self._t_us, "timer", step.node, None, step.name, None, None)
        words = f"the timer {step.name} of {step.node} fires"
        if client:  # what it asks is told by what it puts out
            words = f"{step.node} gives up waiting" if step.name == GIVE_UP else ""
        try:
            return words, self._runners[step.node].fire(step.timer)
        except KeyError:
            raise SettingsError(f"{step.node} has no timer {step.timer!r} to fire now") from None

    def _pass_on(self, step: Step) -> tuple[str, list[Output]]:
        key = (step.source, step.node, json.dumps(step.body))
        waiting = self._in_flight.get(key)
        if not waiting:
            raise SettingsError(
                f"no {step.name!r} from {step.source} is on its way to {step.node} at this step"
            )
        mid = waiting[0] if step.kind == "duplicate" else waiting.pop(0)
        what = f"{message_text(step.name, step.body)} from {step.source}"
        record = (step.node, step.source, step.name)
        if step.kind == "lose":
            self.recorder.note(self._t_us, "drop", *record, {"why": "loss"}, mid)
            return f"{what} to {step.node} is lost", []
        if step.kind == "duplicate":
            self.recorder.note(self._t_us, "dup", step.source, step.node, step.name, None, mid)
        self.recorder.note(self._t_us, "recv", *record, None, mid)
        twice = " (it will arrive again)" if step.kind == "duplicate" else ""
        words = f"{step.node} receives {what}{twice}"
        return words, self._runners[step.node].take(step.source, step.body)

    def _act(self, name: str, outputs: Sequence[Output]) -> list[str]:
        """Do what a member put out; returns what is worth telling."""
        told = _sent(output for output in outputs if name in self._down)
        for output in outputs:
            match output[0]:
                case "send":
                    self._send(name, output[1], output[2])
                case "disk":
                    self.recorder.note(
                        self._t_us, "disk", name, None, output[1], list(output[2:]), None
                    )
                case "error":
                    self.recorder.fail(self._t_us, name, output[1])
                    self._runners[name].crash()
                    self._down[name] = True
                    self.problems.append(f"{name} crashed: {output[1]['type']}")
                    told.append(f"it crashes: {output[1]['type']}: {output[1]['message']}")
                case "timer" | "cancel":
                    pass
                case _:
                    self.recorder.take(self._t_us, name, output)
                    told += self._remark(name, output)
        return told

    def _remark(self, name: str, output: Output) -> list[str]:
        match output[0]:
            case "invoke":
                operation = output[2]
                return [f"{name} asks {operation.dest}: {operation_text(operation)}"]
            case "return":
                _, _, operation, kind, value, _, _ = output
                told = operation.value is None and kind == "ok"
                return [f"its {operation.f} is {kind}{f': {json.dumps(value)}' if told else ''}"]
            case "observe":
                return [f"it observes {output[1]} {json.dumps(output[2])}"]
            case "assert" if output[1] == "always" and not output[3]:
                self.problems.append(f"{name}: always {output[2]}")
                return [f'its "always {output[2]}" is false']
        return []

    def _send(self, name: str, dest: str, body: dict[str, Any]) -> None:
        self._last_mid += 1
        mid = self._last_mid
        self.recorder.note(self._t_us, "send", name, dest, body["type"], body, mid)
        if dest in self._runners:
            self._in_flight.setdefault((name, dest, json.dumps(body)), []).append(mid)
        else:
            why = {"why": "no such node"}
            self.recorder.note(self._t_us, "drop", dest, name, body["type"], why, mid)


def _sent(outputs: Iterable[Output]) -> list[str]:
    """What was sent to whom, equal messages together; a client's request tells its operation."""
    dests: dict[str, list[str]] = {}
    for output in outputs:
        if output[0] == "send":
            text = message_text(output[2]["type"], output[2])
            dests.setdefault(text, []).append(output[1])
    return [f"sends {text} to {', '.join(names)}" for text, names in dests.items()]


def message_text(name: str, body: Mapping[str, Any]) -> str:
    """A message in a sentence: `put(key="x", value=1)`."""
    envelope = ("type", "msg_id", "in_reply_to")
    fields = [f"{key}={json.dumps(part)}" for key, part in body.items() if key not in envelope]
    return f"{name}({', '.join(fields)})"


def operation_text(operation: ClientOperation) -> str:
    """An operation in a sentence: `write x = 1`."""
    words = operation.f
    if operation.key is not None:
        words += f" {operation.key}"
    if operation.value is not None:
        words += f" = {json.dumps(operation.value)}"
    return words
