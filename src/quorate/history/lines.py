"""Histories as JSON Lines: one event a line, an optional header first (docs: formats)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from quorate.history.errors import MalformedLineError
from quorate.history.events import (
    EVENT_TYPES,
    Absent,
    Event,
    EventType,
    History,
    Initial,
    Observation,
    Value,
    operations,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

FORMAT_VERSION = 1


def load_history(lines: Iterable[str]) -> History:
    """Read a history, refuse one whose events cannot have happened in this order."""
    header: Mapping[str, Any] = {}
    events: list[Event] = []
    observations: list[Observation] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        row = _parse(line, number)
        if "quorate_history" in row:
            header = _accept_header(row, number, started=bool(events or header))
        elif row.get("type") == "observe":
            observations.append(_observation(row, number, len(events)))
        elif row.get("type") != "fault":  # fault lines are for pictures only
            events.append(_event(row, number, len(events)))
    history = History(
        tuple(events),
        model=header.get("model"),
        initial=_initial(header.get("initial", {"absent": True})),
        unique_writes=bool(header.get("unique_writes", False)),
        observations=tuple(observations),
    )
    operations(history)  # raises when the order is impossible
    return history


def dump_history(history: History) -> str:
    """Write a history with its header; `load_history` gives the same value back."""
    header: dict[str, Any] = {"quorate_history": FORMAT_VERSION}
    if history.model is not None:
        header["model"] = history.model
    if isinstance(history.initial, Value):
        header["initial"] = {"value": history.initial.value}
    else:
        header["initial"] = {"absent": True}
    header["unique_writes"] = history.unique_writes
    rows = [header, *_rows(history)]
    return "".join(f"{_text(row)}\n" for row in rows)


def _rows(history: History) -> Iterator[dict[str, Any]]:
    """Events and observations in the order in which one recorder saw them."""
    seen = iter(history.observations)
    following = next(seen, None)
    for event in history.events:
        while following is not None and following.index <= event.index:
            yield _observed(following)
            following = next(seen, None)
        yield _row(event)
    while following is not None:
        yield _observed(following)
        following = next(seen, None)


def _text(row: Mapping[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=True, separators=(",", ":"), allow_nan=False)


def _parse(line: str, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as problem:
        raise MalformedLineError(
            f"line {number}: {line.strip()[:60]!r} is not JSON ({problem}); "
            "write one JSON object a line"
        ) from problem
    if not isinstance(row, dict):
        raise MalformedLineError(
            f"line {number}: {line.strip()[:60]!r} is not a JSON object; "
            'write {"process": …, "type": …, "f": …, "value": …}'
        )
    return row


def _accept_header(row: dict[str, Any], number: int, *, started: bool) -> dict[str, Any]:
    if started:
        raise MalformedLineError(f"line {number}: a second header; keep it as the first line only")
    if row["quorate_history"] != FORMAT_VERSION:
        raise MalformedLineError(
            f"line {number}: format version {row['quorate_history']!r} is unknown; "
            f"this program reads version {FORMAT_VERSION}"
        )
    return row


def _initial(stated: object) -> Initial:
    if isinstance(stated, dict) and stated.get("absent") is True:
        return Absent()
    if isinstance(stated, dict) and "value" in stated:
        return Value(stated["value"])
    raise MalformedLineError(
        f'initial {stated!r} is unknown; write {{"absent": true}} or {{"value": X}}'
    )


def _event(row: dict[str, Any], number: int, index: int) -> Event:
    kind = row.get("type")
    if kind not in EVENT_TYPES:
        raise MalformedLineError(
            f"line {number}: type {kind!r} is unknown; use one of {', '.join(EVENT_TYPES)}"
        )
    process = row.get("process")
    if isinstance(process, bool) or not isinstance(process, int | str):
        raise MalformedLineError(
            f"line {number}: process {process!r} is neither a number nor a name; "
            "give the client one"
        )
    if not isinstance(row.get("f"), str):
        raise MalformedLineError(
            f'line {number}: f {row.get("f")!r} is not a name; write "f": "read" or the like'
        )
    event_type: EventType = kind
    return Event(
        index,
        process,
        event_type,
        row["f"],
        row.get("value"),
        key=row.get("key"),
        time=row.get("time"),
        error=_error(row.get("error"), number),
        final=bool(row.get("final", False)),
        node=row.get("node"),
        result=row.get("result"),
    )


def _observation(row: dict[str, Any], number: int, index: int) -> Observation:
    t_us, node, name = row.get("t_us"), row.get("node"), row.get("name")
    fields = row.get("fields", {})
    if not (
        isinstance(t_us, int)
        and isinstance(node, str)
        and isinstance(name, str)
        and isinstance(fields, dict)
    ):
        raise MalformedLineError(
            f"line {number}: an observation needs t_us, node, name and fields, got {sorted(row)}"
        )
    return Observation(index, t_us, node, name, fields)


def _observed(seen: Observation) -> dict[str, Any]:
    row = {"type": "observe", "t_us": seen.t_us, "node": seen.node, "name": seen.name}
    return {**row, "fields": dict(seen.fields)}


def _error(stated: object, number: int) -> tuple[int, str] | None:
    match stated:
        case None:
            return None
        case [int(code), str(text)]:
            return (code, text)
    raise MalformedLineError(f"line {number}: error {stated!r} is not [code, text]; write both")


def _row(event: Event) -> dict[str, Any]:
    row: dict[str, Any] = {"process": event.process, "type": event.type, "f": event.f}
    if event.key is not None:
        row["key"] = event.key
    row["value"] = event.value
    for name in ("time", "node", "result"):
        if getattr(event, name) is not None:
            row[name] = getattr(event, name)
    if event.error is not None:
        row["error"] = list(event.error)
    if event.final:
        row["final"] = True
    return row
