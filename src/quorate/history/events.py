"""A history: what clients asked for and what they were told, in the order one recorder saw it.

Invoke and return are separate events. Order is the position in the history, never the timestamp:
two events may share a microsecond, and then a timestamp would leave their precedence open
(Herlihy and Wing, "Linearizability", 1990, define precedence over the order of events).
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, Any, Literal

from quorate.history.errors import HistoryOrderError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

EventType = Literal["invoke", "ok", "fail", "info"]
OperationStatus = Literal["ok", "fail", "info"]
EVENT_TYPES: tuple[EventType, ...] = ("invoke", "ok", "fail", "info")


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a history; `time` is nanoseconds and only for people, `index` is the order."""

    index: int
    process: int | str
    type: EventType
    f: str
    value: Any
    _: KW_ONLY
    key: Any = None
    time: int | None = None
    error: tuple[int, str] | None = None
    final: bool = False
    node: str | None = None
    result: Any = None


@dataclass(frozen=True, slots=True)
class Observation:
    """What a node said it believed, by `observe`; `index` counts the events before it."""

    index: int
    t_us: int
    node: str
    name: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Absent:
    """Nothing was stored before the history began: a read finds no such key."""


@dataclass(frozen=True, slots=True)
class Value:
    """This value was stored under every key before the history began."""

    value: Any


Initial = Absent | Value


@dataclass(frozen=True, slots=True)
class History:
    """All events of one run, with what a checker must know to read them.

    `observations` are no events: what nodes said they believed, in the order in which they did.
    """

    events: tuple[Event, ...]
    _: KW_ONLY
    model: str | None = None
    initial: Initial = Absent()
    unique_writes: bool = False
    observations: tuple[Observation, ...] = ()

    def __iter__(self) -> Iterator[Event]:
        return iter(self.events)

    def __len__(self) -> int:
        return len(self.events)


@dataclass(frozen=True, slots=True)
class Operation:
    """An invocation joined with its completion.

    `invoked` and `returned` are event indices. `returned` is None for an operation that is open:
    one that ended as `info` and one still in flight at the end both have the status `info`, since
    either may take effect at any later moment or never. `completed` is the index of the
    completing event of whatever type, so it tells the two apart.

    `result` is what the client was told: the completion's own `result` if it has one (a cas
    evaluated without a match is `ok` with result False), otherwise the completion's value.
    """

    process: int | str
    f: str
    key: Any
    value: Any
    result: Any
    status: OperationStatus
    invoked: int
    returned: int | None
    _: KW_ONLY
    completed: int | None = None
    error: tuple[int, str] | None = None
    final: bool = False
    node: str | None = None
    invoked_time: int | None = None
    completed_time: int | None = None


_latest: list[tuple[History, tuple[Operation, ...]]] = []
"""The history asked for last: every check of a run asks for its operations."""


def operations(history: History) -> tuple[Operation, ...]:
    """Join each invocation with its completion, in the order of invocation."""
    known = _latest[0] if _latest else None  # once: another thread may replace it meanwhile
    if known is None or known[0] is not history:
        known = (history, _operations(history))
        _latest[:] = [known]
    return known[1]


def _operations(history: History) -> tuple[Operation, ...]:
    open_by_process: dict[int | str, Event] = {}
    retired: dict[int | str, int] = {}
    completion_of: dict[int, Event] = {}
    for event in history.events:
        process = event.process
        if event.type == "invoke":
            if process in open_by_process or process in retired:
                raise _early_invoke(event, open_by_process.get(process), retired.get(process))
            open_by_process[process] = event
            continue
        invoke = open_by_process.pop(process, None)
        if invoke is None or invoke.f != event.f:
            raise _stray_completion(event, invoke)
        completion_of[invoke.index] = event
        if event.type == "info":
            retired[process] = event.index
    return tuple(
        _join(event, completion_of.get(event.index))
        for event in history.events
        if event.type == "invoke"
    )


def _early_invoke(event: Event, earlier: Event | None, retired_at: int | None) -> HistoryOrderError:
    if earlier is not None:
        return HistoryOrderError(
            f"event {event.index}: process {event.process!r} invokes {event.f!r} while its "
            f"{earlier.f!r} of event {earlier.index} is open; "
            "a process does one operation at a time, give the second one another process"
        )
    return HistoryOrderError(
        f"event {event.index}: process {event.process!r} acts again after its info of event "
        f"{retired_at}; let the client go on under a new process id"
    )


def _stray_completion(event: Event, invoke: Event | None) -> HistoryOrderError:
    if invoke is None:
        return HistoryOrderError(
            f"event {event.index}: process {event.process!r} returns {event.type!r} for "
            f"{event.f!r} without an open operation; write its invoke event first"
        )
    return HistoryOrderError(
        f"event {event.index}: process {event.process!r} returns from {event.f!r} but its open "
        f"operation of event {invoke.index} is {invoke.f!r}; both events must name one function"
    )


def _join(invoke: Event, completion: Event | None) -> Operation:
    status: OperationStatus = "info"
    returned = result = None
    if completion is not None and completion.type in ("ok", "fail"):
        status = "ok" if completion.type == "ok" else "fail"
        returned = completion.index
        result = completion.value if completion.result is None else completion.result
    return Operation(
        invoke.process,
        invoke.f,
        invoke.key,
        invoke.value,
        result if status == "ok" else None,
        status,
        invoke.index,
        returned,
        completed=None if completion is None else completion.index,
        error=None if completion is None else completion.error,
        final=invoke.final,
        node=invoke.node,
        invoked_time=invoke.time,
        completed_time=None if completion is None else completion.time,
    )
