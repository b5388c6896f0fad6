"""Errors of the history vocabulary.

HistoryError
├── MalformedLineError    a line is not a JSON object of the documented shape
├── HistoryOrderError     the events cannot have happened in this order
└── TraceFormatError      a trace file is damaged or was changed after it was written
"""

from __future__ import annotations


class HistoryError(ValueError):
    """A history or trace file cannot be read; the message names the line and the remedy."""


class MalformedLineError(HistoryError):
    """A line is not a JSON object of the documented shape."""


class HistoryOrderError(HistoryError):
    """The events of one process cannot have happened in this order."""


class TraceFormatError(HistoryError):
    """A trace file is damaged, or its records no longer match the hash in its header."""
