"""From a failing run to one sentence in actors and values, the fault in words, and a few events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quorate.checkers import describe_actor
from quorate.diagram import DrawnEvent, Highlight, space_time, story_of
from quorate.faults import Fault, plan_to_json
from quorate.history import Operation, Trace, Verdict, operations
from quorate.labs.result import EVENTS_MAX, Failure, ShownEvent
from quorate.labs.runner import ScenarioRun
from quorate.labs.solution import FILENAME, Lines
from quorate.simulator import NodeFailure

_NS_PER_US = 1_000


@dataclass(frozen=True, slots=True)
class _Case:
    """The operation that a checker accuses, and the state of the world around it."""

    scenario_run: ScenarioRun
    verdict: Verdict
    operation: Operation
    begin_us: int
    end_us: int

    def faults(self) -> list[Fault]:
        """Give the crashes of replicas that overlap the operation."""
        return [
            fault
            for fault in self.scenario_run.settings.plan
            if fault.kind == "crash"
            and fault.at_us < self.end_us
            and (fault.until_us is None or fault.until_us > self.begin_us)
            and any(node in self.scenario_run.setup.replicas for node in fault.nodes)
        ]

    def up_throughout(self) -> list[str]:
        """Give the replicas that no crash touched meanwhile."""
        struck = [node for fault in self.faults() for node in fault.nodes]
        return [node for node in self.scenario_run.setup.replicas if node not in struck]

    def node_error(self) -> NodeFailure | None:
        """Give the error by which the asked node had crashed, if it did."""
        for error in self.scenario_run.run.errors:
            if error.node == self.operation.node and error.t_us <= self.end_us:
                return error
        return None


def explain(scenario_run: ScenarioRun, seed: int, lines: Lines, *, tries: int = 0) -> Failure:
    """Explain the first violated part of a traced run."""
    trace = scenario_run.run.trace
    assert trace is not None, "only a traced run can be explained"  # noqa: S101
    verdict = next(part for part in scenario_run.parts if part.kind == "violated")
    case = _case_of(scenario_run, verdict)
    record = _record_of(trace, scenario_run, case.operation)
    drawing = space_time(
        trace,
        scenario_run.settings.plan,
        highlight=Highlight(record, EVENTS_MAX, scenario_run.setup.replicas),
    )
    events = tuple(_shown(case, event, trace, lines) for event in drawing.events)
    actors = dict.fromkeys(name for event in events for name in (event.node,) if name)
    return Failure(
        seed=seed,
        sentence=_sentence(case, trace),
        fault=_fault_words(case),
        actors=tuple(actors),
        events=events,
        operation=_operation_json(case, record),
        svg=drawing.svg,
        text=drawing.text,
        plan=plan_to_json(scenario_run.settings.plan),
        tries=tries,
        learner_line=_learner_line(case, lines),
    )


def _case_of(scenario_run: ScenarioRun, verdict: Verdict) -> _Case:
    accused = verdict.details.get("operations", ())
    asked = operations(scenario_run.history)
    # What accuses no operation, such as two leaders at once, is shown at the last one.
    operation = next((op for op in asked if op.invoked in accused[-1:]), asked[-1])
    begin_us = (operation.invoked_time or 0) // _NS_PER_US
    end_us = scenario_run.run.ended_at_us
    if operation.completed_time is not None:
        end_us = operation.completed_time // _NS_PER_US
    return _Case(scenario_run, verdict, operation, begin_us, end_us)


def _record_of(trace: Trace, scenario_run: ScenarioRun, operation: Operation) -> int:
    """Find the trace record of an invocation: both list invocations in the same order."""
    before = sum(
        event.type == "invoke" for event in scenario_run.history.events[: operation.invoked]
    )
    invocations = [i for i, record in enumerate(trace.records()) if record.kind == "invoke"]
    return invocations[before]


def _sentence(case: _Case, trace: Trace) -> str:
    if case.verdict.checker != "availability":
        return _ended(case.verdict.reason)
    op = case.operation
    client = describe_actor(op.process)
    asked = f"{client} asked {op.node} for {op.key} at {_seconds(case.begin_us)}"
    if op.status == "fail" and op.error is not None:
        missed = f"and was refused with error {op.error[0]} ({op.error[1]})"
    else:
        missed = f"and had no answer within {_seconds(case.end_us - case.begin_us)}"
    return f"{asked} {missed}: {_why(case, trace)}."


def _why(case: _Case, trace: Trace) -> str:
    error = case.node_error()
    if error is not None:
        where = f", line {error.line} of your file" if error.file == FILENAME else ""
        return f"{error.node} had crashed at {_seconds(error.t_us)} by {error.type}{where}"
    down = [_down_words(case, fault) for fault in case.faults()]
    up = case.up_throughout()
    if not up:
        return _list(down) if down else "nobody could answer"
    told = f"{_list(up)} {'was' if len(up) == 1 else 'were'} up all the time"
    unasked = [node for node in up if not _was_reached(case, trace, node)]
    if unasked:
        told += f", but nobody asked {_them(unasked, up)}"
    return f"{_list(down)}; {told}" if down else told


def _them(some: list[str], named: list[str]) -> str:
    if some != named:
        return _list(some)
    return "it" if len(some) == 1 else "them"


def _was_reached(case: _Case, trace: Trace, node: str) -> bool:
    return any(
        message.peer == node
        and message.fate == "arrived"
        and message.end_us is not None
        and case.begin_us <= message.t_us <= case.end_us
        for message in story_of(trace).of_kind("message")
    )


def _down_words(case: _Case, fault: Fault) -> str:
    replicas = case.scenario_run.setup.replicas
    mine = [node for node in fault.nodes if node in replicas]
    cause = fault.params.get("cause")
    if isinstance(cause, Mapping) and mine == [cause["value"]]:
        return _cause(case, fault)  # "m07 was being restarted" says it all
    verb = "was" if len(mine) == 1 else "were"
    return f"{_list(mine)} {verb} down because {_cause(case, fault)}"


def _cause(case: _Case, fault: Fault) -> str:
    cause = fault.params.get("cause")
    if not isinstance(cause, Mapping):
        return "of a crash"
    template = case.scenario_run.setup.causes.get(str(cause["label"]), "{label} {value} failed")
    return template.format(label=cause["label"], value=cause["value"])


def _fault_words(case: _Case) -> str:
    """Say what the world did: each fault, from when to when, and whom it struck."""
    words = []
    for fault in case.faults():
        end = "the end" if fault.until_us is None else _seconds(fault.until_us)
        struck = _list([n for n in fault.nodes if n in case.scenario_run.setup.replicas])
        when = f"from {_seconds(fault.at_us)} to {end}"
        words.append(f"{_cause(case, fault)}, {when}, which took {struck} down")
    if words:
        return _ended("; ".join(words))
    error = case.node_error()
    if error is not None:
        return f"No fault of the world: {error.node} crashed by its own error."
    return "No fault was needed: this fails on a quiet day."


def _learner_line(case: _Case, lines: Lines) -> int | None:
    error = case.node_error()
    if error is not None and error.file == FILENAME:
        return error.line
    scenario = case.scenario_run.scenario
    blamed = scenario.served_by
    if case.verdict.checker == "availability" and not case.up_throughout():
        blamed = scenario.placed_by
    return lines.definitions.get(blamed)


def _shown(case: _Case, event: DrawnEvent, trace: Trace, lines: Lines) -> ShownEvent:
    setup, clients = case.scenario_run.setup, [c.id for c in case.scenario_run.setup.clients]
    # Only nodes of the learner's own code are marked, never those the scenario provides.
    mine = case.scenario_run.scenario.served_by and event.node not in (*setup.replicas, *clients)
    line = _line_of(event, trace, lines) if mine else None
    return ShownEvent(event.t_us, event.node, event.text, event.index, line)


def _line_of(event: DrawnEvent, trace: Trace, lines: Lines) -> int | None:
    """Find what in the learner's file makes an event happen."""
    records = list(trace.records())
    record = records[event.index]
    if record.kind == "error" and isinstance(record.body, Mapping):
        line = record.body.get("line")
        return line if isinstance(line, int) else None
    if record.kind == "send" and record.name is not None:
        return lines.messages.get(record.name)
    if record.kind == "timer" and record.name is not None:
        return lines.messages.get(record.name.removeprefix("timeout "))
    return None


def _operation_json(case: _Case, record: int) -> dict[str, Any]:
    op = case.operation
    return {
        "client": describe_actor(op.process),
        "dest": op.node,
        "f": op.f,
        "key": op.key,
        "value": op.value,
        "result": op.result,
        "status": op.status,
        "at_us": case.begin_us,
        "end_us": case.end_us,
        "index": record,
    }


def _seconds(us: int) -> str:
    return f"{us / 1_000_000:.3f} s"


def _list(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _ended(text: str) -> str:
    """Make a sentence of a clause; a name such as c1 at its start stays as it is."""
    if text.partition(" ")[0].isalpha():
        text = text[:1].upper() + text[1:]
    return text if text.endswith(".") else f"{text}."
