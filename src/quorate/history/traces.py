"""A trace: everything that happened in a run, as one flat list of seven slots a record.

A flat list is the cheapest record there is in CPython (about an eighth of a frozen dataclass a
record, mostly because the collector has nothing to visit), and a run writes tens of thousands.
`TraceRecord` is only made when somebody reads.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from quorate.history.errors import TraceFormatError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SLOTS = 7
TRACE_FORMAT = 1
TRACE_KINDS = (
    "send",
    "recv",
    "drop",
    "dup",
    "hold",
    "release",
    "queue",
    "serve",
    "timer",
    "crash",
    "restart",
    "pause",
    "resume",
    "join",
    "leave",
    "fault",
    "heal",
    "clock",
    "disk",
    "invoke",
    "return",
    "log",
    "observe",
    "assert",
    "error",
)


class TraceRecord(NamedTuple):
    """One thing that happened; `mid` joins the send and the receive of one message."""

    t_us: int
    kind: str
    node: str | None
    peer: str | None
    name: str | None
    body: Any
    mid: int | None


@dataclass(frozen=True, slots=True)
class Trace:
    """The records of a run and the header that tells how to repeat it."""

    header: dict[str, Any]
    flat: list[Any]

    def __len__(self) -> int:
        return len(self.flat) // SLOTS

    def records(self) -> Iterator[TraceRecord]:
        """The records, in the order in which they happened."""
        flat = self.flat
        for start in range(0, len(flat), SLOTS):
            yield TraceRecord(*flat[start : start + SLOTS])

    def hash(self) -> str:
        """SHA-256 of the records as canonical JSON: equal runs have equal hashes anywhere."""
        text = json.dumps(self.flat, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
        return hashlib.sha256(text.encode("ascii")).hexdigest()


def dump_trace(trace: Trace) -> str:
    """Write a trace as JSON Lines; the header carries the hash of the records."""
    header = {"quorate_trace": TRACE_FORMAT, **trace.header, "hash": trace.hash()}
    lines = [_text(header)]
    for record in trace.records():
        row = {"t": record.t_us, "kind": record.kind, "node": record.node}
        optional = zip(("peer", "name", "body", "mid"), record[3:], strict=True)
        row.update((name, slot) for name, slot in optional if slot is not None)
        lines.append(_text(row))
    return "".join(f"{line}\n" for line in lines)


def load_trace(lines: Iterable[str]) -> Trace:
    """Read a trace back and compare its records with the hash in its header."""
    rows = [_parse(line, number) for number, line in enumerate(lines, start=1) if line.strip()]
    if not rows or rows[0].get("quorate_trace") != TRACE_FORMAT:
        raise TraceFormatError(
            f"line 1: no trace header of format {TRACE_FORMAT}; "
            "write the file with `quorate simulate --trace`"
        )
    header = {name: part for name, part in rows[0].items() if name not in ("quorate_trace", "hash")}
    flat: list[Any] = []
    for number, row in enumerate(rows[1:], start=2):
        if "t" not in row or "kind" not in row:
            raise TraceFormatError(f"line {number}: a record needs t and kind, got {sorted(row)}")
        flat += [row["t"], row["kind"]]
        flat += [row.get(name) for name in ("node", "peer", "name", "body", "mid")]
    trace = Trace(header, flat)
    if trace.hash() != rows[0].get("hash"):
        raise TraceFormatError(
            f"the records have the hash {trace.hash()[:12]}… but the header says "
            f"{str(rows[0].get('hash'))[:12]}…; the file was changed, make it again from its seed"
        )
    return trace


def _text(row: object) -> str:
    return json.dumps(row, ensure_ascii=True, separators=(",", ":"), allow_nan=False)


def _parse(line: str, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as problem:
        raise TraceFormatError(f"line {number}: {line.strip()[:60]!r} is not JSON") from problem
    if not isinstance(row, dict):
        raise TraceFormatError(f"line {number}: {line.strip()[:60]!r} is not a JSON object")
    return row
