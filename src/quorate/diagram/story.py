"""What a trace tells, as things with a beginning and an end."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quorate.diagram.svg import duration
from quorate.history import Trace, TraceRecord

_VALUE_CHARACTERS_MAX = 32
# The name that the node library gives to the timer behind a call.
_CALL_TIMEOUT = "timeout "


@dataclass(slots=True)
class Happening:
    """One thing that happened; `index` is the record in which it began.

    kind: operation, return, message, crash, pause, timer, log, observe, assert, error. `peer` is
    the other end of a message or operation; `end_us` stays None for what never ended. A message's
    `fate` is "arrived", "lost" or "" (under way at the end); an operation's is its type of return.
    """

    index: int
    kind: str
    t_us: int
    node: str
    text: str
    peer: str = ""
    end_us: int | None = None
    end_index: int | None = None
    fate: str = ""
    name: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """All happenings of a trace, in order of their beginning."""

    happenings: tuple[Happening, ...]
    last_us: int

    def of_kind(self, *kinds: str) -> list[Happening]:
        """Give the happenings of these kinds."""
        return [each for each in self.happenings if each.kind in kinds]


def story_of(trace: Trace) -> Story:
    """Join the records of a trace: sends with receipts, invocations with returns, crashes with
    restarts.
    """
    teller = _Teller()
    last_us = 0
    for index, record in enumerate(trace.records()):
        teller.take(index, record)
        last_us = record.t_us
    return Story(tuple(teller.told), last_us)


class _Teller:
    """Joins records while they are read."""

    def __init__(self) -> None:
        self.told: list[Happening] = []
        self._open: dict[tuple[str, Any], Happening] = {}

    def take(self, index: int, record: TraceRecord) -> None:
        match record.kind:
            case "invoke" | "send" | "crash" | "pause":
                self._begin(index, record)
            case "return":
                self._end_operation(index, record)
            case "recv" | "drop":
                self._end_message(index, record)
            case "restart" | "resume":
                kind = "crash" if record.kind == "restart" else "pause"
                self._end((kind, record.node), index, record.t_us)
            case "timer" | "log" | "observe" | "assert" | "error":
                text = _mark(record)
                self._tell(Happening(index, record.kind, record.t_us, _id(record.node), text))

    def _tell(self, happening: Happening) -> Happening:
        self.told.append(happening)
        return happening

    def _begin(self, index: int, record: TraceRecord) -> None:
        node, peer, name = _id(record.node), _id(record.peer), record.name or ""
        kind = {"invoke": "operation", "send": "message"}.get(record.kind, record.kind)
        body = record.body if isinstance(record.body, Mapping) else {}
        note = _cause(body, node)
        text = {
            "operation": f"{node} asks {peer}: {name}{_about(body)}",
            "message": _message_text(node, peer, name, body),
            "crash": f"{node} goes down{f' ({note})' if note else ''}",
            "pause": f"{node} stops for a while",
        }[kind]
        asked = self._open.get(("operation", record.node))
        if kind == "message" and asked is not None and asked.t_us == record.t_us:
            text = f"{node}'s request travels to {peer}"
        happening = Happening(index, kind, record.t_us, node, text, peer, name=name, note=note)
        self._open[(kind, record.mid if kind == "message" else record.node)] = self._tell(happening)

    def _end(self, key: tuple[str, Any], index: int, t_us: int) -> Happening | None:
        happening = self._open.pop(key, None)
        if happening is not None:
            happening.end_index, happening.end_us = index, t_us
        return happening

    def _end_message(self, index: int, record: TraceRecord) -> None:
        happening = self._end(("message", record.mid), index, record.t_us)
        if happening is None:
            return  # a second copy
        if record.kind == "recv":
            happening.fate = "arrived"
            return
        happening.fate = "lost"
        why = record.body.get("why", "") if isinstance(record.body, Mapping) else ""
        reason = f"{record.node} is down" if why == "down" else str(why)
        happening.text += f"; it is lost ({reason})"

    def _end_operation(self, index: int, record: TraceRecord) -> None:
        happening = self._end(("operation", record.node), index, record.t_us)
        if happening is None:
            return
        body = record.body
        happening.fate = body["type"]
        client, waited = happening.node, duration(record.t_us - happening.t_us)
        value, error = _shown(body.get("value")), body.get("error") or ["", ""]
        text = {
            "ok": f"{client} gets {value} after {waited}",
            "fail": f"{client} is refused after {waited}: error {error[0]} {error[1]}",
            "info": f"{client} gives up after {waited}: nobody knows the outcome",
        }[happening.fate]
        end = Happening(index, "return", record.t_us, client, text, happening.peer)
        end.fate = happening.fate
        self._tell(end)


def _id(name: str | None) -> str:
    return name or ""


def _message_text(node: str, peer: str, name: str, body: Mapping[str, Any]) -> str:
    if name == "error":
        return f"{node} answers {peer}: error {body.get('code')} {_shown(body.get('text'))}"
    if "in_reply_to" in body:
        return f"{node} answers {peer}: {_about(body).strip() or name}"
    return f"{node} asks {peer}: {name}{_about(body)}"


def _about(body: Mapping[str, Any]) -> str:
    """Show the fields that a reader cares about: key, value, text of an error."""
    shown = [_shown(body[name]) for name in ("key", "value", "text") if body.get(name) is not None]
    return f" {' '.join(shown)}" if shown else ""


def _shown(value: object) -> str:
    text = "nothing" if value is None else str(value)
    if len(text) > _VALUE_CHARACTERS_MAX:
        return f"{text[: _VALUE_CHARACTERS_MAX - 1]}…"
    return text


def _cause(body: Mapping[str, Any], node: str) -> str:
    cause = body.get("cause")
    if isinstance(cause, Mapping):
        label, value = cause.get("label"), cause.get("value")
        return str(label) if value == node else f"{label} {value}"
    return "its own error" if body.get("why") == "error" else ""


def _mark(record: TraceRecord) -> str:
    body = record.body if isinstance(record.body, Mapping) else {}
    name = record.name or ""
    match record.kind:
        case "timer" if name.startswith(_CALL_TIMEOUT):
            return f"{record.node} stops waiting for {name.removeprefix(_CALL_TIMEOUT)}"
        case "timer":
            return f"{record.node}: timer {name}"
        case "error" if body.get("line") is not None:
            return f"{record.node} fails: {name} in line {body['line']}"
        case "error":
            return f"{record.node} refuses a message: {body.get('text', name)}"
        case "assert":
            return f"{record.node}: {name} {'holds' if body.get('held') else 'does not hold'}"
    return f"{record.node}: {name}"
