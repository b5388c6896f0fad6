"""Histories, traces and verdicts: the vocabulary between whatever runs and whatever judges."""

from quorate.history.errors import (
    HistoryError,
    HistoryOrderError,
    MalformedLineError,
    TraceFormatError,
)
from quorate.history.events import (
    EVENT_TYPES,
    Absent,
    Event,
    EventType,
    History,
    Initial,
    Observation,
    Operation,
    OperationStatus,
    Value,
    operations,
)
from quorate.history.lines import dump_history, load_history
from quorate.history.traces import TRACE_KINDS, Trace, TraceRecord, dump_trace, load_trace
from quorate.history.verdicts import EXIT_CODES, Verdict, VerdictKind, combine

__all__ = [
    "EVENT_TYPES",
    "EXIT_CODES",
    "TRACE_KINDS",
    "Absent",
    "Event",
    "EventType",
    "History",
    "HistoryError",
    "HistoryOrderError",
    "Initial",
    "MalformedLineError",
    "Observation",
    "Operation",
    "OperationStatus",
    "Trace",
    "TraceFormatError",
    "TraceRecord",
    "Value",
    "Verdict",
    "VerdictKind",
    "combine",
    "dump_history",
    "dump_trace",
    "load_history",
    "load_trace",
    "operations",
]
