"""Records a run: the history always, the trace when it is on, and the counters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quorate.history import Event, History, Observation
from quorate.simulator.settings import Claim, NodeFailure

if TYPE_CHECKING:
    from quorate.simulator.moments import Handling
    from quorate.simulator.settings import ClientOperation

FAILURES_MAX = 50
REFUSALS_MAX = 20
CLAIMS_MAX = 1_000
NS_PER_US = 1_000

COUNTERS = (
    "sent",
    "delivered",
    "timers",
    "lost",
    "duplicated",
    "held",
    "dropped_partition",
    "dropped_message",
    "dropped_down",
    "dropped_unknown",
    "crashes",
    "restarts",
    "errors",
    "refused",
    "logs",
    "operations",
    "ok",
    "fail",
    "info",
)


class Recorder:
    """What a run leaves behind; `flat` is None when the trace is off.

    With `clients` the history names processes by their client; the trace has their numbers.
    """

    def __init__(self, *, trace: bool, clients: tuple[str, ...] = ()) -> None:
        self.flat: list[Any] | None = [] if trace else None
        self.counters: dict[str, int] = dict.fromkeys(COUNTERS, 0)
        self.failures: list[NodeFailure] = []
        self.refusals: dict[str, None] = {}
        self.observations: list[Observation] = []
        self._events: list[Event] = []
        self._claims: dict[tuple[str, str], tuple[int, int]] = {}
        self._clients = clients
        self._names: dict[int, str] = {}

    def note(self, *record: object) -> None:
        """Add one record of seven slots to the trace, if it is on."""
        if self.flat is not None:
            assert len(record) == 7, f"a record has seven slots, not {len(record)}"
            self.flat.extend(record)

    def take(self, t_us: int, member_id: str, output: tuple[Any, ...]) -> None:
        """Record an output that has no effect beyond the record."""
        match output[0]:
            case "invoke":
                self._invoke(t_us, member_id, output[1], output[2])
            case "return":
                self._complete(t_us, member_id, output)
            case "assert":
                self._claim(t_us, member_id, output)
            case "refused":
                self._refuse(t_us, member_id, output)
            case "log":
                self.counters["logs"] += 1
                self.note(t_us, "log", member_id, None, output[1], output[2] or None, None)
            case "observe":
                self._observe(t_us, member_id, output[1], output[2])
            case _:
                raise AssertionError(f"{member_id} put out {output!r}, which the port has not")

    def _invoke(self, t_us: int, client: str, process: int, operation: ClientOperation) -> None:
        """A client sent an operation."""
        self.counters["operations"] += 1
        self._events.append(
            Event(
                len(self._events),
                self._name_of(process),
                "invoke",
                operation.f,
                operation.value,
                key=operation.key,
                time=t_us * NS_PER_US,
                final=operation.final,
                node=operation.dest,
            )
        )
        if self.flat is not None:
            body = {"process": process, "key": operation.key, "value": operation.value}
            self.note(t_us, "invoke", client, operation.dest, operation.f, body, None)

    def _name_of(self, process: int) -> int | str:
        """The process by its client: c1, and c1~2 after an operation with unknown outcome."""
        if not self._clients:
            return process
        name = self._names.get(process)
        if name is None:
            life, index = divmod(process, len(self._clients))
            client = self._clients[index]
            name = self._names[process] = client if life == 0 else f"{client}~{life + 1}"
        return name

    def _complete(self, t_us: int, client: str, output: tuple[Any, ...]) -> None:
        """A client was told the outcome of an operation, or gave it up."""
        _, process, operation, kind, value, error, result = output
        self.counters[kind] += 1
        self._events.append(
            Event(
                len(self._events),
                self._name_of(process),
                kind,
                operation.f,
                value,
                key=operation.key,
                time=t_us * NS_PER_US,
                error=error,
                final=operation.final,
                node=operation.dest,
                result=result,
            )
        )
        if self.flat is not None:
            body = {"process": process, "type": kind, "key": operation.key, "value": value}
            if error is not None:
                body["error"] = list(error)
            self.note(t_us, "return", client, operation.dest, operation.f, body, None)

    def _observe(self, t_us: int, node: str, name: str, fields: dict[str, Any]) -> None:
        """A node said what it believes: for checkers, so kept without a trace, too."""
        self.observations.append(Observation(len(self._events), t_us, node, name, fields))
        self.note(t_us, "observe", node, None, name, fields or None, None)

    def fail(
        self, t_us: int, node: str, report: dict[str, Any], *, handling: Handling | None = None
    ) -> None:
        """A node crashed by its own error.

        The trace leaves out the error's text, which differs between versions of Python.
        """
        self.counters["errors"] += 1
        if len(self.failures) < FAILURES_MAX:
            words: dict[str, Any] = (
                {} if handling is None else {"handler": handling.handler, "event": handling.event}
            )
            self.failures.append(NodeFailure(t_us, node, **report, **words))
        body = {name: report[name] for name in ("line", "function")}
        self.note(t_us, "error", node, None, report["type"], body, None)

    def _refuse(self, t_us: int, node: str, output: tuple[Any, ...]) -> None:
        """A node got a message that none of its handlers could take."""
        _, code, text, message_type = output
        self.counters["refused"] += 1
        if len(self.refusals) < REFUSALS_MAX:
            self.refusals[f"{node}: {text}"] = None
        self.note(t_us, "error", node, None, message_type, {"code": code, "text": text}, None)

    def _claim(self, t_us: int, node: str, output: tuple[Any, ...]) -> None:
        """A node reached an assertion."""
        _, kind, name, held = output
        if len(self._claims) >= CLAIMS_MAX and (kind, name) not in self._claims:
            return
        reached, times_held = self._claims.get((kind, name), (0, 0))
        self._claims[kind, name] = (reached + 1, times_held + held)
        self.note(t_us, "assert", node, None, name, {"kind": kind, "held": held}, None)

    def history(self) -> History:
        """The history so far."""
        return History(tuple(self._events), observations=tuple(self.observations))

    def claims(self) -> tuple[Claim, ...]:
        """All assertions reached so far."""
        return tuple(
            Claim(kind, name, reached, held)
            for (kind, name), (reached, held) in self._claims.items()
        )
