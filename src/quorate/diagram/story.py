"""What a trace tells, as things with a beginning and an end."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quorate.diagram.svg import duration
from quorate.history import Trace, TraceRecord

_VALUE_CHARACTERS_MAX = 32
_FIELDS_SHOWN = 4
# The name that the node library gives to the timer behind a call.
_CALL_TIMEOUT = "timeout "
# What the library itself puts into a message's body.
_ENVELOPE = ("type", "msg_id", "in_reply_to")


@dataclass(slots=True)
class Happening:
    """One thing that happened; `index` is the record in which it began.

    kind: operation, return, message, copy, crash, pause, hold, timer, disk, log, observe, assert,
    error, fault, heal, or a kind of record that only its run knows. `peer` is the other end of a
    message or operation; `end_us` stays None for what never ended or has no length. A message's
    `fate` is "arrived", "lost" or "" (under way at the end); an operation's is its type of return.
    `says` is the sentence with places for the other fields, so that a drawing need not carry it.
    """

    index: int
    kind: str
    t_us: int
    node: str
    says: str
    peer: str = ""
    end_us: int | None = None
    end_index: int | None = None
    fate: str = ""
    name: str = ""
    detail: str = ""
    note: str = ""

    @property
    def text(self) -> str:
        """The sentence."""
        return self.says.format(
            node=self.node, peer=self.peer, name=self.name, detail=self.detail, note=self.note
        )

    @property
    def lasts(self) -> bool:
        """Whether it has a length, known or not."""
        return self.kind in ("operation", "message", "copy", "crash", "pause")


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
        self._copies: dict[Any, list[Happening]] = {}

    def take(self, index: int, record: TraceRecord) -> None:
        match record.kind:
            case "invoke" | "send" | "crash" | "pause":
                self._begin(index, record)
            case "return":
                self._end_operation(index, record)
            case "recv" | "drop":
                self._end_message(index, record)
            case "dup":
                self._copy(index, record)
            case "restart" | "resume":
                kind = "crash" if record.kind == "restart" else "pause"
                self._end((kind, record.node), index, record.t_us)
            case "release":
                pass  # what was held arrives or is lost in the record after this one
            case _:
                self._tell(_mark(index, record))

    def _tell(self, happening: Happening) -> Happening:
        self.told.append(happening)
        return happening

    def _begin(self, index: int, record: TraceRecord) -> None:
        node, peer, name = _id(record.node), _id(record.peer), record.name or ""
        kind = {"invoke": "operation", "send": "message"}.get(record.kind, record.kind)
        body = record.body if isinstance(record.body, Mapping) else {}
        happening = Happening(index, kind, record.t_us, node, "", peer, name=name)
        match kind:
            case "operation":
                happening.says, happening.detail = (
                    "{node} asks {peer}: {name}{detail}",
                    _about(body),
                )
            case "message":
                self._word_message(happening, body)
            case "crash":
                # Who goes down while it stands still is not resumed: it starts anew.
                self._end(("pause", record.node), index, record.t_us)
                happening.note = _cause(body, node)
                happening.says = "{node} goes down" + (" ({note})" if happening.note else "")
            case _:
                happening.says = "{node} stops for a while"
        self._open[(kind, record.mid if kind == "message" else record.node)] = self._tell(happening)

    def _word_message(self, message: Happening, body: Mapping[str, Any]) -> None:
        asked = self._open.get(("operation", message.node))
        if asked is not None and asked.t_us == message.t_us:
            message.says = "{node}'s request travels to {peer}"
        elif message.name == "error":
            message.detail = f"{body.get('code')} {_shown(body.get('text'))}"
            message.says = "{node} answers {peer}: error {detail}"
        elif "in_reply_to" in body:
            message.detail = _about(body).strip() or message.name
            message.says = "{node} answers {peer}: {detail}"
        else:
            verb = "asks" if "msg_id" in body else "sends"
            message.detail = _about(body)
            message.says = f"{{node}} {verb} {{peer}}: {{name}}{{detail}}"

    def _copy(self, index: int, record: TraceRecord) -> None:
        says = "a second copy of {node}'s {name} travels to {peer}"
        node, peer = _id(record.node), _id(record.peer)
        copy = Happening(index, "copy", record.t_us, node, says, peer, name=record.name or "")
        self._copies.setdefault(record.mid, []).append(self._tell(copy))

    def _end(self, key: tuple[str, Any], index: int, t_us: int) -> Happening | None:
        happening = self._open.pop(key, None)
        if happening is not None:
            happening.end_index, happening.end_us = index, t_us
        return happening

    def _end_message(self, index: int, record: TraceRecord) -> None:
        happening = self._end(("message", record.mid), index, record.t_us)
        if happening is None:
            copies = self._copies.get(record.mid)
            if not copies:
                return
            happening = copies.pop(0)
            happening.end_index, happening.end_us = index, record.t_us
        if record.kind == "recv":
            happening.fate = "arrived"
            return
        happening.fate = "lost"
        why = record.body.get("why", "") if isinstance(record.body, Mapping) else ""
        happening.note = f"{record.node} is down" if why == "down" else str(why)
        happening.says += "; it is lost ({note})"

    def _end_operation(self, index: int, record: TraceRecord) -> None:
        happening = self._end(("operation", record.node), index, record.t_us)
        if happening is None:
            return
        body = record.body
        happening.fate = body["type"]
        error = body.get("error") or ["", ""]
        says, detail = {
            "ok": ("{node} gets {detail} after {note}", _shown(body.get("value"))),
            "fail": (
                "{node} is refused after {note}: error {detail}",
                f"{error[0]} {error[1]}",
            ),
            "info": ("{node} gives up after {note}: nobody knows the outcome", ""),
        }[happening.fate]
        end = Happening(index, "return", record.t_us, happening.node, says, happening.peer)
        end.fate, end.name, end.detail = happening.fate, happening.name, detail
        end.note = duration(record.t_us - happening.t_us)
        self._tell(end)


def _id(name: str | None) -> str:
    return name or ""


def _about(body: Mapping[str, Any]) -> str:
    """Show the fields that a reader cares about: key, value, text of an error; else the first."""
    shown = [_shown(body[name]) for name in ("key", "value", "text") if body.get(name) is not None]
    if not shown:
        fields = [name for name in body if name not in (*_ENVELOPE, "process", "key", "value")]
        shown = [f"{name} {_shown(body[name])}" for name in fields[:_FIELDS_SHOWN]]
        return f" ({', '.join(shown)})" if shown else ""
    return f" {' '.join(shown)}"


def _shown(value: object) -> str:
    text = _plain(value)
    if len(text) > _VALUE_CHARACTERS_MAX:
        return f"{text[: _VALUE_CHARACTERS_MAX - 1]}…"
    return text


def _plain(value: object) -> str:
    """A value as a reader would write it, without the quotes of a program."""
    match value:
        case None:
            return "nothing"
        case Mapping():
            return f"{{{', '.join(f'{name}: {_plain(each)}' for name, each in value.items())}}}"
        case list() | tuple():
            return f"[{', '.join(map(_plain, value))}]"
    return str(value)


def _cause(body: Mapping[str, Any], node: str) -> str:
    cause = body.get("cause")
    if isinstance(cause, Mapping):
        label, value = cause.get("label"), cause.get("value")
        return str(label) if value == node else f"{label} {value}"
    return "its own error" if body.get("why") == "error" else ""


def _mark(index: int, record: TraceRecord) -> Happening:
    """Tell a record that stands for itself."""
    body = record.body if isinstance(record.body, Mapping) else {}
    mark = Happening(index, record.kind, record.t_us, _id(record.node), "{node}: {name}")
    mark.name, mark.peer = record.name or "", _id(record.peer)
    match record.kind:
        case "timer" if mark.name.startswith(_CALL_TIMEOUT):
            mark.name = mark.name.removeprefix(_CALL_TIMEOUT)
            mark.says = "{node} stops waiting for {name}"
        case "timer":
            mark.says = "{node}: timer {name}"
        case "error" if body.get("line") is not None:
            mark.detail, mark.says = str(body["line"]), "{node} fails: {name} in line {detail}"
        case "error":
            mark.detail = str(body.get("text", mark.name))
            mark.says = "{node} refuses a message: {detail}"
        case "assert":
            mark.says += " holds" if body.get("held") else " does not hold"
        case "hold":
            mark.says = "{peer}'s {name} is held back before {node}"
        case "fault":
            mark.says = "a fault begins: {name}"
        case "heal":
            mark.says = "a fault ends: {name}"
        case "log" | "observe":
            mark.detail, mark.says = _about(body), "{node}: {name}{detail}"
        case _:
            told = record.body if isinstance(record.body, list) else [*body.values()]
            mark.detail = " ".join(_shown(each) for each in told[:_FIELDS_SHOWN])
            mark.says = f"{{node}}: {_escaped(record.kind)} {{name}} {{detail}}"
    return mark


def _escaped(kind: str) -> str:
    """Keep a kind that is not ours from being read as a place in a sentence."""
    return kind.replace("{", "").replace("}", "")
